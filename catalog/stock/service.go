package stock

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/secure"
)

// ErrConfig says which required field of a Service is not set.
var ErrConfig = errors.New("stock: service not complete")

// Products answers whose SKUs are. catalog.Store satisfies it.
type Products interface {
	FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error)
}

// maxLines bounds one command, so that it is one commit of a bearable length.
const maxLines = 10_000

// A Service lets people move stock. All fields but Products are required.
type Service struct {
	Store  Store
	Policy *secure.Policy
	Now    func() time.Time
	NewID  func() (string, error)
	// Products says whose a SKU is. Without it, and for a SKU that it does not
	// know, only those who may move everybody's stock move any: not merchants.
	Products Products
}

// A Delivery is pieces that arrive, or leave by other ways than a sale.
type Delivery struct {
	Seller catalog.SellerID // whose stock; a merchant moves own stock only
	Lines  []Line           // lines of one SKU and location are added up
	Reason Reason           // Received, Returned or WrittenOff
	Ref    string           // what it is about, for example a supplier's note; one line, at most 200 characters
}

// Move applies a delivery in one commit: pieces come for Received and Returned
// and go for WrittenOff, never so many that a promise could not be kept:
// *OutOfStockError. By the seller's merchant or staff. Bad input is ErrQuantity,
// bad names are an *catalog.InputError.
func (s *Service) Move(ctx context.Context, by secure.Actor, d Delivery) error {
	moves, err := s.Prepare(ctx, by, d)
	if err != nil {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx WriteTx) error { return s.MoveIn(ctx, tx, moves) })
}

// A Draft is a checked delivery that nobody has written yet. It is good for one
// MoveIn and its repeats by the store.
type Draft struct{ moves []Movement }

// Prepare checks a delivery as Move does, for MoveIn. It reads whose the SKUs
// are, so call it before the transaction begins: inside, it would wait for a
// second connection.
func (s *Service) Prepare(ctx context.Context, by secure.Actor, d Delivery) (Draft, error) {
	moves, err := s.movements(ctx, by, d)
	return Draft{moves}, err
}

// MoveIn writes a delivery in the caller's transaction, for example beside the
// return that brings the pieces back. Call it last: it holds rows that others
// want. Nothing is left to do after the commit.
func (s *Service) MoveIn(ctx context.Context, tx Tx, d Draft) error {
	return tx.MoveStock(ctx, d.moves...)
}

// movements checks a delivery and answers what it moves.
func (s *Service) movements(ctx context.Context, by secure.Actor, d Delivery) ([]Movement, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	spots := make([]Spot, len(d.Lines))
	for i, l := range d.Lines {
		spots[i] = l.Spot()
	}
	if err := s.may(ctx, by, d.Seller, spots); err != nil {
		return nil, err
	}
	sign := int64(1)
	switch d.Reason {
	case Received, Returned:
	case WrittenOff:
		sign = -1
	case Shipped, Counted:
		return nil, fmt.Errorf("%w: reason: %q is not for deliveries", ErrQuantity, d.Reason)
	default:
		return nil, fmt.Errorf("%w: reason: unknown", ErrQuantity)
	}
	if err := check("lines", d.Ref, spots); err != nil {
		return nil, err
	}
	for i, l := range d.Lines {
		if l.Qty < 1 || l.Qty > MaxQuantity {
			return nil, fmt.Errorf("%w: lines[%d].qty: must be 1 to %d", ErrQuantity, i, MaxQuantity)
		}
	}
	lines, err := Merge(d.Lines)
	if err != nil {
		return nil, err
	}
	id, err := s.NewID()
	if err != nil {
		return nil, err
	}
	moves := make([]Movement, len(lines))
	for i, l := range lines {
		moves[i] = s.movement(by, Movement{ID: id, Reason: d.Reason, Ref: d.Ref}, i, l.Spot(), sign*l.Qty)
	}
	return moves, nil
}

// A Stocktake is what people found when they counted.
type Stocktake struct {
	Seller catalog.SellerID // whose stock; a merchant counts own stock only
	Found  []Found          // each SKU and location once
	Ref    string           // what it is about, for example a list's number; one line, at most 200 characters
}

// Found is how many pieces lie at one spot, reserved ones included.
type Found struct {
	SKU      catalog.SKU
	Location string
	Qty      int64 // 0 to MaxQuantity
}

// bySpot is what was found, each spot once.
func (t Stocktake) bySpot() (map[Spot]int64, error) {
	found := make(map[Spot]int64, len(t.Found))
	for i, f := range t.Found {
		at := Spot{f.SKU, f.Location}
		if _, twice := found[at]; twice {
			return nil, fmt.Errorf("%w: found[%d]: is counted twice", ErrQuantity, i)
		}
		if f.Qty < 0 || f.Qty > MaxQuantity {
			return nil, fmt.Errorf("%w: found[%d].qty: must be 0 to %d", ErrQuantity, i, MaxQuantity)
		}
		found[at] = f.Qty
	}
	return found, nil
}

// Count makes what is on hand what was found, in one commit, and answers the
// movements that made up the differences, by SKU and location; where there is no
// difference there is no movement. Finding less than is reserved is an
// *OutOfStockError and changes nothing: orders must be cancelled first. Count
// while nothing is packed: a parcel that leaves between counting and Count is
// missed twice. By the seller's merchant or staff.
func (s *Service) Count(ctx context.Context, by secure.Actor, t Stocktake) ([]Movement, error) {
	tally, err := s.Tally(ctx, by, t)
	if err != nil {
		return nil, err
	}
	var moves []Movement
	err = s.Store.Do(ctx, func(ctx context.Context, tx WriteTx) (err error) {
		moves, err = s.CountIn(ctx, tx, tally)
		return err
	})
	if err != nil {
		return nil, err
	}
	return moves, nil
}

// A Tally is a checked stocktake that nobody has written yet. It is good for one
// CountIn and its repeats by the store.
type Tally struct {
	by      secure.Actor
	id, ref string
	spots   []Spot
	found   map[Spot]int64
}

// Tally checks a stocktake as Count does, for CountIn. Call it before the
// transaction begins, as Prepare.
func (s *Service) Tally(ctx context.Context, by secure.Actor, t Stocktake) (Tally, error) {
	if err := s.ready(); err != nil {
		return Tally{}, err
	}
	spots := make([]Spot, len(t.Found))
	for i, f := range t.Found {
		spots[i] = Spot{f.SKU, f.Location}
	}
	if err := s.may(ctx, by, t.Seller, spots); err != nil {
		return Tally{}, err
	}
	if err := check("found", t.Ref, spots); err != nil {
		return Tally{}, err
	}
	found, err := t.bySpot()
	if err != nil {
		return Tally{}, err
	}
	id, err := s.NewID()
	return Tally{by: by, id: id, ref: t.Ref, spots: spots, found: found}, err
}

// CountIn is Count in the caller's transaction. Call it last: it holds rows that
// others want. Nothing is left to do after the commit.
func (s *Service) CountIn(ctx context.Context, tx WriteTx, t Tally) ([]Movement, error) {
	levels, err := tx.HoldStock(ctx, t.spots...)
	if err != nil {
		return nil, err
	}
	var moves []Movement
	for _, l := range levels {
		at := Spot{l.SKU, l.Location}
		if change := t.found[at] - l.OnHand; change != 0 {
			moves = append(moves, s.movement(t.by, Movement{ID: t.id, Reason: Counted, Ref: t.ref}, len(moves), at, change))
		}
	}
	if err := tx.MoveStock(ctx, moves...); err != nil {
		return nil, err
	}
	return moves, nil
}

// movement fills in the i-th movement of a command.
func (s *Service) movement(by secure.Actor, m Movement, i int, at Spot, qty int64) Movement {
	m.ID, m.SKU, m.Location, m.Qty = fmt.Sprintf("%s.%d", m.ID, i+1), at.SKU, at.Location, qty
	m.By, m.At = by.ID, s.Now().UTC().Truncate(time.Millisecond)
	return m
}

func (s *Service) ready() error {
	if s.Store == nil || s.Policy == nil || s.Now == nil || s.NewID == nil {
		return fmt.Errorf("%w: Store, Policy, Now and NewID are required", ErrConfig)
	}
	return nil
}

// check judges the names in a command.
func check(field, ref string, spots []Spot) error {
	if len(spots) == 0 || len(spots) > maxLines {
		return &catalog.InputError{Field: field, Reason: fmt.Sprintf("must be 1 to %d", maxLines)}
	}
	if !utf8.ValidString(ref) || utf8.RuneCountInString(ref) > 200 || strings.ContainsFunc(ref, unicode.IsControl) {
		return &catalog.InputError{Field: "ref", Reason: "must be one line of at most 200 characters"}
	}
	for i, at := range spots {
		place := fmt.Sprintf("%s[%d]", field, i)
		if at.SKU == "" || !printable(string(at.SKU)) {
			return &catalog.InputError{Field: place + ".sku", Reason: "must be 1 to 64 printable ASCII characters without spaces"}
		}
		if !printable(at.Location) {
			return &catalog.InputError{Field: place + ".location", Reason: "must be at most 64 printable ASCII characters without spaces"}
		}
	}
	return nil
}

func printable(name string) bool {
	return len(name) <= 64 && !strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' })
}

// may asks the policy about the seller that the command names and about the
// owner of every SKU in it: a claim alone gives nobody another's stock.
func (s *Service) may(ctx context.Context, by secure.Actor, seller catalog.SellerID, spots []Spot) error {
	if err := s.Policy.Allow(by, secure.StockWrite, secure.Target{Seller: string(seller)}); err != nil {
		return err
	}
	skus := make([]catalog.SKU, len(spots))
	for i, at := range spots {
		skus[i] = at.SKU
	}
	owners := make(map[catalog.SKU]catalog.SellerID, len(skus))
	if s.Products != nil {
		products, err := s.Products.FindProductsBySKU(ctx, skus...)
		if err != nil {
			return err
		}
		for _, p := range products {
			for _, v := range p.Variants {
				owners[v.SKU] = p.Seller
			}
		}
	}
	for _, sku := range skus {
		if err := s.Policy.Allow(by, secure.StockWrite, secure.Target{Seller: string(owners[sku])}); err != nil {
			return err
		}
	}
	return nil
}

// Levels answers what is on hand and reserved. Available pieces are no secret
// in a shop, so anybody may ask.
func (s *Service) Levels(ctx context.Context, skus ...catalog.SKU) ([]Level, error) {
	if s.Store == nil {
		return nil, fmt.Errorf("%w: Store is not set", ErrConfig)
	}
	return s.Store.Levels(ctx, skus...)
}
