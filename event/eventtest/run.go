package eventtest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// A System is a fresh, empty store or publisher, for one rule. Nil parts are skipped.
type System struct {
	// Do opens transactions; every rule about a store needs it.
	Do        func(ctx context.Context, fn func(context.Context, event.InboxTx) error) error
	Outbox    event.Outbox
	Timers    event.TimerStore
	Retention event.Retention
	Publisher event.Publisher
	// Delivered lists what listeners of Publisher have received so far,
	// duplicates included, in order.
	Delivered func() ([]event.Event, error)
	// Close releases what New took; nil when there is nothing.
	Close func() error
}

// A Harness makes systems.
type Harness struct {
	// New returns an empty system. It is called once for each rule.
	New func() (*System, error)
}

// A Rule is one promise of a port.
type Rule struct {
	Name string
	Why  string // what breaks without it
	part string
	test func(ctx context.Context, s *System) error
}

// errSkipped says that the system lacks the part that a rule is about.
var errSkipped = errors.New("eventtest: the system does not have this part")

// start is the moment at which the rules' clock stands.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// Rules lists every rule in the order in which Run and Check test them.
func Rules() []Rule {
	var all []Rule
	for _, group := range [][]Rule{outboxRules(), timerRules(), inboxRules(), publisherRules()} {
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

func (r Rule) check(ctx context.Context, h Harness) error {
	s, err := h.New()
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	if s.Close != nil {
		defer func() { _ = s.Close() }()
	}
	if !s.has(r.part) {
		return fmt.Errorf("%w: %s", errSkipped, r.part)
	}
	return r.test(ctx, s)
}

func (s *System) has(part string) bool {
	switch part {
	case "outbox":
		return s.Do != nil && s.Outbox != nil
	case "timers":
		return s.Do != nil && s.Timers != nil
	case "inbox":
		return s.Do != nil
	case "retention":
		return s.Do != nil && s.Outbox != nil && s.Retention != nil
	default:
		return s.Publisher != nil && s.Delivered != nil
	}
}

// emit commits events in one transaction.
func (s *System) emit(ctx context.Context, events ...event.Event) error {
	return s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error { return tx.Emit(ctx, events...) })
}

// schedule commits timers in one transaction.
func (s *System) schedule(ctx context.Context, timers ...event.Timer) error {
	return s.Do(ctx, func(ctx context.Context, tx event.InboxTx) error { return tx.Schedule(ctx, timers...) })
}

func sample(id, subject string, version int64) event.Event {
	return event.Event{
		ID: id, Type: "order.placed", Subject: subject, Version: version,
		At: start().Add(time.Duration(version) * time.Millisecond), Data: []byte(`{"ref":"A1"}`),
	}
}
