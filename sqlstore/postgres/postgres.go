// Package postgres opens a sqlstore on PostgreSQL through pgx: a closure's
// writes travel together with its next read or its end, so that a sale costs few
// round trips. Several processes may use one database.
//
//	db, err := postgres.Open(ctx, "postgres://shop@db.example/shop", postgres.Options{})
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

const defaultConns = 20

// Options change what Open does; the zero value is right for a shop.
type Options struct {
	Prefix string        // of table names; empty: cw_
	Sealer secure.Sealer // protects personal data; without it rows that hold any are refused
	Conns  int           // connections of the pool; 0: 20
	// Group lets that many waiting closures share one transaction. Worth it
	// only for a flash sale of one item on the database's own machine: over a
	// network it was three to five times slower. 0: each has its own.
	Group int
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
	pool, err := Pool(dsn, o.Conns)
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
func Pool(dsn string, n int) (*sql.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("postgres: data source: %w", err)
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeCacheStatement
	if n == 0 {
		n = defaultConns
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return pool, nil
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
