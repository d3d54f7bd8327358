package sqlstore_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event/eventtest"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// A setting is one way to run a store.
type setting struct {
	name string
	open func(t *testing.T) *sqlstore.DB
}

func onSQLite(group int) func(t *testing.T) *sqlstore.DB {
	return func(t *testing.T) *sqlstore.DB {
		t.Helper()
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Group: group})
		require.NoError(t, err)
		return migrated(t, db)
	}
}

func onPostgres(group int, batched bool) func(t *testing.T) *sqlstore.DB {
	return func(t *testing.T) *sqlstore.DB {
		t.Helper()
		pool, err := postgres.Pool(pgtest.DSN(t), 10)
		require.NoError(t, err)
		d := sqlstore.Postgres()
		if batched {
			d = postgres.Dialect()
		}
		db, err := sqlstore.New(sqlstore.Config{Writer: pool, Dialect: d, Group: group})
		require.NoError(t, err)
		return migrated(t, db)
	}
}

func migrated(t *testing.T, db *sqlstore.DB) *sqlstore.DB {
	t.Helper()
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, sqlstore.Migrate(t.Context(), db))
	run(t, db, "CREATE TABLE cw_note (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")
	return db
}

func settings() []setting {
	return []setting{
		{"sqlite alone", onSQLite(1)},
		{"sqlite shared", onSQLite(32)},
		{"postgres batched", onPostgres(1, true)},
		{"postgres row by row", onPostgres(1, false)},
		{"postgres batched and shared", onPostgres(16, true)},
	}
}

// everywhere runs a test on every setting, each within a deadline: a lost baton
// shows as a hang.
func everywhere(t *testing.T, test func(t *testing.T, ctx context.Context, db *sqlstore.DB)) {
	t.Helper()
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			db := s.open(t)
			ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
			defer stop()
			test(t, ctx, db)
		})
	}
}

func run(t *testing.T, db *sqlstore.DB, text string, args ...any) {
	t.Helper()
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Now(ctx, sqlstore.Stmt{SQL: text, Args: args, Want: sqlstore.Any})
	}))
}

func count(t *testing.T, db *sqlstore.DB, table string) (n int64) {
	t.Helper()
	require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT count(*) FROM " + table, Row: []any{&n}}))
	return n
}

// note inserts a row that must be new.
func note(id string) func(context.Context, *sqlstore.Tx) error {
	return func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Write(ctx, sqlstore.Stmt{
			SQL: "INSERT INTO cw_note (id, n) VALUES ($1, 0) ON CONFLICT DO NOTHING", Args: []any{id}, Want: 1, Fail: sqlstore.Stale("note", id),
		})
	}
}

// read asks for a row's number and holds it.
func read(ctx context.Context, tx *sqlstore.Tx, id string) (n int64, err error) {
	err = tx.Now(ctx, sqlstore.Stmt{SQL: tx.Hold("SELECT n FROM cw_note WHERE id = $1"), Args: []any{id}, Row: []any{&n}})
	return n, err
}

func TestEventKit(t *testing.T) {
	for _, s := range settings() {
		t.Run(s.name, func(t *testing.T) {
			eventtest.Run(t, eventtest.Harness{New: func() (*eventtest.System, error) {
				db := s.open(t)
				return &eventtest.System{Do: db.Inbox().Do, Outbox: db, Timers: db, Retention: db}, nil
			}})
		})
	}
}

func TestPrefix(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := sqlite.Open(t.Context(), path, sqlite.Options{Prefix: "shop7_"})
	require.NoError(t, err)
	defer db.Close()
	var missing *sqlstore.SchemaError
	require.ErrorAs(t, db.Check(t.Context()), &missing)
	require.ErrorIs(t, missing, sqlstore.ErrSchema)
	require.Equal(t, 0, missing.Have)
	require.NoError(t, sqlstore.Migrate(t.Context(), db))
	require.NoError(t, sqlstore.Migrate(t.Context(), db), "again does nothing")
	require.NoError(t, db.Check(t.Context()))
	require.Zero(t, count(t, db, "shop7_outbox"))
	for _, bad := range []string{"Shop_", "1x", "a-b", "x; DROP TABLE y", "ä_"} {
		_, err := sqlstore.New(sqlstore.Config{Writer: &sql.DB{}, Dialect: sqlstore.SQLite(), Prefix: bad})
		require.ErrorContains(t, err, "Config.Prefix", bad)
	}
}
