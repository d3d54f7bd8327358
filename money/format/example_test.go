package format_test

import (
	"errors"
	"fmt"

	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

// must is for examples: their locales exist.
func must(tag string, o format.Options) format.Formatter {
	f, err := format.New(language.MustParse(tag), o)
	if err != nil {
		panic(err)
	}
	return f
}

func Example() {
	f, err := format.New(language.MustParse("de-CH"), format.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	chf := money.MustCurrency("CHF")
	fmt.Printf("%q\n", f.Format(money.New(123456, chf)))
	price, err := f.Parse("CHF 1'234.56", chf)
	fmt.Println(price, err)
	// Output:
	// "CHF\u00a01'234.56"
	// 1234.56 CHF <nil>
}

func ExampleNew() {
	for _, tag := range []string{"en-US", "en-IN", "zh-CN", "fr-CA", "hi-IN-u-nu-deva", "de-Cyrl"} {
		f, err := format.New(language.MustParse(tag), format.Options{})
		if err != nil {
			fmt.Println(errors.Is(err, format.ErrLocale), err)
			continue
		}
		fmt.Printf("%s %q\n", tag, f.Format(money.New(-123456789, money.MustCurrency("INR"))))
	}
	// Output:
	// en-US "-₹1,234,567.89"
	// en-IN "-₹12,34,567.89"
	// zh-CN "-₹1,234,567.89"
	// fr-CA "-1\u00a0234\u00a0567,89\u00a0INR"
	// hi-IN-u-nu-deva "-₹१२,३४,५६७.८९"
	// true format: unknown locale: "de-Cyrl"
}

func ExampleStyle() {
	refund := money.New(-123456, money.MustCurrency("CAD"))
	for _, style := range []format.Style{format.Symbol, format.Narrow, format.Code, format.Accounting, format.Number} {
		fmt.Printf("%q\n", must("en-US", format.Options{Style: style}).Format(refund))
	}
	// Output:
	// "-CA$1,234.56"
	// "-$1,234.56"
	// "-CAD\u00a01,234.56"
	// "(CA$1,234.56)"
	// "-1,234.56"
}

func ExampleDigits() {
	// The forint has two decimals in ISO 4217, none in CLDR, and coins from 5 up.
	price := money.MustParse("1237.50", money.MustCurrency("HUF"))
	for _, digits := range []format.Digits{format.DisplayDigits, format.ISODigits, format.CashDigits, format.AllDigits} {
		fmt.Printf("%q\n", must("hu-HU", format.Options{Digits: digits}).Format(price))
	}
	// Output:
	// "1238\u00a0Ft"
	// "1237,50\u00a0Ft"
	// "1240\u00a0Ft"
	// "1237,50\u00a0Ft"
}

func ExampleSign() {
	usd := money.MustCurrency("USD")
	for _, sign := range []format.Sign{format.SignNegative, format.SignAlways, format.SignExceptZero} {
		f := must("en-US", format.Options{Sign: sign})
		fmt.Println(f.Format(money.New(500, usd)), f.Format(money.New(0, usd)), f.Format(money.New(-500, usd)))
	}
	// Output:
	// $5.00 $0.00 -$5.00
	// +$5.00 +$0.00 -$5.00
	// +$5.00 $0.00 -$5.00
}

func ExampleOptions() {
	usd := money.MustCurrency("USD")
	list := must("en-US", format.Options{Whole: true}) // for a list of prices
	fmt.Println(list.Format(money.New(1200, usd)), list.Format(money.New(1250, usd)))
	unit := must("en-US", format.Options{Digits: format.AllDigits}) // for prices by the piece
	fmt.Println(unit.Format(money.MustParse("0.0125", usd)))
	// Output:
	// $12 $12.50
	// $0.0125
}

func ExampleFormatter_Append() {
	f := must("ja-JP", format.Options{})
	line := make([]byte, 0, 64) // used again for each line
	for _, yen := range []int64{980, 1980} {
		line = append(line[:0], "合計 "...)
		line = f.Append(line, money.New(yen, money.MustCurrency("JPY")))
		fmt.Println(string(line))
	}
	// Output:
	// 合計 ￥980
	// 合計 ￥1,980
}

func ExampleFormatter_Parse() {
	f, eur := must("de-DE", format.Options{Style: format.Number}), money.MustCurrency("EUR")
	for _, text := range []string{"1.234,56", "1234,5", "12", "1.50", "1,234.56", "1\u2009234"} {
		m, err := f.Parse(text, eur)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(m)
	}
	// Output:
	// 1234.56 EUR
	// 1234.50 EUR
	// 12.00 EUR
	// format: malformed amount: "1.50" at byte 4: the last group of digits has the wrong size
	// format: malformed amount: "1,234.56" at byte 5: want digits after the decimal separator
	// format: malformed amount: "1\u2009234" at byte 1: not a digit or separator of this locale
}

func ExampleFormatter_Parse_currency() {
	var none money.Currency // it is in the text
	fmt.Println(must("en-US", format.Options{}).Parse("A$5.00", none))
	fmt.Println(must("en-US", format.Options{Style: format.Code}).Parse("KWD 1.250", none))
	_, err := must("en-US", format.Options{Style: format.Narrow}).Parse("$5.00", none)
	fmt.Println(errors.Is(err, format.ErrAmbiguous))
	// Output:
	// 5.00 AUD <nil>
	// 1.250 KWD <nil>
	// true
}

func ExampleParseError() {
	_, err := must("en-US", format.Options{}).Parse("$1,23", money.MustCurrency("USD"))
	var refused *format.ParseError
	if errors.As(err, &refused) {
		fmt.Println(refused.Offset, refused.Reason, errors.Is(err, format.ErrSyntax))
	}
	// Output: 5 the last group of digits has the wrong size true
}

func ExampleFormatter_Round() {
	f := must("id-ID", format.Options{})
	price := money.MustParse("15999.50", money.MustCurrency("IDR"))
	fmt.Printf("%q shows %s of %s\n", f.Format(price), f.Round(price), price)
	fmt.Println(f.Decimals(price))
	// Output:
	// "Rp\u00a016.000" shows 16000.00 IDR of 15999.50 IDR
	// 0
}

func ExampleFormatter_Locale() {
	for _, tag := range []string{"zh-TW", "sr-ME", "en-US", "iw-IL"} {
		fmt.Println(tag, must(tag, format.Options{}).Locale())
	}
	// Output:
	// zh-TW zh-Hant
	// sr-ME sr-Latn-ME
	// en-US en
	// iw-IL he
}
