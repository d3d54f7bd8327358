package order_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// changes is a pricer that changes what another one says.
type changes struct {
	order.Pricer
	change func(p *order.Priced)
}

func (c changes) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	p, err := c.Pricer.Price(ctx, by, b)
	if err == nil {
		c.change(&p)
	}
	return p, err
}

// present adds a line that costs nothing to an order.
func present(o *order.Order, sku catalog.SKU, code string) *order.Line {
	worth := cash("0.33")
	o.Lines = append(o.Lines, order.Line{No: len(o.Lines) + 1, SKU: sku, Kind: catalog.Goods, Title: "Gift", Qty: 1, Gift: true, Rows: []order.Row{
		{Units: 1, Price: worth, Discount: worth, Tax: cash("0"), Net: cash("0"), Discounts: []order.Share{{Code: code, Payer: "seller", Amount: worth}}},
	}})
	o.Goods, _ = o.Goods.Add(worth)
	o.Discount, _ = o.Discount.Add(worth)
	return &o.Lines[len(o.Lines)-1]
}

func TestWhatAPricerGivesIsProved(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *order.Priced)
		wrong  string // empty: right
	}{
		"nothing":          {func(*order.Priced) {}, ""},
		"a gift":           {func(p *order.Priced) { present(&p.Orders[0], "WICK", "g") }, ""},
		"the same again":   {func(p *order.Priced) { present(&p.Orders[0], "LAMP", "g") }, ""},
		"a gift of nobody": {func(p *order.Priced) { present(&p.Orders[0], "WICK", "") }, "no campaign gives"},
		"a gift at a price": {func(p *order.Priced) {
			l := present(&p.Orders[0], "WICK", "g")
			l.Rows[0] = order.Row{Units: 1, Price: cash("0.33"), Discount: cash("0"), Tax: cash("0"), Net: cash("0.33")}
			p.Orders[0].Discount = cash("0")
			p.Orders[0].Total, _ = p.Orders[0].Total.Add(cash("0.33"))
		}, "a gift that costs something"},
		"more than was asked": {func(p *order.Priced) { present(&p.Orders[0], "WICK", "g").Gift = false }, "units of WICK"},
		"a gift instead":      {func(p *order.Priced) { p.Orders[0].Lines[0].Gift = true }, "a gift that costs something"},
		"a delivery for less": {func(p *order.Priced) {
			p.Orders[0].ShippingDiscounts = []order.Share{{Code: "f", Payer: "platform", Amount: cash("2")}}
		}, ""},
		"a delivery that nobody pays": {func(p *order.Priced) {
			p.Orders[0].ShippingDiscounts = []order.Share{{Code: "f", Amount: cash("2")}}
		}, "a share of the delivery"},
		"a delivery below nothing": {func(p *order.Priced) {
			p.Orders[0].ShippingDiscounts = []order.Share{{Code: "f", Payer: "platform", Amount: cash("-2")}}
		}, "a share of the delivery"},
		"a delivery in another currency": {func(p *order.Priced) {
			p.Orders[0].ShippingDiscounts = []order.Share{{Code: "f", Payer: "platform", Amount: money.MustParseText("2 EUR")}}
		}, "currenc"},
		"a delivery without an amount": {func(p *order.Priced) {
			p.Orders[0].ShippingDiscounts = []order.Share{{Code: "f", Payer: "platform"}}
		}, "currency"},
		"points":            {func(p *order.Priced) { p.Orders[0].Awards = []order.Award{{Code: "p", Points: 1}} }, ""},
		"points of nobody":  {func(p *order.Priced) { p.Orders[0].Awards = []order.Award{{Points: 1}} }, "an award"},
		"points off nobody": {func(p *order.Priced) { p.Orders[0].Awards = []order.Award{{Code: "p", Points: -1}} }, "an award"},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			b.Orders.Pricer = changes{b.Orders.Pricer, c.change}
			_, _, err := b.Orders.Quote(t.Context(), buyer, order.Request{Lines: []order.Item{{SKU: "LAMP", Qty: 1}}, Currency: "USD"})
			if c.wrong == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "order: the pricer's result")
			require.ErrorContains(t, err, c.wrong)
		})
	}
}

// ledger is a claim and its settlement that only write down what is asked of them.
type ledger struct {
	told   []string
	refuse error
}

func (l *ledger) Take(ctx context.Context, tx order.Tx, p order.Purchase) error {
	list, err := tx.OrdersOf(ctx, p.ID)
	if err == nil && len(list) == 0 {
		err = errors.New("taken before the orders are there")
	}
	l.told = append(l.told, "take")
	return errors.Join(err, l.refuse)
}

func (l *ledger) Confirm(_ context.Context, _ order.Tx, _ []order.Order, codes ...string) error {
	return l.tell("confirm ", codes)
}

func (l *ledger) Release(_ context.Context, _ order.Tx, _ []order.Order, codes ...string) error {
	return l.tell("release ", codes)
}

func (l *ledger) tell(what string, codes []string) error {
	if len(codes) == 0 {
		codes = []string{"everything"}
	}
	for _, code := range codes {
		l.told = append(l.told, what+code)
	}
	return l.refuse
}

// given gives each order two dollars off its delivery, by one campaign for all and
// by one of its own.
func given(l *ledger) func(p *order.Priced) {
	return func(p *order.Priced) {
		p.Claim = l
		for i := range p.Orders {
			o := &p.Orders[i]
			for _, code := range []string{"all", "of " + string(o.Seller)} {
				o.ShippingDiscounts = append(o.ShippingDiscounts, order.Share{Code: code, Payer: "platform", Amount: cash("1")})
			}
		}
	}
}

func (l *ledger) since(n int) []string { return append([]string{}, l.told[n:]...) }

func TestAClaimIsTakenConfirmedAndReleased(t *testing.T) {
	b, l := fresh(t, nil), &ledger{}
	b.Orders.Pricer, b.Orders.Claims = changes{b.Orders.Pricer, given(l)}, l
	both := []order.Item{{SKU: "LAMP", Qty: 1}, {SKU: "TEA", Qty: 1}}
	_, orders := b.placed(b.request("k1", sandbox.OK, both...))
	require.Equal(t, []string{"take", "confirm everything"}, l.told)
	for _, o := range orders {
		require.True(t, o.Claims)
		n := len(l.told)
		_, err := b.Orders.Accept(t.Context(), staff, o.ID)
		require.NoError(t, err)
		require.Empty(t, l.since(n), "a step of an order that neither pays nor ends it settles nothing")
	}
	n := len(l.told)
	_, err := b.Orders.Reject(t.Context(), staff, orders[0].ID, "no")
	require.NoError(t, err)
	require.Equal(t, []string{"release of lamplight"}, l.since(n))
	n = len(l.told)
	_, err = b.Orders.Reject(t.Context(), staff, orders[1].ID, "no")
	require.NoError(t, err)
	require.Equal(t, []string{"release everything"}, l.since(n))

	n = len(l.told)
	_, orders = b.placed(b.request("k2", sandbox.Stall, both...))
	_, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
	require.Equal(t, []string{"take", "release everything"}, l.since(n))
}

// What refuses a claim ends what it belongs to, and nothing of that is written.
func TestARefusedClaimWritesNothing(t *testing.T) {
	b, l := fresh(t, nil), &ledger{}
	b.Orders.Pricer, b.Orders.Claims = changes{b.Orders.Pricer, given(l)}, l
	gone := errors.New("used up")
	l.refuse = gone
	r := b.request("k1", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	before := b.db.Commits()
	_, err := b.Orders.Place(t.Context(), buyer, r)
	require.ErrorIs(t, err, gone)
	require.Equal(t, before, b.db.Commits())
	b.level("LAMP", 10, 0)

	l.refuse = nil
	_, orders := b.placed(r)
	l.refuse = gone
	_, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.ErrorIs(t, err, gone)
	require.Equal(t, order.Confirmed, b.order(orders[0].ID).Status)
	b.level("LAMP", 10, 1)

	b.Orders.Claims = nil // nobody settles: the order goes its way
	_, err = b.Orders.Cancel(t.Context(), buyer, orders[0].ID)
	require.NoError(t, err)
}

func TestTheFingerprintKnowsCodes(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k1", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Codes = []string{"SPRING"}
	b.placed(r)
	r.Codes = []string{"SUMMER"}
	_, err := b.Orders.Place(t.Context(), buyer, r)
	require.ErrorIs(t, err, order.ErrKeyReused)
	r.Codes = nil
	text, err := json.Marshal(r)
	require.NoError(t, err)
	require.NotContains(t, string(text), "Codes", "requests without codes have the fingerprints that they had before there were any")
	_, err = b.Orders.Place(t.Context(), buyer, r)
	require.ErrorIs(t, err, order.ErrKeyReused)
}
