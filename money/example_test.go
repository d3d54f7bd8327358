package money_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

func Example() {
	usd := money.MustCurrency("USD")
	price, err := money.Parse("19.99", usd)
	if err != nil {
		panic(err)
	}
	total := price.Mul(3)
	off, err := total.Percent(decimal.RequireFromString("17.5"), money.HalfUp)
	if err != nil {
		panic(err)
	}
	due, err := total.Sub(off)
	fmt.Println(total, off, due, err)
	// Output: 59.97 USD 10.49 USD 49.48 USD <nil>
}

func ExampleNew() {
	fmt.Println(money.New(1234, money.MustCurrency("USD")))
	fmt.Println(money.New(1234, money.MustCurrency("JPY")))
	fmt.Println(money.New(1234, money.MustCurrency("KWD")))
	// Output:
	// 12.34 USD
	// 1234 JPY
	// 1.234 KWD
}

func ExampleOf() {
	fmt.Println(money.Of(decimal.RequireFromString("12.3400"), money.MustCurrency("EUR")))
	// Output: 12.34 EUR <nil>
}

func ExampleParse() {
	_, err := money.Parse("12,34", money.MustCurrency("EUR"))
	fmt.Println(err)
	// Output: money: malformed amount: "12,34"
}

func ExampleParseText() {
	m, err := money.ParseText("-12.3 CNY")
	fmt.Println(m, err)
	// Output: -12.30 CNY <nil>
}

func ExampleFromUnscaled() {
	perGram, err := money.FromUnscaled(12345, 5, money.MustCurrency("USD"))
	fmt.Println(perGram, err)
	fmt.Println(perGram.Mul(250).Round(money.HalfUp))
	// Output:
	// 0.12345 USD <nil>
	// 30.86 USD
}

func ExampleMoney_Add() {
	_, err := money.MustParseText("1 USD").Add(money.MustParseText("1 EUR"))
	var mismatch *money.MismatchError
	fmt.Println(errors.As(err, &mismatch), err)
	// Output: true money: currency mismatch: USD and EUR
}

func ExampleMoney_MinorIn() {
	krona := money.MustParseText("500 ISK") // ISO 4217 has no decimals, some providers want two
	fmt.Println(krona.Minor())
	fmt.Println(krona.MinorIn(2))
	// Output:
	// 500 <nil>
	// 50000 <nil>
}

func ExampleMoney_Allocate() {
	shares, err := money.MustParseText("100.00 USD").Allocate(nil, []int64{50, 30, 0, 7}, money.LargestRemainder)
	fmt.Println(shares, err)
	// Output: [57.47 USD 34.48 USD 0.00 USD 8.05 USD] <nil>
}

func ExampleMoney_Split() {
	shares, err := money.MustParseText("1.00 USD").Split(3)
	fmt.Println(shares, err)
	// Output: [0.34 USD 0.33 USD 0.33 USD] <nil>
}

func ExampleMoney_RoundStep() {
	due, err := money.MustParseText("7.48 CHF").RoundStep(money.MustParseText("0.05 CHF"), money.HalfUp)
	fmt.Println(due, err)
	// Output: 7.50 CHF <nil>
}

func ExampleMoney_MulRound() {
	fmt.Println(money.MustParseText("100.05 USD").MulRound(decimal.RequireFromString("1.0825"), money.HalfEven))
	// Output: 108.30 USD <nil>
}

func ExampleMoney_Display() {
	m := money.MustParseText("1329 CNY")
	fmt.Println(m.Display("zh-CN"), m.DisplayShort("zh-CN"), m.Display("en"))
	// Output: ¥1,329.00 ¥1,329 CN¥1,329.00
}

func ExampleMoney_MarshalJSON() {
	data, err := json.Marshal(money.MustParseText("12.34 USD"))
	fmt.Println(string(data), err)
	// Output: {"amount":"12.34","currency":"USD"} <nil>
}

func ExampleSum() {
	fmt.Println(money.Sum(money.MustParseText("0.10 EUR"), money.MustParseText("0.20 EUR")))
	// Output: 0.30 EUR <nil>
}

func ExampleMode() {
	m := money.MustParseText("2.665 USD")
	fmt.Println(m.Round(money.HalfUp), m.Round(money.HalfEven), m.Round(money.Down))
	// Output: 2.67 USD 2.66 USD 2.66 USD
}

func ExampleCurrency_Withdrawn() {
	kuna := money.MustCurrency("HRK")
	fmt.Println(kuna.Digits(), kuna.Withdrawn())
	// Output: 2 2023-01
}

func ExampleRegister() {
	points, err := money.Register(money.Def{Code: "POINTS", Digits: 0})
	fmt.Println(money.New(250, points), err)
	// Output: 250 POINTS <nil>
}

func ExampleMoney_TryMinor() {
	usd := money.MustCurrency("USD")
	fmt.Println(money.MustParse("12.34", usd).TryMinor())
	_, ok := money.MustParse("0.0125", usd).TryMinor()
	fmt.Println(ok)
	// Output:
	// 1234 true
	// false
}
