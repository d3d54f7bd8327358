package crash

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"sync"
)

// ErrLost is what a call sees that Faults let fail.
var ErrLost = errors.New("crash: connection lost")

// A Moment says how a call fails.
type Moment string

// Moments.
const (
	Before Moment = "before its effect"
	After  Moment = "after its effect"
	Death  Moment = "with the process" // it and every later call
)

// Faults let one call to a database fail: the N-th after Arm.
type Faults struct {
	N      int
	Moment Moment

	mu     sync.Mutex
	armed  bool
	calls  int
	failed bool
}

// Arm begins to count; Disarm lets everything work again.
func (f *Faults) Arm() { f.set(true) }

// Disarm lets everything work again.
func (f *Faults) Disarm() { f.set(false) }

func (f *Faults) set(armed bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = armed
}

// Calls answers how many calls were counted, and whether one of them failed.
func (f *Faults) Calls() (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls, f.failed
}

// now answers the moment at which the present call fails, or "".
func (f *Faults) now() Moment {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.armed {
		return ""
	}
	f.calls++
	if f.calls == f.N || f.failed && f.Moment == Death {
		f.failed = true
		return f.Moment
	}
	return ""
}

// Hook is for memstore.DB.Hook, whose calls have their effect at "commit".
func (f *Faults) Hook(context.Context, string) error {
	if f.now() != "" {
		return ErrLost
	}
	return nil
}

// do runs one statement, or not.
func (f *Faults) do(effect func() error) error {
	switch moment := f.now(); {
	case moment == Before, moment == Death:
		return ErrLost
	case moment == After:
		if err := effect(); err != nil {
			return err
		}
		return ErrLost
	}
	return effect()
}

// Pool opens a SQLite file of which every statement passes f, control statements
// included. It does not flush: what is tried here is no power cut.
func (f *Faults) Pool(path string, connections int) (*sql.DB, error) {
	plain, err := sql.Open("sqlite", "")
	if err != nil {
		return nil, err
	}
	file := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	pool := sql.OpenDB(connector{
		plain.Driver(), f,
		file.String() + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(OFF)&_pragma=foreign_keys(1)",
	})
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return pool, plain.Close()
}

type connector struct {
	driver driver.Driver
	faults *Faults
	file   string
}

// Driver is the driver of what Connect opens.
func (c connector) Driver() driver.Driver { return c.driver }

// Connect opens a connection whose statements may fail.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	opened, err := c.driver.Open(c.file)
	if err != nil {
		return nil, err
	}
	able, ok := opened.(able)
	if !ok {
		return nil, fmt.Errorf("crash: %T lacks a method of a connection", opened)
	}
	return conn{able, c.faults}, nil
}

// able is what SQLite's connections can do.
type able interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ConnBeginTx
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type conn struct {
	able
	faults *Faults
}

// ExecContext runs a statement, or fails.
func (c conn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (r driver.Result, err error) {
	err = c.faults.do(func() error {
		r, err = c.able.ExecContext(ctx, query, args)
		return err
	})
	return r, err
}

// QueryContext runs a query, or fails.
func (c conn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return c.faults.rows(func() (driver.Rows, error) { return c.able.QueryContext(ctx, query, args) })
}

// PrepareContext prepares a statement that may fail when it runs.
func (c conn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	s, err := c.able.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	able, ok := s.(ableStmt)
	if !ok {
		return nil, errors.Join(fmt.Errorf("crash: %T lacks a method of a statement", s), s.Close())
	}
	return stmt{able, c.faults}, nil
}

func (f *Faults) rows(run func() (driver.Rows, error)) (rows driver.Rows, err error) {
	err = f.do(func() error {
		rows, err = run()
		return err
	})
	if err != nil && rows != nil {
		return nil, errors.Join(err, rows.Close())
	}
	return rows, err
}

type ableStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type stmt struct {
	ableStmt
	faults *Faults
}

// ExecContext runs the statement, or fails.
func (s stmt) ExecContext(ctx context.Context, args []driver.NamedValue) (r driver.Result, err error) {
	err = s.faults.do(func() error {
		r, err = s.ableStmt.ExecContext(ctx, args)
		return err
	})
	return r, err
}

// QueryContext runs the query, or fails.
func (s stmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.faults.rows(func() (driver.Rows, error) { return s.ableStmt.QueryContext(ctx, args) })
}
