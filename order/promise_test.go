package order_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// promised are two orders of one purchase that pays in cash at the door.
func (b *bench) promised() (p order.Purchase, lamps, tea order.Order) {
	b.t.Helper()
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1}, order.Item{SKU: "TEA", Qty: 2})
	r.Method = order.CashOnDelivery
	p, orders := b.placed(r)
	require.Len(b.t, orders, 2)
	require.Equal(b.t, order.PayAuthorized, orders[0].PaymentStatus)
	return p, orders[0], orders[1]
}

func (b *bench) kept(p order.Purchase) payment.Payment {
	b.t.Helper()
	pay, err := b.db.Payments().FindPayment(b.t.Context(), p.Payment)
	require.NoError(b.t, err)
	return pay
}

// While the cheaper order's money is being collected its promise cannot be given
// back: it would be the neighbour's.
func TestACollectionInDoubtHoldsItsOrder(t *testing.T) {
	lose := true
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Capture" && lose {
			return sandbox.LoseAnswer
		}
		return sandbox.NoFault
	})
	p, lamps, tea := b.promised()
	require.NoError(t, b.Orders.Collect(t.Context(), staff, tea.ID))
	_, err := b.Orders.Reject(t.Context(), staff, tea.ID, "no")
	require.ErrorIs(t, err, order.ErrCollecting)
	_, err = b.Orders.Cancel(t.Context(), buyer, tea.ID)
	require.ErrorIs(t, err, order.ErrCollecting)
	require.Equal(t, order.Confirmed, b.order(tea.ID).Status)
	b.level("TEA", 10, 2)

	lose = false
	b.pass(time.Hour)
	require.Equal(t, order.PayPaid, b.order(tea.ID).PaymentStatus)
	_, err = b.Orders.Reject(t.Context(), staff, tea.ID, "no")
	require.NoError(t, err)
	require.Equal(t, order.PayRefunded, b.order(tea.ID).PaymentStatus)
	require.NoError(t, b.Orders.Collect(t.Context(), staff, lamps.ID))
	require.Equal(t, order.PayPaid, b.order(lamps.ID).PaymentStatus)
	pay := b.kept(p)
	require.True(t, pay.Authorized.IsZero() && pay.Captured.Equal(p.Total) && pay.Refunded.Equal(tea.Total))
}

// A refused collection leaves the promise: it can be given back, and money that
// is collected after all goes home.
func TestMoneyCollectedAfterTheEndGoesHome(t *testing.T) {
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Capture" {
			return sandbox.LoseRequest
		}
		return sandbox.NoFault
	})
	_, _, tea := b.promised()
	require.NoError(t, b.Orders.Collect(t.Context(), staff, tea.ID))
	ref := payment.Ref("cp" + tea.ID)
	b.learn(ref, payment.Declined, tea.Total)
	_, err := b.Orders.Reject(t.Context(), staff, tea.ID, "no")
	require.NoError(t, err)
	require.Equal(t, order.PayVoided, b.order(tea.ID).PaymentStatus)

	b.learn(ref, payment.Succeeded, tea.Total)
	o := b.order(tea.ID)
	require.Equal(t, order.Cancelled, o.Status)
	require.Equal(t, order.PayPaid, o.PaymentStatus)
	require.True(t, o.Refunding.Equal(o.Total))
	back := payment.Ref("rf" + tea.ID)
	op, err := b.db.Payments().FindOperation(t.Context(), back)
	require.NoError(t, err)
	require.Equal(t, ref, op.Parent)
	b.learn(back, payment.Succeeded, o.Total)
	require.Equal(t, order.PayRefunded, b.order(tea.ID).PaymentStatus)
	history, err := b.Orders.History(t.Context(), staff, o.ID)
	require.NoError(t, err)
	require.Equal(t, order.RefundLate, history[len(history)-2].Event)
}

// Whoever is first, the promise is either collected or given back, and the
// neighbour's share is untouched.
func TestACollectionRacesARejection(t *testing.T) {
	for name, call := range map[string]string{"before the charge is held": "OperationsOf", "after": "Order"} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			p, lamps, tea := b.promised()
			armed := true
			b.db.Hook = func(ctx context.Context, now string) error {
				if armed && now == call {
					armed = false
					_, err := b.Orders.Reject(ctx, staff, tea.ID, "no")
					require.NoError(t, err)
				}
				return nil
			}
			require.ErrorIs(t, b.Orders.Collect(t.Context(), staff, tea.ID), order.ErrInput)
			b.db.Hook = nil
			require.Equal(t, order.PayVoided, b.order(tea.ID).PaymentStatus)
			require.NoError(t, b.Orders.Collect(t.Context(), staff, lamps.ID))
			require.True(t, b.kept(p).Captured.Equal(lamps.Total))
		})
	}
}

// The first charge was declined and pays after all while the second is open:
// whatever is given back comes from the one that has the money.
func TestALateFirstChargeIsWhatGoesBack(t *testing.T) {
	for name, instrument := range map[string]string{"the second waits": sandbox.Stall, "the second is declined, too": sandbox.Decline} {
		t.Run(name, func(t *testing.T) {
			for _, undo := range []string{"cancel", "refund"} {
				b := fresh(t, nil)
				p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 1}))
				tender := order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: instrument}
				_, err := b.Orders.Retry(t.Context(), buyer, p.ID, tender)
				require.NoError(t, err)
				b.learn(p.Charge, payment.Succeeded, p.Total)
				id := orders[0].ID
				require.Equal(t, order.PayPaid, b.order(id).PaymentStatus)
				if undo == "cancel" {
					_, err = b.Orders.Cancel(t.Context(), buyer, id)
				} else {
					_, err = b.Orders.Refund(t.Context(), staff, id, order.RefundRequest{Amount: p.Total, Reason: "r"})
				}
				require.NoError(t, err)
				list, err := b.Orders.Refunds(t.Context(), buyer, id)
				require.NoError(t, err)
				require.Len(t, list, 1)
				op, err := b.db.Payments().FindOperation(t.Context(), list[0].Ref)
				require.NoError(t, err)
				require.Equal(t, p.Charge, op.Parent)
			}
		})
	}
}
