package sqlstore

import (
	"context"
	"database/sql"
	"errors"
)

// Within returns a view of the DB whose closures and reads run on the host's
// transaction: the host commits its own rows and ours together, or neither.
// Every closure has a savepoint of its own, so that a failed one, or one whose
// context ended, takes back only itself. Nothing is ever retried: when the
// database asks for it the host must begin anew. The view lives as long as tx
// and, like tx, must not be used from two goroutines. Lock order is the host's
// to keep: its own rows first, then ours. On SQLite the host must begin with
// BEGIN IMMEDIATE (sqlite.Writer does) and never on a pool whose only connection
// a group holds.
func (db *DB) Within(tx *sql.Tx) *DB {
	view := *db
	view.host, view.group = tx, nil
	if tx == nil {
		view.wrong = errors.New("sqlstore: Within: the transaction is nil")
	}
	return &view
}

// inHost runs fn between a savepoint and its release.
func (db *DB) inHost(ctx context.Context, fn func(context.Context, *unit) error) (err error) {
	if db.ended.Load() {
		return ErrClosed
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	s := &session{on: db.host, d: db.d, count: db.count}
	if err := s.plain(ctx, "SAVEPOINT "+savepoint); err != nil {
		return err
	}
	kept := false
	defer func() { // also when fn panics or calls Goexit
		if !kept {
			err = errors.Join(err, s.plain(ctx, "ROLLBACK TO "+savepoint), s.plain(ctx, "RELEASE "+savepoint))
		}
	}()
	if err = fn(ctx, &unit{s: s, n: 1, begun: true, saved: true}); err != nil {
		return err
	}
	err = s.plain(ctx, "RELEASE "+savepoint)
	kept = err == nil
	return err
}
