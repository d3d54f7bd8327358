package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
)

// Tx is one closure's part of a transaction. Where round trips cost, writes wait
// for the next read or the end; a failure dooms the closure wherever it surfaces.
// It must not be used after its closure has returned, nor from two goroutines.
type Tx struct {
	db     *DB
	u      *unit
	writes []Stmt
	events []event.Event
	timers []timerChange
	queued int64 // of the latest event, milliseconds
	place  int   // of the latest event in the closure
	err    error
	ended  bool
}

// DB answers the store that the transaction belongs to, for its texts and seals.
func (tx *Tx) DB() *DB { return tx.db }

// Doom makes err, unless it is nil or event.ErrNotFound, the transaction's end
// and returns it.
func (tx *Tx) Doom(err error) error {
	if tx.err == nil && err != nil && !errors.Is(err, event.ErrNotFound) {
		tx.err = err
	}
	return err
}

func (tx *Tx) usable(ctx context.Context) error {
	if tx.ended {
		return ErrEnded
	}
	if tx.err != nil {
		return tx.err
	}
	return tx.Doom(ctx.Err())
}

// Write runs statements that answer nothing; where round trips cost it keeps
// them for the next one.
func (tx *Tx) Write(ctx context.Context, stmts ...Stmt) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	if tx.u.s.batches() {
		for _, st := range stmts {
			st.SQL = tx.db.text(st.SQL)
			tx.writes = append(tx.writes, st)
		}
		return nil
	}
	for _, st := range stmts {
		if err := tx.Now(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

// Now sends what was kept back and stmts in one round trip and waits for the
// answers. Only the last may be a query; its missing row is event.ErrNotFound.
func (tx *Tx) Now(ctx context.Context, stmts ...Stmt) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	all := tx.writes
	tx.writes = nil
	for _, st := range stmts {
		st.SQL = tx.db.text(st.SQL)
		all = append(all, st)
	}
	if len(all) == 0 {
		return nil
	}
	return tx.Doom(tx.u.send(ctx, all))
}

// Last is Now for a statement on hot rows: everything the closure has collected,
// events and timers too, travels before it, so that the rows are held for one
// round trip and the commit.
func (tx *Tx) Last(ctx context.Context, stmts ...Stmt) error {
	if err := tx.collected(ctx); err != nil {
		return err
	}
	return tx.Now(ctx, stmts...)
}

// Hold appends to a SELECT what makes its rows held until the end.
func (tx *Tx) Hold(sql string) string { return sql + tx.db.d.Hold }

// flush sends events, timers and whatever is kept back.
func (tx *Tx) flush(ctx context.Context) error {
	if err := tx.usable(ctx); err != nil {
		return err
	}
	if err := tx.collected(ctx); err != nil {
		return err
	}
	return tx.Now(ctx)
}

// Stale is event.ErrStale about one row, to be given as Stmt.Fail.
func Stale(what, id string) error { return &staleError{what, id} }

// A staleError names a row. Every statement carries one and hardly any is read,
// so its text waits until somebody asks.
type staleError struct{ what, id string }

func (e *staleError) Error() string { return event.ErrStale.Error() + ": " + e.what + " " + e.id }

func (e *staleError) Unwrap() error { return event.ErrStale }

// Missing names the row in event.ErrNotFound and leaves other errors alone.
func Missing(what, id string, err error) error {
	if errors.Is(err, event.ErrNotFound) {
		return fmt.Errorf("%w: %s %s", event.ErrNotFound, what, id)
	}
	return err
}
