package coupontest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
)

// A System is a fresh, empty store, for one rule.
type System struct {
	Coupons coupon.Store
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns an empty system. It is called once for each rule.
	New func() (*System, error)
	// Workers is how many buy at once; 0 is 16.
	Workers int
}

// A Rule is one promise of a store.
type Rule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, s *kit) error
}

// patience is how long one rule may take.
const patience = 60 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule { return append(append(countRules(), keepRules()...), redeemRules()...) }

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
	workers := h.Workers
	if workers <= 0 {
		workers = 16
	}
	return r.test(ctx, newKit(s.Coupons, workers))
}

// kit is a store under test with a service on it and a clock.
type kit struct {
	coupon.Store
	service *coupon.Service
	workers int
	mu      sync.Mutex
	now     time.Time
	drawn   uint32
}

func newKit(s coupon.Store, workers int) *kit {
	k := &kit{Store: s, workers: workers, now: time.Date(2026, 11, 11, 12, 0, 0, 0, time.UTC)}
	k.service = &coupon.Service{Store: s, Now: k.clock, Rand: k}
	return k
}

func (k *kit) clock() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now
}

func (k *kit) pass(d time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.now = k.now.Add(d)
}

// Read draws bytes that are the same in every run.
func (k *kit) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for i := range p {
		k.drawn = k.drawn*1664525 + 1013904223
		p[i] = byte(k.drawn >> 24)
	}
	return len(p), nil
}

func (k *kit) do(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
	return k.Do(ctx, fn)
}

// add applies uses in one transaction.
func (k *kit) add(ctx context.Context, uses ...coupon.Use) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.AddUses(ctx, uses...) })
}

func (k *kit) stands(ctx context.Context, name string, wanted int64) error {
	counts, err := k.FindCounts(ctx, name)
	if err != nil {
		return err
	}
	if len(counts) != 1 || counts[0].Key != name {
		return fmt.Errorf("counter %q: got %v", name, counts)
	}
	return want("counter "+name, counts[0].N, wanted)
}

// all runs n callers at once and counts how many succeeded; the others must have
// met one of the errors.
func all(n int, f func(i int) error, allowed ...error) (won int64, err error) {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	for _, failed := range errs {
		switch {
		case failed == nil:
			won++
		case !isAny(failed, allowed):
			err = errors.Join(err, failed)
		}
	}
	return won, err
}

func isAny(err error, kinds []error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

// same compares values by how they print.
func same(what string, got, wanted any) error {
	return want(what, fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", wanted))
}

// is wants an error of a kind.
func is(what string, err, kind error) error {
	if !errors.Is(err, kind) {
		return fmt.Errorf("%s: got %v, want %w", what, err, kind)
	}
	return nil
}

func stale(what string, err error) error { return is(what, err, event.ErrStale) }

func missing(what string, err error) error { return is(what, err, event.ErrNotFound) }
