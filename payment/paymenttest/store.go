package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
)

// A StoreSystem is a fresh, empty store, for one rule. Outbox, Timers and Stored
// may be nil: what is about them is skipped then.
type StoreSystem struct {
	Store  payment.Store
	Outbox event.Outbox
	Timers event.TimerStore
	// Stored answers all that the store has written where others can read it: a
	// file, a dump, the rows as a database shows them.
	Stored func(ctx context.Context) (string, error)
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A StoreHarness makes stores.
type StoreHarness struct {
	// New returns an empty store. It is called once for each rule.
	New func() (*StoreSystem, error)
}

// A StoreRule is one promise of payment.Store.
type StoreRule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, s *StoreSystem) error
}

// StoreRules lists every rule in the order in which RunStore and CheckStore
// test them.
func StoreRules() []StoreRule { return append(keepRules(), changeRules()...) }

// RunStore tests every rule about a store in a sub-test named after it.
func RunStore(t *testing.T, h StoreHarness) {
	t.Helper()
	for _, rule := range StoreRules() {
		t.Run(rule.Name, func(t *testing.T) {
			err := rule.check(t.Context(), h)
			if errors.Is(err, errSkipped) {
				t.Skip(err)
			}
			if err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// CheckStore tests every rule about a store and joins what is broken, each with
// the rule's name.
func CheckStore(ctx context.Context, h StoreHarness) error {
	var broken []error
	for _, rule := range StoreRules() {
		if err := rule.check(ctx, h); err != nil && !errors.Is(err, errSkipped) {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

func (r StoreRule) check(ctx context.Context, h StoreHarness) (err error) {
	defer caught(&err)
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	return r.test(ctx, s)
}
