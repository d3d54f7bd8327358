package main

import (
	"context"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

// returnRules are the store's policies of returns: that of a marketplace in China, and
// that of the European Union where an order goes there.
func returnRules() (policy.Set, error) {
	set, err := policy.Set{}.With(policy.Entry{Policy: policy.CNMarketplace()})
	if err != nil {
		return set, err
	}
	return set.With(policy.Entry{Policy: policy.EUWithdrawal(), Countries: union()})
}

// union are the member states of the European Union.
func union() []string {
	return []string{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
		"PL", "PT", "RO", "SE", "SI", "SK",
	}
}

// facts is what the store knows beside an order when somebody asks for a return.
type facts struct{ shop *cartwright.Shop }

// Tags says that food is perishable: it does not go back without a reason.
func (f facts) Tags(ctx context.Context, l order.Line) ([]string, error) {
	shelves, err := f.shop.Catalog.Store.Categories(ctx)
	if err != nil {
		return nil, err
	}
	p, err := f.shop.Catalog.Product(ctx, secure.Actor{}, l.Slug)
	switch {
	case among(err, catalog.ErrUnknown, catalog.ErrInactive): // no longer on sale: nothing is known of it
		return nil, nil
	case err != nil:
		return nil, err
	}
	for _, c := range shelves {
		if c.ID == p.Category && c.Slug == "food" {
			return []string{"perishable"}, nil
		}
	}
	return nil, nil
}

// Trusted says that the store knows no buyer well enough to pay in advance.
func (facts) Trusted(context.Context, string) (bool, error) { return false, nil }

// Address is where a seller's merchant sits.
func (facts) Address(_ context.Context, seller catalog.SellerID) (shipping.Address, error) {
	for _, p := range seed.People() {
		if p.Actor.Sells(string(seller)) && p.Actor.Role == secure.RoleMerchant {
			return p.Address, nil
		}
	}
	return shipping.Address{}, aftersales.ErrNotFound
}
