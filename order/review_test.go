package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// held is a placed order whose charge brought another amount than was asked for.
func (b *bench) held() (order.Purchase, order.Order) {
	b.t.Helper()
	p, orders := b.placed(b.request("k", sandbox.Stall, order.Item{SKU: "LAMP", Qty: 1}))
	b.learn(p.Charge, payment.Succeeded, cash("1"))
	o := b.order(orders[0].ID)
	require.Equal(b.t, order.PayReview, o.PaymentStatus)
	return p, o
}

func (b *bench) decide(ref payment.Ref, d payment.Decision) {
	b.t.Helper()
	d.Reason = "seen in the back office"
	require.NoError(b.t, b.Payments.Decide(b.t.Context(), staff, ref, d))
}

// An order that waits for a person asks once an hour, not once a minute, and
// ends when the person has decided.
func TestADecisionEndsACancellation(t *testing.T) {
	for decided, want := range map[payment.Status]order.PaymentStatus{
		payment.Closed: order.PayUnpaid, payment.Declined: order.PayUnpaid, payment.Succeeded: order.PayPaid,
	} {
		b := fresh(t, nil)
		p, o := b.held()
		o, err := b.Orders.Cancel(t.Context(), buyer, o.ID)
		require.NoError(t, err)
		require.Equal(t, order.Cancelling, o.Status)
		b.pass(20 * time.Hour)
		require.Equal(t, order.Cancelling, b.order(o.ID).Status)
		for range 2 {
			due, waits, err := b.db.NextTimer(t.Context())
			require.NoError(t, err)
			require.True(t, waits)
			require.LessOrEqual(t, due.Sub(b.now), time.Hour)
			b.now = due
			_, err = b.RunOnce(t.Context())
			require.NoError(t, err)
			due, _, err = b.db.NextTimer(t.Context())
			require.NoError(t, err)
			require.Equal(t, b.now.Add(time.Hour), due)
		}
		b.decide(p.Charge, payment.Decision{Status: decided, Amount: p.Total})
		o = b.order(o.ID)
		require.Equal(t, order.Cancelled, o.Status)
		require.Equal(t, want, o.PaymentStatus)
		require.Equal(t, decided == payment.Succeeded, o.Refunding.IsPositive())
		b.level("LAMP", 10, 0)
	}
}

// An order that nobody cancelled is paid by what a person accepts, and can be
// paid anew after what was declined.
func TestADecisionGoesOnWithAnOrder(t *testing.T) {
	b := fresh(t, nil)
	p, o := b.held()
	b.decide(p.Charge, payment.Decision{Status: payment.Succeeded, Amount: p.Total})
	require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus)

	b = fresh(t, nil)
	p, o = b.held()
	again := order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK}
	_, err := b.Orders.Retry(t.Context(), buyer, p.ID, again)
	require.ErrorIs(t, err, order.ErrCharge)
	b.decide(p.Charge, payment.Decision{Status: payment.Declined})
	_, err = b.Orders.Retry(t.Context(), buyer, p.ID, again)
	require.NoError(t, err)
	require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus)
}

// A refund that was refused, held and accepted after all is counted once.
func TestARefusedRefundThatIsAccepted(t *testing.T) {
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Refund" {
			return sandbox.Refuse
		}
		return sandbox.NoFault
	})
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	r, err := b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Amount: cash("5"), Reason: "scratched"})
	require.NoError(t, err)
	require.True(t, b.order(o.ID).Refunding.IsZero(), "refused at once")
	b.learn(r.Ref, payment.Succeeded, cash("4"))
	b.decide(r.Ref, payment.Decision{Status: payment.Succeeded, Amount: cash("5")})
	o = b.order(o.ID)
	require.True(t, o.Refunding.IsZero() && o.Refunded.Equal(cash("5")), "%s %s", o.Refunding, o.Refunded)
	p, err := b.db.Orders().FindPurchase(t.Context(), o.Purchase)
	require.NoError(t, err)
	pay, err := b.db.Payments().FindPayment(t.Context(), p.Payment)
	require.NoError(t, err)
	require.True(t, pay.Refunding.IsZero() && pay.Refunded.Equal(cash("5")))
}
