package money

import (
	"fmt"
	"math"
	"math/big"
)

// Limits of what this package decodes and encodes. They bound the memory one
// hostile input can take; arithmetic in memory may grow past MaxDigits.
const (
	// MaxScale is the largest number of decimals an amount can have.
	MaxScale = 30
	// MaxDigits is the largest number of digits that decoders take and
	// encoders write, leading zeros not counted.
	MaxDigits = 60
)

// Money is an exact amount of one currency. It is an immutable value of 24
// bytes: copy it, compare it, share it between goroutines.
//
// The value is a coefficient times ten to the power of minus scale. It is kept
// canonical: the scale is at least the digits of the currency, zeros beyond
// them are trimmed, and the big coefficient is used only when the small one
// does not hold it. So == and map keys agree with Equal for every amount below
// 9.2e18 of its smallest units; use Equal when amounts can be larger.
//
// The zero Money is "nothing yet": it has no currency and is the identity of
// Add, so a sum can start from it. It is not zero dollars: Cmp, encoders and
// stores refuse it. HasCurrency tells it from a real amount.
type Money struct {
	lo  int64    // coefficient; pinned to MinInt64 when ext is set
	ext *big.Int // only when the coefficient does not fit; never written to
	m   uint32   // currency id << 8 | scale beyond the currency's digits
}

// pin marks a coefficient that lives in ext.
const pin = math.MinInt64

// New returns minor smallest units of c, by the digits of ISO 4217: 1234 is
// 12.34 USD, 1234 JPY and 1.234 KWD. With the zero Currency the result reports
// HasCurrency false and is refused by every store and encoder.
func New(minor int64, c Currency) Money {
	if minor == pin {
		return big2money(big.NewInt(minor), c, 0)
	}
	return Money{lo: minor, m: uint32(c.id) << 8}
}

// FromUnscaled returns coef times ten to the power of minus scale in c, as
// stored for unit prices finer than the minor unit. The scale must lie between
// 0 and MaxScale (ErrScale) and c must be a currency (ErrCurrency).
func FromUnscaled(coef int64, scale int, c Currency) (Money, error) {
	if scale < 0 || scale > MaxScale {
		return Money{}, fmt.Errorf("%w: scale %d: want 0 to %d", ErrScale, scale, MaxScale)
	}
	if c.id == 0 {
		return Money{}, fmt.Errorf("%w: none given", ErrCurrency)
	}
	return build(coef, scale, c), nil
}

// Currency returns the currency, the zero Currency for the zero Money.
func (a Money) Currency() Currency { return Currency{uint16(a.m >> 8)} }

// HasCurrency reports whether the amount is real: false tells a forgotten
// Money, which must not reach a store.
func (a Money) HasCurrency() bool { return a.m>>8 != 0 }

// Sign returns -1, 0 or 1.
func (a Money) Sign() int {
	switch {
	case a.ext != nil:
		return a.ext.Sign()
	case a.lo < 0:
		return -1
	case a.lo > 0:
		return 1
	}
	return 0
}

// IsZero reports whether the amount is zero, with or without a currency.
func (a Money) IsZero() bool { return a.lo == 0 }

// IsNegative reports whether the amount is below zero.
func (a Money) IsNegative() bool { return a.Sign() < 0 }

// IsPositive reports whether the amount is above zero.
func (a Money) IsPositive() bool { return a.Sign() > 0 }

// Neg returns the amount with the other sign.
func (a Money) Neg() Money {
	if a.ext != nil {
		return big2money(new(big.Int).Neg(a.ext), a.Currency(), a.excess())
	}
	a.lo = -a.lo
	return a
}

// Abs returns the amount without its sign.
func (a Money) Abs() Money {
	if a.IsNegative() {
		return a.Neg()
	}
	return a
}

// Scale returns the number of decimals the amount is kept with: the digits of
// its currency, or more when it is finer than the minor unit.
func (a Money) Scale() int {
	if a.m == 0 {
		return 0
	}
	return a.Currency().Digits() + a.excess()
}

// Unscaled returns the coefficient and scale as FromUnscaled takes them. A
// coefficient beyond int64 is ErrRange, an amount without currency
// ErrCurrency.
func (a Money) Unscaled() (coef int64, scale int, err error) {
	if !a.HasCurrency() {
		return 0, 0, noCurrency(a)
	}
	coef, err = a.small()
	return coef, a.Scale(), err
}

// Minor returns the amount in the smallest unit of its currency, as New takes
// it. A finer amount is ErrInexact: round it first. One beyond int64 is
// ErrRange, one without currency ErrCurrency.
func (a Money) Minor() (int64, error) {
	if a.m&0xff == 0 && a.ext == nil && a.m != 0 {
		return a.lo, nil
	}
	return a.MinorIn(a.Currency().Digits())
}

// MinorIn returns the amount in units of ten to the power of minus digits, for
// payment providers whose digits differ from ISO 4217. It never rounds: a
// finer amount is ErrInexact. An amount beyond int64 is ErrRange, digits
// outside 0 to MaxScale ErrScale, no currency ErrCurrency.
func (a Money) MinorIn(digits int) (int64, error) {
	if !a.HasCurrency() {
		return 0, noCurrency(a)
	}
	if digits < 0 || digits > MaxScale {
		return 0, fmt.Errorf("%w: digits %d: want 0 to %d", ErrScale, digits, MaxScale)
	}
	shift := digits - a.Scale()
	if shift == 0 {
		return a.small()
	}
	if shift < 0 {
		q, r := new(big.Int).QuoRem(a.big(), bigPow10(-shift), new(big.Int))
		if r.Sign() != 0 {
			return 0, fmt.Errorf("%w: %s in %d digits", ErrInexact, a, digits)
		}
		return fitInt64(q, a)
	}
	return fitInt64(new(big.Int).Mul(a.big(), bigPow10(shift)), a)
}

func (a Money) excess() int { return int(a.m & 0xff) }

func (a Money) small() (int64, error) {
	if a.ext == nil {
		return a.lo, nil
	}
	return fitInt64(a.ext, a)
}

func fitInt64(v *big.Int, a Money) (int64, error) {
	if v.IsInt64() {
		return v.Int64(), nil
	}
	return 0, fmt.Errorf("%w: amount in %s does not fit 64 bits", ErrRange, a.Currency())
}

func noCurrency(Money) error { return fmt.Errorf("%w: amount has none", ErrCurrency) }
