package order_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// A merchant who lets an order fall owes the buyer a reason.
func TestMerchantsRejectAndDoNotCancel(t *testing.T) {
	b := fresh(t, nil)
	for key, instrument := range map[string]string{"paid": sandbox.OK, "unpaid": sandbox.Stall} {
		_, orders := b.placed(b.request(key, instrument, order.Item{SKU: "LAMP", Qty: 1}))
		id := orders[0].ID
		_, err := b.Orders.Cancel(t.Context(), merchant, id)
		require.ErrorIs(t, err, secure.ErrDenied, key)
		_, err = b.Orders.Reject(t.Context(), merchant, id, " ")
		require.ErrorIs(t, err, order.ErrInput, key)
		_, err = b.Orders.Cancel(t.Context(), staff, id)
		require.NoError(t, err, key)
	}
}

func TestAnActorThatCannotBeWrittenDownDoesNothing(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	_, orders := b.placed(r)
	for name, id := range map[string]string{"a megabyte": strings.Repeat("a", 1<<20), "NUL": "ann\x00", "bytes": "\xff"} {
		_, err := b.Orders.Place(t.Context(), secure.Actor{ID: id, Role: secure.RoleBuyer}, r)
		require.ErrorIs(t, err, secure.ErrActor, name)
		_, err = b.Orders.Accept(t.Context(), secure.Actor{ID: id, Role: secure.RoleStaff}, orders[0].ID)
		require.ErrorIs(t, err, secure.ErrActor, name)
	}
	require.EqualValues(t, 2, b.order(orders[0].ID).Version)
}
