package order

import (
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// Errors of the package. Out of stock is stock.ErrOutOfStock, a refused move
// fsm.ErrNotPermitted, a refused actor ErrNotFound, secure.ErrDenied or
// secure.ErrActor.
var (
	// ErrInput matches every *InputError.
	ErrInput = errors.New("order: bad input")
	// ErrNotFound says that there is no such order, or none that the actor may
	// know of.
	ErrNotFound = errors.New("order: not found")
	// ErrDuplicate is a store's answer to a purchase whose Key is already there.
	ErrDuplicate = errors.New("order: purchase exists already")
	// ErrKeyReused says that an idempotency key came again with another request.
	ErrKeyReused = errors.New("order: idempotency key used for another request")
	// ErrPriceChanged matches every *PriceChangedError.
	ErrPriceChanged = errors.New("order: price changed")
	// ErrCharge says that a payment cannot be retried while the present one is open or done.
	ErrCharge = errors.New("order: the present charge is not over")
	// ErrCancelled says that a purchase cannot be paid any more: it was cancelled,
	// or the time in which it could be paid is over.
	ErrCancelled = errors.New("order: the purchase is cancelled")
	// ErrOverRefund says that refunds would exceed what the order was paid with.
	ErrOverRefund = errors.New("order: refunds exceed the paid amount")
	// ErrCollecting says that an order cannot be cancelled while its promised money
	// is being collected: nobody knows yet whether it is to be given back or
	// refunded. Ask again when the collection has ended.
	ErrCollecting = errors.New("order: its money is being collected")
	// ErrConfig matches the errors that name a missing field of a Service.
	ErrConfig = errors.New("order: service not complete")
)

// An InputError names the field that is wrong and why; the Field "order" is the
// order itself, which is not in a state for what was asked. It matches ErrInput,
// and what another package said of the field, such as catalog.ErrUnknown. Its
// text repeats nothing of what was given.
type InputError struct {
	Field, Reason string

	cause error
}

// Error describes the field and the reason.
func (e *InputError) Error() string {
	if e.Field == "order" {
		return "order: " + e.Reason
	}
	return "order: " + e.Field + ": " + e.Reason
}

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// Unwrap is what another package said.
func (e *InputError) Unwrap() error { return e.cause }

// paymentInput makes what a payment engine refuses of a tender the *InputError of
// the field that it was given in.
func paymentInput(err error) error {
	if errors.Is(err, payment.ErrNoProvider) {
		return &InputError{Field: "provider", Reason: "is not offered", cause: err}
	}
	known, ok := errors.AsType[*payment.InputError](err)
	if !ok {
		return err
	}
	switch known.Field {
	case "provider", "method", "instrument", "return_url":
		return &InputError{Field: known.Field, Reason: known.Reason, cause: err}
	case "kind": // it takes no promises, which only the method asks for
		return &InputError{Field: "method", Reason: known.Reason, cause: err}
	case "amount":
		return &InputError{Field: "expected_total", Reason: known.Reason, cause: err}
	}
	return err
}

// shippingInput does the same for what nobody carries.
func shippingInput(err error) error {
	if errors.Is(err, shipping.ErrNoCarrier) {
		return &InputError{Field: "carrier", Reason: "is not offered", cause: err}
	}
	if known, ok := errors.AsType[*shipping.InputError](err); ok && (known.Field == "carrier" || known.Field == "service") {
		return &InputError{Field: known.Field, Reason: known.Reason, cause: err}
	}
	return err
}

// A PriceChangedError says that the total is not what the buyer was shown. It
// matches ErrPriceChanged; show Actual and ask again.
type PriceChangedError struct{ Expected, Actual money.Money }

// Error describes both totals.
func (e *PriceChangedError) Error() string {
	return fmt.Sprintf("%v: expected %s, now %s", ErrPriceChanged, e.Expected, e.Actual)
}

// Is matches ErrPriceChanged.
func (e *PriceChangedError) Is(target error) bool { return target == ErrPriceChanged }
