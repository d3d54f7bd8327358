package order_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// The commit succeeds and its answer gets lost: the guest has the link all the
// same, and the charge goes on at once.
func TestAGuestsTokenSurvivesALostAnswer(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Guest = true
	lost := false
	b.db.Hook = func(_ context.Context, call string) error {
		if call == "committed" && !lost {
			lost = true
			return context.DeadlineExceeded
		}
		return nil
	}
	p, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.True(t, lost)
	require.False(t, p.Again)
	found, err := b.Orders.Guest(t.Context(), p.GuestToken)
	require.NoError(t, err)
	require.Equal(t, p.Purchase.ID, found.Purchase.ID)
	require.Equal(t, order.Confirmed, found.Orders[0].Status)

	again, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.True(t, again.Again)
	require.Empty(t, again.GuestToken)
}
