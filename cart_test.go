package cartwright_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
)

func TestABoughtCartStaysEmptyAndGoesWithTime(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		tab, err := b.Carts.Add(t.Context(), buyer, "USD", "LAMP", 3)
		require.NoError(t, err)
		require.NoError(t, b.Carts.Clear(t.Context(), buyer))
		_, err = b.Carts.Add(t.Context(), buyer, "USD", "LAMP", 1)
		require.NoError(t, err)
		store := b.Backend.Carts()
		require.ErrorIs(t, store.SaveCart(t.Context(), tab), event.ErrStale)
		c, err := b.Carts.Find(t.Context(), buyer)
		require.NoError(t, err)
		require.Equal(t, int64(1), c.Units())

		b.now = b.now.Add(179 * 24 * time.Hour)
		_, err = b.RunOnce(t.Context())
		require.NoError(t, err)
		_, err = store.FindCart(t.Context(), buyer.ID)
		require.NoError(t, err)
		b.now = b.now.Add(2 * 24 * time.Hour)
		_, err = b.RunOnce(t.Context())
		require.NoError(t, err)
		_, err = store.FindCart(t.Context(), buyer.ID)
		require.ErrorIs(t, err, event.ErrNotFound)
	})
}
