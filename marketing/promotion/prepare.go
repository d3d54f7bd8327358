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

// evaluation is one cart being priced. A snapshot keeps those that have ended,
// for the memory they hold.
type evaluation struct {
	rules    *Snapshot
	facts    *Facts
	options  Options
	currency money.Currency
	scale    int   // decimals of a working unit
	quantum  int64 // working units in one smallest unit
	lines    []cartLine
	total    int64 // of all lines, original
	sellers  map[string]int
	fees     []int64 // by seller
	gifts    []int64 // worth of one unit, by gift
	words    words   // sets over lines, fees and one more for all gifts
	everyone set     // all lines
	nothing  set
	singles  []set // of one line, where they were needed
	floors   bool  // some line has one
	keys     keyring
	found    []int32 // rules to be looked at as candidates
	light    []int32 // simple rules that gave lites, where a proof names them
	proving  bool
	lites    lites
	ladders  ladders
	slab     slab[candidate]
	list     []*candidate
	near     []*candidate // rules that lack some amount, to be explained
	cart     state
	reducer  reducer
	parts    union
	search   search
	swap     exchange
	codes    map[int32]int // rules that an entered code opens, with 1 + its position
	answers  []CodeResult
}

type cartLine struct {
	units, price, floor int64
	seller              int
	amount              int64
}

// ready answers the snapshot, or one without rules for nil and the zero value.
func (s *Snapshot) ready() *Snapshot {
	if s != nil && len(s.layers) > 0 {
		return s
	}
	none := &Snapshot{layers: Layers(), names: map[string]int32{}}
	none.index.post(nil)
	return none
}

// begin checks the facts, puts them into working units and notes what the cart
// has. Whoever begins an evaluation ends it, too.
func (s *Snapshot) begin(f *Facts, o Options) (*evaluation, error) {
	e, ok := s.index.scratch.Get().(*evaluation)
	if !ok {
		e = &evaluation{rules: s, sellers: map[string]int{}, keys: keyring{slot: make([]int32, len(s.index.dict.dims)), seen: make([]bool, len(s.compiled))}}
	}
	e.facts, e.options = f, o
	if err := e.prepare(); err != nil {
		e.end()
		return nil, err
	}
	e.noteAll()
	e.enterCodes()
	return e, nil
}

// end makes an evaluation clean for the next cart. Nothing of it is valid after.
func (e *evaluation) end() {
	e.keys.reset()
	e.facts, e.codes, e.answers, e.proving = nil, nil, nil, false
	clear(e.sellers)
	e.lines, e.fees, e.gifts, e.total, e.floors = e.lines[:0], e.fees[:0], e.gifts[:0], 0, false
	e.found, e.light, e.list, e.near = e.found[:0], e.light[:0], e.list[:0], e.near[:0]
	e.slab.used = 0
	e.rules.index.scratch.Put(e)
}

// prepare checks the facts and puts them into working units.
func (e *evaluation) prepare() error {
	f := e.facts
	var err error
	if e.currency, err = money.ParseCurrency(f.Currency); err != nil {
		return bad("currency", "%q is unknown", f.Currency)
	}
	switch {
	case f.At.IsZero():
		return bad("at", "is missing")
	case len(f.Lines) > maxLines:
		return bad("lines", "are more than %d", maxLines)
	case len(f.Codes) > maxNames:
		return bad("codes", "are more than %d", maxNames)
	case len(f.Gifts) > maxList || len(f.Fees) > maxLines:
		return bad("gifts", "or fees are too many")
	}
	if err := e.checkCart(); err != nil {
		return err
	}
	if err := e.chooseScale(); err != nil {
		return err
	}
	for i := range f.Lines {
		if err := e.addLine(i); err != nil {
			return err
		}
	}
	if err := e.addFees(); err != nil {
		return err
	}
	e.words.reset((len(e.lines) + len(e.fees) + 1 + 63) / 64)
	e.everyone, e.nothing = e.words.set(), e.words.set()
	for i := range e.lines {
		e.everyone.add(i)
	}
	e.singles = zeroed(e.singles, len(e.lines))
	return nil
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
	if l.SKU == "" || l.Seller == "" {
		return badLine(i, "sku", "or seller is missing")
	}
	if l.Units < 1 || l.Units > maxUnits {
		return badLine(i, "units", "must be from 1 to %d", maxUnits)
	}
	price, err := e.units("price", l.Price)
	if err != nil {
		return ofLine(i, err)
	}
	floor := int64(0)
	if l.Floor.HasCurrency() {
		if floor, err = e.units("floor", l.Floor); err != nil {
			return ofLine(i, err)
		}
	}
	if price > (maxTotal-e.total)/l.Units {
		return badLine(i, "price", "makes the cart too large")
	}
	e.floors = e.floors || floor > 0
	amount := price * l.Units
	e.total += amount
	e.lines = append(e.lines, cartLine{units: l.Units, price: price, floor: floor, amount: amount, seller: e.seller(string(l.Seller))})
	return nil
}

// seller numbers the sellers as they come.
func (e *evaluation) seller(id string) int {
	at, ok := e.sellers[id]
	if !ok {
		at = len(e.fees)
		e.sellers[id] = at
		e.fees = append(e.fees, 0)
	}
	return at
}

func (e *evaluation) addFees() error {
	seen, known := map[int]bool{}, len(e.fees)
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
	if len(e.fees) > known {
		return e.checkFees(known)
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
