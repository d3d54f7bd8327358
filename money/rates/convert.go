package rates

import (
	"math/bits"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

// Convert returns the amount in the quote currency, rounded once, to its minor
// unit. The amount must be in the base currency (a *money.MismatchError), of at
// most money.MaxDigits digits (money.ErrRange). Convert does not look at the
// clock: see CheckAt, Policy and Quote.
func (r Rate) Convert(amount money.Money, mode money.Mode) (money.Money, error) {
	if r.x == nil {
		return money.Money{}, bad("rate", "is missing")
	}
	if amount.Currency() != r.base {
		return money.Money{}, &money.MismatchError{A: amount.Currency(), B: r.base}
	}
	if minor, ok := amount.TryMinor(); ok && r.d != 0 {
		if out, ok := scale(minor, r.n, r.d, mode); ok {
			return money.New(out, r.quote), nil
		}
	}
	return r.convertLong(amount, mode)
}

// convertLong is Convert at any size: an exact product, then one division.
func (r Rate) convertLong(amount money.Money, mode money.Mode) (money.Money, error) {
	m, err := money.Of(amount.Decimal(), r.quote)
	if err != nil {
		return money.Money{}, err
	}
	if m, err = m.MulDecimal(decimal.NewFromBigInt(r.x.num, 0)); err != nil {
		return money.Money{}, err
	}
	return m.DivRound(decimal.NewFromBigInt(r.x.den, 0), mode)
}

// scale returns a×n/d rounded once; ok is false when it does not fit.
func scale(a int64, n, d uint64, mode money.Mode) (out int64, ok bool) {
	neg, size := a < 0, uint64(a)
	if neg {
		size = -size
	}
	hi, lo := bits.Mul64(size, n)
	if hi >= d {
		return 0, false
	}
	q, rest := bits.Div64(hi, lo, d)
	if rest != 0 && away(mode, neg, q&1 == 1, half(rest, d)) {
		q++
	}
	if q >= 1<<63 {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

// half compares rest/d with one half.
func half(rest, d uint64) int {
	switch other := d - rest; {
	case rest < other:
		return -1
	case rest > other:
		return 1
	}
	return 0
}

// away reports whether a quotient with a rest is rounded away from zero.
func away(mode money.Mode, neg, odd bool, half int) bool {
	switch mode {
	case money.HalfEven:
		return half > 0 || half == 0 && odd
	case money.HalfDown:
		return half > 0
	case money.Up:
		return true
	case money.Down:
		return false
	case money.Ceil:
		return !neg
	case money.Floor:
		return neg
	default:
		return half >= 0
	}
}
