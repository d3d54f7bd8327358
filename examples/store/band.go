package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
)

// priceCart fills in what a cart costs after every promotion, and why.
func (s *server) priceCart(v *visit, view *page.Cart, c cart.View, items []order.Item) error {
	shown, err := s.shop.Promotions.Show(v.Context(), v.By, s.asking(v, items, c.Cart.Currency, ""))
	if err != nil {
		return err
	}
	if view.Sums, err = s.sums(v, shown.Orders...); err != nil {
		return err
	}
	view.Total = shown.Total.Display(v.Lang)
	if off := saved(shown.Result); off.IsPositive() {
		view.Saved = v.say("sum.saved", off.Display(v.Lang))
	}
	view.Unused, view.Coding = s.unused(v, shown.Result), s.coding(v, "/cart", shown.Result)
	var closed []string // rules that a voucher would open
	for _, campaign := range s.campaigns {
		closed = append(closed, campaign.Rule)
	}
	if view.Claims, err = s.claims(v, "/cart", closed...); err != nil {
		return err
	}
	s.markBoxes(v, view, c, shown)
	return nil
}

// markBoxes puts deals, prices after promotions of items, and gifts into the
// sellers' boxes.
func (s *server) markBoxes(v *visit, view *page.Cart, c cart.View, shown cartwright.Shown) {
	at := map[string]*page.Line{}
	sellers := sellersOf(c)
	for i := range view.Boxes {
		view.Boxes[i].Deal = s.boxDeal(v, sellers[i], shown)
		for j := range view.Boxes[i].Lines {
			at[view.Boxes[i].Lines[j].ID] = &view.Boxes[i].Lines[j]
		}
	}
	for _, o := range shown.Orders {
		for _, l := range o.Lines {
			line := at[string(l.SKU)]
			switch {
			case l.Gift:
				i := slices.Index(sellers, o.Seller)
				view.Boxes[i].Lines = append(view.Boxes[i].Lines, page.Line{
					ID: "gift-" + string(l.SKU), URL: "/product/" + l.Slug, Title: s.title(v, l), Options: s.options(v, l.Picture, l.Options), Picture: s.link(l.Picture),
					Qty: int(l.Qty), Total: money.New(0, o.Total.Currency()).Display(v.Lang), Gift: true,
				})
			case line != nil:
				v.strike(line, l, shown.Result, c)
			}
		}
	}
}

// strike shows what a line was before promotions of its goods, or what was really
// asked for it before.
func (v *visit) strike(line *page.Line, l order.Line, r promotion.Result, c cart.View) {
	gross, net := l.Rows[0].Price.Mul(l.Qty), l.Rows[0].Price.Mul(l.Qty)
	for _, row := range l.Rows {
		for _, share := range row.Discounts {
			if layerOf(r, share.Code) == "item" {
				net, _ = net.Sub(share.Amount) // of one currency
			}
		}
	}
	at := slices.IndexFunc(c.Lines, func(x cart.PricedLine) bool { return x.SKU == l.SKU })
	switch {
	case !net.Equal(gross):
		line.Was, line.Total = gross.Display(v.Lang), net.Display(v.Lang)
	case at >= 0 && c.Lines[at].Offer.Listed.IsPositive():
		line.Was = c.Lines[at].Offer.Listed.Mul(l.Qty).Display(v.Lang)
	}
}

// layerOf is the layer of a rule that acted.
func layerOf(r promotion.Result, rule string) string {
	for _, a := range r.Applied {
		if a.Rule == rule {
			return a.Layer
		}
	}
	return ""
}

// sellersOf are the sellers of a cart in the order of its boxes.
func sellersOf(c cart.View) (list []catalog.SellerID) {
	for _, l := range c.Lines {
		if !slices.Contains(list, l.Offer.Seller) {
			list = append(list, l.Offer.Seller)
		}
	}
	return list
}

// priceCheckout fills in what the goods cost when they are paid as chosen, and
// what another way of paying would save.
func (s *server) priceCheckout(v *visit, view *page.Checkout, currency string, items []order.Item) ([]order.Order, error) {
	chosen := ""
	for _, m := range view.Methods {
		if m.Chosen {
			chosen = m.Kind
		}
	}
	if chosen == "" {
		chosen = "card"
	}
	shown, err := s.shop.Promotions.Show(v.Context(), v.By, s.asking(v, items, currency, methodOf(chosen)))
	if err != nil {
		return nil, err
	}
	view.Method, view.Expected, view.Total = chosen, shown.Total.String(), shown.Total.Display(v.Lang)
	view.Unused, view.Codes = s.unused(v, shown.Result), s.coding(v, "/cart", shown.Result).Codes
	if off := saved(shown.Result); off.IsPositive() {
		view.Saved = v.say("sum.saved", off.Display(v.Lang))
	}
	var acting []string
	for _, a := range shown.Applied {
		acting = append(acting, a.Rule)
	}
	view.Deals = strings.Join(acting, " ")
	for i := range view.Methods {
		m := &view.Methods[i]
		if m.Deal, err = s.methodDeal(v, shown, m.Kind, currency, items); err != nil {
			return nil, err
		}
	}
	view.Sums, err = s.sums(v, shown.Orders...)
	return shown.Orders, err
}

// methodOf is how a purchase names a way of paying.
func methodOf(kind string) string {
	for _, t := range tenders() {
		if t.Kind == kind {
			return t.Method
		}
	}
	return ""
}

// methodDeal says what a way of paying saves: that which is chosen, or another.
func (s *server) methodDeal(v *visit, shown cartwright.Shown, kind, currency string, items []order.Item) (string, error) {
	other, err := s.shop.Promotions.Show(v.Context(), v.By, s.asking(v, items, currency, methodOf(kind)))
	if err != nil {
		return "", err
	}
	for _, a := range other.Applied {
		if rule := s.ruleOf(v, a.Rule); payWith(rule) == methodOf(kind) && atMost(other.Total, shown.Total) {
			return v.say("method.deal", rule.Words(lexical(v.Lang)), a.Amount.Display(v.Lang)), nil
		}
	}
	return "", nil
}

// dearer says that the total is another one than the buyer agreed to, and which of
// the promotions that the page showed are gone.
func (s *server) dearer(v *visit, view page.Checkout, gone string) *page.Notice {
	var names []string
	act := strings.Split(view.Deals, " ")
	for id := range strings.FieldsSeq(v.PostFormValue("deals") + " " + gone) {
		if rule := s.ruleOf(v, id); len(id) <= 64 && len(names) < 8 && !slices.Contains(act, id) && rule.Layer != "" {
			names = append(names, rule.Words(lexical(v.Lang)))
		}
	}
	if len(names) == 0 {
		return &page.Notice{Tone: "bad", Head: v.say("error.price"), Text: v.say("error.price.text", view.Total)}
	}
	return &page.Notice{Tone: "bad", Head: v.say("error.deals"), Text: v.say("error.deals.gone", v.list(names), view.Total)}
}

// payable are the ways in which an order can be paid again: a discount that was
// given for one of them keeps to it.
func (v *visit) payable(o order.Order) []page.Method {
	if o.PayBy == "" {
		return methods("card")
	}
	list := methods(kind(o.PayBy))
	for i := range list {
		if !list[i].Chosen {
			list[i].Why = v.say("method.kept")
		}
	}
	return list
}

// agreed is what the buyer agreed to: where they chose another way of paying than
// the page was priced for, and that costs less, they agreed to less. What cannot
// be priced is left to placing it.
func (s *server) agreed(v *visit, r *order.Request) {
	priced := cmp.Or(v.PostFormValue("for"), "card")
	if methodOf(priced) == r.Method || !r.ExpectedTotal.HasCurrency() {
		return
	}
	was, err := s.shop.Promotions.Show(v.Context(), v.By, s.asking(v, r.Lines, r.Currency, methodOf(priced)))
	if err != nil || !was.Total.Equal(r.ExpectedTotal) {
		return
	}
	less, err := s.shop.Promotions.Show(v.Context(), v.By, s.asking(v, r.Lines, r.Currency, r.Method))
	if err == nil && atMost(less.Total, was.Total) {
		r.ExpectedTotal = less.Total
	}
}

// band fills in a product's price with every promotion that one piece gets, and
// how it comes about. Vouchers that can be claimed count as claimed.
func (s *server) band(v *visit, view *page.Product, p catalog.Product, chosen int) error {
	line, ok := factLine(p, p.Variants[chosen], v.Currency, 1)
	if !ok {
		return nil
	}
	r, claims, err := s.single(v, line)
	if err != nil {
		return err
	}
	b := page.Band{Claims: claims}
	view.Band = b
	net, err := r.Goods.Sub(r.Discount)
	if err != nil {
		return err
	}
	v.offers(&view.Band, r, s)
	if !r.Discount.IsPositive() {
		return nil
	}
	s.steps(v, view, p.Variants[chosen], r, net)
	for i := range view.Variants {
		if view.Variants[i].Price == v.tag(line.Price) {
			view.Variants[i].Price, view.Variants[i].Was = v.tag(net), view.Was
		}
	}
	view.Price = v.tag(net)
	return nil
}

// steps says how a price comes about, in one sentence and in rows.
func (s *server) steps(v *visit, view *page.Product, variant catalog.Variant, r promotion.Result, net money.Money) {
	b := &view.Band
	b.Label = v.say("band.deal")
	b.Sentence = v.tag(r.Goods)
	listed, struck := catalog.In(variant.Listed, r.Goods.Currency())
	if struck {
		reduced, _ := listed.Sub(r.Goods)
		b.Steps = []page.Sum{{Label: v.say("band.listed"), Amount: listed.Display(v.Lang)}, {Label: v.say("band.reduced"), Amount: v.less(reduced)}}
	} else {
		view.Was = v.tag(r.Goods)
		b.Steps = []page.Sum{{Label: v.say("band.price"), Amount: r.Goods.Display(v.Lang)}}
	}
	for _, a := range r.Applied {
		off := goodsOff(r, a.Rule)
		if !off.IsPositive() {
			continue
		}
		rule := s.ruleOf(v, a.Rule)
		if rule.ByCode {
			b.Label = v.say("band.voucher")
		}
		b.Sentence += v.say("band.more", rule.Words(lexical(v.Lang)), v.tag(off))
		b.Steps = append(b.Steps, page.Sum{Label: rule.Words(lexical(v.Lang)), Amount: v.less(off)})
	}
	b.Steps = append(b.Steps, page.Sum{Label: v.say("band.paid"), Amount: net.Display(v.Lang), Strong: true})
}

// goodsOff is what a rule takes off goods.
func goodsOff(r promotion.Result, rule string) (sum money.Money) {
	for _, l := range r.Lines {
		for _, row := range l.Rows {
			for _, share := range row.Shares {
				if share.Rule == rule {
					sum, _ = sum.Add(share.Amount) // of one currency
				}
			}
		}
	}
	return sum
}

// offers are the promotions that a product takes part in, and the one that is
// nearest.
func (v *visit) offers(b *page.Band, r promotion.Result, s *server) {
	var near *promotion.Explanation
	for i := range r.Explained {
		x := &r.Explained[i]
		rule := s.ruleOf(v, x.Rule)
		if rule.ByCode || len(rule.Codes) > 0 {
			continue
		}
		switch x.Reason {
		case promotion.ReasonApplied, promotion.ReasonAmount, promotion.ReasonQuantity, promotion.ReasonLost:
			if len(b.Chips) < 4 {
				b.Chips = append(b.Chips, v.gist(rule, money.Money{}))
			}
		default:
		}
		if reachable(*x) && (near == nil || closer(*x, *near)) {
			near = x
		}
	}
	if near != nil {
		b.Near = v.nextStep(*near, s.ruleOf(v, near.Rule))
	}
}

// single prices one piece for the visitor, with the vouchers that they have or
// can claim.
func (s *server) single(v *visit, line promotion.Line) (promotion.Result, page.Claims, error) {
	var claims page.Claims
	rules, err := s.book.Snapshot(v.Context())
	if err != nil {
		return promotion.Result{}, claims, err
	}
	f := promotion.Facts{At: now(), Currency: v.Currency, Lines: []promotion.Line{line}, Fees: shippingOf([]promotion.Line{line}, v.Currency), Country: v.country()}
	if !v.guest() {
		f.Buyer.ID = v.By.ID
	}
	var open []string
	for _, c := range s.campaigns {
		open = append(open, c.Rule)
	}
	if v.buyer() {
		if claims, err = s.claims(v, v.URL.Path, open...); err != nil {
			return promotion.Result{}, claims, err
		}
		f.Codes = s.entered(v, claims)
	}
	needs, err := rules.Needs(f)
	if err != nil {
		return promotion.Result{}, claims, err
	}
	if f.Usage, err = s.shop.Coupons.Usage(v.Context(), needs.Counted, f.Buyer.ID, v.Currency); err != nil {
		return promotion.Result{}, claims, err
	}
	r, err := rules.Evaluate(f, promotion.Options{Explain: true})
	claims.Vouchers = slices.DeleteFunc(claims.Vouchers, func(c page.Voucher) bool { return !acts(r, s.ruleOfCampaign(c.Claim)) })
	return r, claims, err
}

// entered are the vouchers of a wallet and those that can be claimed, as codes.
func (s *server) entered(v *visit, claims page.Claims) (list []promotion.Entered) {
	note := func(rule string) {
		if !slices.ContainsFunc(list, func(e promotion.Entered) bool { return e.Rule == rule }) {
			list = append(list, promotion.Entered{Text: "V" + string(rune('A'+len(list))), Rule: rule})
		}
	}
	mine, err := s.mine(v)
	if err != nil {
		return nil
	}
	for _, c := range mine {
		if usable(c) {
			note(c.Rule)
		}
	}
	for _, c := range claims.Vouchers {
		note(s.ruleOfCampaign(c.Claim))
	}
	return list
}

// ruleOfCampaign is the rule whose coupons a campaign gives out.
func (s *server) ruleOfCampaign(id string) string {
	for _, c := range s.campaigns {
		if c.ID == id {
			return c.Rule
		}
	}
	return ""
}

// acts reports whether a rule gives something, or nearly does.
func acts(r promotion.Result, rule string) bool {
	return slices.ContainsFunc(r.Explained, func(x promotion.Explanation) bool {
		return x.Rule == rule && (x.Reason == promotion.ReasonApplied || x.Reason == promotion.ReasonAmount && reachable(x))
	})
}
