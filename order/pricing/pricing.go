// Package pricing is the plain way to price a purchase: every unit at its
// offered price, and shipping by a flat fee per seller that is waived from a
// threshold on.
//
//	pricer := pricing.List{Fees: []pricing.Fee{{Flat: cny10, FreeFrom: cny99}}}
package pricing

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// A Fee is what one seller's goods cost to ship in one currency.
type Fee struct {
	Flat     money.Money
	FreeFrom money.Money // goods of this amount and above ship free; the zero Money: never
}

// List prices by the offers. It gives no discount and adds no tax. A currency
// without a fee ships free. It is immutable and safe for concurrent use.
type List struct{ Fees []Fee }

var _ order.Pricer = List{}

// Price answers one order per seller, sorted by seller, lines in the order asked for.
func (l List) Price(_ context.Context, _ secure.Actor, b order.Basket) (order.Priced, error) {
	zero := money.New(0, b.Currency)
	var orders []order.Order
	for _, item := range b.Items {
		i := slices.IndexFunc(orders, func(o order.Order) bool { return o.Seller == item.Offer.Seller })
		if i < 0 {
			i = len(orders)
			orders = append(orders, order.Order{Seller: item.Offer.Seller, Goods: zero, Discount: zero, Shipping: zero, Tax: zero})
		}
		if err := add(&orders[i], item, zero); err != nil {
			return order.Priced{}, err
		}
	}
	for i := range orders {
		if err := l.ship(&orders[i]); err != nil {
			return order.Priced{}, err
		}
	}
	slices.SortFunc(orders, func(a, b order.Order) int { return compare(a.Seller, b.Seller) })
	return order.Priced{Orders: orders}, nil
}

func compare(a, b catalog.SellerID) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func add(o *order.Order, item order.BasketItem, zero money.Money) error {
	offer, net := item.Offer, item.Offer.Price.Mul(item.Qty)
	o.Lines = append(o.Lines, order.Line{
		No: len(o.Lines) + 1, SKU: offer.SKU, Product: offer.Product, Kind: offer.Kind, Title: offer.Title,
		Options: offer.Options, Picture: offer.Picture, Slug: offer.Slug, Grams: offer.Grams, Qty: item.Qty,
		Rows: []order.Row{{Units: item.Qty, Price: offer.Price, Discount: zero, Tax: zero, Net: net}},
	})
	goods, err := o.Goods.Add(net)
	if err != nil {
		return fmt.Errorf("pricing: %s: %w", offer.SKU, err)
	}
	o.Goods = goods
	return nil
}

// ship adds the fee where anything travels and the goods are below its threshold.
func (l List) ship(o *order.Order) error {
	travels := slices.ContainsFunc(o.Lines, func(l order.Line) bool { return l.Kind == catalog.Goods })
	i := slices.IndexFunc(l.Fees, func(f Fee) bool { return f.Flat.Currency() == o.Goods.Currency() })
	if travels && i >= 0 {
		free, err := l.Fees[i].waived(o.Goods)
		if err != nil {
			return fmt.Errorf("pricing: fee: %w", err)
		}
		if !free {
			o.Shipping = l.Fees[i].Flat
		}
	}
	var err error
	o.Total, err = o.Goods.Add(o.Shipping)
	return err
}

// waived reports whether goods are enough to ship free.
func (f Fee) waived(goods money.Money) (bool, error) {
	if !f.FreeFrom.HasCurrency() {
		return false, nil
	}
	enough, err := goods.Cmp(f.FreeFrom)
	return enough >= 0, err
}
