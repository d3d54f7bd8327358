package entitlement

import (
	"errors"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// Sums say what is owed and how it comes about: Goods, Tax, Shipping and
// Allowance, less Kept, Freight and TakenBack, plus Earlier and Exchanged, is Total.
type Sums struct {
	Goods     money.Money // units, after discounts
	Tax       money.Money // in them
	Shipping  money.Money
	Allowance money.Money // sums for goods that stay with the buyer
	Kept      money.Money // by the merchant: restocking, diminished value
	Freight   money.Money // of the way back, borne by the buyer
	TakenBack money.Money // discounts that what was kept no longer earns
	Earlier   money.Money // what earlier refunds left open, or gave beforehand (below zero)
	Total     money.Money

	// Exchanged goes back of what was paid beside the order for goods that an exchange
	// brought, through the payment with which it came. The zero Money: nothing.
	Exchanged money.Money
}

// OfOrder is Total without what was paid beside the order.
func (s Sums) OfOrder() (money.Money, error) {
	if !s.Exchanged.HasCurrency() {
		return s.Total, nil
	}
	return s.Total.Sub(s.Exchanged)
}

func none(zero money.Money) Sums {
	return Sums{
		Goods: zero, Tax: zero, Shipping: zero, Allowance: zero, Kept: zero, Freight: zero, TakenBack: zero, Earlier: zero, Total: zero,
	}
}

// A tally adds amounts and keeps the first error.
type tally struct{ err error }

func (t *tally) add(to *money.Money, m money.Money) {
	if t.err == nil {
		*to, t.err = to.Add(m)
	}
}

func (t *tally) sub(from *money.Money, m money.Money) { t.add(from, m.Neg()) }

// Entitled answers what all claims together entitle to, never more than was paid.
func (b Book) Entitled(claims []Claim) (Sums, error) {
	h, err := b.heap(claims)
	if err != nil {
		return none(b.zero), err
	}
	s := none(b.zero)
	var t tally
	for i, p := range h.piles {
		t.err = errors.Join(t.err, b.line(&s, b.lines[i], p))
	}
	shipping, err := b.shippingOf(h)
	t.err = errors.Join(t.err, err)
	t.add(&s.Shipping, shipping)
	rest := b.total // what the buyer still has
	for _, m := range []money.Money{s.Goods, s.Tax, s.Shipping, s.Allowance} {
		t.sub(&rest, m)
	}
	if t.err != nil {
		return none(b.zero), t.err
	}
	t.add(&s.Allowance, least(h.allowance, rest))
	if s.TakenBack, err = b.takenBack(h, s); err != nil {
		return none(b.zero), err
	}
	return b.close(s, h.freight)
}

// close adds up; deductions never reach below zero.
func (b Book) close(s Sums, freight money.Money) (Sums, error) {
	var t tally
	s.Total = b.zero
	for _, m := range []money.Money{s.Goods, s.Tax, s.Shipping, s.Allowance} {
		t.add(&s.Total, m)
	}
	t.sub(&s.Total, s.Kept)
	if t.err != nil {
		return none(b.zero), t.err
	}
	s.TakenBack = least(s.TakenBack, s.Total)
	t.sub(&s.Total, s.TakenBack)
	s.Freight = least(freight, s.Total)
	t.sub(&s.Total, s.Freight)
	return s, t.err
}

// line adds what one line entitles to.
func (b Book) line(s *Sums, l line, p pile) error {
	net, tax, err := l.paidFor(p.units, b.zero)
	if err != nil {
		return err
	}
	kept, err := b.kept(l, p)
	if err != nil {
		return err
	}
	var t tally
	t.add(&s.Goods, net)
	t.sub(&s.Goods, tax)
	t.add(&s.Tax, tax)
	t.add(&s.Kept, kept)
	stays := l.net // what the buyer paid for units that stay
	t.sub(&stays, net)
	if t.err != nil {
		return t.err
	}
	t.add(&s.Allowance, least(p.allowance, stays))
	return t.err
}

// kept is what the merchant keeps of the units of one line. Units of which less
// is kept count as the earlier ones, so that the answer depends on how many
// there are of each kind and not on who came first; it is rounded once, up.
func (b Book) kept(l line, p pile) (money.Money, error) {
	owed, before, units := b.zero, b.zero, int64(0)
	var t tally
	for _, fee := range p.fees {
		units += p.byFee[fee]
		net, _, err := l.paidFor(units, b.zero)
		if err != nil {
			return b.zero, err
		}
		part := net
		t.sub(&part, before)
		t.add(&owed, part.Mul(int64(wholeFee-fee)))
		before = net
	}
	if t.err != nil {
		return b.zero, t.err
	}
	owed, err := share(owed, 1, wholeFee)
	if err != nil {
		return b.zero, err
	}
	return before.Sub(owed)
}

// shippingOf answers how much of the shipping goes back.
func (b Book) shippingOf(h heap) (money.Money, error) {
	most := b.shipping
	if b.Standard.HasCurrency() {
		if b.Standard.Currency() != most.Currency() {
			return b.zero, &ClaimError{Field: "standard", Reason: "is in another currency"}
		}
		most = least(most, b.Standard)
	}
	if h.whole && h.units == b.units {
		return most, nil
	}
	shared, units := b.zero, int64(0)
	var t tally
	for i, p := range h.piles {
		net, _, err := b.lines[i].paidFor(p.shared, b.zero)
		if err != nil {
			return b.zero, err
		}
		t.add(&shared, net)
		units += p.shared
	}
	switch {
	case t.err != nil || units == 0:
		return b.zero, t.err
	case b.net.IsZero():
		return share(most, units, b.units)
	}
	return shareOf(most, shared, b.net)
}

// takenBack is by how much the units that stay cost more alone than they did
// together with the rest.
func (b Book) takenBack(h heap, s Sums) (money.Money, error) {
	if b.Reprice == nil || h.units == 0 {
		return b.zero, nil
	}
	var kept []order.Units
	for i, p := range h.piles {
		if n := b.lines[i].qty - p.units; n > 0 {
			kept = append(kept, order.Units{Line: i + 1, Units: n})
		}
	}
	if len(kept) == 0 {
		return b.zero, nil
	}
	alone, err := b.Reprice(kept)
	if err != nil {
		return b.zero, err
	}
	var t tally
	t.sub(&alone, b.net)
	t.add(&alone, s.Goods)
	t.add(&alone, s.Tax)
	if t.err != nil || alone.IsNegative() {
		return b.zero, t.err
	}
	return alone, nil
}

// Refund answers what to refund for new claims: what past and new ones together
// entitle to, less what has been refunded so far. It is never below zero and
// never more than what is left of the payment. refunded includes refunds that
// are still under way.
func (b Book) Refund(past []Claim, refunded money.Money, now []Claim) (Sums, error) {
	before, err := b.Entitled(past)
	if err != nil {
		return none(b.zero), err
	}
	all, err := b.Entitled(append(past[:len(past):len(past)], now...))
	if err != nil {
		return none(b.zero), err
	}
	var t tally
	for _, pair := range [][2]*money.Money{
		{&all.Goods, &before.Goods},
		{&all.Tax, &before.Tax},
		{&all.Shipping, &before.Shipping},
		{&all.Allowance, &before.Allowance},
		{&all.Kept, &before.Kept},
		{&all.Freight, &before.Freight},
		{&all.TakenBack, &before.TakenBack},
	} {
		t.sub(pair[0], *pair[1])
	}
	owed := all.Total
	t.sub(&owed, refunded)
	left := b.total
	t.sub(&left, refunded)
	if t.err != nil {
		return none(b.zero), t.err
	}
	if owed.IsNegative() {
		owed = b.zero
	}
	due := owed
	if left.IsNegative() {
		left = b.zero
	}
	due = least(due, left)
	all.Earlier = due
	t.sub(&all.Earlier, all.Total)
	t.add(&all.Earlier, before.Total)
	all.Total = due
	return all, t.err
}

// least is the smaller of two amounts of one currency.
func least(a, b money.Money) money.Money {
	if n, err := a.Cmp(b); err == nil && n > 0 {
		return b
	}
	return a
}
