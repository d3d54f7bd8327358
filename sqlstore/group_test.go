package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/cartwright-go/cartwright/event"
)

type closure = func(context.Context, *Tx) error

// open returns a store on SQLite and a context with a deadline: a lost baton
// shows as a hang.
func open(t *testing.T, group int) (context.Context, *DB) {
	t.Helper()
	dsn := "file:" + filepath.Join(t.TempDir(), "s.db") + "?_pragma=busy_timeout(300)&_pragma=journal_mode(WAL)&_pragma=foreign_keys(1)"
	w, err := sql.Open("sqlite", dsn)
	require.NoError(t, err)
	w.SetMaxOpenConns(1)
	r, err := sql.Open("sqlite", dsn)
	require.NoError(t, err)
	for _, text := range []string{
		"CREATE TABLE cw_note (id TEXT PRIMARY KEY)", "CREATE TABLE parent (id TEXT PRIMARY KEY)",
		"CREATE TABLE child (id TEXT REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)",
	} {
		_, err = w.Exec(text)
		require.NoError(t, err)
	}
	db, err := New(Config{Writer: w, Reader: r, Dialect: SQLite(), Group: group})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(stop)
	return ctx, db
}

// queued waits until n callers wait for the baton.
func (g *group) queued(n int) {
	for {
		g.mu.Lock()
		k := len(g.queue)
		g.mu.Unlock()
		if k >= n {
			return
		}
		runtime.Gosched()
	}
}

// together runs closures in one unit, in order: the first waits until all others
// are queued.
func together(ctx context.Context, db *DB, fns ...closure) []error {
	errs := make([]error, len(fns))
	var wg sync.WaitGroup
	var once sync.Once
	started := make(chan bool)
	wg.Go(func() {
		errs[0] = db.Do(ctx, func(c context.Context, tx *Tx) error {
			once.Do(func() { // not again when the closure is repeated
				close(started)
				db.group.queued(len(fns) - 1)
			})
			return fns[0](c, tx)
		})
	})
	<-started
	for i, fn := range fns[1:] {
		wg.Go(func() { errs[i+1] = db.Do(ctx, fn) })
		if i < len(fns)-2 { // the last one sets the first going
			db.group.queued(i + 1)
		}
	}
	wg.Wait()
	return errs
}

func save(id string) closure {
	return func(ctx context.Context, tx *Tx) error {
		return tx.Write(ctx, Stmt{SQL: "INSERT INTO cw_note VALUES ($1) ON CONFLICT DO NOTHING", Args: []any{id}, Want: 1, Fail: Stale("note", id)})
	}
}

func raw(text string) closure {
	return func(ctx context.Context, tx *Tx) error { return tx.Now(ctx, Stmt{SQL: text, Want: Any}) }
}

func notes(t *testing.T, db *DB) (n int) {
	t.Helper()
	require.NoError(t, db.Read(t.Context(), Stmt{SQL: "SELECT count(*) FROM cw_note", Row: []any{&n}}))
	return n
}

func TestOneCommitForAllWhoWait(t *testing.T) {
	ctx, db := open(t, 64)
	errs := together(ctx, db, save("a"), save("b"), save("b"), save("c"))
	require.NoError(t, errors.Join(errs[0], errs[1], errs[3]))
	require.ErrorIs(t, errs[2], event.ErrStale)
	require.Equal(t, 3, notes(t, db))
	require.Equal(t, Stats{Statements: 13, Trips: 13, Commits: 1, Closures: 4}, db.Stats())
}

func TestFirstFailureIsItsOwn(t *testing.T) {
	ctx, db := open(t, 64)
	bang := errors.New("bang")
	errs := together(ctx, db, func(ctx context.Context, tx *Tx) error { return errors.Join(save("a")(ctx, tx), bang) }, save("b"), save("c"))
	require.ErrorIs(t, errs[0], bang)
	require.NoError(t, errors.Join(errs[1:]...))
	require.Equal(t, 2, notes(t, db))
}

func TestFailedCommitFailsAll(t *testing.T) {
	ctx, db := open(t, 64)
	idle := func(context.Context, *Tx) error { return nil }
	errs := together(ctx, db, save("a"), raw("INSERT INTO child VALUES ('orphan')"), idle, save("b"), save("c"))
	for i, err := range errs {
		require.ErrorIs(t, err, ErrCommit, i)
	}
	require.Zero(t, notes(t, db))
	require.NoError(t, db.Do(ctx, save("later")), "the store goes on with a new connection")
}

// As SQLITE_FULL, IOERR or INTERRUPT may: the whole transaction is gone. Nobody
// was acknowledged, so all run again.
func TestDatabaseRollsBackByItself(t *testing.T) {
	ctx, db := open(t, 64)
	tries := 0
	errs := together(ctx, db, save("a"), func(ctx context.Context, tx *Tx) error {
		_ = raw("INSERT INTO parent VALUES ('x')")(ctx, tx)
		if tries++; tries > 1 {
			return nil
		}
		return raw("INSERT OR ROLLBACK INTO parent VALUES ('x')")(ctx, tx)
	}, save("c"))
	require.NoError(t, errors.Join(errs...))
	require.Equal(t, 2, notes(t, db))
	require.Equal(t, 2, tries)
}

func TestGroupIsBounded(t *testing.T) {
	ctx, db := open(t, 3)
	var fns []closure
	for i := range 10 {
		fns = append(fns, save(fmt.Sprint(i)))
	}
	require.NoError(t, errors.Join(together(ctx, db, fns...)...))
	require.Equal(t, int64(4), db.Stats().Commits)
	require.Equal(t, int64(10), db.Stats().Closures)
}

// A closure that sends nothing must not confuse the savepoints of the next ones.
func TestIdleClosuresInAUnit(t *testing.T) {
	ctx, db := open(t, 64)
	idle := func(context.Context, *Tx) error { return nil }
	bang := func(context.Context, *Tx) error { return errors.New("bang") }
	errs := together(ctx, db, idle, bang, idle, save("a"), bang, save("b"))
	require.NoError(t, errors.Join(errs[0], errs[2], errs[3], errs[5]))
	require.Equal(t, 2, notes(t, db))
}

func TestPanicAndExitPassTheBaton(t *testing.T) {
	ctx, db := open(t, 64)
	var got any
	errs := together(ctx, db, save("a"), func(ctx context.Context, tx *Tx) error {
		_ = save("b")(ctx, tx)
		runtime.Goexit()
		return nil
	}, save("c"))
	require.NoError(t, errors.Join(errs...))
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() { got = recover() }()
		_ = db.Do(ctx, func(ctx context.Context, tx *Tx) error { _ = save("d")(ctx, tx); panic("bang") })
	})
	wg.Wait()
	require.Equal(t, "bang", got)
	require.Equal(t, 2, notes(t, db), "a and c")
}

func TestCancelledWaiterCarriesTheBaton(t *testing.T) {
	ctx, db := open(t, 64)
	for i := range 200 {
		c, stop := context.WithCancel(ctx)
		var wg sync.WaitGroup
		started := make(chan bool)
		var first error
		wg.Go(func() {
			first = db.Do(ctx, func(ctx context.Context, tx *Tx) error {
				close(started)
				db.group.queued(1)
				err := save(fmt.Sprint("a", i))(ctx, tx)
				stop() // as late as can be: the hand-over follows
				return err
			})
		})
		<-started
		second := db.Do(c, save(fmt.Sprint("b", i)))
		wg.Wait()
		require.NoError(t, first)
		n := 0
		require.NoError(t, db.Read(ctx, Stmt{SQL: "SELECT count(*) FROM cw_note WHERE id = $1", Args: []any{fmt.Sprint("b", i)}, Row: []any{&n}}))
		require.Equal(t, second == nil, n == 1, second)
	}
}

func TestEndedContextUndoesOnlyItself(t *testing.T) {
	ctx, db := open(t, 64)
	errs := together(ctx, db, save("a"), func(ctx context.Context, tx *Tx) error {
		ended, stop := context.WithCancel(ctx)
		_ = save("b")(ended, tx)
		stop()
		return save("c")(ended, tx)
	}, save("d"))
	require.ErrorIs(t, errs[1], context.Canceled)
	require.NoError(t, errors.Join(errs[0], errs[2]))
	require.Equal(t, 2, notes(t, db))
}

func TestLostConnection(t *testing.T) {
	ctx, db := open(t, 64)
	tries := 0
	errs := together(ctx, db, save("a"), func(ctx context.Context, tx *Tx) error {
		if tries++; tries == 1 {
			tx.u.s.discard()
		}
		return save("b")(ctx, tx)
	}, save("c"))
	require.NoError(t, errors.Join(errs...), "each closure of a unit that never committed runs again")
	require.Equal(t, 3, notes(t, db))
	require.Equal(t, 2, tries)
}

func TestSwallowedFailureDoesNotCommit(t *testing.T) {
	ctx, db := open(t, 1)
	require.NoError(t, db.Do(ctx, save("a")))
	err := db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		_ = save("b")(ctx, tx)
		_ = save("a")(ctx, tx)
		return nil
	})
	require.ErrorIs(t, err, event.ErrStale)
	require.Equal(t, 1, notes(t, db))
}

func TestTxEndsWithItsClosure(t *testing.T) {
	ctx, db := open(t, 64)
	var kept *Tx
	require.NoError(t, db.Do(ctx, func(_ context.Context, tx *Tx) error { kept = tx; return nil }))
	require.ErrorIs(t, save("late")(ctx, kept), ErrEnded)
	require.ErrorIs(t, kept.Emit(ctx, event.Event{}), ErrEnded)
}

func TestRetriesAreBounded(t *testing.T) {
	ctx, db := open(t, 64)
	var pauses []int
	db.c.Pause = func(_ context.Context, try int) error { pauses = append(pauses, try); return nil }
	err := db.Do(ctx, func(context.Context, *Tx) error { return driver.ErrBadConn })
	require.ErrorIs(t, err, ErrRetries)
	require.Equal(t, []int{1, 2, 3, 4, 5, 6, 7}, pauses)
	stop := errors.New("stop")
	db.c.Pause = func(context.Context, int) error { return stop }
	require.ErrorIs(t, db.Do(ctx, func(context.Context, *Tx) error { return driver.ErrBadConn }), stop)
}

func TestClose(t *testing.T) {
	ctx, db := open(t, 64)
	require.NoError(t, db.Do(ctx, save("a")))
	require.NoError(t, db.Close())
	require.ErrorIs(t, db.Do(ctx, save("b")), ErrClosed)
	require.ErrorIs(t, db.Read(ctx, Stmt{SQL: "SELECT 1", Row: []any{new(int)}}), ErrClosed)
	require.NoError(t, db.Close(), "again does nothing")
}
