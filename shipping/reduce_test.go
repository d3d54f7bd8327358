package shipping_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/shipping"
)

func start() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }

// stop is an event at the given hour.
func stop(hour int, s shipping.Status) shipping.Event {
	e := shipping.Event{Status: s, Code: string(s), Occurred: start().Add(time.Duration(hour) * time.Hour)}
	e.Key = shipping.EventKey("wanli", "W1", e)
	return e
}

func TestReduce(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		events   []shipping.Event
		want     shipping.Status
		unmapped int
	}{
		{"nothing", nil, shipping.Pending, 0},
		{"announced", []shipping.Event{stop(0, shipping.Pending)}, shipping.Pending, 0},
		{"told backwards", []shipping.Event{stop(3, shipping.Delivered), stop(2, shipping.OutForDelivery), stop(1, shipping.PickedUp)}, shipping.Delivered, 0},
		{"announced late", []shipping.Event{stop(1, shipping.InTransit), stop(2, shipping.Pending)}, shipping.InTransit, 0},
		{"unmapped keeps", []shipping.Event{stop(1, shipping.InTransit), stop(2, shipping.Unknown), stop(3, "teleported")}, shipping.InTransit, 2},
		{"unmapped at first", []shipping.Event{stop(1, shipping.Unknown)}, shipping.Pending, 1},
		{"tried again", []shipping.Event{stop(1, shipping.AttemptFailed), stop(2, shipping.OutForDelivery)}, shipping.OutForDelivery, 0},
		{"found", []shipping.Event{stop(1, shipping.Lost), stop(2, shipping.InTransit)}, shipping.InTransit, 0},
		{"delivered in error", []shipping.Event{stop(1, shipping.Delivered), stop(2, shipping.Exception)}, shipping.Exception, 0},
		{"came back", []shipping.Event{stop(1, shipping.Delivered), stop(2, shipping.Returning), stop(3, shipping.Returned)}, shipping.Returned, 0},
		{"moves after silence", []shipping.Event{stop(1, shipping.Expired), stop(2, shipping.InTransit)}, shipping.InTransit, 0},
		{"silence after arrival", []shipping.Event{stop(1, shipping.Delivered), stop(900, shipping.Expired)}, shipping.Delivered, 0},
		{"cancelled after arrival", []shipping.Event{stop(1, shipping.Delivered), stop(2, shipping.Withdrawn)}, shipping.Delivered, 0},
		{"same instant sticks", []shipping.Event{stop(1, shipping.Delivered), stop(1, shipping.InTransit)}, shipping.Delivered, 0},
		{"earlier told later", []shipping.Event{stop(5, shipping.Delivered), stop(4, shipping.Exception)}, shipping.Delivered, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got, unmapped := shipping.Reduce(tc.events)
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.unmapped, unmapped)
		})
	}
}

func TestReduceSequence(t *testing.T) {
	t.Parallel()
	a, b := stop(1, shipping.Delivered), stop(1, shipping.Returning)
	a.Sequence, b.Sequence = 1, 2
	got, _ := shipping.Reduce([]shipping.Event{b, a})
	assert.Equal(t, shipping.Returning, got, "the carrier's sequence is what is later within an instant")
	a.Sequence, b.Sequence = 2, 1
	got, _ = shipping.Reduce([]shipping.Event{b, a})
	assert.Equal(t, shipping.Delivered, got)
}

func events() *rapid.Generator[[]shipping.Event] {
	return rapid.SliceOf(rapid.Custom(func(t *rapid.T) shipping.Event {
		e := stop(rapid.IntRange(0, 4).Draw(t, "hour"), rapid.SampledFrom(shipping.Statuses()).Draw(t, "status"))
		e.Sequence = rapid.Int64Range(0, 2).Draw(t, "sequence")
		e.Words = fmt.Sprint(e.Sequence)
		e.Key = shipping.EventKey("wanli", "W1", e)
		return e
	}))
}

func TestOrderOfTellingNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := events().Draw(t, "events")
		told := rapid.Permutation(all).Draw(t, "told")
		cut := rapid.IntRange(0, len(told)).Draw(t, "cut")
		want, unmapped := shipping.Reduce(all)
		got, again := shipping.Reduce(told)
		require.Equal(t, want, got)
		require.Equal(t, unmapped, again)

		whole, _ := shipping.MergeEvents(nil, all)
		before := slices.Clone(told)
		parts, _ := shipping.MergeEvents(nil, told[:cut])
		parts, _ = shipping.MergeEvents(parts, told[cut:])
		require.Equal(t, before, told, "the arguments stay as they were")
		require.ElementsMatch(t, whole, parts)
		merged, _ := shipping.Reduce(parts)
		require.Equal(t, want, merged)
		_, news := shipping.MergeEvents(parts, told)
		require.Zero(t, news, "a full history replayed is no news")
	})
}

func TestMergeHealsUnmappedCodes(t *testing.T) {
	t.Parallel()
	old := stop(1, shipping.Unknown)
	healed := old
	healed.Status = shipping.PickedUp
	all, news := shipping.MergeEvents([]shipping.Event{old}, []shipping.Event{healed})
	assert.Equal(t, []shipping.Event{healed}, all)
	assert.Equal(t, 1, news)
	all, news = shipping.MergeEvents(all, []shipping.Event{old})
	assert.Equal(t, []shipping.Event{healed}, all)
	assert.Zero(t, news)
}

func TestEventKey(t *testing.T) {
	t.Parallel()
	base := shipping.Event{Code: "A", Place: "b", Words: "c", Occurred: start()}
	keys := map[string]bool{shipping.EventKey("x", "y", base): true}
	add := func(carrier, number string, change func(*shipping.Event)) {
		e := base
		change(&e)
		keys[shipping.EventKey(carrier, number, e)] = true
	}
	none := func(*shipping.Event) {}
	add("xy", "", none)
	add("", "xy", none)
	add("x", "y", func(e *shipping.Event) { e.Code, e.Place = "Ab", "" })
	add("x", "y", func(e *shipping.Event) { e.Place, e.Words = "bc", "" })
	add("x", "y", func(e *shipping.Event) { e.Occurred = e.Occurred.Add(time.Millisecond) })
	assert.Len(t, keys, 6)
	add("x", "y", func(e *shipping.Event) {
		e.Status, e.Sequence, e.Detail, e.Occurred = shipping.Lost, 9, "d", e.Occurred.In(time.FixedZone("", 8*3600))
	})
	assert.Len(t, keys, 6, "the mapping and the zone are no part of the key")
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	all := shipping.Statuses()
	assert.Len(t, all, 14)
	var terminal []shipping.Status
	seen := map[string]bool{}
	for _, s := range all {
		zh, en := s.Text("zh-CN"), s.Text("en")
		assert.NotEqual(t, zh, en)
		assert.NotEqual(t, string(s), en)
		assert.False(t, seen[zh] || seen[en], s)
		seen[zh], seen[en] = true, true
		if s.Terminal() {
			terminal = append(terminal, s)
		}
	}
	assert.Equal(t, []shipping.Status{shipping.Delivered, shipping.Returned, shipping.Lost, shipping.Withdrawn, shipping.Expired}, terminal)
	assert.Equal(t, "已签收", shipping.Delivered.Text("zh"))
	assert.Equal(t, "Delivered", shipping.Delivered.Text("zha"))
	assert.Equal(t, "beamed", shipping.Status("beamed").Text("en"))
	assert.False(t, shipping.Status("beamed").Terminal())
}

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, shipping.Unproven, shipping.OutcomeOf(nil))
	assert.Equal(t, shipping.Unproven, shipping.OutcomeOf(errors.New("timeout")))
	cause := errors.New("no")
	err := fmt.Errorf("book: %w", &shipping.Error{Outcome: shipping.NotExecuted, Code: "x", Message: "m", Cause: cause})
	assert.Equal(t, shipping.NotExecuted, shipping.OutcomeOf(err))
	require.ErrorIs(t, err, cause)
	assert.EqualError(t, err, "book: shipping: not executed (x): m")
}
