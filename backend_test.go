package cartwright_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/secure"
)

func keyring(t testing.TB) secure.Sealer {
	t.Helper()
	key, err := secure.NewKey("test", []byte("0123456789abcdef0123456789abcdef"))
	require.NoError(t, err)
	keys, err := secure.NewKeyring(nil, key)
	require.NoError(t, err)
	return keys
}

func opened(t testing.TB, address string) cartwright.Backend {
	t.Helper()
	s, err := cartwright.Open(t.Context(), address, cartwright.Options{Sealer: keyring(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s.Backend
}

// everywhere runs a test on memory, SQLite and PostgreSQL.
func everywhere(t *testing.T, test func(t *testing.T, open func(testing.TB) cartwright.Backend)) {
	t.Run("memory", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend { return memstore.New() })
	})
	t.Run("sqlite", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend {
			return opened(t, "sqlite:"+filepath.Join(t.TempDir(), "shop.db"))
		})
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend {
			return opened(t, pgtest.DSN(t))
		})
	})
}
