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
// They are called for purchases with Claims alone, with all its orders as they are
// written, and hold what comes after orders and before stock. Codes are those of
// shares and awards, sorted; none are all of the purchase.
type Claims interface {
	// Confirm makes it final: every order that is not cancelled is paid, or, with
	// codes, every one that these campaigns gave something to. A promise to pay
	// confirms nothing before it is collected.
	Confirm(ctx context.Context, tx Tx, orders []Order, codes ...string) error
	// Release gives it back, confirmed or not: every order is cancelled, or, with
	// codes, every one that these campaigns gave something to.
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
	paid, over, all := false, false, true
	for i, m := range moves {
		o := saved[i]
		ends := o.Status == Cancelled && m.from != Cancelled
		over = over || o.Claims && ends
		// Where a promise ends, what the neighbours earned may be all paid.
		paid = paid || o.Claims && (ends && o.PaymentStatus == PayAuthorized || (m.event == Pay || m.event == Collect) && o.Status != Cancelled)
		all = all && m.event == Pay // a charge moves all orders of its purchase
	}
	if !paid && !over {
		return nil
	}
	if !all || over {
		var err error
		if saved, err = tx.OrdersOf(ctx, saved[0].Purchase); err != nil {
			return err
		}
	}
	if over {
		if err := s.release(ctx, tx, saved); err != nil {
			return err
		}
	}
	if !paid {
		return nil
	}
	return s.confirm(ctx, tx, saved)
}

// release gives back what nothing living of a purchase needs any more. Commands and
// payments hold the payment, which its orders share, before one of them; a
// parcel's news holds its order alone, and where that meets a neighbour's end in
// the same moment a database with locks refuses one of the two, which its store
// repeats.
func (s *Service) release(ctx context.Context, tx Tx, orders []Order) error {
	codes, all := settledBy(orders, orders, func(o Order) bool { return o.Status == Cancelled })
	if !all && len(codes) == 0 {
		return nil
	}
	return s.Claims.Release(ctx, tx, orders, codes...)
}

// confirm makes final what is paid, whatever is cancelled beside it.
func (s *Service) confirm(ctx context.Context, tx Tx, orders []Order) error {
	living := slices.DeleteFunc(slices.Clone(orders), func(o Order) bool { return o.Status == Cancelled })
	codes, all := settledBy(living, orders, func(o Order) bool { return moved(o.PaymentStatus) })
	if len(living) == 0 || !all && len(codes) == 0 {
		return nil
	}
	return s.Claims.Confirm(ctx, tx, orders, codes...)
}

// settledBy answers the campaigns of which all orders that they gave something to
// are as asked, or that all orders are, and then no codes. Awards count for the
// orders that earned them, whichever of the purchase they are kept with.
func settledBy(orders, purchase []Order, is func(Order) bool) (codes []string, all bool) {
	done, open, all := map[string]bool{}, map[string]bool{}, true
	for _, o := range orders {
		into := done
		if !is(o) {
			into, all = open, false
		}
		o.campaigns(into)
		for _, with := range purchase {
			for _, a := range with.Awards {
				if len(a.Sellers) == 0 || slices.Contains(a.Sellers, o.Seller) {
					into[a.Code] = true
				}
			}
		}
	}
	if all {
		return nil, true
	}
	maps.DeleteFunc(done, func(code string, _ bool) bool { return open[code] })
	return slices.Sorted(maps.Keys(done)), false
}

// campaigns adds the codes of the campaigns that reduced an order.
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
