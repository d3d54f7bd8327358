package payment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
)

// RecoverTimer is the kind of the timers that ask what became of an operation.
const RecoverTimer = "payment.recover"

// firstLook is how long after its intent an operation is asked about.
const firstLook = 5 * time.Second

// delays are the pauses between two looks at an operation in doubt.
func delays(attempt int) time.Duration {
	pauses := [...]time.Duration{
		5 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute,
		time.Hour, 6 * time.Hour, 24 * time.Hour,
	}
	return pauses[min(max(attempt, 1), len(pauses))-1]
}

// An Engine opens operations inside a caller's transaction, performs them
// outside any, and applies what it learns. Store, Providers, Now and Settle are
// required. It is safe for concurrent use; several processes may share a store.
type Engine struct {
	Store     Store
	Providers map[string]Provider // by the name that requests use
	Now       func() time.Time
	// Settle runs Apply in one transaction together with whatever must commit
	// with it. It is required: a forgotten wire would take money and tell
	// nobody. Alone is the one for hosts without orders.
	Settle func(ctx context.Context, f Fact) error
	// Policy says who may Decide, by the action DecideReview. Nil: staff alone.
	Policy *secure.Policy
}

// Alone answers a Settle for a host where nothing commits with a payment.
func Alone(e *Engine) func(context.Context, Fact) error {
	return func(ctx context.Context, f Fact) error {
		return e.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
			_, err := e.Apply(ctx, tx, f)
			return err
		})
	}
}

func (e *Engine) now() time.Time { return e.Now().UTC().Truncate(time.Millisecond) }

// ready names what an engine lacks; without Settle it can still open.
func (e *Engine) ready() error {
	switch {
	case e.Store == nil:
		return fmt.Errorf("%w: Store is not set", ErrConfig)
	case e.Now == nil:
		return fmt.Errorf("%w: Now is not set", ErrConfig)
	}
	return nil
}

func (e *Engine) provider(name string) (Provider, error) {
	if p := e.Providers[name]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrNoProvider, name)
}

// Advance performs the operation named ref, or asks what became of it, and
// settles the answer. Call it after the commit that opened the operation and
// never inside a transaction. An error means that the engine itself could not
// go on; what a provider answers, its failures included, is a fact. Recovery
// goes on by timer whatever Advance answers.
func (e *Engine) Advance(ctx context.Context, ref Ref) error {
	op, err := e.find(ctx, ref)
	if err != nil {
		return err
	}
	p, err := e.provider(op.Provider)
	if err != nil {
		return err
	}
	var f Fact
	switch op.Status {
	case Intent, Pending, InDoubt:
		f, err = e.answer(ctx, p, op)
	case Succeeded, Declined, Closed, Review:
		return nil
	}
	return e.settle(ctx, fact(op, f, err)) // not Learn: what it would look up was just read
}

// tries bounds how often a fact is applied that found its rows changed.
const tries = 4

// settle applies a fact, anew where somebody else wrote the same rows first.
func (e *Engine) settle(ctx context.Context, f Fact) error {
	if e.Settle == nil {
		return ErrUnsettled
	}
	var err error
	for range tries {
		if err = e.Settle(ctx, f); !errors.Is(err, event.ErrStale) {
			return err
		}
	}
	return err
}

// Close makes an unpaid Sale or Authorize unpayable at its provider and settles
// the answer, which may be that the payer was faster. An operation that has
// ended is left alone. ErrInDoubt says that the outcome is open: call Close
// again later, and treat the charge as payable until then. ErrReview, beside it,
// says that a person has to Decide first: later is not soon.
func (e *Engine) Close(ctx context.Context, ref Ref) error {
	op, err := e.find(ctx, ref)
	if err != nil {
		return err
	}
	p, err := e.provider(op.Provider)
	if err != nil {
		return err
	}
	switch op.Status {
	case Succeeded, Declined, Closed:
		return nil
	case Review:
		return fmt.Errorf("%w: %w: close %s", ErrInDoubt, ErrReview, ref)
	case Intent, Pending, InDoubt:
	}
	if op.Kind != Sale && op.Kind != Authorize {
		return &InputError{Field: "ref", Reason: "only a sale or an authorization can be closed"}
	}
	f, err := p.Close(ctx, op)
	if OutcomeOf(err) == NotExecuted { // it cannot be closed: not a proof about the money
		return fmt.Errorf("payment: close %s: %w", ref, err)
	}
	answer := fact(op, f, err)
	if err := e.settle(ctx, answer); err != nil {
		return err
	}
	if answer.Status != Closed && answer.Status != Succeeded && answer.Status != Declined {
		return fmt.Errorf("%w: close %s", ErrInDoubt, ref)
	}
	return nil
}

func (e *Engine) find(ctx context.Context, ref Ref) (Operation, error) {
	if err := e.ready(); err != nil {
		return Operation{}, err
	}
	op, err := e.Store.FindOperation(ctx, ref)
	if errors.Is(err, event.ErrNotFound) {
		return op, fmt.Errorf("%w: %s", ErrUnknownRef, ref)
	}
	return op, err
}

// fact completes a provider's answer. Every error means in doubt unless it
// proves otherwise.
func fact(op Operation, f Fact, err error) Fact {
	var known *Error
	if err != nil {
		f = Fact{Status: InDoubt, Source: FromAnswer}
		if errors.As(err, &known) {
			f.Code, f.Retry = known.Code, known.Retry
			if known.Outcome == NotExecuted {
				f.Status = Declined
			}
		}
	}
	f.Ref, f.Provider = op.Ref, op.Provider
	return f
}

// Learn takes a fact, by whatever way it came: answer, notification, query or
// settlement line. A fact that is known already commits nothing. Where its rows
// change at the same time it is applied again, a few times.
func (e *Engine) Learn(ctx context.Context, f Fact) error {
	if e.Settle == nil { // before anything is looked up: a forgotten wire shows at once
		return ErrUnsettled
	}
	op, err := e.find(ctx, f.Ref)
	if err != nil {
		return err
	}
	if op.Status == Succeeded && f.Status == Succeeded && e.contradiction(op, f) == "" {
		return nil // final and committed: no lock is needed to know it
	}
	return e.settle(ctx, f)
}

// Notify takes what a provider sent: verified, read and learned. Acknowledge it
// only when the answer is nil. ErrNotVerified is final; any other error asks
// the provider to send again.
func (e *Engine) Notify(ctx context.Context, provider string, n Notification) error {
	p, err := e.provider(provider)
	if err != nil {
		return err
	}
	f, err := p.ParseNotification(ctx, n)
	if err != nil {
		return err
	}
	f.Provider, f.Source = provider, FromNotification
	return e.Learn(ctx, f)
}

// Timers are the handlers of the engine's deadlines.
func (e *Engine) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{
		ExpiryTimer: func(ctx context.Context, t event.Timer) error { return e.warn(ctx, Ref(t.Subject)) },
		RecoverTimer: func(ctx context.Context, t event.Timer) error {
			err := e.Advance(ctx, Ref(t.Subject))
			if errors.Is(err, ErrUnknownRef) {
				return nil // pruned: nothing to recover
			}
			return err
		},
	}
}
