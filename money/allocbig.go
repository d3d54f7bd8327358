package money

import (
	"math/big"
	"slices"
)

// allocateBig is Allocate for amounts or sums of weights beyond int64.
func (a Money) allocateBig(dst []Money, weights []int64, mode AllocMode) []Money {
	whole, total := new(big.Int).Abs(a.big()), new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(w))
	}
	shares := make([]*big.Int, len(weights), len(weights)+1)
	rests := make([]*big.Int, len(weights))
	left, seen, paid := new(big.Int).Set(whole), new(big.Int), new(big.Int)
	for i, w := range weights {
		part := big.NewInt(w)
		if mode == Cumulative {
			part = seen.Add(seen, part)
		}
		q, r := new(big.Int).QuoRem(new(big.Int).Mul(whole, part), total, new(big.Int))
		if mode == Cumulative {
			q, paid = new(big.Int).Sub(q, paid), q
		}
		left.Sub(left, q)
		shares[i], rests[i] = q, r
	}
	if mode == Separate {
		shares = append(shares, left)
	} else {
		for _, i := range spreadOrder(rests, mode)[:left.Int64()] {
			shares[i].Add(shares[i], big.NewInt(1))
		}
	}
	for _, v := range shares {
		if a.IsNegative() {
			v.Neg(v)
		}
		dst = append(dst, big2money(v, a.Currency(), a.excess()))
	}
	return dst
}

// spreadOrder returns the indexes of shares that lost something, in the order
// in which they receive left-over units.
func spreadOrder(rests []*big.Int, mode AllocMode) []int {
	order := make([]int, 0, len(rests))
	for i, r := range rests {
		if r.Sign() > 0 {
			order = append(order, i)
		}
	}
	switch mode {
	case LargestRemainder:
		slices.SortStableFunc(order, func(i, j int) int { return rests[j].Cmp(rests[i]) })
	case Last:
		slices.Reverse(order)
	case First, Cumulative, Separate:
	}
	return order
}
