package rates

import "errors"

// The errors of this package. Match them with errors.Is; the message around
// them names what was asked for and why it was refused.
var (
	// ErrInput reports a value or a feed that this package does not take. The
	// error is an *InputError, which names the field and the reason.
	ErrInput = errors.New("rates: bad input")
	// ErrNoRate reports that a source has no rate for the pair on or before the
	// asked time.
	ErrNoRate = errors.New("rates: no rate")
	// ErrStale reports a rate older than the policy allows.
	ErrStale = errors.New("rates: rate is stale")
	// ErrExpired reports a quote or a rate used after the end of its validity.
	ErrExpired = errors.New("rates: expired")
)

// InputError tells which field of the input is wrong and why. It matches
// ErrInput, and the cause where there is one, such as money.ErrCurrency.
type InputError struct {
	Field  string // such as "rate", or "2026-04-13 USD" for a cell of a feed
	Reason string
	Cause  error // nil when the reason says it all
}

// Error names the field and the reason.
func (e *InputError) Error() string { return "rates: " + e.Field + ": " + e.Reason }

// Is reports whether target is ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// Unwrap returns the cause.
func (e *InputError) Unwrap() error { return e.Cause }

func bad(field, reason string) error { return &InputError{Field: field, Reason: reason} }

func caused(field string, err error) error {
	return &InputError{Field: field, Reason: err.Error(), Cause: err}
}
