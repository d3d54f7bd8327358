package entitlement

import (
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// Errors of the package. Wrong input is a *ClaimError.
var (
	// ErrClaim matches every *ClaimError.
	ErrClaim = errors.New("entitlement: bad claim")
	// ErrBook reports an order whose parts do not add up.
	ErrBook = errors.New("entitlement: the order does not add up")
)

// A ClaimError names the field of a claim that is wrong and why. It matches ErrClaim.
type ClaimError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *ClaimError) Error() string { return "entitlement: " + e.Field + ": " + e.Reason }

// Is matches ErrClaim.
func (e *ClaimError) Is(target error) bool { return target == ErrClaim }

// A Book is what an order was paid with, unit by unit. Make one with Of.
type Book struct {
	// Standard bounds what goes back of the shipping, for example the price of
	// the cheapest way that was offered. The zero Money bounds nothing.
	Standard money.Money
	// Reprice answers what kept units would cost today's buyer of them alone
	// under the promotions of then, tax included. When set, a discount that the
	// kept units no longer earn is taken back. Nil: every unit keeps its share
	// of the discounts, as it was frozen when the order was placed.
	Reprice func(kept []order.Units) (money.Money, error)

	zero     money.Money
	lines    []line
	shipping money.Money
	net      money.Money // of all lines
	total    money.Money
	units    int64
}

type line struct {
	rows []order.Row
	qty  int64
	net  money.Money
}

// Of opens the book of an order.
func Of(o order.Order) (Book, error) {
	b := Book{zero: money.New(0, o.Total.Currency()), shipping: o.Shipping, total: o.Total}
	if !o.Total.HasCurrency() || o.Shipping.Currency() != o.Total.Currency() {
		return b, fmt.Errorf("%w: no currency, or two", ErrBook)
	}
	b.net = b.zero
	for i, l := range o.Lines {
		one := line{rows: l.Rows, net: b.zero}
		for _, r := range l.Rows {
			one.qty += r.Units
			var err error
			if one.net, err = one.net.Add(r.Net); err != nil {
				return b, err
			}
			if r.Units < 1 || r.Net.IsNegative() || r.Tax.IsNegative() {
				return b, fmt.Errorf("%w: line %d has a row below zero", ErrBook, i+1)
			}
		}
		if l.No != i+1 || one.qty != l.Qty {
			return b, fmt.Errorf("%w: units of line %d", ErrBook, i+1)
		}
		b.units += one.qty
		b.lines = append(b.lines, one)
		var err error
		if b.net, err = b.net.Add(one.net); err != nil {
			return b, err
		}
	}
	whole, err := b.net.Add(b.shipping)
	if err != nil || !whole.Equal(b.total) {
		return b, errors.Join(fmt.Errorf("%w: lines and shipping are not the total", ErrBook), err)
	}
	return b, nil
}

// Paid is what the whole order was paid with.
func (b Book) Paid() money.Money { return b.total }

// Unit answers what the i-th unit of a line, from 1, was paid with and the tax in
// it. The units of a line are told apart by their place in its allocation rows
// alone: whichever comes back first counts as the first.
func (b Book) Unit(line int, i int64) (net, tax money.Money, err error) {
	if line < 1 || line > len(b.lines) || i < 1 || i > b.lines[line-1].qty {
		return b.zero, b.zero, &ClaimError{Field: "line", Reason: "has no such unit"}
	}
	before, taxBefore, err := b.lines[line-1].paidFor(i-1, b.zero)
	if err != nil {
		return b.zero, b.zero, err
	}
	after, taxAfter, err := b.lines[line-1].paidFor(i, b.zero)
	if err != nil {
		return b.zero, b.zero, err
	}
	net, errNet := after.Sub(before)
	tax, errTax := taxAfter.Sub(taxBefore)
	return net, tax, errors.Join(errNet, errTax)
}

// Run answers what units that follow each other in their line were paid with, as
// orders count them in their refunds.
func (b Book) Run(r order.Run) (money.Money, error) {
	if r.Line < 1 || r.Line > len(b.lines) || r.From < 0 || r.Units < 0 || r.From+r.Units > b.lines[r.Line-1].qty {
		return b.zero, &ClaimError{Field: "line", Reason: "has no such units"}
	}
	before, _, err := b.lines[r.Line-1].paidFor(r.From, b.zero)
	if err != nil {
		return b.zero, err
	}
	after, _, err := b.lines[r.Line-1].paidFor(r.From+r.Units, b.zero)
	if err != nil {
		return b.zero, err
	}
	return after.Sub(before)
}

// paidFor is what the first n units of a line were paid with, and the tax in it.
// The tax follows the money, so that neither part ever falls from one unit to
// the next.
func (l line) paidFor(n int64, zero money.Money) (net, tax money.Money, err error) {
	net, tax = zero, zero
	for _, r := range l.rows {
		units := min(n, r.Units)
		n -= units
		part, err := share(r.Net, units, r.Units)
		if err != nil {
			return net, tax, err
		}
		taxPart, err := shareOf(r.Tax, part, r.Net)
		if err != nil {
			return net, tax, err
		}
		if net, err = net.Add(part); err != nil {
			return net, tax, err
		}
		if tax, err = tax.Add(taxPart); err != nil {
			return net, tax, err
		}
	}
	return net, tax, nil
}

// share is the n-of-whole part of an amount, rounded towards zero.
func share(a money.Money, n, whole int64) (money.Money, error) {
	if n <= 0 || whole <= 0 {
		return money.New(0, a.Currency()), nil
	}
	parts, err := a.Allocate(nil, []int64{n, whole - n}, money.Cumulative)
	if err != nil {
		return a, err
	}
	return parts[0], nil
}

// shareOf is the part-of-whole part of an amount; both are money.
func shareOf(a, part, whole money.Money) (money.Money, error) {
	n, err := part.Minor()
	if err != nil {
		return a, err
	}
	of, err := whole.Minor()
	if err != nil {
		return a, err
	}
	return share(a, n, of)
}
