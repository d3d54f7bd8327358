package order

import (
	"context"
	"iter"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// Operations is what orders need to read of payments.
type Operations interface {
	Operations(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error]
}

// maxLimit is how many orders one list can have.
const maxLimit = 500

// Order reads one order that by may see, or ErrNotFound.
func (s *Service) Order(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	if err := s.ready(); err != nil {
		return Order{}, err
	}
	o, err := s.Store.FindOrder(ctx, id)
	if err != nil {
		return Order{}, missing(err)
	}
	if err := s.allow(by, secure.OrderRead, o); err != nil {
		return Order{}, err
	}
	return o, nil
}

// A Delivery is where an order goes and what its buyer wrote. It is personal.
type Delivery struct {
	To    shipping.Address
	Email string
	Note  string
}

// Delivery reads where an order goes, for whoever may see the order, or
// ErrNotFound.
func (s *Service) Delivery(ctx context.Context, by secure.Actor, id ID) (Delivery, error) {
	o, err := s.Order(ctx, by, id)
	if err != nil {
		return Delivery{}, err
	}
	p, err := s.Store.FindPurchase(ctx, o.Purchase)
	return Delivery{To: p.To, Email: p.Email, Note: p.Note}, missing(err)
}

// Purchase reads one purchase of by's own, or any for staff, or ErrNotFound.
func (s *Service) Purchase(ctx context.Context, by secure.Actor, id PurchaseID) (Placement, error) {
	if err := s.ready(); err != nil {
		return Placement{}, err
	}
	p, err := s.Store.FindPurchase(ctx, id)
	if err != nil {
		return Placement{}, missing(err)
	}
	if s.Policy.Allow(by, secure.OrderRead, secure.Target{Owner: p.Buyer}) != nil {
		return Placement{}, ErrNotFound
	}
	orders, err := s.Store.OrdersOfPurchase(ctx, id)
	return Placement{Purchase: p, Orders: orders}, err
}

// Guest reads the purchase that a guest's link token opens, or ErrNotFound.
func (s *Service) Guest(ctx context.Context, token string) (Placement, error) {
	if err := s.ready(); err != nil {
		return Placement{}, err
	}
	hash, err := secure.HashToken(token)
	if err != nil {
		return Placement{}, ErrNotFound
	}
	p, err := s.Store.FindPurchaseByGuest(ctx, hash)
	if err != nil {
		return Placement{}, missing(err)
	}
	orders, err := s.Store.OrdersOfPurchase(ctx, p.ID)
	return Placement{Purchase: p, Orders: orders}, err
}

// Orders lists what by may see, newest first; q.Scope is set here. A Limit that
// is not one is an *InputError.
func (s *Service) Orders(ctx context.Context, by secure.Actor, q Query) iter.Seq2[Order, error] {
	err := s.ready()
	if err == nil && (q.Limit < 0 || q.Limit > maxLimit) {
		err = bad("limit", "must be between 1 and %d, or 0 for 100", maxLimit)
	}
	if err == nil {
		q.Scope, err = s.Policy.Scope(by, secure.OrderRead)
	}
	if err != nil {
		return func(yield func(Order, error) bool) { yield(Order{}, err) }
	}
	return s.Store.Orders(ctx, q)
}

// Count counts what by may see by status.
func (s *Service) Count(ctx context.Context, by secure.Actor) (map[Status]int64, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	scope, err := s.Policy.Scope(by, secure.OrderRead)
	if err != nil {
		return nil, err
	}
	return s.Store.CountOrders(ctx, scope)
}

// History lists what was done to an order that by may see, oldest first.
func (s *Service) History(ctx context.Context, by secure.Actor, id ID) ([]Change, error) {
	if _, err := s.Order(ctx, by, id); err != nil {
		return nil, err
	}
	return s.Store.History(ctx, id)
}
