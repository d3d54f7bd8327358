package order_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// Whichever package finds what is wrong with a request, it is an *InputError that
// names the field it was given in, and repeats nothing of it.
func TestEveryWrongFieldIsNamed(t *testing.T) {
	b := fresh(t, nil)
	_, err := b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
		Slug: "dust", Seller: "lamplight", Kind: catalog.Digital, Status: catalog.Active, Texts: catalog.Texts{"en": {Title: "Dust"}},
		Variants: []catalog.Variant{
			{SKU: "DUST", Prices: []money.Money{cash("0.005")}},
			{SKU: "GOLD", Prices: []money.Money{cash("90071992547409.91")}},
			{SKU: "EURO", Prices: []money.Money{money.MustParseText("1 EUR")}},
		},
	})
	require.NoError(t, err)
	two := []order.Item{{SKU: "LAMP", Qty: 1}, {SKU: "LAMP", Qty: 1}}
	for name, c := range map[string]struct {
		spoil func(*order.Request)
		field string
		also  error
	}{
		"unknown provider":  {func(r *order.Request) { r.Provider = "canary" }, "provider", payment.ErrNoProvider},
		"unknown method":    {func(r *order.Request) { r.Method = "canary" }, "method", payment.ErrRequest},
		"a card number":     {func(r *order.Request) { r.Instrument = "4111111111111111" }, "instrument", payment.ErrRequest},
		"return address":    {func(r *order.Request) { r.ReturnURL = "https:///canary" }, "return_url", payment.ErrRequest},
		"unknown carrier":   {func(r *order.Request) { r.Carrier = "canary" }, "carrier", shipping.ErrNoCarrier},
		"unknown service":   {func(r *order.Request) { r.Service = "canary" }, "service", shipping.ErrRequest},
		"service alone":     {func(r *order.Request) { r.Carrier = "" }, "carrier", shipping.ErrRequest},
		"unknown product":   {func(r *order.Request) { r.Lines = append(two, order.Item{SKU: "CANARY", Qty: 1}) }, "lines[2].sku", catalog.ErrUnknown},
		"no product's name": {func(r *order.Request) { r.Lines = append(two, order.Item{SKU: "canary\x7f", Qty: 1}) }, "lines[2].sku", order.ErrInput},
		"other currency":    {func(r *order.Request) { r.Lines = append(two, order.Item{SKU: "EURO", Qty: 1}) }, "currency", catalog.ErrNoPrice},
		"half a cent":       {func(r *order.Request) { r.Lines = append(two, order.Item{SKU: "DUST", Qty: 3}) }, "lines[2]", money.ErrInexact},
		"beyond the books":  {func(r *order.Request) { r.Lines = append(two, order.Item{SKU: "GOLD", Qty: 100_000}) }, "lines[2]", money.ErrRange},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.request(name, sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
			c.spoil(&r)
			_, err := b.Orders.Place(t.Context(), buyer, r)
			var input *order.InputError
			require.ErrorAs(t, err, &input)
			require.Equal(t, c.field, input.Field)
			require.ErrorIs(t, err, order.ErrInput)
			require.ErrorIs(t, err, c.also)
			require.NotContains(t, err.Error(), "anary")
			require.NotContains(t, err.Error(), "4111")
		})
	}
	b.level("LAMP", 10, 0)
	require.Empty(t, b.psp.Trades())

	p, _ := b.placed(b.request("k", sandbox.Decline, order.Item{SKU: "LAMP", Qty: 1}))
	_, err = b.Orders.Retry(t.Context(), buyer, p.ID, order.Tender{Provider: "sandbox", Method: "canary", Instrument: sandbox.OK})
	var input *order.InputError
	require.ErrorAs(t, err, &input)
	require.Equal(t, "method", input.Field)
}

// Every line is found, wherever it stands.
func TestTheFirstLineThatIsNotForSaleIsNamed(t *testing.T) {
	b := fresh(t, nil)
	for want := range 4 {
		r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
		r.Lines = []order.Item{{SKU: "LAMP", Qty: 1}, {SKU: "TEA", Qty: 1}, {SKU: "SONG", Qty: 1}, {SKU: "WICK", Qty: 1}}
		r.Lines[want].SKU = "NONE"
		r.Lines = append(r.Lines, order.Item{SKU: "NEITHER", Qty: 1})
		_, _, err := b.Orders.Quote(t.Context(), buyer, r)
		var input *order.InputError
		require.ErrorAs(t, err, &input)
		require.Equal(t, []string{"lines[0].sku", "lines[1].sku", "lines[2].sku", "lines[3].sku"}[want], input.Field)
	}
}

func TestALimitThatIsNoneIsRefused(t *testing.T) {
	b := fresh(t, nil)
	b.placed(b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1}))
	for limit, ok := range map[int]bool{-1: false, 0: true, 1: true, 500: true, 501: false} {
		for _, err := range b.Orders.Orders(t.Context(), buyer, order.Query{Limit: limit}) {
			var input *order.InputError
			if ok {
				require.NoError(t, err)
			} else {
				require.ErrorAs(t, err, &input)
				require.Equal(t, "limit", input.Field)
			}
		}
	}
}
