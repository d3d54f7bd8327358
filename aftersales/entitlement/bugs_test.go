package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// sold is an order of lines with one row each.
func sold(shipping money.Money, rows ...order.Row) order.Order {
	zero := money.New(0, shipping.Currency())
	o := order.Order{Goods: zero, Discount: zero, Tax: zero, Shipping: shipping, Total: shipping}
	for i, r := range rows {
		o.Lines = append(o.Lines, order.Line{No: i + 1, Qty: r.Units, Rows: []order.Row{r}})
		o.Total, _ = o.Total.Add(r.Net)
	}
	return o
}

func row(units int64, price, discount, tax money.Money) order.Row {
	net, _ := price.Mul(units).Sub(discount)
	net, _ = net.Add(tax)
	return order.Row{Units: units, Price: price, Discount: discount, Tax: tax, Net: net}
}

// one refunds claims one after the other and answers each.
func one(t *testing.T, o order.Order, claims ...entitlement.Claim) []string {
	t.Helper()
	b, err := entitlement.Of(o)
	require.NoError(t, err)
	refunded := money.New(0, o.Total.Currency())
	var got []string
	for i, c := range claims {
		s, err := b.Refund(claims[:i], refunded, []entitlement.Claim{c})
		require.NoError(t, err)
		got = append(got, s.Total.String())
		refunded, err = refunded.Add(s.Total)
		require.NoError(t, err)
	}
	return got
}

func amount(text string) money.Money { return money.MustParseText(text) }

// What others got wrong, each with where it was reported.
func TestBugsOfOthers(t *testing.T) {
	share := entitlement.ShareShipping
	for name, row := range map[string]struct {
		order  order.Order
		claims []entitlement.Claim
		want   []string
	}{
		"magento-lts 4396: coupon and partial refunds leave money behind": {
			sold(amount("39 SEK"), row(3, amount("124 SEK"), amount("93 SEK"), amount("0 SEK"))),
			[]entitlement.Claim{{Line: 1, Units: 2}, {Line: 1, Units: 1, Shipping: entitlement.WholeShipping}},
			[]string{"186.00 SEK", "132.00 SEK"},
		},
		"magento2 2385: a second partial refund after the shipping went back": {
			sold(amount("5 EUR"), row(2, amount("10 EUR"), amount("0 EUR"), amount("0 EUR"))),
			[]entitlement.Claim{{Line: 0, Allowance: amount("5 EUR")}, {Line: 1, Units: 1}, {Line: 1, Units: 1}},
			[]string{"5.00 EUR", "10.00 EUR", "10.00 EUR"},
		},
		"magento2 39644: a cent of tax blocks the last refund": {
			sold(amount("0 EUR"), row(3, amount("3.36 EUR"), amount("0 EUR"), amount("1.91 EUR"))),
			[]entitlement.Claim{{Line: 1, Units: 1}, {Line: 1, Units: 1}, {Line: 1, Units: 1}},
			[]string{"3.99 EUR", "4.00 EUR", "4.00 EUR"},
		},
		"medusa 15885: the discount is not taken twice": {
			sold(amount("0 EUR"), row(1, amount("100 EUR"), amount("20 EUR"), amount("16 EUR"))),
			[]entitlement.Claim{{Line: 1, Units: 1}},
			[]string{"96.00 EUR"},
		},
		"solidus 707: no cent is rounded away": {
			sold(amount("0 USD"), row(7, amount("14.2857 USD"), amount("0 USD"), amount("0.0001 USD"))),
			[]entitlement.Claim{{Line: 1, Units: 3}, {Line: 1, Units: 4}},
			[]string{"42.85 USD", "57.15 USD"},
		},
		"vendure 2393: promotions lower the refund": {
			sold(amount("0 GBP"), row(2, amount("50 GBP"), amount("30 GBP"), amount("0 GBP"))),
			[]entitlement.Claim{{Line: 1, Units: 1}},
			[]string{"35.00 GBP"},
		},
		"laravel-sisp 282: 100.00 in three parts leaves nothing": {
			sold(amount("0 EUR"), row(3, amount("40 EUR"), amount("20 EUR"), amount("0 EUR"))),
			[]entitlement.Claim{{Line: 1, Units: 1}, {Line: 1, Units: 1}, {Line: 1, Units: 1}},
			[]string{"33.33 EUR", "33.33 EUR", "33.34 EUR"},
		},
		"PrestaShop 14092: never more than was paid": {
			sold(amount("7.58 EUR"), row(1, amount("112.80 EUR"), amount("12.80 EUR"), amount("0 EUR"))),
			[]entitlement.Claim{{Line: 1, Units: 1, Shipping: share}},
			[]string{"107.58 EUR"},
		},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, one(t, row.order, row.claims...)) })
	}
}
