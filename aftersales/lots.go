package aftersales

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// A lot is units of a line that the buyer holds alike: as they were bought, or as
// one exchange brought them.
type lot struct {
	sku   catalog.SKU
	grams int64
	units int64 // about which nobody has asked
	from  ID    // the exchange; empty: as bought
}

// lots are what the buyer holds of a line, as bought first.
func (h held) lots(line int) []lot {
	l := h.order.Lines[line-1]
	list := []lot{{sku: l.SKU, grams: l.Grams, units: l.Qty}}
	for _, c := range h.cases {
		if item, swapped := c.swapped(line); swapped {
			leaves(list, item.From, item.Units)
			list = append(list, lot{sku: item.Want, grams: item.WantGrams, units: item.Units, from: c.ID})
		}
	}
	for _, c := range h.cases {
		if item, found := c.item(line); found {
			leaves(list, item.From, c.takes(line))
		}
	}
	for _, r := range h.direct() {
		for _, u := range r.Items {
			if u.Line == line {
				leaves(list, "", u.Units)
			}
		}
	}
	return list
}

// leaves takes units off the lot of an exchange, and off the others where it has
// not got so many.
func leaves(list []lot, from ID, units int64) {
	for _, own := range []bool{true, false} {
		for i := range list {
			if own && list[i].from != from {
				continue
			}
			n := max(min(units, list[i].units), 0)
			list[i].units -= n
			units -= n
		}
	}
}

// item is what of a case is about a line.
func (c Case) item(line int) (Item, bool) {
	i := slices.IndexFunc(c.Items, func(item Item) bool { return item.Line == line })
	if i < 0 {
		return Item{}, false
	}
	return c.Items[i], true
}

// swapped is what of a line a case has exchanged for other goods.
func (c Case) swapped(line int) (Item, bool) {
	item, found := c.item(line)
	return item, found && c.State == flow.Completed && c.Subject.Remedy == flow.Exchange && item.Want != "" && item.Want != item.SKU
}

// pick says of every item of a request which goods it is about.
func (h held) pick(r Request, p policy.Policy) ([]Item, error) {
	items := make([]Item, len(r.Items))
	for i, item := range r.Items {
		one, err := h.lot(i, r)
		if err != nil {
			return nil, err
		}
		refused := &RefusedError{Policy: p.String(), Rule: ruleAlike, Code: codeExchanged, Line: item.Line, Left: one.units}
		about := r.Kind != flow.KindComplaint && !r.Amount.HasCurrency()
		if about && one.units < item.Units || about && !h.priced(one.from, item.Line) {
			return nil, refused
		}
		items[i] = Item{Line: item.Line, Units: item.Units, Want: item.Want, Grams: one.grams, From: one.from, WantGrams: h.offers[item.Want].Grams}
		if h.order.Lines[item.Line-1].Kind == catalog.Goods {
			items[i].SKU = one.sku
		}
	}
	return items, nil
}

// lot is what the i-th item of a request is about: of the goods that it names, else
// of those that are left, which must be alike where it matters.
func (h held) lot(i int, r Request) (lot, error) {
	item := r.Items[i]
	all := h.lots(item.Line)
	free := slices.DeleteFunc(slices.Clone(all), func(l lot) bool { return l.units < 1 || item.SKU != "" && l.sku != item.SKU })
	if len(free) == 0 {
		if item.SKU != "" && !slices.ContainsFunc(all, func(l lot) bool { return l.sku == item.SKU }) {
			return lot{}, bad(fmt.Sprintf("items[%d].sku", i), "is not what the buyer has of the line")
		}
		return all[0], nil
	}
	best := free[0]
	for _, l := range free {
		if l.sku != best.sku && r.Kind != flow.KindComplaint && !r.Amount.HasCurrency() {
			return lot{}, bad(fmt.Sprintf("items[%d].sku", i), "is missing: after an exchange the buyer has different goods of the line")
		}
		if best.units < item.Units && l.units > best.units {
			best = l
		}
	}
	return best, nil
}

// brought lists the exchanges that brought goods of a line, the latest first.
func (h held) brought(from ID, line int) (list []Case) {
	for from != "" {
		i := slices.IndexFunc(h.cases, func(c Case) bool { return c.ID == from })
		if i < 0 || len(list) > len(h.cases) {
			break
		}
		list = append(list, h.cases[i])
		item, _ := h.cases[i].item(line)
		from = item.From
	}
	return list
}

// priced reports whether it is known what exchanged goods cost more, or less, than
// those that they came for: not where one sum is for several kinds of goods.
func (h held) priced(from ID, line int) bool {
	for _, c := range h.brought(from, line) {
		kinds := 0
		for _, item := range c.Items {
			if item.Want != "" && item.Want != item.SKU {
				kinds++
			}
		}
		if kinds > 1 && c.Difference.HasCurrency() {
			return false
		}
	}
	return true
}

// returned is how many of the units that an exchange brought have come back, or
// are exchanged back and have: in cases that are paid or being paid, but one.
func (h held) returned(exchange ID, line int, but ID) (units int64) {
	for _, c := range h.cases {
		if c.ID != but && h.counts(c) {
			units += h.unitsOf(c, exchange, line)
		}
	}
	if h.now != nil {
		units += h.unitsOf(*h.now, exchange, line)
	}
	return units
}

// unitsOf is for how many units of a line that an exchange brought a case claims.
func (h held) unitsOf(c Case, exchange ID, line int) (units int64) {
	item, found := c.item(line)
	if !found || !slices.ContainsFunc(h.brought(item.From, line), func(x Case) bool { return x.ID == exchange }) {
		return 0
	}
	for _, claim := range c.Claims {
		if claim.Line == line {
			units += claim.Units
		}
	}
	return units
}

// counts reports whether a case was paid, or is being paid.
func (h held) counts(c Case) bool {
	return c.State == flow.Completed || c.Offline.HasCurrency() || h.live(c) >= 0
}

// kept are the claims of a case that count. What goods cost less that have come
// back since does not: they are paid at what they cost.
func (h held) kept(c Case, self ID) ([]entitlement.Claim, error) {
	if c.Subject.Remedy != flow.Exchange || !c.Difference.IsNegative() {
		return c.Claims, nil
	}
	list := slices.Clone(c.Claims)
	for _, item := range c.Items {
		if item.Want == "" || item.Want == item.SKU {
			continue
		}
		back := min(h.returned(c.ID, item.Line, self), item.Units)
		for i := range list {
			if !list[i].Allowance.HasCurrency() || back == 0 {
				continue
			}
			gone, err := part(list[i].Allowance, back, item.Units)
			if err != nil {
				return nil, err
			}
			if list[i].Allowance, err = list[i].Allowance.Sub(gone); err != nil {
				return nil, err
			}
		}
	}
	return list, nil
}

// part is the n-of-whole part of an amount, rounded towards zero.
func part(m money.Money, n, whole int64) (money.Money, error) {
	if n < 1 || whole < 1 {
		return money.New(0, m.Currency()), nil
	}
	parts, err := m.Allocate(nil, []int64{min(n, whole), whole - min(n, whole)}, money.Cumulative)
	if err != nil {
		return m, err
	}
	return parts[0], nil
}

// An added sum is what was paid beside an order for units of an exchange; below
// zero it was given back.
type added struct {
	of  Case
	sum money.Money
}

// beside answers what was paid beside the order for units of an item, exchange by
// exchange.
func (h held) beside(item Item, units int64, self ID) ([]added, error) {
	var list []added
	for _, x := range h.brought(item.From, item.Line) {
		if !x.Difference.HasCurrency() {
			continue
		}
		was, _ := x.item(item.Line)
		before := h.returned(x.ID, item.Line, self)
		one, err := part(x.Difference, before, was.Units)
		if err != nil {
			return nil, err
		}
		all, err := part(x.Difference, before+units, was.Units)
		if err != nil {
			return nil, err
		}
		if all, err = all.Sub(one); err != nil {
			return nil, err
		}
		list = append(list, added{of: x, sum: all})
	}
	return list, nil
}

// besides is what was paid beside the order for the items of a request, and whether
// some of it lies in payments of their own.
func (h held) besides(r Request) (sum money.Money, apart bool, err error) {
	sum = money.New(0, h.order.Total.Currency())
	for _, item := range r.Items {
		list, err := h.beside(item, item.Units, "")
		if err != nil {
			return sum, apart, err
		}
		for _, one := range list {
			apart = apart || one.sum.IsPositive()
			if sum, err = sum.Add(one.sum); err != nil {
				return sum, apart, err
			}
		}
	}
	return sum, apart, nil
}

// extras are what a case owes of the payments of earlier exchanges, less what the
// merchant keeps of it. claims are the case's, as they fit.
func (w *work) extras(h held, claims []entitlement.Claim) (list []added, err error) {
	if w.c.Asked.HasCurrency() {
		return nil, nil
	}
	for i, item := range w.c.Items {
		some, err := h.beside(item, claims[i].Units, w.c.ID)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			if !one.of.Extra.Paid || !one.sum.IsPositive() {
				continue
			}
			if one.sum, err = part(one.sum, int64(10_000-claims[i].Fee), 10_000); err != nil {
				return nil, err
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// holdExtras holds the payments of earlier exchanges, before the order.
func (w *work) holdExtras(ctx context.Context) error {
	for _, item := range w.c.Items {
		for from := item.From; from != ""; {
			x, err := w.tx.Case(ctx, from)
			if err != nil {
				return err
			}
			if x.Extra.Paid {
				if _, err := w.tx.Operation(ctx, x.Extra.Charge); err != nil {
					return err
				}
				if _, err := w.tx.Payment(ctx, x.Extra.Payment); err != nil {
					return err
				}
			}
			was, _ := x.item(item.Line)
			from = was.From
		}
	}
	return nil
}

// askExtras opens the refunds of what earlier exchanges were paid with, as far as
// the case has not asked for them.
func (w *work) askExtras(ctx context.Context, list []added) error {
	if len(list) > 0 && w.s.Payments == nil {
		return bad("case", "takes no payments")
	}
	for _, one := range list {
		rest, charge, err := w.unasked(ctx, one)
		if err != nil {
			return err
		}
		if !rest.IsPositive() {
			continue
		}
		ref, err := w.s.NewID()
		if err != nil {
			return err
		}
		r := payment.Request{
			Ref: payment.Ref(ref), Payment: one.of.Extra.Payment, Cause: caseOwner + string(w.c.ID), Kind: payment.Refund, Parent: charge.Ref,
			Provider: charge.Provider, Method: charge.Method, Amount: rest,
		}
		if _, err := w.s.Payments.Open(ctx, w.tx, r); err != nil {
			return err
		}
		w.done.Refunds = append(w.done.Refunds, r.Ref)
		w.tell("difference_back", fmt.Sprintf("case.%s.back.%s", w.c.ID, r.Ref))
	}
	return nil
}

// unasked is how much of a sum the case has not asked for before, and the charge
// that brought it. What was declined is the exchange's to settle, see Declined.
func (w *work) unasked(ctx context.Context, one added) (rest money.Money, charge payment.Operation, err error) {
	ops, err := w.tx.OperationsOf(ctx, one.of.Extra.Payment)
	rest = one.sum
	for _, op := range ops {
		if op.Ref == one.of.Extra.Charge {
			charge = op
		}
		if err == nil && op.Kind == payment.Refund && op.Cause == caseOwner+string(w.c.ID) {
			rest, err = rest.Sub(op.Amount)
		}
	}
	return rest, charge, err
}
