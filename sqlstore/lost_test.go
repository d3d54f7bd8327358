package sqlstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
)

// A connection that goes away before the commit took nothing with it that
// anybody had been told: the closure runs again on another one.
func TestLostServerConnectionIsRetried(t *testing.T) {
	for _, group := range []int{1, 8} {
		dsn := pgtest.DSN(t)
		db, err := postgres.Open(t.Context(), dsn, postgres.Options{Group: group})
		require.NoError(t, err)
		db = migrated(t, db)
		killer, err := postgres.Pool(dsn, 1)
		require.NoError(t, err)
		runs := 0
		require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			if err := note("a")(ctx, tx); err != nil {
				return err
			}
			if runs++; runs == 1 {
				var pid int
				if err := tx.Now(ctx, sqlstore.Stmt{SQL: "SELECT pg_backend_pid()", Row: []any{&pid}}); err != nil {
					return err
				}
				if _, err := killer.ExecContext(ctx, "SELECT pg_terminate_backend($1, 5000)", pid); err != nil {
					return err
				}
			}
			_, err := read(ctx, tx, "a")
			return err
		}))
		require.Equal(t, 2, runs)
		require.Equal(t, int64(1), count(t, db, "cw_note"))
		require.Equal(t, int64(1), db.Stats().Retries)
		require.NoError(t, killer.Close())
	}
}

// Two closures that lock two rows in opposite order: PostgreSQL ends one, which
// runs again.
func TestDeadlockIsRetried(t *testing.T) {
	db := onPostgres(1, true)(t)
	run(t, db, "INSERT INTO cw_note (id, n) VALUES ('a', 0), ('b', 0)")
	var met sync.WaitGroup
	met.Add(2)
	cross := func(first, second string) error {
		once := sync.OnceFunc(func() { met.Done(); met.Wait() })
		return db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			if _, err := read(ctx, tx, first); err != nil {
				return err
			}
			once()
			if _, err := read(ctx, tx, second); err != nil {
				return err
			}
			return tx.Write(ctx, sqlstore.Stmt{SQL: "UPDATE cw_note SET n = n + 1", Want: 2})
		})
	}
	var errs [2]error
	var wg sync.WaitGroup
	wg.Go(func() { errs[0] = cross("a", "b") })
	wg.Go(func() { errs[1] = cross("b", "a") })
	wg.Wait()
	require.NoError(t, errors.Join(errs[:]...))
	require.Equal(t, int64(1), db.Stats().Retries)
}

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func TestMigrateStepByStep(t *testing.T) {
	everywhere(t, func(t *testing.T, ctx context.Context, db *sqlstore.DB) {
		old := sqlstore.Schema{Domain: "d", Files: fstest.MapFS{"0001_a.sql": file("-- first\nCREATE TABLE cw_d (a TEXT);\n")}}
		next := sqlstore.Schema{Domain: "d", Files: fstest.MapFS{
			"0001_a.sql": old.Files.(fstest.MapFS)["0001_a.sql"],
			"0002_b.sql": file("ALTER TABLE cw_d ADD COLUMN b TEXT;\nCREATE INDEX cw_d_b ON cw_d (b);\n"),
		}}
		later := sqlstore.Schema{Domain: "d", Files: fstest.MapFS{
			"0001_a.sql": next.Files.(fstest.MapFS)["0001_a.sql"], "0002_b.sql": next.Files.(fstest.MapFS)["0002_b.sql"],
			"0003_c.sql": file("ALTER TABLE cw_d ADD COLUMN c TEXT;\n"),
		}}
		require.ErrorIs(t, db.Check(ctx, old), sqlstore.ErrSchema)
		require.NoError(t, sqlstore.Migrate(ctx, db, old))
		require.NoError(t, db.Check(ctx, old))
		wrong, ok := errors.AsType[*sqlstore.SchemaError](db.Check(ctx, next))
		require.True(t, ok)
		require.Equal(t, sqlstore.SchemaError{Domain: "d", Have: 1, Want: 2}, *wrong)
		var wg sync.WaitGroup // several processes start at once
		errs := make([]error, 4)
		for i := range errs {
			wg.Go(func() { errs[i] = sqlstore.Migrate(ctx, db, next) })
		}
		wg.Wait()
		require.NoError(t, errors.Join(errs...))
		require.NoError(t, db.Check(ctx, old), "the old version works on the next schema")
		require.NoError(t, db.Check(ctx, next))
		require.NoError(t, sqlstore.Migrate(ctx, db, later))
		require.ErrorContains(t, sqlstore.Migrate(ctx, db, old), "a newer program made it")
		require.ErrorIs(t, sqlstore.Migrate(ctx, db, old), sqlstore.ErrSchema, "two versions behind")
		require.ErrorIs(t, db.Check(ctx, old), sqlstore.ErrSchema, "but not on the one after")
		require.NoError(t, sqlstore.Migrate(ctx, db, next), "a schema one version newer is left alone")
		run(t, db, "INSERT INTO cw_d (a, b, c) VALUES ('a', 'b', 'c')")
		bad := sqlstore.Schema{Domain: "e", Files: fstest.MapFS{"0002_gap.sql": file("")}}
		require.ErrorContains(t, sqlstore.Migrate(ctx, db, bad), "0001")
		broken := sqlstore.Schema{Domain: "e", Files: fstest.MapFS{"0001_x.sql": file("CREATE TABLE cw_e (a TEXT);\nCREATE TABLE oops;\n")}}
		require.Error(t, sqlstore.Migrate(ctx, db, broken))
		run(t, db, "CREATE TABLE cw_e (a TEXT)") // nothing of the failed migration stayed
	})
}
