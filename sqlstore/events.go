package sqlstore

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

var (
	_ event.Outbox     = (*DB)(nil)
	_ event.TimerStore = (*DB)(nil)
	_ event.Retention  = (*DB)(nil)
	_ event.InboxTx    = (*Tx)(nil)
)

// Inbox is the store as a consumer of events sees it.
func (db *DB) Inbox() event.InboxStore { return inbox{db} }

type inbox struct{ db *DB }

// Do runs fn in a transaction.
func (i inbox) Do(ctx context.Context, fn func(context.Context, event.InboxTx) error) error {
	return i.db.Do(ctx, func(ctx context.Context, tx *Tx) error { return fn(ctx, tx) })
}

// now runs statements in a transaction of their own.
func (db *DB) now(ctx context.Context, stmts ...Stmt) error {
	return db.Do(ctx, func(ctx context.Context, tx *Tx) error { return tx.Now(ctx, stmts...) })
}

// Lease gives name to owner until the given time, renews it for the same owner,
// and answers false while another owner's lease is running at now.
func (db *DB) Lease(ctx context.Context, name, owner string, now, until time.Time) (bool, error) {
	var n int64
	err := db.now(ctx, Stmt{
		SQL: `INSERT INTO cw_leases (name, owner, until) VALUES ($1,$2,$3) ON CONFLICT (name) DO UPDATE
SET owner = excluded.owner, until = excluded.until WHERE cw_leases.owner = excluded.owner OR cw_leases.until <= $4`,
		Args: []any{name, owner, Millis(until), Millis(now)}, Want: Any, Touched: &n,
	})
	return n == 1, err
}

// UnsentEvents lists at most limit committed events that are not marked sent,
// oldest first. An event waits for unsent earlier versions of its subject, also
// where the clocks of two processes disagree.
func (db *DB) UnsentEvents(ctx context.Context, limit int) ([]event.Event, error) {
	var list []event.Event
	err := db.Read(ctx, Stmt{
		SQL: `SELECT id, type, subject, version, at, data FROM cw_outbox o WHERE sent = 0 AND NOT EXISTS (
SELECT 1 FROM cw_outbox p WHERE p.sent = 0 AND p.subject = o.subject AND p.version < o.version AND (p.queued, p.place) > (o.queued, o.place))
ORDER BY queued, place, version, id LIMIT $1`,
		Args: []any{limit},
		Rows: func(scan func(...any) error) error {
			var e event.Event
			var at int64
			if err := scan(&e.ID, &e.Type, &e.Subject, &e.Version, &at, &e.Data); err != nil {
				return err
			}
			e.At = Time(at)
			list = append(list, e)
			return nil
		},
	})
	return list, err
}

// MarkSent marks events as delivered at the given time.
func (db *DB) MarkSent(ctx context.Context, at time.Time, ids ...string) error {
	return db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		for part := range slices.Chunk(slices.Sorted(slices.Values(ids)), MaxRows) {
			args := make([]any, 0, 2*len(part))
			for _, id := range part {
				args = append(args, id, Millis(at))
			}
			text := db.Multi("WITH done(id, at) AS (VALUES ", len(part),
				") UPDATE cw_outbox SET sent = done.at FROM done WHERE cw_outbox.id = done.id AND cw_outbox.sent = 0", "TEXT", "BIGINT")
			if err := tx.Write(ctx, Stmt{SQL: text, Args: args, Want: Any}); err != nil {
				return err
			}
		}
		return nil
	})
}

// ClaimTimers takes at most limit timers due at now that nobody has claimed and
// hides them until the given time. On PostgreSQL it passes by rows that another
// claim or a closure holds.
func (db *DB) ClaimTimers(ctx context.Context, now, until time.Time, limit int) ([]event.Timer, error) {
	var list []event.Timer
	err := db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		list = nil
		return tx.Now(ctx, Stmt{
			SQL: `WITH due AS (SELECT id FROM cw_timers WHERE due <= $1 AND claimed <= $2 ORDER BY due, id LIMIT $3` + db.d.Skip + `)
UPDATE cw_timers SET claimed = $4, attempts = attempts + 1 WHERE id IN (SELECT id FROM due) RETURNING kind, subject, due, attempts`,
			Args: []any{Millis(now), Millis(now), limit, Millis(until)},
			Rows: func(scan func(...any) error) error {
				var t event.Timer
				var due int64
				if err := scan(&t.Kind, &t.Subject, &due, &t.Attempts); err != nil {
					return err
				}
				t.Due = Time(due)
				list = append(list, t)
				return nil
			},
		})
	})
	slices.SortFunc(list, func(a, b event.Timer) int { return cmp.Or(a.Due.Compare(b.Due), strings.Compare(a.ID(), b.ID())) })
	return list, err
}

// FinishTimer removes a claimed timer unless it has been moved since.
func (db *DB) FinishTimer(ctx context.Context, t event.Timer) error {
	return db.now(ctx, Stmt{
		SQL:  "DELETE FROM cw_timers WHERE id = $1 AND due = $2 AND attempts = $3 AND claimed > 0",
		Args: []any{t.ID(), Millis(t.Due), t.Attempts}, Want: Any,
	})
}

// DelayTimer makes a claimed timer due again, unless it has been moved since.
func (db *DB) DelayTimer(ctx context.Context, t event.Timer, due time.Time) error {
	return db.now(ctx, Stmt{
		SQL:  "UPDATE cw_timers SET due = $1, claimed = 0 WHERE id = $2 AND due = $3 AND attempts = $4 AND claimed > 0",
		Args: []any{Millis(due), t.ID(), Millis(t.Due), t.Attempts}, Want: Any,
	})
}

// NextTimer answers when the earliest unclaimed timer is due.
func (db *DB) NextTimer(ctx context.Context) (time.Time, bool, error) {
	var due int64
	err := db.Read(ctx, Stmt{SQL: "SELECT coalesce(min(due), 0) FROM cw_timers WHERE claimed = 0", Row: []any{&due}})
	return Time(due), due != 0, err
}

// Prune deletes sent events and inbox marks older than before, at most limit of
// each, and answers how many rows went.
func (db *DB) Prune(ctx context.Context, before time.Time, limit int) (int64, error) {
	var events, marks int64
	args := []any{Millis(before), limit}
	err := db.now(ctx,
		Stmt{SQL: "DELETE FROM cw_outbox WHERE id IN (SELECT id FROM cw_outbox WHERE sent > 0 AND sent < $1 LIMIT $2)", Args: args, Want: Any, Touched: &events},
		Stmt{SQL: `DELETE FROM cw_inbox WHERE (consumer, event) IN (SELECT consumer, event FROM cw_inbox WHERE at < $1 LIMIT $2)`, Args: args, Want: Any, Touched: &marks})
	return events + marks, err
}
