package rates

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

const (
	// maxBits bounds numerator and denominator, so that chains of crosses end
	// in an error and not in ever longer numbers: 100 decimal digits hold it.
	maxBits = 330
	// maxLegs bounds the path of a derived rate.
	maxLegs = 8
)

// Rate says how much of the quote currency one unit of the base currency is
// worth, as an exact fraction, and where that was published. It is an immutable
// value: copy it, share it between goroutines. The zero Rate is none and is
// refused by every method that returns an error.
type Rate struct {
	base, quote money.Currency
	n, d        uint64 // quote minor units per base minor unit; d is 0 when they do not fit
	x           *exact
}

// exact is the part of a rate that a plain conversion does not look at.
type exact struct {
	num, den *big.Int // reduced, both positive
	info     Info
	path     []Leg
}

// New returns the rate num/den: one unit of base is num/den units of quote. Both
// must be above zero and at most 99 digits long once reduced, both currencies
// real, and the rate of a currency to itself 1; anything else is ErrInput. New
// keeps no reference to num and den.
func New(base, quote money.Currency, num, den *big.Int, info Info) (Rate, error) {
	if err := checkPair(base, quote); err != nil {
		return Rate{}, err
	}
	if err := info.check(); err != nil {
		return Rate{}, err
	}
	if num == nil || den == nil || num.Sign() <= 0 || den.Sign() <= 0 {
		return Rate{}, bad("rate", "is not above zero")
	}
	info = info.utc()
	return build(base, quote, [2]*big.Int{num, den}, &exact{info: info, path: []Leg{{base, quote, info}}})
}

// FromDecimal returns the rate of which one unit of base is d units of quote,
// under the rules of New.
func FromDecimal(base, quote money.Currency, d decimal.Decimal, info Info) (Rate, error) {
	if e := d.Exponent(); e < -99 || e > 99 {
		return Rate{}, bad("rate", "has more than 99 digits")
	}
	num, den := d.Coefficient(), big.NewInt(1)
	shift := pow10(max(int(d.Exponent()), -int(d.Exponent())))
	if d.Exponent() < 0 {
		den = shift
	} else {
		num.Mul(num, shift)
	}
	return New(base, quote, num, den, info)
}

// Parse returns the rate written in text, such as "1.1684": figures with an
// optional point, at most 40 of them, and nothing else, under the rules of New.
// Decimal commas, signs, exponents and spaces are ErrInput.
func Parse(base, quote money.Currency, text string, info Info) (Rate, error) {
	num, den, err := parseNumber(text)
	if err != nil {
		return Rate{}, err
	}
	return New(base, quote, num, den, info)
}

// Same returns the rate of 1 of a currency to itself, valid at any time from
// asOf.
func Same(c money.Currency, asOf time.Time) (Rate, error) {
	return New(c, c, big.NewInt(1), big.NewInt(1), Info{Provider: "same", Kind: Fixed, AsOf: asOf})
}

func checkPair(base, quote money.Currency) error {
	none := money.Currency{}
	if base == none {
		return caused("base", fmt.Errorf("%w: none given", money.ErrCurrency))
	}
	if quote == none {
		return caused("quote", fmt.Errorf("%w: none given", money.ErrCurrency))
	}
	return nil
}

// build reduces the fraction and makes the short form of it.
func build(base, quote money.Currency, f [2]*big.Int, x *exact) (Rate, error) {
	x.num, x.den = reduce(f[0], f[1])
	if x.num.BitLen() > maxBits || x.den.BitLen() > maxBits {
		return Rate{}, bad("rate", "has more than 99 digits")
	}
	if base == quote && x.num.Cmp(x.den) != 0 {
		return Rate{}, bad("rate", "of a currency to itself is not 1")
	}
	r := Rate{base: base, quote: quote, x: x}
	n, d := x.num, x.den
	switch shift := quote.Digits() - base.Digits(); {
	case shift > 0:
		n, d = reduce(new(big.Int).Mul(n, pow10(shift)), d)
	case shift < 0:
		n, d = reduce(n, new(big.Int).Mul(d, pow10(-shift)))
	}
	if n.IsUint64() && d.IsUint64() {
		r.n, r.d = n.Uint64(), d.Uint64()
	}
	return r, nil
}

func reduce(num, den *big.Int) (n, d *big.Int) {
	if num.IsUint64() && den.IsUint64() {
		a, b := num.Uint64(), den.Uint64()
		g := gcd(a, b)
		return new(big.Int).SetUint64(a / g), new(big.Int).SetUint64(b / g)
	}
	g := new(big.Int).GCD(nil, nil, num, den)
	return new(big.Int).Quo(num, g), new(big.Int).Quo(den, g)
}

func gcd(a, b uint64) uint64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func pow10(n int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// Base returns the currency that is priced.
func (r Rate) Base() money.Currency { return r.base }

// Quote returns the currency in which it is priced.
func (r Rate) Quote() money.Currency { return r.quote }

// IsZero reports whether r is the zero Rate, which is none.
func (r Rate) IsZero() bool { return r.x == nil }

// Rat returns the exact value as a new big.Rat, or nil for the zero Rate.
func (r Rate) Rat() *big.Rat {
	if r.x == nil {
		return nil
	}
	return new(big.Rat).SetFrac(r.x.num, r.x.den)
}

// Info returns where the rate comes from and when it holds. A derived rate has
// the providers of its path joined by "+", the oldest as-of and the earliest
// valid-until of them.
func (r Rate) Info() Info {
	if r.x == nil {
		return Info{}
	}
	return r.x.info
}

// Path returns the published rates that r is made of, in order: one for a
// published rate and its inverse, two or more for a cross rate.
func (r Rate) Path() []Leg {
	if r.x == nil {
		return nil
	}
	return slices.Clone(r.x.path)
}

// Equal reports whether both have the same currencies, value, info and path.
func (r Rate) Equal(o Rate) bool {
	if r.x == nil || o.x == nil {
		return r.x == o.x
	}
	return r.base == o.base && r.quote == o.quote && r.x.num.Cmp(o.x.num) == 0 && r.x.den.Cmp(o.x.den) == 0 &&
		sameInfo(r.x.info, o.x.info) && slices.EqualFunc(r.x.path, o.x.path, func(a, b Leg) bool {
		return a.Base == b.Base && a.Quote == b.Quote && sameInfo(a.Info, b.Info)
	})
}

func sameInfo(a, b Info) bool {
	return a.Provider == b.Provider && a.Kind == b.Kind && a.AsOf.Equal(b.AsOf) && a.ValidUntil.Equal(b.ValidUntil)
}

// String returns the rate for logs, its value cut to 12 decimals:
// "1 EUR = 1.1684 USD (ecb, reference, 2026-04-13T00:00:00Z)".
func (r Rate) String() string {
	if r.x == nil {
		return "(no rate)"
	}
	value := decimal.NewFromBigInt(r.x.num, 0).DivRound(decimal.NewFromBigInt(r.x.den, 0), 12)
	i := r.x.info
	return fmt.Sprintf("1 %s = %s %s (%s, %s, %s)", r.base, value, r.quote, i.Provider, i.Kind, i.AsOf.Format(time.RFC3339))
}

// CheckAt returns ErrExpired when the rate is past its valid-until at the given
// time, and ErrInput for the zero Rate.
func (r Rate) CheckAt(at time.Time) error {
	if r.x == nil {
		return bad("rate", "is missing")
	}
	if until := r.x.info.ValidUntil; !until.IsZero() && !at.Before(until) {
		return fmt.Errorf("%w: %s to %s was valid until %s", ErrExpired, r.base, r.quote, until.Format(time.RFC3339))
	}
	return nil
}
