package entitlement

import (
	"fmt"

	"github.com/cartwright-go/cartwright/money"
)

// A Shipping says how much of what the delivery cost goes back with a claim.
type Shipping string

// Rules for shipping.
const (
	NoShipping    Shipping = "none"  // nothing
	ShareShipping Shipping = "share" // the part that belongs to the claimed goods
	WholeShipping Shipping = "whole" // all of it once everything has come back
)

// A Claim is one reason why a buyer is owed money: units that came back or never
// arrived, or a sum.
type Claim struct {
	Line      int         // the order's line, from 1; 0 only for a sum that belongs to none
	Units     int64       // units of the line, 0 for a sum alone
	Fee       int         // what the merchant may keep of them, in hundredths of a percent: 0 to 10,000
	Shipping  Shipping    // empty: NoShipping
	Allowance money.Money // a sum for goods that stay with the buyer; the zero Money: none
	Freight   money.Money // what the buyer bears of the way back; the zero Money: nothing
}

const wholeFee = 10_000

// check judges the i-th claim.
func (b Book) check(i int, c Claim) error {
	wrong := func(field, why string) error {
		return &ClaimError{Field: fmt.Sprintf("claims[%d].%s", i, field), Reason: why}
	}
	switch {
	case c.Line < 0 || c.Line > len(b.lines) || c.Line == 0 && c.Units != 0:
		return wrong("line", "is not a line of the order")
	case c.Units < 0:
		return wrong("units", "must not be below zero")
	case c.Line > 0 && c.Units > b.lines[c.Line-1].qty:
		return wrong("units", "are more than were bought")
	case c.Fee < 0 || c.Fee > wholeFee:
		return wrong("fee", "must be 0 to 10000 hundredths of a percent")
	case c.Shipping != "" && c.Shipping != NoShipping && c.Shipping != ShareShipping && c.Shipping != WholeShipping:
		return wrong("shipping", "must be none, share or whole")
	case !b.fits(c.Allowance):
		return wrong("allowance", "must be zero or above, in the order's currency")
	case !b.fits(c.Freight):
		return wrong("freight", "must be zero or above, in the order's currency")
	}
	return nil
}

func (b Book) fits(m money.Money) bool {
	if !m.HasCurrency() {
		return m.IsZero()
	}
	_, err := m.Minor()
	return err == nil && !m.IsNegative() && m.Currency() == b.zero.Currency()
}

// A pile is what all claims together take of one line.
type pile struct {
	byFee     map[int]int64
	fees      []int // of byFee, rising
	units     int64
	shared    int64 // units whose share of the shipping goes back
	allowance money.Money
}

// A heap is all claims together.
type heap struct {
	piles     []pile // by line
	allowance money.Money
	freight   money.Money
	whole     bool // somebody may have the whole shipping back
	units     int64
}

// heap adds up claims. More units than were bought are a *ClaimError.
func (b Book) heap(claims []Claim) (heap, error) {
	h := heap{piles: make([]pile, len(b.lines)), allowance: b.zero, freight: b.zero}
	for i := range h.piles {
		h.piles[i] = pile{byFee: map[int]int64{}, allowance: b.zero}
	}
	for i, c := range claims {
		if err := b.check(i, c); err != nil {
			return h, err
		}
		if err := h.add(c); err != nil {
			return h, err
		}
		if c.Line > 0 && h.piles[c.Line-1].units > b.lines[c.Line-1].qty {
			return h, &ClaimError{Field: fmt.Sprintf("claims[%d].units", i), Reason: "are more than are left of the line"}
		}
	}
	return h, nil
}

func (h *heap) add(c Claim) error {
	if c.Freight.HasCurrency() {
		var err error
		if h.freight, err = h.freight.Add(c.Freight); err != nil {
			return err
		}
	}
	h.whole = h.whole || c.Shipping == WholeShipping && c.Units > 0
	h.units += c.Units
	sum := &h.allowance
	if c.Line > 0 {
		h.piles[c.Line-1].add(c)
		sum = &h.piles[c.Line-1].allowance
	}
	if !c.Allowance.HasCurrency() {
		return nil
	}
	total, err := sum.Add(c.Allowance)
	*sum = total
	return err
}

func (p *pile) add(c Claim) {
	if c.Units == 0 {
		return
	}
	if _, known := p.byFee[c.Fee]; !known {
		p.fees = insert(p.fees, c.Fee)
	}
	p.byFee[c.Fee] += c.Units
	p.units += c.Units
	if c.Shipping == ShareShipping {
		p.shared += c.Units
	}
}

// insert keeps a list rising.
func insert(list []int, v int) []int {
	list = append(list, v)
	for i := len(list) - 1; i > 0 && list[i] < list[i-1]; i-- {
		list[i], list[i-1] = list[i-1], list[i]
	}
	return list
}
