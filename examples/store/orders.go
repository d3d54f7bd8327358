package main

import (
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

func (s *server) list(v *visit, q order.Query) ([]order.Order, error) {
	var list []order.Order
	for o, err := range s.shop.Orders.Orders(v.Context(), v.By, q) {
		if err != nil {
			return nil, err
		}
		list = append(list, o)
	}
	return list, nil
}

func (s *server) orders(v *visit) error {
	if !v.buyer() {
		return v.redirect("/desk")
	}
	list, err := s.list(v, order.Query{Limit: 100})
	if err != nil {
		return err
	}
	view := page.Orders{Frame: s.frame(v)}
	for _, o := range list {
		view.Rows = append(view.Rows, page.OrderRow{
			URL: "/order/" + string(o.ID), Number: number(o.ID), Placed: moment(v.Lang, o.Placed), Status: v.standing(o), Tone: tone(o),
			Total: o.Total.Display(v.Lang), Lines: s.lines(v, o),
		})
	}
	return show(v, s.pages.Orders, view)
}

// number is how people call an order: the end of its id.
func number(id order.ID) string { return "…" + string(id[len(id)-8:]) }

// lines are what an order is about.
func (s *server) lines(v *visit, o order.Order) []page.Line {
	list := make([]page.Line, len(o.Lines))
	for i, l := range o.Lines {
		net := l.Rows[0].Net
		for _, r := range l.Rows[1:] {
			net, _ = net.Add(r.Net) // of one currency, and summed already in Goods
		}
		list[i] = page.Line{
			Title: s.title(v, l), Options: s.options(v, l.Picture, l.Options), Picture: s.link(l.Picture), Qty: int(l.Qty), Total: net.Display(v.Lang), Gift: l.Gift,
		}
	}
	return list
}

// standing says where an order stands.
func (v *visit) standing(o order.Order) string {
	if o.Status == order.Confirmed && o.PaymentStatus == order.PayAuthorized {
		return v.say("status.promised")
	}
	return v.say("status." + string(o.Status))
}

// tone is the colour that goes with where an order stands.
func tone(o order.Order) string {
	switch o.Status {
	case order.Placed, order.Cancelling:
		return "warn"
	case order.Delivered, order.Completed:
		return "ok"
	case order.Cancelled:
		return "bad"
	default:
		return ""
	}
}

func (s *server) order(v *visit) error { return s.showOrder(v, order.ID(v.PathValue("id")), slip{}) }

// showOrder shows an order, with what was wrong with one of its forms.
func (s *server) showOrder(v *visit, id order.ID, wrong slip) error {
	state, err := s.stateOf(v, id) // first: what changes while the page is made is news
	if err != nil {
		return err
	}
	o, err := s.shop.Orders.Order(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	p, err := s.shop.Orders.Store.FindPurchase(v.Context(), o.Purchase)
	if err != nil {
		return err
	}
	self := "/order/" + string(id)
	view := page.Order{
		Frame: s.frame(v), Number: number(id), Action: self, Events: self + "/events?seen=" + state, Self: self, Updated: clock(now()),
		Arrival: v.standing(o), Note: sellerName(o.Seller, v.Lang) + " · " + v.money(o, p),
		Cancelled: o.Status == order.Cancelled, Lines: s.lines(v, o),
	}
	if v.URL.Query().Get("placed") == "before" {
		view.Notice = &page.Notice{Tone: "warn", Head: v.say("error.placed"), Text: v.say("error.placed.text")}
	}
	if wrong.words != "" {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: wrong.words}
	}
	if view.Sums, err = s.sums(v, o); err != nil {
		return err
	}
	if o.Refunding.IsPositive() {
		view.Sums = append(view.Sums, page.Sum{Label: v.say("sum.refunding"), Amount: o.Refunding.Display(v.Lang)})
	}
	if o.Refunded.IsPositive() {
		view.Sums = append(view.Sums, page.Sum{Label: v.say("sum.refunded"), Amount: o.Refunded.Display(v.Lang)})
	}
	if o.PaymentStatus == order.PayInDoubt || o.PaymentStatus == order.PayReview {
		view.InDoubt = true
		if !o.Deadline.IsZero() {
			view.AnswerBy = deadline(v.Lang, o.Deadline)
		}
	}
	for _, part := range []func() error{
		func() error { return s.parcels(v, &view, o) },
		func() error { return s.past(v, &view, o, p) },
		func() error { return s.refunds(v, &view, o) },
		func() error { s.facts(v, &view, o, p); return nil },
		func() error { return s.aftersale(v, &view, o, p) },
		func() error { return s.review(v, &view, o, p, wrong) },
		func() error { return s.buttons(v, &view, o, wrong) },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return show(v, s.pages.Order, view)
}

// money says how an order's money stands: what is on its way back, and where to.
func (v *visit) money(o order.Order, p order.Purchase) string {
	switch {
	case o.Refunding.IsPositive():
		return v.say("returning."+kind(p.Method), o.Refunding.Display(v.Lang))
	case o.Refunded.IsPositive() && o.Status == order.Cancelled:
		return v.say("returned."+kind(p.Method), o.Refunded.Display(v.Lang))
	}
	return v.say("money." + string(o.PaymentStatus))
}

// past is what happened to an order, and how far that brought it.
func (s *server) past(v *visit, view *page.Order, o order.Order, p order.Purchase) error {
	history, err := s.shop.Orders.History(v.Context(), v.By, o.ID)
	if err != nil {
		return err
	}
	door, last := p.Method == order.CashOnDelivery, ""
	for _, c := range slices.Backward(history) {
		line := v.change(c, door)
		if day := date(v.Lang, c.At); day != last {
			line.Day, last = day, day
		}
		view.History = append(view.History, line)
	}
	view.Door = door && (o.PaymentStatus == order.PayUnpaid || o.PaymentStatus == order.PayAuthorized)
	view.Steps = v.steps(o, history, view.Problem != "")
	if view.Door {
		view.Steps[1] = page.Step{}
	}
	return nil
}

// change is a line of an order's history; door says that it is paid on delivery.
func (v *visit) change(c order.Change, door bool) page.Change {
	key := "event." + string(c.Event)
	if c.Event == order.Pay && door {
		key += ".cod"
	}
	why := c.Why
	if c.Role == string(secure.RoleSystem) && why != "" { // a code, not a person's words
		why = v.sayOr("decline."+why, "")
	}
	return page.Change{
		At: clock(c.At), DateTime: c.At.Format(time.RFC3339), Words: v.sayOr(key, v.say("status."+string(c.To))),
		By: v.sayOr("role."+c.Role, c.Role), Why: why,
	}
}

// steps are the five of an order's progress.
func (v *visit) steps(o order.Order, history []order.Change, problem bool) [5]page.Step {
	reached := map[order.Status]int{
		order.Placed: 1, order.Confirmed: 2, order.Accepted: 2, order.PartShipped: 3, order.Shipped: 3, order.Delivered: 5, order.Completed: 5,
	}[o.Status]
	var list [5]page.Step
	for i := range list {
		switch {
		case i < reached:
			list[i].State = "done"
		case i == reached && problem:
			list[i].State = "problem"
		case i == reached:
			list[i].State = "now"
		}
	}
	at := map[order.Event]int{order.Place: 0, order.Pay: 1, order.Collect: 1, order.HandOverPart: 2, order.HandOver: 2, order.Deliver: 4}
	for _, c := range history {
		if i, ok := at[c.Event]; ok && list[i].State == "done" && (list[i].Time == "" || c.Event == order.Collect) {
			list[i].Time = moment(v.Lang, c.At)
		}
	}
	return list
}

// parcels are an order's shipments with their stops, newest first.
func (s *server) parcels(v *visit, view *page.Order, o order.Order) error {
	var promised time.Time
	for p, err := range s.shop.Parcels.Store.Shipments(v.Context(), string(o.ID)) {
		if err != nil {
			return err
		}
		if p.Promised.After(promised) {
			promised = p.Promised
		}
		if words := v.sayOr("problem."+string(p.Status), ""); words != "" {
			view.Problem = words
		}
		view.Parcels = append(view.Parcels, s.parcel(v, p, o))
	}
	if o.Status == order.Shipped && !promised.IsZero() {
		view.Arrival = v.say("status.shipped.by", deadline(v.Lang, promised))
	}
	return nil
}

func (s *server) parcel(v *visit, p shipping.Shipment, o order.Order) page.Parcel {
	status := p.Status.Text(v.Lang)
	if p.Booking != shipping.Booked {
		status = v.say("booking." + string(p.Booking))
	}
	parcel := page.Parcel{Status: status, Carrier: s.carrierName(v, p.Carrier), Number: p.Number}
	for _, item := range p.Items {
		if item.Line < 1 || item.Line > len(o.Lines) {
			continue
		}
		l := o.Lines[item.Line-1]
		parcel.Lines = append(parcel.Lines, page.Line{
			Title: s.title(v, l), Options: s.options(v, l.Picture, l.Options), Picture: s.link(l.Picture), Qty: int(item.Units),
		})
	}
	last := ""
	for _, e := range slices.Backward(p.Events) {
		stop := page.Stop{Time: clock(e.Occurred), DateTime: e.Occurred.Format(time.RFC3339), Words: half(v.Lang, e.Words), Place: half(v.Lang, e.Place)}
		if day := date(v.Lang, e.Occurred); day != last {
			stop.Day, last = day, day
		}
		parcel.Stops = append(parcel.Stops, stop)
	}
	return parcel
}

// half is the part of a carrier's words in one language: the simulated carriers
// write both, English first.
func half(lang, words string) string {
	i := strings.IndexFunc(words, func(r rune) bool { return r >= 0x2E80 })
	switch {
	case i <= 0:
		return words
	case lang == seed.Chinese:
		return words[i:]
	}
	return strings.TrimSpace(words[:i])
}

// refunds are what goes back to the buyer. Staff are asked to transfer what no
// provider does.
func (s *server) refunds(v *visit, view *page.Order, o order.Order) error {
	list, err := s.shop.Orders.Refunds(v.Context(), v.By, o.ID)
	for _, r := range list {
		row := page.Refund{
			At: moment(v.Lang, r.At), Amount: r.Amount.Display(v.Lang), Reason: v.sayOr("cause."+r.Reason, r.Reason), Status: v.say("refund." + string(r.Status)),
		}
		if op, open := s.tosend(v, r); open && v.By.Role == secure.RoleStaff {
			row.Send, row.Whole = string(r.Ref), op.Amount.Display(v.Lang)
		}
		view.Refunds = append(view.Refunds, row)
	}
	return err
}

// facts are what stands beside an order.
func (s *server) facts(v *visit, view *page.Order, o order.Order, d order.Purchase) {
	country := v.sayOr("country."+d.To.Country, d.To.Country)
	parts := []string{d.To.Name, d.To.Phone, d.To.Street, strings.TrimSpace(d.To.City + " " + d.To.Postcode), d.To.Region, country}
	if v.Lang == seed.Chinese {
		parts = []string{country, d.To.Region, d.To.City, d.To.Street, d.To.Postcode, d.To.Name, d.To.Phone}
	}
	parts = slices.DeleteFunc(slices.Compact(parts), func(part string) bool { return part == "" })
	join := ", "
	if v.Lang == seed.Chinese {
		join = " "
	}
	view.Facts = []page.Pair{
		{Name: v.say("fact.seller"), Value: sellerName(o.Seller, v.Lang)},
		{Name: v.say("fact.address"), Value: strings.Join(parts, join)},
		{Name: v.say("fact.payment"), Value: v.say("method."+kind(d.Method)) + " · " + v.money(o, d)},
		{Name: v.say("fact.placed"), Value: deadline(v.Lang, o.Placed)},
	}
	if d.Note != "" {
		view.Facts = append(view.Facts, page.Pair{Name: v.say("fact.note"), Value: d.Note})
	}
}

// buttons are what the visitor can do with an order.
func (s *server) buttons(v *visit, view *page.Order, o order.Order, wrong slip) error {
	if !v.buyer() {
		work, err := s.work(v, o)
		if wrong.words != "" {
			work.Wrong = wrong.shown(v)
		}
		if !work.Idle() {
			view.Work = &work
		}
		return err
	}
	if o.Status == order.Placed {
		view.Pay = "/purchase/" + string(o.Purchase)
	}
	view.Confirm = o.Status == order.Shipped || o.Status == order.Delivered
	view.Cancel = o.Status == order.Placed || o.Status == order.Confirmed
	return nil
}
