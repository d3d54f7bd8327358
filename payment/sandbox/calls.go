package sandbox

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// Start begins a charge. The same reference with the same parameters answers
// for the same trade.
func (p *Provider) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	f, err := p.call(ctx, "Start", o, func() (Trade, error) { return p.start(o) })
	if o.Instrument == NotifyBefore && err == nil {
		err = p.Deliver(ctx) // the notice arrives while the caller still waits
	}
	return f, err
}

func (p *Provider) start(o payment.Operation) (Trade, error) {
	if known, ok := p.trades[o.Ref]; ok {
		return known, same(known, o)
	}
	t := p.trade(o)
	switch {
	case o.Method == Hosted || o.Instrument == Stall:
		t.Status = payment.Pending
	case o.Method != Card:
		return t, refused("unknown_method", "no method "+o.Method)
	default:
		t.Status, t.Code = outcome(o.Instrument)
	}
	if err := p.keep(t); err != nil {
		return t, err
	}
	p.notify(t)
	return t, nil
}

// outcome answers what becomes of a charge with a token.
func outcome(instrument string) (payment.Status, string) {
	switch instrument {
	case OK, LostExecuted, LostNotExecuted, NotifyBefore, NotifyTwice, NotifyLate:
		return payment.Succeeded, ""
	case NoFunds:
		return payment.Declined, "insufficient_funds"
	case Decline:
		return payment.Declined, "card_declined"
	}
	return payment.Declined, "invalid_instrument"
}

func (p *Provider) trade(o payment.Operation) Trade {
	return Trade{
		Ref: o.Ref, Account: p.config.Account, Kind: o.Kind, Parent: o.Parent, Method: o.Method, Instrument: o.Instrument, Amount: o.Amount,
		ReturnURL: o.ReturnURL, Expires: o.Expires, At: p.config.Now().UTC().Truncate(time.Millisecond),
	}
}

// same refuses a reference that comes again with other parameters.
func same(t Trade, o payment.Operation) error {
	if t.Kind != o.Kind || t.Parent != o.Parent || !t.Amount.Equal(o.Amount) {
		return refused("idempotency_mismatch", "the reference was used with other parameters")
	}
	return nil
}

// Query answers what became of a charge.
func (p *Provider) Query(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.query(ctx, "Query", o)
}

// QueryRefund answers what became of a refund.
func (p *Provider) QueryRefund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.query(ctx, "QueryRefund", o)
}

// QueryCapture answers what became of a capture.
func (p *Provider) QueryCapture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.query(ctx, "QueryCapture", o)
}

func (p *Provider) query(ctx context.Context, name string, o payment.Operation) (payment.Fact, error) {
	f, err := p.call(ctx, name, o, func() (Trade, error) {
		t, ok := p.trades[o.Ref]
		if !ok {
			return t, notFound(o.Ref)
		}
		return t, nil
	})
	f.Source = payment.FromQuery
	return f, err
}

// Close makes a charge unpayable. A reference that never arrived is closed too:
// a Start that comes later finds it closed.
func (p *Provider) Close(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.call(ctx, "Close", o, func() (Trade, error) {
		t, ok := p.trades[o.Ref]
		if !ok {
			t = p.trade(o)
		}
		if ok && t.Status != payment.Pending {
			return t, nil
		}
		t.Status = payment.Closed
		return t, p.keep(t)
	})
}

// Refund gives back a part or all of a captured charge.
func (p *Provider) Refund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.call(ctx, "Refund", o, func() (Trade, error) { return p.derive(o, payment.Sale, payment.Capture) })
}

// Capture moves a part or all of an authorization.
func (p *Provider) Capture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.call(ctx, "Capture", o, func() (Trade, error) { return p.derive(o, payment.Authorize) })
}

// Void gives back what is left of an authorization.
func (p *Provider) Void(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.call(ctx, "Void", o, func() (Trade, error) { return p.derive(o, payment.Authorize) })
}

// derive acts on a succeeded parent of one of the given kinds, never beyond its amount.
func (p *Provider) derive(o payment.Operation, kinds ...payment.Kind) (Trade, error) {
	if known, ok := p.trades[o.Ref]; ok {
		return known, same(known, o)
	}
	parent, ok := p.trades[o.Parent]
	if !ok {
		return parent, refused("parent_not_exist", "no trade "+string(o.Parent))
	}
	if parent.Status != payment.Succeeded || !oneOf(parent.Kind, kinds) {
		return parent, refused("parent_state", "the trade cannot be acted on")
	}
	left, err := p.left(parent)
	if err != nil {
		return parent, err
	}
	if more, err := o.Amount.Cmp(left); err != nil || more > 0 || !o.Amount.IsPositive() {
		return parent, refused("amount_exceeds", "more than is left of the trade")
	}
	t := p.trade(o)
	t.Status = payment.Succeeded
	if err := p.keep(t); err != nil {
		return t, err
	}
	p.notify(t)
	return t, nil
}

func oneOf(kind payment.Kind, kinds []payment.Kind) bool {
	for _, k := range kinds {
		if k == kind {
			return true
		}
	}
	return false
}

// left is the parent's amount less everything derived from it.
func (p *Provider) left(parent Trade) (money.Money, error) {
	left := parent.Amount
	for _, t := range p.trades {
		if t.Parent != parent.Ref {
			continue
		}
		var err error
		if left, err = left.Sub(t.Amount); err != nil {
			return left, err
		}
	}
	return left, nil
}

// Find answers a trade, for the pay page and for tests.
func (p *Provider) Find(ref payment.Ref) (Trade, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t, ok := p.trades[ref]
	if !ok {
		return t, ErrUnknown
	}
	return t, nil
}

// Trades lists all that the sandbox knows, by reference.
func (p *Provider) Trades() []Trade {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.SortedFunc(maps.Values(p.trades), func(a, b Trade) int { return cmp.Compare(a.Ref, b.Ref) })
}

// Pay is the payer's act on the pay page: instrument is a token such as OK; the
// empty one gives up and leaves the trade declined. A trade that is not waiting
// is ErrEnded.
func (p *Provider) Pay(ctx context.Context, ref payment.Ref, instrument string) (Trade, error) {
	t, err := p.pay(ref, instrument)
	if err != nil {
		return t, err
	}
	return t, p.Deliver(ctx)
}

func (p *Provider) pay(ref payment.Ref, instrument string) (Trade, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t, ok := p.trades[ref]
	if !ok {
		return t, ErrUnknown
	}
	now := p.config.Now().UTC().Truncate(time.Millisecond)
	if t.Status != payment.Pending || !t.Expires.IsZero() && now.After(t.Expires) {
		return t, ErrEnded
	}
	t.Status, t.Code, t.Instrument, t.At = payment.Declined, "abandoned", instrument, now
	if instrument != "" {
		t.Status, t.Code = outcome(instrument)
	}
	if err := p.keep(t); err != nil {
		return t, err
	}
	p.notify(t)
	return t, nil
}
