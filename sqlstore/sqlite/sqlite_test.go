package sqlite_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func TestOpenAnyPath(t *testing.T) {
	for _, name := range []string{"shop.db", "a b.db", "50%25.db", "a?b#c&d.db", "商店.db"} {
		path := filepath.Join(t.TempDir(), name)
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.NoError(t, err, name)
		require.NoError(t, sqlstore.Migrate(t.Context(), db), name)
		require.NoError(t, db.Check(t.Context()), name)
		require.NoError(t, db.Close())
		info, err := os.Stat(path)
		require.NoError(t, err, "the file has the name that was given")
		require.Positive(t, info.Size())
	}
	_, err := sqlite.Open(t.Context(), "", sqlite.Options{})
	require.ErrorContains(t, err, "path")
	_, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "none", "s.db"), sqlite.Options{})
	require.Error(t, err)
	_, err = sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Prefix: "No Prefix"})
	require.ErrorContains(t, err, "Config.Prefix")
}

func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	w, err := sqlite.Writer(path)
	require.NoError(t, err)
	defer w.Close()
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "temp_store": "2", "busy_timeout": "10000",
		"cache_size": "-16384", "wal_autocheckpoint": "4000",
	} {
		got := ""
		require.NoError(t, w.QueryRow("PRAGMA "+pragma).Scan(&got))
		require.Equal(t, want, strings.ToLower(got), pragma)
	}
	r, err := sqlite.Reader(path, 2)
	require.NoError(t, err)
	defer r.Close()
	_, err = r.Exec("CREATE TABLE x (id TEXT)")
	require.ErrorContains(t, err, "readonly")
}

// A commit survives the process; what was not committed does not.
func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s.db")
	bang := errors.New("bang")
	for round := range 3 {
		db, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.NoError(t, err)
		require.NoError(t, sqlstore.Migrate(t.Context(), db))
		_, err = db.Lease(t.Context(), "relay", "me", sqlstore.Time(1), sqlstore.Time(2))
		require.NoError(t, err)
		require.ErrorIs(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
			_, err := tx.MarkSeen(ctx, "c", "e", sqlstore.Time(1))
			return errors.Join(err, bang)
		}), bang)
		n, m := 0, 0
		require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT count(*) FROM cw_leases", Row: []any{&n}}))
		require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT count(*) FROM cw_inbox", Row: []any{&m}}))
		require.Equal(t, []int{1, 0}, []int{n, m}, round)
		require.NoError(t, db.Close())
	}
}
