package aftersalestest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
)

// A System is a fresh, empty store seen through its ports, for one rule.
type System struct {
	Cases  aftersales.Store
	Outbox event.Outbox
	Timers event.TimerStore
	Stock  stock.Store
	// Standings keeps the supervision of merchants; nil: its rules are skipped.
	Standings standing.Store
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
	for _, group := range [][]Rule{keepRules(), versionRules(), listRules(), raceRules(), budgetRules(), standingRules()} {
		all = append(all, group...)
	}
	return all
}

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			err := rule.Check(t.Context(), h)
			if errors.Is(err, ErrSkipped) {
				t.Skip(err)
			}
			if err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// Check tests every rule and joins what is broken, each with the rule's name.
func Check(ctx context.Context, h Harness) error {
	var broken []error
	for _, rule := range Rules() {
		if err := rule.Check(ctx, h); err != nil && !errors.Is(err, ErrSkipped) {
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
	if s.Standings == nil && strings.HasPrefix(r.Name, "standing/") {
		return ErrSkipped
	}
	return r.test(ctx, s)
}

// ErrSkipped is a rule's answer to a system that does not have what it tests.
var ErrSkipped = errors.New("aftersalestest: the system keeps no standings")

// do runs one transaction.
func (s *System) do(ctx context.Context, fn func(ctx context.Context, tx aftersales.Tx) error) error {
	return s.Cases.Do(ctx, fn)
}

// save writes cases in one transaction.
func (s *System) save(ctx context.Context, cases ...aftersales.Case) error {
	return s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		for _, c := range cases {
			if err := tx.SaveCase(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// holds wants a case to read back as given, inside a transaction and outside.
func (s *System) holds(ctx context.Context, c aftersales.Case, version int64) error {
	c.Version = version
	out, err := s.Cases.FindCase(ctx, c.ID)
	err = errors.Join(err, same("case "+string(c.ID), describe(out), describe(c)))
	return errors.Join(err, s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		in, err := tx.Case(ctx, c.ID)
		return errors.Join(err, same("case "+string(c.ID)+" in a transaction", describe(in), describe(c)))
	}))
}

// describe prints a case with what its pointers point to.
func describe(c aftersales.Case) string {
	offer := "none"
	if c.Offer != nil {
		offer = fmt.Sprintf("%+v", *c.Offer)
		c.Offer = nil
	}
	return fmt.Sprintf("%+v, offer %s", c, offer)
}

func describeMessage(m aftersales.Message) string {
	terms := "none"
	if m.Terms != nil {
		terms = fmt.Sprintf("%+v", *m.Terms)
		m.Terms = nil
	}
	return fmt.Sprintf("%+v, terms %s", m, terms)
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}

func same(what, got, wanted string) error { return want(what, got, wanted) }

// is wants an error of a kind.
func is(what string, err, kind error) error {
	if !errors.Is(err, kind) {
		return fmt.Errorf("%s: got %v, want %w", what, err, kind)
	}
	return nil
}

func stale(what string, err error) error { return is(what, err, event.ErrStale) }

func notFound(what string, err error) error { return is(what, err, event.ErrNotFound) }

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
