package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
)

// TestSidesAgree walks every state and event through all four machines: what is
// compared must be one table.
func TestSidesAgree(t *testing.T) {
	for _, shipped := range []bool{false, true} {
		guard := func(s *subject) error {
			if s.shipped {
				return errShipped
			}
			return nil
		}
		s := &subject{shipped: shipped}
		machine, err := orderMachine(guard)
		require.NoError(t, err)
		sides := map[string]fire{"stateless": statelessFire(orderRules(guard), s), "switch": switchFire(guard, s)}
		if !shipped { // looplab/fsm has no guards
			sides["looplab"] = looplabFire(orderRules(nil))
		}
		ours, edges := oursFire(machine, s), 0
		for _, from := range machine.States() {
			for _, r := range orderRules(nil) {
				want, wantErr := ours(t.Context(), from, r.Event)
				if wantErr == nil {
					edges++
				}
				for name, next := range sides {
					got, err := next(t.Context(), from, r.Event)
					assert.Equal(t, want, got, "%s: %s in %s", name, r.Event, from)
					assert.Equal(t, wantErr == nil, err == nil, "%s: %s in %s: %v", name, r.Event, from, err)
				}
			}
		}
		assert.Len(t, machine.States(), 10)
		if !shipped {
			assert.Equal(t, 16, edges)
		}
	}
}

func TestWalkingNoticesAWrongAnswer(t *testing.T) {
	lazy := func(context.Context, status, event) (status, error) { return "paid", nil }
	require.ErrorContains(t, walking(permittedSteps(), lazy)(t.Context(), 2), "accept in paid leads to paid")
}

func TestRunPrintsLines(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), []string{"fsm", "-rounds", "1", "-slice", "1us"}, &out))
	decoder := json.NewDecoder(&out)
	decoder.DisallowUnknownFields()
	var cases []string
	for decoder.More() {
		var line pair.Line
		require.NoError(t, decoder.Decode(&line))
		assert.Positive(t, line.Ours)
		assert.Positive(t, line.Ratio)
		cases = append(cases, line.Case)
	}
	assert.Equal(t, []string{"fsm/next", "fsm/next", "fsm/guarded", "fsm/refused", "fsm/refused"}, cases)
}

func TestRunListsAndRefuses(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), nil, &out))
	assert.Contains(t, out.String(), "fsm ")
	out.Reset()
	require.NoError(t, run(t.Context(), []string{"fsm", "-rounds", "1", "-slice", "1us", "-case", "fsm/guarded"}, &out))
	assert.Equal(t, 1, strings.Count(out.String(), "\n"))
	for _, args := range [][]string{{"nothing"}, {"fsm", "-rounds", "many"}, {"fsm", "more"}} {
		require.ErrorIs(t, run(t.Context(), args, &out), errUsage)
	}
	require.Error(t, run(t.Context(), []string{"fsm", "-rounds", "0"}, &out))
}

func TestSkippedContestsAreVisible(t *testing.T) {
	broken := errors.New("broken")
	s := suite{"s", "", func(context.Context) iter.Seq2[pair.Contest, error] {
		return func(yield func(pair.Contest, error) bool) {
			_ = yield(pair.Contest{Case: "s/pg"}, skipped{"no server"}) && yield(pair.Contest{}, broken)
		}
	}}
	var out strings.Builder
	err := measure(t.Context(), s, pair.Plan{Rounds: 1, Now: time.Now}, "", json.NewEncoder(&out))
	require.ErrorIs(t, err, broken)
	assert.JSONEq(t, `{"case": "s/pg", "skipped": "no server"}`, out.String())
}
