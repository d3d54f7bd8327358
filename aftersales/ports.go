package aftersales

import (
	"context"
	"iter"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// Tx is what one after-sales transaction can do. A failed call dooms the
// closure, whatever the closure answers; only event.ErrNotFound is an answer.
type Tx interface {
	order.Tx
	CaseTx
}

// CaseTx is the part of Tx for cases. Reads hold nothing: SaveCase compares, and
// that decides who was first. In the lock order a case comes after its order and
// before stock.
type CaseTx interface {
	// Case returns a case, or event.ErrNotFound.
	Case(ctx context.Context, id ID) (Case, error)
	// CasesOf lists the cases of an order by ID.
	CasesOf(ctx context.Context, id order.ID) ([]Case, error)
	// CaseOfRefund returns the case that asked for a refund, or event.ErrNotFound.
	CaseOfRefund(ctx context.Context, ref payment.Ref) (Case, error)
	// SaveCase inserts at Version 0 and otherwise compares the version
	// (event.ErrStale) and writes everything but Order, Buyer, Seller, Policy,
	// Edition and Opened. The stored version is one higher.
	SaveCase(ctx context.Context, c Case) error
	// AddCaseHistory adds rows; a (Case, No) seen before is event.ErrStale.
	AddCaseHistory(ctx context.Context, changes ...Change) error
	// AddMessages adds to threads; a (Case, No) seen before is event.ErrStale.
	AddMessages(ctx context.Context, messages ...Message) error
	// SpendBudget adds to what a seller has spent, at once and holding that row, or
	// fails with s.Refusal where all would be more than Most. It comes before stock.
	SpendBudget(ctx context.Context, s Spending) error
}

// Spending is a sum that a seller promises beside refunds.
type Spending struct {
	Seller catalog.SellerID
	Period string      // for example "2026-11"
	Amount money.Money // above zero, in minor units
	Most   money.Money // of all spending of the period in the same currency
	// Refusal is what whoever spends too much is told; it matches ErrBudget.
	Refusal error
}

// Store keeps cases.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may run
	// again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction and without holding anything. A missing
// row is event.ErrNotFound.
type Reader interface {
	FindCase(ctx context.Context, id ID) (Case, error)
	// Cases lists what matches, newest first (IDs falling).
	Cases(ctx context.Context, q Query) iter.Seq2[Case, error]
	// CountCases counts what scope shows by state; a state without cases is absent.
	CountCases(ctx context.Context, scope secure.Filter) (map[flow.State]int64, error)
	// CaseHistory lists by No.
	CaseHistory(ctx context.Context, id ID) ([]Change, error)
	// Messages lists by No.
	Messages(ctx context.Context, id ID) ([]Message, error)
	// FindSpent answers what a seller has spent in a period in a currency; nothing
	// is an amount of zero.
	FindSpent(ctx context.Context, seller catalog.SellerID, period string, currency money.Currency) (money.Money, error)
}

// A Query asks for cases. Zero fields but Scope do not matter; the zero Scope
// shows nothing.
type Query struct {
	Scope  secure.Filter // owner is Buyer, seller is Seller; applied before a row is read
	Order  order.ID
	Seller catalog.SellerID
	States []flow.State
	Due    time.Time // only cases whose deadline is at or before this
	// Declined asks only for cases with refunds that a person must settle, see
	// Case.Declined, whether they have ended or not.
	Declined bool
	After    ID  // continue behind this case: only smaller IDs
	Limit    int // 1 to 500; 0 is 100
}

// Orders is what cases need of orders inside a transaction. *order.Service is one.
type Orders interface {
	RefundIn(ctx context.Context, tx order.Tx, by secure.Actor, id order.ID, r order.RefundRequest) (order.Refund, error)
	DropIn(ctx context.Context, tx order.Tx, by secure.Actor, id order.ID, r order.RefundRequest) (order.Refund, error)
}

// History is what cases need to read of orders. order.Store is one.
type History interface {
	History(ctx context.Context, id order.ID) ([]order.Change, error)
	FindOrder(ctx context.Context, id order.ID) (order.Order, error)
}

// Charges is what cases need of a payment engine outside every transaction.
type Charges interface {
	Advance(ctx context.Context, ref payment.Ref) error
}

// Repricer answers by what the units of an order are priced alone: who keeps one of
// "three for two" pays for one. It is asked outside every transaction but those that
// a host has opened, for a command's In form or, without Do, a parcel's news.
type Repricer interface {
	Basis(ctx context.Context, id order.ID) (Basis, error)
}

// A Basis prices units of one order alone.
type Basis struct {
	// Rules says of which moment the promotions are. Empty: nothing can be said of
	// this order, and every unit keeps its share of the discounts.
	Rules policy.Rules
	// Price answers what the units would have cost alone, with their tax and without
	// the delivery. It is pure and may be called again.
	Price func(kept []order.Units) (money.Money, error)
}

// Payments is what cases need of a payment engine inside a transaction, to collect
// what an exchange costs more.
type Payments interface {
	Open(ctx context.Context, tx payment.Tx, r payment.Request) (payment.Operation, error)
}

// Catalog answers what goods cost now, as order.Catalog does.
type Catalog interface {
	Offers(ctx context.Context, by secure.Actor, language, currency string, skus ...catalog.SKU) ([]catalog.Offer, error)
}

// Parcels is what cases need of a shipping desk inside a transaction.
type Parcels interface {
	Open(ctx context.Context, tx shipping.Tx, s shipping.Shipment) (shipping.Shipment, error)
}

// Labels is what cases need of a shipping desk outside every transaction.
type Labels interface {
	Advance(ctx context.Context, id shipping.ID) error
}

// Policies answers which policy holds. policy.Set is one.
type Policies interface {
	// Choose answers the policy of an order, the same for ever.
	Choose(placed time.Time, seller, country string) (policy.Policy, error)
	// Version answers one version of a policy.
	Version(name string, version int) (policy.Policy, error)
}

// Facts is what a host knows beside the order. Its answers are frozen in the
// case's decision.
type Facts interface {
	// Tags answers what kind of goods a line is, for example "custom_made".
	Tags(ctx context.Context, l order.Line) ([]string, error)
	// Trusted reports whether the shop trusts a buyer, by the actor's id.
	Trusted(ctx context.Context, buyer string) (bool, error)
	// Address answers where a seller takes returns.
	Address(ctx context.Context, seller catalog.SellerID) (shipping.Address, error)
}
