package promotion

import (
	"fmt"

	"github.com/cartwright-go/cartwright/money"
)

const (
	maxLines = 1000
	maxUnits = 1_000_000_000
	// maxTotal bounds the sum of a cart in working units, so that no product of
	// a price and a quantity and no sum of a cart can overflow.
	maxTotal = 1 << 60
	// finer is how many decimals beyond the smallest unit a price may have.
	finer = 3
)

// evaluation is one cart being priced.
type evaluation struct {
	rules    *Snapshot
	facts    *Facts
	options  Options
	currency money.Currency
	scale    int   // decimals of a working unit
	quantum  int64 // working units in one smallest unit
	lines    []cartLine
	total    int64 // of all lines, original
	sellers  []string
	fees     []int64 // by seller
	gifts    []int64 // worth of one unit, by gift
	words    words   // sets over lines, fees and one more for all gifts
	everyone set     // all lines
	floors   bool    // some line has one
	lites    lites
	bounds   *bounds      // to be used again
	choices  [2]*choice   // too
	near     []*candidate // rules that lack some amount, to be explained
	keys     *keyring
	codes    map[int32]int // rules that an entered code opens, with 1 + its position
	answers  []CodeResult
}

type cartLine struct {
	units, price, floor int64
	seller              int
	amount              int64
}

// prepare checks the facts and puts them into working units.
func (s *Snapshot) prepare(f *Facts, o Options) (*evaluation, error) {
	e := &evaluation{rules: s, facts: f, options: o}
	var err error
	if e.currency, err = money.ParseCurrency(f.Currency); err != nil {
		return nil, bad("currency", "%q is unknown", f.Currency)
	}
	switch {
	case f.At.IsZero():
		return nil, bad("at", "is missing")
	case len(f.Lines) > maxLines:
		return nil, bad("lines", "are more than %d", maxLines)
	case len(f.Codes) > maxNames:
		return nil, bad("codes", "are more than %d", maxNames)
	case len(f.Gifts) > maxList || len(f.Fees) > maxLines:
		return nil, bad("gifts", "or fees are too many")
	}
	if err := e.chooseScale(); err != nil {
		return nil, err
	}
	for i := range f.Lines {
		if err := e.addLine(i); err != nil {
			return nil, err
		}
	}
	if err := e.addFees(); err != nil {
		return nil, err
	}
	e.words.n = (len(e.lines) + len(e.fees) + 1 + 63) / 64
	e.everyone = e.words.set()
	for i := range e.lines {
		e.everyone.add(i)
	}
	return e, nil
}

// chooseScale finds the finest decimals that occur.
func (e *evaluation) chooseScale() error {
	digits := e.currency.Digits()
	e.scale = digits
	see := func(a money.Money) { e.scale = max(e.scale, a.Scale()) }
	for i := range e.facts.Lines {
		l := &e.facts.Lines[i]
		see(l.Price)
		see(l.Floor)
		for _, p := range l.Lists {
			see(p)
		}
	}
	if e.scale > digits+finer {
		return bad("lines", "have a price with more than %d decimals", digits+finer)
	}
	e.quantum = 1
	for range e.scale - digits {
		e.quantum *= 10
	}
	return nil
}

// units puts an amount into working units.
func (e *evaluation) units(field string, a money.Money) (int64, error) {
	if a.Currency() != e.currency {
		return 0, bad(field, "is in %s, the cart in %s", a.Currency(), e.currency)
	}
	n, err := a.MinorIn(e.scale)
	switch {
	case err != nil:
		return 0, bad(field, "is too large or too fine")
	case n < 0:
		return 0, bad(field, "must not be negative")
	}
	return n, nil
}

// money is units the other way.
func (e *evaluation) money(n int64) money.Money {
	if e.quantum == 1 {
		return money.New(n, e.currency)
	}
	a, err := money.FromUnscaled(n, e.scale, e.currency)
	if err != nil { // scale and currency were checked when the cart came in
		return money.Money{}
	}
	return a
}

func (e *evaluation) addLine(i int) error {
	l := &e.facts.Lines[i]
	field := func(name string) string { return fmt.Sprintf("lines[%d].%s", i, name) }
	if l.SKU == "" || l.Seller == "" {
		return bad(field("sku"), "or seller is missing")
	}
	if l.Units < 1 || l.Units > maxUnits {
		return bad(field("units"), "must be from 1 to %d", maxUnits)
	}
	price, err := e.units(field("price"), l.Price)
	if err != nil {
		return err
	}
	floor := int64(0)
	if l.Floor.HasCurrency() {
		if floor, err = e.units(field("floor"), l.Floor); err != nil {
			return err
		}
	}
	if price > (maxTotal-e.total)/l.Units {
		return bad(field("price"), "makes the cart too large")
	}
	e.floors = e.floors || floor > 0
	amount := price * l.Units
	e.total += amount
	e.lines = append(e.lines, cartLine{units: l.Units, price: price, floor: floor, amount: amount, seller: e.seller(string(l.Seller))})
	return nil
}

// seller numbers the sellers as they come.
func (e *evaluation) seller(id string) int {
	for i, s := range e.sellers {
		if s == id {
			return i
		}
	}
	e.sellers = append(e.sellers, id)
	e.fees = append(e.fees, 0)
	return len(e.sellers) - 1
}

func (e *evaluation) addFees() error {
	seen := map[int]bool{}
	var sum int64
	for i, fee := range e.facts.Fees {
		field := fmt.Sprintf("fees[%d]", i)
		n, err := e.units(field, fee.Amount)
		if err != nil {
			return err
		}
		at := e.seller(string(fee.Seller))
		if seen[at] || fee.Seller == "" || n > maxTotal-sum {
			return bad(field, "has no seller, one that is listed twice, or is too large")
		}
		sum += n
		seen[at] = true
		e.fees[at] = n
	}
	for i, g := range e.facts.Gifts {
		n, err := e.units(fmt.Sprintf("gifts[%d].worth", i), g.Worth)
		if err != nil {
			return err
		}
		if n > maxMinor || g.Left < 0 {
			return bad(fmt.Sprintf("gifts[%d]", i), "is worth too much, or less than none is left")
		}
		e.gifts = append(e.gifts, n)
	}
	return nil
}
