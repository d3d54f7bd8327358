package promotion

// traits say what the evaluator may assume of an action.
type traits struct {
	items bool // takes off the rule's lines
	fees  bool // takes off shipping fees
	apart bool // does to each line what it would do if it were alone
	unit  bool // gives each unit what its price says, and a dearer unit is never left cheaper
	line  bool // takes from each line what its sum says
	picks bool // which units it takes from depends on their prices
	total bool // takes what the sum of all its lines says; see between
}

// builtin is an action of this package. What it takes never grows when the cart
// gets cheaper, which is what the bounds of the search rest on.
type builtin interface {
	Action
	traits() traits
	further() []*Lines // lines besides the rule's own
}

// unit is one unit of a line at this point.
type unit struct {
	line       int
	price, now int64 // on the rule's base, and now
}

// unitAction is an action that takes from each unit what its price says. It
// answers false where it has no amount in the cart's currency.
type unitAction interface {
	each(e *evaluation, u unit) (int64, bool)
}

// takeEach lets a unitAction act.
func (d *Draft) takeEach() {
	a, ok := d.action.(unitAction)
	if !ok {
		return
	}
	pieces := d.runs(d.lines)
	for i := range pieces {
		p := &pieces[i]
		var ok bool
		if p.off, ok = a.each(d.e, unit{p.line, p.price, d.now(p)}); !ok {
			p.off = 0
			d.Refuse(ReasonCurrency)
		}
	}
	d.take(pieces)
}

// plain is a builtin that names no further lines.
type plain struct{}

func (plain) further() []*Lines { return nil }

func actionKinds() []ActionKind {
	return []ActionKind{
		{"percent", readPercent},
		{"off", readOff},
		{"price", readPrice},
		{"list_price", readListPrice},
		{"flash", readFlash},
		{"tiers", readTiers},
		{"every", readEvery},
		{"nth", readNth},
		{"cheapest", readCheapest},
		{"buy_get", readBuyGet},
		{"bundle", readBundle},
		{"gift", readGift},
		{"shipping", readShipping},
		{"points", readPoints},
	}
}

// per says over what an action rounds, or divides.
type per uint8

const (
	perUnit per = iota
	perLine
	perSet
)

func readPer(p *Params, fallback string) per {
	if !p.Has("per") {
		p = &Params{p: p.p, path: p.path, members: []member{{name: "per", raw: []byte(`"` + fallback + `"`)}}}
	}
	switch p.Word("per", "unit", "line", "set") {
	case "line":
		return perLine
	case "set":
		return perSet
	}
	return perUnit
}

// percent takes a percentage off, rounded half up per unit, line or set.
type percent struct {
	plain
	part int64
	per  per
}

func readPercent(p *Params) Action {
	a := percent{part: p.Percent("off"), per: readPer(p, "unit")}
	if a.part == 0 {
		p.Fail("off", "is missing")
	}
	return a
}

func (a percent) traits() traits {
	return traits{items: true, apart: a.per != perSet, unit: a.per == perUnit, line: a.per == perLine, total: a.per == perSet}
}

func (a percent) each(e *evaluation, u unit) (int64, bool) {
	return part(u.price, a.part, e.quantum), true
}

// Apply takes the percentage.
func (a percent) Apply(d *Draft) {
	switch a.per {
	case perUnit:
		d.takeEach()
	case perLine:
		for i := range d.lines.all() {
			d.spread(d.lineRuns(i), part(d.amount(i), a.part, d.e.quantum))
		}
	default:
		d.spread(d.runs(d.lines), part(d.sum(d.lines), a.part, d.e.quantum))
	}
}

// off takes an amount off each unit, each line or the set.
type off struct {
	plain
	amount fixed
	per    per
}

func readOff(p *Params) Action {
	return off{amount: p.Amounts("amount").fixed(), per: readPer(p, "set")}
}

func (a off) traits() traits {
	return traits{items: true, apart: a.per != perSet, unit: a.per == perUnit, line: a.per == perLine, total: a.per == perSet}
}

func (a off) each(e *evaluation, _ unit) (int64, bool) { return a.amount.in(e) }

// Apply takes the amount.
func (a off) Apply(d *Draft) {
	n, ok := a.amount.in(d.e)
	if !ok {
		d.Refuse(ReasonCurrency)
		return
	}
	switch a.per {
	case perUnit:
		d.takeEach()
	case perLine:
		for i := range d.lines.all() {
			d.spread(d.lineRuns(i), n)
		}
	default:
		d.spread(d.runs(d.lines), n)
	}
}

// price lowers units to a price; it never raises one.
type price struct {
	plain
	amount fixed
}

func readPrice(p *Params) Action { return price{amount: p.Amounts("amount").fixed()} }

func (price) traits() traits { return traits{items: true, apart: true, unit: true} }

func (a price) each(e *evaluation, u unit) (int64, bool) {
	n, ok := a.amount.in(e)
	return max(0, u.now-n), ok
}

// Apply lowers the prices.
func (a price) Apply(d *Draft) { d.takeEach() }

// now is what one unit of a piece costs at this point, whatever the base.
func (d *Draft) now(p *piece) int64 { return d.s.lines[p.line].runs[p.run].price }

// listPrice lowers units to another price of theirs, such as the members' one.
type listPrice struct {
	plain
	list string
}

func readListPrice(p *Params) Action {
	a := listPrice{list: p.Text("list")}
	if a.list == "" {
		p.Fail("list", "is missing")
	}
	return a
}

func (listPrice) traits() traits { return traits{items: true, apart: true, unit: true} }

func (a listPrice) each(e *evaluation, u unit) (int64, bool) {
	listed, ok := e.facts.Lines[u.line].Lists[a.list]
	if !ok {
		return 0, true
	}
	n, err := e.units("lists", listed)
	return max(0, u.now-n), err == nil
}

// Apply lowers the prices of the lines that have one in the list.
func (a listPrice) Apply(d *Draft) { d.takeEach() }

// flash is a price with a stock of its own and, for buyers who are signed in, a
// limit per buyer; maxUnits is none.
type flash struct {
	plain
	amount          fixed
	stock, perBuyer int64
}

func readFlash(p *Params) Action {
	a := flash{amount: p.Amounts("price").fixed(), stock: p.Int("stock", 0, 1, maxUnits), perBuyer: p.Int("per_buyer", maxUnits, 1, maxUnits)}
	if a.stock == 0 {
		p.Fail("stock", "is missing")
	}
	return a
}

func (flash) traits() traits { return traits{items: true} }

// Apply lowers the price of as many units as are left, those first that gain most.
func (a flash) Apply(d *Draft) {
	n, ok := a.amount.in(d.e)
	if !ok {
		d.Refuse(ReasonCurrency)
		return
	}
	if a.perBuyer < maxUnits && d.e.facts.Buyer.ID == "" {
		d.Refuse(ReasonSignIn)
		return
	}
	used := d.e.facts.Usage[d.c.rule.ID]
	left := min(a.stock-used.Units, a.perBuyer-used.BuyerUnits)
	if left <= 0 {
		d.Refuse(ReasonGone)
		return
	}
	pieces, taken := d.runs(d.lines), int64(0)
	for i := range pieces {
		p := &pieces[i]
		if p.off = min(p.room, max(0, d.now(p)-n)); p.off == 0 {
			p.units = 0
		}
	}
	for _, r := range d.rank(pieces, func(p *piece) int64 { return -p.off }) {
		p := &pieces[r.at]
		p.units = min(p.units, left-taken)
		taken += p.units
	}
	if taken > 0 {
		d.take(pieces)
		d.s.extras = append(d.s.extras, extra{extraFlash, d.c.no, 0, taken})
	}
}
