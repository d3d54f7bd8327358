package shipping

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// Kinds of a Desk's timers.
const (
	RecoverTimer = "shipping.recover" // asks what became of a booking
	TrackTimer   = "shipping.track"   // asks where a parcel is
	RecallTimer  = "shipping.recall"  // withdraws a label that nobody wants
)

// ErrConfig says that a Desk lacks a required field, which the error names.
var ErrConfig = errors.New("shipping: incomplete Desk")

// silence is how long nothing may be heard of a parcel before it is Expired and
// no longer asked about.
const silence = 60 * 24 * time.Hour

// firstLook is how long after its intent a booking is asked about.
const firstLook = 5 * time.Second

// delays are the pauses between two looks at a booking in doubt.
func delays(attempt int) time.Duration {
	pauses := [...]time.Duration{
		5 * time.Second, 10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute,
		time.Hour, 6 * time.Hour, 24 * time.Hour,
	}
	return pauses[min(max(attempt, 1), len(pauses))-1]
}

// A Desk opens shipments inside a caller's transaction, books them outside any,
// follows the parcels and applies what it learns. Store, Carriers, Now and
// Settle are required. It is safe for concurrent use; several processes may
// share a store.
type Desk struct {
	Store    Store
	Carriers map[string]Carrier // by the name that shipments use
	// Settle runs Apply in one transaction together with whatever must commit
	// with it. It is required: a forgotten wire would deliver a parcel and tell
	// no order. Alone is the one for hosts without orders.
	Settle func(ctx context.Context, f Fact) error
	Now    func() time.Time
}

// Alone answers a Settle for a host where nothing commits with a shipment.
func Alone(d *Desk) func(context.Context, Fact) error {
	return func(ctx context.Context, f Fact) error {
		return d.Store.Do(ctx, func(ctx context.Context, tx Tx) error {
			_, err := d.Apply(ctx, tx, f)
			return err
		})
	}
}

// ready refuses to begin what a Desk could not finish.
func (d *Desk) ready() error {
	switch {
	case d.Settle == nil:
		return ErrUnsettled
	case d.Now == nil:
		return fmt.Errorf("%w: Now is not set", ErrConfig)
	case d.Store == nil:
		return fmt.Errorf("%w: Store is not set", ErrConfig)
	}
	return nil
}

func (d *Desk) now() time.Time { return instant(d.Now()) }

// instant is a time as stores keep it: UTC, milliseconds.
func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

// carrier answers the carrier of a Desk that is ready.
func (d *Desk) carrier(name string) (Carrier, error) {
	if err := d.ready(); err != nil {
		return nil, err
	}
	if c := d.Carriers[name]; c != nil {
		return c, nil
	}
	if name == "" {
		return nil, &InputError{Field: "carrier", Reason: "no carrier was chosen"}
	}
	return nil, fmt.Errorf("%w: %q", ErrNoCarrier, name)
}

func (d *Desk) find(ctx context.Context, id ID) (Shipment, error) {
	if err := d.ready(); err != nil {
		return Shipment{}, err
	}
	s, err := d.Store.FindShipment(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return s, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	return s, err
}

// Advance books the shipment id, or asks what became of its booking, or where
// the parcel is, and settles the answer. Call it after the commit that opened
// the shipment and never inside a transaction. What a carrier answers to a
// booking, its failures included, is a fact; an error means that the Desk
// itself could not go on or that a carrier did not say where a parcel is.
// Timers go on with the shipment whatever Advance answers.
func (d *Desk) Advance(ctx context.Context, id ID) error {
	s, err := d.find(ctx, id)
	if err != nil {
		return err
	}
	c, err := d.carrier(s.Carrier)
	if err != nil {
		return err
	}
	var f Fact
	switch s.Booking {
	case Intent:
		f, err = c.Book(ctx, s)
	case InDoubt:
		f, err = c.Find(ctx, s)
		if err != nil && OutcomeOf(err) == NotFound {
			f, err = c.Book(ctx, s) // the same ID: one label at most
		}
	case Booked, Recalled:
		if s.Status.Terminal() {
			return nil
		}
		if f, err = c.Track(ctx, s); err != nil {
			return fmt.Errorf("shipping: track %s: %w", id, err)
		}
		f.Shipment = id
		return d.Learn(ctx, f)
	case Refused, Cancelled:
		return nil
	}
	return d.Learn(ctx, answer(s, f, err))
}

// answer completes what a carrier said to a booking. Every error means in doubt
// unless it proves otherwise, and so does an answer that says nothing.
func answer(s Shipment, f Fact, err error) Fact {
	known, typed := errors.AsType[*Error](err)
	switch {
	case typed && known.Outcome == NotExecuted:
		f = Fact{Booking: Refused, Code: known.Code}
	case typed:
		f = Fact{Booking: InDoubt, Code: known.Code, Retry: known.Retry}
	case err != nil:
		f = Fact{Booking: InDoubt}
	case f.Booking == Booked && f.Number == "", f.Booking == "", f.Booking == Intent:
		f = Fact{Booking: InDoubt, Code: "no_answer"}
	}
	f.Shipment = s.ID
	return f
}

// Cancel withdraws the label of a shipment at its carrier and settles the
// answer. A refusal to cancel is returned and changes nothing; after any other
// error call Cancel again. A label that is refused or cancelled is left alone.
// Call it outside every transaction.
func (d *Desk) Cancel(ctx context.Context, id ID) error {
	s, err := d.find(ctx, id)
	if err != nil {
		return err
	}
	c, err := d.carrier(s.Carrier)
	if err != nil {
		return err
	}
	if s.Booking == Refused || s.Booking == Cancelled {
		return nil
	}
	f, err := c.Cancel(ctx, s)
	if err != nil {
		return fmt.Errorf("shipping: cancel %s: %w", id, err)
	}
	f.Shipment = id
	return d.Learn(ctx, f)
}

// Learn takes a fact, by whatever way it came: answer, push or query. A fact
// that is known already opens no transaction.
func (d *Desk) Learn(ctx context.Context, f Fact) error {
	s, err := d.find(ctx, f.Shipment)
	if err != nil {
		return err
	}
	if _, news, err := after(s, f, d.now()); err != nil || !news.any() {
		return err
	}
	return d.Settle(ctx, f)
}

// Timers are the handlers of the Desk's deadlines.
func (d *Desk) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{
		RecoverTimer: func(ctx context.Context, t event.Timer) error {
			err := d.Advance(ctx, ID(t.Subject))
			if errors.Is(err, ErrUnknown) {
				return nil // pruned: nothing to recover
			}
			return err
		},
		TrackTimer:  d.track,
		RecallTimer: d.recall,
	}
}

// track looks at a parcel and keeps the timer while there is something to see.
// A look that brought news has moved the timer, which Later leaves alone.
func (d *Desk) track(ctx context.Context, t event.Timer) error {
	err := d.Advance(ctx, ID(t.Subject))
	if errors.Is(err, ErrUnknown) {
		return nil
	}
	if known, ok := errors.AsType[*Error](err); ok && known.Retry > 0 {
		return &event.Later{Due: d.now().Add(known.Retry)}
	}
	if err != nil && OutcomeOf(err) != NotFound { // a carrier may not know a new label yet
		return err
	}
	s, err := d.find(ctx, ID(t.Subject))
	if err != nil || !s.labelled() || s.Status.Terminal() {
		return err
	}
	if now := d.now(); now.Sub(s.heard()) >= silence {
		expired := Event{Status: Expired, Code: "no_news", Occurred: now}
		return d.Learn(ctx, Fact{Shipment: s.ID, Events: []Event{expired}, At: now})
	}
	return &event.Later{Due: d.now().Add(d.poll(s.Carrier))}
}

// heard is when a parcel last gave a sign of life.
func (s *Shipment) heard() time.Time {
	last := s.BookedAt
	for _, e := range s.Events {
		if e.Occurred.After(last) {
			last = e.Occurred
		}
	}
	return last
}

// poll is the pause between two looks at a parcel.
func (d *Desk) poll(carrier string) time.Duration {
	if c := d.Carriers[carrier]; c != nil {
		if p := c.Info().Poll; p > 0 {
			return p
		}
	}
	return time.Hour
}
