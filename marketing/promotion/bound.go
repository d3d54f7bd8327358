package promotion

import (
	"math/bits"
	"slices"
)

// bounds answers, for every i, what candidates from i on can still give at most,
// given what each gives alone. Within a layer whose lines take one rule each, a
// rule's gift is spread over its lines and each line counts its best; elsewhere
// gifts add up, the best of each group apart.
type bounds struct {
	e       *evaluation
	shift   int // what lines count is kept in 1/2^shift, rounded up
	lines   [][]int64
	perLine []int64   // sum by layer, in those fractions
	groups  [][]int64 // the best of each group, falling
	sum     value
}

func (e *evaluation) newBounds() *bounds {
	b := &bounds{e: e, lines: make([][]int64, len(e.rules.layers)), perLine: make([]int64, len(e.rules.layers))}
	b.groups = make([][]int64, len(e.rules.groups))
	return b
}

// suffix computes the bounds into out, which has one more element than list.
func (b *bounds) suffix(s *state, list []*candidate, solo []value, out []value) {
	b.sum = value{}
	var most int64
	for i := range list {
		most = max(most, solo[i].off)
	}
	b.shift = max(0, 44-bits.Len64(uint64(most)))
	for i := range b.lines {
		clear(b.lines[i])
		b.perLine[i] = 0
	}
	for i := range b.groups {
		b.groups[i] = b.groups[i][:0]
	}
	out[len(list)] = value{}
	for i := len(list) - 1; i >= 0; i-- {
		c := list[i]
		switch {
		case c.mode != All:
			b.onLines(s, c, solo[i].off)
		case len(c.groups) > 0:
			b.inGroup(c.groups[0], solo[i].off)
		default:
			b.sum.off += solo[i].off
		}
		b.sum.points = min(maxTotal, b.sum.points+solo[i].points)
		out[i] = b.sum
		for _, n := range b.perLine {
			out[i].off += n >> b.shift
		}
	}
}

func (b *bounds) inGroup(g int32, off int64) {
	top := b.groups[g]
	at, _ := slices.BinarySearchFunc(top, off, func(have, want int64) int {
		if have > want {
			return -1
		}
		return 1
	})
	if at >= b.e.rules.groups[g] {
		return
	}
	top = slices.Insert(top, at, off)
	b.sum.off += off
	if len(top) > b.e.rules.groups[g] {
		b.sum.off -= top[len(top)-1]
		top = top[:len(top)-1]
	}
	b.groups[g] = top
}

func (b *bounds) onLines(s *state, c *candidate, off int64) {
	lines := b.lines[c.layer]
	if lines == nil {
		lines = make([]int64, 64*b.e.words.n)
		b.lines[c.layer] = lines
	}
	if c.atom >= 0 {
		b.raise(c.layer, c.atom, off<<b.shift)
		return
	}
	var sum int64
	for i := range c.touch.all() {
		sum += b.weight(s, i)
	}
	if sum == 0 {
		b.raise(c.layer, c.touch.first(), off<<b.shift)
		return
	}
	for i := range c.touch.all() {
		hi, lo := bits.Mul64(uint64(off)<<b.shift, uint64(b.weight(s, i)))
		quotient, rest := bits.Div64(hi, lo, uint64(sum))
		if rest > 0 {
			quotient++
		}
		b.raise(c.layer, i, int64(quotient))
	}
}

func (b *bounds) raise(layer, at int, to int64) {
	if more := to - b.lines[layer][at]; more > 0 {
		b.lines[layer][at] = to
		b.perLine[layer] += more
	}
}

// weight is what a line or a fee costs at this point.
func (b *bounds) weight(s *state, i int) int64 {
	switch {
	case i < len(s.lines):
		return s.lines[i].amount
	case i < len(s.lines)+len(s.fees):
		return s.fees[i-len(s.lines)]
	}
	return 0
}
