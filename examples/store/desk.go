package main

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// sendWithin is how long after an order a seller of this shop may take to hand
// it over: the store's own rule.
const sendWithin = 24 * time.Hour

// deskRows is how many orders one page of the desk shows.
const deskRows = 25

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

// A drawer is the page of a view of the desk that an address names.
type drawer struct {
	tab
	no, last int // pages
	counts   map[order.Status]int64
	orders   []order.Order
}

// address is where a page of a view stands.
func (d drawer) address(no int) string {
	to := "/desk?view=" + d.Name
	if no > 1 {
		to += "&page=" + strconv.Itoa(no)
	}
	return to
}

// drawer reads the view that q names: what must be sent first, by when it must,
// and then everything else, newest first. Where a page is no longer there, the
// last one is.
func (s *server) drawer(v *visit, q url.Values) (drawer, error) {
	var d drawer
	at := slices.IndexFunc(tabs(), func(t tab) bool { return t.Name == cmp.Or(q.Get("view"), "all") })
	no, err := strconv.Atoi(cmp.Or(q.Get("page"), "1"))
	if at < 0 || err != nil || no < 1 {
		return d, order.ErrNotFound
	}
	d.tab = tabs()[at]
	if d.counts, err = s.shop.Orders.Count(v.Context(), v.By); err != nil {
		return d, err
	}
	n := d.number(d.counts)
	d.last = max(1, (n+deskRows-1)/deskRows)
	d.no = min(no, d.last)
	var first, rest []order.Status
	for status := range d.counts {
		if d.Status == nil || slices.Contains(d.Status, status) {
			if slices.Contains(hurried(), status) {
				first = append(first, status)
			} else {
				rest = append(rest, status)
			}
		}
	}
	if d.orders, err = s.walk(v, first, n); err != nil {
		return d, err
	}
	slices.SortStableFunc(d.orders, func(a, b order.Order) int { return a.Placed.Compare(b.Placed) })
	others, err := s.walk(v, rest, d.no*deskRows-len(d.orders))
	d.orders = append(d.orders, others...)
	from := min((d.no-1)*deskRows, len(d.orders))
	d.orders = d.orders[from:min(from+deskRows, len(d.orders))]
	return d, err
}

// number is how many orders a view shows.
func (t tab) number(counts map[order.Status]int64) (n int) {
	for status, some := range counts {
		if t.Status == nil || slices.Contains(t.Status, status) {
			n += int(some)
		}
	}
	return n
}

// hurried are the statuses of what must be sent in time.
func hurried() []order.Status {
	return []order.Status{order.Confirmed, order.Accepted, order.PartShipped}
}

// walk reads up to n orders of some statuses, newest first; none of none.
func (s *server) walk(v *visit, status []order.Status, n int) ([]order.Order, error) {
	var list []order.Order
	if len(status) == 0 {
		return nil, nil
	}
	q := order.Query{Status: status}
	for n > 0 {
		q.Limit = min(n, 500)
		some, err := s.list(v, q)
		list = append(list, some...)
		if n -= len(some); err != nil || len(some) < q.Limit {
			return list, err
		}
		q.After = some[len(some)-1].ID
	}
	return list, nil
}

// state is the state of a page of the desk.
func (d drawer) state() string {
	parts := []string{d.Name}
	for _, t := range tabs() {
		parts = append(parts, strconv.Itoa(t.number(d.counts)))
	}
	for _, o := range d.orders {
		parts = append(parts, string(o.ID), strconv.FormatInt(o.Version, 10))
	}
	return digest(parts)
}

func (s *server) followAll(v *visit) error {
	if v.buyer() {
		return secure.ErrDenied
	}
	return s.stream(v, func() (string, error) {
		d, err := s.drawer(v, v.URL.Query())
		return d.state(), err
	})
}

func (s *server) desk(v *visit) error {
	if v.buyer() {
		return v.redirect("/people")
	}
	return s.showDesk(v, v.URL.Query(), slip{})
}

// showDesk shows the view that q names, with what was wrong with a form of one
// of its orders.
func (s *server) showDesk(v *visit, q url.Values, wrong slip) error {
	d, err := s.drawer(v, q)
	if err != nil {
		return err
	}
	self := d.address(d.no)
	view := page.Desk{
		Frame: s.frame(v), Seller: v.say("desk.everyone"), Now: clock(now()), Self: self,
		Events: "/desk/events?" + strings.TrimPrefix(self, "/desk?") + "&seen=" + d.state(),
	}
	if wrong.words != "" {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: wrong.words}
	}
	if len(v.By.Sellers) > 0 {
		view.Seller = sellerName(catalog.SellerID(v.By.Sellers[0]), v.Lang)
	}
	for _, t := range tabs() {
		shown := page.Link{Label: v.say("view." + t.Name), URL: "/desk?view=" + t.Name, Current: t.Name == d.Name}
		view.Tabs = append(view.Tabs, page.Tab{Link: shown, N: t.number(d.counts)})
	}
	for i := range d.last {
		view.Pages = append(view.Pages, page.Link{Label: strconv.Itoa(i + 1), URL: d.address(i + 1), Current: i+1 == d.no})
	}
	for _, o := range d.orders {
		row, err := s.row(v, o)
		if err != nil {
			return err
		}
		if o.ID == wrong.order {
			row.Wrong = wrong.shown(v)
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
