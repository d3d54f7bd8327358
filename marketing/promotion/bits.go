package promotion

import (
	"iter"
	"math/bits"
)

// A set is a set of small numbers: lines of a cart, or lines and fees.
type set []uint64

func (s set) add(i int)      { s[i>>6] |= 1 << (i & 63) }
func (s set) drop(i int)     { s[i>>6] &^= 1 << (i & 63) }
func (s set) has(i int) bool { return s[i>>6]&(1<<(i&63)) != 0 }

func (s set) join(t set) {
	for i := range s {
		s[i] |= t[i]
	}
}

// meet keeps what is in t, too; nil is the empty set.
func (s set) meet(t set) {
	if t == nil {
		clear(s)
	}
	for i := range t {
		s[i] &= t[i]
	}
}

func (s set) without(t set) {
	for i := range s {
		s[i] &^= t[i]
	}
}

func (s set) meets(t set) bool {
	for i := range s {
		if s[i]&t[i] != 0 {
			return true
		}
	}
	return false
}

func (s set) within(t set) bool {
	for i := range s {
		if s[i]&^t[i] != 0 {
			return false
		}
	}
	return true
}

func (s set) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (s set) count() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}

// first returns the smallest member, -1 for the empty set.
func (s set) first() int {
	for i, w := range s {
		if w != 0 {
			return i<<6 + bits.TrailingZeros64(w)
		}
	}
	return -1
}

func (s set) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, w := range s {
			for ; w != 0; w &= w - 1 {
				if !yield(i<<6 + bits.TrailingZeros64(w)) {
					return
				}
			}
		}
	}
}

// words hands out sets of one size from a large block, which the next cart uses
// again.
type words struct {
	n     int // words of one set
	block []uint64
	free  []uint64
}

// reset takes all sets back; those to come have n words.
func (w *words) reset(n int) { w.n, w.free = n, w.block }

func (w *words) copy(s set) set {
	c := w.set()
	copy(c, s)
	return c
}

func (w *words) set() set {
	if len(w.free) < w.n {
		w.block = make([]uint64, max(512, 128*w.n, 2*len(w.block)))
		w.free = w.block
	}
	s := w.free[:w.n:w.n]
	w.free = w.free[w.n:]
	clear(s)
	return s
}
