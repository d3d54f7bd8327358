package aftersales

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// held is an order that is held, and what belongs to it.
type held struct {
	moments
	order    order.Order
	purchase order.Purchase
	refunds  []order.Refund // that went through, or still may
	cases    []Case
	now      *Case // with what it claims, where that counts as come back
}

// moments are when the last parcel of an order left and arrived; zero: not yet.
// offers are what goods cost that are wanted instead.
type moments struct {
	shipped, delivered time.Time
	offers             map[catalog.SKU]catalog.Offer
}

// beside reads what a request needs to know that no transaction has to hold.
func (s *Service) beside(ctx context.Context, by secure.Actor, r Request) (moments, error) {
	if err := r.check(); err != nil {
		return moments{}, err
	}
	m, err := s.moments(ctx, r.Order)
	if err != nil {
		return m, err
	}
	m.offers, err = s.wanted(ctx, by, r)
	return m, err
}

// moments reads an order's history, which is written once and never changes.
func (s *Service) moments(ctx context.Context, id order.ID) (moments, error) {
	var m moments
	history, err := s.History.History(ctx, id)
	for _, c := range history {
		if stage(c.To) > stage(c.From) && stage(c.To) >= 1 {
			if m.shipped.IsZero() || stage(c.To) == 1 {
				m.shipped = c.At
			}
			if stage(c.To) == 2 {
				m.delivered = c.At
			}
		}
	}
	return m, err
}

// stage is how far the goods of an order are: 1 all have left, 2 all are there.
func stage(s order.Status) int {
	switch s {
	case order.Shipped:
		return 1
	case order.Delivered, order.Completed:
		return 2
	default:
		return 0
	}
}

// leave forgets one case, for whoever asks about the others.
func (h *held) leave(id ID) {
	for i, c := range h.cases {
		if c.ID == id {
			h.cases = append(h.cases[:i:i], h.cases[i+1:]...)
			return
		}
	}
}

// goods answers where the goods of a request are.
func (h held) goods(r Request) policy.Goods {
	place := policy.Unsent
	for _, item := range r.Items {
		if item.Line < 1 || item.Line > len(h.order.Progress) {
			continue
		}
		p := h.order.Progress[item.Line-1]
		switch {
		case p.Returned > 0 && p.Delivered == 0:
			return policy.Refused
		case p.Packed > p.Delivered && p.Delivered < item.Units:
			place = policy.OnRoad
		case p.Delivered >= item.Units && place == policy.Unsent:
			place = policy.Here
		}
	}
	if len(r.Items) == 0 && !h.delivered.IsZero() {
		return policy.Here
	}
	return place
}

// free refuses what is not left of a line: units that another case is about, or
// for which the money has gone back.
func (h held) free(r Request, p policy.Policy) error {
	if paid := h.order.PaymentStatus; r.Kind != flow.KindComplaint && paid != order.PayPaid && paid != order.PayPartRefunded && paid != order.PayRefunded {
		return bad("order", "has not been paid")
	}
	for i, item := range r.Items {
		field := fmt.Sprintf("items[%d].line", i)
		if item.Line < 1 || item.Line > len(h.order.Lines) {
			return bad(field, "is not a line of the order")
		}
		refused := &RefusedError{Policy: p.String(), Rule: ruleOnce, Code: codeUnits, Line: item.Line, Left: max(h.left(item.Line), 0)}
		if item.Units > h.order.Lines[item.Line-1].Qty {
			refused.Rule = ruleBought
		}
		if item.Units > refused.Left {
			return refused
		}
	}
	if r.Amount.HasCurrency() {
		most, err := h.worth(Request{Items: r.Items})
		if err != nil {
			return err
		}
		if n, err := r.Amount.Cmp(most); err != nil || n > 0 {
			return bad("amount", "must be in the order's currency and at most what the items cost")
		}
	}
	return nil
}

// left is how many units of a line nobody has asked about.
func (h held) left(line int) int64 {
	left := h.order.Lines[line-1].Qty
	for _, c := range h.cases {
		left -= c.takes(line)
	}
	for _, direct := range h.direct() {
		for _, u := range direct.Items {
			if u.Line == line {
				left -= u.Units
			}
		}
	}
	return left
}

// takes is how many units of a line nobody else may ask about: those of an open
// case, and those whose money went back.
func (c Case) takes(line int) int64 {
	units := int64(0)
	if c.Open() && c.holds() {
		for _, item := range c.Items {
			if item.Line == line {
				units += item.Units
			}
		}
		return units
	}
	if c.State != flow.Completed {
		return 0
	}
	for _, claim := range c.Claims {
		if claim.Line == line {
			units += claim.Units
		}
	}
	return units
}

// holds reports whether a case is about its units, and not about a sum or words.
func (c Case) holds() bool {
	return !c.Asked.HasCurrency() && c.Kind != flow.KindComplaint
}

// direct are the refunds that no case asked for.
func (h held) direct() []order.Refund {
	var list []order.Refund
	for _, r := range h.refunds {
		ours := false
		for _, c := range h.cases {
			for _, ref := range c.Refunds {
				ours = ours || ref == r.Ref
			}
		}
		if !ours {
			list = append(list, r)
		}
	}
	return list
}

// worth is what the items of a request were paid with.
func (h held) worth(r Request) (money.Money, error) {
	if r.Amount.HasCurrency() {
		return r.Amount, nil
	}
	book, err := entitlement.Of(h.order)
	if err != nil {
		return money.Money{}, err
	}
	var claims []entitlement.Claim
	for _, item := range r.Items {
		claims = append(claims, entitlement.Claim{Line: item.Line, Units: item.Units})
	}
	sums, err := book.Entitled(claims)
	return sums.Total, err
}

// value is what was paid for the items of a request, in the order and beside it.
func (h held) value(r Request) (money.Money, error) {
	worth, err := h.worth(r)
	if err != nil || r.Amount.HasCurrency() {
		return worth, err
	}
	more, _, err := h.besides(r)
	if err != nil {
		return worth, err
	}
	return worth.Add(more)
}

// hold reads an order and what belongs to it, in the lock order of orders: the
// operation that brought the money, the payment, the order.
func hold(ctx context.Context, tx Tx, id order.ID) (held, error) {
	var h held
	var err error
	if h.purchase, err = tx.PurchaseOf(ctx, id); err != nil {
		return h, err
	}
	if err := holdMoney(ctx, tx, h.purchase); err != nil {
		return h, err
	}
	if h.order, err = tx.Order(ctx, id); err != nil {
		return h, err
	}
	if h.cases, err = tx.CasesOf(ctx, id); err != nil {
		return h, err
	}
	h.refunds, err = refundsOf(ctx, tx, h.purchase, id)
	return h, err
}
