package promotion

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// taken is what a buyer gets in working units, gifts included.
func taken(t *testing.T, s *Snapshot, f Facts, r Result) int64 {
	t.Helper()
	e, err := s.begin(&f, Options{})
	require.NoError(t, err)
	defer e.end()
	goods, err := e.units("goods", r.Goods)
	require.NoError(t, err)
	total, err := e.units("total", r.Total)
	require.NoError(t, err)
	for _, fee := range e.fees {
		goods += fee
	}
	for _, g := range r.Gifts {
		n, err := e.units("gift", g.Worth)
		require.NoError(t, err)
		goods += n
	}
	return goods - total
}

// TestBeyondThirtyTheGapIsReported prices carts of 60 rules that all depend on
// each other. The work is bounded, so the answer is the best that was found, and
// the gap is honest: with a hundred times the work nobody finds more than that.
func TestBeyondThirtyTheGapIsReported(t *testing.T) {
	m := bazaar{rand.New(rand.NewPCG(60, 1))}
	carts, work := 10, int64(15*defaultWork)
	if testing.Short() {
		carts, work = 2, 3*defaultWork
	}
	open := 0
	for range carts {
		book, f := m.knot(60)
		s, err := Compile(book, Standard())
		require.NoError(t, err)
		r, err := s.Evaluate(f, Options{})
		require.NoError(t, err)
		audit(t, f, r)
		gap, err := r.Gap.Minor()
		require.NoError(t, err)
		require.Equal(t, gap == 0, r.Optimal)
		if r.Optimal {
			continue
		}
		open++
		again, err := s.Evaluate(f, Options{})
		require.NoError(t, err)
		require.Equal(t, text(t, r), text(t, again), "the same work gives the same result")
		more, err := s.Evaluate(f, Options{Work: work})
		require.NoError(t, err)
		first, then := taken(t, s, f, r), taken(t, s, f, more)
		require.LessOrEqual(t, first, then)
		require.LessOrEqual(t, then, first+gap, "more was found than the gap allows")
		less, err := more.Gap.Minor()
		require.NoError(t, err)
		require.LessOrEqual(t, then+less, first+gap, "more work does not loosen the bound")
	}
	require.Positive(t, open, "the carts are too easy to show a gap")
}

// TestThirtyAreProved prices carts of 30 rules that all depend on each other.
func TestThirtyAreProved(t *testing.T) {
	m := bazaar{rand.New(rand.NewPCG(30, 1))}
	for i := range 20 {
		book, f := m.knot(30)
		if i%2 == 1 {
			m.mix(&book)
		}
		s, err := Compile(book, Standard())
		require.NoError(t, err)
		r, err := s.Evaluate(f, Options{})
		require.NoError(t, err)
		require.True(t, r.Optimal)
		require.True(t, r.Gap.IsZero())
	}
}

// TestTheMerchantsGapIsReported cuts the search of the least discount short: what
// is not proved says by how much less a better combination could give.
func TestTheMerchantsGapIsReported(t *testing.T) {
	open := 0
	for seed := range uint64(60) {
		w := newWorld(6_000_000 + seed)
		w.rules = 14
		s, err := Compile(w.book(), Standard())
		if err != nil {
			continue
		}
		f := w.facts()
		full, err := s.Evaluate(f, Options{Objective: MerchantBest})
		require.NoError(t, err)
		require.True(t, full.Optimal)
		short, err := s.Evaluate(f, Options{Objective: MerchantBest, Work: 3})
		require.NoError(t, err)
		audit(t, f, short)
		gap, err := short.Gap.Minor()
		require.NoError(t, err)
		require.LessOrEqual(t, taken(t, s, f, short)-gap, taken(t, s, f, full), "seed %d: the gap is too small", seed)
		if !short.Optimal {
			open++
		}
	}
	require.Positive(t, open)
}
