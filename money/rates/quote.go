package rates

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
)

// Quote is a rate that somebody promised to keep until a time. Store it with
// the order. The zero Quote is none.
type Quote struct {
	ID       string    `json:"id"`       // the provider's, or the shop's own for a rate it locked itself
	Rate     Rate      `json:"rate"`     // base is the currency of the price list, quote that of the buyer
	LockedAt time.Time `json:"lockedAt"` // when the promise was made
	Expires  time.Time `json:"expires"`  // the first moment at which it no longer holds
}

// Lock promises the rate under an id of 1 to 100 bytes for a time, which ends
// earlier when the rate does. A rate that is missing, expired or of a currency
// withdrawn by then, and a time that is not above zero, are refused.
func Lock(r Rate, id string, at time.Time, hold time.Duration) (Quote, error) {
	if hold <= 0 {
		return Quote{}, bad("hold", "is not above zero")
	}
	q := Quote{ID: id, Rate: r, LockedAt: at.UTC(), Expires: at.UTC().Add(hold)}
	if until := r.Info().ValidUntil; !until.IsZero() && until.Before(q.Expires) {
		q.Expires = until
	}
	if err := q.CheckAt(at); err != nil {
		return Quote{}, err
	}
	if err := checkCurrent(r.base, r.quote, at); err != nil {
		return Quote{}, err
	}
	return q, nil
}

// CheckAt returns ErrExpired at and after the end of the promise, and ErrInput
// for a quote that is incomplete or used before it was made.
func (q Quote) CheckAt(at time.Time) error {
	switch {
	case q.ID == "" || len(q.ID) > 100:
		return bad("id", "is missing or longer than 100 bytes")
	case q.Rate.x == nil:
		return bad("rate", "is missing")
	case q.LockedAt.IsZero() || !q.Expires.After(q.LockedAt):
		return q.spent()
	case at.Before(q.LockedAt):
		return bad("locked-at", "is in the future")
	case !at.Before(q.Expires):
		return fmt.Errorf("%w: quote %s ended %s", ErrExpired, q.ID, q.Expires.UTC().Format(time.RFC3339))
	}
	return q.Rate.CheckAt(at)
}

// spent tells a rate that had ended from times that make no sense.
func (q Quote) spent() error {
	if err := q.Rate.CheckAt(q.LockedAt); err != nil {
		return err
	}
	return bad("expires", "is not after locked-at")
}

// Charge converts a price at the quote and keeps both amounts. The price is
// rounded by nobody: it must be in whole minor units of the base currency and
// not below zero. A quote that does not hold at that time is refused, and so is
// a price above zero of which nothing is left to charge.
func (q Quote) Charge(price money.Money, at time.Time, mode money.Mode) (Dual, error) {
	if err := q.CheckAt(at); err != nil {
		return Dual{}, err
	}
	charged, err := q.Rate.Convert(price, mode)
	if err != nil {
		return Dual{}, err
	}
	d := Dual{Charged: charged, Base: price, Quote: q}
	if err := d.Check(); err != nil {
		return Dual{}, err
	}
	return d, nil
}

// QuoteRequest asks for a locked rate.
type QuoteRequest struct {
	Base, Quote money.Currency
	At          time.Time     // the time of asking
	Hold        time.Duration // how long the rate should hold
}

// Quoter locks rates. A payment provider that sells them implements it, and
// Desk does it from a Source.
type Quoter interface {
	// LockRate returns a quote for the pair that holds at the time of asking, as
	// long as the request says or shorter.
	LockRate(ctx context.Context, req QuoteRequest) (Quote, error)
}

// Ask asks a Quoter and checks its answer: the pair must be that of the request
// and the quote must hold at the time of asking. What does not is refused.
func Ask(ctx context.Context, from Quoter, req QuoteRequest) (Quote, error) {
	if err := checkPair(req.Base, req.Quote); err != nil {
		return Quote{}, err
	}
	if err := checkCurrent(req.Base, req.Quote, req.At); err != nil {
		return Quote{}, err
	}
	q, err := from.LockRate(ctx, req)
	if err != nil {
		return Quote{}, err
	}
	if q.Rate.base != req.Base || q.Rate.quote != req.Quote {
		return Quote{}, bad("quote", "is for another pair than "+pair{req.Base, req.Quote}.String())
	}
	if err := q.CheckAt(req.At); err != nil {
		return Quote{}, err
	}
	return q, nil
}

// Desk locks the rates of a Source, raised by a markup. It is a Quoter.
type Desk struct {
	Source Source
	Policy Policy
	Markup decimal.Decimal // percent on top, 0 for none
	NewID  func() string   // required
}

// LockRate locks the rate of the source for the time asked.
func (d Desk) LockRate(ctx context.Context, req QuoteRequest) (Quote, error) {
	r, err := Chain{[]Source{d.Source}, d.Policy}.Rate(ctx, req.Base, req.Quote, req.At)
	if err != nil {
		return Quote{}, err
	}
	if req.Base != req.Quote {
		if r, err = r.Markup(d.Markup); err != nil {
			return Quote{}, err
		}
	}
	return Lock(r, d.NewID(), req.At, req.Hold)
}
