package fsm_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/fsm"
)

type key struct {
	state status
	event event
}

// TestAgainstModel draws tables, builds a plain map beside each machine and
// compares every answer: construction, Next, Can, Permitted and With in two parts.
func TestAgainstModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(1, 40).Draw(t, "states")
		states := rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,4}`), width, width)
		pool := states.Draw(t, "pool")
		state := rapid.Map(rapid.SampledFrom(pool), func(s string) status { return status(s) })
		what := rapid.SampledFrom([]event{pay, accept, reject, ship, cancel})
		drawn := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) rule {
			return rule{
				Event: what.Draw(t, "event"),
				From:  rapid.SliceOfNDistinct(state, 1, -1, rapid.ID).Draw(t, "from"),
				To:    state.Draw(t, "to"),
			}
		}), 1, 30).Draw(t, "rules")

		table, ambiguous := map[key]status{}, false
		order := map[status][]event{}
		for _, r := range drawn {
			for _, from := range r.From {
				if _, twice := table[key{from, r.Event}]; twice {
					ambiguous = true
				}
				table[key{from, r.Event}] = r.To
				order[from] = append(order[from], r.Event)
			}
		}
		machine, err := fsm.New("drawn", status(pool[0]), drawn...)
		if (err != nil) != ambiguous {
			t.Fatalf("ambiguous %v but New says %v", ambiguous, err)
		}
		if ambiguous {
			return
		}
		cut := rapid.IntRange(1, len(drawn)).Draw(t, "cut")
		grown, err := fsm.Must(fsm.New("drawn", status(pool[0]), drawn[:cut]...)).With(drawn[cut:]...)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, machine, table, order)
		compare(t, grown, table, order)
	})
}

func compare(t *rapid.T, machine *fsm.Machine[status, event, *order], table map[key]status, order map[status][]event) {
	for _, from := range machine.States() {
		for _, what := range []event{pay, accept, reject, ship, cancel, "dance"} {
			want, permitted := table[key{from, what}]
			if !permitted {
				want = from
			}
			next, err := machine.Next(from, what, nil)
			if next != want || (err == nil) != permitted || machine.Can(from, what, nil) != permitted {
				t.Fatalf("Next(%s, %s) = %s, %v; want %s", from, what, next, err, want)
			}
		}
		if got, want := machine.Permitted(from), order[from]; len(got) != len(want) {
			t.Fatalf("Permitted(%s) = %v, want %v", from, got, want)
		} else {
			for i := range got {
				if got[i] != want[i] {
					t.Fatalf("Permitted(%s) = %v, want %v", from, got, want)
				}
			}
		}
	}
}
