package money

import (
	"errors"
	"fmt"
)

// The errors of this package. Match them with errors.Is; the message around
// them names the input and the reason.
var (
	// ErrMismatch reports two amounts of different currencies, or an amount
	// that has no currency where one is needed to compare.
	ErrMismatch = errors.New("money: currency mismatch")
	// ErrCurrency reports a currency that is unknown, malformed or missing.
	ErrCurrency = errors.New("money: unknown currency")
	// ErrSyntax reports text that is not an amount in the strict grammar of
	// this package.
	ErrSyntax = errors.New("money: malformed amount")
	// ErrRange reports a number larger than the target or the limits hold.
	ErrRange = errors.New("money: out of range")
	// ErrScale reports more decimals than MaxScale.
	ErrScale = errors.New("money: too many decimals")
	// ErrInexact reports a conversion that would have to round.
	ErrInexact = errors.New("money: would need rounding")
	// ErrDivision reports a division by zero, or a rounding step that is not
	// positive.
	ErrDivision = errors.New("money: division by zero")
	// ErrWeights reports weights that cannot divide an amount: none, a
	// negative one, or all zero.
	ErrWeights = errors.New("money: bad weights")
)

// MismatchError tells which two currencies met. It matches ErrMismatch. Either
// side may be the zero Currency when an amount without currency took part.
type MismatchError struct{ A, B Currency }

// Error names both currencies.
func (e *MismatchError) Error() string {
	return fmt.Sprintf("money: currency mismatch: %s and %s", e.A, e.B)
}

// Is reports whether target is ErrMismatch.
func (e *MismatchError) Is(target error) bool { return target == ErrMismatch }

func mismatch(a, b Money) error { return &MismatchError{a.Currency(), b.Currency()} }

// clip shortens hostile input before it is quoted in an error.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
