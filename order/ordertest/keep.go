package ordertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

func keepRules() []Rule {
	return []Rule{
		{"keep/purchase", "what a buyer confirmed is shown and shipped as it was", keepsPurchase},
		{"keep/guest", "a link opens one purchase, and no link opens those of others", keepsGuest},
		{"keep/order", "a snapshot that changes on its way to the store is no snapshot", keepsOrder},
		{"keep/terms", "who pays a delivery, what was given and what was taken is settled long after the sale", keepsTerms},
		{"keep/sums", "rows that no longer add up cannot be refunded to the cent", keepsSums},
		{"keep/own-writes", "a closure decides on what it has just written", readsOwnWrites},
		{"keep/purchase-of", "whoever has an order finds its payment before anything is held", findsPurchaseOf},
		{"keep/own-money", "a command inside a wider transaction sees what that has just opened", readsOwnMoney},
		{"keep/history", "who did what, when and why is what a dispute is decided by", keepsHistory},
		{"keep/refund", "a refund that is forgotten is paid twice", keepsRefund},
		{"keep/missing", "a missing row is an answer: the closure goes on", missingDoomsNothing},
	}
}

func keepsPurchase(ctx context.Context, s *System) error {
	if err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SavePurchase(ctx, purchase(1)) }); err != nil {
		return err
	}
	wanted := purchase(1)
	wanted.Version = 1
	byID, err := s.Orders.FindPurchase(ctx, wanted.ID)
	byKey, keyErr := s.Orders.FindPurchaseByKey(ctx, wanted.Key)
	err = errors.Join(err, keyErr, same("by id", byID, wanted), same("by key", byKey, wanted))
	_, none := s.Orders.FindPurchase(ctx, purchaseID(2))
	_, noKey := s.Orders.FindPurchaseByKey(ctx, "another")
	return errors.Join(err, notFound(none), notFound(noKey), s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		held, err := tx.Purchase(ctx, wanted.ID)
		return errors.Join(err, same("held", held, wanted))
	}))
}

func notFound(err error) error {
	return want("is event.ErrNotFound", errors.Is(err, event.ErrNotFound), true)
}

func keepsGuest(ctx context.Context, s *System) error {
	guest := purchase(3)
	guest.GuestHash = "hash-3"
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(tx.SavePurchase(ctx, purchase(1)), tx.SavePurchase(ctx, purchase(2)), tx.SavePurchase(ctx, guest))
	})
	got, findErr := s.Orders.FindPurchaseByGuest(ctx, "hash-3")
	_, empty := s.Orders.FindPurchaseByGuest(ctx, "")
	_, other := s.Orders.FindPurchaseByGuest(ctx, "hash-4")
	return errors.Join(err, findErr, want("found", got.ID, guest.ID), notFound(empty), notFound(other))
}

func keepsOrder(ctx context.Context, s *System) error {
	second := sample(2)
	second.Purchase, second.Seller = purchaseID(1), "seller-2"
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(tx.SavePurchase(ctx, purchase(1)), tx.SaveOrders(ctx, sample(1), second))
	})
	if err != nil {
		return err
	}
	one, two := sample(1), second
	one.Version, two.Version = 1, 1
	found, err := s.Orders.FindOrder(ctx, one.ID)
	list, listErr := s.Orders.OrdersOfPurchase(ctx, purchaseID(1))
	none, noneErr := s.Orders.OrdersOfPurchase(ctx, purchaseID(9))
	_, gone := s.Orders.FindOrder(ctx, orderID(9))
	err = errors.Join(err, listErr, noneErr, notFound(gone), same("found", found, one), same("of the purchase", list, []order.Order{one, two}), want("of nothing", len(none), 0))
	return errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		held, err := tx.OrdersOf(ctx, purchaseID(1))
		single, oneErr := tx.Order(ctx, two.ID)
		return errors.Join(err, oneErr, same("held", held, []order.Order{one, two}), same("held alone", single, two))
	}))
}

func keepsSums(ctx context.Context, s *System) error {
	if err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1) }); err != nil {
		return err
	}
	o, err := s.Orders.FindOrder(ctx, orderID(1))
	if err != nil {
		return err
	}
	rows := eur(0)
	for _, l := range o.Lines {
		var units int64
		for _, r := range l.Rows {
			units += r.Units
			if rows, err = rows.Add(r.Net); err != nil {
				return err
			}
		}
		if err := want(fmt.Sprint("units of line ", l.No), units, l.Qty); err != nil {
			return err
		}
	}
	whole, err := rows.Add(o.Shipping)
	return errors.Join(err, want("rows and shipping are the total", whole.String(), o.Total.String()))
}

func readsOwnWrites(ctx context.Context, s *System) error {
	return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		if err := place(ctx, tx, 1); err != nil {
			return err
		}
		o, err := tx.Order(ctx, orderID(1))
		if err != nil {
			return err
		}
		o.Status, o.Progress[0].Packed = order.Confirmed, 2
		if err := tx.SaveOrders(ctx, o); err != nil {
			return err
		}
		list, err := tx.OrdersOf(ctx, purchaseID(1))
		if err != nil || len(list) != 1 {
			return fmt.Errorf("orders of the purchase: %d, %w", len(list), err)
		}
		p, err := tx.Payment(ctx, paymentID(1))
		return errors.Join(err, want("version", list[0].Version, 2), want("status", list[0].Status, order.Confirmed),
			want("packed", list[0].Progress[0].Packed, 2), want("payment", p.Version, 1))
	})
}

func findsPurchaseOf(ctx context.Context, s *System) error {
	if err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1) }); err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		_, none := tx.PurchaseOf(ctx, orderID(2))
		if err := errors.Join(notFound(none), place(ctx, tx, 2)); err != nil {
			return err
		}
		one, two := purchase(1), purchase(2)
		one.Version, two.Version = 1, 1
		old, err := tx.PurchaseOf(ctx, orderID(1))
		own, ownErr := tx.PurchaseOf(ctx, orderID(2))
		return errors.Join(err, ownErr, same("of an order", old, one), same("of an order just placed", own, two))
	})
}

func readsOwnMoney(ctx context.Context, s *System) error {
	return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		if err := place(ctx, tx, 1); err != nil {
			return err
		}
		op, err := tx.Operation(ctx, chargeRef(1))
		if err != nil {
			return err
		}
		op.Status = payment.Succeeded
		if err := errors.Join(tx.SaveOperation(ctx, op), tx.SaveRefund(ctx, refund(1, 1))); err != nil {
			return err
		}
		list, err := tx.OperationsOf(ctx, paymentID(1))
		if err != nil || len(list) != 1 {
			return fmt.Errorf("operations of the payment: %d, %w", len(list), err)
		}
		r, err := tx.Refund(ctx, refund(1, 1).Ref)
		own, ownErr := tx.RefundsOf(ctx, orderID(1))
		return errors.Join(err, ownErr, want("refunds of the order", len(own), 1), want("operation", list[0].Status, payment.Succeeded), want("refund", r.Amount.String(), refund(1, 1).Amount.String()))
	})
}

func keepsHistory(ctx context.Context, s *System) error {
	add := func(changes ...order.Change) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.AddHistory(ctx, changes...) })
	}
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(place(ctx, tx, 1), place(ctx, tx, 2))
	})
	err = errors.Join(err, add(change(1, 3), change(1, 2), change(2, 2)))
	again := add(change(1, 4), change(1, 3))
	got, readErr := s.Orders.History(ctx, orderID(1))
	none, noneErr := s.Orders.History(ctx, orderID(9))
	return errors.Join(err, readErr, noneErr, want("a version again is stale", errors.Is(again, event.ErrStale), true),
		same("history", got, []order.Change{change(1, 1), change(1, 2), change(1, 3)}), want("of nothing", len(none), 0))
}

func keepsRefund(ctx context.Context, s *System) error {
	save := func(r order.Refund) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SaveRefund(ctx, r) })
	}
	bare := refund(1, 1)
	bare.Items, bare.Runs = nil, nil
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(place(ctx, tx, 1), place(ctx, tx, 2), tx.SaveRefund(ctx, refund(2, 3)))
	})
	err = errors.Join(err, save(refund(1, 2)), save(bare))
	done := refund(1, 2)
	done.Status, done.Version = payment.Succeeded, 1
	err = errors.Join(err, save(done), want("an old version is stale", errors.Is(save(done), event.ErrStale), true))
	done.Version, bare.Version = 2, 1
	got, readErr := s.Orders.Refunds(ctx, orderID(1))
	err = errors.Join(err, readErr, same("refunds", got, []order.Refund{bare, done}))
	return errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		held, err := tx.Refund(ctx, done.Ref)
		_, none := tx.Refund(ctx, "nothing")
		list, listErr := tx.RefundsOf(ctx, orderID(1))
		return errors.Join(err, listErr, notFound(none), same("held", held, done), same("of the order", list, []order.Refund{bare, done}))
	}))
}

func missingDoomsNothing(ctx context.Context, s *System) error {
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		_, noOrder := tx.Order(ctx, orderID(1))
		_, noPurchase := tx.Purchase(ctx, purchaseID(1))
		_, noPayment := tx.Payment(ctx, paymentID(1))
		none, err := tx.OrdersOf(ctx, purchaseID(1))
		return errors.Join(err, notFound(noOrder), notFound(noPurchase), notFound(noPayment), want("orders", len(none), 0), place(ctx, tx, 1))
	})
	return errors.Join(err, s.there(ctx, orderID(1), true))
}
