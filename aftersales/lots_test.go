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
)

// exchanged is a bench without windows that matter, and the exchange of units of
// the first line, paid, sent and confirmed.
func (b *bench) exchanged(o order.Order, units int64, want catalog.SKU, sku catalog.SKU) aftersales.Case {
	b.t.Helper()
	ctx := b.t.Context()
	r := request(o, flow.KindExchange, policy.Defective, units)
	r.Items[0].Want, r.Items[0].SKU = want, sku
	c := b.did(b.cases.Open(ctx, buyer, r))
	c = b.back(c, "A")
	if c.Subject.Owed {
		b.did(b.cases.PayDifference(ctx, buyer, c.ID, tender(sandbox.OK)))
	}
	b.did(b.cases.Send(ctx, merchant, c.ID, aftersales.Slip{Carrier: "post", Number: "S"}))
	b.did(b.cases.Confirm(ctx, buyer, c.ID))
	return b.is(c.ID, flow.Completed)
}

// back agrees to a case and takes its goods back.
func (b *bench) back(c aftersales.Case, grade string) aftersales.Case {
	b.t.Helper()
	ctx := b.t.Context()
	if c.State == flow.Requested {
		b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	}
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: grade}, Text: "seen"}))
	return b.read(c.ID)
}

// sent is how much of the payment of an exchange's difference went home.
func (b *bench) sent(x aftersales.Case, text string) {
	b.t.Helper()
	p, err := b.db.Payments().FindPayment(b.t.Context(), x.Extra.Payment)
	require.NoError(b.t, err)
	require.Equal(b.t, cash(text).String(), p.Refunded.String())
}

func (b *bench) returns(o order.Order, units int64, sku catalog.SKU) aftersales.Case {
	b.t.Helper()
	r := request(o, flow.KindReturn, policy.Defective, units)
	r.Items[0].SKU = sku
	return b.did(b.cases.Open(b.t.Context(), buyer, r))
}

func TestAReturnAfterADearerExchangePaysAllThatWasPaid(t *testing.T) {
	b := over(t, policy.Basic())
	b.cases.Facts = nil
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	x := b.exchanged(o, 1, "RING", "")
	b.onHand("LAMP", "", 1000)
	b.onHand("RING", "", 999)
	r := request(o, flow.KindReturn, policy.Defective, 1)
	q, err := b.cases.Quote(t.Context(), buyer, r)
	require.NoError(t, err)
	require.Equal(t, cash("79.01").String(), q.Sums.Exchanged.String())
	c := b.returns(o, 1, "")
	require.Equal(t, catalog.SKU("RING"), c.Items[0].SKU)
	require.Equal(t, x.ID, c.Items[0].From)
	b.back(c, "A")
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, q.Sums.Total.String(), c.Sums.Total.String())
	b.sent(x, "79.01")
	b.refunded(o.ID, "24.99") // the lamp and, since it was defective, the delivery
	b.onHand("RING", "", 1000)
	b.onHand("LAMP", "", 1000)
}

func TestUnitsThatAnExchangeMadeDifferentAreToldApart(t *testing.T) {
	b := over(t, policy.Basic())
	b.cases.Facts = nil
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 4})
	x := b.exchanged(o, 2, "RING", "")
	require.Equal(t, cash("158.02").String(), x.Difference.String())
	_, err := b.cases.Open(ctx, buyer, request(o, flow.KindReturn, policy.Defective, 1))
	var wrong *aftersales.InputError
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, "items[0].sku", wrong.Field)
	r := request(o, flow.KindReturn, policy.Defective, 1)
	r.Items[0].SKU = "SONG"
	_, err = b.cases.Open(ctx, buyer, r)
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, "items[0].sku", wrong.Field)
	r = request(o, flow.KindReturn, policy.Defective, 3)
	r.Items[0].SKU = "RING"
	_, err = b.cases.Open(ctx, buyer, r)
	var refused *aftersales.RefusedError
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "exchanged", refused.Code)
	require.Equal(t, int64(2), refused.Left)

	lamp := b.back(b.returns(o, 1, "LAMP"), "A")
	require.False(t, lamp.Sums.Exchanged.HasCurrency())
	b.sent(x, "0")
	b.back(b.returns(o, 1, "RING"), "A")
	b.sent(x, "79.01")
	b.back(b.returns(o, 1, "RING"), "A")
	b.sent(x, "158.02")
	b.back(b.returns(o, 1, ""), "A") // nothing else is left
	require.Equal(t, o.Total.String(), b.order(o.ID).Refunded.String())
	b.onHand("LAMP", "", 1000)
	b.onHand("RING", "", 1000)
}

func TestWhatAnExchangeGaveBackIsNotPaidAgain(t *testing.T) {
	b := over(t, policy.Basic())
	b.cases.Facts = nil
	o := b.delivered(order.Item{SKU: "RING", Qty: 2})
	b.exchanged(o, 1, "LAMP", "")
	b.refunded(o.ID, "79.01")
	c := b.back(b.returns(o, 1, "LAMP"), "A") // while a ring stays
	want := b.order(o.ID).Refunded
	shipping, err := c.Sums.Shipping.Add(cash("99"))
	require.NoError(t, err)
	require.Equal(t, shipping.String(), want.String(), "the exchanged ring was paid with 99, and no more goes back")
	b.back(b.returns(o, 1, ""), "A")
	require.Equal(t, o.Total.String(), b.order(o.ID).Refunded.String())
	b.onHand("LAMP", "", 1000)
	b.onHand("RING", "", 1000)
}

func TestASecondExchangeCountsFromTheGoodsOfTheFirst(t *testing.T) {
	b := over(t, policy.Basic())
	b.cases.Facts = nil
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	x := b.exchanged(o, 1, "RING", "")
	r := request(o, flow.KindExchange, policy.Defective, 1)
	r.Items[0].Want = "LAMP"
	_, err := b.cases.Open(ctx, buyer, r)
	var refused *aftersales.RefusedError
	require.ErrorAs(t, err, &refused, "money of another payment is returned with the goods")
	require.Equal(t, "exchanged", refused.Code)
	again := b.exchanged(o, 1, "", "") // the same once more: a ring
	require.True(t, again.Difference.IsZero())
	b.onHand("RING", "", 999)
	b.back(b.returns(o, 1, ""), "A")
	b.sent(x, "79.01")
	b.onHand("RING", "", 1000)
	b.onHand("LAMP", "", 1000)
}

func TestAGradeTakesItsPartOfADifference(t *testing.T) {
	b := over(t, policy.CNMarketplace())
	b.cases.Facts = nil
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	x := b.exchanged(o, 1, "RING", "")
	c := b.did(b.cases.Open(ctx, buyer, request(o, flow.KindReturn, policy.ChangedMind, 1)))
	b.back(c, "B")
	c = b.did(b.cases.Agree(ctx, buyer, c.ID, ""))
	b.is(c.ID, flow.Completed)
	b.sent(x, "71.10") // nine tenths
	b.refunded(o.ID, "17.99")
}

func TestADifferenceThatTheProviderDeclinesWaitsAtItsExchange(t *testing.T) {
	b := over(t, policy.Basic())
	b.cases.Facts = nil
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	x := b.exchanged(o, 2, "RING", "")
	b.psp.set("declined")
	c := b.back(b.returns(o, 1, ""), "A")
	b.psp.set("")
	require.Len(t, b.read(x.ID).Declined, 1)
	b.did(b.cases.RetryRefund(ctx, merchant, x.ID))
	b.sent(x, "79.01")
	b.pass(8 * day)
	b.is(c.ID, flow.Completed)
	b.back(b.returns(o, 1, ""), "A")
	b.sent(x, "158.02")
	require.Equal(t, o.Total.String(), b.order(o.ID).Refunded.String())
}
