package main

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// liteFloor is SQLite by hand: one connection, a mutex and kept statements, with
// the settings that our side has too.
type liteFloor struct {
	mu       sync.Mutex
	pool     *sql.DB
	conn     *sql.Conn
	prepared map[string]*sql.Stmt
}

func openLiteFloor(ctx context.Context, path string) (floorBase, error) {
	pool, err := sqlite.Writer(path)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &liteFloor{pool: pool, conn: conn, prepared: map[string]*sql.Stmt{}}, nil
}

func (f *liteFloor) close() {
	for _, st := range f.prepared {
		_ = st.Close()
	}
	_ = f.conn.Close()
	_ = f.pool.Close()
}

// parameter is a numbered parameter: all are used once and in order, and SQLite
// finds ? faster.
var parameter = regexp.MustCompile(`\$[0-9]+`)

func (f *liteFloor) statement(ctx context.Context, text string) (*sql.Stmt, error) {
	if st, ok := f.prepared[text]; ok {
		return st, nil
	}
	st, err := f.conn.PrepareContext(ctx, parameter.ReplaceAllString(text, "?"))
	if err == nil {
		f.prepared[text] = st
	}
	return st, err
}

func (f *liteFloor) read(_ context.Context, do func(hand) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return do(f)
}

func (f *liteFloor) commit(ctx context.Context, do func(hand) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.exec(ctx, "BEGIN IMMEDIATE", anyRows); err != nil {
		return err
	}
	if err := do(f); err != nil {
		return errors.Join(err, f.exec(ctx, "ROLLBACK", anyRows))
	}
	return f.exec(ctx, "COMMIT", anyRows)
}

const anyRows = -1

func (f *liteFloor) exec(ctx context.Context, text string, rows int64, args ...any) error {
	st, err := f.statement(ctx, text)
	if err != nil {
		return err
	}
	result, err := st.ExecContext(ctx, args...)
	if err != nil || rows == anyRows {
		return err
	}
	n, err := result.RowsAffected()
	return errors.Join(err, touched(text, n, rows))
}

func (f *liteFloor) query(ctx context.Context, text, kinds string, args ...any) ([]any, int, error) {
	st, err := f.statement(ctx, text)
	if err != nil {
		return nil, 0, err
	}
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	row, n := columns(kinds), 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(row...); err != nil {
			return nil, n, err
		}
	}
	return row, n, rows.Err()
}

// postgresFloor is PostgreSQL by hand: pgx itself, which prepares every statement
// once a connection, statement by statement.
type postgresFloor struct{ pool *pgxpool.Pool }

func openPostgresFloor(ctx context.Context, dsn string) (floorBase, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = 20 // as many as our side has
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return postgresFloor{pool}, nil
}

func (f postgresFloor) close() { f.pool.Close() }

func (f postgresFloor) read(_ context.Context, do func(hand) error) error {
	return do(pgxHand{f.pool})
}

func (f postgresFloor) commit(ctx context.Context, do func(hand) error) error {
	tx, err := f.pool.Begin(ctx)
	if err != nil {
		return err
	}
	if err := do(pgxHand{tx}); err != nil {
		return errors.Join(err, tx.Rollback(ctx))
	}
	return tx.Commit(ctx)
}

// pgxHand runs statements on a pool or a transaction.
type pgxHand struct {
	on interface {
		Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
		Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	}
}

func (h pgxHand) exec(ctx context.Context, text string, rows int64, args ...any) error {
	tag, err := h.on.Exec(ctx, text, args...)
	if err != nil {
		return err
	}
	return touched(text, tag.RowsAffected(), rows)
}

func (h pgxHand) query(ctx context.Context, text, kinds string, args ...any) ([]any, int, error) {
	rows, err := h.on.Query(ctx, text, args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	row, n := columns(kinds), 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(row...); err != nil {
			return nil, n, err
		}
	}
	return row, n, rows.Err()
}
