package stocktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
)

// A System is a fresh, empty store, for one rule.
type System struct {
	Stock stock.Store
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
const patience = 30 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	var all []Rule
	for _, group := range [][]Rule{moveRules(), promiseRules(), crowdRules()} {
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

// Balance proves the books of a store: for each of the SKUs what is on hand is
// the sum of its movements, and what is reserved is the sum of what the given
// holders, which must be all there are, have open. Nobody may write meanwhile.
func Balance(ctx context.Context, s stock.Store, skus []catalog.SKU, refs []string) error {
	moved, open := map[stock.Spot]int64{}, map[stock.Spot]int64{}
	for _, sku := range skus {
		for m, err := range s.Movements(ctx, sku) {
			if err != nil {
				return err
			}
			moved[m.Spot()] += m.Qty
		}
	}
	for _, ref := range refs {
		list, err := s.Reservations(ctx, ref)
		if err != nil {
			return err
		}
		for _, r := range list {
			open[stock.Spot{SKU: r.SKU, Location: r.Location}] += r.Open
		}
	}
	levels, err := s.Levels(ctx, skus...)
	if err != nil {
		return err
	}
	var broken []error
	for _, l := range levels {
		at := stock.Spot{SKU: l.SKU, Location: l.Location}
		broken = append(broken, want(fmt.Sprintf("on hand of %v is the sum of its movements", at), l.OnHand, moved[at]),
			want(fmt.Sprintf("reserved of %v is the sum of open reservations", at), l.Reserved, open[at]),
			want(fmt.Sprintf("%v is not oversold", at), l.Available() >= 0, true))
		delete(moved, at)
		delete(open, at)
	}
	for _, rest := range []map[stock.Spot]int64{moved, open} {
		for _, at := range slices.SortedFunc(keys(rest), stock.Spot.Compare) {
			broken = append(broken, want(fmt.Sprintf("%v has no row, its sum", at), rest[at], 0))
		}
	}
	return errors.Join(broken...)
}

func keys(m map[stock.Spot]int64) func(yield func(stock.Spot) bool) {
	return func(yield func(stock.Spot) bool) {
		for at := range m {
			if !yield(at) {
				return
			}
		}
	}
}

// start is the moment at which the rules' clock stands.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

func line(sku catalog.SKU, qty int64) stock.Line { return stock.Line{SKU: sku, Qty: qty} }

func movement(id string, sku catalog.SKU, qty int64) stock.Movement {
	return stock.Movement{ID: id, SKU: sku, Qty: qty, Reason: stock.Received, Ref: "note/" + id, By: "kit", At: start()}
}

// do runs one transaction.
func (s *System) do(ctx context.Context, fn func(ctx context.Context, tx stock.WriteTx) error) error {
	return s.Stock.Do(ctx, fn)
}

func (s *System) move(ctx context.Context, moves ...stock.Movement) error {
	return s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error { return tx.MoveStock(ctx, moves...) })
}

func (s *System) reserve(ctx context.Context, ref string, lines ...stock.Line) error {
	return s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error { return tx.ReserveStock(ctx, ref, lines) })
}

func (s *System) release(ctx context.Context, ref string, lines ...stock.Line) error {
	return s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error { return tx.ReleaseStock(ctx, ref, lines) })
}

func (s *System) take(ctx context.Context, ref, id string, lines ...stock.Line) error {
	m := stock.Movement{ID: id, Ref: "shipment/" + id, By: "kit", At: start().Add(time.Hour)}
	return s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error { return tx.TakeStock(ctx, ref, m, lines) })
}

// levels wants the rows of SKUs to be exactly these.
func (s *System) levels(ctx context.Context, wanted ...stock.Level) error {
	var skus []catalog.SKU
	for _, l := range wanted {
		skus = append(skus, l.SKU)
	}
	got, err := s.Stock.Levels(ctx, skus...)
	return errors.Join(err, want("levels", fmt.Sprint(got), fmt.Sprint(wanted)))
}

// movements wants what moved a SKU, by id and quantity.
func (s *System) movements(ctx context.Context, sku catalog.SKU, wanted ...string) error {
	got := []string{}
	for m, err := range s.Stock.Movements(ctx, sku) {
		if err != nil {
			return err
		}
		got = append(got, fmt.Sprintf("%s %+d %s", m.ID, m.Qty, m.Reason))
	}
	return want("movements of "+string(sku), fmt.Sprintf("%q", got), fmt.Sprintf("%q", wanted))
}

// open wants what a holder has, by SKU.
func (s *System) open(ctx context.Context, ref string, wanted ...stock.Reservation) error {
	got, err := s.Stock.Reservations(ctx, ref)
	for i := range wanted {
		wanted[i].Ref = ref
	}
	return errors.Join(err, want("reservations of "+ref, fmt.Sprint(got), fmt.Sprint(wanted)))
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
