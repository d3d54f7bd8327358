package aftersales_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// swapped is an exchange of one unit for other goods, inspected.
func (b *bench) swapped(o order.Order, want catalog.SKU) aftersales.Case {
	b.t.Helper()
	ctx := b.t.Context()
	r := request(o, flow.KindExchange, policy.ChangedMind, 1)
	r.Items[0].Want = want
	c := b.did(b.cases.Open(ctx, buyer, r))
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	return b.is(c.ID, flow.ReplacementDue)
}

func tender(instrument string) order.Tender {
	return order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: instrument}
}

func TestExchangeForSomethingDearer(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.swapped(o, "RING")
	require.Equal(t, cash("79.01").String(), c.Difference.String())
	_, err := b.cases.Send(ctx, merchant, c.ID, aftersales.Slip{Carrier: "post", Number: "S"})
	require.ErrorIs(t, err, flow.ErrOwed, "settled before it is sent")
	_, err = b.cases.PayDifference(ctx, merchant, c.ID, tender(sandbox.OK))
	require.ErrorIs(t, err, secure.ErrDenied)
	b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.Decline)))
	require.True(t, b.read(c.ID).Subject.Owed)
	b.pass(3 * day)
	b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK)))
	require.False(t, b.read(c.ID).Subject.Owed)
	who, by, _, _ := b.read(c.ID).Duty()
	require.Equal(t, flow.Merchant, who)
	require.Equal(t, b.now.Add(policy.CNMarketplace().Clock(flow.ReplacementDue)), by, "the merchant's time begins when it is paid")
	_, err = b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK))
	require.ErrorIs(t, err, aftersales.ErrInput, "paid once")
	b.did(b.cases.Send(ctx, merchant, c.ID, aftersales.Slip{Carrier: "post", Number: "S"}))
	b.did(b.cases.Confirm(ctx, buyer, c.ID))
	b.is(c.ID, flow.Completed)
	b.onHand("RING", "", 999)
	b.onHand("LAMP", "", 1000)
	b.refunded(o.ID, "0")
}

func TestExchangeForSomethingCheaper(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	b.cases.Policies = set(t, policy.Basic())
	b.cases.Facts = nil
	o := b.delivered(order.Item{SKU: "RING", Qty: 1})
	c := b.swapped(o, "LAMP")
	require.Equal(t, cash("-79.01").String(), c.Difference.String())
	b.did(b.cases.Send(ctx, merchant, c.ID, aftersales.Slip{Carrier: "post", Number: "S"}))
	b.did(b.cases.Confirm(ctx, buyer, c.ID))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "79.01")
	c = b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.pass(2 * day)
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R2"}))
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}}))
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "99") // what was paid, and no more
}

func set(t *testing.T, p policy.Policy) policy.Set {
	t.Helper()
	var s policy.Set
	s, err := s.With(policy.Entry{Policy: p})
	require.NoError(t, err)
	return s
}

func TestDifferenceThatNobodyPays(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.swapped(o, "RING")
	who, by, otherwise, ok := c.Duty()
	require.True(t, ok)
	require.Equal(t, flow.Buyer, who, "the merchant can do nothing before it is paid")
	require.Equal(t, flow.ConvertRefund, otherwise)
	a, err := b.cases.Actions(t.Context(), merchant, c.ID)
	require.NoError(t, err)
	require.Equal(t, flow.Buyer, a.Who)
	require.Equal(t, by, a.Deadline)
	require.Contains(t, a.May, aftersales.MayExtend, "who waits may give more time")
	require.NotContains(t, a.May, aftersales.MaySend)
	_, err = b.cases.Extend(t.Context(), buyer, c.ID, day)
	require.ErrorIs(t, err, secure.ErrDenied)
	b.pass(11 * day)
	b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "19.99")
}

func TestDifferenceComesBackWhenTheGoodsDoNot(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	c := b.swapped(o, "RING")
	b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK)))
	c = b.read(c.ID)
	require.True(t, c.Extra.Paid)
	b.did(b.cases.ConvertRefund(ctx, merchant, c.ID, "sold out"))
	c = b.is(c.ID, flow.Completed)
	b.refunded(o.ID, "19.99")
	require.False(t, c.Extra.Paid)
	p, err := b.db.Payments().FindPayment(ctx, c.Extra.Payment)
	require.NoError(t, err)
	require.Equal(t, cash("79.01").String(), p.Refunded.String())
}

func TestWhatCannotBeExchanged(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	r := request(o, flow.KindExchange, policy.ChangedMind, 1)
	for _, want := range []catalog.SKU{"NONE", "TEA", "SONG"} {
		r.Items[0].Want = want
		_, err := b.cases.Open(t.Context(), buyer, r)
		require.ErrorIs(t, err, aftersales.ErrInput, want)
	}
	r.Items[0].Want = "LAMP"
	c := b.did(b.cases.Open(t.Context(), buyer, r))
	require.True(t, c.Difference.IsZero())
	b.cases.Catalog = nil
	_, err := b.cases.Open(t.Context(), buyer, r)
	require.ErrorIs(t, err, aftersales.ErrInput)
}
