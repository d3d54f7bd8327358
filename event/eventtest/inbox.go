package eventtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

func inboxRules() []Rule {
	return []Rule{
		{"inbox/once", "publishers deliver at least once; consumers act once", "inbox", seenOnce},
		{"inbox/rollback", "a mark without its effect loses the event", "inbox", markRollsBack},
		{"inbox/race", "two deliveries at once act twice", "inbox", markRace},
	}
}

func publisherRules() []Rule {
	return []Rule{
		{"publisher/delivers", "nil means that the event cannot be lost any more", "publisher", delivers},
		{"publisher/idempotent", "a relay publishes again after a crash", "publisher", idempotent},
		{"publisher/order", "versions of one subject arrive in order", "publisher", keepsOrder},
		{"publisher/context", "a relay that shuts down must not hang, nor mark what was not sent", "publisher", endsWithContext},
	}
}

// mark marks an event as seen and wants the given answer.
func (s *System) mark(ctx context.Context, consumer, id string, at time.Time, want bool) error {
	return s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		first, err := tx.MarkSeen(ctx, consumer, id, at)
		if err == nil && first != want {
			return fmt.Errorf("%s sees %s for the first time: %t, want %t", consumer, id, first, want)
		}
		return err
	})
}

func seenOnce(ctx context.Context, s *System) error {
	return errors.Join(
		s.mark(ctx, "mail", "e1", start(), true), s.mark(ctx, "mail", "e1", start(), false),
		s.mark(ctx, "search", "e1", start(), true), s.mark(ctx, "mail", "e2", start(), true),
	)
}

func markRollsBack(ctx context.Context, s *System) error {
	err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		if _, err := tx.MarkSeen(ctx, "mail", "e1", start()); err != nil {
			return err
		}
		return errRollback
	})
	if !errors.Is(err, errRollback) {
		return fmt.Errorf("Do answered %v instead of the closure's error", err)
	}
	return s.mark(ctx, "mail", "e1", start(), true)
}

func markRace(ctx context.Context, s *System) error {
	return s.race(ctx, 4, 1, func(ctx context.Context, _ int) (int, error) {
		n := 0
		err := s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
			first, err := tx.MarkSeen(ctx, "mail", "e1", start())
			n = 0 // the closure may run again
			if first {
				n = 1
			}
			return err
		})
		if errors.Is(err, event.ErrStale) { // an optimistic store may refuse the later one
			return 0, nil
		}
		return n, err
	})
}

// wantDelivered compares what arrived, duplicates dropped as consumers do.
func (s *System) wantDelivered(want ...event.Event) error {
	got, err := s.Delivered()
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	got = slices.DeleteFunc(slices.Clone(got), func(e event.Event) bool {
		again := seen[e.ID]
		seen[e.ID] = true
		return again
	})
	if !slices.EqualFunc(got, want, same) {
		return fmt.Errorf("delivered %+v, want %+v", got, want)
	}
	return nil
}

func delivers(ctx context.Context, s *System) error {
	e := sample("e1", "order/1", 1)
	if err := s.Publisher.Publish(ctx, e); err != nil {
		return err
	}
	return s.wantDelivered(e)
}

func idempotent(ctx context.Context, s *System) error {
	e, next := sample("e1", "order/1", 1), sample("e2", "order/1", 2)
	for _, each := range []event.Event{e, e, next, e} {
		if err := s.Publisher.Publish(ctx, each); err != nil {
			return err
		}
	}
	return s.wantDelivered(e, next)
}

func keepsOrder(ctx context.Context, s *System) error {
	var want []event.Event
	for i := int64(1); i <= 20; i++ {
		e := sample(fmt.Sprintf("e%d", 40-i), "order/1", i)
		want = append(want, e)
		if err := s.Publisher.Publish(ctx, e); err != nil {
			return err
		}
	}
	return s.wantDelivered(want...)
}

func endsWithContext(ctx context.Context, s *System) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	e := sample("e1", "order/1", 1)
	if err := s.Publisher.Publish(ended, e); err != nil {
		return nil //nolint:nilerr // refused: the relay will try again
	}
	return s.wantDelivered(e)
}
