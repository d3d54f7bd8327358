package money

import (
	"math/big"
	"math/bits"
)

// mul64 multiplies; ok is false when the product does not fit a canonical
// small coefficient.
func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo >= 1<<63 {
		return 0, false
	}
	return withSign(lo, (a < 0) != (b < 0)), true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

func withSign(v uint64, neg bool) int64 {
	if neg {
		return -int64(v)
	}
	return int64(v)
}

// mulDiv64 returns a×n/d for d > 0, rounded once; ok is false when the
// quotient does not fit.
func mulDiv64(a, n int64, d uint64, mode Mode) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(n))
	if hi >= d {
		return 0, false
	}
	q, r := bits.Div64(hi, lo, d)
	neg := (a < 0) != (n < 0)
	if r != 0 && mode.away(neg, q&1 == 1, cmpHalf(r, d)) {
		q++
	}
	if q >= 1<<63 {
		return 0, false
	}
	return withSign(q, neg), true
}

func cmpHalf(r, d uint64) int {
	switch rest := d - r; {
	case r < rest:
		return -1
	case r > rest:
		return 1
	}
	return 0
}

// quoBig returns n/d for d > 0, rounded once.
func quoBig(n, d *big.Int, mode Mode) *big.Int {
	q, r := new(big.Int).QuoRem(n, d, new(big.Int))
	if r.Sign() == 0 {
		return q
	}
	neg := n.Sign() < 0
	r.Abs(r).Lsh(r, 1)
	if !mode.away(neg, q.Bit(0) == 1, r.Cmp(d)) {
		return q
	}
	if neg {
		return q.Sub(q, big.NewInt(1))
	}
	return q.Add(q, big.NewInt(1))
}
