package pair_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
)

// clock moves when a side works, by the side's own pace.
type clock struct {
	at    time.Time
	turns []string
}

func (c *clock) now() time.Time { return c.at }

func (c *clock) side(name string, pace ...time.Duration) pair.Side {
	calls := 0
	return pair.Side{Name: name, Do: func(_ context.Context, n int) error {
		c.at = c.at.Add(time.Duration(n) * pace[calls%len(pace)])
		calls++
		c.turns = append(c.turns, name)
		return nil
	}}
}

func TestMeasure(t *testing.T) {
	c := &clock{}
	plan := pair.Plan{Rounds: 3, Slice: time.Microsecond, Now: c.now}
	lines, err := plan.Measure(t.Context(), pair.Contest{
		Case: "case", Ours: c.side("ours", 10), Peers: []pair.Side{c.side("slow", 70), c.side("slower", 200)}, Floor: c.side("floor", 5),
	})
	require.NoError(t, err)
	require.Len(t, lines, 2)
	for i, want := range []pair.Line{
		{Case: "case", Against: "slow", Unit: "ns/op", Ours: 10, Peer: 70, Floor: 5, Ratio: 7, OfFloor: 0.5, Rounds: 3},
		{Case: "case", Against: "slower", Unit: "ns/op", Ours: 10, Peer: 200, Floor: 5, Ratio: 20, OfFloor: 0.5, Rounds: 3},
	} {
		got := lines[i]
		got.Allocs, got.Bytes = pair.Heap{}, pair.Heap{}
		assert.Equal(t, want, got)
	}
	assert.Equal(t, []string{"ours", "slow", "slower", "floor", "ours", "slow", "slower", "floor", "ours", "slow", "slower", "floor"},
		c.turns[len(c.turns)-12:], "the sides take turns")
}

func TestMeasureAgainstTheFloor(t *testing.T) {
	c := &clock{}
	lines, err := pair.Plan{Rounds: 1, Now: c.now}.Measure(t.Context(), pair.Contest{
		Case: "sale", Ours: c.side("ours", 10), Floor: c.side("by hand", 8), Ops: 3,
	})
	require.NoError(t, err)
	require.Len(t, lines, 1)
	assert.Equal(t, "by hand", lines[0].Against)
	assert.InDelta(t, 0.8, lines[0].Ratio, 1e-9)
	assert.InDelta(t, 0.8, lines[0].OfFloor, 1e-9)
	assert.Len(t, c.turns, 6, "warm-up, allocation count, one round: each side")
	text, err := json.Marshal(lines[0])
	require.NoError(t, err)
	assert.NotContains(t, string(text), "peer")
}

func TestMedianAndSpread(t *testing.T) {
	c := &clock{}
	// Two calls prepare a side; then come the five rounds.
	lines, err := pair.Plan{Rounds: 5, Now: c.now}.Measure(t.Context(), pair.Contest{
		Case: "noisy", Ours: c.side("ours", 10), Peers: []pair.Side{c.side("peer", 1, 1, 20, 30, 40, 50, 1000)}, Ops: 1,
	})
	require.NoError(t, err)
	assert.InDelta(t, 4, lines[0].Ratio, 1e-9, "one wild round does not count")
	assert.InDelta(t, 0.5, lines[0].Spread, 1e-9)
}

func TestMeasureCountsAllocations(t *testing.T) {
	var kept []*[64]byte
	waste := pair.Side{Name: "waste", Do: func(_ context.Context, n int) error {
		for range n {
			kept = append(kept[:0], new([64]byte))
		}
		return nil
	}}
	thrift := pair.Side{Name: "thrift", Do: func(context.Context, int) error { return nil }}
	lines, err := pair.Plan{Rounds: 1, Now: time.Now}.Measure(t.Context(), pair.Contest{
		Case: "heap", Ours: thrift, Peers: []pair.Side{waste}, Ops: 100_000,
	})
	require.NoError(t, err)
	assert.InDelta(t, 0, lines[0].Allocs.Ours, 0.01)
	assert.InDelta(t, 1, lines[0].Allocs.Peer, 0.01)
	assert.InDelta(t, 64, lines[0].Bytes.Peer, 1)
}

func TestMeasureRefuses(t *testing.T) {
	c := &clock{}
	ours, peer := c.side("ours", 1), c.side("peer", 1)
	good := pair.Contest{Case: "x", Ours: ours, Floor: peer, Ops: 1}
	for want, broken := range map[string]struct {
		plan    pair.Plan
		contest pair.Contest
	}{
		"Rounds is 0":    {pair.Plan{Now: c.now}, good},
		"Now is missing": {pair.Plan{Rounds: 1}, good},
		"how long":       {pair.Plan{Rounds: 1, Now: c.now}, pair.Contest{Case: "x", Ours: ours, Floor: peer}},
		"Case is empty":  {pair.Plan{Rounds: 1, Now: c.now}, pair.Contest{Ours: ours, Floor: peer, Ops: 1}},
		"nobody":         {pair.Plan{Rounds: 1, Now: c.now}, pair.Contest{Case: "x", Ours: ours, Ops: 1}},
		"lacks Name":     {pair.Plan{Rounds: 1, Now: c.now}, pair.Contest{Case: "x", Ours: ours, Peers: []pair.Side{{}}, Ops: 1}},
	} {
		_, err := broken.plan.Measure(t.Context(), broken.contest)
		require.ErrorContains(t, err, want)
	}
}

func TestMeasureStops(t *testing.T) {
	c, wrong := &clock{}, errors.New("wrong result")
	for _, calls := range []int{0, 1, 2} {
		left := calls
		failing := pair.Side{Name: "peer", Do: func(context.Context, int) error {
			if left--; left < 0 {
				return wrong
			}
			return nil
		}}
		_, err := pair.Plan{Rounds: 1, Now: c.now}.Measure(t.Context(), pair.Contest{Case: "x", Ours: c.side("ours", 1), Floor: failing, Ops: 1})
		require.ErrorIs(t, err, wrong)
		require.ErrorContains(t, err, "pair: x: peer: ")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := pair.Plan{Rounds: 1, Now: c.now}.Measure(ctx, pair.Contest{Case: "x", Ours: c.side("ours", 1), Floor: c.side("floor", 1), Ops: 1})
	require.ErrorIs(t, err, context.Canceled)
}
