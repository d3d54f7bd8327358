package standing

import (
	"context"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
)

// Tx is what one transaction of supervision can do. A failed call dooms the
// closure, whatever the closure answers.
type Tx interface {
	event.Tx
	// AddMarks adds marks. One whose ID was seen before changes nothing.
	AddMarks(ctx context.Context, marks ...Mark) error
	// AddEntries adds to ledgers; an ID seen before is event.ErrStale.
	AddEntries(ctx context.Context, entries ...Entry) error
	// Entries lists a seller's ledger by At, then ID, and holds nothing: the IDs
	// of entries decide who was first.
	Entries(ctx context.Context, seller catalog.SellerID) ([]Entry, error)
	// Tallies counts a seller's marks by metric from a moment on (included).
	Tallies(ctx context.Context, seller catalog.SellerID, from time.Time) (map[Metric]Tally, error)
}

// Store keeps marks and ledgers.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may run
	// again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	// FindEntries lists a seller's ledger by At, then ID.
	FindEntries(ctx context.Context, seller catalog.SellerID) ([]Entry, error)
}

// A Reader answers how merchants stand: what a search, a campaign or a payout
// needs to know. *Service is one.
type Reader interface {
	Standing(ctx context.Context, seller catalog.SellerID) (Standing, error)
}
