package format

import (
	"errors"
	"fmt"
)

// The errors of this package. Match them with errors.Is.
var (
	// ErrLocale reports a language tag that CLDR has no data for, nor for a
	// language that its readers are likely to understand.
	ErrLocale = errors.New("format: unknown locale")
	// ErrOption reports an option outside its list.
	ErrOption = errors.New("format: unknown option")
	// ErrSyntax reports text that is not an amount as the formatter writes it. The
	// error is a *ParseError.
	ErrSyntax = errors.New("format: malformed amount")
	// ErrAmbiguous reports that the text alone does not tell its currency: say
	// which one it is. The error is a *ParseError.
	ErrAmbiguous = errors.New("format: ambiguous currency")
)

// ParseError says where a text stopped being an amount and why. It matches
// ErrSyntax or ErrAmbiguous with errors.Is, and an error of package money where
// that package refused the number.
type ParseError struct {
	Text   string // the text, or its beginning
	Offset int    // byte of the text at which it went wrong
	Reason string // what is wrong there, in English
	Err    error  // ErrSyntax, ErrAmbiguous or an error of package money
}

// Error names the text, the place and the reason.
func (e *ParseError) Error() string {
	return fmt.Sprintf("%v: %q at byte %d: %s", e.Err, e.Text, e.Offset, e.Reason)
}

// Unwrap returns Err.
func (e *ParseError) Unwrap() error { return e.Err }

// clip shortens hostile input before it is kept in an error.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
