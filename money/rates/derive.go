package rates

import (
	"math/big"
	"slices"
	"time"

	"github.com/shopspring/decimal"
)

// Invert returns the rate read the other way round, exactly: 2/3 for 3/2. A buy
// rate becomes a sell rate and the other way. The zero Rate is returned as it
// is.
func (r Rate) Invert() Rate {
	if r.x == nil {
		return r
	}
	x := *r.x
	x.num, x.den, x.info.Kind = r.x.den, r.x.num, r.x.info.Kind.inverse()
	out := Rate{base: r.quote, quote: r.base, x: &x}
	if r.d != 0 {
		out.n, out.d = r.d, r.n
	}
	return out
}

// Cross returns r followed by next, exactly: EUR to USD and USD to JPY make EUR
// to JPY. The currency in between must be the same, the kinds must go together
// (a buy rate and a sell rate make nobody's price), and the path may have at
// most 8 legs; anything else is ErrInput.
func (r Rate) Cross(next Rate) (Rate, error) {
	if r.x == nil || next.x == nil {
		return Rate{}, bad("rate", "is missing")
	}
	if r.quote != next.base {
		return Rate{}, bad("cross", "of "+r.base.String()+"/"+r.quote.String()+" and "+next.base.String()+"/"+next.quote.String()+" has no currency in between")
	}
	kind, ok := r.x.info.Kind.across(next.x.info.Kind)
	if !ok {
		return Rate{}, bad("kind", "of the two rates differs: "+r.x.info.Kind.String()+" and "+next.x.info.Kind.String())
	}
	if len(r.x.path)+len(next.x.path) > maxLegs {
		return Rate{}, bad("path", "has more than 8 legs")
	}
	info := meet(r.x.info, next.x.info)
	info.Kind = kind
	if len(info.Provider) > maxProvider {
		return Rate{}, bad("provider", "is longer than 100 bytes")
	}
	f := [2]*big.Int{new(big.Int).Mul(r.x.num, next.x.num), new(big.Int).Mul(r.x.den, next.x.den)}
	return build(r.base, next.quote, f, &exact{info: info, path: slices.Concat(r.x.path, next.x.path)})
}

// meet joins where two rates come from and when both hold.
func meet(a, b Info) Info {
	if a.Provider != b.Provider {
		a.Provider += "+" + b.Provider
	}
	a.AsOf = earlier(a.AsOf, b.AsOf)
	switch {
	case a.ValidUntil.IsZero():
		a.ValidUntil = b.ValidUntil
	case !b.ValidUntil.IsZero():
		a.ValidUntil = earlier(a.ValidUntil, b.ValidUntil)
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// Markup returns the rate raised by percent, exactly: 2 makes 1.10 into 1.122,
// -2 into 1.078. Provider and path stay. A percentage of -100 or below, or of
// more than 20 digits, is ErrInput.
func (r Rate) Markup(percent decimal.Decimal) (Rate, error) {
	if r.x == nil {
		return Rate{}, bad("rate", "is missing")
	}
	if percent.NumDigits() > 20 || percent.Exponent() < -20 || percent.Exponent() > 20 {
		return Rate{}, bad("percent", "has more than 20 digits")
	}
	factor := new(big.Rat).SetFrac64(1, 100)
	factor.Mul(factor, percent.Rat())
	factor.Add(factor, big.NewRat(1, 1))
	if factor.Sign() <= 0 {
		return Rate{}, bad("percent", "is not above -100")
	}
	f := [2]*big.Int{new(big.Int).Mul(r.x.num, factor.Num()), new(big.Int).Mul(r.x.den, factor.Denom())}
	x := *r.x
	return build(r.base, r.quote, f, &x)
}
