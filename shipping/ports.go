package shipping

import (
	"context"
	"iter"

	"github.com/cartwright-go/cartwright/event"
)

// Tx is what one shipping transaction can do.
type Tx interface {
	event.Tx
	// Shipment returns a shipment and holds it, or event.ErrNotFound.
	Shipment(ctx context.Context, id ID) (Shipment, error)
	// SaveShipment inserts at Version 0 and otherwise compares: event.ErrStale.
	SaveShipment(ctx context.Context, s Shipment) error
}

// Store keeps shipments.
type Store interface {
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction.
type Reader interface {
	FindShipment(ctx context.Context, id ID) (Shipment, error)
	// Shipments lists the parcels of one order, oldest first.
	Shipments(ctx context.Context, order string) iter.Seq2[Shipment, error]
}

// A Carrier is one account at a carrier. It is called outside every
// transaction and must be safe for concurrent use: two workers may book one
// shipment at the same moment. Package shippingtest proves what follows.
//
// Errors mean "in doubt" unless they are an *Error that proves otherwise: a lost
// answer, a time-out and an ended context are never NotExecuted. No error
// holds an address, a phone number, a name or a key.
//
// Every call but Info answers an error when its context has ended before, and
// returns soon when it ends meanwhile.
type Carrier interface {
	// Info describes the carrier, the same at any time: a Name, Services each
	// once and none empty, no negative Poll. It calls nobody.
	Info() Info
	// Rates answers what the carrier asks for a parcel, in the currency of the
	// quote, not below zero, for services of Info, From not before the quote's
	// At and By not before From. Where it does not go there is no rate and no error.
	Rates(ctx context.Context, q Quote) ([]Rate, error)
	// Book orders a label and answers Booked with a Number that no other
	// shipment has. The same shipment ID again, also at the same moment and also
	// after a lost answer, answers for the same label and makes no second one.
	// What the carrier will not take is an *Error of NotExecuted with a Code.
	Book(ctx context.Context, s Shipment) (Fact, error)
	// Find asks what became of a booking whose answer was lost, and books
	// nothing: as Book answered, or Outcome NotFound where the carrier has none.
	Find(ctx context.Context, s Shipment) (Fact, error)
	// Cancel withdraws a label that was not used and answers Cancelled. To
	// withdraw it again is no mistake: Cancelled once more, or NotExecuted, which
	// is also the answer when the parcel is on its way. A label that is Recalled
	// is withdrawn, and tracked, like one that is Booked.
	Cancel(ctx context.Context, s Shipment) (Fact, error)
	// Track asks for the parcel's events, all of them each time: a later look
	// has every stop of an earlier one, under the same Key. Stops have a Key, an
	// Occurred that is not in the future and a Status of Statuses, Unknown where
	// the carrier's code is new; none tells name, phone or street. A number that
	// the shipment does not have answers no stops. In the end comes a stop whose
	// status is Terminal.
	Track(ctx context.Context, s Shipment) (Fact, error)
}
