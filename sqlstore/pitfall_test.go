package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// The tests of this file pin down what the databases do, each the reason for a
// decision of the kernel. One that fails says that the reason may be gone.

func lite(t *testing.T) (*sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.db")
	db, err := sqlite.Writer(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	_, err = db.Exec("CREATE TABLE x (id INTEGER PRIMARY KEY, v TEXT)")
	require.NoError(t, err)
	return db, path
}

func TestPitfallSQLiteInterruptedInsertEndsTheTransaction(t *testing.T) {
	db, _ := lite(t)
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	_, err = conn.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), "INSERT INTO x VALUES (1, 'kept?')")
	require.NoError(t, err)
	ended, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	_, err = conn.ExecContext(ended, "INSERT INTO x(v) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 100000000) SELECT max(i) FROM n")
	require.Error(t, err)
	_, err = conn.ExecContext(t.Context(), "INSERT INTO x VALUES (2, 'after')")
	require.NoError(t, err, "the next statement succeeds alone: hence statements run without cancellation")
	_, err = conn.ExecContext(t.Context(), "COMMIT")
	require.Error(t, err, "only now it shows")
}

func TestPitfallSQLiteSavepointBeginsAndReleaseCommits(t *testing.T) {
	db, path := lite(t)
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	for _, text := range []string{"SAVEPOINT s", "INSERT INTO x VALUES (20, 'x')", "RELEASE s"} {
		_, err = conn.ExecContext(t.Context(), text)
		require.NoError(t, err)
	}
	other, err := sqlite.Reader(path, 1)
	require.NoError(t, err)
	defer other.Close()
	n := 0
	require.NoError(t, other.QueryRow("SELECT count(*) FROM x").Scan(&n))
	require.Equal(t, 1, n)
	_, err = conn.ExecContext(t.Context(), "ROLLBACK TO s")
	require.Error(t, err, "which is how a unit knows that it is lost")
}

func TestPitfallSQLiteDeferredReadThenWriteFailsAtOnce(t *testing.T) {
	db, path := lite(t)
	other, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(2000)")
	require.NoError(t, err)
	defer other.Close()
	conn, err := other.Conn(t.Context())
	require.NoError(t, err)
	defer conn.Close()
	n := 0
	_, err = conn.ExecContext(t.Context(), "BEGIN")
	require.NoError(t, err)
	require.NoError(t, conn.QueryRowContext(t.Context(), "SELECT count(*) FROM x").Scan(&n))
	_, err = db.Exec("INSERT INTO x VALUES (30, 'x')")
	require.NoError(t, err)
	_, err = conn.ExecContext(t.Context(), "INSERT INTO x VALUES (31, 'x')")
	code, ok := errors.AsType[interface {
		error
		Code() int
	}](err)
	require.True(t, ok, err)
	require.Equal(t, 5, code.Code()&0xff, "busy, and no waiting helps: hence BEGIN IMMEDIATE")
	_, _ = conn.ExecContext(t.Context(), "ROLLBACK")
}

func TestPitfallBindingIsByNumber(t *testing.T) {
	db, _ := lite(t)
	var a, b string
	require.NoError(t, db.QueryRow("SELECT $2, $1", "one", "two").Scan(&a, &b))
	require.Equal(t, "two one", a+" "+b)
}

func TestPitfallPostgresFailedStatementDoomsTheTransaction(t *testing.T) {
	pool, err := postgres.Pool(pgtest.DSN(t), 4)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec("CREATE TABLE pit (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")
	require.NoError(t, err)
	_, err = pool.Exec("INSERT INTO pit VALUES ('k', 0)")
	require.NoError(t, err)
	tx, err := pool.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	_, err = tx.Exec("INSERT INTO pit VALUES ('k', 0)")
	require.Error(t, err)
	_, err = tx.Exec("INSERT INTO pit VALUES ('new', 0)")
	require.ErrorContains(t, err, "25P02", "hence inserts do nothing on conflict and count")
	require.Error(t, tx.Commit())
}

// Eight clients with eight of twenty rows in any order: the rows are locked
// sorted, so nobody waits in a circle. (Without the ordered lock a third of such
// statements deadlocked.)
func TestPitfallPostgresOrderedLockDoesNotDeadlock(t *testing.T) {
	pool, err := postgres.Pool(pgtest.DSN(t), 8)
	require.NoError(t, err)
	defer pool.Close()
	_, err = pool.Exec("CREATE TABLE pit (id TEXT PRIMARY KEY, n BIGINT NOT NULL)")
	require.NoError(t, err)
	for i := range 20 {
		_, err = pool.Exec("INSERT INTO pit VALUES ($1, 0)", fmt.Sprint("k", i))
		require.NoError(t, err)
	}
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for c := range errs {
		wg.Go(func() {
			for round := range 6 {
				values := ""
				for j := range 8 {
					values += fmt.Sprintf(",('k%d',1)", (c*7+round*3+j*(2*c+1))%20)
				}
				_, err := pool.ExecContext(t.Context(), `WITH w(id, q) AS (SELECT DISTINCT * FROM (VALUES `+values[1:]+`) v), h AS (
SELECT w.id, w.q FROM pit p JOIN w ON p.id = w.id ORDER BY p.id FOR UPDATE OF p) UPDATE pit SET n = n + h.q FROM h WHERE pit.id = h.id`)
				errs[c] = errors.Join(errs[c], err)
			}
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
}

// Under READ COMMITTED a guard is judged again under the lock: no error, no
// oversale.
func TestGuardedUpdateSellsExactly(t *testing.T) {
	everywhere(t, func(t *testing.T, ctx context.Context, db *sqlstore.DB) {
		run(t, db, "INSERT INTO cw_note (id, n) VALUES ('hot', 30)")
		sold := make([]int64, 80)
		errs := make([]error, len(sold))
		var wg sync.WaitGroup
		for i := range sold {
			wg.Go(func() {
				errs[i] = db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
					return tx.Now(ctx, sqlstore.Stmt{
						SQL: "UPDATE cw_note SET n = n - 1 WHERE id = 'hot' AND n >= 1", Want: sqlstore.Any, Touched: &sold[i],
					})
				})
			})
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		total := int64(0)
		for _, n := range sold {
			total += n
		}
		require.Equal(t, int64(30), total)
	})
}
