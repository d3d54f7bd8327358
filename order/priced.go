package order

import (
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

var errSum = errors.New("parts do not add up to the whole")

// checkPriced proves that orders are what the basket asked for and that every
// sum is exact. It answers the total.
func checkPriced(orders []Order, b Basket) (money.Money, error) {
	asked := map[catalog.SKU]int64{}
	for _, item := range b.Items {
		asked[item.Offer.SKU] += item.Qty
	}
	total := money.New(0, b.Currency)
	for i := range orders {
		o := &orders[i]
		if err := o.checkSums(b.Currency); err != nil {
			return total, fmt.Errorf("order of seller %s: %w", o.Seller, err)
		}
		for _, l := range o.Lines {
			asked[l.SKU] -= l.Qty
		}
		var err error
		if total, err = total.Add(o.Total); err != nil {
			return total, err
		}
	}
	for _, item := range b.Items {
		if asked[item.Offer.SKU] != 0 {
			return total, fmt.Errorf("%w: units of %s", errSum, item.Offer.SKU)
		}
	}
	if _, err := total.Minor(); err != nil {
		return total, fmt.Errorf("total: %w", err)
	}
	return total, nil
}

// checkSums proves the sums of one order and gives it an empty progress.
func (o *Order) checkSums(c money.Currency) error {
	zero := money.New(0, c)
	goods, discount, tax := sum{total: zero}, sum{total: zero}, sum{total: zero}
	o.Progress = make([]Progress, len(o.Lines))
	for i, l := range o.Lines {
		if l.No != i+1 || len(l.Rows) == 0 {
			return fmt.Errorf("%w: lines are not numbered from 1 or have no rows", errSum)
		}
		o.Progress[i].Line = l.No
		var units int64
		for _, r := range l.Rows {
			units += r.Units
			if err := r.check(zero); err != nil {
				return fmt.Errorf("line %d: %w", l.No, err)
			}
			goods.add(r.Price.Mul(r.Units))
			discount.add(r.Discount)
			tax.add(r.Tax)
		}
		if units != l.Qty {
			return fmt.Errorf("%w: units of line %d", errSum, l.No)
		}
	}
	whole := sum{total: goods.total, err: errors.Join(goods.err, discount.err, tax.err)}
	whole.sub(o.Discount)
	whole.add(o.Shipping)
	whole.add(o.Tax)
	o.Refunding, o.Refunded = zero, zero
	switch {
	case whole.err != nil:
		return whole.err
	case !goods.total.Equal(o.Goods) || !discount.total.Equal(o.Discount) || !tax.total.Equal(o.Tax) || !whole.total.Equal(o.Total):
		return errSum
	case o.Seller == "" || o.Shipping.IsNegative() || o.Total.IsNegative():
		return fmt.Errorf("%w: no seller, or an amount below zero", errSum)
	}
	return nil
}

func (r Row) check(zero money.Money) error {
	shares, net := sum{total: zero}, sum{total: zero}
	for _, s := range r.Discounts {
		shares.add(s.Amount)
	}
	net.add(r.Price.Mul(r.Units))
	net.sub(r.Discount)
	net.add(r.Tax)
	switch {
	case shares.err != nil || net.err != nil:
		return errors.Join(shares.err, net.err)
	case r.Units < 1 || r.Price.IsNegative() || r.Discount.IsNegative() || r.Tax.IsNegative() || r.Net.IsNegative():
		return fmt.Errorf("%w: a row below zero", errSum)
	case !shares.total.Equal(r.Discount) || !net.total.Equal(r.Net):
		return errSum
	}
	return nil
}
