package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// hosted runs a test with a host's pool and our store over it.
func hosted(t *testing.T, test func(t *testing.T, pool *sql.DB, db *sqlstore.DB)) {
	t.Helper()
	for name, open := range map[string]func(t *testing.T) (*sql.DB, *sqlstore.DB){
		"sqlite": func(t *testing.T) (*sql.DB, *sqlstore.DB) {
			path := filepath.Join(t.TempDir(), "s.db")
			db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			require.NoError(t, err)
			pool, err := sqlite.Writer(path)
			require.NoError(t, err)
			return pool, db
		},
		"postgres": func(t *testing.T) (*sql.DB, *sqlstore.DB) {
			dsn := pgtest.DSN(t)
			db, err := postgres.Open(t.Context(), dsn, postgres.Options{})
			require.NoError(t, err)
			pool, err := postgres.Pool(dsn, 2)
			require.NoError(t, err)
			return pool, db
		},
	} {
		t.Run(name, func(t *testing.T) {
			pool, db := open(t)
			t.Cleanup(func() { _ = pool.Close() })
			test(t, pool, migrated(t, db))
		})
	}
}

func begin(t *testing.T, pool *sql.DB) *sql.Tx {
	t.Helper()
	tx, err := pool.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.Exec("INSERT INTO cw_note (id, n) VALUES ('host', 1)")
	require.NoError(t, err)
	return tx
}

// full writes a row, an event and a timer.
func full(id string) func(context.Context, *sqlstore.Tx) error {
	return func(ctx context.Context, tx *sqlstore.Tx) error {
		return errors.Join(note(id)(ctx, tx), tx.Emit(ctx, event.Event{ID: id}), tx.Schedule(ctx, event.Timer{Kind: id}))
	}
}

func counts(t *testing.T, db *sqlstore.DB) [3]int64 {
	t.Helper()
	return [3]int64{count(t, db, "cw_note"), count(t, db, "cw_outbox"), count(t, db, "cw_timers")}
}

func TestWithinCommitsWithTheHost(t *testing.T) {
	hosted(t, func(t *testing.T, pool *sql.DB, db *sqlstore.DB) {
		tx := begin(t, pool)
		require.NoError(t, db.Within(tx).Do(t.Context(), full("ours")))
		require.Equal(t, int64(2), count(t, db.Within(tx), "cw_note"), "reads run on the host's transaction")
		require.Equal(t, [3]int64{}, counts(t, db), "nobody else sees it yet")
		require.NoError(t, tx.Commit())
		require.Equal(t, [3]int64{2, 1, 1}, counts(t, db))
	})
}

func TestWithinRollsBackWithTheHost(t *testing.T) {
	hosted(t, func(t *testing.T, pool *sql.DB, db *sqlstore.DB) {
		tx := begin(t, pool)
		require.NoError(t, db.Within(tx).Do(t.Context(), full("ours")))
		require.NoError(t, tx.Rollback())
		require.Equal(t, [3]int64{}, counts(t, db))
	})
}

func TestWithinUndoesOnlyAFailedClosure(t *testing.T) {
	hosted(t, func(t *testing.T, pool *sql.DB, db *sqlstore.DB) {
		tx := begin(t, pool)
		ours := db.Within(tx)
		bang := errors.New("bang")
		ended, stop := context.WithCancel(t.Context())
		require.NoError(t, ours.Do(t.Context(), full("a")))
		require.ErrorIs(t, ours.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			return errors.Join(full("b")(ctx, tx), bang)
		}), bang)
		require.ErrorIs(t, ours.Do(t.Context(), full("a")), event.ErrStale)
		require.Error(t, ours.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			return tx.Now(ctx, sqlstore.Stmt{SQL: "no such statement", Want: sqlstore.Any})
		}))
		require.ErrorIs(t, ours.Do(ended, func(ctx context.Context, tx *sqlstore.Tx) error {
			_ = full("c")(ctx, tx)
			_, _ = read(ctx, tx, "c")
			stop()
			return note("d")(ctx, tx)
		}), context.Canceled)
		require.ErrorIs(t, ours.Do(ended, full("e")), context.Canceled)
		func() {
			defer func() { require.Equal(t, "bang", recover()) }()
			_ = ours.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error { _ = full("f")(ctx, tx); panic("bang") })
		}()
		require.NoError(t, ours.Do(t.Context(), full("g")))
		require.NoError(t, tx.Commit())
		require.Equal(t, [3]int64{3, 2, 2}, counts(t, db), "host, a and g")
	})
}

func TestWithinNeverRetries(t *testing.T) {
	hosted(t, func(t *testing.T, pool *sql.DB, db *sqlstore.DB) {
		tx := begin(t, pool)
		runs := 0
		err := db.Within(tx).Do(t.Context(), func(context.Context, *sqlstore.Tx) error { runs++; return serialization{} })
		require.ErrorIs(t, err, serialization{})
		require.Equal(t, 1, runs)
		require.NoError(t, tx.Rollback())
	})
}

// serialization is what PostgreSQL says when a transaction must run again.
type serialization struct{}

func (serialization) Error() string    { return "could not serialize" }
func (serialization) SQLState() string { return "40001" }

func TestWithinNoTransactionRefuses(t *testing.T) {
	everywhere(t, func(t *testing.T, _ context.Context, db *sqlstore.DB) {
		ours := db.Within(nil)
		require.ErrorContains(t, ours.Do(t.Context(), full("ours")), "transaction is nil")
		require.ErrorContains(t, ours.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT 1", Row: []any{new(int)}}), "transaction is nil")
	})
}
