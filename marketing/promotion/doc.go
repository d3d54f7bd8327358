// Package promotion finds what a buyer pays after every discount, proves that
// no better combination exists, and explains each rule that was considered.
//
//	rules, err := promotion.Compile(book, promotion.Standard())
//	result, err := rules.Evaluate(facts, promotion.Options{Explain: true})
//	for _, x := range result.Explained {
//		fmt.Println(x.Words("zh")) // 满 300 减 50：还差 ¥41.00
//	}
//
// Rules are data: versioned JSON in five sentences, which are what must be met
// ("when"), on what ("items"), what is given ("then"), together with what
// ("stack"), and limits and who pays ("limits", "payers"). A bad rule is a
// *RuleError that names the rule and the field. Hosts add their own kinds of
// conditions and actions with Kinds.With.
//
// # Writing a rule
//
// A Rule lists the members of its JSON, Standard every kind of condition and action
// with its members and an example. 满 300 减 50 and 满 500 减 100 of all tea:
//
//	{"version":1, "id":"tea-300", "layer":"shop", "name":{"zh":"满减","en":"Tea week"},
//	 "items":{"kind":"category","in":["tea"]},
//	 "when":{"all":[{"kind":"channel","in":["app"]},{"not":{"kind":"group","in":["staff"]}}]},
//	 "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]},{"from":["500 CNY"],"off":["100 CNY"]}]}]}
//
// ParseRule reads one, ParseBook {"layers":[…], "groups":[…], "rules":[…]} with the
// order of layers and how many rules of a group a cart takes. Compile makes a book
// ready, and Snapshot.Lint says what is odd about rules that are correct.
//
// # Evaluation
//
// Evaluate is a pure function of the rules and the facts: no clock, no I/O. An
// index finds the few rules that a cart can meet. Rules act in a fixed order:
// layer, then priority (higher first), then ID. In a layer of mode Best a line
// takes at most one rule; layers stack. Among all combinations that layers,
// groups and pairs allow, the objective picks one: by default what the buyer
// pays least with. The search is exact; where it was cut short, Result says so
// and how much a better combination could give at most.
//
// # Money
//
// A discount is divided over lines by what each still costs, with the largest
// remainder, then over the units of each line; a unit without a price gets
// nothing and no amount goes below zero or the line's floor. Runs of equal units
// are never expanded, so a quantity of a million costs what one costs.
package promotion
