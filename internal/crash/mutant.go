package crash

import (
	"context"
	"fmt"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// A Mutant is a shop that is broken on purpose, to see that the audit notices.
type Mutant string

// Mutants.
const (
	None       Mutant = ""
	TooEarly   Mutant = "acknowledge before commit"
	Apart      Mutant = "outbox in a second transaction"
	TakenApart Mutant = "codes redeemed in a second transaction"
)

// mutate breaks a shop.
func mutate(s *cartwright.Shop, m Mutant, acknowledge func(kind, id string) error) error {
	switch m {
	case None:
	case TooEarly:
		rewire(s, broken{s.Backend, early{s.Backend.Orders(), acknowledge}})
	case Apart:
		rewire(s, broken{s.Backend, apart{s.Backend.Orders()}})
	case TakenApart:
		rewire(s, broken{s.Backend, later{s.Backend.Orders()}})
		s.Orders.Pricer = owing{s.Orders.Pricer}
	case CountedApart, GivenTwice:
		return fmt.Errorf("crash: %q is no mutant of a shop", m)
	default:
		return fmt.Errorf("crash: no mutant %q", m)
	}
	return nil
}

// broken is a backend with another store of orders.
type broken struct {
	cartwright.Backend
	orders order.Store
}

// Orders is the broken store.
func (b broken) Orders() order.Store { return b.orders }

// early acknowledges a purchase when everything is written and nothing committed.
type early struct {
	order.Store
	acknowledge func(kind, id string) error
}

type earlyTx struct {
	order.Tx
	placed order.PurchaseID
}

// SavePurchase remembers a new purchase.
func (t *earlyTx) SavePurchase(ctx context.Context, p order.Purchase) error {
	if p.Version == 0 {
		t.placed = p.ID
	}
	return t.Tx.SavePurchase(ctx, p)
}

// Do acknowledges before it commits.
func (s early) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	return s.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error {
		t := &earlyTx{Tx: tx}
		if err := fn(ctx, t); err != nil || t.placed == "" {
			return err
		}
		return s.acknowledge(Placed, string(t.placed))
	})
}

// apart commits what happened first and its events afterwards.
type apart struct{ order.Store }

type apartTx struct {
	order.Tx
	kept []event.Event
}

// Emit keeps events for later.
func (t *apartTx) Emit(_ context.Context, events ...event.Event) error {
	t.kept = append(t.kept, events...)
	return nil
}

// Do commits twice.
func (s apart) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	var kept []event.Event
	err := s.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error {
		t := &apartTx{Tx: tx}
		err := fn(ctx, t)
		kept = t.kept
		return err
	})
	if err != nil || len(kept) == 0 {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error { return tx.Emit(ctx, kept...) })
}

// later commits a purchase first and what it takes afterwards.
type later struct{ order.Store }

type laterTx struct {
	order.Tx
	couponTx
	owed []func(context.Context, order.Tx) error
}

type couponTx coupon.Tx

// Do commits twice.
func (s later) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	var owed []func(context.Context, order.Tx) error
	err := s.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error {
		rows, ok := tx.(coupon.Tx)
		if !ok {
			return fmt.Errorf("crash: %T takes no coupons", tx)
		}
		t := &laterTx{tx, rows, nil}
		err := fn(ctx, t)
		owed = t.owed
		return err
	})
	for _, take := range owed {
		if err == nil {
			err = s.Store.Do(ctx, take)
		}
	}
	return err
}

// owing is a pricer whose claims are taken later.
type owing struct{ order.Pricer }

// Price prices.
func (p owing) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	priced, err := p.Pricer.Price(ctx, by, b)
	if priced.Claim != nil {
		priced.Claim = owed{priced.Claim}
	}
	return priced, err
}

type owed struct{ order.Claim }

// Take remembers what to take.
func (c owed) Take(_ context.Context, tx order.Tx, p order.Purchase) error {
	t, ok := tx.(*laterTx)
	if !ok {
		return fmt.Errorf("crash: %T remembers nothing", tx)
	}
	t.owed = append(t.owed, func(ctx context.Context, tx order.Tx) error { return c.Claim.Take(ctx, tx, p) })
	return nil
}
