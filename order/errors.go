package order

import (
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/money"
)

// Errors of the package. Out of stock is stock.ErrOutOfStock, a refused move
// fsm.ErrNotPermitted, a refused actor ErrNotFound or secure.ErrDenied.
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

// An InputError names the field that is wrong and why. It matches ErrInput and
// repeats nothing of what was given.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "order: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// A PriceChangedError says that the total is not what the buyer was shown. It
// matches ErrPriceChanged; show Actual and ask again.
type PriceChangedError struct{ Expected, Actual money.Money }

// Error describes both totals.
func (e *PriceChangedError) Error() string {
	return fmt.Sprintf("%v: expected %s, now %s", ErrPriceChanged, e.Expected, e.Actual)
}

// Is matches ErrPriceChanged.
func (e *PriceChangedError) Is(target error) bool { return target == ErrPriceChanged }
