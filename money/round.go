package money

import (
	"fmt"
)

// Round rounds to the minor unit of the currency.
func (a Money) Round(mode Mode) Money {
	if a.m&0xff == 0 {
		return a
	}
	return a.RoundTo(a.Currency().Digits(), mode)
}

// RoundTo rounds to scale decimals. Scale 0 is whole units, -3 thousands; an
// amount that is not finer is returned as it is. A scale below -MaxDigits
// counts as -MaxDigits.
func (a Money) RoundTo(scale int, mode Mode) Money {
	drop := a.Scale() - max(scale, -MaxDigits)
	if drop <= 0 {
		return a
	}
	c := a.Currency()
	if drop < len(pow10) && a.ext == nil {
		q, _ := mulDiv64(a.lo, 1, uint64(pow10[drop]), mode)
		if scale >= c.Digits() {
			return build(q, scale, c)
		}
		if v, ok := mul64(q, pow10[c.Digits()-scale]); ok {
			return Money{lo: v, m: uint32(c.id) << 8}
		}
	}
	q := quoBig(a.big(), bigPow10(drop), mode)
	if scale < 0 {
		return buildSlow(q.Mul(q, bigPow10(-max(scale, -MaxDigits))), 0, c)
	}
	return buildSlow(q, scale, c)
}

// RoundStep rounds to a multiple of step, such as 0.05 CHF where no smaller
// coin exists. The step must be positive (ErrDivision) and of the same
// currency (a *MismatchError).
func (a Money) RoundStep(step Money, mode Mode) (Money, error) {
	if a.m>>8 != step.m>>8 || !a.HasCurrency() {
		return Money{}, mismatch(a, step)
	}
	if !step.IsPositive() {
		return Money{}, fmt.Errorf("%w: step %s is not positive", ErrDivision, step)
	}
	c, excess := a.Currency(), max(a.excess(), step.excess())
	if x, y, ok := a.smallAt(excess, step); ok {
		q, _ := mulDiv64(x, 1, uint64(y), mode)
		if v, ok := mul64(q, y); ok {
			return build(v, c.Digits()+excess, c), nil
		}
	}
	unit := step.bigAt(excess)
	q := quoBig(a.bigAt(excess), unit, mode)
	return big2money(q.Mul(q, unit), c, excess), nil
}
