package main

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// nearDue is how near a deadline is that is shown in red.
const nearDue = 6 * time.Hour

// A queue is a saved view of cases.
type queue struct {
	Name   string
	States []flow.State // none: all
	Staff  bool         // staff's own
}

func queues(by secure.Actor) []queue {
	all := []queue{
		{"judge", []flow.State{flow.ArbitrationEvidence, flow.ArbitrationDeciding, flow.Appealed}, true},
		{"answer", []flow.State{flow.Requested, flow.Intercepting}, false},
		{"talk", []flow.State{flow.CounterOffered, flow.RejectedOpen, flow.InspectionDisputed}, false},
		{"back", []flow.State{flow.AwaitingReturn, flow.ReturnInTransit}, false},
		{"inspect", []flow.State{flow.ReturnDelivered, flow.Inspecting}, false},
		{"send", []flow.State{flow.ReplacementDue, flow.Repairing, flow.ReplacementInTransit, flow.RepairedInTransit}, false},
		{"money", []flow.State{flow.RefundDue, flow.RefundProcessing, flow.RefundFailed}, false},
		{"dispute", []flow.State{flow.ArbitrationEvidence, flow.ArbitrationDeciding, flow.Appealed}, false},
		{"ended", []flow.State{flow.Completed, flow.ClosedWithdrawn, flow.ClosedExpired, flow.ClosedRejected}, false},
		{"any", nil, false},
	}
	staff := by.Role == secure.RoleStaff
	return slices.DeleteFunc(all, func(q queue) bool { return q.Name == "judge" && !staff || q.Name == "dispute" && staff })
}

// A pile is the page of a queue that an address names.
type pile struct {
	queue
	no, last int
	counts   map[flow.State]int64
	hot      map[flow.State]bool // states in which a deadline is near
	cases    []aftersales.Case
	next     time.Time // the nearest deadline of all
}

func (p pile) address(no int) string {
	to := "/desk/cases?view=" + p.Name
	if no > 1 {
		to += "&page=" + strconv.Itoa(no)
	}
	return to
}

// pile reads the queue that q names: open cases by deadline, then those that
// ended, newest first.
func (s *server) pile(v *visit, q url.Values) (pile, error) {
	var p pile
	list := queues(v.By)
	at := slices.IndexFunc(list, func(one queue) bool { return one.Name == cmp.Or(q.Get("view"), list[0].Name) })
	no, err := strconv.Atoi(cmp.Or(q.Get("page"), "1"))
	if at < 0 || err != nil || no < 1 {
		return p, order.ErrNotFound
	}
	p.queue, p.hot = list[at], map[flow.State]bool{}
	if p.counts, err = s.shop.Cases.Count(v.Context(), v.By); err != nil {
		return p, err
	}
	delete(p.counts, flow.Draft)
	for c, err := range s.shop.Cases.Cases(v.Context(), v.By, aftersales.Query{Due: now().Add(30 * 24 * time.Hour), Limit: 500}) {
		if err != nil {
			return p, err
		}
		if p.next.IsZero() || c.Deadline.Before(p.next) {
			p.next = c.Deadline
		}
		who, by, _, _ := c.Duty()
		p.hot[c.State] = p.hot[c.State] || v.acts(who) && !by.IsZero() && by.Sub(now()) < nearDue
	}
	ask := aftersales.Query{States: p.States, Limit: 500}
	for c, err := range s.shop.Cases.Cases(v.Context(), v.By, ask) {
		if err != nil {
			return p, err
		}
		p.cases = append(p.cases, c)
	}
	slices.SortStableFunc(p.cases, sooner)
	p.last = max(1, (len(p.cases)+deskRows-1)/deskRows)
	p.no = min(no, p.last)
	from := (p.no - 1) * deskRows
	p.cases = p.cases[min(from, len(p.cases)):min(from+deskRows, len(p.cases))]
	return p, nil
}

// acts reports whether it is the visitor's side that must act.
func (v *visit) acts(who flow.Party) bool {
	if v.By.Role == secure.RoleStaff {
		return who == flow.Platform
	}
	return who == flow.Merchant
}

// sooner sorts by deadline; what has none comes last.
func sooner(a, b aftersales.Case) int {
	switch {
	case a.Deadline.IsZero() != b.Deadline.IsZero():
		if a.Deadline.IsZero() {
			return 1
		}
		return -1
	case a.Deadline.IsZero():
		return 0
	}
	return a.Deadline.Compare(b.Deadline)
}

// number is how many cases a queue shows, and whether one of them is near.
func (q queue) number(p pile) (n int, hot bool) {
	for state, some := range p.counts {
		if q.States == nil || slices.Contains(q.States, state) {
			n += int(some)
			hot = hot || p.hot[state]
		}
	}
	return n, hot
}

func (p pile) state() string {
	parts := []string{p.Name}
	for _, c := range p.cases {
		parts = append(parts, string(c.ID), strconv.FormatInt(c.Version, 10))
	}
	for _, state := range flow.States() {
		parts = append(parts, strconv.FormatInt(p.counts[state], 10))
	}
	return digest(parts)
}

func (s *server) followCases(v *visit) error {
	if v.buyer() {
		return secure.ErrDenied
	}
	return s.stream(v, func() (string, error) {
		p, err := s.pile(v, v.URL.Query())
		return p.state(), err
	})
}

func (s *server) deskCases(v *visit) error {
	if v.buyer() {
		return v.redirect("/cases")
	}
	p, err := s.pile(v, v.URL.Query())
	if err != nil {
		return err
	}
	self := p.address(p.no)
	view := page.Cases{
		Frame: s.frame(v), Seller: s.deskName(v), Now: clock(now()), Self: self,
		Events: "/desk/cases/events?" + strings.TrimPrefix(self, "/desk/cases?") + "&seen=" + p.state(),
	}
	for _, q := range queues(v.By) {
		n, hot := q.number(p)
		view.Tabs = append(view.Tabs, page.Tab{Link: page.Link{Label: v.say("queue." + q.Name), URL: "/desk/cases?view=" + q.Name, Current: q.Name == p.Name}, N: n, Hot: hot})
	}
	for i := range p.last {
		view.Pages = append(view.Pages, page.Link{Label: strconv.Itoa(i + 1), URL: p.address(i + 1), Current: i+1 == p.no})
	}
	if view.Next = v.say("queue.empty"); !p.next.IsZero() {
		view.Next = v.say("queue.next", deadline(v.Lang, p.next))
	}
	for _, c := range p.cases {
		row, err := s.caseRow(v, c)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, row)
	}
	return show(v, s.pages.DeskCases, view)
}

// deskName says whose desk it is.
func (s *server) deskName(v *visit) string {
	if len(v.By.Sellers) > 0 {
		return sellerName(catalog.SellerID(v.By.Sellers[0]), v.Lang)
	}
	return v.say("desk.everyone")
}

// caseRow is a case in a list.
func (s *server) caseRow(v *visit, c aftersales.Case) (page.CaseRow, error) {
	r := page.CaseRow{
		ID: string(c.ID), URL: "/case/" + string(c.ID), Number: caseNumber(c.ID), Opened: moment(v.Lang, c.Opened),
		Kind: v.say("kind." + string(c.Kind)), Reason: v.sayOr("reason."+c.Reason, c.Reason), State: v.statePill(c),
	}
	o, err := s.shop.Orders.Order(v.Context(), v.By, c.Order)
	if err != nil {
		return r, err
	}
	to, err := s.shop.Orders.Delivery(v.Context(), v.By, c.Order)
	if err != nil {
		return r, err
	}
	r.Buyer, r.Place = to.To.Name, to.To.City
	for i, item := range c.Items {
		if r.Units += int(item.Units); i < 3 {
			r.Pictures = append(r.Pictures, s.link(o.Lines[item.Line-1].Picture))
		}
	}
	if worth, ok := s.worth(c, o); ok {
		r.Sum = worth.Display(v.Lang)
	}
	who, by, _, open := c.Duty()
	if !open {
		return r, nil
	}
	r.Who = v.say("who." + string(who))
	if by.IsZero() {
		r.Due = v.say("due.paused")
		return r, nil
	}
	rest := by.Sub(now())
	switch {
	case rest < 0:
		r.Due = v.say("due.over")
	case rest < 48*time.Hour:
		r.Due = v.say("due.hours", left(rest))
	default:
		r.Due = v.many("span.days", int(rest.Hours())/24)
	}
	switch {
	case v.By.Role == secure.RoleStaff && c.State == flow.ArbitrationEvidence:
		r.Do = v.say("queue.do")
	case !v.acts(who):
	case rest < nearDue:
		r.DueTone, r.Do = "bad", v.say("queue.do")
	default:
		r.Do = v.say("queue.do")
	}
	return r, nil
}

// ownCases is a buyer's list of theirs.
func (s *server) ownCases(v *visit) error {
	if !v.buyer() {
		return v.redirect("/desk/cases")
	}
	view := page.Cases{Frame: s.frame(v), Self: "/cases"}
	for c, err := range s.shop.Cases.Cases(v.Context(), v.By, aftersales.Query{Limit: 100}) {
		if err != nil {
			return err
		}
		row, err := s.caseRow(v, c)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, row)
	}
	return show(v, s.pages.OwnCases, view)
}

// waitingCases is in how many cases the visitor's side must act.
func (s *server) waitingCases(v *visit) (n int) {
	counts, err := s.shop.Cases.Count(v.Context(), v.By)
	if err != nil { // the page is about something else
		return 0
	}
	for state, some := range counts {
		if duty, ok := flow.DutyOf(state); ok && v.acts(duty.Who) {
			n += int(some)
		}
	}
	return n
}
