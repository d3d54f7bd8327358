package promotion

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
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

// rest is what rounding down took from one share, n times over.
type rest struct {
	at       int
	of, n    int64 // of: the remainder
	extra    int64 // how many of n get one more
	quotient int64
}

// byRest sorts the largest remainder first, the earlier one on a tie.
func byRest(a, b rest) int { return cmp.Or(cmp.Compare(b.of, a.of), cmp.Compare(a.at, b.at)) }

// divider divides amounts by largest remainder, reusing its memory.
type divider struct{ rests []rest }

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
	for i := range d.rests {
		r := &d.rests[i]
		weight := r.of
		r.quotient, r.of = floorOf(weight, amount, sum)
		r.at, r.extra = i, 0
		left -= r.quotient * r.n
		most := r.quotient
		if r.of > 0 {
			most++
		}
		if quantum > 1 && most*quantum > weight {
			return false
		}
	}
	if left == 0 {
		return true
	}
	slices.SortFunc(d.rests, byRest)
	for i := range d.rests {
		r := &d.rests[i]
		r.extra = min(left, r.n)
		if left -= r.extra; left == 0 {
			break
		}
	}
	slices.SortFunc(d.rests, func(a, b rest) int { return cmp.Compare(a.at, b.at) })
	return true
}
