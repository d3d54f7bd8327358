package carttest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/cart"
)

// A System is a fresh, empty store, for one rule.
type System struct {
	Carts cart.Store
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
	test func(ctx context.Context, s cart.Store) error
}

// patience is how long one rule may take.
const patience = 20 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	return []Rule{
		{"keeps", "a price shown when something was put in is what a rise is told from", keepsCart},
		{"order", "lines that change places are lines that nobody finds", keepsOrder},
		{"missing", "no cart is not a failure", missingCart},
		{"owners", "one person's cart is not another's", keepsApart},
		{"stale", "the later of two tabs must not undo the earlier one unasked", staleCart},
		{"empty", "what was taken out must not come back", emptied},
		{"clear", "an ordered cart is empty, and can be filled again", clears},
		{"clear/stale", "what was bought must not come back from a tab that was open before", clearedStale},
		{"prune", "carts that nobody touches any more go, and no others", prunes},
		{"shares", "a store that hands out its own lines is changed by its readers", sharesNothing},
		{"race/insert", "two tabs that put in the first thing at once", insertRace},
		{"race/change", "every change of several tabs counts, once", changeRace},
		{"context", "a request that has ended must not write", endedContext},
	}
}

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			if err := rule.Check(t.Context(), h); err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// Check tests every rule and joins what is broken, each with the rule's name.
func Check(ctx context.Context, h Harness) error {
	var broken []error
	for _, rule := range Rules() {
		if err := rule.Check(ctx, h); err != nil {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

// Check tests one rule.
func (r Rule) Check(ctx context.Context, h Harness) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	return r.test(ctx, s.Carts)
}

// sample is a cart whose SKUs are in no order of their own.
func sample(owner string) cart.Cart {
	return cart.Cart{Owner: owner, Currency: "CNY", Lines: []cart.Line{
		{SKU: "TEA-250", Qty: 2, Price: money.MustParseText("12.345 CNY")},
		{SKU: `CUP'"%_\`, Qty: 10_000, Price: money.MustParseText("90071992547409.91 CNY")},
		{SKU: "A", Qty: 1, Price: money.MustParseText("8 CNY")},
	}, Updated: hour(1)}
}

// holds wants an owner's cart to be c at a version.
func holds(ctx context.Context, s cart.Store, c cart.Cart, version int64) error {
	got, err := s.FindCart(ctx, c.Owner)
	c.Version = version
	return errors.Join(err, want("cart of "+c.Owner, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", c)))
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// is wants an error of a kind.
func is(what string, err, kind error) error {
	if !errors.Is(err, kind) {
		return fmt.Errorf("%s: got %v, want %w", what, err, kind)
	}
	return nil
}

// hour is the n-th hour of the rules' clock.
func hour(n int) time.Time { return time.Date(2026, 3, 1, n, 0, 0, 7_000_000, time.UTC) }

func stale(what string, err error) error { return is(what, err, event.ErrStale) }

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

func skus(c cart.Cart) (list []catalog.SKU) {
	for _, l := range c.Lines {
		list = append(list, l.SKU)
	}
	return list
}
