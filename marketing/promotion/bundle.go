package promotion

import "fmt"

// bundle sells some units of each part together at one price: a set of different
// goods, or any three for 99 with a single part.
type bundle struct {
	parts []wants
	price fixed
	most  int64
}

func readBundle(p *Params) Action {
	a := bundle{price: p.Amounts("price").fixed(), most: p.Int("times", maxUnits, 1, maxUnits)}
	for i, o := range p.objects("parts", 8) {
		w := wants{units: o.Int("units", 1, 1, 1000)}
		if o.Has("items") {
			w.lines = o.Lines("items")
		}
		o.done()
		a.parts = append(a.parts, w)
		if i > 0 && w.lines == nil {
			p.Fail(fmt.Sprintf("parts[%d].items", i), "is missing")
		}
	}
	return a
}

func (bundle) traits() traits { return traits{picks: true} }

func (a bundle) further() []*Lines {
	list := make([]*Lines, len(a.parts))
	for i, w := range a.parts {
		list[i] = w.lines
	}
	return list
}

// shelf is the units of one part, dearest first.
type shelf struct {
	need, have int64
	pieces     []piece
	at         int   // piece
	used       int64 // units of that piece
}

// next is what the next bundle costs in this part, and for how many bundles in a
// row that stays so.
func (s *shelf) next() (cost, same int64) {
	need, at, used := s.need, s.at, s.used
	if free := s.pieces[at].units - used; free >= need {
		return s.pieces[at].price * need, free / need
	}
	for need > 0 {
		n := min(need, s.pieces[at].units-used)
		cost += n * s.pieces[at].price
		need -= n
		at, used = at+1, 0
	}
	return cost, 1
}

// pass uses units up.
func (s *shelf) pass(n int64) {
	for n > 0 {
		step := min(n, s.pieces[s.at].units-s.used)
		s.used += step
		if n -= step; s.used == s.pieces[s.at].units {
			s.at, s.used = s.at+1, 0
		}
	}
}

// Apply makes bundles of the dearest units as long as one costs more than its
// price, and divides what that saves over the units in them. A line that could
// be in several parts is in the first.
func (a bundle) Apply(d *Draft) {
	amount, ok := a.price.in(d.e)
	if !ok {
		d.Refuse(ReasonCurrency)
		return
	}
	shelves, often, missing := a.shelves(d)
	if missing > 0 {
		d.missing(missing)
		return
	}
	var saved, made int64
	for made < often {
		cost, same := int64(0), often-made
		for i := range shelves {
			c, n := shelves[i].next()
			cost, same = cost+c, min(same, n)
		}
		if cost <= amount {
			break
		}
		for i := range shelves {
			shelves[i].pass(same * shelves[i].need)
		}
		saved += (cost - amount) * same
		made += same
	}
	d.spread(a.used(d, shelves), saved)
}

func (a bundle) shelves(d *Draft) (shelves []shelf, often, missing int64) {
	taken := make(set, d.e.words.n)
	often = a.most
	for i, w := range a.parts {
		lines := append(set(nil), d.also[i]...)
		lines.without(taken)
		taken.join(lines)
		s := shelf{need: w.units, pieces: append([]piece(nil), d.runs(lines)...)}
		s.have = units(s.pieces)
		missing += max(0, w.units-s.have)
		often = min(often, s.have/w.units)
		dearestFirst(s.pieces)
		shelves = append(shelves, s)
	}
	return shelves, often, missing
}

// used lists the units that went into bundles, by line and run.
func (a bundle) used(d *Draft, shelves []shelf) []piece {
	d.pieces = d.pieces[:0]
	for _, s := range shelves {
		for i, p := range s.pieces {
			if i == s.at {
				p.units = s.used
			}
			if i <= s.at && p.units > 0 {
				d.pieces = append(d.pieces, p)
			}
		}
	}
	byRun(d.pieces)
	return d.pieces
}
