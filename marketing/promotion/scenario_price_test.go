package promotion

import "github.com/cartwright-go/cartwright/money"

func priceScenarios() []scenario {
	return []scenario{
		{
			name:  "满300减50 divided by amount",
			rules: []string{`m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`},
			cart:  "a tea 2×100.00; b cup 1×120.00", // 50×200/320 = 31.25, 50×120/320 = 18.75
			want:  "270.00 | 168.75 101.25 | m",
		},
		{
			name:  "满300减50 not reached",
			rules: []string{`m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`},
			cart:  "a tea 1×299.99",
			want:  "299.99 | 299.99 |",
		},
		{
			name:  "满减 takes the highest step",
			rules: []string{`m shop "then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["10 CNY"]},{"from":["200 CNY"],"off":["30 CNY"]}]}]`},
			cart:  "a tea 1×200.00",
			want:  "170.00 | 170.00 | m",
		},
		{
			name:  "每满100减20 capped at three times",
			rules: []string{`e shop "then":[{"kind":"every","from":["100 CNY"],"off":["20 CNY"],"times":3}]`},
			cart:  "a tea 1×450.00",
			want:  "390.00 | 390.00 | e",
		},
		{
			name:  "每满100减20 上不封顶",
			rules: []string{`e shop "then":[{"kind":"every","from":["100 CNY"],"off":["20 CNY"]}]`},
			cart:  "a tea 1×450.00",
			want:  "370.00 | 370.00 | e",
		},
		{
			name:  "满三件八折",
			rules: []string{`q shop "then":[{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"10"},{"units":3,"percent":"20"}]}]`},
			cart:  "a tea 2×50.00; b tea 1×30.00", // 20 % of 130.00
			want:  "104.00 | 80.00 24.00 | q",
		},
		{
			name:  "两件九折, a third is missing",
			rules: []string{`q shop "then":[{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"10"},{"units":3,"percent":"20"}]}]`},
			cart:  "a tea 2×50.00",
			want:  "90.00 | 90.00 | q",
		},
		{
			name:  "ten over three equal lines adds up",
			rules: []string{`c shop "then":[{"kind":"off","amount":["10 CNY"]}]`},
			cart:  "a tea 1×10.00; b tea 1×10.00; c tea 1×10.00", // 3.34 + 3.33 + 3.33
			want:  "20.00 | 6.66 6.67 6.67 | c",
		},
		{
			name:  "the largest remainder is not the first line",
			rules: []string{`c shop "then":[{"kind":"off","amount":["1 CNY"]}]`},
			cart:  "a tea 1×1.00; b tea 1×1.00; c tea 1×1.51", // 28.49, 28.49, 43.02 of 100 → 28, 28, 43 and one more for a
			want:  "2.51 | 0.71 0.72 1.08 | c",
		},
		{
			name:  "percent by the unit rounds every unit",
			rules: []string{`p item "then":[{"kind":"percent","off":"15"}]`},
			cart:  "a tea 3×9.99", // 1.4985 → 1.50 each
			want:  "25.47 | 25.47 | p",
		},
		{
			name:  "percent by the line rounds once",
			rules: []string{`p item "then":[{"kind":"percent","off":"15","per":"line"}]`},
			cart:  "a tea 3×9.90; b tea 3×0.33", // 4.455 → 4.46, 0.1485 → 0.15
			want:  "26.08 | 25.24 0.84 | p",
		},
		{
			name:  "percent of the set rounds once",
			rules: []string{`p item "then":[{"kind":"percent","off":"15","per":"set"}]`},
			cart:  "a tea 3×9.90; b tea 3×0.33", // 4.6035 → 4.60: 4.452 and 0.148 → 4.45, 0.15
			want:  "26.09 | 25.25 0.84 | p",
		},
		{
			name:  "off each unit stops at nothing",
			rules: []string{`o item "then":[{"kind":"off","amount":["5 CNY"],"per":"unit"}]`},
			cart:  "a tea 2×20.00; b tea 3×4.00",
			want:  "30.00 | 30.00 0.00 | o",
		},
		{
			name:  "off each line",
			rules: []string{`o item "then":[{"kind":"off","amount":["5 CNY"],"per":"line"}]`},
			cart:  "a tea 2×20.00; b tea 1×4.00",
			want:  "35.00 | 35.00 0.00 | o",
		},
		{
			name:  "fixed price never raises",
			rules: []string{`f item "then":[{"kind":"price","amount":["10 CNY"]}]`},
			cart:  "a tea 2×12.50; b tea 1×8.00",
			want:  "28.00 | 20.00 8.00 | f",
		},
		{
			name:  "member price from the list",
			rules: []string{`v item "when":{"kind":"group","in":["gold"]},"then":[{"kind":"list_price","list":"gold"}]`},
			cart:  "a tea 2×12.50; b tea 1×8.00",
			set: func(f *Facts) {
				f.Buyer = Buyer{ID: "b", Groups: []string{"gold"}}
				f.Lines[0].Lists = map[string]money.Money{"gold": money.MustParseText("11.00 CNY")}
			},
			want: "30.00 | 22.00 8.00 | v",
		},
		{
			name:  "no member, no price",
			rules: []string{`v item "when":{"kind":"group","in":["gold"]},"then":[{"kind":"list_price","list":"gold"}]`},
			cart:  "a tea 2×12.50",
			want:  "25.00 | 25.00 |",
		},
		{
			name:  "秒杀 for the units left",
			rules: []string{`f item "then":[{"kind":"flash","price":["1 CNY"],"stock":100}]`},
			cart:  "a tea 5×10.00",
			set:   func(f *Facts) { f.Usage = map[string]Usage{"f": {Units: 97}} },
			want:  "23.00 | 23.00 | f", // three at 1.00, two at 10.00
		},
		{
			name:  "秒杀 one for each buyer",
			rules: []string{`f item "then":[{"kind":"flash","price":["1 CNY"],"stock":100,"per_buyer":1}]`},
			cart:  "a tea 3×10.00",
			set:   func(f *Facts) { f.Buyer.ID = "b" },
			want:  "21.00 | 21.00 | f",
		},
		{
			name:  "秒杀 one for each buyer, of whom nobody knows which",
			rules: []string{`f item "then":[{"kind":"flash","price":["1 CNY"],"stock":100,"per_buyer":1}]`},
			cart:  "a tea 3×10.00",
			want:  "30.00 | 30.00 |",
		},
		{
			name:  "秒杀 sold out",
			rules: []string{`f item "then":[{"kind":"flash","price":["1 CNY"],"stock":100}]`},
			cart:  "a tea 3×10.00",
			set:   func(f *Facts) { f.Usage = map[string]Usage{"f": {Units: 100}} },
			want:  "30.00 | 30.00 |",
		},
		{
			name:  "yen have no decimals",
			rules: []string{`p shop "then":[{"kind":"percent","off":"10","per":"set"}]`},
			cart:  "a tea 1×333; b tea 1×222 in JPY", // 55.5 → 56: 33.6 and 22.4
			want:  "499 | 299 200 | p",
		},
		{
			name:  "dinars have three",
			rules: []string{`o shop "then":[{"kind":"off","amount":["1 KWD"]}]`},
			cart:  "a tea 1×10.000; b tea 2×10.000 in KWD", // 0.333 and 0.667
			want:  "29.000 | 9.667 19.333 | o",
		},
		{
			name:  "an amount in another currency is no offer",
			rules: []string{`o shop "then":[{"kind":"off","amount":["1 USD"]}]`},
			cart:  "a tea 1×10.00",
			want:  "10.00 | 10.00 |",
		},
		{
			name:  "each currency has its own amounts",
			rules: []string{`m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY","45 USD"],"off":["50 CNY","7 USD"]}]}]`},
			cart:  "a tea 1×45.00 in USD",
			want:  "38.00 | 38.00 | m",
		},
	}
}

func unitScenarios() []scenario {
	return []scenario{
		{
			name:  "第二件半价",
			rules: []string{`n item "then":[{"kind":"nth","n":2,"percent":"50"}]`},
			cart:  "a tea 2×30.00",
			want:  "45.00 | 45.00 | n",
		},
		{
			name:  "第二件半价 of three takes one",
			rules: []string{`n item "then":[{"kind":"nth","n":2,"percent":"50"}]`},
			cart:  "a tea 3×30.00",
			want:  "75.00 | 75.00 | n",
		},
		{
			name:  "第二件半价 mixed: the dearest come first",
			rules: []string{`n item "then":[{"kind":"nth","n":2,"percent":"50"}]`},
			cart:  "a tea 1×20.00; b tea 2×40.00; c tea 1×10.00", // 40 [40] 20 [10]
			want:  "85.00 | 20.00 60.00 5.00 | n",
		},
		{
			name:  "第二件半价 of each kind apart",
			rules: []string{`n item "then":[{"kind":"nth","n":2,"percent":"50","per":"line"}]`},
			cart:  "a tea 1×20.00; b tea 2×40.00",
			want:  "80.00 | 20.00 60.00 | n",
		},
		{
			name:  "第二件半价 once at most",
			rules: []string{`n item "then":[{"kind":"nth","n":2,"percent":"50","times":1}]`},
			cart:  "a tea 4×30.00",
			want:  "105.00 | 105.00 | n",
		},
		{
			name:  "买三免一: the cheapest is free",
			rules: []string{`c item "then":[{"kind":"cheapest","of":3}]`},
			cart:  "a tea 2×50.00; b tea 1×20.00",
			want:  "100.00 | 100.00 0.00 | c",
		},
		{
			name:  "买三免一 of seven takes two",
			rules: []string{`c item "then":[{"kind":"cheapest","of":3}]`},
			cart:  "a tea 4×50.00; b tea 3×20.00",
			want:  "220.00 | 200.00 20.00 | c",
		},
		{
			name:  "buy two teas get a cup",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{"items":{"kind":"category","in":["tea"]},"units":2},"get":{"items":{"kind":"category","in":["cup"]}}}]`},
			cart:  "a tea 4×25.00; b cup 3×9.00", // twice
			want:  "109.00 | 100.00 9.00 | g",
		},
		{
			name:  "the order of lines does not matter",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{"items":{"kind":"category","in":["tea"]},"units":2},"get":{"items":{"kind":"category","in":["cup"]}}}]`},
			cart:  "b cup 3×9.00; a tea 4×25.00",
			want:  "109.00 | 9.00 100.00 | g",
		},
		{
			name:  "no unit counts as bought and as got",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{"units":2},"get":{}}]`},
			cart:  "a tea 2×25.00",
			want:  "50.00 | 50.00 |",
		},
		{
			name:  "buy two get one of the same",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{"units":2},"get":{}}]`},
			cart:  "a tea 7×25.00", // two free
			want:  "125.00 | 125.00 | g",
		},
		{
			name:  "buy one get half off another",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{},"get":{},"percent":"50","times":1}]`},
			cart:  "a tea 1×30.00; b tea 1×20.00",
			want:  "40.00 | 30.00 10.00 | g",
		},
		{
			name:  "换购: a cup for 1.00 with tea",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{"items":{"kind":"category","in":["tea"]}},"get":{"items":{"kind":"category","in":["cup"]}},"price":["1 CNY"]}]`},
			cart:  "a tea 1×30.00; b cup 2×20.00",
			want:  "51.00 | 30.00 21.00 | g",
		},
		{
			name:  "a got unit without a price stays at nothing",
			rules: []string{`g item "then":[{"kind":"buy_get","buy":{},"get":{}}]`},
			cart:  "a tea 1×30.00; b tea 1×0.00",
			want:  "30.00 | 30.00 0.00 |",
		},
		{
			name:  "套装: tea and cup for 99",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"items":{"kind":"category","in":["tea"]}},{"items":{"kind":"category","in":["cup"]}}],"price":["99 CNY"]}]`},
			cart:  "a tea 2×80.00; b cup 1×40.00", // 21 off: 14 and 7
			want:  "179.00 | 146.00 33.00 | b",
		},
		{
			name:  "套装 twice with the dearest first",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"items":{"kind":"category","in":["tea"]}},{"items":{"kind":"category","in":["cup"]}}],"price":["99 CNY"]}]`},
			cart:  "a tea 1×80.00; c tea 1×100.00; b cup 2×40.00", // 41 and 21 off: 62 over 80, 100 and 80 is 19.08, 23.84, 19.08
			want:  "198.00 | 60.92 76.16 60.92 | b",
		},
		{
			name:  "套装 that would cost more is none",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"items":{"kind":"category","in":["tea"]}},{"items":{"kind":"category","in":["cup"]}}],"price":["99 CNY"]}]`},
			cart:  "a tea 1×50.00; b cup 1×40.00",
			want:  "90.00 | 50.00 40.00 |",
		},
		{
			name:  "99元任选三件",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"units":3}],"price":["99 CNY"]}]`},
			cart:  "a tea 3×40.00; b tea 1×30.00", // the three dearest: 21 off
			want:  "129.00 | 99.00 30.00 | b",
		},
	}
}
