package order

import (
	"context"
	"maps"
	"slices"
)

// A Claim takes what a purchase uses up, such as a coupon or one of a limited
// number of discounts. It remembers nothing, since a transaction may be repeated.
type Claim interface {
	// Take takes it in the purchase's own transaction, after the purchase and its
	// orders are written and before their stock. What is used up meanwhile is an
	// error of its own, which ends the transaction and which Place answers as it is.
	Take(ctx context.Context, tx Tx, p Purchase) error
}

// Claims settles what a Claim took, in the transaction that settles the purchase.
// Both may be called again, and for a purchase that has nothing left to settle.
// They are called for orders with Claims alone, with orders of one purchase as
// they are written and at least one, and hold what comes after orders and before
// stock.
type Claims interface {
	// Confirm makes it final: the orders were paid, or their payment is promised.
	Confirm(ctx context.Context, tx Tx, paid []Order) error
	// Release gives it back: all of it without codes, where the last order of the
	// purchase is cancelled; else what these campaigns took, since all orders that
	// they gave something to are cancelled. Codes are those of the shares, sorted;
	// orders are all of the purchase.
	Release(ctx context.Context, tx Tx, orders []Order, codes ...string) error
}

// settleClaims confirms what a purchase took when it is paid, and gives back what
// it took for orders that are cancelled, whoever cancels them and why. The moves
// are of one purchase and written already. Money that comes after a cancellation
// moves no status and confirms nothing.
func (s *Service) settleClaims(ctx context.Context, tx Tx, moves []move, saved []Order) error {
	if s.Claims == nil {
		return nil
	}
	var paid []Order
	var over PurchaseID
	for i, m := range moves {
		o := saved[i]
		switch {
		case !o.Claims:
		case o.Status == Cancelled && m.from != Cancelled:
			over = o.Purchase
		case m.event == Pay && o.Status != Cancelled:
			paid = append(paid, o)
		}
	}
	if len(paid) > 0 {
		if err := s.Claims.Confirm(ctx, tx, paid); err != nil {
			return err
		}
	}
	if over == "" {
		return nil
	}
	return s.release(ctx, tx, over)
}

// release gives back what nothing living of a purchase needs any more. Commands and
// payments hold the payment, which its orders share, before one of them; a
// parcel's news holds its order alone, and where that meets a neighbour's end in
// the same moment a database with locks refuses one of the two, which its store
// repeats.
func (s *Service) release(ctx context.Context, tx Tx, id PurchaseID) error {
	orders, err := tx.OrdersOf(ctx, id)
	if err != nil {
		return err
	}
	over, needed, living := map[string]bool{}, map[string]bool{}, false
	for _, o := range orders {
		into := over
		if o.Status != Cancelled {
			into, living = needed, true
		}
		o.campaigns(into)
	}
	if !living {
		return s.Claims.Release(ctx, tx, orders)
	}
	maps.DeleteFunc(over, func(code string, _ bool) bool { return needed[code] })
	if len(over) == 0 {
		return nil
	}
	return s.Claims.Release(ctx, tx, orders, slices.Sorted(maps.Keys(over))...)
}

// campaigns adds the codes of the campaigns that gave something to an order.
func (o Order) campaigns(into map[string]bool) {
	for _, s := range o.ShippingDiscounts {
		into[s.Code] = true
	}
	for _, l := range o.Lines {
		for _, r := range l.Rows {
			for _, s := range r.Discounts {
				into[s.Code] = true
			}
		}
	}
}
