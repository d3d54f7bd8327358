package promotion

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// Amounts is one amount per currency, sorted by currency. In JSON it is a list
// of texts, ["300.00 CNY", "45.00 USD"].
type Amounts []money.Money

// In returns the amount in a currency and whether there is one.
func (a Amounts) In(c money.Currency) (money.Money, bool) {
	for _, amount := range a {
		if amount.Currency() == c {
			return amount, true
		}
	}
	return money.Money{}, false
}

func (a Amounts) has(c money.Currency) bool {
	_, ok := a.In(c)
	return ok
}

func (a Amounts) sort() {
	slices.SortFunc(a, func(x, y money.Money) int { return cmp.Compare(x.Currency().Code(), y.Currency().Code()) })
}

// MarshalJSON writes the list of texts.
func (a Amounts) MarshalJSON() ([]byte, error) {
	texts := make([]string, len(a))
	for i, amount := range a {
		text, err := amount.MarshalText()
		if err != nil {
			return nil, err
		}
		texts[i] = string(text)
	}
	return json.Marshal(texts)
}

// fixed are Amounts in smallest units, for comparing.
type fixed []struct {
	c     money.Currency
	minor int64
}

func (a Amounts) fixed() fixed {
	var f fixed
	for _, amount := range a {
		n, err := amount.Minor()
		if err == nil {
			f = append(f, struct {
				c     money.Currency
				minor int64
			}{amount.Currency(), n})
		}
	}
	return f
}

// in answers the amount in the cart's currency in working units.
func (f fixed) in(e *evaluation) (int64, bool) {
	for i := range f {
		if f[i].c == e.currency {
			return f[i].minor * e.quantum, true
		}
	}
	return 0, false
}
