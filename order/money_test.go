package order_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

func TestRetryAfterADecline(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "TEA", Qty: 1}))
	require.Len(t, orders, 2)
	require.Equal(t, order.Placed, orders[0].Status)
	require.Equal(t, order.PayUnpaid, orders[0].PaymentStatus)
	b.level("LAMP", 10, 2)

	tender := order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK}
	_, err := b.Orders.Retry(t.Context(), stranger, p.ID, tender)
	require.ErrorIs(t, err, order.ErrNotFound)
	b.pass(20 * time.Minute)
	again, err := b.Orders.Retry(t.Context(), buyer, p.ID, tender)
	require.NoError(t, err)
	assert.NotEqual(t, p.Charge, again.Charge)
	for _, o := range orders {
		assert.Equal(t, order.Confirmed, b.order(o.ID).Status)
	}
	_, err = b.Orders.Retry(t.Context(), buyer, p.ID, tender)
	require.ErrorIs(t, err, order.ErrCharge)

	// The declined charge brings money after all: it goes home, nobody's order changes.
	b.learn(p.Charge, payment.Succeeded, p.Total)
	back, err := b.db.Payments().FindOperation(t.Context(), "rf"+p.Charge)
	require.NoError(t, err)
	assert.True(t, back.Amount.Equal(p.Total))
	assert.Equal(t, order.PayPaid, b.order(orders[0].ID).PaymentStatus)
}

func TestADeclinedPurchaseExpires(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 2}))
	b.pass(29 * time.Minute)
	require.Equal(t, order.Placed, b.order(orders[0].ID).Status)
	b.pass(2 * time.Minute)
	require.Equal(t, order.Cancelled, b.order(orders[0].ID).Status)
	b.level("LAMP", 10, 0)
	_, err := b.Orders.Retry(t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK})
	require.ErrorIs(t, err, order.ErrCancelled)
}

// Whoever retries for ever holds the stock no longer than RetryWithin.
func TestRetriesDoNotHoldStockForEver(t *testing.T) {
	b := fresh(t, nil)
	b.Orders.Limits.RetryWithin = 70 * time.Minute
	b.Orders.Limits.PayWithinFor = map[string]time.Duration{order.CashOnDelivery: 24 * time.Hour}
	p, orders := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 1}))
	retry := func(method string) error {
		_, err := b.Orders.Retry(t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: method, Instrument: sandbox.Decline})
		return err
	}
	for i := range 3 {
		b.pass(20 * time.Minute)
		require.NoError(t, retry(sandbox.Card))
		require.Equal(t, b.now.Add(min(30, time.Duration(50-20*i))*time.Minute), b.order(orders[0].ID).Deadline)
	}
	b.now = b.now.Add(10 * time.Minute) // before the timer's handler came
	require.ErrorIs(t, retry(sandbox.Card), order.ErrCancelled)
	require.NoError(t, retry(order.CashOnDelivery))
	require.Equal(t, p.Placed.Add(24*time.Hour), b.order(orders[0].ID).Deadline, "a slow method has its own time, from the beginning")
	b.pass(24 * time.Hour)
	require.Equal(t, order.Cancelled, b.order(orders[0].ID).Status)
	b.level("LAMP", 10, 0)
}

func TestCancelUnpaidEndsTheWholePurchase(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Stall, order.Item{SKU: "LAMP", Qty: 2}, order.Item{SKU: "TEA", Qty: 1}))
	_, err := b.Orders.Cancel(t.Context(), stranger, orders[0].ID)
	require.ErrorIs(t, err, order.ErrNotFound)
	_, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	for _, o := range orders {
		assert.Equal(t, order.Cancelled, b.order(o.ID).Status)
	}
	b.level("LAMP", 10, 0)
	b.level("TEA", 10, 0)

	// A provider that lied about the closing: each order's part goes back.
	b.learn(p.Charge, payment.Succeeded, p.Total)
	b.pass(time.Minute)
	for _, o := range orders {
		require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus) // it refuses: it knows of no money
		b.learn(payment.Ref("rf"+o.ID), payment.Succeeded, o.Total)
		o = b.order(o.ID)
		assert.Equal(t, order.PayRefunded, o.PaymentStatus)
		assert.True(t, o.Refunded.Equal(o.Total), "%s of %s", o.Refunded, o.Total)
	}
}

func TestMoneyIsFasterThanACancellation(t *testing.T) {
	// The close gets lost until the payer has paid.
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Close" {
			return sandbox.LoseRequest
		}
		return sandbox.NoFault
	})
	p, orders := b.placed(b.request("k", sandbox.Stall, order.Item{SKU: "LAMP", Qty: 2}))
	o, err := b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	require.Equal(t, order.Cancelling, o.Status)
	b.level("LAMP", 10, 2) // not given back before the provider has proven anything
	_, err = b.psp.Pay(t.Context(), p.Charge, sandbox.OK)
	require.NoError(t, err)
	b.learn(p.Charge, payment.Succeeded, p.Total)
	o = b.order(o.ID)
	require.Equal(t, order.Cancelled, o.Status)
	b.level("LAMP", 10, 0)
	b.pass(time.Hour)
	require.Equal(t, order.PayRefunded, b.order(o.ID).PaymentStatus)
}

func TestRefundsByItemAndByAmount(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "WICK", Qty: 3}, order.Item{SKU: "LAMP", Qty: 2}) // 0.99 + 39.98 + 5 shipping
	require.Equal(t, "45.97 USD", o.Total.String())
	refund := func(items []order.Units, amount string) (order.Refund, error) {
		r := order.RefundRequest{Items: items, Reason: "broken"}
		if amount != "" {
			r.Amount = cash(amount)
		}
		return b.Orders.Refund(t.Context(), merchant, o.ID, r)
	}
	r, err := refund([]order.Units{{Line: 1, Units: 2}}, "")
	require.NoError(t, err)
	require.Equal(t, "0.66 USD", r.Amount.String())
	b.level("WICK", 10, 1) // what is refunded unsent is not sent
	o = b.order(o.ID)
	require.Equal(t, order.PayPartRefunded, o.PaymentStatus)
	require.Equal(t, "0.66 USD", o.Refunded.String())

	_, err = refund(nil, "45.32")
	require.ErrorIs(t, err, order.ErrOverRefund)
	for field, r := range map[string]order.RefundRequest{
		"amount":         {Amount: cash("0"), Reason: "r"},
		"reason":         {Amount: cash("1")},
		"items[0].units": {Items: []order.Units{{Line: 1, Units: 2}}, Reason: "r"},
		"items[1].line":  {Items: []order.Units{{Line: 1, Units: 1}, {Line: 3, Units: 1}}, Reason: "r"},
	} {
		_, err = b.Orders.Refund(t.Context(), merchant, o.ID, r)
		var input *order.InputError
		require.ErrorAs(t, err, &input)
		assert.Equal(t, field, input.Field)
	}
	_, err = b.Orders.Refund(t.Context(), rival, o.ID, order.RefundRequest{Amount: cash("1"), Reason: "r"})
	require.ErrorIs(t, err, order.ErrNotFound)
	_, err = b.Orders.Refund(t.Context(), buyer, o.ID, order.RefundRequest{Amount: cash("1"), Reason: "r"})
	require.Error(t, err)

	// The rest is rejected: exactly what is left goes back.
	_, err = b.Orders.Reject(t.Context(), merchant, o.ID, "no lamps")
	require.NoError(t, err)
	o = b.order(o.ID)
	require.Equal(t, order.PayRefunded, o.PaymentStatus)
	require.True(t, o.Refunded.Equal(o.Total))
	b.level("WICK", 10, 0)
	b.level("LAMP", 10, 0)
	list, err := b.Orders.Refunds(t.Context(), buyer, o.ID)
	require.NoError(t, err)
	require.Len(t, list, 2)
}

func TestARefusedRefundCanBeAskedAgain(t *testing.T) {
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if strings.Contains(call, "Refund") {
			return sandbox.LoseRequest
		}
		return sandbox.NoFault
	})
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 2})
	r, err := b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 2}}, Reason: "r"})
	require.NoError(t, err) // lost on the way, and so in doubt
	require.True(t, b.order(o.ID).Refunding.Equal(r.Amount))
	_, err = b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Amount: cash("6"), Reason: "r"})
	require.ErrorIs(t, err, order.ErrOverRefund) // counted from its intent
	b.learn(r.Ref, payment.Declined, r.Amount)
	o = b.order(o.ID)
	require.True(t, o.Refunding.IsZero())
	require.Equal(t, order.PayPaid, o.PaymentStatus)
	require.Zero(t, o.Progress[0].Refunded)
	b.learn(r.Ref, payment.Succeeded, r.Amount) // and then it did move
	o = b.order(o.ID)
	require.True(t, o.Refunded.Equal(r.Amount))
	require.EqualValues(t, 2, o.Progress[0].Refunded)
}

func TestCashOnDelivery(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Method = order.CashOnDelivery
	_, orders := b.placed(r)
	o := b.order(orders[0].ID)
	require.Equal(t, order.Confirmed, o.Status)
	require.Equal(t, order.PayAuthorized, o.PaymentStatus)
	require.Error(t, b.Orders.Collect(t.Context(), buyer, o.ID))
	require.NoError(t, b.Orders.Collect(t.Context(), merchant, o.ID))
	require.Equal(t, order.PayPaid, b.order(o.ID).PaymentStatus)
	_, err := b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: cash("1"), Reason: "r"})
	require.NoError(t, err)
	require.Equal(t, order.PayPartRefunded, b.order(o.ID).PaymentStatus)

	r.Key = "k2"
	_, orders = b.placed(r)
	o, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	b.pass(time.Minute)
	require.Equal(t, order.Cancelled, o.Status)
	require.Equal(t, order.PayVoided, b.order(o.ID).PaymentStatus)
}

func TestAContradictionWaitsForAPerson(t *testing.T) {
	b := fresh(t, nil)
	p, orders := b.placed(b.request("k", sandbox.Stall, order.Item{SKU: "LAMP", Qty: 1}))
	b.learn(p.Charge, payment.Succeeded, cash("1"))
	o := b.order(orders[0].ID)
	require.Equal(t, order.Placed, o.Status)
	require.Equal(t, order.PayReview, o.PaymentStatus)
	b.level("LAMP", 10, 1)
}

func TestRefundingWhatIsLeftEndsTheWait(t *testing.T) {
	refund := func(b *bench, id order.ID, units int64, sent bool) {
		t.Helper()
		_, err := b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{
			Items: []order.Units{{Line: 1, Units: units}}, Reason: "none left", Sent: sent,
		})
		require.NoError(t, err)
	}
	t.Run("nothing sent", func(t *testing.T) {
		b := fresh(t, nil)
		o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
		refund(b, o.ID, 1, false)
		require.Equal(t, order.Accepted, b.order(o.ID).Status)
		refund(b, o.ID, 2, false)
		require.Equal(t, order.Cancelled, b.order(o.ID).Status)
		b.level("LAMP", 10, 0)
	})
	for name, want := range map[string]struct {
		stop   shipping.Status
		status order.Status
	}{"one on its way": {shipping.InTransit, order.Shipped}, "one delivered": {shipping.Delivered, order.Delivered}} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
			_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 1, Units: 1}}})
			require.NoError(t, err)
			b.stop(b.parcels(o.ID)[0].ID, want.stop)
			refund(b, o.ID, 1, true) // the one that was sent: two are still owed
			require.Equal(t, order.PartShipped, b.order(o.ID).Status)
			b.level("LAMP", 9, 2)
			refund(b, o.ID, 2, false)
			require.Equal(t, want.status, b.order(o.ID).Status)
			b.level("LAMP", 9, 0)
		})
	}
}

func TestGuestsAndDeliveries(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Guest, r.Email, r.Note = true, "ada@example.com", "ring twice"
	p, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.NotEmpty(t, p.GuestToken)
	got, err := b.Orders.Guest(t.Context(), p.GuestToken)
	require.NoError(t, err)
	require.Equal(t, p.Purchase.ID, got.Purchase.ID)
	for _, token := range []string{"", "x", p.Purchase.GuestHash, strings.Repeat("A", len(p.GuestToken))} {
		_, err = b.Orders.Guest(t.Context(), token)
		require.ErrorIs(t, err, order.ErrNotFound)
	}
	again, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.True(t, again.Again)
	require.Empty(t, again.GuestToken)

	for _, by := range []secure.Actor{buyer, merchant, staff} {
		d, err := b.Orders.Delivery(t.Context(), by, p.Orders[0].ID)
		require.NoError(t, err)
		require.Equal(t, order.Delivery{To: r.To, Email: r.Email, Note: r.Note}, d)
	}
	for _, by := range []secure.Actor{stranger, rival, {}} {
		_, err = b.Orders.Delivery(t.Context(), by, p.Orders[0].ID)
		require.ErrorIs(t, err, order.ErrNotFound)
	}
	counts, err := b.Orders.Count(t.Context(), merchant)
	require.NoError(t, err)
	require.Equal(t, map[order.Status]int64{order.Confirmed: 1}, counts)
	counts, err = b.Orders.Count(t.Context(), rival)
	require.NoError(t, err)
	require.Empty(t, counts)
	_, err = b.Orders.Count(t.Context(), secure.Actor{})
	require.ErrorIs(t, err, secure.ErrDenied)
}

func TestAServiceNamesWhatItLacks(t *testing.T) {
	b := fresh(t, nil)
	s := *b.Orders
	s.Policy = nil
	_, err := s.Order(t.Context(), staff, "x")
	require.ErrorIs(t, err, order.ErrConfig)
	require.ErrorContains(t, err, "Policy")
	_, err = (&order.Service{}).Place(t.Context(), buyer, order.Request{Key: "k"})
	require.ErrorIs(t, err, order.ErrConfig)
}

// twoPrices gives the first of two units of a line a discount of its own.
type twoPrices struct{ order.Pricer }

func (p twoPrices) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	priced, err := p.Pricer.Price(ctx, by, b)
	if err != nil {
		return priced, err
	}
	o := &priced.Orders[0]
	dear := o.Lines[0].Rows[0]
	dear.Units, dear.Net = 1, dear.Price
	cheap, off := dear, cash("15.00")
	cheap.Discount, cheap.Discounts = off, []order.Share{{Code: "c", Payer: "seller", Amount: off}}
	cheap.Net, _ = dear.Price.Sub(off)
	o.Lines[0].Rows, o.Discount = []order.Row{cheap, dear}, off
	o.Total, _ = o.Total.Sub(off)
	return priced, nil
}

// The refund of the cheap unit is refused while the dear one's is paid: what is
// left is the cheap one.
func TestARefusedRefundLeavesItsOwnUnits(t *testing.T) {
	lose := true
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Refund" && lose {
			return sandbox.LoseRequest
		}
		return sandbox.NoFault
	})
	b.Orders.Pricer = twoPrices{b.Orders.Pricer}
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 2})
	ask := func(want string) order.Refund {
		r, err := b.Orders.Refund(t.Context(), staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "r", Sent: true})
		require.NoError(t, err)
		require.Equal(t, want, r.Amount.String())
		return r
	}
	cheap := ask("4.99 USD")
	lose = false
	ask("19.99 USD")
	b.learn(cheap.Ref, payment.Declined, cheap.Amount)
	require.EqualValues(t, 1, b.order(o.ID).Progress[0].Refunded)
	ask("4.99 USD")
	now := b.order(o.ID)
	require.EqualValues(t, 2, now.Progress[0].Refunded)
	require.Equal(t, "24.98 USD", now.Refunded.String())
	require.Equal(t, order.PayPartRefunded, now.PaymentStatus) // the shipping was not asked back

	// The refused one turns out to have been paid: no unit counts twice.
	b.learn(cheap.Ref, payment.Succeeded, cheap.Amount)
	require.EqualValues(t, 2, b.order(o.ID).Progress[0].Refunded)
}

// Who has all the money back gets no goods, unless the merchant says so.
func TestARefundOfEverythingEndsTheOrder(t *testing.T) {
	for name, c := range map[string]struct {
		steps []string
		sent  bool
		want  order.Status
		held  int64
	}{
		"at once":              {[]string{"44.98"}, false, order.Cancelled, 0},
		"in steps":             {[]string{"40", "4.98"}, false, order.Cancelled, 0},
		"as a present":         {[]string{"44.98"}, true, order.Accepted, 2},
		"but for a last penny": {[]string{"44.97"}, false, order.Accepted, 2},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			o := b.accepted(order.Item{SKU: "LAMP", Qty: 2})
			for _, amount := range c.steps {
				_, err := b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: cash(amount), Reason: "r", Sent: c.sent})
				require.NoError(t, err)
			}
			require.Equal(t, c.want, b.order(o.ID).Status)
			b.level("LAMP", 10, c.held)
			_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
			require.Equal(t, c.want != order.Cancelled, err == nil, "%v", err)
		})
	}
}

// The rest of an order that was sent in part stays in the warehouse.
func TestARefundOfEverythingKeepsTheRest(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
	_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 1, Units: 1}}})
	require.NoError(t, err)
	b.level("LAMP", 9, 2)
	_, err = b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: o.Total, Reason: "r"})
	require.NoError(t, err)
	require.Equal(t, order.Shipped, b.order(o.ID).Status)
	b.level("LAMP", 9, 0)
	b.stop(b.parcels(o.ID)[0].ID, shipping.Delivered)
	require.Equal(t, order.Delivered, b.order(o.ID).Status)
}
