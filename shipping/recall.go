package shipping

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
)

// Recall makes a booked label Recalled in the caller's transaction: its goods
// travel in another parcel or not at all, because the label turned up after a
// refusal or a cancellation. It calls nobody; a timer withdraws the label at the
// carrier. Where the carrier refuses, because the parcel is on its way, the label
// stays Recalled and the parcel is followed like any other. A label that is
// recalled, refused or cancelled is left alone: the zero Change. One whose
// booking is open is fsm.ErrNotPermitted. Give the Change, as Apply's, to whoever
// follows the shipment.
func (d *Desk) Recall(ctx context.Context, tx Tx, id ID) (Change, error) {
	if err := d.ready(); err != nil {
		return Change{}, err
	}
	before, err := tx.Shipment(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return Change{}, fmt.Errorf("%w: %s", ErrUnknown, id)
	}
	if err != nil || before.Booking == Recalled || before.Booking == Refused || before.Booking == Cancelled {
		return Change{}, err
	}
	s := before
	if s.Booking, err = lifecycle.Next(s.Booking, Recalls, &s); err != nil {
		return Change{}, err
	}
	s.Updated = d.now()
	if err := tx.SaveShipment(ctx, s); err != nil {
		return Change{}, err
	}
	s.Version++
	if err := tx.Schedule(ctx, event.Timer{Kind: RecallTimer, Subject: string(id), Due: s.Updated}); err != nil {
		return Change{}, err
	}
	return Change{Shipment: s, BookingBefore: before.Booking, StatusBefore: before.Status}, tell(ctx, tx, s, news{label: true})
}

// recall withdraws a label that nobody wants. A carrier that proves that it will
// not is not asked again.
func (d *Desk) recall(ctx context.Context, t event.Timer) error {
	s, err := d.find(ctx, ID(t.Subject))
	if errors.Is(err, ErrUnknown) || err == nil && s.Booking != Recalled {
		return nil
	}
	if err == nil {
		err = d.Cancel(ctx, s.ID)
	}
	known, ok := errors.AsType[*Error](err)
	switch {
	case ok && known.Outcome == NotExecuted:
		return nil
	case ok && known.Retry > 0:
		return &event.Later{Due: d.now().Add(known.Retry)}
	}
	return err
}
