package cartwright

import (
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// apply turns the base's orders into those after promotions.
func (e *evaluated) apply() error {
	at := 0
	for i := range e.orders {
		o := &e.orders[i]
		for j := range o.Lines {
			rows, err := rowsOf(e.result.Lines[at].Rows, o.Shipping.Currency())
			if err != nil {
				return err
			}
			o.Lines[j].Rows = rows
			at++
		}
		fee := e.result.Fees[i]
		o.ShippingDiscounts = sharesOf(fee.Shares)
		var err error
		if o.Shipping, err = fee.Before.Sub(fee.Discount); err != nil {
			return err
		}
	}
	for _, g := range e.result.Gifts {
		if err := e.give(g); err != nil {
			return err
		}
	}
	for i := range e.orders {
		if err := total(&e.orders[i]); err != nil {
			return err
		}
	}
	e.award()
	e.payBy()
	return nil
}

func sharesOf(list []promotion.Share) []order.Share {
	var shares []order.Share
	for _, s := range list {
		shares = append(shares, order.Share{Code: s.Rule, Payer: s.Payer, Amount: s.Amount})
	}
	return shares
}

// rowsOf are the rows of a line. Where a unit costs fractions of the smallest coin
// and a row of some units does not come to whole coins, the line stays one row.
func rowsOf(list []promotion.Row, in money.Currency) ([]order.Row, error) {
	rows := make([]order.Row, len(list))
	whole := true
	for i, r := range list {
		rows[i] = order.Row{Units: r.Units, Price: r.Price, Discounts: sharesOf(r.Shares), Discount: r.Discount, Tax: money.New(0, in), Net: r.Net}
		_, off := r.Discount.Minor()
		_, net := r.Net.Minor()
		whole = whole && off == nil && net == nil
	}
	if whole || len(rows) < 2 {
		return rows, nil
	}
	one := rows[0]
	for _, r := range rows[1:] {
		one.Units += r.Units
		one.Discounts = append(one.Discounts, r.Discounts...)
		var err error
		if one.Discount, err = one.Discount.Add(r.Discount); err != nil {
			return nil, err
		}
		if one.Net, err = one.Net.Add(r.Net); err != nil {
			return nil, err
		}
	}
	return []order.Row{one}, nil
}

// give adds a gift to the order of its seller: a line of its own at what it is
// worth, all of which is taken off again, so that what the gift costs has its
// payers and a gift that is kept can be charged.
func (e *evaluated) give(g promotion.Gift) error {
	offer := e.gifts[g.SKU]
	i := slices.IndexFunc(e.orders, func(o order.Order) bool { return o.Seller == offer.Seller })
	if i < 0 {
		return fmt.Errorf("cartwright: gift %s has no order", g.SKU)
	}
	o := &e.orders[i]
	zero := money.New(0, e.basket.Currency)
	price, worth := offer.Price, offer.Price.Mul(g.Units)
	if _, err := worth.Minor(); err != nil { // fractions of the smallest coin, which nobody can bear
		price, worth = zero, zero
	}
	shares, err := e.borne(g.Rule, worth)
	if err != nil {
		return err
	}
	o.Lines = append(o.Lines, order.Line{
		No: len(o.Lines) + 1, SKU: offer.SKU, Product: offer.Product, Kind: offer.Kind, Title: offer.Title, Options: offer.Options,
		Picture: offer.Picture, Slug: offer.Slug, Grams: offer.Grams, Qty: g.Units, Gift: true,
		Rows: []order.Row{{Units: g.Units, Price: price, Discounts: shares, Discount: worth, Tax: zero, Net: zero}},
	})
	return nil
}

// borne divides an amount among those who pay for a rule.
func (e *evaluated) borne(rule string, amount money.Money) ([]order.Share, error) {
	r, _ := e.rules.Rule(rule)
	if len(r.Payers) == 0 {
		return []order.Share{{Code: rule, Payer: "seller", Amount: amount}}, nil
	}
	weights := make([]int64, len(r.Payers))
	for i, p := range r.Payers {
		weights[i] = p.Parts
	}
	minor, err := amount.Minor()
	if err != nil {
		return nil, err
	}
	parts, err := money.New(minor, amount.Currency()).Allocate(nil, weights, money.LargestRemainder)
	shares := make([]order.Share, len(parts))
	for i := range parts {
		shares[i] = order.Share{Code: rule, Payer: r.Payers[i].Party, Amount: parts[i]}
	}
	return shares, err
}

// total adds an order up anew.
func total(o *order.Order) error {
	zero := money.New(0, o.Shipping.Currency())
	o.Goods, o.Discount = zero, zero
	var err error
	for _, l := range o.Lines {
		for _, r := range l.Rows {
			if o.Goods, err = o.Goods.Add(r.Price.Mul(r.Units)); err != nil {
				return err
			}
			if o.Discount, err = o.Discount.Add(r.Discount); err != nil {
				return err
			}
		}
	}
	if o.Total, err = o.Goods.Sub(o.Discount); err != nil {
		return err
	}
	o.Total, err = o.Total.Add(o.Shipping)
	return err
}

// award notes the points with the first order of the purchase: orders are kept by
// seller.
func (e *evaluated) award() {
	if len(e.orders) == 0 {
		return
	}
	first := 0
	for i, o := range e.orders {
		if o.Seller < e.orders[first].Seller {
			first = i
		}
	}
	for _, a := range e.result.Applied {
		if a.Points > 0 {
			e.orders[first].Awards = append(e.orders[first].Awards, order.Award{Code: a.Rule, Points: a.Points, Sellers: a.Sellers})
		}
	}
}

// payBy binds the orders to the method of payment where a rule that looked at it
// gave something.
func (e *evaluated) payBy() {
	bound := slices.ContainsFunc(e.result.Applied, func(a promotion.Applied) bool {
		return e.rules.Asks(a.Rule, "payment")
	})
	for i := range e.orders {
		if bound {
			e.orders[i].PayBy = e.basket.Method
		}
	}
}
