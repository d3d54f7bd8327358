package shipping

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// Rates asks every carrier, one after the other, what the parcel costs, and
// answers the rates by price, then carrier and service. The failure of one
// carrier does not hide the others: it is named in the joined error that comes
// with their rates. A question that makes no sense is an *InputError; a zero
// q.At is now.
func (d *Desk) Rates(ctx context.Context, q Quote) ([]Rate, error) {
	if d.Now == nil {
		return nil, fmt.Errorf("%w: Now is not set", ErrConfig)
	}
	if err := checkCountry(q.To.Country); err != nil {
		return nil, err
	}
	if q.Grams < 0 {
		return nil, &InputError{Field: "grams", Reason: "must not be negative"}
	}
	if _, err := money.ParseCurrency(q.Currency); err != nil {
		return nil, &InputError{Field: "currency", Reason: "is unknown"}
	}
	if q.At.IsZero() {
		q.At = d.now()
	}
	var all []Rate
	var failures []error
	for _, name := range slices.Sorted(maps.Keys(d.Carriers)) {
		rates, err := rate(ctx, name, d.Carriers[name], q)
		all = append(all, rates...)
		if err != nil {
			failures = append(failures, fmt.Errorf("shipping: rates of %s: %w", name, err))
		}
	}
	slices.SortStableFunc(all, func(a, b Rate) int {
		price, _ := a.Price.Cmp(b.Price) // one currency: checked by rate
		return cmp.Or(price, cmp.Compare(a.Carrier, b.Carrier), cmp.Compare(a.Service, b.Service))
	})
	return all, errors.Join(failures...)
}

// rate asks one carrier and keeps what can be paid in the quote's currency.
func rate(ctx context.Context, name string, c Carrier, q Quote) ([]Rate, error) {
	if c == nil {
		return nil, ErrNoCarrier
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	answer, err := c.Rates(ctx, q)
	if err != nil {
		return nil, err
	}
	good := make([]Rate, 0, len(answer))
	for _, r := range answer {
		if r.Price.Currency().Code() != q.Currency || r.Price.IsNegative() {
			err = fmt.Errorf("service %s: price %s is not an amount in %s", r.Service, r.Price, q.Currency)
			continue
		}
		r.Carrier = name
		good = append(good, r)
	}
	return good, err
}
