package promotion

import (
	"cmp"
	"math/bits"
	"slices"
)

// class is candidates of one layer that take the same lines, so that at most one
// of them acts; in a layer of mode All each candidate is a class of its own.
type class struct {
	layer     int
	first     int32 // of its members, in the order in which candidates act
	all       bool  // mode All
	touch     set
	reads     set // what moving conditions look at
	members   []*candidate
	lites     int32   // 1 + the first of its lites
	ladders   []int32 // positions of its ladders
	free      bool    // no groups, pairs or stops, nothing wild
	allUnit   bool    // each member gives every unit of a line the same, by its price
	allTotal  bool    // what each member takes depends on the sum of the lines
	most      int64
	low, high int64 // what the lines can cost when the members act
	steady    bool  // applies however earlier rules turn out, and more never leaves less to pay
	constant  bool  // and gives the same amount however they do
	closed    bool  // whatever acts later on its lines depends on their sum
	settled   bool
	stops     bool     // a member keeps later rules off its lines
	near      []*class // others that touch or look at its lines
	beside    *class   // the next of mode Best in the layer whose lines begin alike
	stamp     int32
}

// reducer settles the choices that can be proved right without a search: where
// taking more off some lines now can never make a later rule leave more to pay,
// the largest discount is right.
//
// The proof of one step: let classes A, of alternatives on the same lines, be
// followed only by rules that depend on the sum of a superset of these lines,
// each on a superset of the one before, whose conditions hold for the smallest
// sum that can occur, and for which what is left to pay never falls when the sum
// rises. Then the whole is a chain of rising functions of what A leaves, so less
// is better. Rules by the unit keep the same order unit by unit.
type reducer struct {
	e       *evaluation
	s       *state
	classes []*class
	slab    slab[class]
	atoms   []*class   // of mode Best, by layer and line
	wholes  []*class   // of mode Best, by layer and the first bit of what they touch
	at      [][]*class // by bit: classes that touch or look at it
	most    []int64    // by layer: what its classes and those of the layers before give at most
	cover   [][]int8   // by layer and bit: classes of mode Best there, at most 2 counted
	dirty   set        // what an unsettled class may change
	watched set        // what the conditions of one look at
	fixed   []*candidate
	rest    []*candidate
	offs    []int64
}

func (r *reducer) reset(e *evaluation, s *state) {
	layers, size := len(e.rules.layers), 64*e.words.n
	r.e, r.s, r.slab.used = e, s, 0
	r.classes, r.fixed, r.rest = r.classes[:0], r.fixed[:0], r.rest[:0]
	r.dirty, r.watched = e.words.set(), e.words.set()
	r.atoms, r.wholes, r.most = zeroed(r.atoms, layers*len(e.lines)), zeroed(r.wholes, layers*size), zeroed(r.most, layers)
	if r.cover == nil {
		r.cover = make([][]int8, layers)
	}
	for i := range r.cover {
		r.cover[i] = zeroed(r.cover[i], size)
	}
	for len(r.at) < size {
		r.at = append(r.at, nil)
	}
	for i := range r.at {
		r.at[i] = r.at[i][:0]
	}
}

// reduce settles what it can: fixed act in any case, rest are still to be
// searched, and no other candidate acts. Fixed candidates that act before the
// rest have already acted on s.
func (e *evaluation) reduce(s *state, list []*candidate) (fixed, rest []*candidate) {
	if cmp.Or(e.options.Objective, CustomerBest) != CustomerBest {
		return nil, list
	}
	for _, c := range list {
		if c.onlyWith != nil || c.mode == First || c.mode == Lowest { // leaving one out makes another act
			return nil, e.allLites(list)
		}
	}
	r := &e.reducer
	r.reset(e, s)
	r.sort(list)
	r.meet()
	for _, k := range r.classes {
		r.judge(k)
	}
	for _, k := range slices.Backward(r.classes) {
		r.settleConstant(k)
	}
	for _, k := range r.classes {
		k.closed = r.isClosed(k)
	}
	for _, k := range r.classes {
		if !k.settled && !r.settle(k) {
			r.prune(k)
			r.dirty.join(k.touch)
			if k.reads != nil {
				r.watched.join(k.reads)
			}
		}
	}
	return r.fixed, r.rest
}

// allLites makes candidates of all lites and ladders.
func (e *evaluation) allLites(list []*candidate) []*candidate {
	for i := range e.lites.list {
		list = append(list, e.candidate(&e.lites.list[i]))
	}
	e.eachGroup(func(_ int, lines set, first int32) {
		sum := e.amountOf(lines)
		for at := first; at > 0; at = e.ladders.list[at-1].next {
			l := &e.ladders.list[at-1]
			if l.most = l.takes(sum, e.quantum); l.most > 0 {
				list = append(list, e.ladder(l, lines))
			}
		}
	})
	arrange(list)
	return list
}

// sort parts the candidates into classes.
func (r *reducer) sort(list []*candidate) {
	for _, c := range list {
		var k *class
		switch {
		case c.atom >= 0:
			slot := &r.atoms[c.layer*len(r.e.lines)+c.atom]
			if *slot == nil {
				*slot = r.class(c.layer, c.no, c.mode, c.touch)
			}
			k = *slot
		case c.mode == Best:
			k = r.whole(c.layer, c.no, c.touch)
		default:
			k = r.class(c.layer, c.no, c.mode, c.touch)
		}
		r.add(k, c)
	}
	for slot, first := range r.e.lites.first {
		if first == 0 {
			continue
		}
		if r.atoms[slot] == nil {
			r.atoms[slot] = r.class(slot/len(r.e.lines), 0, Best, r.e.single(slot%len(r.e.lines)))
		}
		k := r.atoms[slot]
		k.lites, k.allTotal = first, false
		for at := first; at > 0; at = r.e.lites.list[at-1].next {
			k.most = max(k.most, r.e.lites.list[at-1].off)
		}
	}
	r.sortLadders()
	slices.SortFunc(r.classes, func(a, b *class) int { return cmp.Or(cmp.Compare(a.layer, b.layer), cmp.Compare(a.first, b.first)) })
}

// whole finds or makes the class of mode Best that takes some lines.
func (r *reducer) whole(layer int, first int32, touch set) *class {
	slot := &r.wholes[layer*64*r.e.words.n+touch.first()]
	for k := *slot; k != nil; k = k.beside {
		if &k.touch[0] == &touch[0] || slices.Equal(k.touch, touch) {
			return k
		}
	}
	k := r.class(layer, first, Best, touch)
	k.beside, *slot = *slot, k
	return k
}

func (r *reducer) class(layer int, first int32, mode Mode, touch set) *class {
	k := r.slab.next()
	*k = class{
		layer: layer, first: first, all: mode == All, touch: touch, free: true, allUnit: true, allTotal: true,
		members: k.members[:0], ladders: k.ladders[:0], near: k.near[:0],
	}
	r.classes = append(r.classes, k)
	if mode != Best {
		return k
	}
	cover := r.cover[layer]
	for i := range touch.all() {
		cover[i] = min(2, cover[i]+1)
	}
	return k
}

// meet finds the classes that are near each other.
func (r *reducer) meet() {
	for _, k := range r.classes {
		r.most[k.layer] += k.most
		for w := range k.touch {
			both := k.touch[w]
			if k.reads != nil {
				both |= k.reads[w]
			}
			for ; both != 0; both &= both - 1 {
				bit := w<<6 + bits.TrailingZeros64(both)
				r.at[bit] = append(r.at[bit], k)
			}
		}
	}
	for i := 1; i < len(r.most); i++ {
		r.most[i] += r.most[i-1]
	}
	for i, k := range r.classes {
		k.stamp = int32(i) + 1
		for bit := range k.touch.all() {
			for _, other := range r.at[bit] {
				if other.stamp != k.stamp {
					other.stamp = k.stamp
					k.near = append(k.near, other)
				}
			}
		}
	}
}

func (r *reducer) add(k *class, c *candidate) {
	k.members = append(k.members, c)
	k.free = k.free && len(c.groups) == 0 && c.without == nil && !c.rule.Stack.Stop && !c.wild && (c.mode == Best || c.mode == All)
	k.stops = k.stops || c.rule.Stack.Stop
	k.allUnit = k.allUnit && c.traits.unit
	k.allTotal = k.allTotal && (c.traits.total || c.traits.line && c.atom >= 0)
	k.most = max(k.most, c.solo.off)
	if len(c.moving) > 0 {
		if k.reads == nil {
			k.reads = r.e.words.set()
		}
		k.reads.join(c.reads)
	}
}

// before reports whether every member of a acts before every member of b.
func before(a, b *class) bool {
	return a.layer < b.layer || a.layer == b.layer && a.all && a.first < b.first
}

// judge finds how a class depends on what others do before it.
func (r *reducer) judge(k *class) {
	if k.steady = true; k.allUnit && k.reads == nil {
		return
	}
	low, cartLow := -r.before(k), r.e.total-(r.most[k.layer]-k.most)
	var high, room int64
	for i := range k.touch.all() {
		if i < len(r.e.lines) {
			l := &r.e.lines[i]
			high += l.amount
			room += l.amount - min(l.amount, l.floor*l.units)
		}
	}
	room += low
	low += high
	k.low, k.high = max(0, low), high
	k.steady, k.constant = true, k.allTotal && room >= 0
	for _, c := range k.members {
		for _, w := range c.moving {
			k.steady = k.steady && w.holds(r.e, low, cartLow)
		}
		if !k.allTotal {
			continue
		}
		least, most, ok := c.between(r.e, max(0, low), high)
		k.steady = k.steady && ok
		k.constant = k.constant && ok && least == most && most <= room
	}
	for _, at := range k.ladders {
		l := &r.e.ladders.list[at]
		least, most := l.takes(max(0, low), r.e.quantum), l.takes(high, r.e.quantum)
		ok := l.reached(max(0, low), r.e.quantum) == l.reached(high, r.e.quantum)
		k.steady = k.steady && ok
		k.constant = k.constant && ok && least == most && most <= room
	}
	k.constant = k.constant && k.steady
}

// before is the most that other classes can have taken off the lines of a class
// when its members act.
func (r *reducer) before(k *class) int64 {
	var sum int64
	for _, other := range k.near {
		if before(other, k) && other.touch.meets(k.touch) {
			sum += other.most
		}
	}
	return sum
}

// holds reports whether a moving condition is met for every sum down to these.
func (w *when) holds(e *evaluation, low, cartLow int64) bool {
	a, ok := w.leaf.(amountOver)
	if w.op != opLeaf || !ok || !a.max.none() {
		return false
	}
	if a.cart {
		low = cartLow
	}
	need, ok := a.min.in(e)
	return ok && low >= need
}
