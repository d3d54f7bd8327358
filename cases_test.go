package cartwright_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// tenOff takes 10.00 off six lamps, which six units cannot bear alike.
type tenOff struct{ order.Pricer }

func (p tenOff) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	priced, err := p.Pricer.Price(ctx, by, b)
	if err != nil {
		return priced, err
	}
	orders := priced.Orders
	row := func(units int64, off, net string) order.Row {
		return order.Row{
			Units: units, Price: cash("19.99"), Discount: cash(off), Tax: cash("0"), Net: cash(net),
			Discounts: []order.Share{{Code: "ten", Payer: "seller", Amount: cash(off)}},
		}
	}
	orders[0].Lines[0].Rows = []order.Row{row(4, "6.68", "73.28"), row(2, "3.32", "36.66")}
	orders[0].Discount, orders[0].Total = cash("10"), cash("109.94")
	return priced, nil
}

// withCases is a shop with after-sales over a store.
func withCases(t *testing.T, store cartwright.Backend) *bench {
	t.Helper()
	b := fresh(t, store, 10)
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	policies, err := policy.Set{}.With(policy.Entry{Policy: policy.CNMarketplace()})
	require.NoError(t, err)
	b.Shop, err = cartwright.Wire(store, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van{clock}}, Now: clock, Policies: policies,
	})
	require.NoError(t, err)
	b.Orders.Pricer = tenOff{b.Orders.Pricer}
	require.NoError(t, b.Check())
	return b
}

// returned lets some units of the only line come back through a case.
func (b *bench) returned(t *testing.T, id order.ID, units int64) {
	t.Helper()
	ctx := t.Context()
	c, err := b.Cases.Open(ctx, buyer, aftersales.Request{
		Order: id, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: units}},
	})
	require.NoError(t, err)
	_, err = b.Cases.Agree(ctx, merchant, c.ID, "")
	require.NoError(t, err)
	_, err = b.Cases.ShipBack(ctx, buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R" + string(c.ID)})
	require.NoError(t, err)
	_, err = b.Cases.Inspect(ctx, merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}})
	require.NoError(t, err)
	c, err = b.Cases.Case(ctx, buyer, c.ID)
	require.NoError(t, err)
	require.Equal(t, flow.Completed, c.State, "the provider's answer moved payment, order and case")
}

// A unit of a discounted order that comes back gives back exactly its share, and
// the rest exactly the rest.
func TestReturnsOfADiscountedOrderGiveBackWhatWasPaid(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := withCases(t, open(t))
		r := request("k1", 6, sandbox.OK)
		r.ExpectedTotal = cash("109.94")
		o := b.place(t, r)
		require.Equal(t, order.PayPaid, o.PaymentStatus)
		_, err := b.Orders.Accept(t.Context(), merchant, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.NoError(t, err)
		b.pass(t, 3*24*time.Hour)
		require.Equal(t, order.Delivered, b.order(t, o.ID).Status)

		b.returned(t, o.ID, 1)
		o = b.order(t, o.ID)
		require.Equal(t, "18.32 USD", o.Refunded.String())
		require.Equal(t, order.PayPartRefunded, o.PaymentStatus)
		b.returned(t, o.ID, 5)
		o = b.order(t, o.ID)
		require.Equal(t, "109.94 USD", o.Refunded.String())
		require.Equal(t, order.PayRefunded, o.PaymentStatus)
	})
}

func TestCheckNamesWhatCasesLack(t *testing.T) {
	b := withCases(t, memstore.New())
	b.Timers.Handlers = fresh(t, memstore.New(), 1).Timers.Handlers
	require.ErrorContains(t, b.Check(), "Timers.Handlers has none for aftersales.")
	cases := *b.Cases
	cases.Policies = nil
	b.Cases = &cases
	require.ErrorContains(t, b.Check(), "cartwright: Cases.Policies is not set")
}

func TestAShopWithoutCasesNeedsNoStoreOfThem(t *testing.T) {
	plain := struct{ cartwright.Backend }{memstore.New()}
	s, err := cartwright.Wire(plain, cartwright.Options{})
	require.NoError(t, err)
	require.Nil(t, s.Cases)
	_, err = cartwright.Wire(plain, cartwright.Options{Policies: policy.Set{}})
	require.ErrorContains(t, err, "cartwright: Backend keeps no cases")
}
