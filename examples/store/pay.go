package main

import (
	"errors"
	"strings"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// onward leads from a purchase to where its payment goes on: a provider's page,
// our own that waits, or the order where nothing is left to do.
func (s *server) onward(v *visit, p order.Purchase) error {
	op, err := s.charge(v, p)
	if err != nil {
		return err
	}
	if op.Status == payment.Pending && op.Action.Kind == payment.Redirect {
		return v.redirect(s.local(op.Action.URL))
	}
	return v.redirect("/purchase/" + string(p.ID))
}

func (s *server) charge(v *visit, p order.Purchase) (payment.Operation, error) {
	if p.Charge == "" { // discounts left nothing to pay
		return payment.Operation{Status: payment.Succeeded, Amount: p.Total}, nil
	}
	return s.shop.Payments.Store.FindOperation(v.Context(), p.Charge)
}

// local keeps a visitor of another name of this machine, such as localhost,
// under that name: the cookies are there.
func (s *server) local(address string) string { return strings.TrimPrefix(address, s.base) }

// latest shows the visitor's last purchase: where a provider sends payers back.
func (s *server) latest(v *visit) error {
	for o, err := range s.shop.Orders.Orders(v.Context(), v.By, order.Query{Limit: 1}) {
		if err != nil {
			return err
		}
		return v.redirect("/purchase/" + string(o.Purchase))
	}
	return v.redirect("/orders")
}

// purchase shows how the payment of a purchase stands.
func (s *server) purchase(v *visit) error {
	placed, err := s.shop.Orders.Purchase(v.Context(), v.By, order.PurchaseID(v.PathValue("id")))
	if err != nil {
		return err
	}
	p, first := placed.Purchase, placed.Orders[0]
	to := "/order/" + string(first.ID)
	if len(placed.Orders) > 1 {
		to = "/orders"
	}
	op, err := s.charge(v, p)
	if err != nil {
		return err
	}
	if first.Status == order.Cancelled || first.Status == order.Cancelling || op.Kind == payment.Authorize && op.Status == payment.Succeeded {
		return v.redirect(to)
	}
	here := "/purchase/" + string(p.ID)
	view := page.Pay{Frame: s.frame(v), Amount: p.Total.Display(v.Lang), Method: kind(p.Method), Poll: here, Order: to}
	if !first.Deadline.IsZero() {
		view.Held = deadline(v.Lang, first.Deadline)
	}
	switch op.Status {
	case payment.Succeeded:
		view.State = page.PayPaid
	case payment.InDoubt, payment.Review:
		view.State, view.AnswerBy = page.PayInDoubt, view.Held
	case payment.Declined, payment.Closed:
		view.State, view.Action, view.Methods = page.PayDeclined, here, v.payable(first)
		view.Reason = v.sayOr("decline."+op.Code, v.say("decline.other"))
	case payment.Intent, payment.Pending:
		view.State = page.PayWaiting
		s.waiting(v, &view, op)
	}
	return show(v, s.pages.Pay, view)
}

// waiting says what a payer still has to do.
func (s *server) waiting(v *visit, view *page.Pay, op payment.Operation) {
	switch op.Action.Kind {
	case payment.Redirect:
		view.Hosted = s.local(op.Action.URL)
	case payment.Transfer:
		view.Transfer = []page.Pair{
			{Name: v.say("transfer.holder"), Value: "Wainly 万里集"},
			{Name: v.say("transfer.account"), Value: "WAINLY-DEMO-0001"},
			{Name: v.say("transfer.amount"), Value: op.Amount.Display(v.Lang)},
			{Name: v.say("transfer.reference"), Value: op.Action.Content},
		}
	default:
	}
}

// retry opens another charge for a purchase whose last one was declined.
func (s *server) retry(v *visit) error {
	t, err := v.tender()
	if err != nil {
		return err
	}
	id := order.PurchaseID(v.PathValue("id"))
	t.ReturnURL += "/" + string(id)
	p, err := s.shop.Orders.Retry(v.Context(), v.By, id, t)
	if errors.Is(err, order.ErrCharge) || errors.Is(err, order.ErrCancelled) { // a second click, or too late: the page says which
		return v.redirect("/purchase/" + string(id))
	}
	if err != nil {
		return err
	}
	return s.onward(v, p)
}
