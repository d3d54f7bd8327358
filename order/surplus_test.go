package order_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// surplus wants the last lines of an order's history, and its share among the
// refunds that by sees.
func (b *bench) surplus(by secure.Actor, o order.Order, ref payment.Ref, status payment.Status, last ...order.Event) {
	b.t.Helper()
	history, err := b.Orders.History(b.t.Context(), by, o.ID)
	require.NoError(b.t, err)
	var got []order.Event
	for _, c := range history[len(history)-len(last):] {
		got = append(got, c.Event)
		require.Equal(b.t, string(ref), c.Why)
		require.Equal(b.t, c.From, c.To)
	}
	require.Equal(b.t, last, got)
	refunds, err := b.Orders.Refunds(b.t.Context(), by, o.ID)
	require.NoError(b.t, err)
	r := refunds[len(refunds)-1]
	require.True(b.t, r.Surplus)
	require.Equal(b.t, ref, r.Ref)
	require.Equal(b.t, status, r.Status)
	require.True(b.t, r.Amount.Equal(o.Total), "the order's share, not what was bought from others")
}

// again is a purchase of two sellers whose first charge was declined, and that
// is being paid anew.
func (b *bench) again(instrument string) (first, second payment.Ref, orders []order.Order) {
	b.t.Helper()
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "TEA", Qty: 1}))
	now, err := b.Orders.Retry(b.t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: instrument})
	require.NoError(b.t, err)
	return p.Charge, now.Charge, orders
}

func TestMoneyThatComesTwiceIsSeenGoingBack(t *testing.T) {
	for name, end := range map[payment.Status]order.Event{
		payment.Succeeded: order.FinishSurplus, payment.Declined: order.RefuseSurplus,
	} {
		t.Run(string(name), func(t *testing.T) {
			b := fresh(t, nil)
			declined, _, orders := b.again(sandbox.OK)
			total, err := orders[0].Total.Add(orders[1].Total)
			require.NoError(t, err)
			b.learn(declined, payment.Succeeded, total)
			ref := "rf" + declined
			merchants := []secure.Actor{merchant, rival}
			for i, o := range orders {
				b.surplus(merchants[i], o, ref, payment.Intent, order.ReturnSurplus)
				b.surplus(buyer, o, ref, payment.Intent, order.ReturnSurplus)
			}
			b.learn(ref, name, total)
			for i, o := range orders {
				b.surplus(merchants[i], o, ref, name, order.ReturnSurplus, end)
				now := b.order(o.ID)
				require.Equal(t, order.Confirmed, now.Status)
				require.Equal(t, order.PayPaid, now.PaymentStatus)
				require.True(t, now.Refunded.IsZero() && now.Refunding.IsZero())
			}
			// The order's own money is where it was.
			r, err := b.Orders.Refund(t.Context(), merchant, orders[0].ID, order.RefundRequest{Amount: orders[0].Total, Reason: "r"})
			require.NoError(t, err)
			require.False(t, r.Surplus)
			require.Equal(t, order.PayRefunded, b.order(orders[0].ID).PaymentStatus)
		})
	}
}

// The late charge pays, and the one that everybody waited for is the surplus:
// refunds go to the charge that has the money.
func TestTheSecondChargeIsTheSurplus(t *testing.T) {
	b := fresh(t, nil)
	first, second, orders := b.again(sandbox.Stall)
	total, err := orders[0].Total.Add(orders[1].Total)
	require.NoError(t, err)
	b.learn(first, payment.Succeeded, total)
	require.Equal(t, order.Confirmed, b.order(orders[0].ID).Status)
	_, err = b.psp.Pay(t.Context(), second, sandbox.OK)
	require.NoError(t, err)
	b.learn(second, payment.Succeeded, total)
	b.pass(time.Minute)
	b.surplus(buyer, orders[1], "rf"+second, payment.Succeeded, order.ReturnSurplus, order.FinishSurplus)
	for _, o := range orders {
		r, err := b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Amount: o.Total, Reason: "r"})
		require.NoError(t, err)
		op, err := b.db.Payments().FindOperation(t.Context(), r.Ref)
		require.NoError(t, err)
		require.Equal(t, first, op.Parent)
	}
}

// A promise that was kept twice is voided, and money after a cancelled order had
// its own back is surplus as well.
func TestSurplusOfAPromiseAndOfACancelledOrder(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 1}))
	_, err := b.Orders.Retry(t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: order.CashOnDelivery, Instrument: sandbox.OK})
	require.NoError(t, err)
	require.Equal(t, order.PayAuthorized, b.order(orders[0].ID).PaymentStatus)
	_, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	require.Equal(t, order.PayVoided, b.order(orders[0].ID).PaymentStatus, "the void is asked for at once")
	b.learn(p.Charge, payment.Succeeded, p.Total)
	b.surplus(merchant, orders[0], "rf"+p.Charge, payment.Intent, order.ReturnSurplus)
	require.Equal(t, order.PayVoided, b.order(orders[0].ID).PaymentStatus)
}

func TestADeclinedCaptureCanBeCollectedAgain(t *testing.T) {
	refuse := true
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if strings.Contains(call, "Capture") && refuse {
			return sandbox.LoseRequest
		}
		return sandbox.NoFault
	})
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Method = order.CashOnDelivery
	_, orders := b.placed(r)
	o := orders[0]
	require.NoError(t, b.Orders.Collect(t.Context(), merchant, o.ID)) // lost: in doubt
	require.NoError(t, b.Orders.Collect(t.Context(), merchant, o.ID)) // under way already
	ref := payment.Ref("cp" + o.ID)
	b.learn(ref, payment.Declined, o.Total)
	require.Equal(t, order.PayAuthorized, b.order(o.ID).PaymentStatus)
	refuse = false
	require.NoError(t, b.Orders.Collect(t.Context(), merchant, o.ID))
	require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus)
	_, err := b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: cash("1"), Reason: "r"})
	require.NoError(t, err)
	require.Equal(t, order.PayPartRefunded, b.order(o.ID).PaymentStatus)
}

// A cancelled order whose money came late and could not be sent home by itself
// is refunded by a person: its stock was given back long ago.
func TestRefundingItemsOfACancelledOrder(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 2}))
	b.pass(time.Hour)
	o := b.order(orders[0].ID)
	require.Equal(t, order.Cancelled, o.Status)
	b.learn(p.Charge, payment.Succeeded, p.Total)
	b.learn(payment.Ref("rf"+o.ID), payment.Declined, o.Total)
	require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus)
	r, err := b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 2}}, Reason: "late"})
	require.NoError(t, err)
	b.learn(r.Ref, payment.Succeeded, r.Amount)
	require.True(t, b.order(o.ID).Refunded.Equal(r.Amount))
	b.level("LAMP", 10, 0)
}

// What the provider refused to take home is sent again, once at a time, by whoever
// may act for all sellers.
func TestARefusedSurplusIsSentAgain(t *testing.T) {
	b := fresh(t, nil)
	p, _ := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "TEA", Qty: 1}))
	_, err := b.Orders.Retry(t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK})
	require.NoError(t, err)
	placed, err := b.Orders.Purchase(t.Context(), staff, p.ID)
	require.NoError(t, err)
	orders := placed.Orders
	b.learn(p.Charge, payment.Succeeded, p.Total)
	ref := "rf" + p.Charge
	again := func(by secure.Actor, ref payment.Ref) (payment.Ref, error) {
		return b.Orders.RetrySurplus(t.Context(), by, orders[1].ID, ref)
	}
	_, err = again(staff, ref)
	require.ErrorIs(t, err, order.ErrOverRefund, "it is on its way")
	b.learn(ref, payment.Declined, p.Total)

	_, err = again(rival, ref)
	require.ErrorIs(t, err, order.ErrNotFound, "other sellers' money is in it")
	_, err = again(buyer, ref)
	require.ErrorIs(t, err, secure.ErrDenied)
	_, err = again(staff, placed.Purchase.Charge)
	require.ErrorIs(t, err, order.ErrInput)
	next, err := again(staff, ref)
	require.NoError(t, err)
	require.NotEqual(t, ref, next)
	refunds, err := b.Orders.Refunds(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	require.Len(t, refunds, 2)
	history, err := b.Orders.History(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	asked := slices.IndexFunc(history, func(c order.Change) bool { return c.Event == order.ReturnSurplus && c.Why == string(next) })
	require.Positive(t, asked)
	op, err := b.db.Payments().FindOperation(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, payment.Declined, op.Status, "the sandbox knows of no money there")
	next, err = again(staff, ref)
	require.NoError(t, err)
	b.learn(next, payment.Succeeded, p.Total)
	refunds, err = b.Orders.Refunds(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	ended := map[payment.Status]int{}
	for _, r := range refunds {
		ended[r.Status]++
	}
	require.Equal(t, map[payment.Status]int{payment.Declined: 2, payment.Succeeded: 1}, ended)
	_, err = again(staff, ref)
	require.ErrorIs(t, err, order.ErrOverRefund, "it is back")
	require.True(t, b.kept(p).Captured.Equal(p.Total.Mul(2)) && b.kept(p).Refunded.Equal(p.Total))
}
