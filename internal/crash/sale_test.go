package crash

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// What promotions and after-sales cost a sale that uses neither, in statements
// that the writer and the readers see; begin and commit count.
func TestASaleWithoutCodesCostsNoMore(t *testing.T) {
	sent := map[bool]int{}
	for _, service := range []bool{false, true} {
		b := remember(t, service, nothing).reopen(t, t.TempDir()+"/"+shopFile, &Faults{})
		b.faults.Arm()
		require.NoError(t, place(sandbox.OK)(b))
		b.faults.Disarm()
		o, err := b.shop.Orders.Order(t.Context(), staff(), b.order)
		require.NoError(t, err)
		require.Equal(t, order.PayPaid, o.PaymentStatus)
		sent[service], _ = b.faults.Calls()
	}
	t.Logf("measured: %d statements, with promotions and after-sales %d", sent[false], sent[true])
	require.LessOrEqual(t, sent[true], sent[false]+2, "a reading of the goods' categories, and one of what has been used")
}
