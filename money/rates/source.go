package rates

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// Source finds the rate of a pair on or before a time. Table, Holder, Chain and
// Cached are sources. One called while a request waits must not wait for a
// network: put a Cached or a Holder before it.
type Source interface {
	// Rate returns ErrNoRate when the source has none; any other error means
	// that it could not tell.
	Rate(ctx context.Context, base, quote money.Currency, at time.Time) (Rate, error)
}

// Holder holds the table of the moment. Readers and writers may call it from
// any goroutine; a reader never waits. The zero Holder is empty and ready.
type Holder struct{ table atomic.Pointer[Table] }

// Table returns the table of the moment, nil before the first Swap.
func (h *Holder) Table() *Table { return h.table.Load() }

// Swap puts the table in place and returns the one that was there.
func (h *Holder) Swap(t *Table) *Table { return h.table.Swap(t) }

// Update replaces the table by what change makes of it (nil at first), calling
// change again when another goroutine was faster. An error of change is
// returned and leaves the table as it was.
func (h *Holder) Update(change func(*Table) (*Table, error)) error {
	for {
		old := h.table.Load()
		next, err := change(old)
		if err != nil {
			return err
		}
		if h.table.CompareAndSwap(old, next) {
			return nil
		}
	}
}

// Rate looks the pair up in the table of the moment. An empty Holder is
// ErrNoRate.
func (h *Holder) Rate(_ context.Context, base, quote money.Currency, at time.Time) (Rate, error) {
	t := h.table.Load()
	if t == nil {
		return Rate{}, fmt.Errorf("%w: nothing loaded yet", ErrNoRate)
	}
	return t.Lookup(base, quote, at)
}

// Chain asks its sources in order and returns the first rate that the policy
// takes. The rate says itself who published it. A Chain of one source puts a
// policy before it.
type Chain struct {
	Sources []Source
	Policy  Policy
}

// Rate returns the first rate that is fresh enough. When none is, the error
// holds the reasons of all sources, so that errors.Is finds each; a cancelled
// context ends the search.
func (c Chain) Rate(ctx context.Context, base, quote money.Currency, at time.Time) (Rate, error) {
	if len(c.Sources) == 0 {
		return Rate{}, fmt.Errorf("%w: the chain has no sources", ErrNoRate)
	}
	var all []error
	for _, s := range c.Sources {
		if err := ctx.Err(); err != nil {
			return Rate{}, errors.Join(append(all, err)...)
		}
		r, err := s.Rate(ctx, base, quote, at)
		if err == nil {
			err = c.Policy.Check(r, at)
		}
		if err == nil {
			return r, nil
		}
		all = append(all, err)
	}
	return Rate{}, errors.Join(all...)
}

// Converter converts amounts of today at the rates of a source.
type Converter struct {
	Source Source
	Policy Policy
}

// Convert returns the amount in the currency to, rounded once, and the rate that
// was used. A currency withdrawn by then is ErrInput: read an old order's
// amounts from its Dual instead. Errors of the source and the policy pass.
func (c Converter) Convert(ctx context.Context, amount money.Money, to money.Currency, at time.Time, mode money.Mode) (money.Money, Rate, error) {
	if err := checkPair(amount.Currency(), to); err != nil {
		return money.Money{}, Rate{}, err
	}
	if err := checkCurrent(amount.Currency(), to, at); err != nil {
		return money.Money{}, Rate{}, err
	}
	r, err := Chain{[]Source{c.Source}, c.Policy}.Rate(ctx, amount.Currency(), to, at)
	if err != nil {
		return money.Money{}, Rate{}, err
	}
	out, err := r.Convert(amount, mode)
	return out, r, err
}

// checkCurrent refuses withdrawn currencies in new business.
func checkCurrent(base, quote money.Currency, at time.Time) error {
	if base.WithdrawnBy(at) {
		return bad("base", base.Code()+" was withdrawn in "+base.Withdrawn())
	}
	if quote.WithdrawnBy(at) {
		return bad("quote", quote.Code()+" was withdrawn in "+quote.Withdrawn())
	}
	return nil
}
