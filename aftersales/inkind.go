package aftersales

import (
	"context"
	"maps"
	"slices"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/order"
)

// InKind gives back what was no money: coupons that can be used again, points that
// were earned. It is called in the transaction in which a case is completed, where
// the policy says so, holds what comes after orders and before stock, and may be
// called again with the same. Ways of paying that are no money, such as points and
// gift cards, are entitlement.Tenders of whoever keeps their ledgers.
type InKind interface {
	GiveBack(ctx context.Context, tx order.Tx, b GivenBack) error
}

// GivenBack is what of a purchase is given back in kind.
type GivenBack struct {
	Orders []order.Order // all of the purchase, by ID, as they are held
	// Campaigns are those, sorted, of which nothing is kept in any order of the
	// purchase: not a unit that they reduced, no gift, and no delivery.
	Campaigns []string
	// Whole says that all goods of the purchase have come back. Campaigns then hold
	// those that gave points, too.
	Whole bool
}

// giveBack gives back what was no money, when a refund has ended a case.
func (w *work) giveBack(ctx context.Context) error {
	units := func(c entitlement.Claim) bool { return c.Units > 0 }
	if w.s.InKind == nil || !w.policy.CouponsBack || !slices.ContainsFunc(w.c.Claims, units) {
		return nil
	}
	p, err := w.tx.PurchaseOf(ctx, w.c.Order)
	if err != nil {
		return missing(err)
	}
	orders, err := w.tx.OrdersOf(ctx, p.ID) // the payment is held already, which all that hold several hold first
	if err != nil {
		return err
	}
	b := GivenBack{Orders: orders, Whole: true}
	back, stay := map[string]bool{}, map[string]bool{}
	for _, o := range orders {
		claims, err := w.came(ctx, o)
		if err != nil {
			return err
		}
		b.Whole = b.Whole && entitlement.Whole(o, claims)
		over, needed := entitlement.Campaigns(o, claims)
		mark(back, over)
		mark(stay, needed)
	}
	for _, o := range orders {
		for _, a := range o.Awards {
			back[a.Code] = back[a.Code] || b.Whole
		}
	}
	maps.DeleteFunc(back, func(code string, all bool) bool { return !all || stay[code] })
	if b.Campaigns = slices.Sorted(maps.Keys(back)); len(b.Campaigns) == 0 {
		return nil
	}
	return w.s.InKind.GiveBack(ctx, w.tx, b)
}

func mark(set map[string]bool, names []string) {
	for _, n := range names {
		set[n] = true
	}
}

// came are the units of an order that have come back, or never left: in cases that
// are completed, this one among them, and beside them.
func (w *work) came(ctx context.Context, o order.Order) ([]entitlement.Claim, error) {
	cases, err := w.tx.CasesOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	came := make([]entitlement.Claim, len(o.Lines))
	for i := range came {
		came[i].Line = i + 1
	}
	for _, c := range append(cases, w.c) {
		if c.Order != o.ID || c.State != flow.Completed {
			continue
		}
		for _, claim := range c.Claims {
			if claim.Line > 0 {
				came[claim.Line-1].Units += claim.Units
			}
		}
	}
	for i := range came {
		came[i].Units = max(came[i].Units, o.Progress[i].Refunded)
		if o.Status == order.Cancelled {
			came[i].Units = o.Lines[i].Qty
		}
	}
	return came, nil
}
