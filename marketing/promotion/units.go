package promotion

import (
	"cmp"
	"slices"
)

// nth takes a percentage off every n-th unit, dearest first (第二件半价).
type nth struct {
	plain
	n, part, most int64
	per           per
}

func readNth(p *Params) Action {
	a := nth{n: p.Int("n", 0, 2, maxUnits), part: p.Percent("percent"), most: p.Int("times", maxUnits, 1, maxUnits), per: readPer(p, "set")}
	if a.n == 0 {
		p.Fail("n", "is missing")
	}
	if a.part == 0 {
		p.Fail("percent", "is missing")
	}
	if a.per == perUnit {
		p.Fail("per", "must be line or set")
	}
	return a
}

func (a nth) traits() traits { return traits{items: true, apart: a.per == perLine, picks: true} }

// Apply counts the units from the dearest on.
func (a nth) Apply(d *Draft) {
	d.perGroup(a.per == perLine, a.n, func(pieces []piece) {
		var passed, taken int64
		for _, r := range d.rank(pieces, dearest) {
			p := &pieces[r.at]
			count := (passed+p.units)/a.n - passed/a.n
			passed += p.units
			p.units = min(count, a.most-taken)
			taken += p.units
			p.off = part(p.price, a.part, d.e.quantum)
		}
		d.take(pieces)
	})
}

// perGroup calls fn with the pieces of each line, or of all lines, and tells how
// many units are missing where none has enough.
func (d *Draft) perGroup(byLine bool, need int64, fn func([]piece)) {
	if !byLine {
		pieces := d.runs(d.lines)
		if n := units(pieces); n < need {
			d.missing(need - n)
			return
		}
		fn(pieces)
		return
	}
	var most int64
	for i := range d.lines.all() {
		most = max(most, d.e.lines[i].units)
		if d.e.lines[i].units >= need {
			fn(d.lineRuns(i))
		}
	}
	if most < need {
		d.missing(need - most)
	}
}

func units(pieces []piece) int64 {
	var n int64
	for i := range pieces {
		n += pieces[i].units
	}
	return n
}

func dearestFirst(pieces []piece) {
	slices.SortFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(b.price, a.price), cmp.Compare(a.line, b.line), cmp.Compare(a.run, b.run))
	})
}

// ranked is the position of a piece, and what decides when it is served.
type ranked struct {
	key int64
	at  int32
}

func dearest(p *piece) int64 { return -p.price }

func cheap(p *piece) int64 { return p.price }

// rank lists the positions of pieces by a key, smallest first. It is valid until
// the next call.
func (d *Draft) rank(pieces []piece, key func(*piece) int64) []ranked {
	d.order = d.order[:0]
	for i := range pieces {
		d.order = append(d.order, ranked{key(&pieces[i]), int32(i)})
	}
	slices.SortFunc(d.order, func(a, b ranked) int {
		if a.key != b.key {
			return cmp.Compare(a.key, b.key)
		}
		return int(a.at - b.at)
	})
	return d.order
}

// cheapest takes a percentage off the cheapest of every few units (买三免一).
type cheapest struct {
	plain
	of, free, part, most int64
	per                  per
}

func readCheapest(p *Params) Action {
	a := cheapest{
		of: p.Int("of", 0, 2, maxUnits), free: p.Int("units", 1, 1, maxUnits), part: p.Percent("percent"),
		most: p.Int("times", maxUnits, 1, maxUnits), per: readPer(p, "set"),
	}
	if a.part == 0 {
		a.part = hundred
	}
	if a.of <= a.free {
		p.Fail("of", "must be above units, or everything is free")
	}
	if a.per == perUnit {
		p.Fail("per", "must be line or set")
	}
	return a
}

func (a cheapest) traits() traits { return traits{items: true, apart: a.per == perLine, picks: true} }

// Apply takes from the cheapest on.
func (a cheapest) Apply(d *Draft) {
	d.perGroup(a.per == perLine, a.of, func(pieces []piece) {
		left := times(min(units(pieces)/a.of, a.most), a.free)
		for _, r := range d.rank(pieces, cheap) {
			p := &pieces[r.at]
			p.units = min(p.units, left)
			left -= p.units
			p.off = part(p.price, a.part, d.e.quantum)
		}
		d.take(pieces)
	})
}

// wants is a number of units of some lines.
type wants struct {
	lines *Lines // nil: the rule's own
	units int64
}

func readWants(p *Params, name string) wants {
	raw, ok := p.take(name)
	if !ok {
		p.Fail(name, "is missing")
		return wants{units: 1}
	}
	o := p.p.object(p.at(name), raw, p.depth+1)
	w := wants{units: o.Int("units", 1, 1, maxUnits)}
	if o.Has("items") {
		w.lines = o.Lines("items")
	}
	o.done()
	return w
}

// buyGet takes a percentage off, or sets the price of, units that come with
// others; no unit counts as both.
type buyGet struct {
	buy, get wants
	part     int64
	price    fixed
	most     int64
}

func readBuyGet(p *Params) Action {
	a := buyGet{buy: readWants(p, "buy"), get: readWants(p, "get"), part: p.Percent("percent"), most: p.Int("times", maxUnits, 1, maxUnits)}
	if p.Has("price") {
		if a.price = p.Amounts("price").fixed(); a.part > 0 {
			p.Fail("price", "must not be given with percent")
		}
	} else if a.part == 0 {
		a.part = hundred
	}
	return a
}

func (buyGet) traits() traits { return traits{picks: true} }

func (a buyGet) further() []*Lines { return []*Lines{a.buy.lines, a.get.lines} }

// Apply finds how many times over both sides are there, and takes from the
// cheapest units of the second that the first does not need.
func (a buyGet) Apply(d *Draft) {
	buy, get := d.also[0], d.also[1]
	either, both := append(set(nil), buy...), append(set(nil), buy...)
	either.join(get)
	both.meet(get)
	count := func(s set) int64 { return units(d.runs(s)) }
	inBuy, inGet, inEither := count(buy), count(get), count(either)
	often := min(inBuy/a.buy.units, inGet/a.get.units, inEither/(a.buy.units+a.get.units), a.most)
	if often < 1 {
		need := max(a.buy.units-inBuy, a.get.units-inGet, a.buy.units+a.get.units-inEither)
		d.missing(need)
		return
	}
	fixedPrice, priced := a.price.in(d.e)
	if !a.price.none() && !priced {
		d.Refuse(ReasonCurrency)
		return
	}
	spare, left := inBuy-times(often, a.buy.units), times(often, a.get.units)
	pieces := d.runs(get)
	for _, r := range d.rank(pieces, cheap) {
		p := &pieces[r.at]
		p.units = min(p.units, left)
		if both.has(p.line) {
			p.units = min(p.units, spare)
			spare -= p.units
		}
		left -= p.units
		if p.off = part(p.price, a.part, d.e.quantum); priced {
			p.off = max(0, d.now(p)-fixedPrice)
		}
	}
	d.take(pieces)
}
