package main

import (
	"errors"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// aftersale is what an order's page says of returns: what can be asked for, until
// when, and the cases that there are.
func (s *server) aftersale(v *visit, view *page.Order, o order.Order, p order.Purchase) error {
	l, err := s.outlook(v, o, p)
	if err != nil {
		return err
	}
	a := &page.Aftersale{}
	for _, c := range l.cases {
		a.Cases = append(a.Cases, v.caseLink(c))
	}
	items := l.all()
	if v.buyer() && l.paid() && len(items) > 0 && o.Status != order.Cancelled {
		s.rights(v, a, l)
	}
	if a.Until != "" {
		view.Facts = append(view.Facts, page.Pair{Name: v.say("order.until"), Value: a.Until})
	}
	if a.Ask != "" || len(a.Cases) > 0 {
		view.After = a
	}
	return nil
}

// rights are what the buyer may ask for now.
func (s *server) rights(v *visit, a *page.Aftersale, l outlook) {
	items := l.all()
	goods := l.goods(items)
	to := "/order/" + string(l.order.ID) + "/return"
	for _, k := range kinds(goods) {
		if _, d := l.may(k, items); d.Allowed {
			a.Ask = to
		}
	}
	if d := l.decide(flow.KindReturn, policy.ChangedMind, items, 1); d.Allowed && !d.Until.IsZero() {
		a.Until = deadline(v.Lang, d.Until)
	}
	if d := l.decide(flow.KindRefund, policy.NotReceived, items, 1); d.Allowed && goods == policy.Here {
		a.Missing = to + "?kind=" + string(flow.KindRefund) + "&reason=" + policy.NotReceived
		a.Within = v.span(l.policy.Clock(flow.Requested))
	}
}

// review shows staff a payment on which the books and the provider differ.
func (s *server) review(v *visit, view *page.Order, o order.Order, p order.Purchase, wrong slip) error {
	if v.By.Role != secure.RoleStaff {
		return nil
	}
	op, found, err := s.reviewed(v, o, p)
	if err != nil || !found {
		return err
	}
	r := &page.Review{Ref: string(op.Ref), Amount: op.Amount.Display(v.Lang)}
	r.Facts = []page.Pair{
		{Name: v.say("review.said"), Value: orDash(op.Code)},
		{Name: v.say("review.number"), Value: orDash(op.ProviderID)},
		{Name: v.say("review.way"), Value: op.Provider + " · " + op.Method},
		{Name: v.say("review.since"), Value: deadline(v.Lang, op.Updated)},
	}
	if wrong.field == "found" {
		r.Error, r.Typed = wrong.words, v.FormValue("why")
	}
	view.Review = r
	return nil
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// reviewed is the operation of an order that waits for a person: its charge, or one
// of its refunds.
func (s *server) reviewed(v *visit, o order.Order, p order.Purchase) (op payment.Operation, found bool, err error) {
	if op, err = s.charge(v, p); err != nil || op.Status == payment.Review {
		return op, err == nil, err
	}
	refunds, err := s.shop.Orders.Refunds(v.Context(), v.By, o.ID)
	if err != nil {
		return op, false, err
	}
	for _, r := range refunds {
		if r.Status != payment.Review {
			continue
		}
		op, err = s.shop.Payments.Store.FindOperation(v.Context(), r.Ref)
		return op, err == nil, err
	}
	return op, false, nil
}

// decide ends the review of an order's payment, as staff found it.
func (s *server) decide(v *visit, o order.Order) error {
	p, err := s.shop.Orders.Store.FindPurchase(v.Context(), o.Purchase)
	if err != nil {
		return err
	}
	op, found, err := s.reviewed(v, o, p)
	if err != nil {
		return err
	}
	if !found || string(op.Ref) != v.FormValue("ref") {
		return order.ErrCharge
	}
	d := payment.Decision{Status: payment.Declined, Reason: v.FormValue("why")}
	if v.FormValue("found") == "moved" {
		d.Status, d.Amount = payment.Succeeded, op.Amount
	}
	var input *payment.InputError
	if err = s.shop.Payments.Decide(v.Context(), v.By, op.Ref, d); errors.As(err, &input) {
		return slip{field: "found", words: v.say("fault.review")}
	}
	return err
}

// returnPromise says how a purchase can be undone: not everything goes back without
// a reason.
func (s *server) returnPromise(v *visit, slug string) string {
	tags, err := s.shop.Cases.Facts.Tags(v.Context(), order.Line{Slug: slug})
	if err != nil || len(tags) > 0 {
		return v.say("undo")
	}
	return v.say("undo.days")
}
