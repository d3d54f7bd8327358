package memstore

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// An outgoing event and when it was handed over.
type outgoing struct {
	event.Event
	sent time.Time
}

// A timer and until when somebody works on it.
type claimed struct {
	event.Timer
	until time.Time
}

type lease struct {
	owner string
	until time.Time
}

// Emit adds events to the outbox.
func (tx *Tx) Emit(ctx context.Context, events ...event.Event) error {
	if err := tx.enter(ctx, "Emit"); err != nil {
		return err
	}
	for _, e := range events {
		k := key{"outbox", e.ID}
		if tx.get(k) != nil {
			return tx.doom(fmt.Errorf("%w: event %s", event.ErrStale, e.ID))
		}
		tx.put(k, outgoing{Event: clone(e)})
	}
	return nil
}

// Schedule sets or moves timers.
func (tx *Tx) Schedule(ctx context.Context, timers ...event.Timer) error {
	if err := tx.enter(ctx, "Schedule"); err != nil {
		return err
	}
	for _, t := range timers {
		t.Attempts = 0
		tx.put(key{"timer", t.ID()}, claimed{Timer: t})
	}
	return nil
}

// Unschedule removes timers.
func (tx *Tx) Unschedule(ctx context.Context, ids ...string) error {
	if err := tx.enter(ctx, "Unschedule"); err != nil {
		return err
	}
	for _, id := range ids {
		tx.put(key{"timer", id}, nil)
	}
	return nil
}

// MarkSeen answers true the first time a consumer sees an event.
func (tx *Tx) MarkSeen(ctx context.Context, consumer, eventID string, at time.Time) (bool, error) {
	if err := tx.enter(ctx, "MarkSeen"); err != nil {
		return false, err
	}
	k := key{"inbox", consumer + "\x00" + eventID}
	if tx.get(k) != nil {
		return false, nil
	}
	tx.put(k, at)
	return true, nil
}

// edit changes rows outside any closure of a caller.
func (db *DB) edit(fn func()) {
	db.mu.Lock()
	defer db.mu.Unlock()
	fn()
}

// set writes a row under db.mu.
func (db *DB) set(k key, v any) {
	old, known := db.rows[k]
	if !known {
		db.tables[k.table] = append(db.tables[k.table], k.id)
	}
	db.rows[k] = cell{v, old.rev + 1}
}

// Lease gives name to owner, see event.Outbox.
func (db *DB) Lease(ctx context.Context, name, owner string, now, until time.Time) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	given := false
	db.edit(func() {
		k := key{"lease", name}
		held, ok := db.rows[k].value.(lease)
		given = !ok || held.owner == owner || !held.until.After(now)
		if given {
			db.set(k, lease{owner, until})
		}
	})
	return given, nil
}

// UnsentEvents lists what waits to be handed over, see event.Outbox.
func (db *DB) UnsentEvents(ctx context.Context, limit int) ([]event.Event, error) {
	var list []event.Event
	for _, o := range all[outgoing](db, "outbox") {
		if o.sent.IsZero() && len(list) < limit {
			list = append(list, clone(o.Event))
		}
	}
	return list, ctx.Err()
}

// MarkSent marks events as handed over, see event.Outbox.
func (db *DB) MarkSent(ctx context.Context, at time.Time, ids ...string) error {
	db.edit(func() {
		for _, id := range ids {
			k := key{"outbox", id}
			if o, ok := db.rows[k].value.(outgoing); ok && o.sent.IsZero() {
				o.sent = at
				db.set(k, o)
			}
		}
	})
	return ctx.Err()
}

// ClaimTimers takes due timers, see event.TimerStore.
func (db *DB) ClaimTimers(ctx context.Context, now, until time.Time, limit int) ([]event.Timer, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var list []event.Timer
	db.edit(func() {
		for _, c := range db.free(now) {
			if len(list) == limit {
				return
			}
			if c.Due.After(now) {
				continue
			}
			c.until = until
			c.Attempts++
			db.set(key{"timer", c.ID()}, c)
			list = append(list, c.Timer)
		}
	})
	return list, nil
}

// free lists the timers that nobody works on, earliest first. Under db.mu.
func (db *DB) free(now time.Time) []claimed {
	var list []claimed
	for _, id := range db.tables["timer"] {
		if c, ok := db.rows[key{"timer", id}].value.(claimed); ok && !c.until.After(now) {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b claimed) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID(), b.ID())) })
	return list
}

// FinishTimer removes a claimed timer unless it was moved, see event.TimerStore.
func (db *DB) FinishTimer(ctx context.Context, t event.Timer) error {
	db.edit(func() { db.reclaim(t, nil) })
	return ctx.Err()
}

// DelayTimer makes a claimed timer due again, see event.TimerStore.
func (db *DB) DelayTimer(ctx context.Context, t event.Timer, due time.Time) error {
	db.edit(func() {
		later := t
		later.Due = due
		db.reclaim(t, claimed{Timer: later})
	})
	return ctx.Err()
}

// reclaim replaces a timer that is still as it was claimed. Under db.mu.
func (db *DB) reclaim(t event.Timer, with any) {
	k := key{"timer", t.ID()}
	if c, ok := db.rows[k].value.(claimed); ok && c.Due.Equal(t.Due) && c.Attempts == t.Attempts && !c.until.IsZero() {
		db.set(k, with)
	}
}

// NextTimer answers when the earliest unclaimed timer is due, see event.TimerStore.
func (db *DB) NextTimer(ctx context.Context) (time.Time, bool, error) {
	var due time.Time
	found := false
	db.edit(func() {
		if list := db.free(time.Time{}); len(list) > 0 {
			due, found = list[0].Due, true
		}
	})
	return due, found, ctx.Err()
}

// Prune deletes old sent events and inbox marks, see event.Retention.
func (db *DB) Prune(ctx context.Context, before time.Time, limit int) (int64, error) {
	var gone int64
	db.edit(func() {
		gone += db.prune("outbox", limit, func(v any) bool {
			o, ok := v.(outgoing)
			return ok && !o.sent.IsZero() && o.sent.Before(before)
		})
		gone += db.prune("inbox", limit, func(v any) bool {
			at, ok := v.(time.Time)
			return ok && at.Before(before)
		})
	})
	return gone, ctx.Err()
}

// prune deletes at most limit rows of a table that old picks. Under db.mu.
func (db *DB) prune(table string, limit int, old func(v any) bool) (gone int64) {
	for _, id := range db.tables[table] {
		k := key{table, id}
		if gone < int64(limit) && old(db.rows[k].value) {
			db.set(k, nil)
			gone++
		}
	}
	return gone
}
