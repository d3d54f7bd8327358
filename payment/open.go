package payment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
)

// An InputError names the field of a request that is wrong and why. It matches
// ErrRequest and repeats nothing that was given.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "payment: " + e.Field + ": " + e.Reason }

// Is matches ErrRequest.
func (e *InputError) Is(target error) bool { return target == ErrRequest }

// Open writes the intent of r in the caller's transaction and calls nobody.
// What cannot work is refused here, with nothing written: *InputError,
// ErrNoProvider, ErrConfig, ErrOverRefund, ErrOverCapture, ErrAuthExpired. After the commit,
// call Advance; a timer does where the process dies.
func (e *Engine) Open(ctx context.Context, tx Tx, r Request) (Operation, error) {
	if err := e.ready(); err != nil {
		return Operation{}, err
	}
	p, err := e.provider(r.Provider)
	if err != nil {
		return Operation{}, err
	}
	now := e.now()
	if err := check(p.Info(), r, now); err != nil {
		return Operation{}, err
	}
	if err := e.claim(ctx, tx, p.Info(), r); err != nil {
		return Operation{}, err
	}
	op := Operation{
		Ref: r.Ref, Payment: r.Payment, Kind: r.Kind, Parent: r.Parent, Cause: r.Cause, Provider: r.Provider,
		Method: r.Method, Instrument: r.Instrument, ReturnURL: r.ReturnURL, Amount: r.Amount, Expires: r.Expires,
		Status: Intent, Created: now, Updated: now,
	}
	if err := tx.SaveOperation(ctx, op); err != nil {
		return op, err
	}
	op.Version++
	return op, tx.Schedule(ctx, event.Timer{Kind: RecoverTimer, Subject: string(r.Ref), Due: now.Add(firstLook)})
}

// claim writes what the request takes of its payment before anybody is called.
func (e *Engine) claim(ctx context.Context, tx Tx, i Info, r Request) error {
	now := e.now()
	switch {
	case (r.Kind == Sale || r.Kind == Authorize) && r.Again:
		return e.chargeAgain(ctx, tx, r, now)
	case r.Kind == Sale || r.Kind == Authorize:
		zero := money.New(0, r.Amount.Currency())
		return tx.SavePayment(ctx, Payment{
			ID: r.Payment, Subject: r.Subject, Provider: r.Provider, Method: r.Method, Charge: r.Ref, Amount: r.Amount,
			Authorized: zero, Captured: zero, Refunding: zero, Refunded: zero, Created: now, Updated: now,
		})
	}
	parent, err := tx.Operation(ctx, r.Parent) // operations are held before payments everywhere
	if errors.Is(err, event.ErrNotFound) || err == nil && (parent.Payment != r.Payment || parent.Status != Succeeded) {
		return &InputError{Field: "parent", Reason: "is not a succeeded operation of this payment"}
	}
	if err != nil {
		return err
	}
	if err := fits(i, r, parent, now); err != nil {
		return err
	}
	p, err := tx.Payment(ctx, r.Payment)
	if err != nil {
		return err
	}
	if err := take(&p, r); err != nil {
		return err
	}
	if err := onParent(ctx, tx, p, r, parent); err != nil {
		return err
	}
	p.Updated = now
	return tx.SavePayment(ctx, p)
}

func actsOn(kind, parent Kind) bool {
	if kind == Refund {
		return parent == Sale || parent == Capture
	}
	return parent == Authorize
}

// fits refuses what cannot be done with a parent, whatever else was done with it.
func fits(i Info, r Request, parent Operation, now time.Time) error {
	over, err := r.Amount.Cmp(parent.Amount)
	switch {
	case r.Provider != parent.Provider: // the money is there and nowhere else
		return &InputError{Field: "provider", Reason: "is not the parent's"}
	case !actsOn(r.Kind, parent.Kind):
		return &InputError{Field: "parent", Reason: "cannot be acted on in this way"}
	case err != nil:
		return &InputError{Field: "amount", Reason: "is in another currency than the parent"}
	case over > 0 && r.Kind == Refund:
		return fmt.Errorf("%w: operation %s", ErrOverRefund, parent.Ref)
	case over > 0:
		return fmt.Errorf("%w: operation %s", ErrOverCapture, parent.Ref)
	case r.Kind == Capture && i.AuthValidity < Forever && now.Sub(parent.Updated) >= i.AuthValidity:
		return fmt.Errorf("%w: operation %s", ErrAuthExpired, parent.Ref)
	case r.Kind == Refund && over < 0 && !i.PartialRefund:
		return &InputError{Field: "amount", Reason: "must be the whole: the provider gives nothing back in parts"}
	case r.Kind == Refund && i.RefundWindow > 0 && now.Sub(parent.Updated) > i.RefundWindow:
		return &InputError{Field: "parent", Reason: "is too old: the provider gives nothing back any more"}
	}
	return nil
}

// onParent refuses refunds that exceed what their own parent captured. Where
// the payment has no other money in it, its sums have said so already.
func onParent(ctx context.Context, tx Tx, p Payment, r Request, parent Operation) error {
	if r.Kind != Refund || p.Captured.Equal(parent.Amount) {
		return nil
	}
	list, err := tx.OperationsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	claimed := r.Amount
	for _, o := range list {
		if o.Kind != Refund || o.Parent != parent.Ref || o.Status == Declined || o.Status == Closed {
			continue
		}
		if claimed, err = claimed.Add(o.Amount); err != nil {
			return err
		}
	}
	if over, err := claimed.Cmp(parent.Amount); err != nil || over > 0 {
		return errors.Join(fmt.Errorf("%w: operation %s", ErrOverRefund, parent.Ref), err)
	}
	return nil
}

// chargeAgain goes on with a payment whose last charge is over. It holds the
// payment alone: no status of its operations changes without it.
func (e *Engine) chargeAgain(ctx context.Context, tx Tx, r Request, now time.Time) error {
	p, err := tx.Payment(ctx, r.Payment)
	if errors.Is(err, event.ErrNotFound) {
		return &InputError{Field: "payment", Reason: "does not exist"}
	}
	if err != nil {
		return err
	}
	list, err := tx.OperationsOf(ctx, p.ID)
	if err != nil {
		return err
	}
	over := func(o Operation) bool { return o.Ref == p.Charge && (o.Status == Declined || o.Status == Closed) }
	if !slices.ContainsFunc(list, over) {
		return &InputError{Field: "payment", Reason: "has a charge that is not over"}
	}
	if !p.Amount.Equal(r.Amount) || p.Amount.Currency() != r.Amount.Currency() {
		return &InputError{Field: "amount", Reason: "differs from the payment's"}
	}
	p.Provider, p.Method, p.Charge, p.Updated = r.Provider, r.Method, r.Ref, now
	return tx.SavePayment(ctx, p)
}

// take counts a refund, capture or void from its intent on.
func take(p *Payment, r Request) error {
	if r.Amount.Currency() != p.Amount.Currency() {
		return &InputError{Field: "amount", Reason: "is in another currency than the payment"}
	}
	if r.Kind == Refund {
		claimed, err := money.Sum(p.Refunded, p.Refunding, r.Amount)
		if err != nil {
			return err
		}
		if over, err := claimed.Cmp(p.Captured); err != nil || over > 0 {
			return errors.Join(fmt.Errorf("%w: payment %s", ErrOverRefund, p.ID), err)
		}
		return add(&p.Refunding, r.Amount)
	}
	if over, err := r.Amount.Cmp(p.Authorized); err != nil || over > 0 {
		return errors.Join(fmt.Errorf("%w: payment %s", ErrOverCapture, p.ID), err)
	}
	return add(&p.Authorized, r.Amount.Neg())
}
