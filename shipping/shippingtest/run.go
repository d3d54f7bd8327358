package shippingtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/shipping"
)

// A System is a fresh carrier for one rule. Carrier, Parcel and Now are
// required; rules that need a nil part are skipped.
type System struct {
	Carrier shipping.Carrier
	// Parcel answers the n-th shipment that the carrier takes, from 1, as
	// Desk.Open leaves it, each with an ID of its own. The recipient's name,
	// phone and street must be telling: the kit looks for them in errors.
	Parcel func(n int) shipping.Shipment
	Now    func() time.Time // the carrier's clock
	// Currency is asked for in quotes; "" is CNY.
	Currency string
	// Unwelcome is a shipment that the carrier refuses to take.
	Unwelcome *shipping.Shipment
	// Lose makes the carrier, or the way to it, lose the answer to the next
	// call, after the call took effect.
	Lose func()
	// Labels counts the labels that the carrier has made.
	Labels func() (int, error)
	// Pass lets time pass for the carrier, and Journey is how long a parcel is
	// on its way at most.
	Pass    func(d time.Duration)
	Journey time.Duration
	// Secrets are what no error may contain, for example the account's key.
	Secrets []string
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns a carrier without parcels. It is called once for each rule.
	New func() (*System, error)
}

// A Rule is one promise of a carrier.
type Rule struct {
	Name string
	Why  string // what breaks without it
	test func(ctx context.Context, s *System) error
}

// ErrSkipped says that a System lacks the part that a rule is about.
var ErrSkipped = errors.New("shippingtest: the system does not have this part")

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	return append(labelRules(), parcelRules()...)
}

// Run tests every rule in a sub-test named after it.
func Run(t *testing.T, h Harness) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			err := rule.Check(t.Context(), h)
			if errors.Is(err, ErrSkipped) {
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
		if err := rule.Check(ctx, h); err != nil && !errors.Is(err, ErrSkipped) {
			broken = append(broken, fmt.Errorf("%s: %w", rule.Name, err))
		}
	}
	return errors.Join(broken...)
}

// Check tests one rule: ErrSkipped where the system lacks what it is about.
func (r Rule) Check(ctx context.Context, h Harness) error {
	if h.New == nil {
		return errors.New("Harness.New is required")
	}
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s == nil {
		return errors.New("Harness.New is required to answer a System")
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	if s.Carrier == nil || s.Parcel == nil || s.Now == nil {
		return errors.New("harness: Carrier, Parcel and Now are required")
	}
	return r.test(ctx, s)
}

func skipped(part string) error { return fmt.Errorf("%w: %s", ErrSkipped, part) }

func (s *System) quote(p shipping.Shipment) shipping.Quote {
	currency := s.Currency
	if currency == "" {
		currency = "CNY"
	}
	return shipping.Quote{Seller: p.Seller, To: p.To, Grams: p.Grams, Currency: currency, At: s.Now()}
}

// book books a parcel and answers it as a Desk would keep it.
func (s *System) book(ctx context.Context, p shipping.Shipment) (shipping.Shipment, error) {
	f, err := s.Carrier.Book(ctx, p)
	if err != nil {
		return p, fmt.Errorf("Book: %w", err)
	}
	return s.learn(p, f)
}

// learn wants an answer that says that p is booked.
func (s *System) learn(p shipping.Shipment, f shipping.Fact) (shipping.Shipment, error) {
	if f.Booking != shipping.Booked || f.Number == "" {
		return p, fmt.Errorf("the answer is booking %q with number %q, want %q with a number", f.Booking, f.Number, shipping.Booked)
	}
	p.Booking, p.Number, p.Cost, p.Promised, p.BookedAt = f.Booking, f.Number, f.Cost, f.Promised, s.Now()
	if !f.At.IsZero() && f.At.Before(p.BookedAt) {
		p.BookedAt = f.At
	}
	return p, nil
}

// doubt is a shipment whose booking nobody knows the end of.
func doubt(p shipping.Shipment) shipping.Shipment {
	p.Booking, p.Attempts = shipping.InDoubt, 1
	return p
}

// labels wants the carrier to have made so many labels.
func (s *System) labels(want int) error {
	if s.Labels == nil {
		return nil
	}
	got, err := s.Labels()
	if err == nil && got != want {
		err = fmt.Errorf("the carrier made %d labels, want %d", got, want)
	}
	return err
}
