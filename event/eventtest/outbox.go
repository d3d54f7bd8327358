package eventtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

func outboxRules() []Rule {
	return []Rule{
		{"outbox/commit", "an event that leaves without its change, or a change without its event, misleads every listener", "outbox", commitsTogether},
		{"outbox/round-trip", "listeners act on every field", "outbox", roundTrip},
		{"outbox/same-id", "consumers take two events with one id for one", "outbox", sameID},
		{"outbox/order", "a listener that hears versions out of order goes back in time", "outbox", ordered},
		{"outbox/mark", "an event that is never marked is sent for ever", "outbox", marks},
		{"outbox/lease", "two relays at once break the order of a subject", "outbox", leases},
		{"retention/prune", "the outbox must not grow for ever, nor forget what is unsent", "retention", prunes},
	}
}

var errRollback = errors.New("roll back")

func commitsTogether(ctx context.Context, s *System) error {
	err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		if err := tx.Emit(ctx, sample("e1", "order/1", 1)); err != nil {
			return err
		}
		return errRollback
	})
	if !errors.Is(err, errRollback) {
		return fmt.Errorf("Do answered %v instead of the closure's error", err)
	}
	if err := s.emit(ctx, sample("e2", "order/1", 2)); err != nil {
		return err
	}
	return s.wantUnsent(ctx, 10, "e2")
}

func roundTrip(ctx context.Context, s *System) error {
	want := sample("e1", "order/1", 7)
	bare := event.Event{ID: "e2", Type: "t", Subject: "s", At: start()}
	if err := s.emit(ctx, want, bare); err != nil {
		return err
	}
	got, err := s.Outbox.UnsentEvents(ctx, 10)
	if err != nil {
		return err
	}
	if len(got) != 2 || !same(got[0], want) || !same(got[1], bare) {
		return fmt.Errorf("events came back as %+v", got)
	}
	return nil
}

func same(a, b event.Event) bool {
	return a.ID == b.ID && a.Type == b.Type && a.Subject == b.Subject && a.Version == b.Version &&
		a.At.Equal(b.At) && bytes.Equal(a.Data, b.Data)
}

func sameID(ctx context.Context, s *System) error {
	if err := s.emit(ctx, sample("e1", "order/1", 1)); err != nil {
		return err
	}
	// The write may be kept back, so the closure may fail as late as at commit,
	// and a closure that swallows the error is doomed all the same.
	err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		_ = tx.Emit(ctx, sample("e2", "order/1", 2))
		_ = tx.Emit(ctx, sample("e1", "order/1", 3))
		return nil
	})
	if !errors.Is(err, event.ErrStale) {
		return fmt.Errorf("a second event e1 gave %v, not ErrStale", err)
	}
	return s.wantUnsent(ctx, 10, "e1")
}

func ordered(ctx context.Context, s *System) error {
	var want []string
	for i := int64(1); i <= 20; i++ {
		e := sample(fmt.Sprintf("z%02d", 30-i), "order/1", i) // ids that sort the other way
		e.At = start()                                        // all in one millisecond
		if err := s.emit(ctx, e); err != nil {
			return err
		}
		want = append(want, e.ID)
	}
	if err := s.wantUnsent(ctx, 100, want...); err != nil {
		return err
	}
	return s.wantUnsent(ctx, 5, want[:5]...)
}

func marks(ctx context.Context, s *System) error {
	err := s.emit(ctx, sample("e1", "order/1", 1), sample("e2", "order/2", 1), sample("e3", "order/1", 2))
	if err != nil {
		return err
	}
	if err := s.Outbox.MarkSent(ctx, start(), "e1", "e3"); err != nil {
		return err
	}
	if err := s.Outbox.MarkSent(ctx, start(), "e1"); err != nil {
		return fmt.Errorf("marking twice: %w", err)
	}
	if err := s.Outbox.MarkSent(ctx, start()); err != nil {
		return fmt.Errorf("marking nothing: %w", err)
	}
	return s.wantUnsent(ctx, 10, "e2")
}

func leases(ctx context.Context, s *System) error {
	now := start()
	steps := []struct {
		owner string
		at    time.Duration
		want  bool
	}{
		{"a", 0, true},
		{"b", time.Second, false},
		{"a", 5 * time.Second, true},
		{"b", 12 * time.Second, false}, // a renewed at 5 s for 10 s more
		{"b", 15 * time.Second, true},
		{"a", 16 * time.Second, false},
	}
	for _, step := range steps {
		at := now.Add(step.at)
		got, err := s.Outbox.Lease(ctx, "l", step.owner, at, at.Add(10*time.Second))
		if err != nil {
			return err
		}
		if got != step.want {
			return fmt.Errorf("%s at %s: lease %t, want %t", step.owner, step.at, got, step.want)
		}
	}
	other, err := s.Outbox.Lease(ctx, "other", "a", now.Add(16*time.Second), now.Add(time.Minute))
	if err != nil || !other {
		return fmt.Errorf("a lease of another name is refused: %w", err)
	}
	return s.race(ctx, 8, 1, func(ctx context.Context, worker int) (int, error) {
		ok, err := s.Outbox.Lease(ctx, "race", fmt.Sprint(worker), now, now.Add(time.Minute))
		if ok {
			return 1, err
		}
		return 0, err
	})
}

func prunes(ctx context.Context, s *System) error {
	old, young := start(), start().Add(48*time.Hour)
	err := s.emit(ctx, sample("old", "a", 1), sample("young", "b", 1), sample("unsent", "c", 1))
	if err != nil {
		return err
	}
	if err := errors.Join(s.Outbox.MarkSent(ctx, old, "old"), s.Outbox.MarkSent(ctx, young, "young")); err != nil {
		return err
	}
	if err := s.mark(ctx, "mail", "old", old, true); err != nil {
		return err
	}
	if err := s.mark(ctx, "mail", "young", young, true); err != nil {
		return err
	}
	gone, err := s.Retention.Prune(ctx, start().Add(24*time.Hour), 10)
	if err != nil || gone != 2 {
		return fmt.Errorf("pruned %d rows, want the old event and the old mark: %w", gone, err)
	}
	if err := s.wantUnsent(ctx, 10, "unsent"); err != nil {
		return err
	}
	return s.mark(ctx, "mail", "young", young, false)
}

func (s *System) wantUnsent(ctx context.Context, limit int, want ...string) error {
	events, err := s.Outbox.UnsentEvents(ctx, limit)
	if err != nil {
		return err
	}
	var got []string
	for _, e := range events {
		got = append(got, e.ID)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("unsent events %v, want %v", got, want)
	}
	return nil
}
