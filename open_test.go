package cartwright_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// refused opens an address that names nothing that can be opened.
func refused(t *testing.T, address string, want error) error {
	t.Helper()
	s, err := cartwright.Open(t.Context(), address, cartwright.Options{Sealer: keyring(t)})
	require.Nil(t, s)
	require.ErrorIs(t, err, want, address)
	require.NotContains(t, err.Error(), "s3cret")
	for _, other := range []error{cartwright.ErrAddress, cartwright.ErrUnavailable, sqlstore.ErrCorrupt, sqlstore.ErrSchema} {
		require.Equal(t, errors.Is(other, want), errors.Is(err, other), "%v is one kind of error", err)
	}
	return err
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	dir := t.TempDir()
	for _, address := range []string{
		"", "memory", "memory:x", "sqlite", "sqlite:", "sqlite::memory:", "sqlite://host/shop.db", "sqlite:" + dir + "/a\x00b.db", "mysql://u:s3cret@h/x",
		"POSTGRES://u:s3cret@h/x", "postgres://u:s3cret@127.0.0.1:99999/x", "postgres://u:s3cret@%zz/x", "postgres://u:s3cret@[::1/x",
		"postgres://u:s3cret@h/x?sslmode=perhaps", "postgres://u:s3cret@h/x?connect_timeout=soon", "postgres://u:s3cret@h/x?sslmode=verify-full&sslrootcert=/nowhere",
		"postgres://u:s3cret@h:1:2:3/\x00\xff", "sqlite\x00:shop.db", "host=h password=s3cret",
	} {
		refused(t, address, cartwright.ErrAddress)
	}
	left, err := filepath.Glob(dir + "/*")
	require.NoError(t, err)
	require.Empty(t, left, "nothing was made")
}

func TestOpenSaysWhatIsNotThere(t *testing.T) {
	dir := t.TempDir()
	for _, address := range []string{
		"sqlite:" + dir, "sqlite:" + dir + "/no/shop.db", "postgres://u:s3cret@127.0.0.1:1/x", "postgres:///x?password=s3cret&host=" + dir,
	} {
		refused(t, address, cartwright.ErrUnavailable)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := cartwright.Open(ended, "postgres://u:s3cret@127.0.0.1:1/x", cartwright.Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOpenSaysWhatAServerRefuses(t *testing.T) {
	dsn := pgtest.DSN(t)
	refused(t, dsn+"nobody", cartwright.ErrUnavailable)
	refused(t, strings.Replace(dsn, "/test_", "/nothing_", 1), cartwright.ErrUnavailable)
	require.ErrorContains(t, refused(t, dsn+"&lock_timeout=soon", cartwright.ErrUnavailable), "lock_timeout")
	require.ErrorContains(t, refused(t, dsn+"&colour=green", cartwright.ErrUnavailable), "colour")
}

// file makes a file of a database that has been damaged, and answers its address.
func file(t *testing.T, damage func([]byte) []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "shop.db")
	s, err := cartwright.Open(t.Context(), "sqlite:"+name, cartwright.Options{Sealer: keyring(t)})
	require.NoError(t, err)
	require.NoError(t, s.Close())
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(name, damage(data), 0o600))
	return "sqlite:" + name
}

func TestOpenSaysThatAFileIsDamaged(t *testing.T) {
	for name, damage := range map[string]func([]byte) []byte{
		"something else": func([]byte) []byte { return bytes.Repeat([]byte("no database "), 1000) },
		"a few letters":  func([]byte) []byte { return []byte("SQLite f") },
		"half of it":     func(b []byte) []byte { return b[:len(b)/2] },
		"a wild header":  func(b []byte) []byte { return append(append(b[:20:20], bytes.Repeat([]byte{255}, 40)...), b[60:]...) },
		"wild pages": func(b []byte) []byte {
			return append(append(b[:4096:4096], bytes.Repeat([]byte{255}, 8192)...), b[3*4096:]...)
		},
	} {
		t.Run(name, func(t *testing.T) { refused(t, file(t, damage), sqlstore.ErrCorrupt) })
	}
	s, err := cartwright.Open(t.Context(), file(t, func(b []byte) []byte { return b }), cartwright.Options{Sealer: keyring(t)})
	require.NoError(t, err, "what is whole opens again")
	require.NoError(t, s.Close())
}
