package sqlstore

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// A timerChange is the last word of a closure on one timer.
type timerChange struct {
	id  string
	set *event.Timer // nil: removed
}

// Emit adds events to the outbox. They are written at the end of the closure in
// one statement; an ID seen before is then event.ErrStale.
func (tx *Tx) Emit(ctx context.Context, events ...event.Event) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	tx.events = append(tx.events, events...)
	return nil
}

// Schedule sets timers, or moves those of the same identity.
func (tx *Tx) Schedule(ctx context.Context, timers ...event.Timer) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	for _, t := range timers {
		tx.change(timerChange{t.ID(), &t})
	}
	return nil
}

// Unschedule removes timers by ID; a missing one is no error.
func (tx *Tx) Unschedule(ctx context.Context, ids ...string) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	for _, id := range ids {
		tx.change(timerChange{id, nil})
	}
	return nil
}

func (tx *Tx) change(c timerChange) {
	tx.timers = slices.DeleteFunc(tx.timers, func(old timerChange) bool { return old.id == c.id })
	tx.timers = append(tx.timers, c)
}

// collected writes events and timers, each in one statement. Timers are written
// in the order of their IDs, so that two closures never wait for each other.
func (tx *Tx) collected(ctx context.Context) error {
	events, timers := tx.events, tx.timers
	tx.events, tx.timers = nil, nil
	slices.SortFunc(timers, func(a, b timerChange) int { return strings.Compare(a.id, b.id) })
	for part := range slices.Chunk(events, MaxRows) {
		if err := tx.Write(ctx, tx.outbox(part)); err != nil {
			return err
		}
	}
	var gone, set []any
	for _, c := range timers {
		if c.set == nil {
			gone = append(gone, c.id)
		} else {
			set = append(set, c.id, c.set.Kind, c.set.Subject, Millis(c.set.Due))
		}
	}
	for part := range slices.Chunk(gone, MaxRows) {
		text := tx.db.In("DELETE FROM cw_timers WHERE id IN ", len(part), "")
		if err := tx.Write(ctx, Stmt{SQL: text, Args: part, Want: Any}); err != nil {
			return err
		}
	}
	for part := range slices.Chunk(set, 4*MaxRows) {
		text := tx.db.Multi("INSERT INTO cw_timers (id, kind, subject, due) VALUES ", len(part)/4,
			" ON CONFLICT (id) DO UPDATE SET due = excluded.due, attempts = 0, claimed = 0", Plain(4)...)
		if err := tx.Write(ctx, Stmt{SQL: text, Args: part, Want: Any}); err != nil {
			return err
		}
	}
	return nil
}

// outbox queues events in the order in which they were emitted: behind each other
// in a closure, and behind those of earlier times.
func (tx *Tx) outbox(events []event.Event) Stmt {
	args := make([]any, 0, 8*len(events))
	for _, e := range events {
		tx.queued, tx.place = max(tx.queued, Millis(e.At)), tx.place+1
		args = append(args, e.ID, e.Type, e.Subject, e.Version, Millis(e.At), e.Data, tx.queued, tx.place)
	}
	const head = "INSERT INTO cw_outbox (id, type, subject, version, at, data, queued, place) VALUES "
	return Stmt{
		SQL: tx.db.Multi(head, len(events), " ON CONFLICT DO NOTHING", Plain(8)...), Args: args,
		Want: int64(len(events)), Fail: Stale("event", events[0].ID),
	}
}

// MarkSeen answers true the first time this consumer sees this event.
func (tx *Tx) MarkSeen(ctx context.Context, consumer, eventID string, at time.Time) (bool, error) {
	var n int64
	err := tx.Now(ctx, Stmt{
		SQL:  "INSERT INTO cw_inbox (consumer, event, at) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING",
		Args: []any{consumer, eventID, Millis(at)}, Want: Any, Touched: &n,
	})
	return n == 1, err
}
