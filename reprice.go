package cartwright

import (
	"context"
	"errors"
	"slices"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// A repricer answers cases what the units that a buyer keeps would have cost alone.
// It prices by the rules of when the order was placed, and says so only where these
// give the order, whole, the price that was paid; else by today's.
type repricer struct{ s *Shop }

// Basis reads what the price of an order rests on.
func (r repricer) Basis(ctx context.Context, id order.ID) (aftersales.Basis, error) {
	p, o, all, err := r.read(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return aftersales.Basis{}, nil
	}
	if err != nil || !o.Tax.IsZero() || r.s.Promotions == nil { // promotions know no taxes
		return aftersales.Basis{}, err
	}
	facts, err := r.facts(ctx, p, all)
	if err != nil {
		return aftersales.Basis{}, err
	}
	base := basis{order: o, all: all, facts: facts, options: r.s.Promotions.Options}
	base.options.Fractions = true // of what is kept; price rounds it
	for _, by := range []policy.Rules{policy.RulesThen, policy.RulesNow} {
		base.rules, err = r.rules(ctx, by, p)
		if err != nil {
			return aftersales.Basis{}, err
		}
		if base.rules != nil && (by == policy.RulesNow || base.holds()) {
			return aftersales.Basis{Rules: by, Price: base.price}, nil
		}
	}
	return aftersales.Basis{}, nil
}

// read reads a purchase, one order of it and all of them.
func (r repricer) read(ctx context.Context, id order.ID) (p order.Purchase, o order.Order, all []order.Order, err error) {
	store := r.s.Backend.Orders()
	if o, err = store.FindOrder(ctx, id); err != nil {
		return p, o, nil, err
	}
	if p, err = store.FindPurchase(ctx, o.Purchase); err != nil {
		return p, o, nil, err
	}
	all, err = store.OrdersOfPurchase(ctx, o.Purchase)
	return p, o, all, err
}

// facts are those of a purchase when it was placed, with what the shop's rules may
// ask of goods and buyer today.
func (r repricer) facts(ctx context.Context, p order.Purchase, all []order.Order) (promotion.Facts, error) {
	f, err := PastFacts(p, all...)
	if err != nil {
		return f, err
	}
	for _, o := range all {
		for _, l := range o.Lines {
			if l.Gift {
				f.Gifts = append(f.Gifts, promotion.Stocked{SKU: l.SKU, Left: l.Qty, Worth: l.Rows[0].Price})
			}
		}
	}
	by := secure.Actor{}
	if f.Buyer.ID != "" {
		by = secure.Actor{ID: p.Buyer, Role: secure.RoleBuyer}
		var err error
		if f.Buyer.Orders, err = r.before(ctx, p.Buyer, all[0].ID); err != nil {
			return f, err
		}
	}
	describe := r.s.Promotions.Describe
	if describe == nil {
		describe = r.s.Promotions.FromCatalog
	}
	return f, describe(ctx, by, &f)
}

// before is how many orders a buyer had that are not cancelled when one was placed,
// up to 500: rules ask for the first few alone.
func (r repricer) before(ctx context.Context, buyer string, id order.ID) (n int64, err error) {
	q := order.Query{Scope: secure.Filter{Owner: buyer}, After: id, Limit: 500}
	for o, err := range r.s.Backend.Orders().Orders(ctx, q) {
		if err != nil {
			return n, err
		}
		if o.Status != order.Cancelled && o.Status != order.Cancelling {
			n++
		}
	}
	return n, nil
}

// rules are those of a moment; nil: nobody knows them.
func (r repricer) rules(ctx context.Context, by policy.Rules, p order.Purchase) (*promotion.Snapshot, error) {
	if by == policy.RulesNow {
		return r.s.Promotions.Rules.Snapshot(ctx)
	}
	return rulesAt(ctx, r.s.Promotions.Rules, p.Placed)
}

// A basis is what the price of an order rests on. It is never changed.
type basis struct {
	order   order.Order
	all     []order.Order // of the purchase
	facts   promotion.Facts
	options promotion.Options
	rules   *promotion.Snapshot
}

// holds reports whether the rules give the order the price that was paid for it.
func (b basis) holds() bool {
	paid := money.New(0, b.order.Total.Currency())
	var kept []order.Units
	for _, l := range b.order.Lines {
		kept = append(kept, order.Units{Line: l.No, Units: l.Qty})
		for _, row := range l.Rows {
			var err error
			if paid, err = paid.Add(row.Net); err != nil {
				return false
			}
		}
	}
	again, err := b.price(kept)
	return err == nil && again.Equal(paid)
}

// price is what units of the order would have cost without its others. A gift that
// is kept and would not have been given costs what it is worth. Other orders of the
// purchase count as they were bought.
func (b basis) price(kept []order.Units) (money.Money, error) {
	sum := money.New(0, b.order.Total.Currency())
	units := map[int]int64{}
	for _, u := range kept {
		units[u.Line] += u.Units
	}
	f, ours := b.keeping(units)
	var result promotion.Result
	if len(f.Lines) > 0 {
		var err error
		if result, err = b.rules.Evaluate(f, b.options); err != nil {
			return sum, err
		}
	}
	for _, i := range ours {
		var err error
		if sum, err = sum.Add(result.Lines[i].Net); err != nil {
			return sum, err
		}
	}
	sum, err := b.unearned(sum, units, result.Gifts)
	return sum.Round(money.Down), err
}

// keeping are the facts with what is kept of the order, and where its lines are.
func (b basis) keeping(units map[int]int64) (f promotion.Facts, ours []int) {
	f, f.Lines = b.facts, nil
	at := 0
	for _, o := range b.all {
		for _, l := range o.Lines {
			if l.Gift {
				continue
			}
			line := b.facts.Lines[at]
			at++
			if o.ID == b.order.ID {
				line.Units = units[l.No]
			}
			if line.Units == 0 {
				continue
			}
			if o.ID == b.order.ID {
				ours = append(ours, len(f.Lines))
			}
			f.Lines = append(f.Lines, line)
		}
	}
	f.Fees = slices.DeleteFunc(slices.Clone(f.Fees), func(fee promotion.Fee) bool {
		return !slices.ContainsFunc(f.Lines, func(l promotion.Line) bool { return l.Seller == fee.Seller })
	})
	return f, ours
}

// unearned adds the gifts that are kept and that the rules would not have given.
func (b basis) unearned(sum money.Money, units map[int]int64, gifts []promotion.Gift) (money.Money, error) {
	given := map[catalog.SKU]int64{}
	for _, g := range gifts {
		given[g.SKU] += g.Units
	}
	for _, l := range b.order.Lines {
		if !l.Gift {
			continue
		}
		free := min(given[l.SKU], units[l.No])
		given[l.SKU] -= free
		var err error
		if sum, err = sum.Add(l.Rows[0].Price.Mul(units[l.No] - free)); err != nil {
			return sum, err
		}
	}
	return sum, nil
}
