package promotion

import "github.com/cartwright-go/cartwright/money"

func chineseScenarios() []scenario {
	crossShop := `k platform "then":[{"kind":"every","from":["300 CNY"],"off":["50 CNY"]}]`
	vip := `v payment "when":{"kind":"group","in":["88vip"]},"then":[{"kind":"percent","off":"5","per":"set"}]`
	second := `n item "then":[{"kind":"nth","n":2,"percent":"50"}]`
	flash := `f item "then":[{"kind":"flash","price":["9.90 CNY"],"stock":100,"per_buyer":1}]`
	shop80 := `m shop "then":[{"kind":"tiers","steps":[{"from":["80 CNY"],"off":["10 CNY"]}]}]`
	gift := `g shop "when":{"kind":"amount","min":["299 CNY"]},"then":[{"kind":"gift","of":["CUP"]}]`
	cup := func(worth string) func(*Facts) {
		return func(f *Facts) { f.Gifts = []Stocked{{SKU: "CUP", Left: 5, Worth: money.MustParseText(worth)}} }
	}
	return []scenario{
		{
			name:  "双11: 店铺券, then 跨店满减, then 88VIP 95折",
			rules: []string{`c shop "seller":"fern","codes":["FERN"],"then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["40 CNY"]}]}]`, crossShop, vip},
			cart:  "a tea 1×459.00 @fern; b cup 1×299.00 @moss",
			set: func(f *Facts) {
				f.Buyer, f.Codes = Buyer{ID: "b", Groups: []string{"88vip"}}, []Entered{{Text: "fern"}}
			},
			// 459 − 40 = 419; 718 holds 300 twice: 58.36 and 41.64 off → 360.64, 257.36; 5 % of 618 is 30.90: 18.03 and 12.87
			want: "587.10 | 342.61 244.49 | c k v",
		},
		{name: "跨店满减 one cent below the second 300", rules: []string{crossShop}, cart: "a tea 1×599.99", want: "549.99 | 549.99 | k"},
		{
			name:  "每满200减30, at most three times, over two shops",
			rules: []string{`k platform "then":[{"kind":"every","from":["200 CNY"],"off":["30 CNY"],"times":3}]`},
			cart:  "a tea 1×700.00 @fern; b cup 1×300.00 @moss", // 90 of 150
			want:  "910.00 | 637.00 273.00 | k",
		},
		{
			name:  "a coupon that would break 跨店满减 stays in the wallet",
			rules: []string{`c shop "codes":["TEN"],"then":[{"kind":"off","amount":["10 CNY"]}]`, crossShop},
			cart:  "a tea 1×305.00", // 295, or 255
			set:   func(f *Facts) { f.Codes = []Entered{{Text: "TEN"}} },
			want:  "255.00 | 255.00 | k",
		},
		{
			name:  "第二件半价 and the shop's coupon",
			rules: []string{second, `c shop "when":{"kind":"amount","min":["100 CNY"]},"then":[{"kind":"off","amount":["20 CNY"]}]`},
			cart:  "a tea 2×79.00", // 158 − 39.50 − 20
			want:  "98.50 | 98.50 | n c",
		},
		{
			name:  "第二件半价 that takes the coupon's threshold away",
			rules: []string{second, `c shop "when":{"kind":"amount","min":["120 CNY"]},"then":[{"kind":"off","amount":["20 CNY"]}]`},
			cart:  "a tea 2×79.00", // 118.50, or 138
			want:  "118.50 | 118.50 | n",
		},
		{
			name:  "预售: 定金100抵200, then 跨店满减",
			rules: []string{`d shop "items":{"kind":"tag","in":["deposit-paid"]},"then":[{"kind":"off","amount":["100 CNY"],"per":"unit"}]`, crossShop},
			cart:  "a tv 1×3999.00 #deposit-paid", // 3899 holds 300 twelve times
			want:  "3299.00 | 3299.00 | d k",
		},
		{
			name:  "秒杀限购一件, then 满80减10",
			rules: []string{flash, shop80},
			cart:  "a tea 3×39.90", // 9.90 + 79.80 − 10
			set:   func(f *Facts) { f.Buyer.ID, f.Usage = "b", map[string]Usage{"f": {Units: 99}} },
			want:  "79.70 | 79.70 | f m",
		},
		{
			name:  "秒杀: this buyer has had theirs",
			rules: []string{flash, shop80},
			cart:  "a tea 3×39.90",
			set:   func(f *Facts) { f.Usage = map[string]Usage{"f": {Units: 50, BuyerUnits: 1}} },
			want:  "109.70 | 109.70 | m",
		},
		{
			name:  "会员价, then 三件八折",
			rules: []string{`v item "then":[{"kind":"list_price","list":"vip"}]`, `q shop "then":[{"kind":"tiers","by":"quantity","steps":[{"units":3,"percent":"20"}]}]`},
			cart:  "a tea 3×50.00", // 135 − 27
			set:   func(f *Facts) { f.Lines[0].Lists = map[string]money.Money{"vip": money.MustParseText("45 CNY")} },
			want:  "108.00 | 108.00 | v q",
		},
		{
			name:  "多件多折: two 9折, three 8折, four 7折",
			rules: []string{`q shop "then":[{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"10"},{"units":3,"percent":"20"},{"units":4,"percent":"30"}]}]`},
			cart:  "a tea 4×25.00",
			want:  "70.00 | 70.00 | q",
		},
		{
			name:  "满88包邮 of one shop, the other's parcel is paid",
			rules: []string{`s shipping "seller":"fern","when":{"kind":"amount","min":["88 CNY"]},"then":[{"kind":"shipping","percent":"100"}]`},
			cart:  "a tea 1×90.00 @fern; b cup 1×50.00 @moss; fee fern 10.00; fee moss 8.00",
			want:  "148.00 | 90.00 50.00 | s",
		},
		{
			name:  "a lower step with the item's discount beats the higher one without",
			rules: []string{`p item "then":[{"kind":"percent","off":"10"}]`, `m shop "then":[{"kind":"tiers","steps":[{"from":["200 CNY"],"off":["20 CNY"]},{"from":["400 CNY"],"off":["60 CNY"]}]}]`},
			cart:  "a tea 1×420.00", // 378 − 20, or 420 − 60
			want:  "358.00 | 358.00 | p m",
		},
		{
			name: "each shop its 满减, then the platform's",
			rules: []string{
				`m shop "seller":"fern","then":[{"kind":"tiers","steps":[{"from":["200 CNY"],"off":["20 CNY"]}]}]`,
				`n shop "seller":"moss","then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["15 CNY"]}]}]`,
				`z platform "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["40 CNY"]}]}]`,
			},
			cart: "a tea 1×260.00 @fern; b cup 1×120.00 @moss", // 240 and 105; 40 is 27.83 and 12.17
			want: "305.00 | 212.17 92.83 | m n z",
		},
		{
			name: "首单立减 or the coupon, one of the group",
			rules: []string{
				`x platform "when":{"kind":"first_order"},"stack":{"groups":["new"]},"then":[{"kind":"off","amount":["10 CNY"]}]`,
				`y shop "codes":["C15"],"stack":{"groups":["new"]},"then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["15 CNY"]}]}]`,
			},
			cart: "a tea 1×120.00",
			set:  func(f *Facts) { f.Buyer.ID, f.Codes = "b", []Entered{{Text: "c15"}} },
			want: "105.00 | 105.00 | y",
		},
		{name: "支付红包 8.88", rules: []string{`r payment "then":[{"kind":"off","amount":["8.88 CNY"]}]`}, cart: "a tea 1×20.00", want: "11.12 | 11.12 | r"},
		{name: "七折最高减50", rules: []string{`p shop "cap":["50 CNY"],"then":[{"kind":"percent","off":"30","per":"set"}]`}, cart: "a tea 1×400.00", want: "350.00 | 350.00 | p"},
		{
			name:  "满299送杯: the discount is worth more than the cup",
			rules: []string{`p item "then":[{"kind":"percent","off":"5"}]`, gift},
			cart:  "a tea 1×310.00", set: cup("9 CNY"), // 15.50 off, or a cup for 9
			want: "294.50 | 294.50 | p",
		},
		{
			name:  "满299送杯: the cup is worth more",
			rules: []string{`p item "then":[{"kind":"percent","off":"5"}]`, gift},
			cart:  "a tea 1×310.00", set: cup("20 CNY"),
			want: "310.00 | 310.00 | g",
		},
	}
}

func westernScenarios() []scenario {
	ship := `s shipping "when":{"kind":"amount","min":["49 USD"]},"then":[{"kind":"shipping","percent":"100"}]`
	tenOff := `c shop "codes":["TEN"],"then":[{"kind":"percent","off":"10","per":"set"}]`
	typed := func(code string) func(*Facts) { return func(f *Facts) { f.Codes = []Entered{{Text: code}} } }
	return []scenario{
		{name: "BOGO: two of the same", rules: []string{`g item "then":[{"kind":"buy_get","buy":{},"get":{}}]`}, cart: "a shirt 2×19.99 in USD", want: "19.99 | 19.99 | g"},
		{name: "BOGO: the cheaper one is free", rules: []string{`g item "then":[{"kind":"buy_get","buy":{},"get":{}}]`}, cart: "b shirt 1×19.99; a shirt 1×29.99 in USD", want: "29.99 | 0.00 29.99 | g"},
		{
			name:  "of two actions one finds nothing, the other acts",
			rules: []string{`g item "then":[{"kind":"off","amount":["5 USD"]},{"kind":"buy_get","buy":{"items":{"kind":"category","in":["tea"]}},"get":{"items":{"kind":"category","in":["cup"]}}}]`},
			cart:  "a shirt 1×19.99 in USD", want: "14.99 | 14.99 | g",
		},
		{name: "three for two", rules: []string{`t item "then":[{"kind":"cheapest","of":3}]`}, cart: "a book 2×7.99; b book 1×4.99 in GBP", want: "15.98 | 15.98 0.00 | t"},
		{
			name:  "spend 50 save 10, spend 100 save 25",
			rules: []string{`t shop "then":[{"kind":"tiers","steps":[{"from":["50 USD"],"off":["10 USD"]},{"from":["100 USD"],"off":["25 USD"]}]}]`},
			cart:  "a shirt 3×39.00 in USD", want: "92.00 | 92.00 | t",
		},
		{
			name:  "camera and lens for 899",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"items":{"kind":"category","in":["camera"]}},{"items":{"kind":"category","in":["lens"]}}],"price":["899 USD"]}]`},
			cart:  "a camera 1×699.00; b lens 1×349.00 in USD", // 149 off: 99.38 and 49.62
			want:  "899.00 | 599.62 299.38 | b",
		},
		{
			name:  "trade price from the list",
			rules: []string{`l item "when":{"kind":"group","in":["trade"]},"then":[{"kind":"list_price","list":"trade"}]`},
			cart:  "a bolt 10×4.00 in USD",
			set: func(f *Facts) {
				f.Buyer = Buyer{ID: "b", Groups: []string{"trade"}}
				f.Lines[0].Lists = map[string]money.Money{"trade": money.MustParseText("3.20 USD")}
			},
			want: "32.00 | 32.00 | l",
		},
		{name: "free shipping from 49, a code keeps it", rules: []string{ship, tenOff}, cart: "a shirt 1×60.00; fee fern 5.99 in USD", set: typed("ten"), want: "54.00 | 54.00 | c s"},
		{name: "free shipping from 49, a code would lose it", rules: []string{ship, tenOff}, cart: "a shirt 1×50.00; fee fern 5.99 in USD", set: typed("ten"), want: "50.00 | 50.00 | s"},
		{name: "free shipping not reached", rules: []string{ship}, cart: "a shirt 1×48.99; fee fern 5.99 in USD", want: "54.98 | 48.99 |"},
		{
			name:  "a code on top of the sale",
			rules: []string{`s item "then":[{"kind":"percent","off":"20"}]`, `c shop "codes":["SAVE15"],"then":[{"kind":"percent","off":"15","per":"set"}]`},
			cart:  "a shirt 1×80.00 in USD", set: typed("save-15"), // 64 − 9.60
			want: "54.40 | 54.40 | s c",
		},
		{
			name:  "a code that does not go with the sale, and is worth less",
			rules: []string{`s item "then":[{"kind":"percent","off":"20"}]`, `c shop "codes":["SAVE15"],"stack":{"without":["s"]},"then":[{"kind":"percent","off":"15","per":"set"}]`},
			cart:  "a shirt 1×80.00 in USD", set: typed("save-15"),
			want: "64.00 | 64.00 | s",
		},
		{
			name:  "a code for full price goods leaves the sale alone",
			rules: []string{`s item "items":{"kind":"tag","in":["sale"]},"then":[{"kind":"percent","off":"20"}]`, `c shop "codes":["SAVE15"],"items":{"not":{"kind":"tag","in":["sale"]}},"then":[{"kind":"percent","off":"15"}]`},
			cart:  "a shirt 1×80.00 #sale; b shirt 1×40.00 in USD", set: typed("save15"),
			want: "98.00 | 64.00 34.00 | s c",
		},
		{name: "prices with VAT: ten per cent of the gross", rules: []string{`p shop "then":[{"kind":"percent","off":"10","per":"set"}]`}, cart: "a lamp 1×119.00 in EUR", want: "107.10 | 107.10 | p"},
		{
			name:  "prices with VAT of two rates share by the gross",
			rules: []string{`o shop "then":[{"kind":"off","amount":["20 EUR"]}]`},
			cart:  "a lamp 1×119.00; b book 1×107.00 in EUR", // 10.53 and 9.47
			want:  "206.00 | 108.47 97.53 | o",
		},
		{
			name:  "the lowest advertised price",
			rules: []string{`p item "then":[{"kind":"percent","off":"40"}]`},
			cart:  "a lamp 1×100.00 in EUR", set: func(f *Facts) { f.Lines[0].Floor = money.MustParseText("70 EUR") },
			want: "70.00 | 70.00 | p",
		},
		{name: "yen: 15 % of two, halves up", rules: []string{`q shop "then":[{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"15"}]}]`}, cart: "a tea 2×1485 in JPY", want: "2524 | 2524 | q"}, // 445.5
		{name: "dinars: 15 % of a unit", rules: []string{`p item "then":[{"kind":"percent","off":"15"}]`}, cart: "a oud 1×12.345 in KWD", want: "10.493 | 10.493 | p"},                                        // 1.85175
		{
			name:  "buy three, the fourth half price, twice",
			rules: []string{`n item "then":[{"kind":"nth","n":4,"percent":"50"}]`},
			cart:  "a mug 8×6.00 in EUR", want: "42.00 | 42.00 | n",
		},
		{
			name:  "two for 30 of a range, the third at its price",
			rules: []string{`b item "then":[{"kind":"bundle","parts":[{"units":2}],"price":["30 GBP"]}]`},
			cart:  "a gin 1×22.00; b gin 1×20.00; c gin 1×18.00 in GBP", // 12 off 22 and 20: 6.29 and 5.71
			want:  "48.00 | 15.71 14.29 18.00 | b",
		},
	}
}
