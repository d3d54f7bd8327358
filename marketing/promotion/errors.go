package promotion

import (
	"errors"
	"fmt"
)

// Errors of the package.
var (
	// ErrRule matches every *RuleError.
	ErrRule = errors.New("promotion: bad rule")
	// ErrInput matches every *InputError.
	ErrInput = errors.New("promotion: bad input")
	// ErrProof reports a proof that cannot be read or does not replay.
	ErrProof = errors.New("promotion: the proof does not hold")
)

// A RuleError names the rule, the field and what is wrong with it. It matches
// ErrRule. Rule is the ID, empty while that is unknown: then the Field of a rule in
// a book begins with its place, rules[2].id. Field is never empty: "rule" and "book"
// stand for all of one.
type RuleError struct{ Rule, Field, Reason string }

// Error describes the rule, the field and the reason.
func (e *RuleError) Error() string {
	where := e.Field
	if e.Rule != "" {
		where = "rule " + e.Rule + ": " + e.Field
	}
	return "promotion: " + where + ": " + e.Reason
}

// Is matches ErrRule.
func (e *RuleError) Is(target error) bool { return target == ErrRule }

// An InputError names the fact that is wrong and why. It matches ErrInput.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "promotion: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// badLine is bad of a field of a line.
func badLine(line int, field, format string, args ...any) error {
	return ofLine(line, bad(field, format, args...))
}

// ofLine adds the line to the field of an InputError.
func ofLine(line int, err error) error {
	var input *InputError
	if errors.As(err, &input) {
		return &InputError{Field: fmt.Sprintf("lines[%d].%s", line, input.Field), Reason: input.Reason}
	}
	return err
}

func bad(field, format string, args ...any) error {
	return &InputError{Field: field, Reason: fmt.Sprintf(format, args...)}
}
