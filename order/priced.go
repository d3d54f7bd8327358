package order

import (
	"errors"
	"fmt"
	"maps"
	"slices"

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
			if !l.Gift {
				asked[l.SKU] -= l.Qty
			}
		}
		var err error
		if total, err = total.Add(o.Total); err != nil {
			return total, err
		}
	}
	for _, sku := range slices.Sorted(maps.Keys(asked)) {
		if asked[sku] != 0 {
			return total, fmt.Errorf("%w: units of %s", errSum, sku)
		}
	}
	if _, err := total.Minor(); errors.Is(err, money.ErrRange) {
		return total, tooDear()
	} else if err != nil {
		return total, fmt.Errorf("total: %w", err)
	}
	return total, nil
}

func tooDear() error { return bad("lines", "cost more together than can be booked") }

// payable finds a line whose price times its units nobody can pay.
func (r Request) payable(orders []Order) error {
	for _, o := range orders {
		for _, l := range o.Lines {
			for _, row := range l.Rows {
				_, err := row.Net.Minor()
				switch {
				case errors.Is(err, money.ErrInexact):
					return &InputError{Field: r.line(l.SKU), Reason: "does not come to a whole number of the smallest coin", cause: err}
				case errors.Is(err, money.ErrRange):
					return &InputError{Field: r.line(l.SKU), Reason: "costs more than can be booked", cause: err}
				}
			}
		}
		for _, part := range []money.Money{o.Goods, o.Total} {
			if _, err := part.Minor(); errors.Is(err, money.ErrRange) {
				return tooDear()
			}
		}
	}
	return nil
}

// line is the field of the first line of the request that asks for an SKU.
func (r Request) line(s catalog.SKU) string {
	i := slices.IndexFunc(r.Lines, func(item Item) bool { return item.SKU == s })
	return fmt.Sprintf("lines[%d]", max(i, 0))
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
		switch {
		case units != l.Qty:
			return fmt.Errorf("%w: units of line %d", errSum, l.No)
		case l.Gift && slices.ContainsFunc(l.Rows, Row.bought):
			return fmt.Errorf("%w: line %d is a gift that costs something or that no campaign gives", errSum, l.No)
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
	return o.checkGiven()
}

// checkGiven proves what campaigns gave an order besides its rows.
func (o *Order) checkGiven() error {
	before := sum{total: o.Shipping}
	for _, s := range o.ShippingDiscounts {
		if _, err := s.Amount.Minor(); err != nil {
			return err
		}
		if s.Code == "" || s.Payer == "" || s.Amount.IsNegative() {
			return fmt.Errorf("%w: a share of the delivery of no campaign or payer, or below zero", errSum)
		}
		before.add(s.Amount)
	}
	if slices.ContainsFunc(o.Awards, func(a Award) bool { return a.Code == "" || a.Points < 1 }) {
		return fmt.Errorf("%w: an award of nothing or of no campaign", errSum)
	}
	return before.err
}

// bought reports whether a row costs something, or names no campaign that gives it.
func (r Row) bought() bool {
	return !r.Net.IsZero() || !r.Tax.IsZero() || !slices.ContainsFunc(r.Discounts, func(s Share) bool { return s.Code != "" })
}

func (r Row) check(zero money.Money) error {
	shares, net := sum{total: zero}, sum{total: zero}
	for _, s := range r.Discounts {
		shares.add(s.Amount)
	}
	net.add(r.Price.Mul(r.Units))
	net.sub(r.Discount)
	net.add(r.Tax)
	for _, part := range []money.Money{r.Discount, r.Tax} {
		if _, err := part.Minor(); err != nil {
			return err
		}
	}
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
