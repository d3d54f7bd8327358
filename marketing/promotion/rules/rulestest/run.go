package rulestest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/secure"
)

// A System is a fresh, empty store, for one rule.
type System struct {
	Rules  rules.Store
	Events event.Outbox     // of the same database
	Timers event.TimerStore // of the same database
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns an empty system. It is called once for each rule.
	New func() (*System, error)
	// Workers is how many work at once; 0 is 8.
	Workers int
}

// A Rule is one promise of a store.
type Rule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, k *kit) error
}

// patience is how long one rule may take.
const patience = 60 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule { return append(append(keepRules(), listRules()...), liveRules()...) }

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
	k := &kit{System: s, workers: h.Workers, now: at(0)}
	if k.workers <= 0 {
		k.workers = 8
	}
	if k.policy, err = rules.Policy(secure.Policy{}); err != nil {
		return err
	}
	k.service = k.another()
	return r.test(ctx, k)
}

// kit is a store under test with a service on it and a clock.
type kit struct {
	*System
	service *rules.Service
	policy  secure.Policy
	workers int
	mu      sync.Mutex
	now     time.Time
}

// another is one more process on the same store.
func (k *kit) another() *rules.Service {
	return &rules.Service{Store: k.Rules, Policy: k.policy, Now: k.clock}
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

func at(seconds int) time.Time {
	return time.Date(2026, 11, 11, 0, 0, seconds, 7_000_000, time.UTC)
}

func staff() secure.Actor { return secure.Actor{ID: "li", Role: secure.RoleStaff} }

// all runs n callers at once and counts how many succeeded; the others must have
// met the error.
func all(n int, f func(i int) error, allowed error) (won int64, err error) {
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
		case !errors.Is(failed, allowed):
			err = errors.Join(err, failed)
		}
	}
	return won, err
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
