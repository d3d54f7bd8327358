package aftersales_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// waiting are the cases in which a declined refund waits for a person.
func (b *bench) waiting() (list []aftersales.ID) {
	b.t.Helper()
	for c, err := range b.cases.Cases(b.t.Context(), staff, aftersales.Query{Declined: true}) {
		require.NoError(b.t, err)
		list = append(list, c.ID)
	}
	return list
}

// early is a return whose buyer is trusted, and whose refund in advance was declined.
func (b *bench) early() (order.Order, aftersales.Case) {
	b.t.Helper()
	ctx := b.t.Context()
	b.cases.Facts = facts{trusted: true}
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.psp.set("declined")
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.psp.set("")
	c = b.is(c.ID, flow.ReturnInTransit)
	require.Len(b.t, c.Declined, 1)
	require.Equal(b.t, []aftersales.ID{c.ID}, b.waiting())
	return o, c
}

func TestEarlyRefundThatWasDeclined(t *testing.T) {
	inspect := func(b *bench, c aftersales.Case) aftersales.Case {
		b.did(b.cases.Inspect(b.t.Context(), merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
		return b.is(c.ID, flow.Completed)
	}
	t.Run("again", func(t *testing.T) {
		b := fresh(t)
		o, c := b.early()
		a, err := b.cases.Actions(t.Context(), merchant, c.ID)
		require.NoError(t, err)
		require.Subset(t, a.May, []aftersales.Command{aftersales.MayRetryRefund, aftersales.MayPayOffline})
		_, err = b.cases.RetryRefund(t.Context(), buyer, c.ID)
		require.ErrorIs(t, err, secure.ErrDenied)
		b.psp.set("declined")
		c = b.did(b.cases.RetryRefund(t.Context(), merchant, c.ID))
		require.Len(t, b.read(c.ID).Declined, 1, "declined again")
		b.psp.set("")
		b.did(b.cases.RetryRefund(t.Context(), staff, c.ID))
		b.refunded(o.ID, "19.99")
		require.Empty(t, b.waiting())
		_, err = b.cases.RetryRefund(t.Context(), staff, c.ID)
		require.ErrorIs(t, err, aftersales.ErrInput)
		inspect(b, c)
		b.refunded(o.ID, "19.99")
	})
	t.Run("another way", func(t *testing.T) {
		b := fresh(t)
		o, c := b.early()
		_, err := b.cases.PayOffline(t.Context(), buyer, c.ID, "in cash", piece())
		require.ErrorIs(t, err, secure.ErrDenied)
		b.did(b.cases.PayOffline(t.Context(), merchant, c.ID, "in cash", piece()))
		require.Empty(t, b.waiting())
		c = inspect(b, c)
		require.Equal(t, cash("19.99").String(), c.Offline.String())
		b.refunded(o.ID, "0")
	})
	t.Run("by itself", func(t *testing.T) {
		b := fresh(t)
		o, c := b.early()
		c = inspect(b, c)
		require.Empty(t, c.Declined, "what was due at the end was paid")
		b.refunded(o.ID, "19.99")
		require.Empty(t, b.waiting())
	})
}

// cheaper goods were sent and the difference was declined.
func (b *bench) lessDeclined(t *testing.T) (order.Order, aftersales.Case) {
	b.cases.Policies = set(t, policy.Basic())
	b.cases.Facts = nil
	o := b.delivered(order.Item{SKU: "RING", Qty: 1})
	c := b.swapped(o, "LAMP")
	b.psp.set("declined")
	b.did(b.cases.Send(t.Context(), merchant, c.ID, aftersales.Slip{Carrier: "post", Number: "S"}))
	b.psp.set("")
	b.did(b.cases.Confirm(t.Context(), buyer, c.ID))
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, []aftersales.ID{c.ID}, b.waiting(), "the case has ended, and money is owed")
	return o, c
}

func TestCheaperGoodsWhoseDifferenceWasDeclined(t *testing.T) {
	b := fresh(t)
	o, c := b.lessDeclined(t)
	b.did(b.cases.RetryRefund(t.Context(), merchant, c.ID))
	b.refunded(o.ID, "79.01")
	require.Empty(t, b.waiting())

	b = fresh(t)
	o, c = b.lessDeclined(t)
	c = b.did(b.cases.PayOffline(t.Context(), staff, c.ID, "in cash", piece()))
	require.Equal(t, cash("79.01").String(), c.Offline.String())
	require.Empty(t, b.waiting())
	c = b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(t.Context(), merchant, c.ID, ""))
	b.did(b.cases.ShipBack(t.Context(), buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R2"}))
	b.did(b.cases.Inspect(t.Context(), merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	b.refunded(o.ID, "19.99") // and 79.01 in cash
}

func TestDifferenceThatCannotGoHome(t *testing.T) {
	for _, offline := range []bool{false, true} {
		b := fresh(t)
		ctx := t.Context()
		o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
		c := b.swapped(o, "RING")
		b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK)))
		b.psp.set("declined")
		b.did(b.cases.ConvertRefund(ctx, merchant, c.ID, "sold out"))
		c = b.is(c.ID, flow.RefundFailed)
		require.Len(t, c.Declined, 1)
		b.psp.set("")
		b.pass(2 * day) // the order's own refund is tried again by itself
		c = b.is(c.ID, flow.Completed)
		b.refunded(o.ID, "19.99")
		require.Equal(t, []aftersales.ID{c.ID}, b.waiting())
		if offline {
			c = b.did(b.cases.PayOffline(ctx, merchant, c.ID, "in cash", piece()))
			require.True(t, c.Extra.Offline)
			require.False(t, c.Offline.HasCurrency(), "the order's money is another")
		} else {
			b.did(b.cases.RetryRefund(ctx, merchant, c.ID))
			p, err := b.db.Payments().FindPayment(ctx, c.Extra.Payment)
			require.NoError(t, err)
			require.Equal(t, cash("79.01").String(), p.Refunded.String())
		}
		require.Empty(t, b.waiting())
	}
}
