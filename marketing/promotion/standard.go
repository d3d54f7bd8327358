package promotion

// Standard are the kinds of this package: all that "items", "when" and "then" of a
// rule may say, unless a host adds kinds of its own. A member is required where no
// other value is named for it; an unknown one is refused.
//
// # Trees
//
// "items" chooses lines, "when" says what must be met. Each is one condition, or a
// tree of them: "all" and "any" hold 1 to 64, "not" holds one, at most 12 deep.
//
//	{"all":[{"kind":"brand","in":["fern"]},{"not":{"kind":"tag","in":["sale"]}}]}
//	{"any":[{"kind":"tag","in":["new"]},{"kind":"price","min":["100 CNY"]}]}
//
// # Values
//
// Amounts are a list with one text per currency, ["300 CNY","45 USD"], above zero
// and in whole smallest units. A percentage is a text above "0" and at most "100",
// with at most four decimals: "12.5". Counts are whole numbers of 1 or above. "min"
// and "max" are both included, and one of them may be missing.
//
// # Lines, for "items"
//
// product, variant, category, brand, tag and seller match lines that have one of
// "in", a list of texts. A variant is a SKU; category matches all that is below it,
// too. The others compare with "min" and "max", always on original prices: price of
// one unit, line_amount of the line and seller_amount of all lines of its seller in
// amounts, line_quantity in units.
//
//	{"kind":"product","in":["longjing"]}
//	{"kind":"variant","in":["LONGJING-100","LONGJING-250"]}
//	{"kind":"category","in":["tea"]}
//	{"kind":"brand","in":["fern"]}
//	{"kind":"tag","in":["clearance"]}
//	{"kind":"seller","in":["fern","moss"]}
//	{"kind":"price","min":["100 CNY"],"max":["500 CNY"]}
//	{"kind":"line_amount","min":["200 CNY"]}
//	{"kind":"seller_amount","min":["300 CNY"]}
//	{"kind":"line_quantity","min":3}
//
// # The cart and the buyer, for "when"
//
// amount compares what lines cost with "min" and "max" in amounts: "over" is
// "items" (the rule's lines, when missing) or "cart" (all); "base" is "current"
// (after what acts before) or "original", the rule's own when missing. quantity
// compares units and has "over", too; lines compares how many lines the rule
// chooses. contains asks for "units" (1 when missing) of the lines that its own
// tree "items" chooses, wherever the rule acts.
//
// group, buyer, channel, country, currency and payment ask for one of "in": groups
// and ID of the buyer, the channel, the destination by ISO 3166-1 alpha-2, the
// currency by ISO 4217, the method of payment. signed_in asks for a buyer with an
// ID, first_order for one without an order, orders for "min" to "max" of them.
//
// schedule is open from "from" ("00:00" when missing) until before "to" ("24:00"),
// on the "days" (all when missing) of the "zone", a name such as Asia/Shanghai.
// With "to" before "from" it ends on the next day.
//
//	{"kind":"amount","over":"cart","base":"original","min":["300 CNY","45 USD"]}
//	{"kind":"quantity","over":"items","min":3}
//	{"kind":"lines","min":2}
//	{"kind":"contains","items":{"kind":"product","in":["teapot"]},"units":1}
//	{"kind":"group","in":["gold","staff"]}
//	{"kind":"buyer","in":["01K0000000000000000000BUYR"]}
//	{"kind":"channel","in":["app"]}
//	{"kind":"country","in":["CN","HK"]}
//	{"kind":"currency","in":["CNY"]}
//	{"kind":"payment","in":["alipay"]}
//	{"kind":"signed_in"}
//	{"kind":"first_order"}
//	{"kind":"orders","min":1,"max":5}
//	{"kind":"schedule","zone":"Asia/Shanghai","days":["fri","sat"],"from":"20:00","to":"02:00"}
//
// # Actions, for "then"
//
// They act on the rule's lines, on the prices of the rule's base.
//
// percent takes "off", a percentage. "per" says what is rounded, halves up:
// "unit" (when missing) each unit's price, so that every unit of a price gets the
// same; "line" the sum of each line; "set" the sum of all lines once, then divided
// over them. 10 % of two lines of three units at 0.35 is 0.24 by the unit, 0.22 by
// the line and 0.21 by the set. off takes "amount", amounts, from each "unit", each
// "line" or once from the "set" (when missing).
//
// price lowers each unit to "amount"; list_price to the line's price in "list", a
// name in Line.Lists such as "member"; neither raises one. flash lowers to "price"
// as many units as are left of "stock", and for one buyer at most "per_buyer" (no
// limit when missing).
//
// tiers is 满减 and 满件折: the highest of 1 to 32 "steps" that is reached counts.
// "by" is "amount" (when missing), where a step has "from" in amounts, or
// "quantity", where it has "units"; it gives "off", amounts, or "percent", once off
// the set. every is 每满: "off" for every full "from", at most "times" over.
//
// nth takes "percent" from every "n"th unit, counted from the dearest on: 第二件半价
// is n 2 with 50. cheapest takes "percent" (100 when missing) from "units" (1) of
// every "of" units, the cheapest of all. buy_get takes "percent" (100) from, or sets
// "price" for, the cheapest units of "get" that come with those of "buy"; both have
// "units" (1) and may have "items", a tree, besides the rule's. bundle sells "units"
// (1) of each of its 1 to 8 "parts", which have "items", together for "price";
// a single part needs none. All four have "times", how often in a cart (no limit
// when missing); nth and cheapest count over the "set" (when missing) or per "line".
//
// gift adds "units" (1) of the first SKU in the list "of" that is in stock, see
// Facts.Gifts. shipping lowers the fee of each seller of the lines: by a "percent",
// by an "off", or to a "price", exactly one of them. points credits "points", once
// or for each full "every" in amounts.
//
//	{"kind":"percent","off":"12.5","per":"line"}
//	{"kind":"off","amount":["5 CNY"],"per":"unit"}
//	{"kind":"price","amount":["99 CNY"]}
//	{"kind":"list_price","list":"member"}
//	{"kind":"flash","price":["9.90 CNY"],"stock":500,"per_buyer":2}
//	{"kind":"tiers","steps":[{"from":["200 CNY"],"off":["20 CNY"]},{"from":["300 CNY"],"off":["50 CNY"]}]}
//	{"kind":"tiers","by":"quantity","steps":[{"units":2,"percent":"10"},{"units":3,"percent":"20"}]}
//	{"kind":"every","from":["100 CNY"],"off":["10 CNY"],"times":3}
//	{"kind":"nth","n":2,"percent":"50","per":"line"}
//	{"kind":"cheapest","of":3,"units":1}
//	{"kind":"buy_get","buy":{"items":{"kind":"tag","in":["pot"]},"units":1},"get":{"items":{"kind":"tag","in":["cup"]},"units":2},"percent":"50"}
//	{"kind":"bundle","parts":[{"items":{"kind":"tag","in":["pot"]}},{"items":{"kind":"tag","in":["cup"]},"units":4}],"price":["199 CNY"]}
//	{"kind":"gift","of":["CUP-RED","CUP-BLUE"],"units":1}
//	{"kind":"shipping","percent":"100"}
//	{"kind":"points","points":1,"every":["10 CNY"]}
func Standard() Kinds {
	return Kinds{}.WithLines(lineKinds()...).WithConditions(cartKinds()...).WithActions(actionKinds()...)
}
