package ordertest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
)

func versionRules() []Rule {
	return []Rule{
		{"version/order", "a write over what somebody else wrote loses their work", staleOrder},
		{"version/purchase", "a retry over a retry loses a charge", stalePurchase},
		{"version/snapshot", "what a buyer confirmed never changes", keepsSnapshot},
		{"version/lost-update", "two closures that read one row and then write it both count", noLostUpdate},
		{"key/unique", "a double click is one purchase, and the second writes nothing", keyUnique},
		{"key/race", "of many tries with one key at once exactly one makes the purchase", keyRace},
	}
}

func stale(err error) error { return want("is event.ErrStale", errors.Is(err, event.ErrStale), true) }

func staleOrder(ctx context.Context, s *System) error {
	save := func(version int64) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			o := sample(1)
			o.Version = version
			return tx.SaveOrders(ctx, o)
		})
	}
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SavePurchase(ctx, purchase(1)) })
	return errors.Join(err, save(0), save(1), stale(save(1)), stale(save(0)), save(2), stale(save(9)))
}

func stalePurchase(ctx context.Context, s *System) error {
	save := func(p order.Purchase) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SavePurchase(ctx, p) })
	}
	p := purchase(1)
	err := save(p)
	p.Version, p.Charge, p.Method, p.Total, p.Email = 1, chargeRef(7), "wallet", eur(1), "other@example.com"
	err = errors.Join(err, save(p), stale(save(p)))
	wanted := purchase(1)
	wanted.Version, wanted.Charge, wanted.Method = 2, chargeRef(7), "wallet"
	got, readErr := s.Orders.FindPurchase(ctx, p.ID)
	return errors.Join(err, readErr, same("only charge and method changed", got, wanted))
}

func keepsSnapshot(ctx context.Context, s *System) error {
	if err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1) }); err != nil {
		return err
	}
	changed, wanted := sample(1), sample(1)
	changed.Version, changed.Total, changed.Buyer, changed.Lines = 1, eur(1), "thief", nil
	for _, o := range []*order.Order{&changed, &wanted} {
		o.Status, o.PaymentStatus, o.ShippingStatus = order.Shipped, order.PayPartRefunded, order.ShipShipped
		o.Refunding, o.Refunded, o.Updated, o.Deadline = eur(5), eur(7), start().Add(time.Hour), time.Time{}
		o.Progress = []order.Progress{{Line: 1, Packed: 3, Shipped: 3, Delivered: 1, Returned: 1, Refunded: 1, Withheld: 1}, {Line: 2, Dropped: 1, Refunded: 1}}
	}
	wanted.Version = 2
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.SaveOrders(ctx, changed) })
	got, readErr := s.Orders.FindOrder(ctx, orderID(1))
	return errors.Join(err, readErr, same("only what may change changed", got, wanted))
}

// noLostUpdate makes two closures meet between their read and their write,
// where the store lets them.
func noLostUpdate(ctx context.Context, s *System) error {
	if err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1) }); err != nil {
		return err
	}
	read := make(chan bool, 64)
	add := func() error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			o, err := tx.Order(ctx, orderID(1))
			if err != nil {
				return err
			}
			read <- true
			meet(ctx, read)
			o.Progress[0].Packed++
			return tx.SaveOrders(ctx, o)
		})
	}
	lost := 0
	for _, err := range all(2, func(int) error { return add() }) {
		switch {
		case errors.Is(err, event.ErrStale): // refused, not lost
			lost++
		case err != nil:
			return err
		}
	}
	o, err := s.Orders.FindOrder(ctx, orderID(1))
	return errors.Join(err, want("packed", o.Progress[0].Packed, int64(2-lost)), want("version", o.Version, int64(3-lost)))
}

// meet waits until both have read, or for a moment where the store makes the
// second wait.
func meet(ctx context.Context, read chan bool) {
	soon, stop := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stop()
	tick := make(chan struct{}, 1)
	for len(read) < 2 {
		select {
		case <-soon.Done():
			return
		case tick <- struct{}{}:
			<-tick
		}
	}
}

func keyUnique(ctx context.Context, s *System) error {
	if err := errors.Join(s.stocked(ctx, 5, "A"), s.do(ctx, func(ctx context.Context, tx order.Tx) error { return place(ctx, tx, 1, line("A", 2)) })); err != nil {
		return err
	}
	err := s.do(ctx, func(ctx context.Context, tx order.Tx) error {
		again := purchase(2)
		again.Key = purchase(1).Key
		if err := tx.SavePurchase(ctx, again); err != nil {
			return err
		}
		return errors.Join(tx.SaveOrders(ctx, sample(2)), tx.ReserveStock(ctx, string(orderID(2)), []stockLine{line("A", 9)}))
	})
	_, none := s.Orders.FindPurchase(ctx, purchaseID(2))
	return errors.Join(want("is order.ErrDuplicate", errors.Is(err, order.ErrDuplicate), true), notFound(none),
		s.there(ctx, orderID(2), false), s.level(ctx, "A", 5, 2))
}

func keyRace(ctx context.Context, s *System) error {
	made := 0
	for i, err := range all(8, func(i int) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			p := purchase(i)
			p.Key = "one"
			return tx.SavePurchase(ctx, p)
		})
	}) {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, order.ErrDuplicate):
			return fmt.Errorf("try %d: %w", i, err)
		}
	}
	return want("purchases", made, 1)
}
