package promotion

import (
	"time"

	"github.com/cartwright-go/cartwright/money"
)

func stackScenarios() []scenario {
	tenPercent := `p item "then":[{"kind":"percent","off":"10"}]`
	return []scenario{
		{
			name:  "layers stack on what is left",
			rules: []string{tenPercent, `m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`},
			cart:  "a tea 1×400.00",
			want:  "310.00 | 310.00 | p m",
		},
		{
			name:  "a smaller item discount keeps the threshold, and is left out",
			rules: []string{tenPercent, `m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`},
			cart:  "a tea 1×310.00", // 279 or 260
			want:  "260.00 | 260.00 | m",
		},
		{
			name:  "the threshold on original prices is kept",
			rules: []string{tenPercent, `m shop "base":"original","then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`},
			cart:  "a tea 1×310.00", // 279 − 50
			want:  "229.00 | 229.00 | p m",
		},
		{
			name:  "percent of the original price",
			rules: []string{tenPercent, `q shop "base":"original","then":[{"kind":"percent","off":"20"}]`},
			cart:  "a tea 1×100.00",
			want:  "70.00 | 70.00 | p q",
		},
		{
			name:  "percent of the current price",
			rules: []string{tenPercent, `q shop "then":[{"kind":"percent","off":"20"}]`},
			cart:  "a tea 1×100.00",
			want:  "72.00 | 72.00 | p q",
		},
		{
			name:  "one rule of a layer for each line",
			rules: []string{tenPercent, `q item "items":{"kind":"category","in":["cup"]},"then":[{"kind":"percent","off":"30"}]`},
			cart:  "a tea 1×100.00; b cup 1×100.00",
			want:  "160.00 | 90.00 70.00 | p q",
		},
		{
			name:  "two small rules beat a large one",
			rules: []string{`x item "then":[{"kind":"off","amount":["30 CNY"]}]`, `y item "items":{"kind":"category","in":["tea"]},"then":[{"kind":"off","amount":["20 CNY"]}]`, `z item "items":{"kind":"category","in":["cup"]},"then":[{"kind":"off","amount":["15 CNY"]}]`},
			cart:  "a tea 1×100.00; b cup 1×100.00",
			want:  "165.00 | 80.00 85.00 | y z",
		},
		{
			name:  "a group of one across layers",
			rules: []string{`x item "stack":{"groups":["g"]},"then":[{"kind":"off","amount":["30 CNY"]}]`, `y shop "stack":{"groups":["g"]},"then":[{"kind":"off","amount":["40 CNY"]}]`},
			cart:  "a tea 1×100.00",
			want:  "60.00 | 60.00 | y",
		},
		{
			name:  "a pair that does not go together",
			rules: []string{`x item "stack":{"without":["y"]},"then":[{"kind":"off","amount":["30 CNY"]}]`, `y shop "then":[{"kind":"off","amount":["25 CNY"]}]`, `z platform "then":[{"kind":"off","amount":["1 CNY"]}]`},
			cart:  "a tea 1×100.00",
			want:  "69.00 | 69.00 | x z",
		},
		{
			name:  "only with one other",
			rules: []string{`x item "stack":{"only_with":["y"]},"then":[{"kind":"off","amount":["30 CNY"]}]`, `y shop "then":[{"kind":"off","amount":["10 CNY"]}]`, `z platform "then":[{"kind":"off","amount":["25 CNY"]}]`},
			cart:  "a tea 1×100.00", // 30 + 10, or 10 + 25
			want:  "60.00 | 60.00 | x y",
		},
		{
			name:  "stop keeps later rules off the line, not off others",
			rules: []string{`x item "items":{"kind":"category","in":["tea"]},"stack":{"stop":true},"then":[{"kind":"off","amount":["60 CNY"]}]`, `y shop "then":[{"kind":"percent","off":"10"}]`},
			cart:  "a tea 1×100.00; b cup 1×100.00",
			want:  "130.00 | 40.00 90.00 | x y",
		},
		{
			name:  "a layer of mode all stacks",
			rules: []string{`x all "then":[{"kind":"off","amount":["30 CNY"]}]`, `y all "then":[{"kind":"percent","off":"10"}]`},
			cart:  "a tea 1×100.00", // x first by ID
			want:  "63.00 | 63.00 | x y",
		},
		{
			name:  "priority decides the order",
			rules: []string{`x all "then":[{"kind":"off","amount":["30 CNY"]}]`, `y all "priority":1,"then":[{"kind":"percent","off":"10"}]`},
			cart:  "a tea 1×100.00", // 90 − 30
			want:  "60.00 | 60.00 | y x",
		},
		{
			name:  "the cap of a rule",
			rules: []string{`p shop "cap":["15 CNY"],"then":[{"kind":"percent","off":"20"}]`},
			cart:  "a tea 2×50.00; b cup 1×50.00", // 30 capped to 15
			want:  "135.00 | 90.00 45.00 | p",
		},
		{
			name:  "the floor of a line",
			rules: []string{`p item "then":[{"kind":"percent","off":"50"}]`},
			cart:  "a tea 2×50.00; b cup 1×50.00",
			set:   func(f *Facts) { f.Lines[0].Floor = money.MustParseText("40 CNY") },
			want:  "105.00 | 80.00 25.00 | p",
		},
		{
			name:  "never below nothing",
			rules: []string{`p item "then":[{"kind":"off","amount":["80 CNY"]}]`, `q shop "then":[{"kind":"off","amount":["80 CNY"]}]`},
			cart:  "a tea 1×100.00",
			want:  "0.00 | 0.00 | p q",
		},
	}
}

func cartScenarios() []scenario {
	off := func(id, rest string) []string {
		return []string{id + ` shop ` + rest + `,"then":[{"kind":"off","amount":["10 CNY"]}]`}
	}
	tea := "a tea 1×100.00"
	return []scenario{
		{name: "first order", rules: off("f", `"when":{"kind":"first_order"}`), cart: tea, set: func(f *Facts) { f.Buyer.ID = "b" }, want: "90.00 | 90.00 | f"},
		{name: "second order", rules: off("f", `"when":{"kind":"first_order"}`), cart: tea, set: func(f *Facts) { f.Buyer = Buyer{ID: "b", Orders: 1} }, want: "100.00 | 100.00 |"},
		{name: "not signed in", rules: off("f", `"when":{"kind":"first_order"}`), cart: tea, want: "100.00 | 100.00 |"},
		{name: "third to fifth order", rules: off("f", `"when":{"kind":"orders","min":2,"max":4}`), cart: tea, set: func(f *Facts) { f.Buyer = Buyer{ID: "b", Orders: 3} }, want: "90.00 | 90.00 | f"},
		{name: "channel", rules: off("f", `"when":{"kind":"channel","in":["app"]}`), cart: tea, set: func(f *Facts) { f.Channel = "app" }, want: "90.00 | 90.00 | f"},
		{name: "country", rules: off("f", `"when":{"not":{"kind":"country","in":["US"]}}`), cart: tea, set: func(f *Facts) { f.Country = "US" }, want: "100.00 | 100.00 |"},
		{name: "currency", rules: off("f", `"when":{"kind":"currency","in":["CNY"]}`), cart: tea, want: "90.00 | 90.00 | f"},
		{name: "payment method", rules: []string{`f payment "when":{"kind":"payment","in":["alipay"]},"then":[{"kind":"off","amount":["10 CNY"]}]`}, cart: tea, set: func(f *Facts) { f.Payment = "alipay" }, want: "90.00 | 90.00 | f"},
		{name: "either group or amount", rules: off("f", `"when":{"any":[{"kind":"group","in":["gold"]},{"kind":"amount","min":["99 CNY"]}]}`), cart: tea, want: "90.00 | 90.00 | f"},
		{name: "12:30 in Shanghai", rules: off("f", `"when":{"kind":"schedule","zone":"Asia/Shanghai","days":["wed"],"from":"12:30","to":"13:00"}`), cart: tea, want: "90.00 | 90.00 | f"},
		{name: "12:29 in Shanghai", rules: off("f", `"when":{"kind":"schedule","zone":"Asia/Shanghai","from":"12:31","to":"13:00"}`), cart: tea, want: "100.00 | 100.00 |"},
		{name: "across midnight, of the day before", rules: off("f", `"when":{"kind":"schedule","zone":"America/New_York","days":["tue"],"from":"22:00","to":"02:00"}`), cart: tea, want: "90.00 | 90.00 | f"}, // 23:30 on Tuesday
		{name: "begins now", rules: off("f", `"starts":"2026-11-11T12:30:00+08:00"`), cart: tea, want: "90.00 | 90.00 | f"},
		{name: "ends now", rules: off("f", `"ends":"2026-11-11T12:30:00+08:00"`), cart: tea, want: "100.00 | 100.00 |"},
		{name: "category subtree", rules: off("f", `"items":{"kind":"category","in":["root"]}`), cart: tea, want: "90.00 | 90.00 | f"},
		{name: "all but a tag", rules: off("f", `"items":{"not":{"kind":"tag","in":["sale"]}}`), cart: "a tea 1×100.00; b tea 1×50.00 #sale", want: "140.00 | 90.00 50.00 | f"},
		{name: "price range", rules: off("f", `"items":{"kind":"price","min":["50 CNY"],"max":["60 CNY"]}`), cart: "a tea 1×100.00; b tea 1×50.00", want: "140.00 | 100.00 40.00 | f"},
		{name: "line quantity", rules: off("f", `"items":{"kind":"line_quantity","min":2}`), cart: "a tea 1×100.00; b tea 2×50.00", want: "190.00 | 100.00 90.00 | f"},
		{name: "line amount", rules: off("f", `"items":{"kind":"line_amount","min":["150 CNY"]}`), cart: "a tea 1×100.00; b tea 3×50.00", want: "240.00 | 100.00 140.00 | f"},
		{name: "two different things", rules: off("f", `"when":{"kind":"lines","min":2}`), cart: tea, want: "100.00 | 100.00 |"},
		{name: "a cup with the tea", rules: off("f", `"items":{"kind":"category","in":["tea"]},"when":{"kind":"contains","items":{"kind":"category","in":["cup"]}}`), cart: "a tea 1×100.00; b cup 1×5.00", want: "95.00 | 90.00 5.00 | f"},
		{name: "used up", rules: off("f", `"limits":{"total":5}`), cart: tea, set: func(f *Facts) { f.Usage = map[string]Usage{"f": {Total: 5}} }, want: "100.00 | 100.00 |"},
		{name: "once a buyer", rules: off("f", `"limits":{"per_buyer":1}`), cart: tea, set: func(f *Facts) { f.Buyer.ID, f.Usage = "b", map[string]Usage{"f": {Buyer: 1}} }, want: "100.00 | 100.00 |"},
		{name: "the rest of a budget", rules: off("f", `"limits":{"budget":["100 CNY"]}`), cart: tea, set: func(f *Facts) { f.Usage = map[string]Usage{"f": {Spent: money.MustParseText("96 CNY")}} }, want: "96.00 | 96.00 | f"},
		{name: "a code", rules: off("f", `"codes":["TEA10"]`), cart: tea, set: func(f *Facts) { f.Codes = []Entered{{Text: "ｔｅａ-10"}} }, want: "90.00 | 90.00 | f"},
		{name: "no code", rules: off("f", `"codes":["TEA10"]`), cart: tea, want: "100.00 | 100.00 |"},
		{name: "包邮", rules: []string{`s shipping "when":{"kind":"amount","min":["99 CNY"]},"then":[{"kind":"shipping","percent":"100"}]`}, cart: tea + "; fee fern 12.00", want: "100.00 | 100.00 | s"},
		{name: "包邮 for the seller's goods only", rules: []string{`s shipping "seller":"fern","then":[{"kind":"shipping","percent":"100"}]`}, cart: tea + "; b tea 1×1.00 @moss; fee fern 12.00; fee moss 7.00", want: "108.00 | 100.00 1.00 | s"},
		{name: "shipping for 5.00", rules: []string{`s shipping "then":[{"kind":"shipping","price":["5 CNY"]}]`}, cart: tea + "; fee fern 12.00", want: "105.00 | 100.00 | s"},
		{name: "gift while stock lasts", rules: []string{`g shop "then":[{"kind":"gift","of":["CUP","PEN"]}]`}, cart: tea, set: func(f *Facts) {
			f.Gifts = []Stocked{{SKU: "CUP", Worth: money.MustParseText("9 CNY")}, {SKU: "PEN", Left: 1, Worth: money.MustParseText("2 CNY")}}
		}, want: "100.00 | 100.00 | g"},
		{name: "a seller's gift is the seller's own", rules: []string{`g shop "seller":"fern","then":[{"kind":"gift","of":["CUP"]}]`}, cart: tea, set: func(f *Facts) {
			f.Gifts = []Stocked{{SKU: "CUP", Left: 5, Worth: money.MustParseText("9 CNY"), Seller: "moss"}}
		}, want: "100.00 | 100.00 |"},
		{name: "no gift left", rules: []string{`g shop "then":[{"kind":"gift","of":["CUP"]}]`}, cart: tea, want: "100.00 | 100.00 |"},
		{name: "points", rules: []string{`d platform "then":[{"kind":"points","points":2,"every":["10 CNY"]}]`}, cart: tea, want: "100.00 | 100.00 | d"},
	}
}

func marketScenarios() []scenario {
	return []scenario{
		{
			name:  "跨店满减: every 300 across shops",
			rules: []string{`k platform "then":[{"kind":"every","from":["300 CNY"],"off":["50 CNY"]}]`},
			cart:  "a tea 1×400.00 @fern; b cup 1×200.00 @moss", // 100 over 400 and 200: 66.67, 33.33
			want:  "500.00 | 333.33 166.67 | k",
		},
		{
			name: "券叠加: item, shop coupon, cross-shop, payment",
			rules: []string{
				`i item "seller":"fern","then":[{"kind":"percent","off":"20"}]`,
				`c shop "seller":"fern","codes":["FERN"],"then":[{"kind":"tiers","steps":[{"from":["200 CNY"],"off":["30 CNY"]}]}]`,
				`k platform "then":[{"kind":"every","from":["200 CNY"],"off":["30 CNY"]}]`,
				`p payment "when":{"kind":"payment","in":["card"]},"then":[{"kind":"off","amount":["5 CNY"]}]`,
			},
			cart: "a tea 1×300.00 @fern; b cup 1×100.00 @moss",
			// 300 → 240 → 210; 310 → −30: 20.32 and 9.68 → 189.68, 90.32; 280 − 5: 3.39 and 1.61
			set:  func(f *Facts) { f.Codes, f.Payment = []Entered{{Text: "fern"}}, "card" },
			want: "275.00 | 186.29 88.71 | i c k p",
		},
		{
			name:  "定金膨胀: a deposit of 50 counts 100 in the balance phase",
			rules: []string{`d shop "items":{"kind":"tag","in":["deposit-paid"]},"then":[{"kind":"off","amount":["50 CNY"],"per":"unit"}]`},
			cart:  "a tea 2×500.00 #deposit-paid",
			want:  "900.00 | 900.00 | d",
		},
		{
			name:  "拼团: the group's price for those who joined",
			rules: []string{`t item "when":{"kind":"group","in":["team-open"]},"then":[{"kind":"price","amount":["39 CNY"]}]`},
			cart:  "a tea 1×59.00",
			set:   func(f *Facts) { f.Buyer = Buyer{ID: "b", Groups: []string{"team-open"}} },
			want:  "39.00 | 39.00 | t",
		},
		{
			name:  "秒杀 beats the percent, for the units it has",
			rules: []string{`p item "then":[{"kind":"percent","off":"50"}]`, `f item "then":[{"kind":"flash","price":["1 CNY"],"stock":1}]`},
			cart:  "a tea 3×10.00", // 15.00, or 21.00
			want:  "15.00 | 15.00 | p",
		},
		{
			name:  "满199包邮 after the coupon",
			rules: []string{`c shop "then":[{"kind":"off","amount":["5 CNY"]}]`, `s shipping "when":{"kind":"amount","min":["199 CNY"]},"then":[{"kind":"shipping","percent":"100"}]`},
			cart:  "a tea 1×200.00; fee fern 12.00", // 195 + 12, or 200 + 0
			want:  "200.00 | 200.00 | s",
		},
		{
			name:  "seller amounts choose the shops that reach them",
			rules: []string{`m platform "items":{"kind":"seller_amount","min":["100 CNY"]},"then":[{"kind":"percent","off":"10","per":"set"}]`},
			cart:  "a tea 1×60.00 @fern; b tea 1×60.00 @fern; c cup 1×60.00 @moss",
			want:  "168.00 | 54.00 54.00 60.00 | m",
		},
		{
			name:  "an hour of 双11",
			rules: []string{`h platform "starts":"2026-11-11T12:00:00+08:00","ends":"2026-11-11T13:00:00+08:00","then":[{"kind":"percent","off":"11","per":"set"}]`},
			cart:  "a tea 1×100.00",
			set:   func(f *Facts) { f.At = time.Date(2026, 11, 11, 4, 59, 59, 0, time.UTC) },
			want:  "89.00 | 89.00 | h",
		},
	}
}
