package postgres_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
)

// opened is a database with a table of two rows.
func opened(t *testing.T, o postgres.Options) (*sqlstore.DB, string) {
	t.Helper()
	dsn := pgtest.DSN(t)
	db, err := postgres.Open(t.Context(), dsn, o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, sqlstore.Migrate(t.Context(), db, sqlstore.Schema{Domain: "notes", Files: fstest.MapFS{
		"0001_notes.sql": {Data: []byte("CREATE TABLE cw_note (id TEXT PRIMARY KEY, n BIGINT NOT NULL);\nINSERT INTO cw_note VALUES ('a', 0), ('b', 0);\n")},
	}}))
	return db, dsn
}

func pool(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	pool, err := postgres.Pool(dsn, 2)
	require.NoError(t, err)
	t.Cleanup(func() { _ = pool.Close() })
	return pool
}

// held is a transaction of somebody else that has locked row a.
func held(t *testing.T, dsn string) *sql.Tx {
	t.Helper()
	tx, err := pool(t, dsn).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	t.Cleanup(func() { _ = tx.Rollback() })
	_, err = tx.ExecContext(t.Context(), "SELECT n FROM cw_note WHERE id = 'a' FOR UPDATE")
	require.NoError(t, err)
	return tx
}

func add(ctx context.Context, tx *sqlstore.Tx, id string) error {
	return tx.Now(ctx, sqlstore.Stmt{SQL: "UPDATE cw_note SET n = n + 1 WHERE id = $1", Args: []any{id}, Want: 1})
}

// sum is what all committed closures have added, read without the limits of a test.
func sum(t *testing.T, dsn string) (n int64) {
	t.Helper()
	require.NoError(t, pool(t, dsn).QueryRowContext(t.Context(), "SELECT sum(n) FROM cw_note").Scan(&n))
	return n
}

func TestADeadlineEndsTheWaitForALock(t *testing.T) {
	for name, o := range map[string]postgres.Options{
		"alone":  {Conns: 1},
		"shared": {Group: 8, LockTimeout: 50 * time.Millisecond}, // a neighbour's statement is not interrupted
	} {
		t.Run(name, func(t *testing.T) {
			db, dsn := opened(t, o)
			other := held(t, dsn)
			ctx, stop := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer stop()
			begin := time.Now()
			err := db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
				return errors.Join(add(ctx, tx, "b"), add(ctx, tx, "a"))
			})
			require.ErrorIs(t, err, context.DeadlineExceeded)
			require.NotErrorIs(t, err, sqlstore.ErrCommit)
			require.Less(t, time.Since(begin), 5*time.Second)

			// Row b is free again although the other one still holds a.
			_, err = other.ExecContext(t.Context(), "SET LOCAL lock_timeout = '5s'")
			require.NoError(t, err)
			_, err = other.ExecContext(t.Context(), "UPDATE cw_note SET n = n WHERE id = 'b'")
			require.NoError(t, err)
			require.NoError(t, other.Rollback())
			require.Zero(t, sum(t, dsn))
			require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error { return add(ctx, tx, "a") }))
			require.Equal(t, int64(1), sum(t, dsn))
		})
	}
}

func TestACancelledCallerWaitsNoLonger(t *testing.T) {
	db, dsn := opened(t, postgres.Options{Conns: 1})
	held(t, dsn)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	watch := pool(t, dsn)
	go func() { // as soon as the closure waits
		for n := 0; n == 0 && ctx.Err() == nil; {
			_ = watch.QueryRowContext(ctx, "SELECT count(*) FROM pg_locks WHERE NOT granted").Scan(&n)
		}
		cancel()
	}()
	err := db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return add(ctx, tx, "a") })
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, sum(t, dsn))
}

func TestALockThatIsNotGivenIsTriedAgain(t *testing.T) {
	db, dsn := opened(t, postgres.Options{LockTimeout: 20 * time.Millisecond})
	other := held(t, dsn)
	runs := 0
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
		if runs++; runs == 3 {
			require.NoError(t, other.Rollback())
		}
		return add(ctx, tx, "a")
	}))
	require.GreaterOrEqual(t, runs, 3)
	require.Equal(t, int64(1), sum(t, dsn))

	held(t, dsn)
	err := db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error { return add(ctx, tx, "a") })
	require.ErrorIs(t, err, sqlstore.ErrRetries)
	require.ErrorIs(t, err, sqlstore.ErrTimeout)
	require.Equal(t, int64(1), sum(t, dsn))
}

func TestALongStatementIsErrTimeout(t *testing.T) {
	db, dsn := opened(t, postgres.Options{StatementTimeout: 50 * time.Millisecond})
	sleep := sqlstore.Stmt{SQL: "SELECT pg_sleep(60)::TEXT", Rows: func(func(...any) error) error { return nil }}
	before := db.Stats().Retries
	require.ErrorIs(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
		return errors.Join(add(ctx, tx, "a"), tx.Now(ctx, sleep))
	}), sqlstore.ErrTimeout)
	require.Equal(t, before, db.Stats().Retries, "it would take as long again")
	require.ErrorIs(t, db.Read(t.Context(), sleep), sqlstore.ErrTimeout)
	require.Zero(t, sum(t, dsn))
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	require.ErrorIs(t, db.Read(ctx, sleep), context.DeadlineExceeded)
}

// A program that stops in the middle of a transaction gives its locks back; when
// it goes on, the closure runs again.
func TestAStalledTransactionIsEndedAndRunsAgain(t *testing.T) {
	db, dsn := opened(t, postgres.Options{IdleTimeout: 50 * time.Millisecond})
	watch := pool(t, dsn)
	runs := 0
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
		var pid int
		if err := tx.Now(ctx, sqlstore.Stmt{SQL: "SELECT pg_backend_pid()", Row: []any{&pid}}); err != nil {
			return err
		}
		if runs++; runs == 1 {
			for n := 1; n > 0; {
				require.NoError(t, watch.QueryRowContext(ctx, "SELECT count(*) FROM pg_stat_activity WHERE pid = $1", pid).Scan(&n))
			}
		}
		return add(ctx, tx, "a")
	}))
	require.GreaterOrEqual(t, runs, 2)
	require.Equal(t, int64(1), sum(t, dsn))
}

// Migrations may take long, and wait for each other for as long as it takes.
func TestMigrationsHaveTheirTime(t *testing.T) {
	db, dsn := opened(t, postgres.Options{LockTimeout: 20 * time.Millisecond, StatementTimeout: 20 * time.Millisecond})
	other, err := pool(t, dsn).BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = other.ExecContext(t.Context(), "SELECT pg_advisory_xact_lock(4857019113)")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() {
		done <- sqlstore.Migrate(t.Context(), db, sqlstore.Schema{Domain: "slow", Files: fstest.MapFS{
			"0001_slow.sql": {Data: []byte("SELECT pg_sleep(0.1);\nUPDATE cw_note SET n = 1;\n")},
		}})
	}()
	_, err = other.ExecContext(t.Context(), "SELECT pg_sleep(0.2)")
	require.NoError(t, err)
	require.NoError(t, other.Commit())
	require.NoError(t, <-done)
	require.Equal(t, int64(2), sum(t, dsn))
}

func TestLimitsAreConfigured(t *testing.T) {
	dsn := pgtest.DSN(t)
	for name, c := range map[string]struct {
		more string
		o    postgres.Options
		want [3]string
	}{
		"the usual":             {want: [3]string{"5s", "30s", "1min"}},
		"of the options":        {o: postgres.Options{LockTimeout: time.Second, StatementTimeout: 2 * time.Second, IdleTimeout: 3 * time.Second}, want: [3]string{"1s", "2s", "3s"}},
		"shorter than there is": {o: postgres.Options{LockTimeout: time.Nanosecond}, want: [3]string{"1ms", "30s", "1min"}},
		"the server's own":      {o: postgres.Options{LockTimeout: -1, StatementTimeout: -1, IdleTimeout: -1}, want: [3]string{"0", "0", "0"}},
		"of the data source": {
			more: "&lock_timeout=77ms&statement_timeout=0", o: postgres.Options{LockTimeout: time.Second}, want: [3]string{"77ms", "0", "1min"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			db, err := postgres.Open(t.Context(), dsn+c.more, c.o)
			require.NoError(t, err)
			defer db.Close()
			for i, setting := range []string{"lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"} {
				got := ""
				require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SHOW " + setting, Row: []any{&got}}))
				require.Equal(t, c.want[i], got, setting)
			}
		})
	}
}

func TestABadDataSourceShowsNoPassword(t *testing.T) {
	for _, dsn := range []string{
		"postgres://shop:s3cret@db:99999/shop", "postgres://shop:s3cret@[::1/shop", "postgres://shop:s3%zzcret@db/shop", "host=db password='s3cret",
		"postgres://shop:s3cret@db/shop?sslmode=perhaps", "postgres://shop:s3cret@db/shop?connect_timeout=soon", "postgres://shop:s3cret@a:b:c/\x00",
	} {
		_, err := postgres.Open(t.Context(), dsn, postgres.Options{})
		require.ErrorIs(t, err, postgres.ErrDataSource, dsn)
		require.NotContains(t, err.Error(), "cret")
	}
}

func FuzzPool(f *testing.F) {
	for _, dsn := range []string{"", "postgres://", "postgres://u:s3cret@h:1/x?lock_timeout=1", "host=h password='s3cret'", "postgres://u:s3cret@%zz", "\x00"} {
		f.Add(dsn)
	}
	f.Fuzz(func(t *testing.T, dsn string) {
		pool, err := postgres.Pool(dsn, 1)
		if err != nil {
			require.Equal(t, postgres.ErrDataSource, err)
			return
		}
		require.NoError(t, pool.Close())
	})
}
