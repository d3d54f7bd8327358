package payment

import (
	"context"
	"errors"
	"time"
)

// settled is how long after its intent a call cannot be under way any more.
const settled = 24 * time.Hour

// answer performs an operation that was written a moment ago and asks about
// every other. An intent that has been waiting may have been sent by a process
// that died before it wrote the answer down.
func (e *Engine) answer(ctx context.Context, p Provider, op Operation) (Fact, error) {
	if op.Status == Intent && e.age(op) < firstLook {
		return e.begin(ctx, p, op)
	}
	return e.ask(ctx, p, op)
}

func (e *Engine) age(op Operation) time.Duration { return e.now().Sub(op.Created) }

// expired reports whether an unpaid charge is no longer wanted.
func (e *Engine) expired(op Operation) bool {
	return payable(op.Kind) && !op.Expires.IsZero() && !e.Now().Before(op.Expires)
}

// forgotten reports whether the provider may no longer know what it was once
// sent under the operation's reference. It is never sent again then.
func (e *Engine) forgotten(p Provider, op Operation) bool {
	life := p.Info().KeyLife
	return life > 0 && e.age(op) > life
}

// payable reports whether a payer can still pay operations of this kind, so
// that they must be closed and not only be given up.
func payable(k Kind) bool { return k == Sale || k == Authorize }

// begin makes the first call of an operation, unless nobody wants it any more.
// That it was not executed ends the operation only where the provider does not
// know the reference: a call may have been made before.
func (e *Engine) begin(ctx context.Context, p Provider, op Operation) (Fact, error) {
	if e.expired(op) {
		return closing(ctx, p, op)
	}
	f, err := perform(ctx, p, op)
	if err == nil || OutcomeOf(err) != NotExecuted || op.Kind == Void {
		return f, err
	}
	known, asked := query(ctx, p, op)
	if asked != nil && OutcomeOf(asked) == NotFound {
		return f, err
	}
	return known, unproven(asked)
}

// ask finds out what became of an operation. A provider that does not know it
// gets it again under the same reference, unless it has forgotten such
// references meanwhile or the operation has expired: then a charge is closed,
// and whether anything else happened is for a person to find out.
func (e *Engine) ask(ctx context.Context, p Provider, op Operation) (Fact, error) {
	forgotten := e.forgotten(p, op)
	if op.Kind == Void { // nothing but the same call again answers for a void
		if forgotten {
			return Fact{Status: Review, Code: "forgotten"}, nil
		}
		return e.repeat(ctx, p, op)
	}
	f, err := query(ctx, p, op)
	switch {
	case err == nil && f.Status == Pending && e.expired(op):
		return closing(ctx, p, op)
	case err == nil || OutcomeOf(err) != NotFound:
		return f, unproven(err)
	case payable(op.Kind) && (forgotten || e.expired(op)):
		return closing(ctx, p, op)
	case forgotten:
		return Fact{Status: Review, Code: "forgotten"}, nil
	}
	return e.repeat(ctx, p, op)
}

// repeat makes a call, unknown to the provider, that may have been made before.
// That this one was not executed proves nothing about another that is under way:
// a charge is closed, so that it cannot be paid, and declined then; anything else
// stays in doubt and is declined when it is refused a day later, too.
func (e *Engine) repeat(ctx context.Context, p Provider, op Operation) (Fact, error) {
	f, err := perform(ctx, p, op)
	refused, typed := errors.AsType[*Error](err)
	if !typed || refused.Outcome != NotExecuted {
		return f, err
	}
	if payable(op.Kind) {
		f, err := closing(ctx, p, op)
		if err == nil && f.Status == Closed {
			f.Status, f.Code = Declined, refused.Code
		}
		return f, err
	}
	if e.age(op) > settled {
		return f, err
	}
	return f, unproven(err)
}

// perform makes the call that an operation is about.
func perform(ctx context.Context, p Provider, op Operation) (Fact, error) {
	switch op.Kind {
	case Sale, Authorize:
		return p.Start(ctx, op)
	case Refund:
		return p.Refund(ctx, op)
	case Capture:
		if c, ok := As[Capturer](p); ok {
			return c.Capture(ctx, op)
		}
	case Void:
		if v, ok := As[Voider](p); ok {
			return v.Void(ctx, op)
		}
	}
	return Fact{}, &Error{Outcome: NotExecuted, Code: "unsupported", Message: "the provider has no " + string(op.Kind)}
}

// query asks what became of anything but a Void.
func query(ctx context.Context, p Provider, op Operation) (Fact, error) {
	switch op.Kind {
	case Refund:
		return p.QueryRefund(ctx, op)
	case Capture:
		if c, ok := As[Capturer](p); ok {
			return c.QueryCapture(ctx, op)
		}
	case Sale, Authorize, Void:
	}
	return p.Query(ctx, op)
}

// closing makes a charge unpayable. A close that was not executed says nothing
// about the charge.
func closing(ctx context.Context, p Provider, op Operation) (Fact, error) {
	f, err := p.Close(ctx, op)
	return f, unproven(err)
}

// unproven is an error of a call about an operation, not of the operation's
// own: that the question was not executed does not prove that the charge was
// not. Only a fact ends an operation that has been called before.
func unproven(err error) error {
	known, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	return &Error{Outcome: Unknown, Code: known.Code, Message: known.Message, Retry: known.Retry, Cause: err}
}
