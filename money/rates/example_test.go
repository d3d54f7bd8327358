package rates_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func exampleRate(base, quote money.Currency, text string) rates.Rate {
	return must(rates.Parse(base, quote, text, rates.Info{Provider: "ecb", AsOf: monday}))
}

func exampleTable() *rates.Table {
	return must(rates.NewTable(must(rates.ECBCSV(strings.NewReader(historyCSV))).Rates))
}

func Example() {
	feed, err := rates.ECBXML(strings.NewReader(dailyXML)) // the host fetched it
	if err != nil {
		panic(err)
	}
	table, err := rates.NewTable(feed.Rates)
	if err != nil {
		panic(err)
	}
	rate, err := table.Lookup(usd, jpy, monday)
	if err != nil {
		panic(err)
	}
	yen, err := rate.Convert(money.MustParse("19.99", usd), money.HalfUp)
	fmt.Println(yen, err)
	// Output: 3195 JPY <nil>
}

func ExampleNew() {
	half, err := rates.New(eur, usd, big.NewInt(3), big.NewInt(2), rates.Info{Provider: "shop", Kind: rates.Fixed, AsOf: monday})
	fmt.Println(half, err)
	// Output: 1 EUR = 1.5 USD (shop, fixed, 2026-04-13T00:00:00Z) <nil>
}

func ExampleParse() {
	_, err := rates.Parse(eur, usd, "1,1476", rates.Info{Provider: "ecb", AsOf: monday})
	fmt.Println(err)
	// Output: rates: rate: is not a plain decimal number with a point
}

func ExampleFromDecimal() {
	r, err := rates.FromDecimal(eur, usd, decimal.RequireFromString("1.17"), rates.Info{Provider: "bank", AsOf: monday})
	fmt.Println(r.Rat(), err)
	// Output: 117/100 <nil>
}

func ExampleSame() {
	fmt.Println(rates.Same(eur, monday))
	// Output: 1 EUR = 1 EUR (same, fixed, 2026-04-13T00:00:00Z) <nil>
}

func ExampleRate_Convert() {
	r := exampleRate(usd, jpy, "150.10")
	fmt.Println(r.Convert(money.MustParse("100.05", usd), money.HalfUp)) // 15017.505
	fmt.Println(r.Convert(money.MustParse("100.05", usd), money.Down))
	// Output:
	// 15018 JPY <nil>
	// 15017 JPY <nil>
}

func ExampleRate_Invert() {
	fmt.Println(exampleRate(eur, usd, "1.1").Invert().Rat())
	// Output: 10/11
}

func ExampleRate_Cross() {
	dollar, yen := exampleRate(eur, usd, "1.1684"), exampleRate(eur, jpy, "186.75")
	cross, err := dollar.Invert().Cross(yen)
	fmt.Println(cross.Rat(), len(cross.Path()), err)
	// Output: 466875/2921 2 <nil>
}

func ExampleRate_Path() {
	r, _ := exampleTable().Lookup(usd, jpy, monday)
	for _, leg := range r.Path() {
		fmt.Println(leg.Base, leg.Quote, leg.Provider, leg.AsOf.Format(time.DateOnly))
	}
	// Output:
	// EUR USD ecb 2026-04-13
	// EUR JPY ecb 2026-04-13
}

func ExampleRate_Markup() {
	r, err := exampleRate(eur, usd, "1.10").Markup(decimal.NewFromInt(2))
	fmt.Println(r.Rat(), err)
	// Output: 561/500 <nil>
}

func ExampleRate_CheckAt() {
	r, _ := rates.Parse(eur, usd, "1.1", rates.Info{Provider: "bank", AsOf: monday, ValidUntil: monday.Add(time.Hour)})
	fmt.Println(r.CheckAt(monday.Add(time.Minute)), errors.Is(r.CheckAt(monday.Add(time.Hour)), rates.ErrExpired))
	// Output: <nil> true
}

func ExampleRate_Info() {
	i := exampleRate(eur, usd, "1.1").Info()
	fmt.Println(i.Provider, i.Kind, i.AsOf.Format(time.DateOnly))
	// Output: ecb reference 2026-04-13
}

func ExampleRate_MarshalJSON() {
	data, err := json.Marshal(exampleRate(eur, usd, "1.5"))
	var back rates.Rate
	fmt.Println(err, json.Unmarshal(data, &back), back.Rat())
	// Output: <nil> <nil> 3/2
}

func ExampleKind() {
	r, _ := rates.Parse(eur, usd, "1.1", rates.Info{Provider: "bank", Kind: rates.Buy, AsOf: monday})
	fmt.Println(r.Info().Kind, r.Invert().Info().Kind)
	// Output: buy sell
}

func ExampleInputError() {
	_, err := rates.ECBXML(strings.NewReader(strings.Replace(dailyXML, "1.1684", "1,1684", 1)))
	var in *rates.InputError
	if errors.As(err, &in) {
		fmt.Println(in.Field)
	}
	// Output: 2026-04-13 USD
}

func ExampleECBCSV() {
	feed, err := rates.ECBCSV(strings.NewReader("Date,USD,BGN,\n2026-04-13,1.1684,N/A,\n"))
	fmt.Println(feed.Rates, err)
	// Output: [1 EUR = 1.1684 USD (ecb, reference, 2026-04-13T00:00:00Z)] <nil>
}

func ExampleECBXML() {
	feed, err := rates.ECBXML(strings.NewReader(dailyXML))
	fmt.Println(len(feed.Rates), feed.Rates[0].Rat(), err)
	// Output: 2 2921/2500 <nil>
}

func ExampleECBZip() {
	_, err := rates.ECBZip(strings.NewReader("<html>"))
	fmt.Println(err)
	// Output: rates: zip: zip: not a valid zip file
}

func ExampleOpenExchangeRates() {
	feed, err := rates.OpenExchangeRates(strings.NewReader(`{"timestamp":1776092400,"base":"USD","rates":{"EUR":0.855872,"GGP":0.745}}`))
	fmt.Println(feed.Rates, feed.Skipped, err)
	// Output: [1 USD = 0.855872 EUR (openexchangerates, mid, 2026-04-13T15:00:00Z)] [GGP] <nil>
}

func ExampleFixer() {
	feed, err := rates.Fixer(strings.NewReader(fixer))
	fmt.Println(len(feed.Rates), err)
	_, err = rates.Fixer(strings.NewReader(`{"success":false,"error":{"code":101}}`))
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// rates: error: says that the provider refused the request
}

func ExampleCFETS() {
	feed, err := rates.CFETS(strings.NewReader(cfets))
	for _, r := range feed.Rates {
		fmt.Println(r.Base(), r.Quote(), r.Rat())
	}
	fmt.Println(err)
	// Output:
	// USD CNY 137/20
	// JPY CNY 431/10000
	// CNY KRW 435/2
	// <nil>
}

func ExampleTable_Lookup() {
	sunday := monday.AddDate(0, 0, -1)
	r, err := exampleTable().Lookup(eur, usd, sunday)
	fmt.Println(r, err)
	// Output: 1 EUR = 1.1711 USD (ecb, reference, 2026-04-10T00:00:00Z) <nil>
}

func ExampleTable_With() {
	next, err := exampleTable().With([]rates.Rate{must(rates.Parse(eur, usd, "1.2", rates.Info{Provider: "ecb", AsOf: monday.AddDate(0, 0, 1)}))})
	fmt.Println(next.Latest().Format(time.DateOnly), err)
	// Output: 2026-04-14 <nil>
}

func ExampleTable_Since() {
	_, err := exampleTable().Since(monday).Lookup(eur, usd, monday.Add(-1))
	fmt.Println(errors.Is(err, rates.ErrNoRate))
	// Output: true
}

func ExampleHolder() {
	h := &rates.Holder{}
	h.Swap(exampleTable())
	fmt.Println(h.Rate(context.Background(), eur, jpy, monday))
	// Output: 1 EUR = 186.75 JPY (ecb, reference, 2026-04-13T00:00:00Z) <nil>
}

func ExampleRefresher() {
	r := rates.Refresher{
		Fetch:  func(context.Context) ([]byte, error) { return bytes.Clone([]byte(dailyCSV)), nil },
		Read:   rates.ECBCSV,
		Holder: &rates.Holder{},
	}
	err := r.RunOnce(context.Background())
	fmt.Println(r.Holder.Table().Latest().Format(time.DateOnly), err)
	// Output: 2026-04-13 <nil>
}

func ExampleChain() {
	c := rates.Chain{
		Sources: []rates.Source{&rates.Holder{}, exampleTable()}, // the first is empty
		Policy:  rates.Policy{MaxDays: 1, Calendar: rates.Target{}},
	}
	r, err := c.Rate(context.Background(), eur, usd, monday)
	fmt.Println(r.Info().Provider, err)
	// Output: ecb <nil>
}

func ExampleCached() {
	c, err := rates.NewCached(rates.CachedOptions{
		Source: exampleTable(), Every: time.Hour, Now: func() time.Time { return monday },
	})
	if err != nil {
		panic(err)
	}
	_, err = c.Rate(context.Background(), eur, usd, monday)
	fmt.Println(errors.Is(err, rates.ErrNoRate))
	err = c.RunOnce(context.Background()) // the host, in the background
	fmt.Println(err)
	fmt.Println(c.Rate(context.Background(), eur, usd, monday))
	// Output:
	// true
	// <nil>
	// 1 EUR = 1.1684 USD (ecb, reference, 2026-04-13T00:00:00Z) <nil>
}

func ExampleConverter() {
	c := rates.Converter{Source: exampleTable(), Policy: rates.Policy{MaxDays: 1}}
	dollars, rate, err := c.Convert(context.Background(), money.MustParse("100", eur), usd, monday, money.HalfEven)
	fmt.Println(dollars, rate.Info().Provider, err)
	_, _, err = c.Convert(context.Background(), money.MustParse("100", eur), money.MustCurrency("HRK"), monday, money.HalfEven)
	fmt.Println(err)
	// Output:
	// 116.84 USD ecb <nil>
	// rates: quote: HRK was withdrawn in 2023-01
}

func ExamplePolicy() {
	goodFriday := time.Date(2026, 4, 3, 0, 0, 0, 0, time.UTC)
	r, _ := rates.Parse(eur, usd, "1.15", rates.Info{Provider: "ecb", AsOf: goodFriday.AddDate(0, 0, -1)})
	p := rates.Policy{Calendar: rates.Target{}}
	fmt.Println(p.Check(r, goodFriday), p.Check(r, goodFriday.AddDate(0, 0, 4)))
	// Output: <nil> rates: rate is stale: EUR to USD of 2026-04-02 at 2026-04-07: more than 0 business days
}

func ExampleBusinessDays() {
	friday := monday.AddDate(0, 0, -3)
	fmt.Println(rates.BusinessDays(friday, monday, rates.Weekdays{}))
	// Output: 1
}

func ExampleTarget() {
	fmt.Println(rates.Target{}.BusinessDay(monday), rates.Target{}.BusinessDay(time.Date(2026, 12, 25, 0, 0, 0, 0, time.UTC)))
	// Output: true false
}

func ExampleLock() {
	q, err := rates.Lock(exampleRate(eur, usd, "1.1684"), "q1", monday, 15*time.Minute)
	fmt.Println(q.Expires.Format(time.TimeOnly), err)
	fmt.Println(q.CheckAt(monday.Add(time.Hour)))
	// Output:
	// 00:15:00 <nil>
	// rates: expired: quote q1 ended 2026-04-13T00:15:00Z
}

func ExampleAsk() {
	desk := rates.Desk{Source: exampleTable(), Markup: decimal.RequireFromString("1.5"), NewID: func() string { return "q1" }}
	q, err := rates.Ask(context.Background(), desk, rates.QuoteRequest{Base: eur, Quote: usd, At: monday, Hold: time.Hour})
	fmt.Println(q.Rate, err)
	// Output: 1 EUR = 1.185926 USD (ecb, reference, 2026-04-13T00:00:00Z) <nil>
}

func ExampleQuote_Charge() {
	q := must(rates.Lock(exampleRate(eur, jpy, "186.75"), "q1", monday, time.Hour))
	d, err := q.Charge(money.MustParse("19.99", eur), monday, money.HalfUp)
	fmt.Println(d.Charged, d.Base, err)
	// Output: 3733 JPY 19.99 EUR <nil>
}

func ExampleDual_Refund() {
	q := must(rates.Lock(exampleRate(eur, jpy, "186.75"), "q1", monday, time.Hour))
	d := must(q.Charge(money.MustParse("19.99", eur), monday, money.HalfUp))
	first := must(d.Refund(money.New(0, jpy), money.New(1000, jpy)))
	second := must(d.Refund(first.Charged, money.New(2733, jpy)))
	fmt.Println(first.Charged, first.Base)
	fmt.Println(second.Charged, second.Base)
	// Output:
	// 1000 JPY 5.35 EUR
	// 2733 JPY 14.64 EUR
}
