package names_test

import (
	"fmt"

	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
	"github.com/cartwright-go/cartwright/money/format/names"
)

func ExampleNew() {
	f, err := names.New(language.Polish, format.Options{Whole: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, amount := range []string{"1", "2", "5", "5.50"} {
		fmt.Println(f.Format(money.MustParse(amount, money.MustCurrency("PLN"))))
	}
	// Output:
	// 1 złoty polski
	// 2 złote polskie
	// 5 złotych polskich
	// 5,50 złotego polskiego
}

func ExampleFormatter_Name() {
	for _, tag := range []string{"en", "de", "zh-CN", "zh-TW"} {
		f, err := names.New(language.MustParse(tag), format.Options{})
		fmt.Println(f.Locale(), f.Name(money.MustCurrency("CHF")), err)
	}
	// Output:
	// en Swiss Franc <nil>
	// de Schweizer Franken <nil>
	// zh-Hans 瑞士法郎 <nil>
	// zh-Hant 瑞士法郎 <nil>
}
