package ordertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// A System is a fresh, empty store seen through its ports, for one rule.
type System struct {
	Orders   order.Store
	Payments payment.Store
	Stock    stock.Store
	Outbox   event.Outbox
	Timers   event.TimerStore
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns an empty system. It is called once for each rule.
	New func() (*System, error)
}

// A Rule is one promise of a store.
type Rule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, s *System) error
}

// patience is how long one rule may take.
const patience = 20 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	var all []Rule
	for _, group := range [][]Rule{keepRules(), versionRules(), listRules(), saleRules(), neighbourRules()} {
		all = append(all, group...)
	}
	return all
}

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			if err := rule.check(t.Context(), h); err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// Check tests every rule and joins what is broken, each with the rule's name.
func Check(ctx context.Context, h Harness) error {
	var broken []error
	for _, rule := range Rules() {
		if err := rule.check(ctx, h); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

func (r Rule) check(ctx context.Context, h Harness) error {
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

// do runs one order transaction.
func (s *System) do(ctx context.Context, fn func(ctx context.Context, tx order.Tx) error) error {
	return s.Orders.Do(ctx, fn)
}

// stocked puts pieces of SKUs on the shelf.
func (s *System) stocked(ctx context.Context, n int64, skus ...catalog.SKU) error {
	return s.Stock.Do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		for _, sku := range skus {
			m := stock.Movement{ID: "in." + string(sku), SKU: sku, Qty: n, Reason: stock.Received, By: "kit", At: start()}
			if err := tx.MoveStock(ctx, m); err != nil {
				return err
			}
		}
		return nil
	})
}

// level wants a SKU's counts.
func (s *System) level(ctx context.Context, sku catalog.SKU, onHand, reserved int64) error {
	levels, err := s.Stock.Levels(ctx, sku)
	if err != nil || len(levels) != 1 {
		return fmt.Errorf("levels of %s: %v, %w", sku, levels, err)
	}
	return errors.Join(want("on hand", levels[0].OnHand, onHand), want("reserved", levels[0].Reserved, reserved))
}

// events wants a number of committed events.
func (s *System) events(ctx context.Context, n int) error {
	list, err := s.Outbox.UnsentEvents(ctx, 1000)
	return errors.Join(err, want("events", len(list), n))
}

// there wants an order to exist, or not to.
func (s *System) there(ctx context.Context, id order.ID, wanted bool) error {
	_, err := s.Orders.FindOrder(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return want("order "+string(id)+" exists", false, wanted)
	}
	return errors.Join(err, want("order "+string(id)+" exists", err == nil, wanted))
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// same compares values by their JSON, since they do not print everything: nil and
// empty lists are the same.
func same(what string, got, wanted any) error {
	one, err := json.Marshal(got)
	other, otherErr := json.Marshal(wanted)
	if err := errors.Join(err, otherErr); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return want(what, emptied(one), emptied(other))
}

// emptied is JSON in which a list that is missing is an empty one.
func emptied(text []byte) string {
	if string(text) == "null" {
		return "[]"
	}
	return strings.ReplaceAll(string(text), ":null", ":[]")
}

// all runs n callers at once and answers their errors.
func all(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errs
}
