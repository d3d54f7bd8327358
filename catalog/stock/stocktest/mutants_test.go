package stocktest_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/catalog/stock/stocktest"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
)

// broken is a store whose transactions, closures or lists are tampered with.
type broken struct {
	stock.Store
	tx   func(stock.WriteTx) stock.WriteTx
	do   func(ctx context.Context, fn func(context.Context, stock.WriteTx) error) error
	list func([]stock.Movement) []stock.Movement
}

func (b broken) Do(ctx context.Context, fn func(context.Context, stock.WriteTx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		if b.tx != nil {
			tx = b.tx(tx)
		}
		return fn(ctx, tx)
	})
}

func (b broken) Movements(ctx context.Context, sku catalog.SKU) iter.Seq2[stock.Movement, error] {
	if b.list == nil {
		return b.Store.Movements(ctx, sku)
	}
	var all []stock.Movement
	for m, err := range b.Store.Movements(ctx, sku) {
		if err != nil {
			return b.Store.Movements(ctx, sku)
		}
		all = append(all, m)
	}
	return func(yield func(stock.Movement, error) bool) {
		for _, m := range b.list(all) {
			if !yield(m, nil) {
				return
			}
		}
	}
}

// Transactions that break one promise each.
type (
	losesPerson struct{ stock.WriteTx }
	losesPlace  struct{ stock.WriteTx }
	renumbers   struct{ stock.WriteTx }
	freeForAll  struct{ stock.WriteTx }
	oneByOne    struct{ stock.WriteTx }
	partly      struct{ stock.WriteTx }
	lastLine    struct{ stock.WriteTx }
	generous    struct{ stock.WriteTx }
	onePocket   struct{ stock.WriteTx }
	keepsOnHand struct{ stock.WriteTx }
	parcelAgain struct{ stock.WriteTx }
	anyQuantity struct{ stock.WriteTx }
	looksOnly   struct {
		stock.WriteTx
		store stock.Store
	}
)

func (l losesPerson) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	moves = slices.Clone(moves)
	for i := range moves {
		moves[i].By = ""
	}
	return l.WriteTx.MoveStock(ctx, moves...)
}

func (l losesPlace) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	moves = slices.Clone(moves)
	for i := range moves {
		moves[i].Location = ""
	}
	return l.WriteTx.MoveStock(ctx, moves...)
}

// renumbers makes ids of its own, so that nothing is ever seen before.
func (r renumbers) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	moves = slices.Clone(moves)
	for i := range moves {
		moves[i].ID = fmt.Sprintf("%p.%d.%s", &moves[i], i, moves[i].ID)
	}
	return r.WriteTx.MoveStock(ctx, moves...)
}

// freeForAll brings in what is missing.
func (f freeForAll) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	merged, err := stock.Merge(lines)
	if err != nil {
		return f.WriteTx.ReserveStock(ctx, ref, lines)
	}
	for _, l := range merged {
		m := stock.Movement{ID: fmt.Sprintf("free.%s.%v.%p", ref, l, &l.Qty), SKU: l.SKU, Location: l.Location, Qty: l.Qty, Reason: stock.Counted}
		if err := f.MoveStock(ctx, m); err != nil {
			return err
		}
	}
	return f.WriteTx.ReserveStock(ctx, ref, lines)
}

// oneByOne leaves the equal lines of a call uncounted.
func (o oneByOne) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	var single []stock.Line
	for _, l := range lines {
		if !slices.ContainsFunc(single, func(s stock.Line) bool { return s.Spot() == l.Spot() }) {
			single = append(single, l)
		}
	}
	return o.WriteTx.ReserveStock(ctx, ref, single)
}

// partly promises what there is, without a word about the rest.
func (p partly) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	var spots []stock.Spot
	for _, l := range lines {
		spots = append(spots, l.Spot())
	}
	levels, err := p.HoldStock(ctx, spots...)
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(l stock.Line) bool {
		return slices.ContainsFunc(levels, func(have stock.Level) bool { return have.SKU == l.SKU && have.Available() < l.Qty })
	})
	return p.WriteTx.ReserveStock(ctx, ref, lines)
}

func (l lastLine) ReleaseStock(ctx context.Context, ref string, lines []stock.Line) error {
	return l.WriteTx.ReleaseStock(ctx, ref, lines[len(lines)-1:])
}

// generous gives back what is open, whatever was asked.
func (g generous) ReleaseStock(ctx context.Context, ref string, lines []stock.Line) error {
	merged, err := stock.Merge(lines)
	if err != nil {
		return g.WriteTx.ReleaseStock(ctx, ref, lines)
	}
	for i := range merged {
		merged[i].Qty = 1
	}
	return g.WriteTx.ReleaseStock(ctx, ref, merged)
}

func (o onePocket) ReserveStock(ctx context.Context, _ string, lines []stock.Line) error {
	return o.WriteTx.ReserveStock(ctx, "o1", lines)
}

func (o onePocket) ReleaseStock(ctx context.Context, _ string, lines []stock.Line) error {
	return o.WriteTx.ReleaseStock(ctx, "o1", lines)
}

func (o onePocket) TakeStock(ctx context.Context, _ string, m stock.Movement, lines []stock.Line) error {
	return o.WriteTx.TakeStock(ctx, "o1", m, lines)
}

func (k keepsOnHand) TakeStock(ctx context.Context, ref string, _ stock.Movement, lines []stock.Line) error {
	return k.ReleaseStock(ctx, ref, lines)
}

func (p parcelAgain) TakeStock(ctx context.Context, ref string, m stock.Movement, lines []stock.Line) error {
	m.ID = fmt.Sprintf("%p.%s", &m, m.ID)
	return p.WriteTx.TakeStock(ctx, ref, m, lines)
}

// anyQuantity passes over what it should refuse.
func (a anyQuantity) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	if _, err := stock.Merge(lines); err != nil {
		return nil //nolint:nilerr // the mutant says yes
	}
	return a.WriteTx.ReserveStock(ctx, ref, lines)
}

func (a anyQuantity) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	for _, m := range moves {
		if m.Check() != nil {
			return nil //nolint:nilerr // the mutant says yes
		}
	}
	return a.WriteTx.MoveStock(ctx, moves...)
}

// looksOnly reads without holding.
func (l looksOnly) HoldStock(ctx context.Context, spots ...stock.Spot) ([]stock.Level, error) {
	var skus []catalog.SKU
	for _, s := range spots {
		skus = append(skus, s.SKU)
	}
	have, err := l.store.Levels(ctx, skus...)
	list := []stock.Level{}
	for _, s := range slices.Compact(slices.SortedFunc(slices.Values(spots), stock.Spot.Compare)) {
		level := stock.Level{SKU: s.SKU, Location: s.Location}
		for _, h := range have {
			if h.SKU == s.SKU && h.Location == s.Location {
				level = h
			}
		}
		list = append(list, level)
	}
	return list, err
}

func TestMutantsAreCaught(t *testing.T) {
	tx := func(f func(stock.WriteTx) stock.WriteTx) func(stock.Store) stock.Store {
		return func(s stock.Store) stock.Store { return broken{Store: s, tx: f} }
	}
	list := func(f func([]stock.Movement) []stock.Movement) func(stock.Store) stock.Store {
		return func(s stock.Store) stock.Store { return broken{Store: s, list: f} }
	}
	ends := func(f func(error) error) func(stock.Store) stock.Store {
		return func(s stock.Store) stock.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, stock.WriteTx) error) error {
				return f(s.Do(ctx, fn))
			}}
		}
	}
	for name, mutant := range map[string]struct {
		rule     string
		sabotage func(stock.Store) stock.Store
	}{
		"loses the person":         {"move/keeps", tx(func(t stock.WriteTx) stock.WriteTx { return losesPerson{t} })},
		"one warehouse for all":    {"move/places", tx(func(t stock.WriteTx) stock.WriteTx { return losesPlace{t} })},
		"ids of its own":           {"move/once", tx(func(t stock.WriteTx) stock.WriteTx { return renumbers{t} })},
		"promises without pieces":  {"promise/whole", tx(func(t stock.WriteTx) stock.WriteTx { return freeForAll{t} })},
		"sells the same one twice": {"crowd/last", tx(func(t stock.WriteTx) stock.WriteTx { return freeForAll{t} })},
		"counts equal lines once":  {"promise/merge", tx(func(t stock.WriteTx) stock.WriteTx { return oneByOne{t} })},
		"promises a part":          {"promise/whole", tx(func(t stock.WriteTx) stock.WriteTx { return partly{t} })},
		"releases the last line":   {"promise/merge", tx(func(t stock.WriteTx) stock.WriteTx { return lastLine{t} })},
		"releases what it likes":   {"promise/open", tx(func(t stock.WriteTx) stock.WriteTx { return generous{t} })},
		"one pocket for all":       {"promise/holder", tx(func(t stock.WriteTx) stock.WriteTx { return onePocket{t} })},
		"nothing ever leaves":      {"promise/life", tx(func(t stock.WriteTx) stock.WriteTx { return keepsOnHand{t} })},
		"a parcel leaves twice":    {"promise/parcel", tx(func(t stock.WriteTx) stock.WriteTx { return parcelAgain{t} })},
		"any quantity":             {"promise/quantity", tx(func(t stock.WriteTx) stock.WriteTx { return anyQuantity{t} })},
		"any movement":             {"move/quantity", tx(func(t stock.WriteTx) stock.WriteTx { return anyQuantity{t} })},
		"no kind of error": {"promise/open", ends(func(err error) error {
			if errors.Is(err, event.ErrStale) {
				return errors.New("no")
			}
			return err
		})},
		"no word of a shortage": {"move/floor", ends(func(err error) error {
			if errors.Is(err, stock.ErrOutOfStock) {
				return event.ErrStale
			}
			return err
		})},
		"looks without holding": {"move/hold", func(s stock.Store) stock.Store {
			return broken{Store: s, tx: func(t stock.WriteTx) stock.WriteTx { return looksOnly{t, s} }}
		}},
		"sorts as English does": {"move/sorted", func(s stock.Store) stock.Store { return english{s} }},
		"newest first":          {"move/order", list(func(l []stock.Movement) []stock.Movement { slices.Reverse(l); return l })},
		"loses a movement":      {"crowd/balance", list(func(l []stock.Movement) []stock.Movement { return l[:max(0, len(l)-1)] })},
		"books twice":           {"crowd/once", tx(func(t stock.WriteTx) stock.WriteTx { return renumbers{t} })},
		"commits what failed": {"move/rollback", func(s stock.Store) stock.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, stock.WriteTx) error) error {
				var failed error
				err := s.Do(ctx, func(ctx context.Context, tx stock.WriteTx) error { failed = fn(ctx, tx); return nil })
				return errors.Join(failed, err)
			}}
		}},
		"half a delivery": {"move/all", func(s stock.Store) stock.Store {
			return broken{Store: s, tx: func(t stock.WriteTx) stock.WriteTx { return piecemeal{t, s} }}
		}},
		"says yes to what was stale": {"crowd/return", ends(func(err error) error {
			if errors.Is(err, event.ErrStale) {
				return nil
			}
			return err
		})},
		"forgets what it held": {"promise/more", func(s stock.Store) stock.Store {
			return broken{Store: s, tx: func(t stock.WriteTx) stock.WriteTx { return replaces{t, s} }}
		}},
		"waits for ever": {"crowd/deadlock", func(s stock.Store) stock.Store {
			return broken{Store: s, tx: func(t stock.WriteTx) stock.WriteTx { return stuck{t} }}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := stocktest.Check(t.Context(), stocktest.Harness{New: func() (*stocktest.System, error) {
				s, err := memory()
				s.Stock = mutant.sabotage(s.Stock)
				return s, err
			}})
			require.Error(t, err)
			assert.True(t, strings.Contains(err.Error(), mutant.rule+":"), "%s did not catch it: %v", mutant.rule, err)
		})
	}
}

// english lists a before B.
type english struct{ stock.Store }

func (e english) Levels(ctx context.Context, skus ...catalog.SKU) ([]stock.Level, error) {
	list, err := e.Store.Levels(ctx, skus...)
	slices.SortStableFunc(list, func(a, b stock.Level) int {
		return strings.Compare(strings.ToLower(string(a.SKU)), strings.ToLower(string(b.SKU)))
	})
	return list, err
}

// piecemeal commits movement by movement.
type piecemeal struct {
	stock.WriteTx
	store stock.Store
}

func (p piecemeal) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	for _, m := range moves {
		if err := p.store.Do(ctx, func(ctx context.Context, tx stock.WriteTx) error { return tx.MoveStock(ctx, m) }); err != nil {
			return err
		}
	}
	return nil
}

// replaces gives back what a holder has before it promises more.
type replaces struct {
	stock.WriteTx
	store stock.Store
}

func (r replaces) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	have, err := r.store.Reservations(ctx, ref)
	if err != nil {
		return err
	}
	for _, h := range have {
		if h.Open > 0 {
			if err := r.ReleaseStock(ctx, ref, []stock.Line{{SKU: h.SKU, Location: h.Location, Qty: h.Open}}); err != nil {
				return err
			}
		}
	}
	return r.WriteTx.ReserveStock(ctx, ref, lines)
}

// stuck answers long promises as a database does that has found a deadlock.
type stuck struct{ stock.WriteTx }

func (s stuck) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	if len(lines) > 5 && lines[0].SKU > lines[1].SKU {
		return errors.New("deadlock detected")
	}
	return s.WriteTx.ReserveStock(ctx, ref, lines)
}

func TestEveryRuleSaysWhy(t *testing.T) {
	seen := map[string]bool{}
	for _, rule := range stocktest.Rules() {
		assert.NotEmpty(t, rule.Why, rule.Name)
		assert.False(t, seen[rule.Name], rule.Name)
		seen[rule.Name] = true
	}
	failing := stocktest.Harness{New: func() (*stocktest.System, error) { return nil, errors.New("no database") }}
	assert.ErrorContains(t, stocktest.Check(t.Context(), failing), "no database")
}

func TestBalanceFindsWhatIsMissing(t *testing.T) {
	s := memstore.New().Stock()
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx stock.WriteTx) error {
		err := tx.MoveStock(ctx, stock.Movement{ID: "m", SKU: "A", Qty: 5})
		return errors.Join(err, tx.ReserveStock(ctx, "o1", []stock.Line{{SKU: "A", Qty: 2}}))
	}))
	require.NoError(t, stocktest.Balance(t.Context(), s, []catalog.SKU{"A"}, []string{"o1"}))
	require.ErrorContains(t, stocktest.Balance(t.Context(), s, []catalog.SKU{"A"}, nil), "reserved of {A }")
	require.ErrorContains(t, stocktest.Balance(t.Context(), s, nil, []string{"o1"}), "has no row")
	losing := broken{Store: s, list: func([]stock.Movement) []stock.Movement { return nil }}
	require.ErrorContains(t, stocktest.Balance(t.Context(), losing, []catalog.SKU{"A"}, []string{"o1"}), "on hand of {A }")
}
