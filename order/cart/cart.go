package cart

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// Errors of the package. A refused input is an *order.InputError.
var (
	// ErrConfig matches the errors that name a missing field of a Service.
	ErrConfig = errors.New("cart: service not complete")
	// ErrFull says that a cart has no room for another product.
	ErrFull = errors.New("cart: too many different products")
)

// A Line is a number of units of one SKU in a cart.
type Line struct {
	SKU   catalog.SKU `json:"sku"`
	Qty   int64       `json:"qty"`   // at least 1
	Price money.Money `json:"price"` // of one unit when the line was last changed by its owner
}

// A Cart is what one actor means to buy, in one currency.
type Cart struct {
	Owner    string // the actor's id
	Currency string // ISO 4217; of the first line put in
	Lines    []Line // in the order in which they were put in, each SKU once
	Version  int64  // 0 inserts
	// Updated is when its owner last changed it, in milliseconds of UTC; zero where
	// the service has no clock.
	Updated time.Time
}

// Items are the cart's lines as an order.Request takes them.
func (c Cart) Items() []order.Item {
	items := make([]order.Item, len(c.Lines))
	for i, l := range c.Lines {
		items[i] = order.Item{SKU: l.SKU, Qty: l.Qty}
	}
	return items
}

// Units is how many pieces are in the cart.
func (c Cart) Units() (n int64) {
	for _, l := range c.Lines {
		n += l.Qty
	}
	return n
}

// Store keeps carts.
type Store interface {
	// FindCart returns an owner's cart, or event.ErrNotFound.
	FindCart(ctx context.Context, owner string) (Cart, error)
	// SaveCart inserts at Version 0 and otherwise compares: event.ErrStale.
	// The stored version is one higher.
	SaveCart(ctx context.Context, c Cart) error
	// ClearCart empties an owner's cart, currency included, and makes its version
	// one higher, so that what another tab has read stays stale whatever is put in
	// later: no version of a cart comes twice. A missing cart is no error and stays
	// missing.
	ClearCart(ctx context.Context, owner string, at time.Time) error
	// PruneCarts deletes at most limit carts that were last changed before a
	// time, whatever is in them, and answers how many. One whose Updated is
	// zero stays.
	PruneCarts(ctx context.Context, before time.Time, limit int) (int64, error)
}

// Levels answers how much of something is there; stock.Store does.
type Levels interface {
	Levels(ctx context.Context, skus ...catalog.SKU) ([]stock.Level, error)
}

// A Service changes and shows carts. Store, Catalog, Stock and Policy are
// required. It is safe for concurrent use.
type Service struct {
	Store   Store
	Catalog order.Catalog
	Stock   Levels
	Policy  *secure.Policy
	// MaxLines and MaxQty bound one cart; 0: 200 products, 10,000 units of each.
	MaxLines int
	MaxQty   int64
	// Few is up to which number a note says how many are left; 0: 3.
	Few int64
	// Now stamps changes, so that carts that nobody touches any more can be
	// pruned; nil: they stay for ever.
	Now func() time.Time
}

func (s *Service) now() time.Time {
	if s.Now == nil {
		return time.Time{}
	}
	return s.Now().UTC().Truncate(time.Millisecond)
}

func (s *Service) ready(by secure.Actor) error {
	var missing string
	switch {
	case s.Store == nil:
		missing = "Store"
	case s.Catalog == nil:
		missing = "Catalog"
	case s.Stock == nil:
		missing = "Stock"
	case s.Policy == nil:
		missing = "Policy"
	default:
		return s.Policy.Allow(by, secure.CartWrite, secure.Target{Owner: by.ID})
	}
	return errors.Join(ErrConfig, errors.New("cart: "+missing+" is not set"))
}

func (c *Cart) index(sku catalog.SKU) int {
	return slices.IndexFunc(c.Lines, func(l Line) bool { return l.SKU == sku })
}

func orDefault[T int | int64](n, otherwise T) T {
	if n > 0 {
		return n
	}
	return otherwise
}
