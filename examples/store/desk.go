package main

import (
	"cmp"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// sendWithin is how long after an order a seller of this shop may take to hand
// it over: the store's own rule.
const sendWithin = 24 * time.Hour

// A tab is a saved view of the desk.
type tab struct {
	Name   string
	Status []order.Status // none: all
}

func tabs() []tab {
	return []tab{
		{"new", []order.Status{order.Confirmed}},
		{"ship", []order.Status{order.Accepted, order.PartShipped}},
		{"way", []order.Status{order.Shipped}},
		{"done", []order.Status{order.Delivered, order.Completed}},
		{"unpaid", []order.Status{order.Placed, order.Cancelling}},
		{"off", []order.Status{order.Cancelled}},
		{"all", nil},
	}
}

func (s *server) desk(v *visit) error {
	if v.buyer() {
		return v.redirect("/people")
	}
	counts, err := s.shop.Orders.Count(v.Context(), v.By)
	if err != nil {
		return err
	}
	asked := cmp.Or(v.URL.Query().Get("view"), "all")
	q := order.Query{Limit: 100}
	view := page.Desk{Frame: s.frame(v), Seller: v.say("desk.everyone"), Now: clock(now()), Self: "/desk?view=all", Events: "/desk/events"}
	if len(v.By.Sellers) > 0 {
		view.Seller = sellerName(catalog.SellerID(v.By.Sellers[0]), v.Lang)
	}
	for _, t := range tabs() {
		shown := page.Tab{Link: page.Link{Label: v.say("view." + t.Name), URL: "/desk?view=" + t.Name, Current: t.Name == asked}}
		for status, n := range counts {
			if t.Status == nil || slices.Contains(t.Status, status) {
				shown.N += int(n)
			}
		}
		if shown.Current {
			q.Status, view.Self = t.Status, shown.URL
		}
		view.Tabs = append(view.Tabs, shown)
	}
	list, err := s.list(v, q)
	if err != nil {
		return err
	}
	for _, o := range list {
		row, err := s.row(v, o)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, row)
	}
	return show(v, s.pages.Desk, view)
}

// row is an order on the desk.
func (s *server) row(v *visit, o order.Order) (page.DeskRow, error) {
	r, err := s.work(v, o)
	if err != nil {
		return r, err
	}
	d, err := s.shop.Orders.Delivery(v.Context(), v.By, o.ID)
	if err != nil {
		return r, err
	}
	r.URL, r.Placed, r.Buyer, r.Place = "/order/"+string(o.ID), moment(v.Lang, o.Placed), d.To.Name, d.To.City
	r.Total = o.Total.Display(v.Lang)
	for i, l := range o.Lines {
		if r.Units += int(l.Qty); i < 3 {
			r.Pictures = append(r.Pictures, s.link(l.Picture))
		}
	}
	r.Payment, r.Parcel = v.paid(o), v.shipped(o)
	r.Due, r.DueTone = v.due(o)
	return r, nil
}

// paid is the pill that says how an order's money stands.
func (v *visit) paid(o order.Order) page.Pill {
	p := page.Pill{Words: v.say("money." + string(o.PaymentStatus))}
	switch o.PaymentStatus {
	case order.PayPaid:
		p.Tone = "ok"
	case order.PayAuthorized:
		p.Tone = "info"
	case order.PayInDoubt, order.PayReview:
		p.Tone = "bad"
	case order.PayUnpaid:
		p.Tone = "warn"
	default:
	}
	if o.Refunding.IsPositive() {
		p = page.Pill{Tone: "warn", Words: v.say("sum.refunding")}
	}
	return p
}

// shipped is the pill that says how an order's goods stand.
func (v *visit) shipped(o order.Order) page.Pill {
	switch {
	case o.Status == order.Cancelled || o.Status == order.Cancelling:
		return page.Pill{Words: v.say("ship.off")}
	case o.Status == order.Placed:
		return page.Pill{Words: v.say("ship.later")}
	}
	p := page.Pill{Words: v.say("ship." + string(o.ShippingStatus))}
	switch o.ShippingStatus {
	case order.ShipNone:
		p.Tone = "warn"
	case order.ShipPart, order.ShipShipped:
		p.Tone = "info"
	case order.ShipDelivered:
		p.Tone = "ok"
	case order.ShipReturned:
		p.Tone = "bad"
	}
	return p
}

// due says what is left of the present wait of an order.
func (v *visit) due(o order.Order) (words, tone string) {
	switch o.Status {
	case order.Placed:
		rest := o.Deadline.Sub(now())
		if rest > 48*time.Hour {
			return v.say("due.days", int(rest.Hours())/24), ""
		}
		return v.say("due.unpaid", left(rest)), "warn"
	case order.Confirmed, order.Accepted, order.PartShipped:
	default:
		return "", ""
	}
	rest := o.Placed.Add(sendWithin).Sub(now())
	switch {
	case rest < 0:
		return v.say("due.late", left(rest)), "bad"
	case rest < 2*time.Hour:
		return v.say("due.in", left(rest)), "bad"
	}
	return v.say("due.in", left(rest)), ""
}

// work is what a merchant or staff can do with an order now.
func (s *server) work(v *visit, o order.Order) (page.DeskRow, error) {
	r := page.DeskRow{ID: string(o.ID), Number: number(o.ID), Action: "/order/" + string(o.ID)}
	r.Doubt = o.PaymentStatus == order.PayInDoubt || o.PaymentStatus == order.PayReview
	packed := false
	for i, p := range o.Progress {
		packed = packed || p.Packed > 0
		l := o.Lines[i]
		if n := l.Qty - p.Packed - p.Dropped; n > 0 && (o.Status == order.Accepted || o.Status == order.PartShipped) {
			r.Pack = append(r.Pack, page.Packable{Line: strconv.Itoa(l.No), Title: strings.TrimSpace(l.Title + " " + s.options(v, l.Picture, l.Options)), Left: int(n)})
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
			r.Refund, r.Key = rest.Decimal().StringFixed(int32(rest.Scale())), rand.Text()
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
	case "hand_over", "refund", "received", "sent":
		err = s.workOn(v, id)
	default:
		err = fault("fault.form")
	}
	if err != nil {
		return err
	}
	if back := v.FormValue("back"); strings.HasPrefix(back, "/desk?view=") {
		return v.redirect(back)
	}
	return v.redirect("/order/" + string(id))
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
		n, err := strconv.ParseInt(cmp.Or(v.FormValue(field), "0"), 10, 64)
		if err != nil {
			return fault("fault.number")
		}
		if n != 0 {
			items = append(items, order.Units{Line: l.No, Units: n})
		}
	}
	if asked && len(items) == 0 {
		return fault("fault.units")
	}
	_, err := s.shop.Orders.HandOver(v.Context(), v.By, o.ID, order.Parcel{Items: items})
	return err
}

func (s *server) refund(v *visit, o order.Order) error {
	amount, err := money.Parse(v.FormValue("amount"), o.Total.Currency())
	if err != nil {
		return fault("fault.amount")
	}
	_, err = s.shop.Orders.Refund(v.Context(), v.By, o.ID, order.RefundRequest{Key: v.FormValue("key"), Amount: amount, Reason: v.FormValue("why")})
	return err
}
