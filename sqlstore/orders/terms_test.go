package orders_test

import (
	"context"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// An order that was kept before there were promotions is read as one without.
func TestOrdersOfAnOlderSchemaHaveNoTerms(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Sealer: sealer(t)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	first, err := orders.Migrations.ReadFile("schema/0001_orders.sql")
	require.NoError(t, err)
	old := sqlstore.Schema{Domain: "orders", Files: fstest.MapFS{"schema/0001_orders.sql": {Data: first}}}
	require.NoError(t, sqlstore.Migrate(ctx, db, old))
	require.NoError(t, db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Write(ctx, sqlstore.Stmt{SQL: `INSERT INTO cw_orders (id, purchase, buyer, seller, status, payment_status, shipping_status, currency, goods, discount,
shipping, tax, total, refunding, refunded, progress, carrier, service, placed, deadline, updated, version)
VALUES ('o', 'p', 'b', 's', 'placed', 'unpaid', 'none', 'USD', 0, 0, 500, 0, 500, 0, 0, '[]', '', '', 0, 0, 0, 1)`, Want: 1})
	}))
	require.NoError(t, sqlstore.Migrate(ctx, db, orders.Schemas()...))
	store, err := orders.Open(ctx, db)
	require.NoError(t, err)
	o, err := store.FindOrder(ctx, "o")
	require.NoError(t, err)
	require.Equal(t, "5.00 USD", o.Shipping.String())
	require.Empty(t, o.ShippingDiscounts)
	require.False(t, o.Claims)

	require.NoError(t, db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return tx.Write(ctx, sqlstore.Stmt{SQL: "UPDATE cw_orders SET terms = '{' WHERE id = 'o'", Want: 1})
	}))
	_, err = store.FindOrder(ctx, "o")
	require.ErrorContains(t, err, "orders: stored terms")
	require.NoError(t, store.Do(ctx, func(ctx context.Context, tx order.Tx) error {
		_, err := tx.Order(ctx, "none")
		require.Error(t, err)
		return nil
	}))
}
