package rates

import (
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

// Dual is one amount in two currencies: what the buyer is charged, and what that
// is in the currency of the shop's books, at the quote of the time of ordering.
// Refunds are taken from the charged amount and never converted at a later rate.
type Dual struct {
	Charged money.Money `json:"charged"`
	Base    money.Money `json:"base"`
	Quote   Quote       `json:"quote"`
}

// Check returns ErrInput, naming the field, unless both amounts have a currency,
// are whole minor units and not below zero, and are both zero or both not.
func (d Dual) Check() error {
	if err := whole("charged", d.Charged); err != nil {
		return err
	}
	if err := whole("base", d.Base); err != nil {
		return err
	}
	if d.Charged.IsZero() != d.Base.IsZero() {
		return bad("charged", "and base: one is zero and the other is not")
	}
	return nil
}

func whole(field string, m money.Money) error {
	switch {
	case !m.HasCurrency():
		return bad(field, "is missing")
	case m.IsNegative():
		return bad(field, "is below zero")
	case m.Scale() != m.Currency().Digits():
		return bad(field, "is finer than the minor unit")
	}
	return nil
}

// Refund returns what a refund of part of the charged amount is in both
// currencies, when refunded (0 or more of the charged currency) went back
// before. The base amounts of refunds of any sizes in any order add up to no
// more than Base, and to exactly Base when all of Charged has gone back: each is
// the growth of what is due so far, rounded down. Parts that are not above zero
// or go beyond Charged are ErrInput, other currencies a *money.MismatchError.
func (d Dual) Refund(refunded, part money.Money) (Dual, error) {
	if err := d.Check(); err != nil {
		return Dual{}, err
	}
	if err := whole("refunded", refunded); err != nil {
		return Dual{}, err
	}
	if err := whole("part", part); err != nil {
		return Dual{}, err
	}
	if part.IsZero() {
		return Dual{}, bad("part", "is not above zero")
	}
	total, err := refunded.Add(part)
	if err != nil {
		return Dual{}, err
	}
	if over, err := total.Cmp(d.Charged); err != nil || over > 0 {
		return Dual{}, orBad(err, "part", "is more than is left of the charged amount")
	}
	before, err := d.due(refunded)
	if err != nil {
		return Dual{}, err
	}
	after, err := d.due(total)
	if err != nil {
		return Dual{}, err
	}
	base, err := after.Sub(before)
	return Dual{Charged: part, Base: base, Quote: d.Quote}, err
}

func orBad(err error, field, reason string) error {
	if err != nil {
		return err
	}
	return bad(field, reason)
}

// due returns the part of Base that belongs to a part of Charged, rounded down.
func (d Dual) due(charged money.Money) (money.Money, error) {
	m, err := d.Base.MulDecimal(decimal.NewFromBigInt(units(charged), 0))
	if err != nil {
		return money.Money{}, err
	}
	return m.DivRound(decimal.NewFromBigInt(units(d.Charged), 0), money.Down)
}

// units returns a whole amount in its minor units, at any size.
func units(m money.Money) *big.Int {
	return m.Decimal().Shift(int32(m.Scale())).BigInt()
}
