package payment

import (
	"errors"
	"fmt"
	"time"
)

// An Outcome says what a failed call proves.
type Outcome int

// Outcomes. The zero value is the only safe guess.
const (
	Unknown     Outcome = iota // the call may or may not have taken effect: ask
	NotExecuted                // proven: nothing happened by this call and nothing will
	Executed                   // proven: it happened, though the call failed
	NotFound                   // the provider does not know the reference (yet)
)

// String names the outcome.
func (o Outcome) String() string {
	switch o {
	case NotExecuted:
		return "not executed"
	case Executed:
		return "executed"
	case NotFound:
		return "not found"
	case Unknown:
		return "in doubt"
	}
	return "in doubt"
}

// An Error is what an adapter answers when it knows more than "it failed".
// Message and Code hold no secret and no personal data.
type Error struct {
	Outcome Outcome
	Code    string        // decline or error code, the adapter's vocabulary
	Message string        // for logs
	Retry   time.Duration // wait at least this long before the next call; 0: no advice
	Cause   error
}

// Error describes the failure.
func (e *Error) Error() string {
	return fmt.Sprintf("payment: %s (%s): %s", e.Outcome, e.Code, e.Message)
}

// Unwrap answers the cause.
func (e *Error) Unwrap() error { return e.Cause }

// OutcomeOf answers what err proves. Any error that is not an *Error proves nothing.
func OutcomeOf(err error) Outcome {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Outcome
	}
	return Unknown
}
