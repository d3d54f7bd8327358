package aftersales

import (
	"context"
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// A Request opens a case.
type Request struct {
	Order  order.ID
	Kind   flow.Kind
	Reason string // a code of the order's policy
	// Items count by Line and Units, Want for an exchange, and SKU where exchanges have
	// left the buyer with different goods of the line; none only for a complaint.
	Items    []Item
	Amount   money.Money // less than the items cost; required for price protection, else optional; the zero Money: what they cost
	Text     string      // the buyer's words, up to 2,000 characters
	Evidence []Piece
	Draft    bool // keep it for the buyer alone until Submit
}

// Open opens a case for an order, by its buyer, its merchant on the buyer's
// behalf, or staff. A request that the order's policy does not allow is a
// *RefusedError, one for more than is left of a line too, which matches ErrUnits. What the policy
// agrees to at once is agreed in the same commit.
func (s *Service) Open(ctx context.Context, by secure.Actor, r Request) (Case, error) {
	if err := s.ready(); err != nil {
		return Case{}, err
	}
	seen, err := s.beside(ctx, by, r)
	if err != nil {
		return Case{}, err
	}
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.openIn(ctx, tx, by, r, seen) })
}

// OpenIn is Open in the caller's transaction. It reads when the order's parcels
// left and arrived, and what goods cost that are wanted instead, beside the
// transaction.
func (s *Service) OpenIn(ctx context.Context, tx Tx, by secure.Actor, r Request) (Outcome, error) {
	if err := s.ready(); err != nil {
		return Outcome{}, err
	}
	seen, err := s.beside(ctx, by, r)
	if err != nil {
		return Outcome{}, err
	}
	return s.openIn(ctx, tx, by, r, seen)
}

func (s *Service) openIn(ctx context.Context, tx Tx, by secure.Actor, r Request, seen moments) (Outcome, error) {
	h, err := hold(ctx, tx, r.Order)
	h.moments = seen
	if err != nil {
		return Outcome{}, missing(err)
	}
	side := party(by, h.order.Buyer, string(h.order.Seller))
	target := secure.Target{Owner: h.order.Buyer, Seller: string(h.order.Seller)}
	if s.Policy.Allow(by, secure.OrderRead, target) != nil {
		return Outcome{}, ErrNotFound
	}
	if !flow.May(flow.Submit, side) {
		return Outcome{}, denied(by, flow.Submit)
	}
	w, err := s.open(ctx, tx, h, r)
	if err != nil {
		return Outcome{}, err
	}
	if err := w.start(ctx, act{by: by, side: side}, r); err != nil {
		return Outcome{}, err
	}
	return w.save(ctx)
}

// open makes the case and asks the policy.
func (s *Service) open(ctx context.Context, tx Tx, h held, r Request) (*work, error) {
	p, err := s.Policies.Choose(h.order.Placed, string(h.order.Seller), h.purchase.To.Country)
	if err != nil {
		return nil, err
	}
	if err := h.free(r, p); err != nil {
		return nil, err
	}
	if r.Items, err = h.pick(r, p); err != nil {
		return nil, err
	}
	decision, err := s.decide(ctx, p, h, r)
	if err != nil {
		return nil, err
	}
	id, err := s.NewID()
	if err != nil {
		return nil, fmt.Errorf("aftersales: new id: %w", err)
	}
	difference, err := h.difference(r, p)
	if err != nil {
		return nil, err
	}
	now := s.now()
	goods := h.goods(r)
	c := Case{
		ID: ID(id), Order: h.order.ID, Buyer: h.order.Buyer, Seller: h.order.Seller, Kind: r.Kind, Reason: r.Reason, State: flow.Draft,
		Subject: flow.Subject{Remedy: r.Kind.Remedy(), Travels: goods == policy.OnRoad}, Items: r.Items, Asked: r.Amount, Policy: p.Name,
		Edition: p.Version, Decision: decision, Since: now, Deadline: p.Deadline(flow.Draft, now, s.Calendar), Opened: now,
	}
	if !difference.IsZero() {
		c.Difference, c.Subject.Owed = difference, difference.IsPositive()
	}
	return &work{s: s, tx: tx, c: c, policy: p, at: now, restart: true}, nil
}

// start submits the case unless it stays a draft.
func (w *work) start(ctx context.Context, a act, r Request) error {
	if r.Text != "" || len(r.Evidence) > 0 {
		if err := w.say(Message{By: a.by.ID, Party: a.side, Text: r.Text, Evidence: r.Evidence}); err != nil {
			return err
		}
	}
	if r.Draft {
		w.tell("draft", fmt.Sprintf("case.%s.0", w.c.ID))
		return nil
	}
	return w.submit(ctx, a)
}

// submit puts the case before the merchant, who has agreed already where the
// policy says so, where the merchant asked for the buyer, or where nothing that
// anybody could say would matter.
func (w *work) submit(ctx context.Context, a act) error {
	a.event = flow.Submit
	if err := w.move(ctx, a); err != nil {
		return err
	}
	if w.c.Decision.Agree {
		return w.grant(ctx, act{by: timer(), side: flow.Timer, why: w.c.Decision.Rule})
	}
	return nil
}

// Submit puts a draft before the merchant, by its buyer. The policy is asked
// again: a draft keeps no right alive.
func (s *Service) Submit(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.SubmitIn(ctx, tx, by, id) })
}

// SubmitIn is Submit in the caller's transaction.
func (s *Service) SubmitIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if w.c.State != flow.Draft {
			return w.move(ctx, act{by: by, side: side, event: flow.Submit})
		}
		r := Request{Order: w.c.Order, Kind: w.c.Kind, Reason: w.c.Reason, Items: w.c.Items, Amount: w.c.Asked, Evidence: make([]Piece, w.c.Evidence)}
		h, err := w.anew(ctx, r)
		if err != nil {
			return err
		}
		if w.c.Decision, err = s.decide(ctx, w.policy, h, r); err != nil {
			return err
		}
		return w.submit(ctx, act{by: by, side: side})
	})
}

// decide asks the policy for every line and keeps the least generous answer.
func (s *Service) decide(ctx context.Context, p policy.Policy, h held, r Request) (policy.Decision, error) {
	facts := policy.Facts{
		Kind: r.Kind, Reason: r.Reason, Goods: h.goods(r), At: s.now(), Placed: h.order.Placed, Shipped: h.shipped, Delivered: h.delivered,
		Country: h.purchase.To.Country, Evidence: len(r.Evidence), Amount: r.Amount,
	}
	var err error
	if facts.Amount, err = h.value(r); err != nil {
		return policy.Decision{}, err
	}
	if s.Facts != nil {
		if facts.Trusted, err = s.Facts.Trusted(ctx, h.order.Buyer); err != nil {
			return policy.Decision{}, err
		}
	}
	var answer policy.Decision
	for i, item := range itemsOrNone(r.Items) {
		if facts.Tags, facts.Requests, err = s.about(ctx, h, item); err != nil {
			return policy.Decision{}, err
		}
		d := p.Decide(facts)
		if !d.Allowed {
			return d, &RefusedError{Policy: p.String(), Rule: d.Rule, Code: d.Code, Until: d.Until, Line: item.Line}
		}
		if i == 0 || !d.Until.IsZero() && (answer.Until.IsZero() || d.Until.Before(answer.Until)) {
			answer = d
		}
	}
	return answer, nil
}

// itemsOrNone lets a complaint without items be decided once.
func itemsOrNone(items []Item) []Item {
	if len(items) == 0 {
		return []Item{{}}
	}
	return items
}

// about answers the tags of a line and how many cases there were for it.
func (s *Service) about(ctx context.Context, h held, item Item) (tags []string, requests int, err error) {
	if item.Line == 0 {
		return nil, len(h.cases), nil
	}
	for _, c := range h.cases {
		for _, other := range c.Items {
			if other.Line == item.Line {
				requests++
				break
			}
		}
	}
	if s.Facts != nil {
		tags, err = s.Facts.Tags(ctx, h.order.Lines[item.Line-1])
	}
	return tags, requests, err
}

// check judges what needs no order.
func (r Request) check() error {
	switch {
	case r.Kind.Remedy() == "":
		return bad("kind", "does not exist")
	case r.Order == "":
		return bad("order", "is missing")
	case len(r.Items) == 0 && r.Kind != flow.KindComplaint:
		return bad("items", "are missing")
	case len(r.Items) > 200:
		return bad("items", "are more than 200")
	case r.Amount.HasCurrency() && !r.Amount.IsPositive():
		return bad("amount", "must be above zero")
	case r.Kind == flow.KindPriceProtection && !r.Amount.HasCurrency():
		return bad("amount", "is missing")
	case r.Amount.HasCurrency() && r.Kind != flow.KindPriceProtection && r.Kind != flow.KindRefund:
		return bad("amount", "belongs to a refund without a return")
	}
	for i, item := range r.Items {
		switch {
		case item.Units < 1:
			return bad(fmt.Sprintf("items[%d].units", i), "must be at least 1")
		case item.Want != "" && r.Kind != flow.KindExchange:
			return bad(fmt.Sprintf("items[%d].want", i), "belongs to an exchange")
		}
		for _, other := range r.Items[:i] {
			if other.Line == item.Line {
				return bad(fmt.Sprintf("items[%d].line", i), "is there twice")
			}
		}
	}
	return nil
}
