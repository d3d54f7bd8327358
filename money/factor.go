package money

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"
)

// factorLimit bounds the digits and the exponent of a decimal argument.
const factorLimit = 100

// factor is a decimal argument taken apart: coef × 10^exp.
type factor struct {
	coef int64
	ext  *big.Int // set when the coefficient does not fit
	exp  int
}

func factorOf(d decimal.Decimal) (factor, error) {
	digits, exp := d.NumDigits(), int(d.Exponent())
	if digits <= 18 && exp >= -factorLimit && exp <= factorLimit {
		return factor{coef: d.CoefficientInt64(), exp: exp}, nil
	}
	if d.Sign() == 0 {
		return factor{}, nil
	}
	if digits > factorLimit || exp < -factorLimit || exp > factorLimit {
		return factor{}, fmt.Errorf("%w: decimal of %d digits, exponent %d", ErrRange, digits, exp)
	}
	coef := d.Coefficient()
	if coef.IsInt64() && coef.Int64() != pin {
		return factor{coef: coef.Int64(), exp: exp}, nil
	}
	return factor{ext: coef, exp: exp}, nil
}

func (f factor) big() *big.Int {
	if f.ext != nil {
		return f.ext
	}
	return big.NewInt(f.coef)
}

// MulDecimal returns a×d, exactly. A product with more than MaxScale decimals
// is ErrScale, a decimal of more than 100 digits ErrRange.
func (a Money) MulDecimal(d decimal.Decimal) (Money, error) {
	f, err := factorOf(d)
	if err != nil {
		return Money{}, err
	}
	var out Money
	c := a.Currency()
	scale := a.Scale() - f.exp
	if p, ok := mul64(a.lo, f.coef); ok && a.ext == nil && f.ext == nil && scale >= 0 {
		out = build(p, scale, c)
	} else {
		v := new(big.Int).Mul(a.big(), f.big())
		if scale < 0 {
			v.Mul(v, bigPow10(-scale))
		}
		out = buildSlow(v, max(scale, 0), c)
	}
	if got := out.Scale(); got > MaxScale {
		return Money{}, fmt.Errorf("%w: product has %d, at most %d", ErrScale, got, MaxScale)
	}
	return out, nil
}

// MulRound returns a×d rounded once, to the minor unit of the currency. A
// decimal of more than 100 digits is ErrRange.
func (a Money) MulRound(d decimal.Decimal, mode Mode) (Money, error) {
	f, err := factorOf(d)
	if err != nil {
		return Money{}, err
	}
	return a.mulRound(f, mode), nil
}

// Percent returns p percent of a, rounded once to the minor unit of the
// currency: Percent(17.5) of 200.00 is 35.00. A decimal of more than 100
// digits is ErrRange.
func (a Money) Percent(p decimal.Decimal, mode Mode) (Money, error) {
	f, err := factorOf(p)
	if err != nil {
		return Money{}, err
	}
	f.exp -= 2
	return a.mulRound(f, mode), nil
}

func (a Money) mulRound(f factor, mode Mode) Money {
	drop := a.excess() - f.exp
	if drop >= 0 && drop < len(pow10) && a.ext == nil && f.ext == nil {
		if q, ok := mulDiv64(a.lo, f.coef, uint64(pow10[drop]), mode); ok {
			return Money{lo: q, m: a.m &^ 0xff}
		}
	}
	v := new(big.Int).Mul(a.big(), f.big())
	if drop < 0 {
		v.Mul(v, bigPow10(-drop))
	} else {
		v = quoBig(v, bigPow10(drop), mode)
	}
	return big2money(v, a.Currency(), 0)
}

// DivRound returns a/d rounded once, to the minor unit of the currency. A zero
// d is ErrDivision, a decimal of more than 100 digits ErrRange. To share an
// amount out without losing a cent use Allocate or Split.
func (a Money) DivRound(d decimal.Decimal, mode Mode) (Money, error) {
	f, err := factorOf(d)
	if err != nil {
		return Money{}, err
	}
	if d.Sign() == 0 {
		return Money{}, fmt.Errorf("%w: divisor of %s", ErrDivision, a)
	}
	up := -a.excess() - f.exp
	if up >= 0 && up < len(pow10) && a.ext == nil && f.ext == nil {
		n := pow10[up]
		if f.coef < 0 {
			n = -n
		}
		if q, ok := mulDiv64(a.lo, n, magnitude(f.coef), mode); ok {
			return Money{lo: q, m: a.m &^ 0xff}, nil
		}
	}
	num, den := new(big.Int).Set(a.big()), new(big.Int).Set(f.big())
	if den.Sign() < 0 {
		num.Neg(num)
		den.Neg(den)
	}
	if up < 0 {
		den.Mul(den, bigPow10(-up))
	} else {
		num.Mul(num, bigPow10(up))
	}
	return big2money(quoBig(num, den, mode), a.Currency(), 0), nil
}

// Of returns the decimal d as an amount of c, exactly. More than MaxScale
// decimals are ErrScale, more than MaxDigits digits ErrRange, the zero
// Currency ErrCurrency.
func Of(d decimal.Decimal, c Currency) (Money, error) {
	if c.id == 0 {
		return Money{}, fmt.Errorf("%w: none given", ErrCurrency)
	}
	f, err := factorOf(d)
	if err != nil {
		return Money{}, err
	}
	var a Money
	switch {
	case f.exp <= 0 && f.ext == nil:
		a = build(f.coef, -f.exp, c)
	case f.exp <= 0:
		a = buildSlow(f.ext, -f.exp, c)
	default:
		a = buildSlow(new(big.Int).Mul(f.big(), bigPow10(f.exp)), 0, c)
	}
	return a, a.checkLimits()
}

// Decimal returns the amount without its currency, exactly. The zero Money is
// decimal zero.
func (a Money) Decimal() decimal.Decimal {
	if a.ext != nil {
		return decimal.NewFromBigInt(a.ext, int32(-a.Scale()))
	}
	return decimal.New(a.lo, int32(-a.Scale()))
}

// checkLimits refuses what encoders would not write.
func (a Money) checkLimits() error {
	if s := a.Scale(); s > MaxScale {
		return fmt.Errorf("%w: has %d, at most %d", ErrScale, s, MaxScale)
	}
	if a.ext != nil && a.ext.BitLen() > 199 && a.ext.CmpAbs(bigPow10(MaxDigits)) >= 0 {
		return fmt.Errorf("%w: more than %d digits", ErrRange, MaxDigits)
	}
	return nil
}
