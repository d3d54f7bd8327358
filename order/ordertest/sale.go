package ordertest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
)

func saleRules() []Rule {
	return []Rule{
		{"sale/one-commit", "order, stock, intent, events and timers commit together or not at all", oneCommit},
		{"sale/doomed", "a closure that swallows a failure must not commit half a sale", swallowed},
		{"sale/twice", "one item on two lines counts twice", countsTwice},
		{"sale/hot", "40 buyers of 10 pieces make exactly 10 orders", notOversold},
		{"sale/opposite", "carts that name items in opposite order must not wait for each other", noDeadlock},
		{"sale/balance", "what is released or shipped is no longer promised", balances},
		{"sale/comes-back", "a label that is cancelled and booked again lets its pieces leave, come back and leave again", comesBack},
		{"sale/beyond", "nobody releases or ships more than is reserved", notBeyond},
	}
}

func outOfStock(err error) error {
	return want("is stock.ErrOutOfStock", errors.Is(err, stock.ErrOutOfStock), true)
}

func oneCommit(ctx context.Context, s *System) error {
	err := errors.Join(s.stocked(ctx, 5, "A"), s.stocked(ctx, 1, "B"))
	sell := func(n int) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, n, line("A", 2), line("B", 1)) })
	}
	err = errors.Join(err, sell(1), outOfStock(sell(2)))
	_, none := s.Orders.FindPurchase(ctx, purchaseID(2))
	_, noPayment := s.Payments.FindPayment(ctx, paymentID(2))
	_, noCharge := s.Payments.FindOperation(ctx, chargeRef(2))
	history, historyErr := s.Orders.History(ctx, orderID(2))
	due, timerErr := s.Timers.ClaimTimers(ctx, start().AddDate(1, 0, 0), start().AddDate(2, 0, 0), 10)
	return errors.Join(err, historyErr, timerErr, notFound(none), notFound(noPayment), notFound(noCharge),
		s.there(ctx, orderID(1), true), s.there(ctx, orderID(2), false), want("history", len(history), 0),
		want("timers", len(due), 1), s.events(ctx, 1), s.level(ctx, "A", 5, 2), s.level(ctx, "B", 1, 1))
}

func swallowed(ctx context.Context, s *System) error {
	err := s.stocked(ctx, 5, "A")
	stock := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		_ = place(ctx, tx, 1, line("A", 4), line("none", 1))
		return nil
	})
	err = errors.Join(err, outOfStock(stock), s.there(ctx, orderID(1), false), s.level(ctx, "A", 5, 0), s.events(ctx, 0))
	late := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		wrong := sample(2)
		wrong.Version = 3
		_ = tx.SaveOrders(ctx, wrong)
		_ = place(ctx, tx, 1)
		return nil
	})
	return errors.Join(err, stale(late), s.there(ctx, orderID(1), false))
}

func countsTwice(ctx context.Context, s *System) error {
	err := s.stocked(ctx, 3, "A")
	reserve := func(n int, lines ...stockLine) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, n, lines...) })
	}
	return errors.Join(err, outOfStock(reserve(1, line("A", 2), line("A", 2))), s.level(ctx, "A", 3, 0),
		reserve(2, line("A", 1), line("A", 2)), s.level(ctx, "A", 3, 3))
}

func notOversold(ctx context.Context, s *System) error {
	if err := s.stocked(ctx, 10, "hot"); err != nil {
		return err
	}
	placed := 0
	for i, err := range all(40, func(i int) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, i, line("hot", 1)) })
	}) {
		switch {
		case err == nil:
			placed++
		case !errors.Is(err, stock.ErrOutOfStock):
			return fmt.Errorf("buyer %d: %w", i, err)
		}
	}
	return errors.Join(want("placed", placed, 10), s.level(ctx, "hot", 10, 10), s.events(ctx, 10))
}

func noDeadlock(ctx context.Context, s *System) error {
	if err := s.stocked(ctx, 1000, "a", "b", "c"); err != nil {
		return err
	}
	errs := all(40, func(i int) error {
		lines := []stockLine{line("a", 1), line("b", 1), line("c", 1)}
		if i%2 == 0 {
			lines[0], lines[2] = lines[2], lines[0]
		}
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, i, lines...) })
	})
	return errors.Join(errors.Join(errs...), s.level(ctx, "a", 1000, 40), s.level(ctx, "c", 1000, 40))
}

func balances(ctx context.Context, s *System) error {
	ref := string(orderID(1))
	err := errors.Join(s.stocked(ctx, 10, "A"), s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1, line("A", 6)) }))
	err = errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return tx.TakeStock(ctx, ref, stock.Movement{ID: "ship.1", Reason: stock.Shipped, Ref: "shipment/1", By: "kit", At: start()}, []stockLine{line("A", 4)})
	}), s.level(ctx, "A", 6, 2))
	err = errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return tx.ReleaseStock(ctx, ref, []stockLine{line("A", 1)})
	}), s.level(ctx, "A", 6, 1))
	sum := int64(0)
	for m, e := range s.Stock.Movements(ctx, "A") {
		err = errors.Join(err, e)
		sum += m.Qty
	}
	held, heldErr := s.Stock.Reservations(ctx, ref)
	if heldErr != nil || len(held) != 1 {
		return fmt.Errorf("reservations %v: %w", held, heldErr)
	}
	return errors.Join(err, want("movements add up to on hand", sum, 6), want("open", held[0].Open, 1), want("taken", held[0].Taken, 4))
}

// comesBack ships everything there is, takes it back and ships it again, as a
// parcel does in versions of its own.
func comesBack(ctx context.Context, s *System) error {
	ref := string(orderID(1))
	err := errors.Join(s.stocked(ctx, 2, "A"), s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1, line("A", 2)) }))
	for version := 2; version < 6 && err == nil; version += 2 {
		err = s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			return tx.TakeStock(ctx, ref, stock.Movement{ID: fmt.Sprint("ship.1.", version), Ref: "shipment/1", By: "kit", At: start()}, []stockLine{line("A", 2)})
		})
		err = errors.Join(err, s.level(ctx, "A", 0, 0))
		back := stock.Movement{ID: fmt.Sprint("back.1.", version+1, ".1"), SKU: "A", Qty: 2, Reason: stock.Returned, Ref: "shipment/1", By: "kit", At: start()}
		err = errors.Join(err, s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			return errors.Join(tx.MoveStock(ctx, back), tx.ReserveStock(ctx, ref, []stockLine{line("A", 2)}))
		}), s.level(ctx, "A", 2, 2))
	}
	moves := 0
	for _, e := range s.Stock.Movements(ctx, "A") {
		err = errors.Join(err, e)
		moves++
	}
	return errors.Join(err, want("movements", moves, 5))
}

func notBeyond(ctx context.Context, s *System) error {
	ref := string(orderID(1))
	err := errors.Join(s.stocked(ctx, 10, "A"), s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1, line("A", 2)) }))
	release := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return tx.ReleaseStock(ctx, ref, []stockLine{line("A", 1), line("A", 2)})
	})
	take := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		return tx.TakeStock(ctx, ref, stock.Movement{ID: "ship.1", At: start()}, []stockLine{line("A", 3)})
	})
	again := func() error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			return tx.TakeStock(ctx, ref, stock.Movement{ID: "ship.2", At: start()}, []stockLine{line("A", 1)})
		})
	}
	err = errors.Join(err, stale(release), stale(take), s.level(ctx, "A", 10, 2))
	err = errors.Join(err, again(), want("a movement again is stale", errors.Is(again(), event.ErrStale), true))
	return errors.Join(err, s.level(ctx, "A", 9, 1))
}
