package payment

import (
	"fmt"
	"io"
	"log/slog"
)

// What is printed or logged, by whatever verb, names things and shows nothing
// that is the payer's: instruments, return addresses, actions, signatures.

func printTo(state fmt.State, text string) { _, _ = io.WriteString(state, text) }

// String says what an operation is and where it stands, for logs. It holds
// neither the instrument nor the return address nor the action, which are the
// payer's.
func (o Operation) String() string {
	return fmt.Sprintf("%s %s of %s: %s %s", o.Kind, o.Ref, o.Payment, o.Amount, o.Status)
}

// Format prints what String returns, whatever the verb.
func (o Operation) Format(state fmt.State, _ rune) { printTo(state, o.String()) }

// LogValue logs what String returns.
func (o Operation) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String says what is asked for, as Operation's does.
func (r Request) String() string {
	return fmt.Sprintf("%s %s of %s: %s", r.Kind, r.Ref, r.Payment, r.Amount)
}

// Format prints what String returns, whatever the verb.
func (r Request) Format(state fmt.State, _ rune) { printTo(state, r.String()) }

// LogValue logs what String returns.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String is the kind alone: an address of a pay page often repeats the return
// address, and whoever has it may pay.
func (a Action) String() string {
	if a.Kind == NoAction {
		return "none"
	}
	return string(a.Kind)
}

// Format prints what String returns, whatever the verb.
func (a Action) Format(state fmt.State, _ rune) { printTo(state, a.String()) }

// LogValue logs what String returns.
func (a Action) LogValue() slog.Value { return slog.StringValue(a.String()) }

// String says how large a notification is and where it went, and nothing of
// what it holds.
func (n Notification) String() string {
	return fmt.Sprintf("%s %s, %d bytes", n.Method, n.Path, len(n.Body))
}

// Format prints what String returns, whatever the verb.
func (n Notification) Format(state fmt.State, _ rune) { printTo(state, n.String()) }

// LogValue logs what String returns.
func (n Notification) LogValue() slog.Value { return slog.StringValue(n.String()) }
