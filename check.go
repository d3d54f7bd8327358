package cartwright

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

// Check answers what is wrong with the wiring; nil when nothing is. Call it
// once after replacing fields: it names what is not set, and what uses another
// service than the shop's. What is of a type that it does not know, for example a
// host's decorator, it takes for right.
func (s *Shop) Check() error {
	if missing := s.missing(); missing != nil {
		return missing
	}
	return errors.Join(s.strangers(), s.unheard())
}

func (s *Shop) missing() error {
	missing := []error{}
	need := func(set bool, field string) {
		if !set {
			missing = append(missing, fmt.Errorf("cartwright: %s is not set", field))
		}
	}
	need(s.Backend != nil, "Backend")
	need(s.Catalog != nil && s.Catalog.Store != nil, "Catalog")
	need(s.Stock != nil && s.Stock.Store != nil, "Stock")
	need(s.Carts != nil && s.Carts.Store != nil, "Carts")
	need(s.Orders != nil && s.Orders.Store != nil, "Orders")
	need(s.Payments != nil && s.Payments.Settle != nil, "Payments.Settle")
	need(s.Parcels != nil && s.Parcels.Settle != nil, "Parcels.Settle")
	need(s.Payments != nil && len(s.Payments.Providers) > 0, "Payments.Providers")
	need(s.Cases == nil || s.Cases.Store != nil, "Cases.Store")
	need(s.Cases == nil || s.Cases.Policies != nil, "Cases.Policies")
	need(s.Promotions == nil || s.Promotions.Rules != nil, "Promotions.Rules")
	need(s.Promotions == nil || s.Promotions.Base != nil, "Promotions.Base")
	need(s.Promotions == nil || s.Coupons != nil && s.Coupons.Store != nil, "Coupons")
	need(s.Standing == nil || s.Standing.Store != nil, "Standing.Store")
	need(s.Relay != nil && s.Relay.Publisher != nil, "Relay.Publisher")
	need(s.Timers != nil && len(s.Timers.Handlers) > 0, "Timers.Handlers")
	return errors.Join(missing...)
}

// A use is a field of a service, the shop's field that it should use and what
// counts as that.
type use struct {
	field, own  string
	have        any
	right, also any
}

func (s *Shop) uses() []use {
	list := []use{
		{"Orders.Catalog", "Catalog", s.Orders.Catalog, itsCatalog{s}, s.Catalog},
		{"Orders.Payments", "Payments", s.Orders.Payments, itsPayments{s}, s.Payments},
		{"Orders.Charges", "Payments", s.Orders.Charges, itsPayments{s}, s.Payments},
		{"Orders.Parcels", "Parcels", s.Orders.Parcels, itsParcels{s}, s.Parcels},
		{"Orders.Labels", "Parcels", s.Orders.Labels, itsParcels{s}, s.Parcels},
		{"Carts.Catalog", "Catalog", s.Carts.Catalog, itsCatalog{s}, s.Catalog},
		{"Timers.Store", "Backend", s.Timers.Store, s.Backend, s.Backend},
		{"Relay.Outbox", "Backend", s.Relay.Outbox, s.Backend, s.Backend},
	}
	if s.Cases != nil {
		list = append(list,
			use{"Cases.Orders", "Orders", s.Cases.Orders, itsOrders{s}, s.Orders},
			use{"Cases.Charges", "Payments", s.Cases.Charges, itsPayments{s}, s.Payments},
		)
	}
	if s.Promotions != nil {
		list = append(list,
			use{"Orders.Pricer", "Promotions", s.Orders.Pricer, itsPromotions{s}, s.Promotions},
			use{"Orders.Claims", "Promotions", s.Orders.Claims, itsPromotions{s}, s.Promotions},
		)
	}
	return list
}

// strangers are what services use although the shop has another one.
func (s *Shop) strangers() error {
	var found []error
	for _, use := range s.uses() {
		if use.have == nil {
			found = append(found, fmt.Errorf("cartwright: %s is not set", use.field))
		} else if another(use.have, use.right) || another(use.have, use.also) {
			found = append(found, fmt.Errorf("cartwright: %s is not the shop's %s", use.field, use.own))
		}
	}
	return errors.Join(found...)
}

// another reports whether have is of own's type, and not own.
func another(have, own any) bool {
	return reflect.TypeOf(have) == reflect.TypeOf(own) && reflect.ValueOf(own).Comparable() && have != own
}

// unheard are the deadlines that nobody would keep.
func (s *Shop) unheard() error {
	var found []error
	for _, of := range s.deadlines() {
		for _, kind := range slices.Sorted(maps.Keys(of())) {
			if s.Timers.Handlers[kind] == nil {
				found = append(found, fmt.Errorf("cartwright: Timers.Handlers has none for %s", kind))
			}
		}
	}
	return errors.Join(found...)
}
