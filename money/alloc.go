package money

import (
	"fmt"
	"math/bits"
	"slices"
)

// AllocMode says who gets the units that do not divide evenly. In every mode
// the shares add up to the whole, a weight of 0 gets 0, each share is less
// than one unit from its exact part, and a negative whole gives the mirror of
// the positive one.
type AllocMode uint8

// The allocation modes.
const (
	// LargestRemainder gives each left-over unit to the share that lost the
	// most by rounding down, the earlier one on a tie.
	LargestRemainder AllocMode = iota
	// First gives the left-over units to the first shares that lost something
	// by rounding down.
	First
	// Last gives them to the last shares that lost something.
	Last
	// Cumulative makes every running sum of shares the running part of the
	// whole rounded towards zero, so that parts paid one after the other never
	// run ahead.
	Cumulative
	// Separate gives them to nobody: they are returned as one more element
	// after the shares.
	Separate
)

// Allocate divides a in proportion to the weights and appends the shares to
// dst, one per weight and one more with Separate. The unit is the scale of the
// amount: cents for 12.34 USD, tenths of a cent for 0.005 USD, so Round first
// where whole cents are wanted. Weights must not be negative and one must be
// above zero (ErrWeights); an amount without currency is ErrCurrency. After an
// error dst is returned as it was. Reusing dst saves the allocation.
func (a Money) Allocate(dst []Money, weights []int64, mode AllocMode) ([]Money, error) {
	if !a.HasCurrency() {
		return dst, noCurrency(a)
	}
	if mode > Separate {
		return dst, fmt.Errorf("%w: allocation mode %d", ErrWeights, uint8(mode))
	}
	total, small, err := sumWeights(weights)
	if err != nil {
		return dst, err
	}
	dst = slices.Grow(dst, len(weights)+1)
	if a.ext != nil || !small {
		return a.allocateBig(dst, weights, mode), nil
	}
	whole := magnitude(a.lo)
	if mode == Cumulative {
		return a.cumulate(dst, weights, whole, total), nil
	}
	start, left := len(dst), whole
	for _, w := range weights {
		q, _ := mulDiv(whole, uint64(w), total)
		left -= q
		dst = append(dst, a.share(q))
	}
	if mode == Separate {
		return append(dst, a.share(left)), nil
	}
	a.spread(dst[start:], weights, spare{whole, total, left}, mode)
	return dst, nil
}

// Split divides a into n shares as equal as its unit allows, the larger ones
// first. n must be at least 1 (ErrWeights); an amount without currency is
// ErrCurrency.
func (a Money) Split(n int) ([]Money, error) {
	if n < 1 {
		return nil, fmt.Errorf("%w: split into %d", ErrWeights, n)
	}
	if !a.HasCurrency() {
		return nil, noCurrency(a)
	}
	if a.ext != nil {
		return a.Allocate(nil, slices.Repeat([]int64{1}, n), First)
	}
	q, r := magnitude(a.lo)/uint64(n), magnitude(a.lo)%uint64(n)
	shares := make([]Money, n)
	for i := range shares {
		shares[i] = a.share(q)
		if uint64(i) < r {
			shares[i] = a.share(q + 1)
		}
	}
	return shares, nil
}

// sumWeights checks the weights; small is false when their sum leaves int64.
func sumWeights(weights []int64) (total uint64, small bool, err error) {
	small = true
	for i, w := range weights {
		if w < 0 {
			return 0, false, fmt.Errorf("%w: weight %d is %d", ErrWeights, i, w)
		}
		total += uint64(w)
		if total >= 1<<63 {
			small, total = false, 1
		}
	}
	if total == 0 {
		return 0, false, fmt.Errorf("%w: none of %d is above zero", ErrWeights, len(weights))
	}
	return total, small, nil
}

// mulDiv returns a×w/total and the remainder, for w ≤ total.
func mulDiv(a, w, total uint64) (q, r uint64) {
	hi, lo := bits.Mul64(a, w)
	if hi == 0 {
		return lo / total, lo % total
	}
	return bits.Div64(hi, lo, total)
}

// share returns v units with the currency, scale and sign of a. Where the
// share has zeros to trim, build does it.
func (a Money) share(v uint64) Money {
	s := withSign(v, a.lo < 0)
	if a.m&0xff == 0 {
		return Money{lo: s, m: a.m}
	}
	return build(s, a.Scale(), a.Currency())
}

func (a Money) cumulate(dst []Money, weights []int64, whole, total uint64) []Money {
	var seen, paid uint64
	for _, w := range weights {
		seen += uint64(w)
		due, _ := mulDiv(whole, seen, total)
		dst = append(dst, a.share(due-paid))
		paid = due
	}
	return dst
}

// spare is what rounding down left over.
type spare struct{ whole, total, left uint64 }

// spread adds the left-over units to shares. There are fewer of them than
// shares that lost something, so none goes to a weight of zero.
func (a Money) spread(shares []Money, weights []int64, s spare, mode AllocMode) {
	if s.left == 0 {
		return
	}
	var room [128]uint64
	bar, ties := uint64(0), s.left
	if mode == LargestRemainder {
		rest := room[:0]
		for _, w := range weights {
			_, r := mulDiv(s.whole, uint64(w), s.total)
			rest = append(rest, r)
		}
		bar, ties = threshold(rest, int(s.left))
	}
	for k := range weights {
		i := k
		if mode == Last {
			i = len(weights) - 1 - k
		}
		q, r := mulDiv(s.whole, uint64(weights[i]), s.total)
		switch {
		case mode != LargestRemainder && ties > 0 && r > 0:
			ties--
		case mode == LargestRemainder && r > bar:
		case mode == LargestRemainder && r == bar && ties > 0:
			ties--
		default:
			continue
		}
		shares[i] = a.share(q + 1)
	}
}

// threshold returns the n-th largest value and how many values equal to it
// belong to the n largest. It reorders values.
func threshold(values []uint64, n int) (bar, ties uint64) {
	lo, hi, k := 0, len(values)-1, n-1
	for lo < hi {
		mid := values[lo+(hi-lo)/2]
		i, j := lo, hi
		for i <= j {
			for values[i] > mid {
				i++
			}
			for values[j] < mid {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case k <= j:
			hi = j
		case k >= i:
			lo = i
		default:
			lo, hi = k, k
		}
	}
	bar, ties = values[k], uint64(n)
	for _, v := range values {
		if v > bar {
			ties--
		}
	}
	return bar, ties
}
