package event_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/event/internal/fake"
)

var errDown = errors.New("down")

// clock is a hand-set clock.
type clock struct{ at time.Time }

func (c *clock) now() time.Time        { return c.at }
func (c *clock) step(by time.Duration) { c.at = c.at.Add(by) }
func newClock() *clock                 { return &clock{time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func emit(t testing.TB, s *fake.Store, events ...event.Event) {
	t.Helper()
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx event.InboxTx) error { return tx.Emit(ctx, events...) }))
}

func schedule(t testing.TB, s *fake.Store, timers ...event.Timer) {
	t.Helper()
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx event.InboxTx) error { return tx.Schedule(ctx, timers...) }))
}

func TestRelayHoldsBackOnlyTheFailedSubject(t *testing.T) {
	s, c := fake.New(), newClock()
	emit(t, s, event.Event{ID: "a1", Subject: "a"}, event.Event{ID: "b1", Subject: "b"},
		event.Event{ID: "a2", Subject: "a"}, event.Event{ID: "b2", Subject: "b"})
	var got []string
	down := true
	relay := event.Relay{Outbox: s, Now: c.now, Owner: "one", Publisher: event.PublisherFunc(func(_ context.Context, e event.Event) error {
		if down && e.Subject == "a" {
			return errDown
		}
		got = append(got, e.ID)
		return nil
	})}
	n, err := relay.RunOnce(t.Context())
	assert.ErrorIs(t, err, errDown)
	assert.ErrorContains(t, err, "a1")
	assert.Equal(t, 2, n)
	assert.Equal(t, []string{"b1", "b2"}, got)

	down = false
	n, err = relay.RunOnce(t.Context())
	assert.NoError(t, err)
	assert.Equal(t, 2, n)
	assert.Equal(t, []string{"b1", "b2", "a1", "a2"}, got)
}

func TestRelayLooksPastEventsThatCannotLeave(t *testing.T) {
	s, c := fake.New(), newClock()
	for i := range 25 {
		emit(t, s, event.Event{ID: fmt.Sprint("bad", i), Subject: fmt.Sprint("bad", i%3)})
	}
	emit(t, s, event.Event{ID: "good", Subject: "good"})
	var got []string
	relay := event.Relay{Outbox: s, Now: c.now, Owner: "one", Batch: 10, Publisher: event.PublisherFunc(func(_ context.Context, e event.Event) error {
		if e.Subject != "good" {
			return errDown
		}
		got = append(got, e.ID)
		return nil
	})}
	n, err := relay.RunOnce(t.Context())
	assert.ErrorIs(t, err, errDown)
	assert.Equal(t, 1, n)
	assert.Equal(t, []string{"good"}, got)
}

func TestRelayLeaseKeepsTheSecondOut(t *testing.T) {
	s, c := fake.New(), newClock()
	emit(t, s, event.Event{ID: "a1", Subject: "a"}, event.Event{ID: "a2", Subject: "a"})
	var second event.Relay
	count := 0
	publisher := event.PublisherFunc(func(ctx context.Context, _ event.Event) error {
		count++
		c.step(20 * time.Second) // slower than half the lease: it is renewed
		n, err := second.RunOnce(ctx)
		assert.NoError(t, err)
		assert.Zero(t, n)
		return nil
	})
	second = event.Relay{Outbox: s, Publisher: publisher, Now: c.now, Owner: "two"}
	first := event.Relay{Outbox: s, Publisher: publisher, Now: c.now, Owner: "one"}
	n, err := first.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	assert.Equal(t, 2, count)
}

func TestRelayStopsWhenTheLeaseIsLost(t *testing.T) {
	s, c := fake.New(), newClock()
	emit(t, s, event.Event{ID: "a1", Subject: "a"}, event.Event{ID: "a2", Subject: "a"})
	relay := event.Relay{Outbox: s, Now: c.now, Owner: "one", Publisher: event.PublisherFunc(func(ctx context.Context, _ event.Event) error {
		c.step(time.Minute) // longer than the lease: somebody else takes it
		_, err := s.Lease(ctx, "event.relay", "two", c.now(), c.now().Add(time.Minute))
		return err
	})}
	n, err := relay.RunOnce(t.Context())
	assert.ErrorContains(t, err, "lease lost")
	assert.Equal(t, 1, n, "what was published is marked all the same")
}

func TestRelayMarksWhatItPublishedWhenTheContextEnds(t *testing.T) {
	s, c := fake.New(), newClock()
	emit(t, s, event.Event{ID: "a1", Subject: "a"}, event.Event{ID: "a2", Subject: "a"})
	ctx, cancel := context.WithCancel(t.Context())
	relay := event.Relay{Outbox: s, Now: c.now, Owner: "one", Publisher: event.PublisherFunc(func(context.Context, event.Event) error {
		cancel()
		return nil
	})}
	n, err := relay.RunOnce(ctx)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, n)
	left, _ := s.UnsentEvents(t.Context(), 10)
	assert.Len(t, left, 1)
}

func TestTimersBackOffToAnHour(t *testing.T) {
	s, c := fake.New(), newClock()
	schedule(t, s, event.Timer{Kind: "k", Subject: "s", Due: c.at})
	timers := event.Timers{Store: s, Now: c.now, Handlers: map[string]func(context.Context, event.Timer) error{
		"k": func(context.Context, event.Timer) error { return errDown },
	}}
	var pauses []time.Duration
	for range 14 {
		n, err := timers.RunOnce(t.Context())
		require.ErrorIs(t, err, errDown)
		require.ErrorContains(t, err, "k/s")
		require.Equal(t, 1, n)
		next, ok, _ := s.NextTimer(t.Context())
		require.True(t, ok)
		pauses = append(pauses, next.Sub(c.at))
		c.at = next
	}
	assert.Equal(t, []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second}, pauses[:3])
	assert.Equal(t, time.Hour, pauses[13])
}

func TestTimersUnknownKindStays(t *testing.T) {
	s, c := fake.New(), newClock()
	schedule(t, s, event.Timer{Kind: "new", Subject: "s", Due: c.at})
	timers := event.Timers{Store: s, Now: c.now}
	_, err := timers.RunOnce(t.Context())
	assert.ErrorContains(t, err, "event: timer new/s: no handler")
	_, ok, _ := s.NextTimer(t.Context())
	assert.True(t, ok)
}

func TestTimersLaterIsNoFailure(t *testing.T) {
	s, c := fake.New(), newClock()
	schedule(t, s, event.Timer{Kind: "k", Subject: "s", Due: c.at})
	want := c.at.Add(17 * time.Minute)
	timers := event.Timers{Store: s, Now: c.now, Handlers: map[string]func(context.Context, event.Timer) error{
		"k": func(context.Context, event.Timer) error {
			return fmt.Errorf("still waiting: %w", &event.Later{Due: want})
		},
	}}
	_, err := timers.RunOnce(t.Context())
	require.NoError(t, err)
	next, _, _ := s.NextTimer(t.Context())
	assert.Equal(t, want, next)
}

func TestTimersLeaveClaimsThatRanOut(t *testing.T) {
	s, c := fake.New(), newClock()
	schedule(t, s, event.Timer{Kind: "k", Subject: "1", Due: c.at}, event.Timer{Kind: "k", Subject: "2", Due: c.at})
	var fired []string
	timers := event.Timers{Store: s, Now: c.now, Handlers: map[string]func(context.Context, event.Timer) error{
		"k": func(_ context.Context, t event.Timer) error {
			fired = append(fired, t.Subject)
			c.step(2 * time.Minute)
			return nil
		},
	}}
	n, err := timers.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	n, err = timers.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	assert.Equal(t, []string{"1", "2"}, fired)
}

func TestMissingFieldsAreNamed(t *testing.T) {
	ctx := t.Context()
	_, err := (&event.Relay{}).RunOnce(ctx)
	assert.ErrorContains(t, err, "Relay.Outbox")
	_, err = (&event.Timers{}).RunOnce(ctx)
	assert.ErrorContains(t, err, "Timers.Store")
	err = (&event.Inbox{}).Handle(ctx, event.Event{}, nil)
	assert.ErrorContains(t, err, "Inbox.Store")
}

// However deliveries repeat and fail, each event has its effect once.
func TestInboxActsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, c := fake.New(), newClock()
		inbox := event.Inbox{Store: s, Name: "mail", Now: c.now}
		effects := map[string]int{}
		want := map[string]int{}
		for range rapid.IntRange(1, 30).Draw(t, "deliveries") {
			id := rapid.SampledFrom([]string{"e1", "e2", "e3"}).Draw(t, "id")
			fails := rapid.Bool().Draw(t, "fails")
			err := inbox.Handle(context.Background(), event.Event{ID: id}, func(context.Context, event.InboxTx) error {
				if fails {
					return errDown
				}
				effects[id]++
				return nil
			})
			if err == nil {
				want[id] = 1
			}
		}
		assert.Equal(t, want, effects)
	})
}

// A subject's events reach the publisher in order, each at least once and none
// twice while the store answers, whatever fails in between.
func TestRelayOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, c := fake.New(), newClock()
		subjects := []string{"a", "b", "c"}
		count := rapid.IntRange(0, 40).Draw(t, "events")
		for i := range count {
			e := event.Event{ID: fmt.Sprint(i), Subject: rapid.SampledFrom(subjects).Draw(t, "subject"), Version: int64(i)}
			_ = s.Do(context.Background(), func(ctx context.Context, tx event.InboxTx) error { return tx.Emit(ctx, e) })
		}
		last, total := map[string]int64{}, 0
		relay := event.Relay{
			Outbox: s, Now: c.now, Owner: "one", Batch: rapid.IntRange(1, 10).Draw(t, "batch"),
			Publisher: event.PublisherFunc(func(_ context.Context, e event.Event) error {
				if rapid.IntRange(0, 4).Draw(t, "fail") == 0 {
					return errDown
				}
				assert.GreaterOrEqual(t, e.Version, last[e.Subject])
				last[e.Subject] = e.Version
				total++
				return nil
			}),
		}
		for total < count {
			_, _ = relay.RunOnce(context.Background())
		}
		assert.Equal(t, count, total)
	})
}
