package promotion

import (
	"math"
	"math/bits"
)

const hundred = 1_000_000 // 100 % in millionths

// part is the given millionths of n, in multiples of quantum, halves up.
func part(n, millionths, quantum int64) int64 {
	hi, lo := bits.Mul64(uint64(n), uint64(millionths))
	by := uint64(hundred) * uint64(quantum)
	quotient, rest := bits.Div64(hi, lo, by)
	if rest >= by-rest {
		quotient++
	}
	return int64(quotient) * quantum
}

// times is a×b, or a number above every amount where that is too large.
func times(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	if hi != 0 || lo > math.MaxInt64/4 {
		return math.MaxInt64 / 4
	}
	return int64(lo)
}

// floorOf is weight×amount/sum rounded down, and the rest. amount ≤ sum.
func floorOf(weight, amount, sum int64) (int64, int64) {
	if weight < 1<<31 && amount < 1<<31 {
		n := weight * amount
		return n / sum, n % sum
	}
	hi, lo := bits.Mul64(uint64(weight), uint64(amount))
	quotient, rest := bits.Div64(hi, lo, uint64(sum))
	return int64(quotient), int64(rest)
}

// rest is one share, n times over: its weight, then what rounding down took.
type rest struct {
	of, n    int64 // of: the weight
	extra    int64 // how many of n get one more
	quotient int64
}

// remainder is what rounding down took from the share at a position.
type remainder struct {
	of int64
	at int32
}

// above reports whether a remainder is served before another: the larger, or of
// two equal ones the earlier.
func (a remainder) above(b remainder) bool { return a.of > b.of || a.of == b.of && a.at < b.at }

// divider divides amounts by largest remainder, reusing its memory.
type divider struct {
	rests []rest
	left  []remainder
}

// share divides in multiples of quantum, or of one where that is too coarse, and
// answers which it was.
func (d *divider) share(amount, sum, quantum int64) int64 {
	if quantum > 1 && d.divide(amount, sum, quantum) {
		return quantum
	}
	d.divide(amount, sum, 1)
	return 1
}

// divide gives each of the weights, which count n times, its share of amount in
// multiples of quantum, and leaves the answer in d.rests by position. The amount
// must not be above the sum of the weights; no share is above its weight, and a
// weight of 0 gets 0. It answers false when quantum is too coarse for that.
func (d *divider) divide(amount, sum, quantum int64) bool {
	if amount%quantum != 0 {
		return false
	}
	amount /= quantum
	left := amount
	d.left = d.left[:0]
	for i := range d.rests {
		r := &d.rests[i]
		var of int64
		r.quotient, of = floorOf(r.of, amount, sum)
		r.extra = 0
		left -= r.quotient * r.n
		most := r.quotient
		if of > 0 {
			most++
			d.left = append(d.left, remainder{of, int32(i)})
		}
		if quantum > 1 && most*quantum > r.of {
			return false
		}
	}
	d.serve(left)
	return true
}

// serve gives one more to as many as are left, the largest remainders first.
func (d *divider) serve(left int64) {
	list := d.left
	for left > 0 && len(list) > 0 {
		n, units := split(list), int64(0)
		for _, r := range list[:n] {
			units += d.rests[r.at].n
		}
		if units > left && n > 1 {
			list = list[:n] // the border is among these
			continue
		}
		for _, r := range list[:n] {
			share := &d.rests[r.at]
			share.extra = min(left, share.n)
			left -= share.extra
		}
		list = list[n:]
	}
}

// split puts some of the largest remainders first, in no order among themselves,
// and answers how many: at least one, and not all of more than one.
func split(list []remainder) int {
	if len(list) < 2 {
		return len(list)
	}
	mid, last := len(list)/2, len(list)-1
	if list[mid].above(list[0]) {
		list[mid], list[0] = list[0], list[mid]
	}
	if list[last].above(list[0]) {
		list[last], list[0] = list[0], list[last]
	}
	if list[last].above(list[mid]) {
		list[last], list[mid] = list[mid], list[last]
	}
	pivot := list[mid]
	i, j := 0, last
	for i <= j {
		for list[i].above(pivot) {
			i++
		}
		for pivot.above(list[j]) {
			j--
		}
		if i <= j {
			list[i], list[j] = list[j], list[i]
			i, j = i+1, j-1
		}
	}
	return max(1, min(i, last))
}
