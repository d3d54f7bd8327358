package promotion

import (
	"cmp"
	"math/bits"
	"slices"
)

const (
	maxExchange = 1 << 19 // steps of one exchange, each of 64 sums
	maxJumps    = 64      // sums from which on one rule gives more
)

// exchange finds the best combination where each of some lines takes one of several
// amounts, and after that at most one rule takes something by the sum of them all.
// Each line takes what is most, unless that rule gives more than is lost when some
// lines take less. What it gives jumps at some sums; between two jumps, losing
// less is never worse. So for each jump the least loss that reaches it is looked
// up among all sums of losses, which are kept as a set of bits.
type exchange struct {
	e      *evaluation
	s      *state
	fronts []front
	tails  []tail
	jumps  []jump
	most   int64    // what the lines take without a loss
	line   []int    // by line: 1 + its front
	reach  []bits64 // by how many fronts: the sums of their losses
	loss   int64    // of the best combination
	tail   int      // that acts in it, -1 for none
	gain   int64    // what it gives
}

// front is what can act on one line, and what each takes off it.
type front struct {
	list []*candidate
	offs []int64
	most int64
}

// tail is a rule by the sum.
type tail struct {
	c        *candidate
	sum      int64 // of its lines before the fronts
	original int64 // before every rule, where it counts on that; else -1
	least    int64 // below which its conditions are not met
}

// jump is a loss from which on a tail may give more.
type jump struct {
	loss int64
	tail int
}

// exchange finds which of the list act, which then say so. It answers false for a
// list that is not of this kind.
func (e *evaluation) exchange(s *state, list []*candidate) bool {
	x := &e.swap
	x.e, x.s = e, s
	if cmp.Or(e.options.Objective, CustomerBest) != CustomerBest || !x.part(list) {
		return false
	}
	x.loss, x.tail, x.gain = 0, -1, 0
	var highest int64
	for i := range x.tails {
		x.offer(0, i)
		highest = max(highest, x.after(i, x.most))
	}
	if !x.leap(highest - x.gain) {
		return false
	}
	for _, c := range list {
		c.acts = false
	}
	x.act()
	return true
}

// part tells fronts and tails apart and reports whether there is nothing else.
func (x *exchange) part(list []*candidate) bool {
	x.fronts, x.tails, x.most = x.fronts[:0], x.tails[:0], 0
	x.line = zeroed(x.line, len(x.e.lines))
	last := list[len(list)-1].layer
	for _, c := range list {
		ok := false
		switch {
		case c.mode != Best || c.wild || c.onlyWith != nil || c.rule.Stack.Stop:
		case c.layer == last:
			ok = x.addTail(c)
		case c.unit != nil && c.atom >= 0 && c.without == nil:
			ok = x.addFront(c)
		}
		if !ok {
			return false
		}
	}
	for i := range x.fronts {
		f := &x.fronts[i]
		x.most += f.most
		for j := range x.tails {
			if !x.tails[j].c.lines.has(f.list[0].atom) {
				return false
			}
		}
	}
	return len(x.fronts) > 0
}

func (x *exchange) addFront(c *candidate) bool {
	at := x.line[c.atom]
	if at == 0 {
		at = len(x.fronts) + 1
		x.line[c.atom] = at
		if len(x.fronts) < cap(x.fronts) {
			x.fronts = x.fronts[:at]
		} else {
			x.fronts = append(x.fronts, front{})
		}
		f := &x.fronts[at-1]
		f.list, f.offs, f.most = f.list[:0], f.offs[:0], 0
	}
	f := &x.fronts[at-1]
	if len(f.list) > 0 && f.list[0].layer != c.layer {
		return false
	}
	off, _ := x.s.byUnit(c)
	if off > f.most {
		f.most = off
	}
	f.list, f.offs = append(f.list, c), append(f.offs, off)
	return true
}

func (x *exchange) addTail(c *candidate) bool {
	if len(c.actions) != 1 || !c.traits.total || !c.plainItems {
		return false
	}
	t := tail{c: c, original: -1}
	var original int64
	for i := range c.lines.all() {
		if x.e.lines[i].floor > 0 {
			return false
		}
		t.sum += x.s.lines[i].amount
		original += x.e.lines[i].amount
	}
	if c.rule.Base == Original {
		t.original = original
	}
	for _, w := range c.moving {
		a, ok := w.leaf.(amountOver)
		if w.op != opLeaf || !ok || a.cart || !a.max.none() {
			return false
		}
		least, ok := a.min.in(x.e)
		if !ok {
			return false
		}
		t.least = max(t.least, least)
	}
	x.tails = append(x.tails, t)
	return true
}

// after is what a tail gives when the fronts lose so much.
func (x *exchange) after(i int, loss int64) int64 {
	t := &x.tails[i]
	left := t.sum - x.most + loss
	if left < t.least {
		return 0
	}
	sum := left
	if t.original >= 0 {
		sum = t.original
	}
	return min(t.c.sumOff(x.e, sum), t.c.limit, left)
}

// offer keeps a combination when it is the best so far.
func (x *exchange) offer(loss int64, i int) {
	if gain := x.after(i, loss); gain-loss > x.gain-x.loss {
		x.loss, x.tail, x.gain = loss, i, gain
	}
}

// leap tries the jumps that a loss below the limit reaches. It answers false when
// that takes too long.
func (x *exchange) leap(limit int64) bool {
	x.jumps = x.jumps[:0]
	for i := range x.tails {
		if !x.addJumps(i, limit) {
			return false
		}
	}
	if len(x.jumps) == 0 {
		return true
	}
	if !x.add(limit) {
		return false
	}
	all := x.reach[len(x.fronts)]
	for _, j := range x.jumps {
		if loss := all.from(j.loss); loss >= 0 && loss < limit {
			x.offer(loss, j.tail)
		}
	}
	return true
}

// addJumps notes where a tail may give more.
func (x *exchange) addJumps(i int, limit int64) bool {
	t := &x.tails[i]
	base := t.sum - x.most
	note := func(sum int64) {
		if loss := sum - base; loss > 0 && loss < limit {
			x.jumps = append(x.jumps, jump{loss, i})
		}
	}
	note(t.least)
	if t.original >= 0 {
		return true
	}
	switch a := t.c.actions[0].(type) {
	case percent, off:
	case tiers:
		for k := range a.steps {
			if from, ok := a.steps[k].from.in(x.e); ok {
				note(from)
			}
		}
	case every:
		from, ok := a.from.in(x.e)
		if !ok || from == 0 {
			return true
		}
		first, last := max(0, base/from), min(a.most, (base+limit)/from)
		if last-first > maxJumps {
			return false
		}
		for k := first; k <= last; k++ {
			note(k * from)
		}
	default:
		return false
	}
	return true
}

// add finds all sums of losses below the limit.
func (x *exchange) add(limit int64) bool {
	words := int(limit>>6) + 1
	steps := 0
	for i := range x.fronts {
		steps += words * (len(x.fronts[i].offs) + 1)
	}
	if limit >= maxExchange*64 || steps > maxExchange {
		return false
	}
	for len(x.reach) <= len(x.fronts) {
		x.reach = append(x.reach, nil)
	}
	x.reach[0] = zeroed(x.reach[0], words)
	x.reach[0][0] = 1
	for i := range x.fronts {
		f := &x.fronts[i]
		x.reach[i+1] = zeroed(x.reach[i+1], words)
		for at, off := range f.offs {
			if !slices.Contains(f.offs[:at], off) {
				x.reach[i+1].join(x.reach[i], f.most-off)
			}
		}
		x.reach[i+1].join(x.reach[i], f.most)
	}
	return true
}

// act lets the best combination act.
func (x *exchange) act() {
	if x.tail >= 0 {
		x.tails[x.tail].c.acts = true
	}
	loss := x.loss
	for i := len(x.fronts) - 1; i >= 0; i-- {
		f := &x.fronts[i]
		for at, off := range f.offs {
			left := loss - f.most + off
			if x.loss == 0 && left == 0 || x.loss > 0 && x.reach[i].has(left) {
				loss = left
				f.list[at].acts = off > 0
				break
			}
			if at == len(f.offs)-1 {
				loss -= f.most // nobody acts
			}
		}
	}
}

// bits64 is a set of small sums.
type bits64 []uint64

func (b bits64) has(i int64) bool {
	return i >= 0 && i>>6 < int64(len(b)) && b[i>>6]&(1<<(i&63)) != 0
}

// join adds the members of another set, each raised by n.
func (b bits64) join(from bits64, n int64) {
	if n>>6 >= int64(len(b)) {
		return
	}
	words, shift := int(n>>6), uint(n&63)
	if shift == 0 {
		for i := words; i < len(b); i++ {
			b[i] |= from[i-words]
		}
		return
	}
	b[words] |= from[0] << shift
	for i := words + 1; i < len(b); i++ {
		b[i] |= from[i-words]<<shift | from[i-words-1]>>(64-shift)
	}
}

// from is the smallest member that is not below n, -1 for none.
func (b bits64) from(n int64) int64 {
	at := int(n >> 6)
	if at >= len(b) {
		return -1
	}
	word := b[at] >> (n & 63) << (n & 63)
	for word == 0 {
		if at++; at == len(b) {
			return -1
		}
		word = b[at]
	}
	return int64(at)<<6 + int64(bits.TrailingZeros64(word))
}
