package pricing_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/secure"
)

func item(seller catalog.SellerID, price string, qty int64, kind catalog.Kind) order.BasketItem {
	return order.BasketItem{Qty: qty, Offer: catalog.Offer{
		SKU: catalog.SKU(string(seller) + price), Seller: seller, Kind: kind, Price: money.MustParseText(price),
	}}
}

func TestPrice(t *testing.T) {
	m := money.MustParseText
	list := pricing.List{Fees: []pricing.Fee{{Flat: m("10 CNY"), FreeFrom: m("99 CNY")}, {Flat: m("4.50 EUR")}}}
	for name, c := range map[string]struct {
		currency string
		items    []order.BasketItem
		want     []string // seller, shipping, total
	}{
		"below":           {"CNY", []order.BasketItem{item("a", "98.99 CNY", 1, catalog.Goods)}, []string{"a 10.00 CNY 108.99 CNY"}},
		"at the limit":    {"CNY", []order.BasketItem{item("a", "33 CNY", 3, catalog.Goods)}, []string{"a 0.00 CNY 99.00 CNY"}},
		"no limit":        {"EUR", []order.BasketItem{item("a", "1000 EUR", 1, catalog.Goods)}, []string{"a 4.50 EUR 1004.50 EUR"}},
		"no fee":          {"USD", []order.BasketItem{item("a", "1 USD", 1, catalog.Goods)}, []string{"a 0.00 USD 1.00 USD"}},
		"nothing travels": {"EUR", []order.BasketItem{item("a", "2 EUR", 1, catalog.Digital)}, []string{"a 0.00 EUR 2.00 EUR"}},
		"each seller": {
			"CNY",
			[]order.BasketItem{item("b", "60 CNY", 1, catalog.Goods), item("a", "99 CNY", 1, catalog.Goods), item("b", "1 CNY", 2, catalog.Services)},
			[]string{"a 0.00 CNY 99.00 CNY", "b 10.00 CNY 72.00 CNY"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			priced, err := list.Price(t.Context(), secure.Actor{}, order.Basket{Currency: money.MustCurrency(c.currency), Items: c.items})
			require.NoError(t, err)
			var got []string
			for _, o := range priced.Orders {
				got = append(got, fmt.Sprint(o.Seller, " ", o.Shipping, " ", o.Total))
				for i, l := range o.Lines {
					assert.Equal(t, i+1, l.No)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestAnOfferInAnotherCurrencyIsRefused(t *testing.T) {
	b := order.Basket{Currency: money.MustCurrency("CNY"), Items: []order.BasketItem{item("a", "1 EUR", 1, catalog.Goods)}}
	_, err := pricing.List{}.Price(t.Context(), secure.Actor{}, b)
	require.ErrorIs(t, err, money.ErrMismatch)
}

func ExampleList() {
	pricer := pricing.List{Fees: []pricing.Fee{{Flat: money.MustParseText("10 CNY"), FreeFrom: money.MustParseText("99 CNY")}}}
	priced, err := pricer.Price(context.Background(), secure.Actor{}, order.Basket{
		Currency: money.MustCurrency("CNY"), Items: []order.BasketItem{item("teahouse", "45 CNY", 2, catalog.Goods)},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	o := priced.Orders[0]
	fmt.Println(o.Goods, "+", o.Shipping, "=", o.Total)
	// Output: 90.00 CNY + 10.00 CNY = 100.00 CNY
}
