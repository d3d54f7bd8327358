package promotion

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/money"
)

// Amounts is one amount per currency, sorted by currency. In JSON it is a list
// of texts, ["300.00 CNY", "45.00 USD"]. What a rule says is above zero and a whole
// number of smallest units; whoever reads JSON gets nothing else.
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

// UnmarshalJSON reads the list of texts as strictly as ParseRule: each amount with
// its currency, above zero, in whole smallest units, and one per currency. It
// refuses null; the empty list is no amount. The error matches ErrInput.
func (a *Amounts) UnmarshalJSON(data []byte) error {
	var texts []string
	if err := json.Unmarshal(data, &texts); err != nil || texts == nil {
		return bad("amounts", "must be a list of amounts with their currency, such as [\"300.00 CNY\"]")
	}
	list, wrong := parseAmounts(texts)
	if wrong != "" {
		return bad("amounts", "%s", wrong)
	}
	*a = list
	return nil
}

// parseAmounts reads amounts, sorted by currency, or says what is wrong.
func parseAmounts(texts []string) (list Amounts, wrong string) {
	for _, text := range texts {
		if !strings.Contains(text, " ") {
			return nil, fmt.Sprintf("%q has no currency", text)
		}
		a, err := money.ParseText(text)
		if err != nil {
			return nil, fmt.Sprintf("%q is not an amount: %v", text, err)
		}
		n, err := a.Minor()
		switch {
		case err != nil || n > maxMinor:
			return nil, fmt.Sprintf("%q is not a whole number of smallest units, or too large", text)
		case n < 1:
			return nil, fmt.Sprintf("%q must be above zero", text)
		case list.has(a.Currency()):
			return nil, fmt.Sprintf("has two amounts in %s", a.Currency())
		}
		list = append(list, a)
	}
	list.sort()
	return list, ""
}

// smallest is an amount in smallest units.
type smallest struct {
	c     money.Currency
	minor int64
}

// fixed are Amounts in smallest units, for comparing. Most rules have one currency,
// which needs no second look at memory.
type fixed struct {
	first smallest
	more  []smallest
}

func (a Amounts) fixed() fixed {
	var f fixed
	for i, amount := range a {
		n, err := amount.Minor()
		switch one := (smallest{amount.Currency(), n}); {
		case err != nil:
		case i == 0:
			f.first = one
		default:
			f.more = append(f.more, one)
		}
	}
	return f
}

// none reports whether there is no amount at all.
func (f *fixed) none() bool { return f.first.c == (money.Currency{}) }

// list is all of them, by currency.
func (f *fixed) list() []smallest {
	if f.none() {
		return nil
	}
	return append([]smallest{f.first}, f.more...)
}

func (f *fixed) has(c money.Currency) bool {
	return slices.ContainsFunc(f.list(), func(a smallest) bool { return a.c == c })
}

// in answers the amount in the cart's currency in working units.
func (f *fixed) in(e *evaluation) (int64, bool) {
	if f.first.c == e.currency {
		return f.first.minor * e.quantum, true
	}
	for i := range f.more {
		if f.more[i].c == e.currency {
			return f.more[i].minor * e.quantum, true
		}
	}
	return 0, false
}
