package promotion_test

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

const book = `{"rules":[
	{"version":1, "id":"tea", "layer":"item", "name":{"en":"10 % off tea","zh":"茶叶九折"},
	 "items":{"kind":"category","in":["tea"]}, "then":[{"kind":"percent","off":"10"}]},
	{"version":1, "id":"300-50", "layer":"shop", "name":{"en":"50 off 300","zh":"满300减50"},
	 "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}],
	 "payers":[{"party":"seller","parts":3},{"party":"platform","parts":2}]}
]}`

func cart(price string) promotion.Facts {
	return promotion.Facts{
		At: time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC), Currency: "CNY",
		Lines: []promotion.Line{{
			SKU: "LONGJING", Seller: "fern", Category: []string{"tea"}, Units: 1, Price: money.MustParseText(price),
		}},
	}
}

func ExampleSnapshot_Evaluate() {
	rules, err := promotion.ParseBook([]byte(book), promotion.Standard())
	if err != nil {
		fmt.Println(err)
		return
	}
	snapshot, err := promotion.Compile(rules, promotion.Standard())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, price := range []string{"400 CNY", "259 CNY"} {
		result, err := snapshot.Evaluate(cart(price), promotion.Options{Explain: true})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Total)
		for _, x := range result.Explained {
			fmt.Println("  " + x.Words("zh"))
		}
		for _, share := range result.Lines[0].Rows[0].Shares {
			fmt.Println("  ", share.Rule, share.Payer, share.Amount)
		}
	}
	// Output:
	// 310.00 CNY
	//   茶叶九折：已优惠 ¥40.00
	//   满300减50：已优惠 ¥50.00
	//    tea seller 40.00 CNY
	//    300-50 seller 30.00 CNY
	//    300-50 platform 20.00 CNY
	// 233.10 CNY
	//   茶叶九折：已优惠 ¥25.90
	//   满300减50：还差 ¥66.90
	//    tea seller 25.90 CNY
}

func ExampleParseRule() {
	_, err := promotion.ParseRule([]byte(`{"version":1,"id":"sale","layer":"item","then":[{"kind":"percent","off":"120"}]}`), promotion.Standard())
	fmt.Println(err)
	// Output: promotion: rule sale: then[0].off: must be a percentage above 0 and at most 100, as a text with at most four decimals
}

// everySecond is a host's own action: it takes a fixed amount off the second line.
type everySecond struct{ off promotion.Amounts }

func (a everySecond) Apply(d *promotion.Draft) {
	n := 0
	for line := range d.Lines() {
		if n++; n%2 != 0 {
			continue
		}
		if off, ok := a.off.In(d.Amount(line).Currency()); ok {
			d.Off(off, line)
		}
	}
}

func ExampleKinds_WithActions() {
	kinds := promotion.Standard().WithActions(promotion.ActionKind{
		Name:  "every_second",
		Parse: func(p *promotion.Params) promotion.Action { return everySecond{p.Amounts("off")} },
	})
	rules, err := promotion.ParseBook([]byte(`{"rules":[{"version":1,"id":"own","layer":"item","then":[{"kind":"every_second","off":["3 CNY"]}]}]}`), kinds)
	if err != nil {
		fmt.Println(err)
		return
	}
	snapshot, err := promotion.Compile(rules, kinds)
	if err != nil {
		fmt.Println(err)
		return
	}
	facts := cart("10 CNY")
	facts.Lines = append(facts.Lines, facts.Lines[0])
	result, err := snapshot.Evaluate(facts, promotion.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Total)
	// Output: 17.00 CNY
}
