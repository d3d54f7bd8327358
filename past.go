package cartwright

import (
	"fmt"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// PastFacts are the facts of a purchase that was placed, for promotion.Trial: its
// goods and fees before every discount, its time, buyer, country and method of
// payment, and for each rule that gave something a code that opens it. What an
// order does not keep is for the host to add: categories, groups, channel, gifts.
// The orders are all of the purchase: none, or one of another, is an error that
// matches order.ErrInput.
func PastFacts(p order.Purchase, orders ...order.Order) (promotion.Facts, error) {
	if err := ofPurchase(p, orders); err != nil {
		return promotion.Facts{}, err
	}
	f := promotion.Facts{At: p.Placed, Currency: p.Currency, Buyer: promotion.Buyer{ID: p.Buyer}, Country: p.To.Country, Payment: p.Method}
	opened := map[string]bool{}
	open := func(shares []order.Share) {
		for _, s := range shares {
			if !opened[s.Code] {
				opened[s.Code] = true
				f.Codes = append(f.Codes, promotion.Entered{Text: fmt.Sprintf("PAST%d", len(f.Codes)+1), Rule: s.Code})
			}
		}
	}
	for _, o := range orders {
		fee, err := feeBefore(o)
		if err != nil {
			return promotion.Facts{}, err
		}
		f.Fees = append(f.Fees, promotion.Fee{Seller: o.Seller, Amount: fee})
		open(o.ShippingDiscounts)
		for _, l := range o.Lines {
			for _, r := range l.Rows {
				open(r.Discounts)
			}
			if !l.Gift {
				f.Lines = append(f.Lines, promotion.Line{SKU: l.SKU, Product: l.Product, Seller: o.Seller, Units: l.Qty, Price: l.Rows[0].Price})
			}
		}
	}
	if p.GuestHash != "" {
		f.Buyer.ID = ""
	}
	return f, nil
}

// feeBefore is what the delivery of an order cost before discounts.
func feeBefore(o order.Order) (money.Money, error) {
	fee := o.Shipping
	for _, s := range o.ShippingDiscounts {
		var err error
		if fee, err = fee.Add(s.Amount); err != nil {
			return money.Money{}, err
		}
	}
	return fee, nil
}

// ofPurchase refuses no orders and those of another purchase.
func ofPurchase(p order.Purchase, orders []order.Order) error {
	if len(orders) == 0 {
		return &order.InputError{Field: "orders", Reason: "are missing"}
	}
	for i, o := range orders {
		if o.Purchase != p.ID {
			return &order.InputError{Field: fmt.Sprintf("orders[%d]", i), Reason: "is of another purchase"}
		}
	}
	return nil
}
