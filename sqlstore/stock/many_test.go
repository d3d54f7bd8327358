package stock_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/catalog/stock/stocktest"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// More lines than one statement carries are one change all the same.
func TestMoreLinesThanAStatement(t *testing.T) {
	const lines = 2*sqlstore.MaxRows + 3
	databases := map[string]func() (*stocktest.System, error){
		"sqlite": onSQLite(t, sqlite.Options{}).New,
		"postgres": func() (*stocktest.System, error) {
			db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{})
			if err != nil {
				return nil, err
			}
			return system(t.Context(), db)
		},
	}
	for name, open := range databases {
		t.Run(name, func(t *testing.T) {
			sys, err := open()
			require.NoError(t, err)
			t.Cleanup(func() { _ = sys.Close() })
			do := func(fn func(context.Context, stock.WriteTx) error) error { return sys.Stock.Do(t.Context(), fn) }
			var moves []stock.Movement
			var order []stock.Line
			var skus []catalog.SKU
			for i := range lines {
				sku := catalog.SKU(fmt.Sprintf("S%03d", i))
				skus = append(skus, sku)
				order = append(order, stock.Line{SKU: sku, Qty: 2})
				moves = append(moves, stock.Movement{ID: "in-" + string(sku), SKU: sku, Qty: 5, Reason: stock.Received, By: "me", At: sqlstore.Time(1)})
			}
			levels := func(onHand, reserved int64) {
				t.Helper()
				got, err := sys.Stock.Levels(t.Context(), skus...)
				require.NoError(t, err)
				require.Len(t, got, lines)
				for _, l := range got {
					require.Equal(t, stock.Level{SKU: l.SKU, OnHand: onHand, Reserved: reserved}, l)
				}
			}
			require.NoError(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.MoveStock(ctx, moves...) }))
			require.NoError(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.ReserveStock(ctx, "o1", order) }))
			levels(5, 2)
			order[lines-1].Qty = 4 // one too many, in the last statement
			require.ErrorIs(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.ReserveStock(ctx, "o2", order) }), stock.ErrOutOfStock)
			require.Error(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.ReleaseStock(ctx, "o1", order) }))
			levels(5, 2)
			for i := range order {
				order[i].Qty = 1
			}
			m := stock.Movement{ID: "ship", Ref: "shipment/1", By: "me", At: sqlstore.Time(2)}
			require.NoError(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.TakeStock(ctx, "o1", m, order) }))
			levels(4, 1)
			require.NoError(t, do(func(ctx context.Context, tx stock.WriteTx) error { return tx.ReleaseStock(ctx, "o1", order) }))
			levels(4, 0)
		})
	}
}
