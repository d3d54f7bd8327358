package crash

import (
	"context"
	"fmt"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
)

// A Mutant is a shop that is broken on purpose, to see that the audit notices.
type Mutant string

// Mutants.
const (
	None     Mutant = ""
	TooEarly Mutant = "acknowledge before commit"
	Apart    Mutant = "outbox in a second transaction"
)

// mutate breaks a shop.
func mutate(s *cartwright.Shop, m Mutant, acknowledge func(kind, id string) error) error {
	switch m {
	case None:
	case TooEarly:
		rewire(s, broken{s.Backend, early{s.Backend.Orders(), acknowledge}})
	case Apart:
		rewire(s, broken{s.Backend, apart{s.Backend.Orders()}})
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
