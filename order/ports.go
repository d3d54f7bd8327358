package order

import (
	"context"
	"iter"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// Tx is what one order transaction can do. Rows that it returns are held until
// the end; the lock order is purchase, operation, payment, orders by ID,
// refund, shipment, then stock. A failed call dooms the closure, whatever the closure
// answers; only event.ErrNotFound is an answer.
type Tx interface {
	payment.Tx
	shipping.Tx
	stock.Tx
	PurchaseTx
	OrderTx
	RefundTx
}

// PurchaseTx is the part of Tx for purchases.
type PurchaseTx interface {
	// SavePurchase inserts at Version 0: a Key that is already there is
	// ErrDuplicate. Otherwise it compares the version (event.ErrStale) and
	// writes Charge and Method, nothing else. The stored version is one higher.
	SavePurchase(ctx context.Context, p Purchase) error
	// Purchase returns a purchase and holds it, or event.ErrNotFound.
	Purchase(ctx context.Context, id PurchaseID) (Purchase, error)
	// PurchaseOf returns the purchase of an order and holds neither, or
	// event.ErrNotFound: only what never changes of it may be relied on.
	PurchaseOf(ctx context.Context, id ID) (Purchase, error)
}

// OrderTx is the part of Tx for orders.
type OrderTx interface {
	// Order returns an order with its lines and holds it, or event.ErrNotFound.
	Order(ctx context.Context, id ID) (Order, error)
	// OrdersOf returns the orders of a purchase by ID and holds them; none
	// where there is no such purchase.
	OrdersOf(ctx context.Context, id PurchaseID) ([]Order, error)
	// SaveOrders inserts orders with their lines and rows at Version 0 and
	// otherwise compares the version (event.ErrStale) and writes Status, the
	// two derived statuses, Refunding, Refunded, Progress, Deadline and
	// Updated, nothing else. The stored version is one higher.
	SaveOrders(ctx context.Context, orders ...Order) error
	// AddHistory adds rows; an (Order, Version) seen before is event.ErrStale.
	AddHistory(ctx context.Context, changes ...Change) error
}

// RefundTx is the part of Tx for refunds.
type RefundTx interface {
	// SaveRefund inserts at Version 0 and otherwise compares the version
	// (event.ErrStale) and writes Status. The stored version is one higher.
	SaveRefund(ctx context.Context, r Refund) error
	// Refund returns a refund and holds it, or event.ErrNotFound.
	Refund(ctx context.Context, ref payment.Ref) (Refund, error)
	// RefundsOf lists the refunds of an order by At, then Ref, and holds none:
	// whoever holds the order sees all of them.
	RefundsOf(ctx context.Context, id ID) ([]Refund, error)
}

// Store keeps purchases and orders.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may
	// run again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction and without holding anything. A missing
// row is event.ErrNotFound.
type Reader interface {
	PurchaseReader
	OrderReader
	RecordReader
}

// PurchaseReader is the part of Reader for purchases.
type PurchaseReader interface {
	FindPurchase(ctx context.Context, id PurchaseID) (Purchase, error)
	FindPurchaseByKey(ctx context.Context, key string) (Purchase, error)
	// FindPurchaseByGuest finds by GuestHash; the empty hash finds nothing.
	FindPurchaseByGuest(ctx context.Context, hash string) (Purchase, error)
}

// OrderReader is the part of Reader for orders. Orders come with their lines.
type OrderReader interface {
	FindOrder(ctx context.Context, id ID) (Order, error)
	// OrdersOfPurchase lists by ID; none where there is no such purchase.
	OrdersOfPurchase(ctx context.Context, id PurchaseID) ([]Order, error)
	// Orders lists what matches, newest first (IDs falling).
	Orders(ctx context.Context, q Query) iter.Seq2[Order, error]
	// CountOrders counts what scope shows by status; a status without orders is absent.
	CountOrders(ctx context.Context, scope secure.Filter) (map[Status]int64, error)
}

// RecordReader is the part of Reader for what was done to an order.
type RecordReader interface {
	// History lists by Version.
	History(ctx context.Context, id ID) ([]Change, error)
	// Refunds lists by At, then Ref.
	Refunds(ctx context.Context, id ID) ([]Refund, error)
}

// A Query asks for orders. Zero fields but Scope do not matter; the zero Scope
// shows nothing.
type Query struct {
	Scope    secure.Filter // owner is Buyer, seller is Seller; applied before a row is read
	Status   []Status
	Purchase PurchaseID
	Seller   catalog.SellerID
	After    ID  // continue behind this order: only smaller IDs
	Limit    int // 1 to 500; 0 is 100; Service.Orders refuses others
}
