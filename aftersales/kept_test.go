package aftersales_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// cheaper lets three lamps cost 19.99, 14.99 and 4.99.
type cheaper struct{ order.Pricer }

func (p cheaper) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	priced, err := p.Pricer.Price(ctx, by, b)
	if err != nil {
		return priced, err
	}
	row := func(off, net string) order.Row {
		r := order.Row{Units: 1, Price: cash("19.99"), Discount: cash(off), Tax: cash("0"), Net: cash(net)}
		if !r.Discount.IsZero() {
			r.Discounts = []order.Share{{Code: "more", Payer: "seller", Amount: r.Discount}}
		}
		return r
	}
	priced.Orders[0].Lines[0].Rows = []order.Row{row("0", "19.99"), row("5", "14.99"), row("15", "4.99")}
	priced.Orders[0].Discount, priced.Orders[0].Total = cash("20"), cash("44.97")
	return priced, nil
}

// halved is an order of three lamps of which the third has gone back alone, since
// the refund of the others was refused: whoever cancels one more is owed 34.98 for
// two less 4.99, and the unit that orders can count costs 19.99.
func (b *bench) halved() (order.Order, aftersales.Case) {
	b.t.Helper()
	ctx := b.t.Context()
	b.Orders.Pricer = cheaper{b.Orders.Pricer}
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
	b.psp.set("pending")
	first, err := b.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 2}}, Reason: "r", Sent: true})
	require.NoError(b.t, err)
	b.psp.set("")
	_, err = b.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "r", Sent: true})
	require.NoError(b.t, err)
	require.NoError(b.t, b.Payments.Learn(ctx, payment.Fact{Provider: "sandbox", Ref: first.Ref, Status: payment.Declined, At: b.now}))
	b.refunded(o.ID, "4.99")
	b.psp.set("declined rest")
	return o, b.open(o, flow.KindCancel, policy.ChangedMind, 1)
}

// What exceeds the price of the units is a refund of its own. Where that is
// refused, it alone is tried again, or paid another way.
func TestHalfOfARefundFails(t *testing.T) {
	for name, end := range map[string]func(b *bench, c aftersales.Case){
		"again": func(b *bench, _ aftersales.Case) {
			b.psp.set("")
			b.pass(2 * day)
		},
		"offline": func(b *bench, c aftersales.Case) {
			b.did(b.cases.PayOffline(b.t.Context(), merchant, c.ID, "in cash", piece()))
			require.Equal(b.t, cash("10").String(), b.read(c.ID).Offline.String())
		},
		"never": func(b *bench, c aftersales.Case) {
			b.pass(30 * day)
			require.Equal(b.t, cash("10").String(), b.read(c.ID).Offline.String())
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t)
			o, c := b.halved()
			b.did(b.cases.Agree(t.Context(), merchant, c.ID, ""))
			b.is(c.ID, flow.RefundFailed)
			b.refunded(o.ID, "24.98")
			end(b, c)
			c = b.is(c.ID, flow.Completed)
			if c.Offline.HasCurrency() {
				b.refunded(o.ID, "24.98")
			} else {
				b.refunded(o.ID, "34.98")
			}
			p := b.order(o.ID).Progress[0]
			require.EqualValues(t, 2, p.Refunded)
			require.EqualValues(t, 1, p.Dropped, "what was cancelled is not sent")
		})
	}
}

// Goods of which something is kept count as refunded: nobody can ask for the rest
// of them beside the case.
func TestWhatIsKeptIsNotRefundedBesideTheCase(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R1"}))
	b.did(b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "B"}, Text: "scratched"}))
	b.did(b.cases.Agree(ctx, buyer, c.ID, ""))
	b.refunded(o.ID, "17.99")
	require.EqualValues(t, 1, b.order(o.ID).Progress[0].Refunded)
	one := order.RefundRequest{Items: []order.Units{{Line: 1, Units: 2}}, Reason: "all of it", Sent: true}
	_, err := b.Orders.Refund(ctx, merchant, o.ID, one)
	require.ErrorIs(t, err, order.ErrInput, "one lamp is left")
	one.Items[0].Units = 1
	_, err = b.Orders.Refund(ctx, merchant, o.ID, one)
	require.NoError(t, err)
	b.refunded(o.ID, "37.98")
}

// What a merchant keeps, or gives, beside a case is settled: no case makes up for it.
func TestCasesDoNotUndoWhatWasSettledBeside(t *testing.T) {
	for amount, whole := range map[string]string{"12": "34.49", "21.99": "44.48"} { // a lamp and its half of the delivery cost 22.49
		b := fresh(t)
		ctx := t.Context()
		o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
		_, err := b.Orders.Refund(ctx, merchant, o.ID, order.RefundRequest{
			Items: []order.Units{{Line: 1, Units: 1}}, Amount: cash(amount), Reason: "agreed by phone", Sent: true,
		})
		require.NoError(t, err)
		c := b.open(o, flow.KindRefund, policy.NotReceived, 1)
		b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
		b.is(c.ID, flow.Completed)
		b.refunded(o.ID, whole)
	}
}

// Goods that came back and that nobody has inspected in time are accepted, and stand
// in quarantine, not on the shelf.
func TestGoodsAcceptedByTimeoutAreInQuarantine(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	c := b.open(o, flow.KindReturn, policy.ChangedMind, 2)
	b.did(b.cases.Agree(ctx, merchant, c.ID, ""))
	b.did(b.cases.ReturnLabel(ctx, merchant, c.ID, aftersales.Slip{Carrier: "van"}))
	_, err := b.cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "Q"}})
	require.ErrorIs(t, err, aftersales.ErrRefused, "who inspects says what was found")
	b.stop(b.parcel("case/"+string(c.ID)), shipping.InTransit)
	b.stop(b.parcel("case/"+string(c.ID)), shipping.Delivered)
	b.is(c.ID, flow.ReturnDelivered)
	b.pass(11 * day)
	c = b.is(c.ID, flow.Completed)
	require.Equal(t, "Q", c.Items[0].Grade)
	require.True(t, c.Restocked)
	b.onHand("LAMP", "quarantine", 2)
	b.onHand("LAMP", "", 998)
	b.refunded(o.ID, "35.78") // 39.98 less 4.20 for the label

	o = b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	mend := b.open(o, flow.KindRepair, policy.Defective, 1)
	b.did(b.cases.Agree(ctx, merchant, mend.ID, ""))
	b.did(b.cases.ShipBack(ctx, buyer, mend.ID, aftersales.Slip{Carrier: "post", Number: "R"}))
	b.did(b.cases.Inspect(ctx, merchant, mend.ID, aftersales.Finding{Grades: map[int]string{1: "C"}}))
	b.onHand("LAMP", "refurbish", 0)
	b.did(b.cases.ConvertRefund(ctx, merchant, mend.ID, "no parts"))
	b.onHand("LAMP", "refurbish", 1)
}
