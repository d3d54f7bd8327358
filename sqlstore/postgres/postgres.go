// Package postgres opens a sqlstore on PostgreSQL through pgx: a closure's
// writes travel together with its next read or its end, so that a sale costs few
// round trips. Several processes may use one database.
//
//	db, err := postgres.Open(ctx, "postgres://shop@db.example/shop", postgres.Options{})
package postgres

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

const (
	defaultConns     = 20
	defaultLock      = 5 * time.Second
	defaultStatement = 30 * time.Second
	defaultIdle      = time.Minute
	// grace is how long an interrupted statement has to end before its
	// connection is given up.
	grace = time.Second
)

// ErrDataSource says that a data source cannot be read. It names no part of it,
// which may hold a password.
var ErrDataSource = errors.New("postgres: data source is neither a URL nor a list of keywords and values of PostgreSQL")

// Options change what Open does; the zero value is right for a shop.
type Options struct {
	Prefix string        // of table names; empty: cw_
	Sealer secure.Sealer // protects personal data; without it rows that hold any are refused
	Conns  int           // connections of the pool; 0: 20
	// Group lets that many waiting closures share one transaction. Worth it
	// only for a flash sale of one item on the database's own machine: over a
	// network it was three to five times slower. 0: each has its own.
	Group int

	// LockTimeout bounds every wait for somebody else's lock: the closure then runs
	// again, at most 8 times. StatementTimeout bounds a statement: the closure then
	// fails with sqlstore.ErrTimeout. IdleTimeout bounds what a transaction may wait
	// for its program, so that a stalled process gives its locks back. All three
	// are the server's settings of the like name, and what a data source says of
	// them (?lock_timeout=2s) counts more. 0 is 5 seconds, 30 seconds and one minute;
	// below 0 nothing is asked of the server, as poolers that refuse settings need.
	// A caller's deadline ends a wait sooner, unless Group is set.
	LockTimeout, StatementTimeout, IdleTimeout time.Duration
}

// Dialect is PostgreSQL with every round trip carrying all it can. It needs pgx
// under database/sql.
func Dialect() sqlstore.Dialect {
	d := sqlstore.Postgres()
	d.Send = send
	return d
}

// Open connects to dsn and neither migrates nor checks the database. Close the DB
// when done.
func Open(ctx context.Context, dsn string, o Options) (*sqlstore.DB, error) {
	pool, err := o.pool(dsn)
	if err != nil {
		return nil, err
	}
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("postgres: %w", err), pool.Close())
	}
	db, err := sqlstore.New(sqlstore.Config{
		Writer: pool, Dialect: Dialect(), Group: o.Group, Prefix: o.Prefix, Sealer: o.Sealer,
	})
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return db, nil
}

// Pool opens a pool of n connections, 20 for 0, as Open uses it.
func Pool(dsn string, n int) (*sql.DB, error) { return Options{Conns: n}.pool(dsn) }

func (o Options) pool(dsn string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, ErrDataSource
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	config.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: grace}
	}
	limit(config.RuntimeParams, "lock_timeout", o.LockTimeout, defaultLock)
	limit(config.RuntimeParams, "statement_timeout", o.StatementTimeout, defaultStatement)
	limit(config.RuntimeParams, "idle_in_transaction_session_timeout", o.IdleTimeout, defaultIdle)
	n := cmp.Or(o.Conns, defaultConns)
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool, nil
}

// limit asks the server for a limit on time, unless the data source says one.
func limit(settings map[string]string, name string, d, normal time.Duration) {
	if _, said := settings[name]; said || d < 0 {
		return
	}
	settings[name] = strconv.FormatInt(max(1, cmp.Or(d, normal).Milliseconds()), 10)
}

// send runs stmts in one round trip. The batch ends at the first error.
func send(ctx context.Context, driverConn any, stmts []sqlstore.Stmt) error {
	conn, ok := driverConn.(*stdlib.Conn)
	if !ok {
		return fmt.Errorf("postgres: the pool's driver is %T, want pgx", driverConn)
	}
	var batch pgx.Batch
	for _, st := range stmts {
		batch.Queue(st.SQL, st.Args...)
	}
	results := conn.Conn().SendBatch(ctx, &batch)
	for _, st := range stmts {
		if err := receive(results, st); err != nil {
			_ = results.Close() // repeats the error
			return err
		}
	}
	return results.Close()
}

func receive(results pgx.BatchResults, st sqlstore.Stmt) error {
	switch {
	case st.Row != nil:
		err := results.QueryRow().Scan(st.Row...)
		if errors.Is(err, pgx.ErrNoRows) {
			return event.ErrNotFound
		}
		return err
	case st.Rows != nil:
		rows, err := results.Query()
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := st.Rows(rows.Scan); err != nil {
				return err
			}
		}
		return rows.Err()
	}
	tag, err := results.Exec()
	if err != nil {
		return err
	}
	if st.SQL == "COMMIT" && tag.String() != "COMMIT" { // a failed transaction answers ROLLBACK and no error
		return fmt.Errorf("postgres: commit answered %s", tag)
	}
	return st.Check(tag.RowsAffected())
}
