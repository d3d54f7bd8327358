package payment

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
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
// What cannot work is refused here: *InputError, ErrNoProvider, ErrOverRefund,
// ErrOverCapture. After the commit, call Advance; a timer does where the process dies.
func (e *Engine) Open(ctx context.Context, tx Tx, r Request) (Operation, error) {
	p, err := e.provider(r.Provider)
	if err != nil {
		return Operation{}, err
	}
	now := e.now()
	if err := check(p.Info(), r, now); err != nil {
		return Operation{}, err
	}
	if err := e.claim(ctx, tx, r, now); err != nil {
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
func (e *Engine) claim(ctx context.Context, tx Tx, r Request, now time.Time) error {
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
	p, err := tx.Payment(ctx, r.Payment)
	if err != nil {
		return err
	}
	if err := take(&p, r); err != nil {
		return err
	}
	p.Updated = now
	return tx.SavePayment(ctx, p)
}

// chargeAgain goes on with a payment whose last charge is over.
func (e *Engine) chargeAgain(ctx context.Context, tx Tx, r Request, now time.Time) error {
	p, err := tx.Payment(ctx, r.Payment)
	if errors.Is(err, event.ErrNotFound) {
		return &InputError{Field: "payment", Reason: "does not exist"}
	}
	if err != nil {
		return err
	}
	last, err := tx.Operation(ctx, p.Charge)
	if err != nil {
		return err
	}
	if last.Status != Declined && last.Status != Closed {
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

// check refuses what the provider could not do, before any call.
func check(i Info, r Request, now time.Time) error {
	pattern := i.RefPattern
	if pattern == "" {
		pattern = `[0-9A-Za-z]{1,32}`
	}
	fits, err := regexp.MatchString(`\A(?:`+pattern+`)\z`, string(r.Ref))
	switch {
	case err != nil:
		return fmt.Errorf("payment: provider %s: RefPattern: %w", i.Name, err)
	case !fits:
		return &InputError{Field: "ref", Reason: "does not fit the provider"}
	case !slices.Contains([]Kind{Sale, Authorize, Capture, Void, Refund}, r.Kind):
		return &InputError{Field: "kind", Reason: "is unknown"}
	case r.Payment == "":
		return &InputError{Field: "payment", Reason: "is missing"}
	case (r.Kind == Sale || r.Kind == Authorize) != (r.Parent == ""):
		return &InputError{Field: "parent", Reason: "belongs to capture, void and refund, and to all of them"}
	case (r.Kind == Sale || r.Kind == Authorize) && !slices.Contains(i.Methods, r.Method):
		return &InputError{Field: "method", Reason: "is not offered by the provider"}
	case r.Kind == Authorize && i.AuthValidity == 0:
		return &InputError{Field: "kind", Reason: "the provider does not authorize"}
	case cardNumber(r.Instrument) || cardNumber(r.Cause) || cardNumber(r.Subject):
		return &InputError{Field: "instrument", Reason: "looks like a card number: use a token"}
	}
	return checkAmount(i, r.Amount, r.Kind, now)
}

func checkAmount(i Info, m money.Money, kind Kind, now time.Time) error {
	wrong := func(why string) error { return &InputError{Field: "amount", Reason: why} }
	if !m.HasCurrency() {
		return wrong("has no currency")
	}
	code := m.Currency().Code()
	if !m.IsPositive() {
		return wrong("must be above zero")
	}
	if len(i.Currencies) > 0 && !slices.Contains(i.Currencies, code) {
		return wrong("is in a currency that the provider does not take")
	}
	if kind != Refund && m.Currency().WithdrawnBy(now) {
		return wrong("is in a withdrawn currency")
	}
	if _, err := m.Minor(); err != nil {
		return wrong("does not fit minor units")
	}
	digits, ok := i.WireDigits[code]
	if !ok {
		digits = m.Currency().Digits()
	}
	wire, err := m.MinorIn(digits)
	if err != nil {
		return wrong("does not fit the provider's units")
	}
	if kind != Refund && wire < i.MinAmount[code] {
		return wrong("is below the provider's smallest amount")
	}
	return nil
}

// cardNumber reports whether text holds 12 to 19 digits, spaces and dashes
// apart, that pass the Luhn check of ISO/IEC 7812-1. Our own ids have letters.
func cardNumber(text string) bool {
	digits := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, text)
	if len(digits) < 12 || len(digits) > 19 {
		return false
	}
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i]) - '0'
		if d < 0 || d > 9 {
			return false
		}
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
