package order

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// Catalog answers what SKUs cost now. A SKU that by may not buy is absent, or
// the error matches catalog.ErrUnknown, catalog.ErrInactive or catalog.ErrNoPrice.
type Catalog interface {
	Offers(ctx context.Context, by secure.Actor, language, currency string, skus ...catalog.SKU) ([]catalog.Offer, error)
}

// A Pricer turns offers into priced orders. The service checks that every part
// adds up. A code that gives nothing is no error: the total tells.
type Pricer interface {
	Price(ctx context.Context, by secure.Actor, b Basket) (Priced, error)
}

// Priced is what a basket costs.
type Priced struct {
	// Orders, one per seller: sellers, amounts, shipping with its discounts, awards,
	// PayBy and lines with their rows are set; ids, statuses and times are not.
	Orders []Order
	// Claim takes what the price uses up; nil: nothing.
	Claim Claim
}

// Payments is what orders need of a payment engine inside a transaction. An
// engine in another process satisfies it with an event.
type Payments interface {
	Open(ctx context.Context, tx payment.Tx, r payment.Request) (payment.Operation, error)
}

// Charges is what orders need of a payment engine outside every transaction.
type Charges interface {
	// Advance asks the provider to do, or what became of, an operation.
	Advance(ctx context.Context, ref payment.Ref) error
	// Close makes an unpaid charge unpayable; a payer may be faster, and then
	// the fact that money moved comes in as any other does.
	Close(ctx context.Context, ref payment.Ref) error
}

// Parcels is what orders need of a shipping desk inside a transaction.
type Parcels interface {
	Open(ctx context.Context, tx shipping.Tx, s shipping.Shipment) (shipping.Shipment, error)
	// Recall asks that a booked label under which nothing is sent be withdrawn.
	Recall(ctx context.Context, tx shipping.Tx, id shipping.ID) (shipping.Change, error)
}

// Labels is what orders need of a shipping desk outside every transaction.
type Labels interface {
	// Advance asks the carrier to book, or what became of, a shipment.
	Advance(ctx context.Context, id shipping.ID) error
	// Offers answers nil where a shipment can be opened with this carrier and
	// service, else shipping.ErrNoCarrier or a *shipping.InputError. It calls nobody.
	Offers(carrier, service string) error
}

// CashOnDelivery is the method that is promised when the order is placed and
// collected when the goods arrive: its charge is an Authorize.
const CashOnDelivery = "cod"

// Limits bound what a request may ask and how long an order waits. Zero fields
// have the default that their comment names.
type Limits struct {
	MaxLines     int                      // different SKUs in one purchase: 200
	MaxQty       int64                    // units of one SKU in one purchase: 100,000
	PayWithin    time.Duration            // how long stock is held for an unpaid purchase: 30 minutes
	PayWithinFor map[string]time.Duration // the same for single methods, for example days for a bank transfer
	RetryWithin  time.Duration            // how long after it was placed a purchase can wait for retried payments: 2 hours
	ConfirmAfter time.Duration            // when a delivered order is confirmed by itself: 7 days
}

// A Service places orders and leads them through their lives. Store, Catalog,
// Pricer, Payments, Charges,
// Operations, Parcels, Labels, Policy, Now and NewID are
// required: a command answers ErrConfig, naming the field, where one is missing.
type Service struct {
	Store      Store
	Catalog    Catalog
	Pricer     Pricer
	Payments   Payments
	Charges    Charges
	Operations Operations
	Parcels    Parcels
	Labels     Labels
	Policy     *secure.Policy
	Now        func() time.Time
	NewID      func() (string, error) // 26 characters, time-ordered
	Rand       io.Reader              // for guests' tokens; nil: the operating system's
	Limits     Limits
	Lifecycle  *fsm.Machine[Status, Event, *Order] // nil: Lifecycle()
	Claims     Claims                              // who settles what a Pricer's Claim took; nil: nobody
	// OnError hears of calls to providers and carriers that failed after their
	// intent was committed. Nothing is lost: the engine's recovery goes on.
	// Nil: nobody hears.
	OnError func(ctx context.Context, err error)
}

func (s *Service) ready() error {
	var missing string
	switch {
	case s.Store == nil:
		missing = "Store"
	case s.Catalog == nil:
		missing = "Catalog"
	case s.Pricer == nil:
		missing = "Pricer"
	case s.Payments == nil:
		missing = "Payments"
	case s.Charges == nil:
		missing = "Charges"
	case s.Operations == nil:
		missing = "Operations"
	case s.Parcels == nil:
		missing = "Parcels"
	case s.Labels == nil:
		missing = "Labels"
	case s.Policy == nil:
		missing = "Policy"
	case s.Now == nil:
		missing = "Now"
	case s.NewID == nil:
		missing = "NewID"
	default:
		return nil
	}
	return fmt.Errorf("%w: %s is not set", ErrConfig, missing)
}

func (s *Service) now() time.Time { return s.Now().UTC().Truncate(time.Millisecond) }

func (s *Service) payWithin(method string) time.Duration {
	if d, ok := s.Limits.PayWithinFor[method]; ok {
		return d
	}
	return positive(s.Limits.PayWithin, 30*time.Minute)
}

// payUntil is when the wait for another charge of a purchase ends: however often
// it is retried, its stock is held no longer than RetryWithin, or than the
// method's own first wait would have taken.
func (s *Service) payUntil(p Purchase, method string) time.Time {
	within := s.payWithin(method)
	last := p.Placed.Add(max(within, positive(s.Limits.RetryWithin, 2*time.Hour)))
	if until := s.now().Add(within); until.Before(last) {
		return until
	}
	return last
}

func positive[T int | int64 | time.Duration](n, otherwise T) T {
	if n > 0 {
		return n
	}
	return otherwise
}

// do runs fn in a transaction, anew where a row had changed under it.
func (s *Service) do(ctx context.Context, fn func(context.Context, Tx) error) error {
	var err error
	for range 3 {
		if err = s.Store.Do(ctx, fn); !errors.Is(err, event.ErrStale) {
			return err
		}
	}
	return err
}

// advance pushes what was just committed. Its failure changes nothing.
func (s *Service) advance(ctx context.Context, ref payment.Ref) {
	if ref == "" {
		return
	}
	if err := s.Charges.Advance(ctx, ref); err != nil && s.OnError != nil {
		s.OnError(ctx, fmt.Errorf("order: advance %s: %w", ref, err))
	}
}

// allow answers ErrNotFound to whoever may not know of the order, and the
// policy's refusal to whoever may read it.
func (s *Service) allow(by secure.Actor, action secure.Action, o Order) error {
	target := secure.Target{Owner: o.Buyer, Seller: string(o.Seller)}
	if err := s.Policy.Allow(by, secure.OrderRead, target); errors.Is(err, secure.ErrDenied) {
		return ErrNotFound
	} else if err != nil {
		return err
	}
	return s.Policy.Allow(by, action, target)
}

// missing turns a store's answer into the package's.
func missing(err error) error {
	if errors.Is(err, event.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// A move is one change of one order on its way to the store.
type move struct {
	order Order
	event Event
	from  Status
	by    secure.Actor
	why   string
}

// step asks the lifecycle and answers the move.
func (s *Service) step(by secure.Actor, e Event, o Order, why string) (move, error) {
	machine := s.Lifecycle
	if machine == nil {
		machine = lifecycle
	}
	next, err := machine.Next(o.Status, e, &o)
	if err != nil {
		return move{}, err
	}
	m := move{order: o, event: e, from: o.Status, by: by, why: why}
	m.order.Status = next
	return m, nil
}

// stay is a move that keeps the status.
func stay(by secure.Actor, e Event, o Order, why string) move {
	return move{order: o, event: e, from: o.Status, by: by, why: why}
}

// save is the one writer of orders: it derives the aggregate statuses and
// writes orders, history and events. It returns the orders as stored.
func (s *Service) save(ctx context.Context, tx Tx, moves ...move) ([]Order, error) {
	now := s.now()
	orders, changes, events := make([]Order, len(moves)), make([]Change, len(moves)), make([]event.Event, len(moves))
	for i, m := range moves {
		o := m.order
		o.PaymentStatus = PaymentStatusOf(o.PaymentStatus, o.Total, o.Refunded)
		o.ShippingStatus = ShippingStatusOf(o.Lines, o.Progress)
		o.Updated = now
		orders[i] = o
		changes[i] = Change{
			Order: o.ID, Version: o.Version + 1, From: m.from, To: o.Status, Event: m.event,
			By: m.by.ID, Role: string(m.by.Role), Why: m.why, At: now,
		}
		events[i] = happened(o, m, now)
	}
	if err := tx.SaveOrders(ctx, orders...); err != nil {
		return nil, err
	}
	if err := tx.AddHistory(ctx, changes...); err != nil {
		return nil, err
	}
	for i := range orders {
		orders[i].Version++
	}
	if err := tx.Emit(ctx, events...); err != nil {
		return nil, err
	}
	return orders, s.settleClaims(ctx, tx, moves, orders)
}

// happened is the event of a move: "order." and the new status, or, where the
// status stayed, what happened.
func happened(o Order, m move, now time.Time) event.Event {
	kind := string(m.event)
	if o.Status != m.from {
		kind = string(o.Status)
	}
	return event.Event{
		ID: fmt.Sprintf("order.%s.%d", o.ID, o.Version+1), Type: "order." + kind, Subject: "order/" + string(o.ID),
		Version: o.Version + 1, At: now, Data: []byte(`{"purchase":"` + string(o.Purchase) + `"}`),
	}
}

// sum adds amounts of one currency and keeps the first error.
type sum struct {
	total money.Money
	err   error
}

func (s *sum) add(m money.Money) {
	if s.err == nil {
		s.total, s.err = s.total.Add(m)
	}
}

func (s *sum) sub(m money.Money) { s.add(m.Neg()) }
