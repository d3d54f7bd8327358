package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/secure"
)

// work is what a merchant or staff can do with an order now.
func (s *server) work(v *visit, o order.Order) (page.DeskRow, error) {
	r := page.DeskRow{ID: string(o.ID), Number: number(o.ID), Action: "/order/" + string(o.ID)}
	r.Doubt = o.PaymentStatus == order.PayInDoubt || o.PaymentStatus == order.PayReview
	packed := false
	for i, p := range o.Progress {
		packed = packed || p.Packed > 0
		l := o.Lines[i]
		if n := l.Qty - p.Packed - p.Dropped; n > 0 && (o.Status == order.Accepted || o.Status == order.PartShipped) {
			r.Pack = append(r.Pack, page.Packable{Line: strconv.Itoa(l.No), Title: strings.TrimSpace(s.title(v, l) + " " + s.options(v, l.Picture, l.Options)), Left: int(n)})
		}
	}
	r.Accept = o.Status == order.Confirmed
	r.Reject = !packed && (o.Status == order.Confirmed || o.Status == order.Accepted)
	if o.PaymentStatus == order.PayAuthorized && (o.Status == order.Shipped || o.Status == order.Delivered || o.Status == order.Completed) {
		r.Collect = o.Total.Display(v.Lang)
	}
	if o.PaymentStatus == order.PayPaid || o.PaymentStatus == order.PayPartRefunded {
		back, err := money.Sum(o.Refunded, o.Refunding)
		if err != nil {
			return r, err
		}
		rest, err := o.Total.Sub(back)
		if err != nil {
			return r, err
		}
		if rest.IsPositive() && o.Status != order.Cancelled {
			r.Refund, r.Most = rest.Decimal().StringFixed(int32(rest.Scale())), rest.Display(v.Lang)
			r.Key = fmt.Sprintf("%s.%d", o.ID, o.Version) // a second click says the same, a second refund does not
		}
	}
	if v.By.Role == secure.RoleStaff && o.PaymentStatus == order.PayUnpaid {
		op, err := s.transfer(v, o)
		if err != nil && !errors.Is(err, order.ErrCharge) {
			return r, err
		}
		if err == nil {
			r.Receive = op.Amount.Display(v.Lang)
		}
	}
	return r, nil
}

// actOnOrder does what a button of an order or of the desk says.
func (s *server) actOnOrder(v *visit) error {
	ctx, id := v.Context(), order.ID(v.PathValue("id"))
	var err error
	switch v.FormValue("do") {
	case "accept":
		_, err = s.shop.Orders.Accept(ctx, v.By, id)
	case "reject":
		_, err = s.shop.Orders.Reject(ctx, v.By, id, v.FormValue("why"))
	case "confirm":
		_, err = s.shop.Orders.Confirm(ctx, v.By, id)
	case "cancel":
		_, err = s.shop.Orders.Cancel(ctx, v.By, id)
	case "collect":
		err = s.shop.Orders.Collect(ctx, v.By, id)
	case "hand_over", "refund", "received", "sent", "review":
		err = s.workOn(v, id)
	default:
		err = fault("fault.form")
	}
	if err != nil {
		return s.undone(v, id, err)
	}
	if back := v.FormValue("back"); strings.HasPrefix(back, "/desk?view=") {
		return v.redirect(back)
	}
	return v.redirect("/order/" + string(id))
}

// A slip is a field of an order's form that was filled in wrongly.
type slip struct {
	order order.ID
	field string
	words string // in the visitor's language
}

func (e slip) Error() string { return "store: bad input: " + e.field }

// shown is a slip as the order's forms show it, with what was typed.
func (e slip) shown(v *visit) page.Wrong {
	w := page.Wrong{Do: v.FormValue("do"), Fields: map[string]string{e.field: e.words}, Typed: map[string]string{}}
	for name, values := range v.PostForm {
		w.Typed[name] = values[0]
	}
	return w
}

// undone shows the page from which an order's form came, with what is wrong at
// its field; any other error is answered as such.
func (s *server) undone(v *visit, id order.ID, err error) error {
	var wrong slip
	var input *order.InputError
	switch {
	case errors.As(err, &wrong):
	case errors.As(err, &input) && (input.Field == "why" || input.Field == "reason"):
		wrong = slip{field: "why", words: reason(v, input)}
	default:
		return err
	}
	wrong.order, v.status = id, http.StatusUnprocessableEntity
	if at, err := url.Parse(v.FormValue("back")); err == nil && at.Path == "/desk" && !v.buyer() {
		return s.showDesk(v, at.Query(), wrong)
	}
	return s.showOrder(v, id, wrong)
}

// workOn does what needs more of the form than a button.
func (s *server) workOn(v *visit, id order.ID) error {
	o, err := s.shop.Orders.Order(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	switch do := v.FormValue("do"); {
	case do == "hand_over":
		return s.handOver(v, o)
	case do == "refund":
		return s.refund(v, o)
	case v.By.Role != secure.RoleStaff: // the shop's own account
		return secure.ErrDenied
	case do == "received":
		return s.received(v, o)
	case do == "review":
		return s.decide(v, o)
	}
	return s.sent(v, o)
}

// handOver sends the units that the form names in a parcel of their own; all
// that is left where it names none.
func (s *server) handOver(v *visit, o order.Order) error {
	var items []order.Units
	asked := false
	for _, l := range o.Lines {
		field := "units" + strconv.Itoa(l.No)
		asked = asked || v.PostForm.Has(field)
		n, err := v.whole(field, "0")
		if err != nil || n < 0 || n > l.Qty {
			return slip{field: field, words: v.say("fault.between", 0, l.Qty)}
		}
		if n != 0 {
			items = append(items, order.Units{Line: l.No, Units: n})
		}
	}
	if asked && len(items) == 0 {
		return slip{field: "units1", words: v.say("fault.units")}
	}
	_, err := s.shop.Orders.HandOver(v.Context(), v.By, o.ID, order.Parcel{Items: items})
	return err
}

// whole is the whole number in a field, or the one that stands for nothing.
func (v *visit) whole(field, empty string) (int64, error) {
	return strconv.ParseInt(cmp.Or(figures(v.FormValue(field)), empty), 10, 64)
}

// figures are a number as a machine reads it: an input method for Chinese may
// write its figures, point and minus as wide as a character.
func figures(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' { // the wide forms of ASCII
			return r - '！' + '!'
		}
		return r
	}, text))
}

func (s *server) refund(v *visit, o order.Order) error {
	work, err := s.work(v, o)
	if err != nil {
		return err
	}
	amount, err := money.Parse(figures(v.FormValue("amount")), o.Total.Currency())
	if err == nil {
		_, err = amount.Minor()
	}
	if err != nil || !amount.IsPositive() {
		return slip{field: "amount", words: v.say("fault.refund", cmp.Or(work.Most, o.Total.Display(v.Lang)))}
	}
	_, err = s.shop.Orders.Refund(v.Context(), v.By, o.ID, order.RefundRequest{Key: v.FormValue("key"), Amount: amount, Reason: v.FormValue("why")})
	if errors.Is(err, order.ErrOverRefund) && work.Most != "" {
		return slip{field: "amount", words: v.say("fault.refund", work.Most)}
	}
	return err
}

// received tells the books that a bank transfer has come in. By staff.
func (s *server) received(v *visit, o order.Order) error {
	op, err := s.transfer(v, o)
	if err != nil {
		return err
	}
	statement := strings.TrimSpace(v.FormValue("statement"))
	if blank(statement) || utf8.RuneCountInString(statement) > 64 {
		return slip{field: "statement", words: v.say("fault.statement")}
	}
	return s.shop.Payments.Learn(v.Context(), s.offline.Received(op.Ref, op.Amount, statement))
}

// transfer is the open bank transfer that an order waits for; order.ErrCharge
// where there is none.
func (s *server) transfer(v *visit, o order.Order) (payment.Operation, error) {
	placed, err := s.shop.Orders.Purchase(v.Context(), v.By, o.Purchase)
	if err != nil {
		return payment.Operation{}, err
	}
	op, err := s.charge(v, placed.Purchase)
	if err != nil {
		return op, err
	}
	if op.Method != offline.Transfer || op.Status != payment.Pending && op.Status != payment.Closed {
		return op, order.ErrCharge
	}
	return op, nil
}

// sent tells the books that staff have transferred a refund.
func (s *server) sent(v *visit, o order.Order) error {
	refunds, err := s.shop.Orders.Refunds(v.Context(), v.By, o.ID)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		if string(r.Ref) != v.FormValue("ref") {
			continue
		}
		if op, open := s.tosend(v, r); open { // of which r may be one order's share
			return s.shop.Payments.Learn(v.Context(), s.offline.Sent(r.Ref, op.Amount, ""))
		}
	}
	return order.ErrCharge
}

// tosend answers the operation of a refund, and whether it waits for staff to
// transfer it.
func (s *server) tosend(v *visit, r order.Refund) (op payment.Operation, open bool) {
	op, err := s.shop.Payments.Store.FindOperation(v.Context(), r.Ref)
	return op, err == nil && op.Provider == "offline" && op.Status == payment.Pending
}
