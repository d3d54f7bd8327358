package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// A Fault is a bad moment between the host and the provider.
type Fault int

// Faults.
const (
	LoseRequest Fault = iota + 1 // nothing reaches the provider and the caller gets an error
	LoseAnswer                   // the provider acts and the caller gets an error
)

// A Trade is one charge, capture, void or refund in the provider's own books.
type Trade struct {
	Ref    payment.Ref
	Parent payment.Ref
	Amount money.Money
	Status payment.Status
}

// A System is a provider that knows of nothing yet, for one rule, and what the
// harness can do to it. Provider and Charge are required. What is left out is
// skipped visibly.
type System struct {
	Provider payment.Provider
	// Charge is a sale that goes through: at once, or after Pay. Rules copy it
	// and set Ref; Kind is Sale where it is empty, Amount is at least 10 units.
	Charge payment.Operation
	// Declined is a charge that the provider declines at once.
	Declined payment.Operation
	// Waiting is a charge that stays Pending until Pay or Close.
	Waiting payment.Operation
	// Authorize is an authorization that holds at once.
	Authorize payment.Operation

	// Pay makes the payer pay a waiting charge. Where the provider has no books
	// and people tell the host, it answers their fact; otherwise the zero Fact,
	// and the rules ask Query.
	Pay func(ctx context.Context, o payment.Operation) (payment.Fact, error)
	// Send makes people send a refund that waits for them and answers their
	// fact. Nil: the provider sends refunds itself.
	Send func(ctx context.Context, o payment.Operation) (payment.Fact, error)
	// Books lists the provider's own trades in any order, as a fake or its back
	// office shows them, never through the adapter under test.
	Books func(ctx context.Context) ([]Trade, error)
	// Fault makes the next request of the named Provider method fail, once.
	Fault func(call string, f Fault)
	// Busy makes the provider refuse the next request of the named method unread,
	// once, as one with a limit on requests does.
	Busy func(call string)
	// Sign makes a notification as the provider sends it now, whatever it says.
	Sign func(f payment.Fact) (payment.Notification, error)
	// Move moves the clock of provider and adapter, also backwards.
	Move func(d time.Duration)
	// Fresh is how old or how far ahead a notification may be; 0: the protocol
	// has no such check, or there is no Move.
	Fresh time.Duration
	// Secrets are the keys and tokens that the adapter was configured with.
	Secrets []string
	// Stateless says that the provider keeps nothing: every answer follows from
	// the operation alone, and the host's own books are the truth. Offline
	// methods are; no service on a network is.
	Stateless bool
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns a system of its own for each rule.
	New func() (*System, error)
}

// A Rule is one promise of the port.
type Rule struct {
	Name  string
	Why   string // what breaks without it
	needs []part
	test  func(ctx context.Context, s *System) error
}

// errSkipped says that the system lacks a part that a rule is about.
var errSkipped = errors.New("paymenttest: the system does not offer this")

// patience is how long one rule may take.
const patience = 20 * time.Second

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	var all []Rule
	for _, group := range [][]Rule{startRules(), queryRules(), closeRules(), refundRules(), holdRules(), noticeRules(), faultRules(), secretRules()} {
		all = append(all, group...)
	}
	return all
}

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			err := rule.check(t.Context(), h)
			if errors.Is(err, errSkipped) {
				t.Skip(err)
			}
			if err != nil {
				t.Errorf("%v\nwhy it matters: %s", err, rule.Why)
			}
		})
	}
}

// Check tests every rule and joins what is broken, each with the rule's name.
func Check(ctx context.Context, h Harness) error {
	var broken []error
	for _, rule := range Rules() {
		if err := rule.check(ctx, h); err != nil && !errors.Is(err, errSkipped) {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

func (r Rule) check(ctx context.Context, h Harness) (err error) {
	defer caught(&err)
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	if s.Provider == nil || s.Charge.Method == "" || !s.Charge.Amount.IsPositive() {
		return errors.New("harness: Provider and Charge are required")
	}
	for _, need := range r.needs {
		if !s.has(need) {
			return fmt.Errorf("%w: %s", errSkipped, need)
		}
	}
	return r.test(ctx, s)
}

// caught makes a panic an error. It is to be deferred.
func caught(err *error) {
	if panicked := recover(); panicked != nil {
		*err = fmt.Errorf("panic: %v", panicked)
	}
}

// all runs n callers at once and answers their errors.
func all(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			defer caught(&errs[i])
			errs[i] = f(i)
		})
	}
	wg.Wait()
	return errs
}
