package promotion

import (
	"fmt"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// With returns the rules with one more, or another version of one: for a dry run
// before it is saved.
func (s *Snapshot) With(r Rule) (*Snapshot, error) {
	s = s.ready()
	b := s.book
	b.Rules = slices.Clone(b.Rules)
	if i := slices.IndexFunc(b.Rules, func(old Rule) bool { return old.ID == r.ID }); i >= 0 {
		b.Rules[i] = r
	} else {
		b.Rules = append(b.Rules, r)
	}
	return Compile(b, s.kinds)
}

// Trial prices past carts under two books; a nil one has no rules.
type Trial struct {
	Before, After *Snapshot
	Options       Options
}

// A Replayed cart is what one cart costs under both.
type Replayed struct {
	Before, After Result
	// Change is what the buyer pays more under After, negative for less.
	Change money.Money
}

// Replay prices each of the carts, in order. The facts are those of the past
// order: its time, its buyer as they were then.
func (t Trial) Replay(carts iter.Seq[Facts]) iter.Seq2[Replayed, error] {
	return func(yield func(Replayed, error) bool) {
		n := 0
		for f := range carts {
			r, err := t.one(f)
			if err != nil {
				err = fmt.Errorf("cart %d: %w", n, err)
			}
			if !yield(r, err) {
				return
			}
			n++
		}
	}
}

func (t Trial) one(f Facts) (r Replayed, err error) {
	if r.Before, err = t.Before.Evaluate(f, t.Options); err != nil {
		return r, err
	}
	if r.After, err = t.After.Evaluate(f, t.Options); err != nil {
		return r, err
	}
	r.Change, err = r.After.Total.Sub(r.Before.Total)
	return r, err
}

// Totals sum up a Trial in one currency.
type Totals struct {
	Currency string
	Carts    int
	Cheaper  int // carts that cost less after
	Dearer   int // and more
	Goods    money.Money
	Before   money.Money // discounts and reduced shipping
	After    money.Money
	Bearers  []Bearer // by party
}

// A Bearer is what one party gives in all carts.
type Bearer struct {
	Party         string
	Before, After money.Money
}

// Sum prices the carts and adds up, by currency in the order in which they occur.
// It ends at the first error.
func (t Trial) Sum(carts iter.Seq[Facts]) ([]Totals, error) {
	var list []Totals
	for r, err := range t.Replay(carts) {
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(list, func(x Totals) bool { return x.Currency == r.Before.Currency })
		if i < 0 {
			i = len(list)
			zero := money.New(0, r.Before.Total.Currency())
			list = append(list, Totals{Currency: r.Before.Currency, Goods: zero, Before: zero, After: zero})
		}
		if err := list[i].add(r); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (t *Totals) add(r Replayed) (err error) {
	t.Carts++
	switch {
	case r.Change.IsNegative():
		t.Cheaper++
	case r.Change.IsPositive():
		t.Dearer++
	}
	if t.Goods, err = t.Goods.Add(r.Before.Goods); err != nil {
		return err
	}
	for party, amount := range r.Before.shares() {
		b := t.bearer(party)
		if b.Before, err = b.Before.Add(amount); err != nil {
			return err
		}
		if t.Before, err = t.Before.Add(amount); err != nil {
			return err
		}
	}
	for party, amount := range r.After.shares() {
		b := t.bearer(party)
		if b.After, err = b.After.Add(amount); err != nil {
			return err
		}
		if t.After, err = t.After.Add(amount); err != nil {
			return err
		}
	}
	return nil
}

// bearer finds or adds a party.
func (t *Totals) bearer(party string) *Bearer {
	i, found := slices.BinarySearchFunc(t.Bearers, party, func(b Bearer, p string) int {
		switch {
		case b.Party < p:
			return -1
		case b.Party > p:
			return 1
		}
		return 0
	})
	if !found {
		zero := money.New(0, t.Goods.Currency())
		t.Bearers = slices.Insert(t.Bearers, i, Bearer{party, zero, zero})
	}
	return &t.Bearers[i]
}

// shares lists who bears what in a result.
func (r *Result) shares() iter.Seq2[string, money.Money] {
	var list []Share
	for _, l := range r.Lines {
		for _, row := range l.Rows {
			list = append(list, row.Shares...)
		}
	}
	for _, f := range r.Fees {
		list = append(list, f.Shares...)
	}
	return func(yield func(string, money.Money) bool) {
		for _, s := range list {
			if !yield(s.Payer, s.Amount) {
				return
			}
		}
	}
}
