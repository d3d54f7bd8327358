package event

import (
	"context"
	"errors"
	"time"
)

// Errors that every store of the house answers with.
var (
	// ErrNotFound is an answer, not a failure: it does not doom a closure.
	ErrNotFound = errors.New("event: not found")
	// ErrStale says that a row changed, or appeared, since it was read.
	ErrStale = errors.New("event: stale version")
)

// An Event says that one subject changed. It carries ids and versions and no
// personal data: whoever needs more reads the subject.
type Event struct {
	ID      string    // unique for ever; consumers deduplicate by it
	Type    string    // what happened, for example "order.confirmed"
	Subject string    // whom it happened to, for example "order/01J…"
	Version int64     // the subject's version after the change; 0 where it has none
	At      time.Time // when, UTC, milliseconds
	Data    []byte    // small JSON of ids and codes, or nil
}

// A Timer is a deadline that survives a restart. Its identity is Kind and
// Subject: scheduling the same pair again moves it.
type Timer struct {
	Kind     string    // which handler fires, for example "order.expire"
	Subject  string    // whom it is about
	Due      time.Time // when, UTC, milliseconds
	Attempts int       // how often it has been claimed, this time included; set by the store
}

// ID is the timer's identity, "kind/subject".
func (t Timer) ID() string { return t.Kind + "/" + t.Subject }

// Tx is what every transaction of the house can do besides its own domain:
// what it emits and schedules commits with everything else, or not at all.
// A failed call dooms the closure.
type Tx interface {
	// Emit adds events to the outbox. An ID seen before is ErrStale.
	Emit(ctx context.Context, events ...Event) error
	// Schedule sets timers; the same identity again moves the timer and
	// forgets its attempts.
	Schedule(ctx context.Context, timers ...Timer) error
	// Unschedule removes timers by ID. A missing one is no error.
	Unschedule(ctx context.Context, ids ...string) error
}

// A Publisher hands an event to whoever listens: a broker, a hub in the
// process, a test. It must be idempotent by Event.ID and return nil only when
// the event cannot be lost any more. It is called outside every transaction.
type Publisher interface {
	Publish(ctx context.Context, e Event) error
}

// PublisherFunc is a function as a Publisher.
type PublisherFunc func(ctx context.Context, e Event) error

// Publish calls f.
func (f PublisherFunc) Publish(ctx context.Context, e Event) error { return f(ctx, e) }
