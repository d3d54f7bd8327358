package promotion

import (
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// finisher turns the final state into a Result.
type finisher struct {
	e       *evaluation
	s       *state
	list    []*candidate
	payers  []*purse      // by position in Applied
	applied map[int32]int // rule → position in Result.Applied
	result  Result
	amounts []int64 // by position in Applied
	near    map[int32]Verdict
	rows    []Row   // of all lines
	shares  []Share // of all rows and fees
	got     []given // of the row at hand
	next    []given // of the run at hand
}

// finish lets the chosen act once more, in order, and writes down what they gave.
func (e *evaluation) finish(s *state, seen []considered, list []*candidate, gap int64) Result {
	fin := &finisher{e: e, s: s, list: list, near: map[int32]Verdict{}}
	r := &fin.result
	n := 0
	for _, c := range list {
		if c.acts {
			n++
		}
	}
	r.Applied, fin.amounts, fin.payers = make([]Applied, 0, n), make([]int64, 0, n), make([]*purse, 0, n)
	fin.applied = make(map[int32]int, n)
	r.Lines = make([]LineResult, 0, len(e.lines))
	turns := fin.act()
	r.Currency, r.Optimal, r.Gap = e.facts.Currency, gap == 0, e.money(gap)
	runs := 0
	for i := range s.lines {
		runs += len(s.lines[i].runs)
	}
	fin.rows, fin.shares = make([]Row, 0, runs), make([]Share, 0, runs+n+len(e.facts.Fees))
	var goods, net, fees int64
	for i := range e.lines {
		goods += e.lines[i].amount
		net += s.lines[i].amount
		r.Lines = append(r.Lines, fin.line(i))
	}
	for i := range e.facts.Fees {
		fees += fin.fee(i)
	}
	r.Goods, r.Discount, r.Shipping, r.Total = e.money(goods), e.money(goods-net), e.money(fees), e.money(net+fees)
	fin.extras()
	for i := range r.Applied {
		r.Applied[i].Amount = e.money(fin.amounts[i])
	}
	if e.options.Explain || len(e.facts.Codes) > 0 {
		x := explainer{fin: fin, turns: turns}
		x.explain(seen)
	}
	return fin.result
}

// turn is what a candidate could do when its turn came.
type turn struct {
	verdict Verdict
	gives   int64
}

// act lets the chosen act. For explanations it notes what the others could have done.
func (fin *finisher) act() []turn {
	var turns []turn
	if fin.e.options.Explain || len(fin.e.facts.Codes) > 0 {
		turns = make([]turn, len(fin.list))
	}
	near := fin.e.near
	for i, c := range fin.list {
		for ; len(near) > 0 && near[0].id < c.id; near = near[1:] {
			fin.look(near[0])
		}
		if !c.acts && turns == nil {
			continue
		}
		if !c.acts {
			gives, verdict := fin.s.would(c)
			turns[i] = turn{verdict, gives.off}
			continue
		}
		before := fin.s.gave.off
		verdict := fin.s.apply(c)
		if turns != nil {
			turns[i] = turn{verdict, fin.s.gave.off - before}
		}
		fin.note(c)
	}
	for _, c := range near {
		fin.look(c)
	}
	return turns
}

// look finds what a rule lacks when its turn comes, after what acts before it.
func (fin *finisher) look(c *candidate) {
	if gives, verdict := fin.s.would(c); gives.zero() && verdict.Short.HasCurrency() {
		fin.near[c.id] = verdict
	}
}

// note files a rule that acts.
func (fin *finisher) note(c *candidate) {
	if _, ok := fin.applied[c.id]; ok {
		return
	}
	fin.applied[c.id] = len(fin.result.Applied)
	fin.amounts = append(fin.amounts, 0)
	a := Applied{Rule: c.rule.ID, Revision: c.rule.Revision, Layer: c.rule.Layer, Limits: c.rule.Limits}
	if at := fin.e.codes[c.id]; at > 0 {
		entered := fin.e.facts.Codes[at-1]
		if a.Code = entered.Text; entered.Rule != "" {
			a.Coupon = FoldCode(entered.Text)
		}
	}
	for _, action := range c.actions {
		if f, ok := action.(flash); ok {
			if a.Stock = f.stock; f.perBuyer < maxUnits {
				a.PerBuyer = f.perBuyer
			}
		}
	}
	fin.result.Applied = append(fin.result.Applied, a)
	fin.payers = append(fin.payers, newPurse(c.rule.Payers))
}

// line writes the rows of one line.
func (fin *finisher) line(i int) LineResult {
	e, l := fin.e, &fin.e.lines[i]
	net := fin.s.lines[i].amount
	out := LineResult{Discount: e.money(l.amount - net), Net: e.money(net)}
	runs := fin.s.lines[i].runs
	from := len(fin.rows)
	for j := 0; j < len(runs); {
		fin.got = fin.gifts(fin.got[:0], runs[j].history)
		units := runs[j].units
		for j++; j < len(runs); j++ {
			if fin.next = fin.gifts(fin.next[:0], runs[j].history); !slices.Equal(fin.got, fin.next) {
				break
			}
			units += runs[j].units
		}
		fin.rows = append(fin.rows, fin.row(i, units, fin.got))
	}
	out.Rows = fin.rows[from:len(fin.rows):len(fin.rows)]
	return out
}

// given is what one rule gave one unit.
type given struct {
	rule int32
	off  int64
}

// gifts lists what one unit got, in order of the rules' acts, one entry a rule.
func (fin *finisher) gifts(list []given, history int32) []given {
	for at := history; at != 0; at = fin.s.history[at].before {
		g := &fin.s.history[at]
		rule := fin.list[g.by].id
		if n := len(list); n > 0 && list[n-1].rule == rule {
			list[n-1].off += g.off
			continue
		}
		list = append(list, given{rule, g.off})
	}
	slices.Reverse(list)
	return list
}

func (fin *finisher) row(line int, units int64, gifts []given) Row {
	e := fin.e
	price := e.lines[line].price
	r := Row{Units: units, Price: fin.price(line)}
	var off int64
	from := len(fin.shares)
	for _, g := range gifts {
		off += g.off * units
		fin.share(g.rule, g.off*units)
	}
	r.Shares = fin.since(from)
	r.Discount, r.Net = e.money(off), e.money(price*units-off)
	return r
}

// price is the price as it came in.
func (fin *finisher) price(line int) money.Money { return fin.e.facts.Lines[line].Price }

// since are the shares from a position on, nil for none.
func (fin *finisher) since(from int) []Share {
	if from == len(fin.shares) {
		return nil
	}
	return fin.shares[from:len(fin.shares):len(fin.shares)]
}

// share divides what a rule gave among those who bear it.
func (fin *finisher) share(rule int32, amount int64) {
	at := fin.applied[rule]
	id, p := fin.result.Applied[at].Rule, fin.payers[at]
	fin.amounts[at] += amount
	if p == nil {
		fin.shares = append(fin.shares, Share{Rule: id, Payer: defaultPayer, Amount: fin.e.money(amount)})
		return
	}
	for i, part := range p.pay(amount, fin.e.quantum) {
		if part > 0 {
			fin.shares = append(fin.shares, Share{Rule: id, Payer: p.names[i], Amount: fin.e.money(part)})
		}
	}
}

// fee writes one fee and answers what is left of it.
func (fin *finisher) fee(i int) int64 {
	e, f := fin.e, fin.e.facts.Fees[i]
	at := e.seller(string(f.Seller))
	r := FeeResult{Seller: f.Seller, Before: f.Amount, Discount: e.money(e.fees[at] - fin.s.fees[at])}
	from := len(fin.shares)
	for _, x := range fin.s.extras {
		if x.kind == extraFee && x.at == at {
			fin.share(fin.list[x.by].id, x.n)
		}
	}
	r.Shares = fin.since(from)
	fin.result.Fees = append(fin.result.Fees, r)
	return fin.s.fees[at]
}

// extras writes gifts, points and flash units.
func (fin *finisher) extras() {
	for _, x := range fin.s.extras {
		rule := fin.list[x.by].id
		a := &fin.result.Applied[fin.applied[rule]]
		switch x.kind {
		case extraGift:
			g := fin.e.facts.Gifts[x.at]
			fin.result.Gifts = append(fin.result.Gifts, Gift{Rule: a.Rule, SKU: g.SKU, Units: x.n, Worth: fin.e.money(fin.e.gifts[x.at] * x.n)})
		case extraPoints:
			a.Points += x.n
			a.Sellers = fin.e.sellersOf(fin.list[x.by].lines)
		case extraFlash:
			a.Units += x.n
		case extraFee:
		}
	}
}

// sellersOf are the sellers of lines, sorted.
func (e *evaluation) sellersOf(lines set) []catalog.SellerID {
	var list []catalog.SellerID
	for i := range lines.all() {
		list = append(list, e.facts.Lines[i].Seller)
	}
	slices.Sort(list)
	return slices.Compact(list)
}
