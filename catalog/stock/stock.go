package stock

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
)

// Errors of the package.
var (
	ErrOutOfStock = errors.New("stock: out of stock")
	ErrQuantity   = errors.New("stock: bad quantity")
)

// MaxQuantity bounds the quantity of one line: far above any real sale and far
// below what could overflow a sum.
const MaxQuantity = 1_000_000_000

// An OutOfStockError names what could not be had. It matches ErrOutOfStock.
type OutOfStockError struct {
	SKUs []catalog.SKU // all candidates when the store cannot tell which; never empty
}

// Error describes what is missing.
func (e *OutOfStockError) Error() string { return fmt.Sprintf("%v: %v", ErrOutOfStock, e.SKUs) }

// Is matches ErrOutOfStock.
func (e *OutOfStockError) Is(target error) bool { return target == ErrOutOfStock }

// A Line is a quantity of one SKU at one location.
type Line struct {
	SKU      catalog.SKU
	Location string // "" is the only warehouse of a shop that has one
	Qty      int64  // pieces, at least 1
}

// A Spot is one SKU at one location: what a stock row is about.
type Spot struct {
	SKU      catalog.SKU
	Location string
}

// Spot is what the line is about.
func (l Line) Spot() Spot { return Spot{l.SKU, l.Location} }

// Compare orders spots by SKU, then location, as rows are locked.
func (s Spot) Compare(other Spot) int {
	return cmp.Or(cmp.Compare(s.SKU, other.SKU), cmp.Compare(s.Location, other.Location))
}

// Merge adds up the lines of each spot and sorts them, as stores work on them.
// Quantities, and what they add up to, must be 1 to MaxQuantity: ErrQuantity.
func Merge(lines []Line) ([]Line, error) {
	list := slices.Clone(lines)
	slices.SortStableFunc(list, func(a, b Line) int { return a.Spot().Compare(b.Spot()) })
	merged := list[:0]
	for _, l := range list {
		if l.Qty < 1 || l.Qty > MaxQuantity {
			return nil, fmt.Errorf("%w: %s: %d is not 1 to %d", ErrQuantity, l.SKU, l.Qty, MaxQuantity)
		}
		last := len(merged) - 1
		if last < 0 || merged[last].Spot() != l.Spot() {
			merged = append(merged, l)
			continue
		}
		if merged[last].Qty += l.Qty; merged[last].Qty > MaxQuantity {
			return nil, fmt.Errorf("%w: %s: the lines add up to more than %d", ErrQuantity, l.SKU, MaxQuantity)
		}
	}
	return merged, nil
}

// A Level is one stock row. Available is what can still be promised.
type Level struct {
	SKU      catalog.SKU
	Location string
	OnHand   int64 // pieces in the warehouse
	Reserved int64 // pieces promised to open reservations
}

// Available is OnHand less Reserved.
func (l Level) Available() int64 { return l.OnHand - l.Reserved }

// A Reason says why pieces moved.
type Reason string

// Reasons of movements.
const (
	Received   Reason = "received"    // from a supplier, or the opening balance
	Shipped    Reason = "shipped"     // left with a parcel
	Returned   Reason = "returned"    // came back and can be sold again
	WrittenOff Reason = "written_off" // lost, broken, stolen
	Counted    Reason = "counted"     // difference found by a stock-taking
)

// A Movement changes OnHand. It is append-only: the sum of all movements of a
// row is its OnHand. ID makes it unrepeatable.
type Movement struct {
	ID       string
	SKU      catalog.SKU
	Location string
	Qty      int64 // signed pieces, not 0, at most MaxQuantity either way
	Reason   Reason
	Ref      string // what caused it, for example "shipment/01J…"
	By       string // the actor's id
	At       time.Time
}

// Spot is what the movement is about.
func (m Movement) Spot() Spot { return Spot{m.SKU, m.Location} }

// Check answers ErrQuantity for a movement that no store takes: of no pieces, or
// of more than MaxQuantity.
func (m Movement) Check() error {
	if m.Qty == 0 || m.Qty > MaxQuantity || m.Qty < -MaxQuantity {
		return fmt.Errorf("%w: %s: a movement of %d", ErrQuantity, m.SKU, m.Qty)
	}
	return nil
}

// A Reservation is what one holder still has reserved of one SKU. The sum of
// Open over all reservations of a row is its Reserved.
type Reservation struct {
	Ref      string // the holder, for example an order's id
	SKU      catalog.SKU
	Location string
	Open     int64 // still promised
	Taken    int64 // left the warehouse
}

// Tx is what a transaction can do with stock. Lines go through Merge. Rows are locked in SKU order. Call it last in a closure: a hot
// row is then held for one round trip and the commit.
type Tx interface {
	// ReserveStock promises all lines to ref, or answers *OutOfStockError and
	// dooms the closure. It writes nothing where a line cannot be had.
	ReserveStock(ctx context.Context, ref string, lines []Line) error
	// ReleaseStock gives back what ref still has open; asking for more than
	// is open is event.ErrStale.
	ReleaseStock(ctx context.Context, ref string, lines []Line) error
	// TakeStock lets reserved pieces leave the warehouse: Reserved and OnHand
	// fall together and a Shipped movement is written with the given id and
	// time. More than is open is event.ErrStale.
	TakeStock(ctx context.Context, ref string, m Movement, lines []Line) error
	// MoveStock applies movements, by SKU and location; OnHand never falls below
	// Reserved: *OutOfStockError otherwise. An ID seen before is event.ErrStale.
	// What Movement.Check refuses, it refuses.
	MoveStock(ctx context.Context, moves ...Movement) error
}

// WriteTx is a transaction for stock alone.
type WriteTx interface {
	event.Tx
	Tx
	// HoldStock answers the rows of all spots by SKU and location, each once,
	// and holds them until the end. A spot without a row is an empty one, held
	// as well.
	HoldStock(ctx context.Context, spots ...Spot) ([]Level, error)
}

// Store keeps stock.
type Store interface {
	Do(ctx context.Context, fn func(context.Context, WriteTx) error) error
	// Levels lists the rows of the given SKUs at every location, sorted by SKU.
	// A SKU without a row is absent.
	Levels(ctx context.Context, skus ...catalog.SKU) ([]Level, error)
	// Movements lists what moved one SKU, oldest first.
	Movements(ctx context.Context, sku catalog.SKU) iter.Seq2[Movement, error]
	// Reservations lists what ref holds or held.
	Reservations(ctx context.Context, ref string) ([]Reservation, error)
}
