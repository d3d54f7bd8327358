package entitlement

import (
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/money"
)

// ErrTenders says that a refund exceeds what all tenders together can take back.
var ErrTenders = errors.New("entitlement: the tenders cannot take that much back")

// A Tender is one way in which an order was paid: a card, points, a gift card, store
// credit. What came from it goes back to it and nowhere else: the part of a gift card
// never becomes money on a card.
type Tender struct {
	Name     string
	Paid     money.Money
	Refunded money.Money // so far, open refunds included
}

// Split says how much of a refund goes back to each tender, in their order: each
// is filled before the next one, or, in proportion, all take what corresponds to
// what they have left. No tender ever takes more than it paid, and all refunds
// together give each exactly what it paid.
func Split(amount money.Money, tenders []Tender, proportional bool) ([]money.Money, error) {
	rooms, weights := make([]money.Money, len(tenders)), make([]int64, len(tenders))
	all := money.New(0, amount.Currency())
	for i, t := range tenders {
		var err error
		if rooms[i], err = t.Paid.Sub(t.Refunded); err != nil {
			return nil, err
		}
		if weights[i], err = rooms[i].Minor(); err != nil {
			return nil, err
		}
		if weights[i] < 0 {
			return nil, fmt.Errorf("%w: %s gave back more than it paid", ErrTenders, t.Name)
		}
		if all, err = all.Add(rooms[i]); err != nil {
			return nil, err
		}
	}
	if over, err := amount.Cmp(all); err != nil || over > 0 || amount.IsNegative() {
		return nil, errors.Join(ErrTenders, err)
	}
	parts := make([]money.Money, len(tenders))
	for i := range parts {
		parts[i] = money.New(0, amount.Currency())
	}
	rest := amount
	if proportional && amount.IsPositive() {
		shares, err := amount.Allocate(nil, weights, money.Separate)
		if err != nil {
			return nil, err
		}
		copy(parts, shares[:len(parts)])
		rest = shares[len(parts)]
	}
	return parts, fill(parts, rooms, rest)
}

// fill gives the rest to the first tenders with room.
func fill(parts, rooms []money.Money, rest money.Money) error {
	for i := range parts {
		room, err := rooms[i].Sub(parts[i])
		if err != nil {
			return err
		}
		some := least(rest, room)
		if parts[i], err = parts[i].Add(some); err != nil {
			return err
		}
		if rest, err = rest.Sub(some); err != nil {
			return err
		}
	}
	return nil
}
