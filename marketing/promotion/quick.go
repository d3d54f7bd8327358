package promotion

import (
	"math/bits"

	"github.com/cartwright-go/cartwright/money"
)

// quick is what the evaluator needs of most rules, in one place of memory and
// beside the other rules that the same key finds: a shop has a hundred thousand
// rules, and a cart must pass most of them by without touching anything else.
type quick struct {
	starts, ends int64
	simple
	items    [3]quickly // a line must have each
	cart     quickly    // the cart must have
	rule     int32
	from, to int32 // rungs of a ladder
	currency money.Currency
	layer    uint8
	more     bool // lines are to be filtered further
	several  bool // more keys than one find the rule
}

// simple is what a simple rule does to each unit of each of its lines.
type simple struct {
	value    int64 // millionths, or smallest units
	act      quickAct
	original bool
}

// quickly is one of n keys: the key itself, or where they begin in the pool. With
// n 0 it asks for nothing.
type quickly struct{ key, n int32 }

// quickAct is what a simple rule does. Zero stands for rules that are not simple.
type quickAct uint8

const (
	quickPercent quickAct = iota + 1
	quickOff
	quickPrice
	quickLadder
)

func (x *index) quicken(rule int32, c *compiled) quick {
	q := quick{rule: rule, several: c.several, starts: c.starts, ends: c.ends}
	q.original = c.rule.Base == Original
	lines := c.lines.required(nil)
	if c.seller != nil {
		lines = append(lines, c.seller)
	}
	cart := c.when.required(nil)
	for j, keys := range lines[:min(3, len(lines))] {
		q.items[j] = x.pool(keys)
	}
	if len(cart) > 0 {
		q.cart = x.pool(cart[0])
	}
	if !c.isSimple() || len(lines) > 3 || len(cart) > 1 || c.layer > 255 {
		return q
	}
	q.layer, q.more = uint8(c.layer), len(c.ranges) > 0
	switch {
	case c.unit != nil:
		q.does(c)
	case c.traits.total && c.plainItems && !q.original && !q.more && (len(lines) == 0 || len(lines) == 1 && len(lines[0]) == 1):
		x.climbs(&q, c)
	}
	return q
}

func (x *index) pool(keys []int32) quickly {
	if len(keys) == 1 {
		return quickly{keys[0], 1}
	}
	x.keyPool = append(x.keyPool, keys...)
	return quickly{int32(len(x.keyPool) - len(keys)), int32(len(keys))}
}

// isSimple reports whether a quick holds all there is to a rule.
func (c *compiled) isSimple() bool {
	bare := c.mode == Best && len(c.groups) == 0 && c.without == nil && c.onlyWith == nil && !c.rule.Stack.Stop
	open := len(c.rule.Codes) == 0 && !c.rule.ByCode && !c.rule.Limits.any() && len(c.rule.Cap) == 0
	return bare && open && len(c.actions) == 1 && c.when.keysOnly() && c.lines.plain(&c.ranges)
}

// plain reports whether a tree asks for keys and ranges together and nothing
// else, and adds the ranges.
func (l *Lines) plain(ranges *[]lineRange) bool {
	if l == nil || l.op == opLeaf && l.keyed {
		return true
	}
	if l.op == opLeaf {
		r, ok := l.match.(lineRange)
		*ranges = append(*ranges, r)
		return ok
	}
	for _, kid := range l.kids {
		if !kid.plain(ranges) {
			return false
		}
	}
	return l.op == opAll
}

// keysOnly reports whether a tree asks for keys together and nothing else.
func (w *when) keysOnly() bool {
	if w == nil || w.op == opLeaf {
		return w == nil || w.keyed
	}
	for _, kid := range w.kids {
		if !kid.keysOnly() {
			return false
		}
	}
	return w.op == opAll
}

// does fills in what a simple rule does.
func (q *quick) does(c *compiled) {
	var amount fixed
	switch a := c.unit.(type) {
	case percent:
		q.act, q.value = quickPercent, a.part
		return
	case off:
		q.act, amount = quickOff, a.amount
	case price:
		q.act, amount = quickPrice, a.amount
	}
	if amount.none() || len(amount.more) > 0 {
		q.act = 0
		return
	}
	q.value, q.currency = amount.first.minor, amount.first.c
}

// passes is a quick look at what most rules fail for.
func (e *evaluation) passes(q *quick, at int64) bool {
	if at < q.starts || at >= q.ends || q.cart.n > 0 && !e.hasQuick(q.cart) {
		return false
	}
	for _, k := range &q.items {
		if k.n > 0 && !e.hasQuick(k) {
			return false
		}
	}
	return true
}

func (e *evaluation) hasQuick(k quickly) bool {
	if k.n == 1 {
		return e.keys.slot[k.key] != 0
	}
	return e.hasKey(e.rules.index.keyPool[k.key : k.key+k.n])
}

// lite is what a simple rule gives one line, before it is worth a candidate.
type lite struct {
	rule, line int32
	next       int32 // 1 + the next of the same layer and line
	simple
	off int64 // from the untouched cart
}

// lites are all of them, by layer and line in the order in which they were found.
type lites struct {
	list        []lite
	first, last []int32 // by layer × lines + line, 1 + position
}

func (l *lites) reset(slots int) {
	l.list = l.list[:0]
	l.first, l.last = zeroed(l.first, slots), zeroed(l.last, slots)
}

// zeroed is a slice of n zeros in the memory of another where that is enough.
func zeroed[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

// addLites adds what a simple rule gives each of its lines.
func (e *evaluation) addLites(q *quick) {
	if q.act != quickPercent && q.currency != e.currency {
		return
	}
	var ranges []lineRange
	if q.more {
		ranges = e.rules.compiled[q.rule].ranges
	}
	lines, more := e.everyone, q.items[:]
	if q.items[0].n == 1 {
		lines, more = e.keys.linesOf(q.items[0].key), q.items[1:]
	}
	for w, left := range lines {
		for i := 0; i < len(more) && more[i].n > 0 && left != 0; i++ {
			left &= e.quickLines(more[i], w)
		}
		for ; left != 0; left &= left - 1 {
			if i := w<<6 + bits.TrailingZeros64(left); ranges == nil || e.inAll(ranges, i) {
				e.addLite(q, i)
			}
		}
	}
}

func (e *evaluation) inAll(ranges []lineRange, line int) bool {
	for i := range ranges {
		if !ranges[i].in(e, line) {
			return false
		}
	}
	return true
}

func (e *evaluation) quickLines(k quickly, w int) uint64 {
	if k.n == 1 {
		return e.keys.linesOf(k.key)[w]
	}
	var lines uint64
	for _, id := range e.rules.index.keyPool[k.key : k.key+k.n] {
		if s := e.keys.linesOf(id); s != nil {
			lines |= s[w]
		}
	}
	return lines
}

func (e *evaluation) addLite(q *quick, line int) {
	l := &e.lines[line]
	off := max(0, min(q.each(e, l.price, l.price), l.price-l.floor)) * l.units
	if off == 0 {
		return
	}
	slot := int(q.layer)*len(e.lines) + line
	e.lites.list = append(e.lites.list, lite{rule: q.rule, line: int32(line), simple: q.simple, off: off})
	n := int32(len(e.lites.list))
	if last := e.lites.last[slot]; last > 0 {
		e.lites.list[last-1].next = n
	} else {
		e.lites.first[slot] = n
	}
	e.lites.last[slot] = n
}

// each is what the rule takes off one unit.
func (q *simple) each(e *evaluation, price, now int64) int64 {
	switch q.act {
	case quickPercent:
		return part(price, q.value, e.quantum)
	case quickOff:
		return q.value * e.quantum
	default:
		return max(0, now-q.value*e.quantum)
	}
}

// now is what a lite gives its line at this point.
func (s *state) now(x *lite) int64 {
	l, runs := &s.e.lines[x.line], s.lines[x.line].runs
	if len(runs) == 1 && runs[0].price == l.price {
		return x.off
	}
	var off int64
	for _, r := range runs {
		price := r.price
		if x.original {
			price = l.price
		}
		off += max(0, min(x.each(s.e, price, r.price), r.price-l.floor)) * r.units
	}
	return off
}

// candidate makes a full candidate of a lite.
func (e *evaluation) candidate(x *lite) *candidate {
	lines := e.single(int(x.line))
	rule := e.rules.compiled[x.rule]
	c := e.slab.next()
	*c = candidate{
		compiled: rule, layer: rule.layer, mode: Best, id: x.rule, atom: int(x.line), lines: lines, touch: lines, reads: lines,
		limit: maxTotal, solo: value{off: x.off},
	}
	return c
}

// single is the set of one line; do not change it.
func (e *evaluation) single(line int) set {
	if e.singles[line] == nil {
		e.singles[line] = e.words.set()
		e.singles[line].add(line)
	}
	return e.singles[line]
}

// slab hands out values in blocks, which the next cart uses again.
type slab[T any] struct {
	blocks [][]T
	used   int
}

const slabBlock = 128

// next is one more value; it holds whatever it held before.
func (s *slab[T]) next() *T {
	block := s.used / slabBlock
	if block == len(s.blocks) {
		s.blocks = append(s.blocks, make([]T, slabBlock))
	}
	s.used++
	return &s.blocks[block][(s.used-1)%slabBlock]
}
