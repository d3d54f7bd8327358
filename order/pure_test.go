package order

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
)

func TestLifecycleHasNoHoles(t *testing.T) {
	require.NoError(t, Lifecycle().Check())
	for _, s := range []Status{Cancelled, Completed} {
		assert.True(t, Lifecycle().Final(s))
	}
	assert.Len(t, Lifecycle().States(), 9)
}

func TestPaymentStatusOf(t *testing.T) {
	usd := func(minor int64) money.Money { return money.New(minor, money.MustCurrency("USD")) }
	for _, c := range []struct {
		charge   PaymentStatus
		refunded int64
		want     PaymentStatus
	}{
		{PayUnpaid, 0, PayUnpaid},
		{PayInDoubt, 0, PayInDoubt},
		{PayAuthorized, 0, PayAuthorized},
		{PayReview, 0, PayReview},
		{PayVoided, 0, PayVoided},
		{PayPaid, 0, PayPaid},
		{PayPaid, 1, PayPartRefunded},
		{PayPartRefunded, 100, PayRefunded},
		{PayRefunded, 100, PayRefunded},
		{PayPartRefunded, 101, PayRefunded},
		{"from_a_newer_version", 0, "from_a_newer_version"},
	} {
		assert.Equal(t, c.want, PaymentStatusOf(c.charge, usd(100), usd(c.refunded)), "%+v", c)
	}
}

func TestShippingStatusOf(t *testing.T) {
	lines := []Line{{Qty: 3}, {Qty: 1}}
	for _, c := range []struct {
		progress []Progress
		want     ShippingStatus
	}{
		{[]Progress{{}, {}}, ShipNone},
		{[]Progress{{Packed: 3}, {}}, ShipNone},
		{[]Progress{{Packed: 3, Shipped: 2}, {}}, ShipPart},
		{[]Progress{{Shipped: 3}, {Shipped: 1}}, ShipShipped},
		{[]Progress{{Shipped: 3}, {Dropped: 1}}, ShipShipped},
		{[]Progress{{Shipped: 3, Delivered: 3}, {Shipped: 1}}, ShipShipped},
		{[]Progress{{Shipped: 3, Delivered: 3}, {Dropped: 1}}, ShipDelivered},
		{[]Progress{{Shipped: 3, Delivered: 2, Returned: 1}, {Shipped: 1, Delivered: 1}}, ShipDelivered},
		{[]Progress{{Shipped: 3, Returned: 3}, {Dropped: 1}}, ShipReturned},
		{[]Progress{{Dropped: 3}, {Dropped: 1}}, ShipNone},
	} {
		assert.Equal(t, c.want, ShippingStatusOf(lines, c.progress), "%+v", c.progress)
	}
}

func TestCheckAddress(t *testing.T) {
	good := shipping.Address{
		Name: "林小雨", Phone: "+86 (138) 0000-0000", Country: "CN", Region: "浙江", City: "杭州", District: "西湖",
		Street: "文三路 1 号\n2 单元", Postcode: "310000",
	}
	require.NoError(t, CheckAddress(good, true))
	require.NoError(t, CheckAddress(shipping.Address{}, false))
	for _, name := range []string{"علی\u200cرضا", "क्\u200dष", "👩\u200d🚀", "\u0600١٢", "O'Neil"} {
		a := good
		a.Name = name
		require.NoError(t, CheckAddress(a, true), name)
	}
	for code := range strings.FieldsSeq(countries) {
		require.Empty(t, country(code))
	}
	require.Contains(t, country("United Kingdom"), "two capital letters of ISO 3166-1")
	for name, c := range map[string]struct {
		field string
		spoil func(*shipping.Address)
	}{
		"no name":        {"to.name", func(a *shipping.Address) { a.Name = " " }},
		"bytes":          {"to.name", func(a *shipping.Address) { a.Name = "a\xff" }},
		"right to left":  {"to.name", func(a *shipping.Address) { a.Name = "a\u202eb" }},
		"long":           {"to.city", func(a *shipping.Address) { a.City = strings.Repeat("城", 101) }},
		"header":         {"to.city", func(a *shipping.Address) { a.City = "a\r\nBcc: b" }},
		"nul":            {"to.street", func(a *shipping.Address) { a.Street = "a\x00" }},
		"country":        {"to.country", func(a *shipping.Address) { a.Country = "cn" }},
		"country's name": {"to.country", func(a *shipping.Address) { a.Country = "United Kingdom" }},
		"no such one":    {"to.country", func(a *shipping.Address) { a.Country = "UK" }},
		"two codes":      {"to.country", func(a *shipping.Address) { a.Country = "D " }},
		"arabic mark":    {"to.name", func(a *shipping.Address) { a.Name = "a\u061cb" }},
		"no width":       {"to.name", func(a *shipping.Address) { a.Name = "a\u200bb" }},
		"word joiner":    {"to.street", func(a *shipping.Address) { a.Street = "a\u2060b" }},
		"soft hyphen":    {"to.city", func(a *shipping.Address) { a.City = "a\u00adb" }},
		"annotation":     {"to.city", func(a *shipping.Address) { a.City = "a\ufff9b" }},
		"tag":            {"to.region", func(a *shipping.Address) { a.Region = "a\U000e0041b" }},
		"only joiners":   {"to.name", func(a *shipping.Address) { a.Name = "\u200d\u200c \ufe0f" }},
		"filler":         {"to.street", func(a *shipping.Address) { a.Street = "\u3164\n\uffa0\u2800" }},
		"no country":     {"to.country", func(a *shipping.Address) { a.Country = "" }},
		"letters":        {"to.phone", func(a *shipping.Address) { a.Phone = "call me" }},
		"few digits":     {"to.phone", func(a *shipping.Address) { a.Phone = "+1 23" }},
		"wide postcode":  {"to.postcode", func(a *shipping.Address) { a.Postcode = "３１" }},
		"escape in area": {"to.district", func(a *shipping.Address) { a.District = "\x1b[31m" }},
	} {
		a := good
		c.spoil(&a)
		var input *InputError
		require.ErrorAs(t, CheckAddress(a, true), &input, name)
		assert.Equal(t, c.field, input.Field, name)
		assert.NotContains(t, input.Error(), "call me")
		assert.NotContains(t, input.Error(), "Kingdom")
	}
}

func TestRequestWords(t *testing.T) {
	good := Request{Key: "k", Email: "a@b.example", Note: "line\nline", Language: "zh-CN", Provider: "p", Method: "m", ReturnURL: "https://shop.example/o?x=1"}
	require.NoError(t, good.checkWords())
	require.NoError(t, good.tender().checkWords())
	for name, c := range map[string]struct {
		field string
		spoil func(*Request)
	}{
		"no key":     {"key", func(r *Request) { r.Key = "" }},
		"long key":   {"key", func(r *Request) { r.Key = strings.Repeat("k", 129) }},
		"email":      {"email", func(r *Request) { r.Email = "a@b" }},
		"two ats":    {"email", func(r *Request) { r.Email = "a@b@c.example" }},
		"list":       {"email", func(r *Request) { r.Email = "a@b.example,c@d.example" }},
		"note":       {"note", func(r *Request) { r.Note = strings.Repeat("n", 1001) }},
		"tag":        {"language", func(r *Request) { r.Language = "zh CN" }},
		"provider":   {"provider", func(r *Request) { r.Provider = "" }},
		"method":     {"method", func(r *Request) { r.Method = "支付" }},
		"script":     {"return_url", func(r *Request) { r.ReturnURL = "javascript:alert(1)" }},
		"relative":   {"return_url", func(r *Request) { r.ReturnURL = "//evil.example" }},
		"instrument": {"instrument", func(r *Request) { r.Instrument = "tok\n" }},
	} {
		r := good
		c.spoil(&r)
		err := r.checkWords()
		if err == nil {
			err = r.tender().checkWords()
		}
		var input *InputError
		require.ErrorAs(t, err, &input, name)
		assert.Equal(t, c.field, input.Field, name)
	}
}

func TestLinesAreMergedAndBounded(t *testing.T) {
	limits := Limits{MaxLines: 2, MaxQty: 10}
	got, err := limits.merged([]Item{{"B", 1}, {"A", 2}, {"B", 9}})
	require.NoError(t, err)
	require.Equal(t, []Item{{"B", 10}, {"A", 2}}, got)
	for field, lines := range map[string][]Item{
		"lines":        nil,
		"lines[0].qty": {{"A", 0}},
		"lines[1].qty": {{"A", 5}, {"A", 1 << 62}},
		"lines[0].sku": {{"", 1}},
		"lines[1].sku": {{"A", 1}, {"Ü", 1}},
	} {
		_, err := limits.merged(lines)
		var input *InputError
		require.ErrorAs(t, err, &input)
		assert.Equal(t, field, input.Field)
	}
	_, err = limits.merged([]Item{{"A", 1}, {"B", 1}, {"C", 1}})
	require.ErrorIs(t, err, ErrInput)
}

func TestAPricerThatLiesIsCaught(t *testing.T) {
	usd := money.MustCurrency("USD")
	m := func(minor int64) money.Money { return money.New(minor, usd) }
	basket := Basket{Currency: usd, Items: []BasketItem{{Offer: catalog.Offer{SKU: "A"}, Qty: 2}}}
	honest := func() []Order {
		return []Order{{
			Seller: "s", Goods: m(200), Discount: m(20), Shipping: m(5), Tax: m(1), Total: m(186),
			Lines: []Line{{No: 1, SKU: "A", Qty: 2, Rows: []Row{{
				Units: 2, Price: m(100), Discount: m(20), Tax: m(1), Net: m(181), Discounts: []Share{{Code: "C", Payer: "seller", Amount: m(20)}},
			}}}},
		}}
	}
	total, err := checkPriced(honest(), basket)
	require.NoError(t, err)
	require.Equal(t, "1.86 USD", total.String())
	for name, lie := range map[string]func(*Order){
		"total":      func(o *Order) { o.Total = m(185) },
		"goods":      func(o *Order) { o.Goods, o.Shipping = m(201), m(4) },
		"share":      func(o *Order) { o.Lines[0].Rows[0].Discounts[0].Amount = m(19) },
		"net":        func(o *Order) { o.Lines[0].Rows[0].Net = m(182) },
		"units":      func(o *Order) { o.Lines[0].Rows[0].Units = 1 },
		"quantity":   func(o *Order) { o.Lines[0].Qty, o.Lines[0].Rows[0].Units = 3, 3 },
		"another":    func(o *Order) { o.Lines[0].SKU = "B" },
		"number":     func(o *Order) { o.Lines[0].No = 2 },
		"no rows":    func(o *Order) { o.Lines[0].Rows = nil },
		"no seller":  func(o *Order) { o.Seller = "" },
		"currency":   func(o *Order) { o.Shipping = money.New(5, money.MustCurrency("EUR")) },
		"below zero": func(o *Order) { o.Shipping, o.Total = m(-5), m(176) },
	} {
		orders := honest()
		lie(&orders[0])
		_, err := checkPriced(orders, basket)
		assert.Error(t, err, name)
	}
	_, err = checkPriced(nil, basket)
	assert.Error(t, err)
}

func TestALineThatNobodyCanPayIsNamed(t *testing.T) {
	usd := money.MustCurrency("USD")
	r := Request{Lines: []Item{{SKU: "A", Qty: 1}, {SKU: "B", Qty: 1}, {SKU: "B", Qty: 2}}}
	priced := func(a, b string) []Order {
		one, two := money.MustParse(a, usd), money.MustParse(b, usd)
		goods, err := one.Add(two)
		require.NoError(t, err)
		return []Order{{Goods: goods, Total: goods, Lines: []Line{{SKU: "A", Rows: []Row{{Net: one}}}, {SKU: "B", Rows: []Row{{Net: two}}}}}}
	}
	require.NoError(t, r.payable(priced("0.05", "1")))
	for _, c := range []struct{ a, b, field string }{
		{"1", "0.005", "lines[1]"},
		{"0.005", "0.005", "lines[0]"}, // together they are a whole cent, alone nobody can give them back
		{"1", "92233720368547758.08", "lines[1]"},
		{"92233720368547758.00", "92233720368547758.00", "lines"},
	} {
		err := r.payable(priced(c.a, c.b))
		var input *InputError
		require.ErrorAs(t, err, &input, "%+v", c)
		assert.Equal(t, c.field, input.Field)
	}
}

func TestAnOrdersStateReadsWell(t *testing.T) {
	require.EqualError(t, bad("order", "has not been paid"), "order: has not been paid")
	require.EqualError(t, bad("reason", "is missing"), "order: reason: is missing")
}
