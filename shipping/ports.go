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
// transaction and must be safe for concurrent use. Errors of Book and Cancel
// mean "in doubt" unless they are an *Error that proves otherwise.
type Carrier interface {
	Info() Info
	// Rates answers what the carrier asks for a parcel; none where it does not go.
	Rates(ctx context.Context, q Quote) ([]Rate, error)
	// Book orders a label. The same shipment ID again answers for the same label.
	Book(ctx context.Context, s Shipment) (Fact, error)
	// Find asks what became of a booking; Outcome NotFound where the carrier has none.
	Find(ctx context.Context, s Shipment) (Fact, error)
	// Cancel withdraws a label that was not used.
	Cancel(ctx context.Context, s Shipment) (Fact, error)
	// Track asks for the parcel's events, all of them.
	Track(ctx context.Context, s Shipment) (Fact, error)
}
