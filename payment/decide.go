package payment

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// DecideReview is the action of Engine.Decide. Its target has neither owner nor
// seller: whose money it is decides nothing about what happened to it.
const DecideReview secure.Action = "payment.decide"

// longestReason is how many letters the reason of a decision may have.
const longestReason = 200

// A Decision is what a person found out about an operation in Review, in the
// provider's own books.
type Decision struct {
	// Status is InDoubt: what was said is to be forgotten and the provider asked
	// again; Succeeded: the operation's amount moved, or is promised; Declined:
	// nothing moved, or what did has gone back; or, of a Sale or an Authorize,
	// Closed: as Declined, and nobody can pay any more.
	Status Status
	// Amount is what moved, required for Succeeded. It is compared with the
	// intent: another amount is none of the operation's, so send it back at the
	// provider and decline.
	Amount money.Money
	// ProviderID is the provider's number of what was found; empty keeps the one
	// that is known.
	ProviderID string
	// Reason is why, 1 to 200 letters without personal data. It becomes the
	// operation's Code and the reason in the history of what is paid for.
	Reason string
}

// Decide ends the review of an operation and settles what follows from it, as a
// fact does; where the provider is to be asked again a timer does so soon. By staff, see Engine.Policy: others are refused with
// secure.ErrDenied. ErrUnknownRef and *InputError say what does not fit: an
// operation that is not in review among them, unless it was decided so already.
func (e *Engine) Decide(ctx context.Context, by secure.Actor, ref Ref, d Decision) error {
	f, err := e.decided(by, ref, d)
	if err != nil {
		return err
	}
	return e.settle(ctx, f)
}

// DecideIn is Decide in the caller's transaction. What must commit with a change
// of the payment is the caller's to tell of it, as in Settle.
func (e *Engine) DecideIn(ctx context.Context, tx Tx, by secure.Actor, ref Ref, d Decision) (Change, error) {
	f, err := e.decided(by, ref, d)
	if err != nil {
		return Change{}, err
	}
	return e.Apply(ctx, tx, f)
}

// decided makes a fact of a decision that its actor may take.
func (e *Engine) decided(by secure.Actor, ref Ref, d Decision) (Fact, error) {
	if err := e.mayDecide(by); err != nil {
		return Fact{}, err
	}
	letters := utf8.RuneCountInString(d.Reason)
	switch {
	case decision(d.Status) == "":
		return Fact{}, &InputError{Field: "status", Reason: "is not in_doubt, succeeded, declined or closed"}
	case letters == 0 || letters > longestReason || !utf8.ValidString(d.Reason):
		return Fact{}, &InputError{Field: "reason", Reason: "needs 1 to 200 letters"}
	case cardNumber(d.Reason) || cardNumber(d.ProviderID):
		return Fact{}, &InputError{Field: "reason", Reason: "looks like a card number"}
	}
	return Fact{
		Ref: ref, Status: d.Status, Amount: d.Amount, ProviderID: d.ProviderID, Code: d.Reason, Source: FromStaff, At: e.now(), decidedBy: by.ID,
	}, nil
}

func (e *Engine) mayDecide(by secure.Actor) error {
	if e.Policy != nil {
		return e.Policy.Allow(by, DecideReview, secure.Target{})
	}
	if by.Anonymous() || by.Role != secure.RoleStaff {
		return &secure.DeniedError{Action: DecideReview, Role: by.Role}
	}
	return nil
}

// decision is what a decision means for an operation in the table's words.
func decision(s Status) Happening {
	switch s {
	case InDoubt:
		return Resumes
	case Succeeded:
		return Accepts
	case Declined:
		return Refuses
	case Closed:
		return Ends
	case Intent, Pending, Review:
	}
	return ""
}

// decide applies a decision to an operation that is held.
func (e *Engine) decide(ctx context.Context, tx Tx, op Operation, f Fact) (Change, error) {
	if op.DecidedBy != "" && op.Status == f.Status {
		return Change{}, nil // known
	}
	next, err := lifecycle.Next(op.Status, decision(f.Status), &op)
	differs := !f.Amount.Equal(op.Amount) || f.Amount.Currency() != op.Amount.Currency()
	switch {
	case errors.Is(err, fsm.ErrNotPermitted):
		return Change{}, &InputError{Field: "ref", Reason: "is not in review"}
	case err != nil:
		return Change{}, err
	case next == Closed && !payable(op.Kind):
		return Change{}, &InputError{Field: "status", Reason: "only a sale or an authorization can be closed"}
	case next == Succeeded && differs:
		return Change{}, &InputError{Field: "amount", Reason: "is not what was asked for"}
	}
	f.Provider, op.DecidedBy, op.Attempts = op.Provider, f.decidedBy, 0
	return e.write(ctx, tx, op, next, f)
}
