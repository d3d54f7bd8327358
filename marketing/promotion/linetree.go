package promotion

import "github.com/cartwright-go/cartwright/money"

// Lines is a tree of conditions that chooses lines of a cart.
type Lines struct {
	op    op
	kids  []*Lines
	keyed bool
	keys  []int32 // a line that has one of these
	match LineCondition
}

// lineTree reads a tree.
func (p *parser) lineTree(o *Params) *Lines {
	l := &Lines{}
	var kids []*Params
	if l.op, kids = o.split(); l.op != opLeaf {
		for _, kid := range kids {
			l.kids = append(l.kids, p.lineTree(kid))
		}
		return l
	}
	name := o.Text("kind")
	kind, ok := p.kinds.lines[name]
	if !ok {
		p.unknown(o, name, "lines")
		return l
	}
	l.match = parsed(o, kind.Parse)
	if k, ok := l.match.(keyedLine); ok {
		l.keyed, l.keys = true, k.keys
	}
	return l
}

// unknown says what is wrong with a kind's name.
func (p *parser) unknown(o *Params, name, of string) {
	_, isLine := p.kinds.lines[name]
	_, isCondition := p.kinds.conditions[name]
	_, isAction := p.kinds.actions[name]
	switch {
	case name == "":
		o.Fail("kind", "is missing")
	case isLine:
		o.Fail("kind", "%q chooses lines: it belongs into items", name)
	case isCondition:
		o.Fail("kind", "%q is about the cart: it belongs into when", name)
	case isAction:
		o.Fail("kind", "%q is an action: it belongs into then", name)
	default:
		o.Fail("kind", "%q is no kind of %s", name, of)
	}
}

// filter keeps the lines that the tree chooses.
func (l *Lines) filter(e *evaluation, lines set) {
	switch l.op {
	case opAll:
		for _, kid := range l.kids {
			kid.filter(e, lines)
		}
	case opAny:
		left := e.words.copy(lines)
		for _, kid := range l.kids {
			next := e.words.copy(left)
			kid.filter(e, next)
			left.without(next)
		}
		lines.without(left)
	case opNot:
		next := e.words.copy(lines)
		l.kids[0].filter(e, next)
		lines.without(next)
	default:
		l.leaf(e, lines)
	}
}

func (l *Lines) leaf(e *evaluation, lines set) {
	if l.keyed {
		e.keep(lines, l.keys)
		return
	}
	own, built := l.match.(lineRange)
	for i := range lines.all() {
		if built && !own.in(e, i) || !built && !l.match.Match(e.facts, i) {
			lines.drop(i)
		}
	}
}

// keep keeps the lines that have one of some keys.
func (e *evaluation) keep(lines set, keys []int32) {
	if len(keys) == 1 {
		lines.meet(e.keys.linesOf(keys[0]))
		return
	}
	either := e.words.set()
	for _, id := range keys {
		if e.keys.slot[id] != 0 {
			either.join(e.keys.linesOf(id))
		}
	}
	lines.meet(either)
}

// required adds the keys of which a cart must have one of each list.
func (l *Lines) required(list [][]int32) [][]int32 {
	switch {
	case l == nil:
	case l.op == opAll:
		for _, kid := range l.kids {
			list = kid.required(list)
		}
	case l.op == opLeaf && l.keyed:
		list = append(list, l.keys)
	}
	return list
}

// cover returns keys of which a chosen line must have at least one, nil for none.
func (l *Lines) cover(d *dict) []int32 {
	switch {
	case l == nil:
		return nil
	case l.op == opLeaf:
		return l.keys
	case l.op == opAll:
		return rarestOf(d, l.kids)
	case l.op == opAny:
		return eitherOf(d, l.kids)
	}
	return nil
}

// keyedLine is a line that has one of some values; an index finds it.
type keyedLine struct {
	dim   dim
	texts []string
	keys  []int32
}

// Match looks the values up without the index.
func (k keyedLine) Match(f *Facts, line int) bool {
	for _, text := range k.texts {
		if f.Lines[line].is(k.dim, text) {
			return true
		}
	}
	return false
}

func (l *Line) is(d dim, text string) bool {
	among := func(list []string) bool {
		for _, s := range list {
			if s == text {
				return true
			}
		}
		return false
	}
	switch d {
	case dimProduct:
		return string(l.Product) == text
	case dimVariant:
		return string(l.SKU) == text
	case dimBrand:
		return l.Brand == text
	case dimSeller:
		return string(l.Seller) == text
	case dimCategory:
		return among(l.Category)
	case dimTag:
		return among(l.Tags)
	default:
		return false
	}
}

func lineKinds() []LineKind {
	keyed := func(name string, d dim) LineKind {
		return LineKind{name, func(p *Params) LineCondition {
			texts := p.Texts("in")
			return keyedLine{d, texts, p.p.dict.list(d, texts)}
		}}
	}
	ranged := func(name string, of measure) LineKind {
		return LineKind{name, func(p *Params) LineCondition { return readRange(p, of) }}
	}
	return []LineKind{
		keyed("product", dimProduct), keyed("variant", dimVariant), keyed("category", dimCategory),
		keyed("brand", dimBrand), keyed("tag", dimTag), keyed("seller", dimSeller),
		ranged("price", linePrice), ranged("line_amount", lineAmount), ranged("seller_amount", sellerAmount), ranged("line_quantity", lineUnits),
	}
}

// A measure is what of a line is compared with limits.
type measure uint8

const (
	linePrice measure = iota
	lineAmount
	sellerAmount
	lineUnits
)

// lineRange is a line within limits, both included, on original prices.
type lineRange struct {
	of       measure
	min, max fixed
	low, hi  int64 // for units
}

func readRange(p *Params, of measure) LineCondition {
	r := lineRange{of: of}
	if of == lineUnits {
		r.low, r.hi = p.Int("min", 1, 1, maxUnits), p.Int("max", maxUnits, 1, maxUnits)
		if r.hi < r.low {
			p.Fail("max", "must not be below min")
		}
		return r
	}
	low, hi := p.limits()
	r.min, r.max = low.fixed(), hi.fixed()
	return r
}

// limits reads min and max, at least one of them, in the same currencies.
func (o *Params) limits() (low, high Amounts) {
	low, high = o.optionalAmounts("min"), o.optionalAmounts("max")
	if len(low) == 0 && len(high) == 0 {
		o.Fail("min", "is missing, and so is max")
	}
	for _, h := range high {
		l, ok := low.In(h.Currency())
		if !ok && len(low) > 0 {
			o.Fail("min", "has no amount in %s", h.Currency())
		}
		if ok && above(l, h) {
			o.Fail("max", "must not be below min")
		}
	}
	for _, l := range low {
		if len(high) > 0 && !high.has(l.Currency()) {
			o.Fail("max", "has no amount in %s", l.Currency())
		}
	}
	return low, high
}

func above(a, b money.Money) bool {
	order, err := a.Cmp(b)
	return err == nil && order > 0
}

// Match answers false: ranges are compared in working units, by in.
func (lineRange) Match(*Facts, int) bool { return false }

func (r *lineRange) in(e *evaluation, i int) bool {
	l := &e.lines[i]
	n := l.price
	switch r.of {
	case lineUnits:
		return l.units >= r.low && l.units <= r.hi
	case lineAmount:
		n = l.amount
	case sellerAmount:
		n = 0
		for j := range e.lines {
			if e.lines[j].seller == l.seller {
				n += e.lines[j].amount
			}
		}
	case linePrice:
	}
	return within(e, n, &r.min, &r.max)
}

// within compares with limits in the cart's currency; limits that do not have it
// are not met.
func within(e *evaluation, n int64, low, high *fixed) bool {
	if !low.none() {
		if m, ok := low.in(e); !ok || n < m {
			return false
		}
	}
	if !high.none() {
		if m, ok := high.in(e); !ok || n > m {
			return false
		}
	}
	return true
}
