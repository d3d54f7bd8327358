package pair

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"
)

// Plan says how long to measure.
type Plan struct {
	// Rounds is how often every side works; at least 1. An odd number has a true
	// median.
	Rounds int
	// Slice is about how long a side works in one round; it must be positive
	// unless the contest fixes Ops.
	Slice time.Duration
	// Now reads the clock; it must be monotonic, as time.Now is.
	Now func() time.Time
}

// sample is what was measured of one side.
type sample struct {
	ops           int
	nanos         []float64 // an operation, one a round
	allocs, bytes float64   // an operation
}

// Measure runs the contest and returns one line a peer, or one line against the
// floor when there are no peers. The first error of a side ends it.
func (p Plan) Measure(ctx context.Context, c Contest) ([]Line, error) {
	if err := errors.Join(p.check(c), c.check()); err != nil {
		return nil, err
	}
	sides := c.sides()
	samples := make([]sample, len(sides))
	for i, side := range sides {
		if err := p.prepare(ctx, side, c.Ops, &samples[i]); err != nil {
			return nil, fmt.Errorf("pair: %s: %s: %w", c.Case, side.Name, err)
		}
	}
	for range p.Rounds {
		for i, side := range sides {
			took, err := p.slice(ctx, side, samples[i].ops)
			if err != nil {
				return nil, fmt.Errorf("pair: %s: %s: %w", c.Case, side.Name, err)
			}
			samples[i].nanos = append(samples[i].nanos, float64(took)/float64(samples[i].ops))
		}
	}
	return p.report(c, samples), nil
}

func (p Plan) check(c Contest) error {
	switch {
	case p.Rounds < 1:
		return fmt.Errorf("pair: Plan.Rounds is %d, want at least 1", p.Rounds)
	case p.Now == nil:
		return errors.New("pair: Plan.Now is missing")
	case c.Ops < 0 || c.Ops == 0 && p.Slice <= 0:
		return errors.New("pair: neither Plan.Slice nor Contest.Ops says how long to work")
	}
	return nil
}

// prepare warms a side up, finds how many operations fill a slice, and counts
// what they allocate, which would disturb the clock later.
func (p Plan) prepare(ctx context.Context, side Side, ops int, s *sample) error {
	s.ops = max(ops, 1)
	for {
		took, err := p.slice(ctx, side, s.ops)
		if err != nil {
			return err
		}
		if ops > 0 || took >= p.Slice {
			break
		}
		missing := float64(p.Slice) / float64(max(took, 1))
		s.ops = int(math.Ceil(float64(s.ops) * min(max(missing*1.1, 1.1), 100)))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := side.Do(ctx, s.ops)
	runtime.ReadMemStats(&after)
	s.allocs = float64(after.Mallocs-before.Mallocs) / float64(s.ops)
	s.bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(s.ops)
	return err
}

// slice times ops operations. Collecting garbage first keeps one side from paying
// for another's.
func (p Plan) slice(ctx context.Context, side Side, ops int) (time.Duration, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	runtime.GC()
	start := p.Now()
	err := side.Do(ctx, ops)
	return p.Now().Sub(start), err
}

func (p Plan) report(c Contest, samples []sample) []Line {
	opponents := c.Peers
	if len(opponents) == 0 {
		opponents = []Side{c.Floor}
	}
	ours, floor := samples[0], sample{}
	if c.Floor.Do != nil {
		floor = samples[len(samples)-1]
	}
	var lines []Line
	for i, opponent := range opponents {
		theirs := samples[i+1]
		ratios := divide(theirs.nanos, ours.nanos)
		line := Line{
			Case: c.Case, Against: opponent.Name, Unit: "ns/op", Rounds: p.Rounds,
			Ours: round(quantile(ours.nanos, 0.5)), Floor: round(quantile(floor.nanos, 0.5)),
			Ratio: round(quantile(ratios, 0.5)), OfFloor: round(quantile(divide(floor.nanos, ours.nanos), 0.5)),
			Spread: round((quantile(ratios, 0.75) - quantile(ratios, 0.25)) / quantile(ratios, 0.5)),
			Allocs: Heap{Ours: round(ours.allocs), Floor: round(floor.allocs)},
			Bytes:  Heap{Ours: round(ours.bytes), Floor: round(floor.bytes)},
		}
		if len(c.Peers) > 0 {
			line.Peer, line.Allocs.Peer, line.Bytes.Peer = round(quantile(theirs.nanos, 0.5)), round(theirs.allocs), round(theirs.bytes)
		}
		lines = append(lines, line)
	}
	return lines
}

// divide pairs the rounds; the list is empty when a is.
func divide(a, b []float64) []float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / max(b[i], math.SmallestNonzeroFloat64)
	}
	return ratios
}

// quantile interpolates between the two nearest values; of nothing it is 0.
func quantile(values []float64, q float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := q * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (sorted[high]-sorted[low])*(at-float64(low))
}

// round keeps three decimals.
func round(value float64) float64 { return math.Round(value*1000) / 1000 }
