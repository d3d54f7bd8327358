package aftersales

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// An Extra is the payment of what an exchange costs more.
type Extra struct {
	Payment payment.ID  // empty: not asked for yet
	Charge  payment.Ref // the latest
	Paid    bool
	Offline bool // it went back another way than through the provider
}

// wanted asks the catalogue for what an exchange is to bring instead.
func (s *Service) wanted(ctx context.Context, by secure.Actor, r Request) (map[catalog.SKU]catalog.Offer, error) {
	var skus []catalog.SKU
	for _, item := range r.Items {
		if item.Want != "" {
			skus = append(skus, item.Want)
		}
	}
	if len(skus) == 0 {
		return nil, nil
	}
	if s.Catalog == nil {
		return nil, bad("items", "cannot be exchanged for others: the shop has no prices for that")
	}
	o, err := s.History.FindOrder(ctx, r.Order)
	if err != nil {
		return nil, missing(err)
	}
	currency := o.Total.Currency().Code()
	found, err := s.Catalog.Offers(ctx, by, "", currency, skus...)
	if unwanted(err) {
		return nil, s.culprit(ctx, by, currency, r)
	}
	offers := map[catalog.SKU]catalog.Offer{}
	for _, one := range found {
		offers[one.SKU] = one
	}
	return offers, err
}

// unwanted reports whether an error says that something cannot be had.
func unwanted(err error) bool {
	return errors.Is(err, catalog.ErrUnknown) || errors.Is(err, catalog.ErrInactive) || errors.Is(err, catalog.ErrNoPrice)
}

// culprit names the item of a request that asks for something that cannot be had.
func (s *Service) culprit(ctx context.Context, by secure.Actor, currency string, r Request) error {
	field := "items"
	for i, item := range r.Items {
		if item.Want == "" {
			continue
		}
		if _, err := s.Catalog.Offers(ctx, by, "", currency, item.Want); unwanted(err) {
			field = fmt.Sprintf("items[%d].want", i)
			break
		}
	}
	return bad(field, "cannot be had")
}

// difference is what the wanted goods cost more, at today's prices, than what was
// paid for those that come back; below zero where they cost less. The same goods
// cost the same.
// What an exchange would give back of a payment that an earlier exchange brought is
// refused: such goods are returned.
func (h held) difference(r Request, p policy.Policy) (money.Money, error) {
	sum := money.New(0, h.order.Total.Currency())
	book, err := entitlement.Of(h.order)
	if err != nil {
		return sum, err
	}
	for i, item := range r.Items {
		l := h.order.Lines[item.Line-1]
		if item.Want == "" || item.Want == first(item.SKU, l.SKU) {
			continue
		}
		offer, found := h.offers[item.Want]
		if !found || offer.Seller != h.order.Seller || offer.Kind != l.Kind {
			return sum, bad(fmt.Sprintf("items[%d].want", i), "is not sold by the same seller")
		}
		paid, apart, err := h.paid(book, item)
		if err != nil {
			return sum, err
		}
		more, err := offer.Price.Mul(item.Units).Sub(paid)
		if err != nil {
			return sum, bad(fmt.Sprintf("items[%d].want", i), "has no price in the order's currency")
		}
		if apart && more.IsNegative() {
			return sum, &RefusedError{Policy: p.String(), Rule: ruleAlike, Code: codeExchanged, Line: item.Line}
		}
		if sum, err = sum.Add(more); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// paid is what was paid for an item, and whether some of it lies in the payment of
// an earlier exchange.
func (h held) paid(book entitlement.Book, item Item) (sum money.Money, apart bool, err error) {
	sums, err := book.Entitled([]entitlement.Claim{{Line: item.Line, Units: item.Units}})
	if err != nil {
		return sum, false, err
	}
	more, apart, err := h.besides(Request{Items: []Item{item}})
	if err != nil {
		return sum, false, err
	}
	sum, err = sums.Total.Add(more)
	return sum, apart, err
}

// PayDifference charges the buyer what the wanted goods cost more, before they are
// sent, by the buyer. It answers the case; the charge is Extra.Charge, and what the
// payer has to do stands in its operation. A charge that was declined is followed
// by another. Whoever does not pay in time has the money back instead.
func (s *Service) PayDifference(ctx context.Context, by secure.Actor, id ID, t order.Tender) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.PayDifferenceIn(ctx, tx, by, id, t) })
}

// PayDifferenceIn is PayDifference in the caller's transaction.
func (s *Service) PayDifferenceIn(ctx context.Context, tx Tx, by secure.Actor, id ID, t order.Tender) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		c := &w.c
		switch {
		case s.Payments == nil:
			return bad("case", "takes no payments")
		case side != flow.Buyer:
			return denied(by, flow.PayDifference)
		case c.State != flow.ReplacementDue || !c.Subject.Owed:
			return bad("case", "owes no difference now")
		}
		ref, err := s.NewID()
		if err != nil {
			return err
		}
		r := payment.Request{
			Ref: payment.Ref(ref), Payment: c.Extra.Payment, Subject: caseOwner + string(id), Cause: caseOwner + string(id), Kind: payment.Sale,
			Provider: t.Provider, Method: t.Method, Instrument: t.Instrument, ReturnURL: t.ReturnURL, Amount: c.Difference, Expires: c.Deadline,
			Again: c.Extra.Payment != "",
		}
		if r.Payment == "" {
			extra, err := s.NewID()
			if err != nil {
				return err
			}
			r.Payment = payment.ID(extra)
		}
		if _, err := s.Payments.Open(ctx, tx, r); err != nil {
			return fieldOf(err, "")
		}
		c.Extra.Payment, c.Extra.Charge = r.Payment, r.Ref
		w.done.Refunds = append(w.done.Refunds, r.Ref)
		w.tell("difference_asked", fmt.Sprintf("case.%s.charge.%s", id, r.Ref))
		return nil
	})
}

// charged follows the payment of a difference. Money that comes after the case has
// gone another way is sent home.
func (s *Service) charged(ctx context.Context, tx Tx, c payment.Change) error {
	id, ours := strings.CutPrefix(c.Payment.Subject, caseOwner)
	if !ours || c.Operation.Status != payment.Succeeded {
		return nil
	}
	found, err := tx.Case(ctx, ID(id))
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	w, err := s.on(tx, found)
	if err != nil {
		return err
	}
	w.c.Extra.Paid, w.c.Extra.Charge = true, c.Operation.Ref
	if w.c.State == flow.ReplacementDue && w.c.Subject.Owed {
		err = w.move(ctx, act{by: provider(), side: flow.Provider, event: flow.PayDifference})
	} else {
		err = w.sendHome(ctx)
	}
	if err != nil {
		return err
	}
	_, err = w.save(ctx)
	return err
}

// sendHome gives back a difference that was paid for goods that do not come.
func (w *work) sendHome(ctx context.Context) error {
	c := &w.c
	if !c.Extra.Paid || w.s.Payments == nil {
		return nil
	}
	c.Extra.Paid = false
	w.tell("difference_back", fmt.Sprintf("case.%s.back.%s", c.ID, c.Extra.Charge))
	charge, err := w.tx.Operation(ctx, c.Extra.Charge)
	if err != nil {
		return err
	}
	return w.home(ctx, "df"+c.Extra.Charge, charge.Amount)
}

// home opens the refund of a difference, or of a part of it.
func (w *work) home(ctx context.Context, ref payment.Ref, sum money.Money) error {
	c := w.c
	charge, err := w.tx.Operation(ctx, c.Extra.Charge)
	if err != nil {
		return err
	}
	r := payment.Request{
		Ref: ref, Payment: c.Extra.Payment, Cause: caseOwner + string(c.ID), Kind: payment.Refund, Parent: charge.Ref,
		Provider: charge.Provider, Method: charge.Method, Amount: sum,
	}
	if _, err := w.s.Payments.Open(ctx, w.tx, r); err != nil {
		return err
	}
	w.done.Refunds = append(w.done.Refunds, r.Ref)
	return nil
}

// payLess gives back what the wanted goods cost less, when they are sent.
func (w *work) payLess(ctx context.Context) error {
	c := &w.c
	if !c.Difference.IsNegative() || len(c.Claims) > 0 {
		return nil
	}
	c.Claims = []entitlement.Claim{{Line: c.Items[0].Line, Allowance: c.Difference.Neg()}}
	if len(c.Items) > 1 {
		c.Claims[0].Line = 0
	}
	total, err := w.less(ctx)
	if err != nil || !total.IsPositive() {
		c.Claims = nil
		return err
	}
	_, err = w.open(ctx, order.RefundRequest{Key: fmt.Sprintf("case.%s.less", c.ID), Amount: total, Sent: true})
	return err
}

// less is what is owed now of the difference that goods cost less.
func (w *work) less(ctx context.Context) (money.Money, error) {
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return money.Money{}, missing(err)
	}
	book, err := entitlement.Of(h.order)
	if err != nil {
		return money.Money{}, err
	}
	past, refunded, err := h.past(book, w.c.ID)
	if err != nil {
		return money.Money{}, err
	}
	w.c.Sums, err = book.Refund(past, refunded, w.c.Claims)
	return w.c.Sums.Total, err
}
