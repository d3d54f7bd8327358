package stock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/secure"
)

// ErrConfig says which required field of a Service is not set.
var ErrConfig = errors.New("stock: service not complete")

// Products answers whose SKUs are. catalog.Store satisfies it.
type Products interface {
	FindProductsBySKU(ctx context.Context, skus ...catalog.SKU) ([]catalog.Product, error)
}

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
	Lines  []Line
	Reason Reason // Received, Returned or WrittenOff
	Ref    string // what it is about, for example a supplier's note
}

// Move applies a delivery in one commit: pieces come for Received and Returned
// and go for WrittenOff. By the seller's merchant or staff.
func (s *Service) Move(ctx context.Context, by secure.Actor, d Delivery) error {
	if s.Store == nil || s.Policy == nil || s.Now == nil || s.NewID == nil {
		return fmt.Errorf("%w: Store, Policy, Now and NewID are required", ErrConfig)
	}
	if err := s.may(ctx, by, d); err != nil {
		return err
	}
	sign := int64(1)
	switch d.Reason {
	case Received, Returned:
	case WrittenOff:
		sign = -1
	case Shipped, Counted:
		return fmt.Errorf("%w: reason: %q is not for people", ErrQuantity, d.Reason)
	default:
		return fmt.Errorf("%w: reason: unknown", ErrQuantity)
	}
	id, err := s.NewID()
	if err != nil {
		return err
	}
	moves := make([]Movement, len(d.Lines))
	for i, l := range d.Lines {
		if l.Qty < 1 || l.Qty > MaxQuantity {
			return fmt.Errorf("%w: lines[%d].qty: must be 1 to %d", ErrQuantity, i, MaxQuantity)
		}
		moves[i] = Movement{
			ID: fmt.Sprintf("%s.%d", id, i+1), SKU: l.SKU, Location: l.Location, Qty: sign * l.Qty,
			Reason: d.Reason, Ref: d.Ref, By: by.ID, At: s.Now().UTC().Truncate(time.Millisecond),
		}
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx WriteTx) error { return tx.MoveStock(ctx, moves...) })
}

// may asks the policy about the seller that the delivery names and about the
// owner of every SKU in it: a claim alone gives nobody another's stock.
func (s *Service) may(ctx context.Context, by secure.Actor, d Delivery) error {
	if err := s.Policy.Allow(by, secure.StockWrite, secure.Target{Seller: string(d.Seller)}); err != nil {
		return err
	}
	skus := make([]catalog.SKU, len(d.Lines))
	for i, l := range d.Lines {
		skus[i] = l.SKU
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
