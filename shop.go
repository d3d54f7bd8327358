package cartwright

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/ids"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// A Backend keeps everything of a shop in one place, so that what belongs
// together commits together: memstore.DB is one. For a shop with after-sales, see
// Options.Policies, it also has Aftersales() aftersales.Store, whose transaction
// holds all of an order's; for promotions, see Options.Rules, it also has
// Coupons() coupon.Store, and every transaction of Orders and Aftersales is a
// coupon.Tx, too. memstore.DB and what Open opens have both, and Rules()
// rules.Store.
type Backend interface {
	Payments() payment.Store
	Shipments() shipping.Store
	Stock() stock.Store
	Catalog() catalog.Store
	Orders() order.Store
	Carts() cart.Store
	event.Outbox
	event.TimerStore
	event.Retention
}

// Options are what a host decides. Now, Rand and Publisher may be nil.
type Options struct {
	Providers map[string]payment.Provider // by the name that requests use
	Carriers  map[string]shipping.Carrier
	Fees      []pricing.Fee       // what shipping costs; none: nothing
	Policies  aftersales.Policies // of returns and other cases, policy.Set is one; nil: the shop has no after-sales
	Facts     aftersales.Facts    // what cases must know beside the order: tags of goods, trusted buyers, addresses for returns; nil: nothing
	Calendar  policy.Calendar     // of business days and months, policy.Weekdays is one; nil: Monday to Friday, UTC
	Rules     Rules               // of promotions and codes; nil: the shop has none
	// Supervision is how merchants are judged, for example standing.Marketplace();
	// nil: they are not. Backend then also has Standings() standing.Store, which
	// memstore.DB and what Open opens have.
	Supervision *standing.Preset
	Sealer      secure.Sealer    // protects personal data; SQL stores need one
	Publisher   event.Publisher  // who hears of events; nil: nobody
	Now         func() time.Time // nil: the machine's clock
	Rand        io.Reader        // nil: the machine's randomness
}

// A Shop is every service of a shop, wired: each finds the others in their fields
// whenever it needs them. Each field but Backend may be replaced before the shop
// is used, and counts from then on; Check says what was forgotten. For another
// Backend, Wire another Shop. A copy of a Shop still uses the original's services.
type Shop struct {
	Catalog  *catalog.Service
	Stock    *stock.Service
	Carts    *cart.Service
	Orders   *order.Service
	Payments *payment.Engine
	Parcels  *shipping.Desk
	Cases    *aftersales.Service // nil without Options.Policies: then nobody can open a case
	// Promotions and Coupons are nil without Options.Rules: then every unit costs
	// its price, and codes give nothing.
	Promotions *Promotions
	Coupons    *coupon.Service
	// Standing is nil without Options.Supervision. It learns from what Relay's
	// Publisher is told: who replaces that passes everything on to the one before.
	Standing *standing.Service
	Relay    *event.Relay
	Timers   *event.Timers
	Backend  Backend

	now func() time.Time
}

// Wire connects the services of a shop over one backend.
func Wire(b Backend, o Options) (*Shop, error) {
	if b == nil {
		return nil, errors.New("cartwright: Backend is not set")
	}
	o = o.orMachine()
	s := &Shop{Backend: b, now: o.Now}
	source := ids.New(o.Now, o.Rand)
	policy := secure.DefaultPolicy()
	s.Catalog = &catalog.Service{Store: b.Catalog(), Policy: &policy, Now: o.Now, NewID: source.Next}
	s.Stock = &stock.Service{Store: b.Stock(), Products: b.Catalog(), Policy: &policy, Now: o.Now, NewID: source.Next}
	s.Carts = &cart.Service{Store: b.Carts(), Catalog: itsCatalog{s}, Stock: b.Stock(), Policy: &policy, Now: o.Now}
	s.Payments = &payment.Engine{Store: b.Payments(), Providers: o.Providers, Now: o.Now}
	s.Parcels = &shipping.Desk{Store: b.Shipments(), Carriers: o.Carriers, Now: o.Now}
	s.Orders = &order.Service{
		Store: b.Orders(), Catalog: itsCatalog{s}, Pricer: pricing.List{Fees: o.Fees},
		Payments: itsPayments{s}, Charges: itsPayments{s}, Operations: b.Payments(),
		Parcels: itsParcels{s}, Labels: itsParcels{s}, Policy: &policy, Now: o.Now, NewID: source.Next, Rand: o.Rand,
	}
	if o.Policies != nil {
		if err := s.keepCases(o, &policy, source.Next); err != nil {
			return nil, err
		}
	}
	if o.Rules != nil {
		if err := s.promote(o, source.Next); err != nil {
			return nil, err
		}
		if s.Cases != nil {
			s.Cases.Repricer, s.Cases.InKind = repricer{s}, inKind{s}
		}
	}
	if o.Supervision != nil {
		if err := s.supervise(o); err != nil {
			return nil, err
		}
		o.Publisher = watcher{s, o.Publisher}
	}
	s.Payments.Settle, s.Parcels.Settle = s.settlePayment, s.settleParcel
	owner, err := source.Next()
	if err != nil {
		return nil, fmt.Errorf("cartwright: %w", err)
	}
	s.Relay = &event.Relay{Outbox: b, Publisher: o.Publisher, Now: o.Now, Owner: owner}
	s.Timers = &event.Timers{Store: b, Now: o.Now, Handlers: s.handlers()}
	return s, nil
}

// keepCases wires after-sales.
func (s *Shop) keepCases(o Options, policy *secure.Policy, id func() (string, error)) error {
	keeper, ok := s.Backend.(interface{ Aftersales() aftersales.Store })
	if !ok {
		return errors.New("cartwright: Backend keeps no cases: it needs Aftersales() aftersales.Store")
	}
	s.Cases = &aftersales.Service{
		Store: keeper.Aftersales(), Orders: itsOrders{s}, History: s.Backend.Orders(), Charges: itsPayments{s}, Payments: itsPayments{s},
		Parcels: itsParcels{s}, Labels: itsParcels{s}, Catalog: itsCatalog{s}, Policies: o.Policies, Policy: policy, Now: o.Now, NewID: id,
		Facts: o.Facts, Calendar: o.Calendar,
	}
	return nil
}

// settlePayment makes what a provider told us true: the payment and the orders
// it pays for, and the cases that wait for it, commit together.
func (s *Shop) settlePayment(ctx context.Context, f payment.Fact) error {
	if s.Cases != nil {
		return s.Cases.Store.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			change, err := s.Payments.Apply(ctx, tx, f)
			if err != nil {
				return err
			}
			if err := s.Orders.PaymentChanged(ctx, tx, change); err != nil {
				return err
			}
			return s.Cases.PaymentChanged(ctx, tx, change)
		})
	}
	return s.Backend.Orders().Do(ctx, func(ctx context.Context, tx order.Tx) error {
		change, err := s.Payments.Apply(ctx, tx, f)
		if err != nil {
			return err
		}
		return s.Orders.PaymentChanged(ctx, tx, change)
	})
}

// settleParcel makes what a carrier told us true: the parcel, its order and the
// case that it belongs to commit together.
func (s *Shop) settleParcel(ctx context.Context, f shipping.Fact) error {
	if s.Cases != nil {
		return s.Cases.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			change, err := s.Parcels.Apply(ctx, tx, f)
			if err != nil {
				return err
			}
			if err := s.Orders.ParcelChanged(ctx, tx, change); err != nil {
				return err
			}
			return s.Cases.ParcelChanged(ctx, tx, change)
		})
	}
	return s.Backend.Orders().Do(ctx, func(ctx context.Context, tx order.Tx) error {
		change, err := s.Parcels.Apply(ctx, tx, f)
		if err != nil {
			return err
		}
		return s.Orders.ParcelChanged(ctx, tx, change)
	})
}
