package promotion

import "slices"

// gift adds units of the first listed thing that is in stock.
type gift struct {
	plain
	of    []string
	units int64
}

func readGift(p *Params) Action {
	a := gift{units: p.Int("units", 1, 1, 1000)}
	p.decode("of", "a list of SKUs in order of preference", &a.of)
	if len(a.of) == 0 || len(a.of) > maxNames || slices.Contains(a.of, "") {
		p.Fail("of", "must list 1 to %d SKUs", maxNames)
	}
	return a
}

func (gift) traits() traits { return traits{items: true} }

// gives reports whether a rule may give something away.
func (r *Rule) gives(g *Stocked) bool {
	return r.Seller == "" || g.Seller == "" || r.Seller == string(g.Seller)
}

// Apply takes the gift out of what is left.
func (a gift) Apply(d *Draft) {
	for _, sku := range a.of {
		for i := range d.e.facts.Gifts {
			g := &d.e.facts.Gifts[i]
			if string(g.SKU) != sku || !d.c.rule.gives(g) || d.s.giftsLeft(i) < a.units {
				continue
			}
			d.s.extras = append(d.s.extras, extra{extraGift, d.c.no, i, a.units})
			d.s.gave.off += times(d.e.gifts[i], a.units)
			d.s.gave.points++ // a gift without worth is better than none
			return
		}
	}
	d.Refuse(ReasonGone)
}

// shipping lowers the fees of the sellers of the rule's lines.
type shipping struct {
	plain
	part       int64
	off, price fixed
}

func readShipping(p *Params) Action {
	a := shipping{part: p.Percent("percent")}
	n := 0
	for _, name := range []string{"percent", "off", "price"} {
		if p.Has(name) {
			n++
		}
	}
	if n != 1 {
		p.Fail("percent", "or off or price must be given, and only one of them")
	}
	if p.Has("off") {
		a.off = p.Amounts("off").fixed()
	}
	if p.Has("price") {
		a.price = p.Amounts("price").fixed()
	}
	return a
}

func (shipping) traits() traits { return traits{fees: true} }

// Apply lowers each fee once.
func (a shipping) Apply(d *Draft) {
	off, hasOff := a.off.in(d.e)
	price, hasPrice := a.price.in(d.e)
	if !a.off.none() && !hasOff || !a.price.none() && !hasPrice {
		d.Refuse(ReasonCurrency)
		return
	}
	seen := make(set, d.e.words.n)
	for i := range d.lines.all() {
		seller := d.e.lines[i].seller
		if seen.has(seller) {
			continue
		}
		seen.add(seller)
		fee := d.s.fees[seller]
		n := off
		switch {
		case hasPrice:
			n = fee - price
		case a.part > 0:
			n = part(fee, a.part, d.e.quantum)
		}
		if n = min(n, fee, d.left); n > 0 {
			d.s.takeFee(d.c.no, seller, n)
			d.s.gave.off += n
			d.left -= n
		}
	}
}

// points gives a number of points, or some for every full amount of the lines.
type points struct {
	plain
	points int64
	every  fixed
}

func readPoints(p *Params) Action {
	a := points{points: p.Int("points", 0, 1, 1_000_000_000)}
	if a.points == 0 {
		p.Fail("points", "is missing")
	}
	if p.Has("every") {
		a.every = p.Amounts("every").fixed()
	}
	return a
}

func (points) traits() traits { return traits{items: true} }

// Apply counts the points by what the lines cost now.
func (a points) Apply(d *Draft) {
	n := a.points
	if !a.every.none() {
		every, ok := a.every.in(d.e)
		if !ok {
			d.Refuse(ReasonCurrency)
			return
		}
		sum := d.sum(d.lines)
		if n = min(times(a.points, sum/every), maxTotal); n == 0 {
			d.short(every, sum)
		}
	}
	if n > 0 {
		d.s.extras = append(d.s.extras, extra{extraPoints, d.c.no, 0, n})
		d.s.gave.points += n
	}
}
