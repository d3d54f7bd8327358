package fsm

import (
	"errors"
	"fmt"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrNotPermitted matches every refusal of Next, whatever its cause.
	ErrNotPermitted = errors.New("fsm: event not permitted")
	// ErrUnknownState is the cause of a refusal when the machine has no such
	// state, for instance because a newer version of the program wrote it.
	ErrUnknownState = errors.New("fsm: unknown state")
	// ErrInvalid matches every error of New and With: the rules contradict each
	// other or leave something out.
	ErrInvalid = errors.New("fsm: invalid rules")
	// ErrUnreachable is reported by Check for a state that no chain of events
	// reaches from the initial state.
	ErrUnreachable = errors.New("fsm: unreachable state")
	// ErrDeadEnd is reported by Check for a state that no event leaves although
	// no rule declares it final.
	ErrDeadEnd = errors.New("fsm: dead end")
)

// Error is the refusal of an event. It matches ErrNotPermitted, and through its
// Cause whatever the guard or this package gave as the reason. Nothing has
// changed when a caller receives one.
type Error[S, E comparable] struct {
	// Machine is the name of the machine that refused.
	Machine string
	// From is the state in which the event was refused.
	From S
	// Event is what was refused.
	Event E
	// Cause is what the rule's guard answered, ErrUnknownState for a state that
	// the machine does not have, or nil when no rule takes the event in this
	// state.
	Cause error
}

// Error names the machine, the event, the state and the cause.
func (e *Error[S, E]) Error() string {
	text := fmt.Sprintf("fsm: %s: event %q is not permitted in state %q", e.Machine, label(e.Event), label(e.From))
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Is reports that every refusal is an ErrNotPermitted.
func (e *Error[S, E]) Is(target error) bool { return target == ErrNotPermitted }

// Unwrap returns the cause, which may be nil.
func (e *Error[S, E]) Unwrap() error { return e.Cause }

// label is the text of a state or an event in errors and diagrams.
func label[V comparable](value V) string { return fmt.Sprint(value) }
