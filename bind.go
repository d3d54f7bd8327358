package cartwright

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// What one service needs of another is looked up in the shop at every call, so
// that a field counts from the moment it is replaced.
type (
	itsCatalog    struct{ s *Shop }
	itsPayments   struct{ s *Shop }
	itsParcels    struct{ s *Shop }
	itsOrders     struct{ s *Shop }
	itsPromotions struct{ s *Shop }
)

func (c itsCatalog) Offers(ctx context.Context, by secure.Actor, language, currency string, skus ...catalog.SKU) ([]catalog.Offer, error) {
	return c.s.Catalog.Offers(ctx, by, language, currency, skus...)
}

func (p itsPayments) Open(ctx context.Context, tx payment.Tx, r payment.Request) (payment.Operation, error) {
	return p.s.Payments.Open(ctx, tx, r)
}

func (p itsPayments) Advance(ctx context.Context, ref payment.Ref) error {
	return p.s.Payments.Advance(ctx, ref)
}

func (p itsPayments) Close(ctx context.Context, ref payment.Ref) error {
	return p.s.Payments.Close(ctx, ref)
}

func (p itsParcels) Open(ctx context.Context, tx shipping.Tx, shipment shipping.Shipment) (shipping.Shipment, error) {
	return p.s.Parcels.Open(ctx, tx, shipment)
}

func (p itsParcels) Recall(ctx context.Context, tx shipping.Tx, id shipping.ID) (shipping.Change, error) {
	return p.s.Parcels.Recall(ctx, tx, id)
}

func (p itsParcels) Advance(ctx context.Context, id shipping.ID) error {
	return p.s.Parcels.Advance(ctx, id)
}

func (p itsParcels) Offers(carrier, service string) error {
	return p.s.Parcels.Offers(carrier, service)
}

func (o itsOrders) RefundIn(ctx context.Context, tx order.Tx, by secure.Actor, id order.ID, r order.RefundRequest) (order.Refund, error) {
	return o.s.Orders.RefundIn(ctx, tx, by, id, r)
}

func (o itsOrders) DropIn(ctx context.Context, tx order.Tx, by secure.Actor, id order.ID, r order.RefundRequest) (order.Refund, error) {
	return o.s.Orders.DropIn(ctx, tx, by, id, r)
}

func (p itsPromotions) Price(ctx context.Context, by secure.Actor, b order.Basket) (order.Priced, error) {
	return p.s.Promotions.Price(ctx, by, b)
}

func (p itsPromotions) Snapshot(ctx context.Context) (*promotion.Snapshot, error) {
	if p.s.Promotions == nil || p.s.Promotions.Rules == nil {
		return nil, errors.New("cartwright: Promotions.Rules is not set")
	}
	return p.s.Promotions.Rules.Snapshot(ctx)
}

func (p itsPromotions) Confirm(ctx context.Context, tx order.Tx, orders []order.Order, rules ...string) error {
	return p.s.Promotions.Confirm(ctx, tx, orders, rules...)
}

func (p itsPromotions) Release(ctx context.Context, tx order.Tx, orders []order.Order, rules ...string) error {
	return p.s.Promotions.Release(ctx, tx, orders, rules...)
}

// A handler does what is due.
type handler = func(context.Context, event.Timer) error

// deadlines are what each service has to do in time, each looked up when asked.
func (s *Shop) deadlines() []func() map[string]handler {
	all := []func() map[string]handler{
		func() map[string]handler { return s.Payments.Timers() },
		func() map[string]handler { return s.Parcels.Timers() },
		func() map[string]handler { return s.Orders.Timers() },
	}
	if s.Cases != nil {
		all = append(all, func() map[string]handler { return s.Cases.Timers() })
	}
	if s.Standing != nil {
		all = append(all, s.reviews)
	}
	if s.ruleTimers() != nil {
		all = append(all, s.ruleTimers)
	}
	return all
}

// ruleTimers are the deadlines of rules that are kept; of others nil.
func (s *Shop) ruleTimers() map[string]handler {
	if s.Promotions == nil {
		return nil
	}
	if kept, ok := s.Promotions.Rules.(interface{ Timers() map[string]handler }); ok {
		return kept.Timers()
	}
	return nil
}

// handlers are the deadlines of all services, each done by whichever service
// stands in its field by then.
func (s *Shop) handlers() map[string]handler {
	all := map[string]handler{}
	for _, of := range s.deadlines() {
		for kind := range of() {
			all[kind] = func(ctx context.Context, t event.Timer) error {
				if do := of()[kind]; do != nil {
					return do(ctx, t)
				}
				return errors.New("cartwright: the service that kept " + kind + " was replaced")
			}
		}
	}
	return all
}
