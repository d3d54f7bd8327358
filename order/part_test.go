package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
)

// Goods that come back with a deduction count as refunded: what was kept of them
// cannot be asked for again by items.
func TestItemsWithAnAmount(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 3}) // 59.97 + 5 shipping
	refund := func(key string, units int64, amount string) (order.Refund, error) {
		r := order.RefundRequest{Key: key, Items: []order.Units{{Line: 1, Units: units}}, Sent: true, Reason: "r"}
		if amount != "" {
			r.Amount = cash(amount)
		}
		return b.Orders.Refund(t.Context(), merchant, o.ID, r)
	}
	r, err := refund("one", 1, "15")
	require.NoError(t, err)
	require.Equal(t, "15.00 USD", r.Amount.String())
	require.Equal(t, []order.Run{{Line: 1, From: 0, Units: 1}}, r.Runs)
	require.EqualValues(t, 1, b.order(o.ID).Progress[0].Refunded)
	same, err := refund("one", 1, "15")
	require.NoError(t, err)
	require.Equal(t, r.Ref, same.Ref)
	_, err = refund("one", 1, "14")
	require.ErrorIs(t, err, order.ErrKeyReused)
	_, err = refund("one", 1, "")
	require.ErrorIs(t, err, order.ErrKeyReused)

	var input *order.InputError
	for _, amount := range []string{"25.00", "0", "-1"} { // one lamp and the delivery are 24.99
		_, err = refund("", 1, amount)
		require.ErrorAs(t, err, &input, amount)
		require.Equal(t, "amount", input.Field)
	}
	_, err = refund("", 1, "22.99") // with 3.00 of the delivery
	require.NoError(t, err)
	_, err = refund("", 1, "22.00") // of which 2.00 are left
	require.ErrorAs(t, err, &input)
	require.Equal(t, "amount", input.Field)
	_, err = refund("", 1, "21.99")
	require.NoError(t, err)
	_, err = refund("", 1, "0.01")
	require.ErrorAs(t, err, &input, "all units have come back, 4.99 were kept")
	require.Equal(t, "items[0].units", input.Field)
	require.Equal(t, "59.98 USD", b.order(o.ID).Refunded.String())
}
