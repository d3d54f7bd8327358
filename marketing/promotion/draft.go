package promotion

import (
	"cmp"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// A Draft is a cart in the hands of an action. Whatever the action takes off is
// divided, capped by the rule's cap and budget and by what a unit still costs
// above its floor, and recorded unit by unit.
type Draft struct {
	e      *evaluation
	s      *state
	c      *candidate
	lines  set
	also   []set // further lines that the action names, in its order
	left   int64 // of cap and budget
	answer Verdict
	action Action // that is at work
	order  []ranked
	pieces []piece
	cuts   []cut
	div    divider
	outer  divider
}

// piece is a number of units of one run that an action looks at.
type piece struct {
	line, run int
	units     int64
	price     int64 // of one unit on the rule's base
	room      int64 // the most that can be taken off one unit
	off       int64 // what shall be
}

// Facts are the facts; do not change them.
func (d *Draft) Facts() *Facts { return d.e.facts }

// Lines lists the indexes of the lines that the rule is about.
func (d *Draft) Lines() iter.Seq[int] { return d.lines.all() }

// Amount is what a line costs now, on the rule's base.
func (d *Draft) Amount(line int) money.Money {
	return d.e.money(d.amount(line))
}

func (d *Draft) amount(line int) int64 {
	if d.c.rule.Base == Original {
		return d.e.lines[line].amount
	}
	return d.s.lines[line].amount
}

// Off takes an amount off some lines, divided by what they still cost. An amount
// in another currency, or not above zero, takes nothing; what the lines do not
// hold is not taken.
func (d *Draft) Off(amount money.Money, lines ...int) {
	n, err := d.e.units("amount", amount)
	if err != nil {
		return
	}
	chosen := make(set, d.e.words.n)
	for _, i := range lines {
		if i >= 0 && i < len(d.e.lines) && d.lines.has(i) {
			chosen.add(i)
		}
	}
	d.spread(d.runs(chosen), n)
}

// Refuse says why the action gives nothing.
func (d *Draft) Refuse(why Reason) { d.answer = Verdict{Reason: why} }

func (d *Draft) short(need, have int64) {
	d.answer = Verdict{Reason: ReasonAmount, Need: d.e.money(need), Short: d.e.money(need - have)}
}

func (d *Draft) missing(units int64) { d.answer = Verdict{Reason: ReasonQuantity, Units: units} }

// sum is what lines cost, on the rule's base.
func (d *Draft) sum(lines set) int64 {
	var n int64
	for i := range lines.all() {
		n += d.amount(i)
	}
	return n
}

// runs lists the units of some lines as pieces. They are valid until the next call.
func (d *Draft) runs(lines set) []piece {
	d.pieces = d.pieces[:0]
	for i := range lines.all() {
		d.addRuns(i)
	}
	return d.pieces
}

func (d *Draft) lineRuns(line int) []piece {
	d.pieces = d.pieces[:0]
	d.addRuns(line)
	return d.pieces
}

func (d *Draft) addRuns(i int) {
	l := &d.e.lines[i]
	for j, r := range d.s.lines[i].runs {
		p := piece{line: i, run: j, units: r.units, price: r.price, room: max(0, r.price-l.floor)}
		if d.c.rule.Base == Original {
			p.price = l.price
		}
		d.pieces = append(d.pieces, p)
	}
}

// take takes off of each unit of each piece, which are in the order of lines and
// runs. Above the cap, all pieces give in proportion.
func (d *Draft) take(pieces []piece) {
	var sum int64
	for i := range pieces {
		p := &pieces[i]
		p.off = min(p.off, p.room)
		sum += p.off * p.units
	}
	if sum == 0 {
		return
	}
	if sum > d.left {
		for i := range pieces {
			pieces[i].room = pieces[i].off
		}
		d.spread(pieces, d.left)
		return
	}
	d.cuts = d.cuts[:0]
	for _, p := range pieces {
		d.cuts = append(d.cuts, cut{p.line, p.run, p.units, p.off})
	}
	d.commit()
}

func byRun(pieces []piece) {
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.run, b.run)) })
}

func (d *Draft) commit() {
	off := d.s.commit(d.c.no, d.cuts)
	d.left -= off
	d.s.gave.off += off
}

// spread takes an amount off pieces sorted by line and run: first the lines, then
// the units of each line get their share by largest remainder, by room.
func (d *Draft) spread(pieces []piece, amount int64) {
	var sum int64
	d.outer.rests = d.outer.rests[:0]
	for i := range pieces {
		p := &pieces[i]
		if i == 0 || p.line != pieces[i-1].line {
			d.outer.rests = append(d.outer.rests, rest{n: 1})
		}
		d.outer.rests[len(d.outer.rests)-1].of += p.room * p.units
		sum += p.room * p.units
	}
	amount = min(amount, sum, d.left)
	if amount <= 0 {
		return
	}
	quantum := d.outer.share(amount, sum, d.e.quantum)
	d.cuts = d.cuts[:0]
	at := 0
	for _, r := range d.outer.rests {
		from := at
		for at < len(pieces) && pieces[at].line == pieces[from].line {
			at++
		}
		d.within(pieces[from:at], (r.quotient+r.extra)*quantum)
	}
	d.commit()
}

// within adds the cuts that divide a share over the units of one line.
func (d *Draft) within(pieces []piece, share int64) {
	if share == 0 {
		return
	}
	var sum int64
	d.div.rests = d.div.rests[:0]
	for i := range pieces {
		d.div.rests = append(d.div.rests, rest{of: pieces[i].room, n: pieces[i].units})
		sum += pieces[i].room * pieces[i].units
	}
	quantum := d.div.share(share, sum, d.e.quantum)
	for i, r := range d.div.rests {
		p := &pieces[i]
		if r.extra > 0 {
			d.cuts = append(d.cuts, cut{p.line, p.run, r.extra, (r.quotient + 1) * quantum})
		}
		if r.extra < p.units {
			d.cuts = append(d.cuts, cut{p.line, p.run, p.units - r.extra, r.quotient * quantum})
		}
	}
}
