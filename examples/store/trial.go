package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// sampleCarts are the carts on which the editor tries a rule: products by slug.
func sampleCarts() []struct {
	Name  string
	Slugs []string
} {
	return []struct {
		Name  string
		Slugs []string
	}{
		{"knit", []string{"cable-jumper", "oxford-shirt", "cream-jar"}},
		{"home", []string{"lamp", "mug", "mug", "tea-tin"}},
		{"books", []string{"book-postman", "book-doors", "book-night", "earbuds"}},
		{"baby", []string{"bear", "romper"}},
		{"big", []string{"wrap-coat", "phone", "tea-tin"}},
	}
}

// factLine is a piece of a product as promotions see it.
func factLine(p catalog.Product, v catalog.Variant, currency string, units int64) (promotion.Line, bool) {
	price, ok := catalog.In(v.Prices, money.MustCurrency(currency))
	return promotion.Line{
		SKU: v.SKU, Product: p.ID, Seller: p.Seller, Brand: p.Brand, Category: []string{string(p.Category)}, Units: units, Price: price,
	}, ok
}

// shippingOf are the fees of a cart's sellers.
func shippingOf(lines []promotion.Line, currency string) []promotion.Fee {
	var sellers []catalog.SellerID
	goods := map[catalog.SellerID]money.Money{}
	for _, l := range lines {
		if !slices.Contains(sellers, l.Seller) {
			sellers = append(sellers, l.Seller)
		}
		goods[l.Seller], _ = goods[l.Seller].Add(l.Price.Mul(l.Units)) // of one currency
	}
	slices.Sort(sellers)
	var list []promotion.Fee
	for _, f := range fees() {
		if f.Flat.Currency().Code() != currency {
			continue
		}
		for _, seller := range sellers {
			fee := f.Flat
			if n, err := goods[seller].Cmp(f.FreeFrom); err == nil && n >= 0 {
				fee = money.New(0, fee.Currency())
			}
			list = append(list, promotion.Fee{Seller: seller, Amount: fee})
		}
	}
	return list
}

// carts are the sample carts to choose from, and what is in the chosen one.
func (v *visit) carts(asked string) (list []page.Link, slugs []string) {
	carts := sampleCarts()
	for _, c := range carts {
		list = append(list, page.Link{URL: c.Name, Label: v.say("promo.sample." + c.Name), Current: c.Name == asked})
		if c.Name == asked {
			slugs = c.Slugs
		}
	}
	if slugs == nil {
		list[0].Current, slugs = true, carts[0].Slugs
	}
	return list, slugs
}

// trial prices a sample cart under the rules with the one that is edited.
func (s *server) trial(v *visit, rules *promotion.Snapshot, own promotion.Rule, book promotion.Book, asked string) (page.Trial, error) {
	var t page.Trial
	var slugs []string
	t.Carts, slugs = v.carts(asked)
	facts := promotion.Facts{At: now(), Currency: v.Currency, Buyer: promotion.Buyer{ID: "sample"}, Payment: payWith(own)}
	titles := map[catalog.SKU]string{}
	for _, slug := range slugs {
		p, err := s.shop.Catalog.Product(v.Context(), v.By, slug)
		if err != nil {
			return t, err
		}
		line, ok := factLine(p, p.Variants[0], v.Currency, 1)
		if i := slices.IndexFunc(facts.Lines, func(l promotion.Line) bool { return l.SKU == line.SKU }); i >= 0 {
			facts.Lines[i].Units++
			continue
		}
		titles[line.SKU] = p.Texts.In(v.Lang).Title
		if ok {
			facts.Lines = append(facts.Lines, line)
			t.Lines = append(t.Lines, page.Line{Title: titles[line.SKU], Picture: s.link(p.Picture)})
		}
	}
	for i, l := range facts.Lines {
		t.Lines[i].Qty, t.Lines[i].Total = int(l.Units), l.Price.Mul(l.Units).Display(v.Lang)
	}
	facts.Fees = shippingOf(facts.Lines, v.Currency)
	facts.Gifts = s.gifts(v, book)
	if !own.Starts.IsZero() && facts.At.Before(own.Starts) {
		facts.At = own.Starts // a rule is tried when it is on
	}
	if len(own.Codes) > 0 || own.ByCode {
		facts.Codes = []promotion.Entered{{Text: "SAMPLE", Rule: own.ID}}
	}
	result, err := rules.Evaluate(facts, promotion.Options{Explain: true, All: true})
	if err != nil {
		return t, err
	}
	s.weigh(v, &t, result, own)
	return t, nil
}

// payWith is the way of paying that a rule asks for.
func payWith(r promotion.Rule) string {
	how := ""
	tree(r.When).each(func(n node, not bool) {
		if n.Kind == "payment" && !not && len(n.In) > 0 {
			how = n.In[0]
		}
	})
	return how
}

// gifts are what rules may give away, as far as there is stock.
func (s *server) gifts(v *visit, book promotion.Book) []promotion.Stocked {
	var list []promotion.Stocked
	for _, r := range book.Rules {
		f := formOf(r)
		sku := catalog.SKU(f.Get("gift"))
		if sku == "" || slices.ContainsFunc(list, func(g promotion.Stocked) bool { return g.SKU == sku }) {
			continue
		}
		offers, err := s.shop.Catalog.Offers(v.Context(), v.By, v.Lang, v.Currency, sku)
		if err != nil || len(offers) == 0 {
			continue
		}
		left, err := s.pieces(v, sku)
		if err == nil && left[sku] > 0 {
			list = append(list, promotion.Stocked{SKU: sku, Left: left[sku], Worth: offers[0].Price})
		}
	}
	return list
}

// weigh lists what became of every rule that has to do with the cart.
func (s *server) weigh(v *visit, t *page.Trial, r promotion.Result, own promotion.Rule) {
	n := 0
	for _, x := range r.Explained {
		mine := x.Rule == own.ID
		if !mine && !telling(x.Reason) {
			continue
		}
		n++
		w := page.Weighed{
			Name: wordsOf(x, v.Lang), Layer: v.sayOr("layer."+x.Layer, x.Layer), Applied: x.Reason == promotion.ReasonApplied, Own: mine, Amount: "–",
			Words: []string{v.became(x, r.Explained)},
		}
		if x.Amount.IsPositive() {
			w.Amount = v.less(x.Amount)
		}
		if split := splitOf(r, x.Rule, v.Lang); w.Applied && split != "" {
			w.Words = append(w.Words, v.say("promo.split", split))
		}
		t.Rules = append(t.Rules, w)
	}
	t.Note = v.say("promo.considered", n)
	saved := r.Discount
	before := r.Shipping
	for _, f := range r.Fees {
		saved, _ = saved.Add(f.Discount)
		before, _ = before.Add(f.Discount)
	}
	t.Sums = []page.Sum{
		{Label: v.say("promo.listed"), Amount: r.Goods.Display(v.Lang)},
		{Label: v.say("promo.delivery"), Amount: v.amount(before)},
		{Label: v.say("promo.saved"), Amount: v.less(saved)},
		{Label: v.say("promo.pays"), Amount: r.Total.Display(v.Lang), Strong: true},
	}
	t.Bearers = v.bearers(r)
}

// telling reports whether a reason tells a reader something about a cart.
func telling(why promotion.Reason) bool {
	return slices.Contains([]promotion.Reason{
		promotion.ReasonApplied, promotion.ReasonLost, promotion.ReasonAmount, promotion.ReasonQuantity, promotion.ReasonGone, promotion.ReasonLimit,
		promotion.ReasonUsed, promotion.ReasonBudget, promotion.ReasonPayment, promotion.ReasonSignIn, promotion.ReasonExcluded,
	}, why)
}

// wordsOf is the name of a rule in a language.
func wordsOf(x promotion.Explanation, lang string) string {
	r := promotion.Rule{ID: x.Rule, Name: x.Name}
	return r.Words(lexical(lang))
}

// became says what became of a rule, without its name; rules that took its place
// are called by theirs.
func (v *visit) became(x promotion.Explanation, all []promotion.Explanation) string {
	x.LostTo = slices.Clone(x.LostTo)
	for i, id := range x.LostTo {
		if at := slices.IndexFunc(all, func(o promotion.Explanation) bool { return o.Rule == id }); at >= 0 {
			x.LostTo[i] = "“" + wordsOf(all[at], v.Lang) + "”"
		}
	}
	if x.Reason == promotion.ReasonLost && x.Amount.IsZero() && len(x.LostTo) > 0 {
		return v.say("deal.lost", v.list(x.LostTo))
	}
	x.Name = map[string]string{"zh": "-", "en": "-"}
	words := x.Words(v.Lang)
	return strings.TrimPrefix(strings.TrimPrefix(words, "-："), "-: ")
}

// splitOf is what a rule takes from each line.
func splitOf(r promotion.Result, rule, lang string) string {
	var parts []string
	for _, l := range r.Lines {
		sum := money.Money{}
		for _, row := range l.Rows {
			for _, share := range row.Shares {
				if share.Rule == rule {
					sum, _ = sum.Add(share.Amount)
				}
			}
		}
		if sum.IsPositive() {
			parts = append(parts, sum.Display(lang))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, " / ")
}

// bearers says who bears what of a result.
func (v *visit) bearers(r promotion.Result) string {
	sums, parties := map[string]money.Money{}, []string{}
	note := func(shares []promotion.Share) {
		for _, share := range shares {
			if _, known := sums[share.Payer]; !known {
				parties = append(parties, share.Payer)
			}
			sums[share.Payer], _ = sums[share.Payer].Add(share.Amount)
		}
	}
	for _, l := range r.Lines {
		for _, row := range l.Rows {
			note(row.Shares)
		}
	}
	for _, f := range r.Fees {
		note(f.Shares)
	}
	slices.SortFunc(parties, func(a, b string) int { return cmp.Compare(b, a) }) // seller, platform
	var words []string
	for _, party := range parties {
		words = append(words, v.say("promo.bears.one", v.sayOr("promo.party."+party, party), sums[party].Display(v.Lang)))
	}
	if len(words) == 0 {
		return ""
	}
	return v.say("promo.bears", strings.Join(words, " · "))
}
