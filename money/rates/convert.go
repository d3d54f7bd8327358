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
	minor, ok := amount.TryMinor()
	if !ok || amount.Currency() != r.base {
		return r.convertLong(amount, mode)
	}
	size := uint64(minor)
	if minor < 0 {
		size = -size
	}
	hi, lo := bits.Mul64(size, r.n)
	if hi >= r.d { // r.d is 0 when the fraction is long
		return r.convertLong(amount, mode)
	}
	q, rest := bits.Div64(hi, lo, r.d)
	if mode == money.HalfUp && rest >= r.d-rest || mode != money.HalfUp && rest != 0 && away(mode, minor < 0, q&1 == 1, half(rest, r.d)) {
		q++
	}
	if q >= 1<<63 {
		return r.convertLong(amount, mode)
	}
	if minor < 0 {
		q = -q
	}
	return money.New(int64(q), r.quote), nil
}

// convertLong is Convert at any size: an exact product, then one division.
//
//go:noinline
func (r Rate) convertLong(amount money.Money, mode money.Mode) (money.Money, error) {
	if r.x == nil {
		return money.Money{}, bad("rate", "is missing")
	}
	if amount.Currency() != r.base {
		return money.Money{}, &money.MismatchError{A: amount.Currency(), B: r.base}
	}
	m, err := money.Of(amount.Decimal(), r.quote)
	if err != nil {
		return money.Money{}, err
	}
	if m, err = m.MulDecimal(decimal.NewFromBigInt(r.x.num, 0)); err != nil {
		return money.Money{}, err
	}
	return m.DivRound(decimal.NewFromBigInt(r.x.den, 0), mode)
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
