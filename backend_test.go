package cartwright_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

// A sqlBackend keeps the sale in SQL and the catalogue in memory.
type sqlBackend struct {
	*sqlstore.DB
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	orders    *orders.Store
	catalog   *memstore.DB
}

func (b *sqlBackend) Payments() payment.Store   { return b.payments }
func (b *sqlBackend) Shipments() shipping.Store { return b.shipments }
func (b *sqlBackend) Stock() stock.Store        { return b.stock }
func (b *sqlBackend) Orders() order.Store       { return b.orders }
func (b *sqlBackend) Catalog() catalog.Store    { return b.catalog.Catalog() }

func sqlOf(t testing.TB, db *sqlstore.DB) cartwright.Backend {
	t.Helper()
	t.Cleanup(func() { _ = db.Close() })
	ctx := t.Context()
	require.NoError(t, sqlstore.Migrate(ctx, db, orders.Schemas()...))
	b := &sqlBackend{DB: db, catalog: memstore.New()}
	var err error
	b.payments, err = payments.Open(ctx, db)
	require.NoError(t, err)
	b.shipments, err = shipments.Open(ctx, db)
	require.NoError(t, err)
	b.stock, err = sqlstock.Open(ctx, db)
	require.NoError(t, err)
	b.orders, err = orders.Open(ctx, db)
	require.NoError(t, err)
	return b
}

func keyring(t testing.TB) secure.Sealer {
	t.Helper()
	key, err := secure.NewKey("test", []byte("0123456789abcdef0123456789abcdef"))
	require.NoError(t, err)
	keys, err := secure.NewKeyring(nil, key)
	require.NoError(t, err)
	return keys
}

// everywhere runs a test on memory, SQLite and PostgreSQL.
func everywhere(t *testing.T, test func(t *testing.T, open func(testing.TB) cartwright.Backend)) {
	t.Run("memory", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend { return memstore.New() })
	})
	t.Run("sqlite", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend {
			dir, err := os.MkdirTemp(t.TempDir(), "shop")
			require.NoError(t, err)
			db, err := sqlite.Open(t.Context(), filepath.Join(dir, "shop.db"), sqlite.Options{Sealer: keyring(t)})
			require.NoError(t, err)
			return sqlOf(t, db)
		})
	})
	t.Run("postgres", func(t *testing.T) {
		test(t, func(t testing.TB) cartwright.Backend {
			db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: keyring(t)})
			require.NoError(t, err)
			return sqlOf(t, db)
		})
	})
}
