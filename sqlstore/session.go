package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/cartwright-go/cartwright/event"
)

// maxPrepared bounds the prepared statements of one connection: texts differ by
// the number of rows they write.
const maxPrepared = 256

// counters are shared by a DB and its views.
type counters struct{ statements, trips, commits, closures, retries, kept atomic.Int64 }

// handle is what *sql.Conn, *sql.Tx and *sql.DB have in common.
type handle interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// A session is one connection that statements run on, or the host's transaction.
type session struct {
	on       handle
	conn     *sql.Conn            // nil on the host's transaction
	prepared map[string]*sql.Stmt // nil: the driver caches by itself
	d        *Dialect
	count    *counters
	ends     bool // statements end with their context: nobody shares the transaction
	cut      bool // one did
}

// batches reports whether several statements cost one round trip.
func (s *session) batches() bool { return s.d.Send != nil && s.conn != nil }

// run sends stmts, in one round trip where the dialect can. It does not end with
// ctx where the transaction is shared: an interrupted statement would end
// everybody's.
func (s *session) run(ctx context.Context, stmts []Stmt) error {
	if !s.ends {
		ctx = context.WithoutCancel(ctx)
	}
	err := s.send(ctx, stmts)
	s.cut = s.cut || err != nil && ctx.Err() != nil
	return err
}

func (s *session) send(ctx context.Context, stmts []Stmt) error {
	if s.batches() {
		s.count.trips.Add(1)
		s.count.statements.Add(int64(len(stmts)))
		return s.conn.Raw(func(dc any) error { return s.d.Send(ctx, dc, stmts) })
	}
	for _, st := range stmts {
		s.count.trips.Add(1)
		s.count.statements.Add(1)
		if err := s.one(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) one(ctx context.Context, st Stmt) error {
	p, err := s.prepare(ctx, st.SQL)
	if err != nil {
		return err
	}
	if st.Query() {
		var rows *sql.Rows
		if p != nil {
			rows, err = p.QueryContext(ctx, st.Args...)
		} else {
			rows, err = s.on.QueryContext(ctx, s.d.text(st.SQL), st.Args...)
		}
		if err != nil {
			return err
		}
		return receive(rows, st)
	}
	var res sql.Result
	if p != nil {
		res, err = p.ExecContext(ctx, st.Args...)
	} else {
		res, err = s.on.ExecContext(ctx, s.d.text(st.SQL), st.Args...)
	}
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return err
	}
	return st.Check(n)
}

// receive reads what a query answers and closes it.
func receive(rows *sql.Rows, st Stmt) (err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	found := false
	for rows.Next() && (st.Row == nil || !found) {
		found = true
		if st.Row != nil {
			err = rows.Scan(st.Row...)
		} else {
			err = st.Rows(rows.Scan)
		}
		if err != nil {
			return err
		}
	}
	if err = rows.Err(); err == nil && st.Row != nil && !found {
		err = event.ErrNotFound
	}
	return err
}

// prepare answers the kept statement for text, nil where none is kept.
func (s *session) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if s.prepared == nil {
		return nil, nil
	}
	if p, ok := s.prepared[text]; ok {
		return p, nil
	}
	if len(s.prepared) >= maxPrepared {
		for _, p := range s.prepared {
			_ = p.Close()
		}
		clear(s.prepared)
	}
	p, err := s.conn.PrepareContext(ctx, s.d.text(text))
	if err != nil {
		return nil, fmt.Errorf("sqlstore: prepare: %w", err)
	}
	s.prepared[text] = p
	return p, nil
}

// plain runs one control statement now, to its end whatever becomes of ctx.
func (s *session) plain(ctx context.Context, text string) error {
	return s.run(context.WithoutCancel(ctx), []Stmt{{SQL: text, Want: Any}})
}

// rest gives the connection back to its pool, unless a statement was interrupted:
// what was said to end it may arrive late and hit somebody else's.
func (s *session) rest() {
	if s.cut {
		s.discard()
		return
	}
	for _, p := range s.prepared {
		_ = p.Close()
	}
	_ = s.conn.Close()
}

// discard closes the connection instead. Its statements go first: SQLite keeps a
// connection, and its lock, for as long as one of its statements lives.
func (s *session) discard() {
	for _, p := range s.prepared {
		_ = p.Close()
	}
	_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = s.conn.Close()
}
