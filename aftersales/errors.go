package aftersales

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// Errors of the package. A move that the table refuses is fsm.ErrNotPermitted
// with its reason, a refused actor ErrNotFound or secure.ErrDenied.
var (
	// ErrInput matches every *InputError.
	ErrInput = errors.New("aftersales: bad input")
	// ErrRefused matches every *RefusedError.
	ErrRefused = errors.New("aftersales: refused by the policy")
	// ErrNotFound says that there is no such case or order, or none that the
	// actor may know of.
	ErrNotFound = errors.New("aftersales: not found")
	// ErrUnits says that more units are asked for than are left of a line: a
	// *RefusedError whose Code is "units".
	ErrUnits = errors.New("aftersales: more units than are left")
	// ErrBudget says that a seller's budget for compensation is spent: a
	// *RefusedError whose Code is "budget".
	ErrBudget = errors.New("aftersales: the budget is spent")
	// ErrOpenRefund says that a refund of the case may still succeed, so that
	// the money must not go another way as well.
	ErrOpenRefund = errors.New("aftersales: a refund is still open")
	// ErrConfig matches the errors that name a missing field of a Service.
	ErrConfig = errors.New("aftersales: service not complete")
)

// An InputError names the field that is wrong and why. It matches ErrInput and
// repeats nothing of what was given.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "aftersales: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// A RefusedError says which rule of which policy refused a request. It matches
// ErrRefused.
type RefusedError struct {
	Policy  string    // name and version, for example "cn-marketplace/1"
	Rule    string    // of the policy; empty where no rule is about such a case
	Code    string    // one of the codes of package policy, or what Rule limits
	Until   time.Time // when the right ended; zero where time is not the reason
	Line    int       // of the order, where one line is the reason; else 0
	Left    int64     // units of Line that can still be asked about, where Code is "units", or together, where it is "exchanged"
	Allowed []string  // codes that would do, where Code is \"grade\"
}

// fieldOf makes what another package refuses of a field the *InputError of the field
// that it was given in.
func fieldOf(err error, prefix string) error {
	if errors.Is(err, payment.ErrNoProvider) {
		return bad(prefix+"provider", "is not offered")
	}
	if errors.Is(err, shipping.ErrNoCarrier) {
		return bad(prefix+"carrier", "is not offered")
	}
	if known, ok := errors.AsType[*payment.InputError](err); ok {
		return bad(prefix+known.Field, "%s", known.Reason)
	}
	if known, ok := errors.AsType[*shipping.InputError](err); ok {
		return bad(prefix+known.Field, "%s", known.Reason)
	}
	return err
}

// Rules about the units of a line, which hold in every policy.
const (
	ruleBought = "units.bought" // no more than were bought
	ruleOnce   = "units.once"   // no unit twice
	ruleAlike  = "units.alike"  // goods that different exchanges brought are cases of their own
	codeUnits  = "units"

	codeExchanged = "exchanged" // an exchange has changed what the units were paid with
	codeBudget    = "budget"
)

// Error names policy, rule and code and, where they matter, line and codes.
func (e *RefusedError) Error() string {
	text := fmt.Sprintf("%v: %s, rule %q: %s", ErrRefused, e.Policy, e.Rule, e.Code)
	if len(e.Allowed) > 0 {
		text += fmt.Sprintf(" of line %d must be one of %s", e.Line, strings.Join(e.Allowed, ", "))
	}
	return text
}

// Is matches ErrRefused, and ErrUnits or ErrBudget where that is the reason.
func (e *RefusedError) Is(target error) bool {
	return target == ErrRefused || target == ErrUnits && e.Code == codeUnits || target == ErrBudget && e.Code == codeBudget
}

func bad(field, format string, args ...any) error {
	return &InputError{Field: field, Reason: fmt.Sprintf(format, args...)}
}
