package main

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	rulebook "github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// deals is what the store has of promotions: its book of rules, and the campaigns
// that give out coupons.
type deals struct {
	book      *rulebook.Service
	campaigns []coupon.Campaign
}

// Snapshot answers the rules of the book, which is opened with the shop.
func (d *deals) Snapshot(ctx context.Context) (*promotion.Snapshot, error) {
	return d.book.Snapshot(ctx)
}

// openDeals opens the book over the shop's own database, and fills it the first
// time.
func (s *server) openDeals(ctx context.Context) error {
	keeper, ok := s.shop.Backend.(interface{ Rules() rulebook.Store })
	if !ok {
		return errors.New("store: the backend keeps no rules")
	}
	policy, err := rulebook.Policy(secure.DefaultPolicy())
	if err != nil {
		return err
	}
	book, err := seed.Book(now())
	if err != nil {
		return err
	}
	open := func(clock func() time.Time) *rulebook.Service {
		return &rulebook.Service{
			Store: keeper.Rules(), Policy: policy, Now: clock, Layers: book.Layers, Groups: book.Groups, SellerLayers: []string{"item", "shop", "gift"},
		}
	}
	s.book = open(now)
	s.shop.Promotions.Who = guesser
	for kind, handle := range s.book.Timers() {
		s.shop.Timers.Handlers[kind] = handle
	}
	// What the seed keeps was agreed on some time ago: one of its rules is over.
	before := func() time.Time { return now().AddDate(0, 0, -20) }
	if err := seedRules(ctx, open(before), book.Rules); err != nil {
		return err
	}
	return s.seedCoupons(ctx, before)
}

// seedRules saves and publishes the rules that are not there.
func seedRules(ctx context.Context, to *rulebook.Service, list []promotion.Rule) error {
	by := secure.Actor{ID: "seed", Role: secure.RoleStaff}
	if last, err := to.Rule(ctx, by, list[len(list)-1].ID); err == nil && last.Live > 0 { // all are
		return nil
	}
	for _, rule := range list {
		kept, err := to.Rule(ctx, by, rule.ID)
		if errors.Is(err, event.ErrNotFound) {
			kept, err = to.Save(ctx, by, rule, 0)
		}
		if err == nil && kept.Live == 0 {
			_, err = to.Publish(ctx, by, rulebook.Step{ID: rule.ID, Version: kept.Version})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// seedCoupons keeps the campaigns, and puts a coupon whose time is over into one
// wallet; then it reads the campaigns as they are.
func (s *server) seedCoupons(ctx context.Context, before func() time.Time) error {
	by := secure.Actor{ID: "seed", Role: secure.RoleStaff}
	past := *s.shop.Coupons // as it was while the campaign that is over ran
	past.Now = func() time.Time { return before().AddDate(0, 0, 10) }
	for _, c := range seed.Campaigns(now()) {
		over := !c.Expires.IsZero() && c.Expires.Before(now())
		to := s.shop.Coupons
		if over {
			to = &past
		}
		err := to.SaveCampaign(ctx, by, c)
		if err == nil && over {
			_, err = to.Claim(ctx, seed.People()[0].Actor, c.ID)
		}
		if err != nil && !errors.Is(err, event.ErrStale) {
			return err
		}
	}
	s.campaigns = nil
	return s.shop.Coupons.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		s.campaigns = s.campaigns[:0]
		for _, c := range seed.Campaigns(now()) {
			kept, err := tx.Campaign(ctx, c.ID)
			if err != nil {
				return err
			}
			s.campaigns = append(s.campaigns, kept)
		}
		return nil
	})
}

// asking is what the visitor would order of some items.
func (s *server) asking(v *visit, items []order.Item, currency, method string) order.Request {
	return order.Request{Lines: items, Currency: currency, Language: v.Lang, Method: method, Guest: v.guest(), Codes: s.codes(v)}
}

// guest reports whether nobody is signed in.
func (v *visit) guest() bool { return v.Person.Actor.ID == "" }

// maxWallet is how many of a wallet's coupons a cart tries.
const maxWallet = 12

// codes are those that the visitor typed, and the coupons of the wallet: the
// cheapest combination is used.
func (s *server) codes(v *visit) []string {
	list := v.typedCodes()
	if v.guest() {
		return list
	}
	n := 0
	for c, err := range s.wallets(v) {
		if err != nil || n == maxWallet {
			break
		}
		if usable(c) && !slices.Contains(list, c.Code) {
			list = append(list, c.Code)
			n++
		}
	}
	return list
}

// wallets lists the visitor's coupons.
func (s *server) wallets(v *visit) iter.Seq2[coupon.Coupon, error] {
	return s.shop.Coupons.Wallet(v.Context(), v.By)
}

// usable reports whether a coupon can be used now.
func usable(c coupon.Coupon) bool {
	t := now()
	return !c.Frozen && c.Used < c.Uses && !t.Before(c.From) && (c.Until.IsZero() || t.Before(c.Until))
}

// ruleOf finds a rule by its ID: of the book, or as it was once kept.
func (s *server) ruleOf(v *visit, id string) promotion.Rule {
	rules, err := s.book.Snapshot(v.Context())
	if err == nil {
		if r, ok := rules.Rule(id); ok {
			return r
		}
	}
	kept, err := s.book.Rule(v.Context(), secure.Actor{ID: "store", Role: secure.RoleStaff}, id)
	if err == nil {
		r, _ := s.counting(kept)
		return r
	}
	return promotion.Rule{ID: id}
}

// sums adds up the parts of orders, with every deduction by its name and who
// gave it. What a gift is worth is left out on both sides.
func (s *server) sums(v *visit, orders ...order.Order) ([]page.Sum, error) {
	var goods, delivery, tax, total money.Money
	var units int64
	var off, lowered given
	var errs []error
	add := func(sum *money.Money, part money.Money) {
		var err error
		*sum, err = sum.Add(part)
		errs = append(errs, err)
	}
	for _, o := range orders {
		add(&tax, o.Tax)
		add(&total, o.Total)
		add(&delivery, o.Shipping)
		for _, share := range o.ShippingDiscounts {
			add(&delivery, share.Amount)
			lowered.note(o, share)
		}
		for _, l := range o.Lines {
			if l.Gift {
				continue
			}
			units += l.Qty
			for _, r := range l.Rows {
				add(&goods, r.Price.Mul(r.Units))
				for _, share := range r.Discounts {
					off.note(o, share)
				}
			}
		}
	}
	if err := errors.Join(append(errs, off.err, lowered.err)...); err != nil {
		return nil, err
	}
	list := []page.Sum{{Label: v.say("sum.goods", units), Amount: v.amount(goods)}}
	list = append(list, s.deductions(v, off)...)
	list = append(list, page.Sum{Label: v.say("sum.delivery"), Amount: v.amount(delivery)})
	list = append(list, s.deductions(v, lowered)...)
	if !tax.IsZero() {
		list = append(list, page.Sum{Label: v.say("sum.tax"), Amount: v.amount(tax)})
	}
	return append(list, page.Sum{Label: v.say("sum.total"), Amount: v.amount(total), Strong: true}), nil
}

// given is what campaigns gave, in the order in which they come up.
type given struct {
	codes   []string
	amounts map[string]money.Money
	payers  map[string][]string
	sellers map[string][]catalog.SellerID
	err     error
}

func (g *given) note(o order.Order, share order.Share) {
	if g.amounts == nil {
		g.amounts, g.payers, g.sellers = map[string]money.Money{}, map[string][]string{}, map[string][]catalog.SellerID{}
	}
	if !slices.Contains(g.codes, share.Code) {
		g.codes = append(g.codes, share.Code)
	}
	sum, err := g.amounts[share.Code].Add(share.Amount)
	g.amounts[share.Code], g.err = sum, errors.Join(g.err, err)
	if !slices.Contains(g.payers[share.Code], share.Payer) {
		g.payers[share.Code] = append(g.payers[share.Code], share.Payer)
	}
	if !slices.Contains(g.sellers[share.Code], o.Seller) {
		g.sellers[share.Code] = append(g.sellers[share.Code], o.Seller)
	}
}

// storey is how late the layer of a rule acts.
func (s *server) storey(v *visit, rule string) int {
	layer := s.ruleOf(v, rule).Layer
	return slices.IndexFunc(s.book.Layers, func(l promotion.Layer) bool { return l.Name == layer })
}

// deductions are rows of a sum.
func (s *server) deductions(v *visit, g given) []page.Sum {
	var list []page.Sum
	slices.SortStableFunc(g.codes, func(a, b string) int { return s.storey(v, a) - s.storey(v, b) })
	for _, code := range g.codes {
		if g.amounts[code].IsZero() {
			continue
		}
		var from []string
		for _, payer := range g.payers[code] {
			switch {
			case payer != "seller":
				from = append(from, v.say("platform"))
			default:
				for _, seller := range g.sellers[code] {
					from = append(from, sellerName(seller, v.Lang))
				}
			}
		}
		rule := s.ruleOf(v, code)
		list = append(list, page.Sum{Label: rule.Words(lexical(v.Lang)), Note: v.list(from), Amount: v.less(g.amounts[code])})
	}
	return list
}

// less is an amount that is taken off.
func (v *visit) less(m money.Money) string { return "−" + m.Display(v.Lang) }

// list is a list within a sentence.
func (v *visit) list(words []string) string {
	join := ", "
	if v.Lang == seed.Chinese {
		join = "、"
	}
	return strings.Join(slices.Compact(words), join)
}

// saved is what promotions take off a whole purchase; gifts are not counted.
func saved(r promotion.Result) money.Money {
	sum := r.Discount
	for _, f := range r.Fees {
		sum, _ = sum.Add(f.Discount) // of one currency
	}
	return sum
}
