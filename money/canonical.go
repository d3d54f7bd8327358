package money

import (
	"math/big"
)

// pow10 holds the powers of ten that fit int64.
var pow10 = [19]int64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
	1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
}

func bigPow10(n int) *big.Int {
	if n < len(pow10) {
		return big.NewInt(pow10[n])
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// build returns coef × 10^-scale in canonical form; scale ≥ 0.
func build(coef int64, scale int, c Currency) Money {
	digits := c.Digits()
	if coef != pin && scale == digits {
		return Money{lo: coef, m: uint32(c.id) << 8}
	}
	if short := digits - scale; short > 0 && short < len(pow10) {
		if v, ok := mul64(coef, pow10[short]); ok {
			return Money{lo: v, m: uint32(c.id) << 8}
		}
	}
	if coef == pin || scale < digits {
		return buildSlow(big.NewInt(coef), scale, c)
	}
	for scale > digits && coef%10 == 0 {
		coef /= 10
		scale--
	}
	return Money{lo: coef, m: uint32(c.id)<<8 | uint32(scale-digits)}
}

// buildSlow is build for coefficients of any size. It may keep v.
func buildSlow(v *big.Int, scale int, c Currency) Money {
	if short := c.Digits() - scale; short > 0 {
		v = new(big.Int).Mul(v, bigPow10(short))
		scale += short
	}
	return big2money(v, c, scale-c.Digits())
}

// big2money trims the excess decimals of v and chooses its representation. It
// may keep v.
func big2money(v *big.Int, c Currency, excess int) Money {
	if excess > 0 {
		v, excess = trimZeros(v, excess)
	}
	m := uint32(c.id)<<8 | uint32(excess)
	if v.IsInt64() && v.Int64() != pin {
		return Money{lo: v.Int64(), m: m}
	}
	return Money{lo: pin, ext: v, m: m}
}

func trimZeros(v *big.Int, excess int) (*big.Int, int) {
	if v.Sign() == 0 {
		return v, 0
	}
	ten, rest := big.NewInt(10), new(big.Int)
	for excess > 0 {
		q := new(big.Int)
		if q.QuoRem(v, ten, rest); rest.Sign() != 0 {
			break
		}
		v = q
		excess--
	}
	return v, excess
}

// big returns the coefficient; the caller must not write to it.
func (a Money) big() *big.Int {
	if a.ext != nil {
		return a.ext
	}
	return big.NewInt(a.lo)
}

// bigAt returns the coefficient at a scale that is not below the amount's.
func (a Money) bigAt(excess int) *big.Int {
	if up := excess - a.excess(); up > 0 {
		return new(big.Int).Mul(a.big(), bigPow10(up))
	}
	return a.big()
}
