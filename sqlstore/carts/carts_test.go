package carts_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/carts"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func TestStore(t *testing.T) {
	ctx := t.Context()
	db, err := sqlite.Open(ctx, filepath.Join(t.TempDir(), "s.db"), sqlite.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, sqlstore.Migrate(ctx, db, carts.Schema()))
	s, err := carts.Open(ctx, db)
	require.NoError(t, err)
	_, err = s.FindCart(ctx, "ann")
	require.ErrorIs(t, err, event.ErrNotFound)
	c := cart.Cart{Owner: "ann", Currency: "USD", Lines: []cart.Line{{SKU: "A", Qty: 2, Price: money.MustParseText("3.50 USD")}}}
	require.NoError(t, s.SaveCart(ctx, c))
	require.ErrorIs(t, s.SaveCart(ctx, c), event.ErrStale)
	c.Version = 1
	got, err := s.FindCart(ctx, "ann")
	require.NoError(t, err)
	require.Equal(t, c, got)
	c.Lines = nil
	require.NoError(t, s.SaveCart(ctx, c))
	require.ErrorIs(t, s.SaveCart(ctx, c), event.ErrStale)
	require.NoError(t, s.ClearCart(ctx, "ann", time.Time{}))
	require.NoError(t, s.ClearCart(ctx, "ann", time.Time{}))
}
