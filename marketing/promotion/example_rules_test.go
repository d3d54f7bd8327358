package promotion_test

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// show prices carts of one line of tea under one rule.
func show(rule, language string, units int64, prices ...string) {
	book, err := promotion.ParseBook([]byte(`{"rules":[`+rule+`]}`), promotion.Standard())
	if err != nil {
		fmt.Println(err)
		return
	}
	rules, err := promotion.Compile(book, promotion.Standard())
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := promotion.Facts{At: time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC), Currency: "CNY"}
	for i, price := range prices {
		facts.Lines = append(facts.Lines, promotion.Line{
			SKU: catalog.SKU(fmt.Sprint("TEA-", i)), Seller: "fern", Category: []string{"tea"}, Units: units, Price: money.MustParseText(price),
		})
	}
	result, err := rules.Evaluate(facts, promotion.Options{Explain: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Goods, "-", result.Discount, "=", result.Total)
	fmt.Println(result.Explained[0].Words(language))
}

// 满 300 减 50, 满 500 减 100: the highest step that is reached counts, and the words
// say what the next one lacks.
func ExampleStandard_tiers() {
	const rule = `{"version":1,"id":"300-50","layer":"shop","name":{"zh":"满300减50","en":"50 off 300"},
		"items":{"kind":"category","in":["tea"]},
		"then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]},{"from":["500 CNY"],"off":["100 CNY"]}]}]}`
	show(rule, "zh", 1, "259 CNY")
	show(rule, "en", 1, "259 CNY")
	show(rule, "zh", 1, "259 CNY", "100 CNY")
	show(rule, "en", 2, "259 CNY")
	// Output:
	// 259.00 CNY - 0.00 CNY = 259.00 CNY
	// 满300减50：还差 ¥41.00
	// 259.00 CNY - 0.00 CNY = 259.00 CNY
	// 50 off 300: CN¥41.00 more needed
	// 359.00 CNY - 50.00 CNY = 309.00 CNY
	// 满300减50：已优惠 ¥50.00，再买 ¥141.00可享下一档
	// 518.00 CNY - 100.00 CNY = 418.00 CNY
	// 50 off 300: CN¥100.00 off
}

// 第二件半价: of every two units the cheaper one costs half.
func ExampleStandard_secondHalfPrice() {
	const rule = `{"version":1,"id":"half","layer":"item","name":{"en":"Second unit half price"},
		"then":[{"kind":"nth","n":2,"percent":"50"}]}`
	show(rule, "en", 1, "80 CNY")
	show(rule, "en", 1, "80 CNY", "60 CNY")
	show(rule, "en", 3, "80 CNY")
	// Output:
	// 80.00 CNY - 0.00 CNY = 80.00 CNY
	// Second unit half price: 1 more needed
	// 140.00 CNY - 30.00 CNY = 110.00 CNY
	// Second unit half price: CN¥30.00 off
	// 240.00 CNY - 40.00 CNY = 200.00 CNY
	// Second unit half price: CN¥40.00 off
}

// What "per" changes for a percentage: what is rounded.
func ExampleStandard_per() {
	for _, per := range []string{"unit", "line", "set"} {
		show(`{"version":1,"id":"`+per+`","layer":"item","then":[{"kind":"percent","off":"10","per":"`+per+`"}]}`, "en", 3, "0.35 CNY", "0.35 CNY")
	}
	// Output:
	// 2.10 CNY - 0.24 CNY = 1.86 CNY
	// unit: CN¥0.24 off
	// 2.10 CNY - 0.22 CNY = 1.88 CNY
	// line: CN¥0.22 off
	// 2.10 CNY - 0.21 CNY = 1.89 CNY
	// set: CN¥0.21 off
}
