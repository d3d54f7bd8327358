package shipping

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// Apply makes f true in tx: idempotent and monotonic, under the shipment's
// lock. The zero Change means that f was known. A booking never falls back
// except by cancellation while the parcel has not moved; a label that turns up after a refusal or cancellation
// is news. Events only ever add up, and the status is their fold. A fact of
// InDoubt counts one more attempt. Unknown shipments are ErrUnknown, a fact
// that makes no sense is an *InputError and writes nothing; the free text of
// events is shortened instead, see Event.
func (d *Desk) Apply(ctx context.Context, tx Tx, f Fact) (Change, error) {
	if err := d.ready(); err != nil {
		return Change{}, err
	}
	before, err := tx.Shipment(ctx, f.Shipment)
	if errors.Is(err, event.ErrNotFound) {
		return Change{}, fmt.Errorf("%w: %s", ErrUnknown, f.Shipment)
	}
	if err != nil {
		return Change{}, err
	}
	s, news, err := after(before, f, d.now())
	if err != nil || !news.any() {
		return Change{}, err
	}
	if err := tx.SaveShipment(ctx, s); err != nil {
		return Change{}, err
	}
	s.Version++
	if err := d.timers(ctx, tx, s, f); err != nil {
		return Change{}, err
	}
	if err := tell(ctx, tx, s, news); err != nil {
		return Change{}, err
	}
	return Change{Shipment: s, BookingBefore: before.Booking, StatusBefore: before.Status}, nil
}

// news says which side of a shipment a fact changes.
type news struct{ label, parcel bool }

func (n news) any() bool { return n.label || n.parcel }

// after answers the shipment as it is once f is true, and what that changes.
func after(s Shipment, f Fact, now time.Time) (Shipment, news, error) {
	var n news
	if err := f.check(s); err != nil {
		return s, n, err
	}
	if what, ok := happening(f.Booking); ok && !overtaken(s, f) {
		if next, err := lifecycle.Next(s.Booking, what, &s); err == nil {
			n.label = true
			s.book(next, f, now)
		}
	}
	n.label = s.learn(f) || n.label
	all, added := MergeEvents(s.Events, keyed(s, f.Events))
	s.Events = all
	status, _ := Reduce(all)
	if status == Pending && s.Booking == Cancelled {
		status = Withdrawn
	}
	n.parcel = added > 0 || status != s.Status
	s.Status = status
	if n.any() {
		s.Updated = now
	}
	return s, n, nil
}

// overtaken reports whether f is the old booking of a label that has been
// withdrawn since, a replay and no late contrary fact, or withdraws a label
// whose parcel is already on its way.
func overtaken(s Shipment, f Fact) bool {
	switch f.Booking {
	case Booked:
		return s.Booking == Cancelled && !s.BookedAt.IsZero() && !f.At.After(s.Updated)
	case Cancelled:
		return s.labelled() && s.Status != Pending && s.Status != Withdrawn
	case Intent, InDoubt, Refused, Recalled:
	}
	return false
}

// book moves the label's side of a shipment.
func (s *Shipment) book(next Booking, f Fact, now time.Time) {
	s.Booking, s.Code = next, f.Code
	switch next {
	case InDoubt:
		s.Attempts++
	case Booked:
		if s.BookedAt.IsZero() {
			s.BookedAt = now
			if !f.At.IsZero() && f.At.Before(now) {
				s.BookedAt = instant(f.At)
			}
		}
		if f.Cost.HasCurrency() {
			s.Cost = f.Cost
		}
		if !f.Promised.IsZero() {
			s.Promised = instant(f.Promised)
		}
	case Intent, Refused, Cancelled, Recalled:
	}
}

// labelled reports whether the carrier has the label: its parcel may travel,
// wanted or not.
func (s *Shipment) labelled() bool { return s.Booking == Booked || s.Booking == Recalled }

// learn fills in what was not known yet and reports whether there was any. The
// first number stays: another one for the same shipment is a second label or a
// mistake, which only a person can tell.
func (s *Shipment) learn(f Fact) bool {
	known := *s
	if s.Number == "" && f.Booking != Refused {
		s.Number = f.Number
	} else if f.Number != "" && f.Number != s.Number && f.Booking == Booked {
		s.Code = "number_conflict"
	}
	if !s.Cost.HasCurrency() {
		s.Cost = f.Cost
	}
	if s.Promised.IsZero() && !f.Promised.IsZero() {
		s.Promised = instant(f.Promised)
	}
	return s.Number != known.Number || s.Code != known.Code || !s.Cost.Equal(known.Cost) || !s.Promised.Equal(known.Promised)
}

// keyed completes events as they are kept. The number may not be known yet, so
// a key of ours is made of the shipment's ID, and of all of the text.
func keyed(s Shipment, events []Event) []Event {
	all := make([]Event, len(events))
	for i, e := range events {
		e.Occurred = instant(e.Occurred)
		if e.Key == "" {
			e.Key = EventKey(s.Carrier, string(s.ID), e)
		}
		e.Place, e.Words = clipped(e.Place, maxPlace), clipped(e.Words, maxWords)
		all[i] = e
	}
	return all
}

// timers asks again about what is open and about nothing else.
func (d *Desk) timers(ctx context.Context, tx Tx, s Shipment, f Fact) error {
	recovery := event.Timer{Kind: RecoverTimer, Subject: string(s.ID)}
	track := event.Timer{Kind: TrackTimer, Subject: string(s.ID)}
	switch {
	case s.Booking == InDoubt:
		recovery.Due = s.Updated.Add(max(delays(s.Attempts), f.Retry))
		return tx.Schedule(ctx, recovery)
	case s.Booking == Intent:
		return nil
	case s.labelled() && !s.Status.Terminal():
		track.Due = s.Updated.Add(d.poll(s.Carrier))
		if err := tx.Schedule(ctx, track); err != nil {
			return err
		}
		return tx.Unschedule(ctx, recovery.ID())
	}
	recall := event.Timer{Kind: RecallTimer, Subject: string(s.ID)}
	return tx.Unschedule(ctx, recovery.ID(), track.ID(), recall.ID())
}

// tell emits what changed: the label under its booking and the parcel under its
// status. Consumers that want to know more read the shipment.
func tell(ctx context.Context, tx Tx, s Shipment, n news) error {
	data, err := json.Marshal(struct {
		Order string `json:"order"`
	}{s.Order})
	if err != nil {
		return err
	}
	e := event.Event{
		ID:      "shipping." + string(s.ID) + "." + strconv.FormatInt(s.Version, 10),
		Subject: "shipment/" + string(s.ID), Version: s.Version, At: s.Updated, Data: data,
	}
	var all []event.Event
	if n.label {
		e.Type = "shipping." + string(s.Booking)
		all = append(all, e)
	}
	if n.parcel && (!n.label || string(s.Status) != string(s.Booking)) {
		e.Type = "shipping." + string(s.Status)
		if n.label {
			e.ID += ".parcel" // two events of one version
		}
		all = append(all, e)
	}
	return tx.Emit(ctx, all...)
}
