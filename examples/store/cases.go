package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

func (s *server) caseRoutes() map[string]func(*visit) error {
	return map[string]func(*visit) error{
		"GET /order/{id}/return": s.askReturn, "POST /order/{id}/return": s.openReturn,
		"GET /case/{id}": s.caseOf, "POST /case/{id}": s.actOnCase, "GET /case/{id}/events": s.followCase,
		"GET /case/{id}/evidence/{key}": s.proof,
		"GET /cases":                    s.ownCases, "GET /desk/cases": s.deskCases, "GET /desk/cases/events": s.followCases,
		"GET /desk/standing": s.standing, "POST /desk/standing": s.actOnStanding,
	}
}

// explainCase turns an error about a case into words.
func explainCase(v *visit, err error) (m page.Message, known bool) {
	say := func(status int, key string) page.Message {
		return page.Message{Status: status, Head: v.say(key), Text: v.say(key + ".text")}
	}
	if _, words, known := v.unasked(err); known {
		return page.Message{Status: http.StatusUnprocessableEntity, Head: v.say("error.input"), Text: words}, true
	}
	switch {
	case errors.Is(err, aftersales.ErrNotFound):
		return page.Message{Status: http.StatusNotFound}, true
	case errors.Is(err, aftersales.ErrOpenRefund):
		return say(http.StatusConflict, "error.refund"), true
	}
	return m, false
}

// commit runs a command of cases in a transaction of its own and calls afterwards
// whom it must. A failed call changes nothing: a timer asks again.
func (s *server) commit(v *visit, fn func(context.Context, aftersales.Tx) (aftersales.Outcome, error)) (aftersales.Outcome, error) {
	var done aftersales.Outcome
	var err error
	for range 10 {
		err = s.shop.Cases.Store.Do(v.Context(), func(ctx context.Context, tx aftersales.Tx) (err error) {
			done, err = fn(ctx, tx)
			return err
		})
		if !errors.Is(err, event.ErrStale) {
			break
		}
	}
	if err != nil {
		return done, err
	}
	for _, ref := range done.Refunds {
		if err := s.shop.Payments.Advance(v.Context(), ref); err != nil {
			log.Print(err)
		}
	}
	for _, id := range done.Labels {
		if err := s.shop.Parcels.Advance(v.Context(), id); err != nil {
			log.Print(err)
		}
	}
	return done, nil
}

func (s *server) caseOf(v *visit) error { return s.showCase(v, caseSlip{}) }

// A caseSlip is a form of a case that could not be carried out.
type caseSlip struct {
	do    string
	wrong map[string]string // by field
}

// state is the state of a case's page.
func caseState(c aftersales.Case) string {
	return digest([]string{string(c.State), strconv.FormatInt(c.Version, 10)})
}

func (s *server) followCase(v *visit) error {
	id := aftersales.ID(v.PathValue("id"))
	return s.stream(v, func() (string, error) {
		c, err := s.shop.Cases.Case(v.Context(), v.By, id)
		return caseState(c), err
	})
}

// seen is what a page of a case has shown: its moves and its messages.
func seen(c aftersales.Case) string { return fmt.Sprintf("%d.%d", c.Steps, c.Messages) }

// showCase shows a case, with what was wrong with one of its forms.
func (s *server) showCase(v *visit, wrong caseSlip) error {
	a, err := s.shop.Cases.Actions(v.Context(), v.By, aftersales.ID(v.PathValue("id")))
	if err != nil {
		return err
	}
	o, err := s.shop.Orders.Order(v.Context(), v.By, a.Case.Order)
	if err != nil {
		return err
	}
	p, err := s.shop.Orders.Store.FindPurchase(v.Context(), o.Purchase)
	if err != nil {
		return err
	}
	c, self := a.Case, "/case/"+string(a.Case.ID)
	view := page.Case{
		Frame: s.frame(v), Number: caseNumber(c.ID), Order: page.Link{Label: number(o.ID), URL: "/order/" + string(o.ID)}, Self: self,
		Events: self + "/events?seen=" + caseState(c), Action: self, Seen: seen(c), Updated: clock(now()),
		Kind: v.say("kind."+string(c.Kind)) + " · " + sellerName(c.Seller, v.Lang), State: c.State.Text(v.Lang), Note: v.meaning(a), Tone: v.statePill(c).Tone,
		Clock: v.caseClock(a), Lines: s.caseLines(v, c, o),
	}
	if wrong.do != "" || len(wrong.wrong) > 0 {
		words := firstOf(wrong.wrong, slices.Sorted(maps.Keys(wrong.wrong))...)
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: words}
	}
	if v.URL.Query().Get("changed") != "" {
		view.Notice = &page.Notice{Tone: "warn", Head: v.say("case.changed"), Text: v.say("case.changed.text")}
	}
	for _, part := range []func() error{
		func() error { return s.talk(v, &view, a) },
		func() error { return s.casePast(v, &view, c) },
		func() error { return s.caseMoney(v, &view, c, o, p) },
		func() error { s.caseFacts(v, &view, c, p); return nil },
		func() error { s.acts(v, &view, a, o, wrong); return nil },
	} {
		if err := part(); err != nil {
			return err
		}
	}
	return show(v, s.pages.Case, view)
}

// meaning says what a state means for the visitor.
func (v *visit) meaning(a aftersales.Actions) string {
	side := string(a.Side)
	if side == "" {
		side = string(flow.Platform)
	}
	key := "case." + string(a.Case.State)
	return v.sayOr(key+"."+side, v.sayOr(key, ""))
}

// caseLines are what a case is about, with what an inspection found.
func (s *server) caseLines(v *visit, c aftersales.Case, o order.Order) []page.Line {
	var list []page.Line
	for _, item := range c.Items {
		l := o.Lines[item.Line-1]
		line := page.Line{Title: s.title(v, l), Options: s.options(v, l.Picture, l.Options), Picture: s.link(l.Picture), Qty: int(item.Units)}
		if item.Grade != "" {
			line.Total = v.say("grade." + item.Grade)
		}
		list = append(list, line)
	}
	return list
}

// talk is the thread, and at arbitration what each side shows.
func (s *server) talk(v *visit, view *page.Case, a aftersales.Actions) error {
	thread, err := s.shop.Cases.Thread(v.Context(), v.By, a.Case.ID)
	if err != nil {
		return err
	}
	for _, m := range thread {
		said := page.CaseMessage{
			Who: v.say("who." + string(m.Party)), At: moment(v.Lang, m.At), DateTime: m.At.Format(time.RFC3339), Own: m.Party == a.Side,
			Side: string(m.Party), Text: m.Text,
		}
		if said.Own {
			said.Who = v.say("who.self")
		}
		if m.Terms != nil {
			said.Terms = v.say("offer.terms", v.terms(*m.Terms))
		}
		for i, piece := range m.Evidence {
			said.Pieces = append(said.Pieces, page.Link{
				Label: v.say("evidence.no", i+1, said.Who), URL: "/case/" + string(a.Case.ID) + "/evidence/" + piece.Key,
			})
		}
		view.Thread = append(view.Thread, said)
		if i := slices.Index([]flow.Party{flow.Buyer, flow.Merchant}, m.Party); i >= 0 && slices.Contains(a.May, aftersales.MayDecide) {
			view.Sides[i] = append(view.Sides[i], said)
		}
	}
	return nil
}

// terms are an offer in words.
func (v *visit) terms(t aftersales.Terms) string {
	words := v.say("remedy." + string(t.Remedy))
	if t.Amount.HasCurrency() {
		words += " " + t.Amount.Display(v.Lang)
	}
	return words
}

// casePast is what happened, and how far that brought the case.
func (s *server) casePast(v *visit, view *page.Case, c aftersales.Case) error {
	history, err := s.shop.Cases.CaseHistory(v.Context(), v.By, c.ID)
	if err != nil {
		return err
	}
	view.Steps = v.progress(c, history)
	last := ""
	for _, h := range slices.Backward(history) {
		line := page.Change{
			At: clock(h.At), DateTime: h.At.Format(time.RFC3339), Words: v.sayOr("did."+string(h.Event), h.Event.Text(v.Lang)),
			By: v.sayOr("role."+h.Role, h.Role), Why: v.sayOr("caseWhy."+h.Why, ""),
		}
		if day := date(v.Lang, h.At); day != last {
			line.Day, last = day, day
		}
		view.History = append(view.History, line)
	}
	return nil
}

// caseMoney is what goes back, to the cent, and how far it is.
func (s *server) caseMoney(v *visit, view *page.Case, c aftersales.Case, o order.Order, p order.Purchase) (err error) {
	if c.Sums.Total.HasCurrency() {
		if view.Sums, err = v.entitled(c.Sums, kind(p.Method)); err != nil {
			return err
		}
	} else if worth, ok := s.worth(c, o); ok {
		view.Sums = []page.Sum{{Label: v.say("case.worth"), Amount: worth.Display(v.Lang)}}
		if c.Open() && c.Subject.Remedy.Refunds() {
			view.Back = v.say("case.sum.later")
		}
	}
	refunds, err := s.shop.Orders.Refunds(v.Context(), v.By, o.ID)
	if err != nil {
		return err
	}
	for _, r := range refunds {
		if !slices.Contains(c.Refunds, r.Ref) {
			continue
		}
		view.Refunds = append(view.Refunds, page.Refund{At: moment(v.Lang, r.At), Amount: r.Amount.Display(v.Lang), Status: v.say("refund." + string(r.Status)), Reason: v.say("kind." + string(c.Kind))})
	}
	for _, extra := range []struct {
		key string
		sum money.Money
	}{{"case.compensated", c.Compensated}, {"case.offline", c.Offline}, {"sum.difference", c.Difference}} {
		if extra.sum.HasCurrency() && !extra.sum.IsZero() {
			view.Refunds = append(view.Refunds, page.Refund{Amount: extra.sum.Display(v.Lang), Reason: v.say(extra.key)})
		}
	}
	for _, parcel := range c.Parcels {
		row := page.CaseParcel{Head: v.say("way." + string(parcel.Way)), Text: strings.TrimSpace(s.carrierName(v, parcel.Carrier) + " " + parcel.Number)}
		if !parcel.Booked {
			row.Text += " · " + v.say("way.booking")
		}
		view.Parcels = append(view.Parcels, row)
	}
	return nil
}

// worth is what a case is about in money: the sum that is asked for, or what its
// items were paid with.
func (s *server) worth(c aftersales.Case, o order.Order) (money.Money, bool) {
	switch {
	case c.Sums.Total.HasCurrency():
		return c.Sums.Total, true
	case c.Asked.HasCurrency():
		return c.Asked, true
	}
	book, err := entitlement.Of(o)
	if err != nil || len(c.Items) == 0 {
		return money.Money{}, false
	}
	var claims []entitlement.Claim
	for _, item := range c.Items {
		claims = append(claims, entitlement.Claim{Line: item.Line, Units: item.Units})
	}
	sums, err := book.Entitled(claims)
	return sums.Total, err == nil
}

// entitled are the sums of a refund; the rows above the last add up to it.
func (v *visit) entitled(s entitlement.Sums, tender string) ([]page.Sum, error) {
	goods, err := s.Goods.Add(s.Tax)
	if err != nil {
		return nil, err
	}
	list := []page.Sum{{Label: v.say("sum.paid"), Amount: goods.Display(v.Lang)}}
	for _, row := range []struct {
		key  string
		sum  money.Money
		less bool
	}{
		{"sum.allowance", s.Allowance, false},
		{"sum.delivery.back", s.Shipping, false},
		{"sum.takenback", s.TakenBack, true},
		{"sum.kept", s.Kept, true},
		{"sum.freight", s.Freight, true},
		{"sum.exchanged", s.Exchanged, false},
		{"sum.earlier", s.Earlier, false},
	} {
		if !row.sum.HasCurrency() || row.sum.IsZero() && row.key != "sum.takenback" {
			continue
		}
		if row.less {
			row.sum = row.sum.Neg()
		}
		list = append(list, page.Sum{Label: v.say(row.key), Amount: row.sum.Display(v.Lang)})
	}
	return append(list, page.Sum{Label: v.say("sum.back." + tender), Amount: s.Total.Display(v.Lang), Strong: true}), nil
}

// caseFacts are what stands beside a case.
func (s *server) caseFacts(v *visit, view *page.Case, c aftersales.Case, p order.Purchase) {
	view.Facts = []page.Pair{
		{Name: v.say("fact.kind"), Value: v.say("kind." + string(c.Kind))},
		{Name: v.say("fact.reason"), Value: v.sayOr("reason."+c.Reason, c.Reason)},
		{Name: v.say("fact.opened"), Value: deadline(v.Lang, c.Opened)},
		{Name: v.say("fact.policy"), Value: v.sayOr("policy."+c.Policy, c.Policy) + " · v" + strconv.Itoa(c.Edition)},
	}
	if v.By.Role != secure.RoleBuyer {
		view.Facts = append(view.Facts, page.Pair{Name: v.say("fact.buyer"), Value: p.To.Name})
	}
	if words := v.freight(c.Kind, c.Decision); words != "" {
		view.Facts = append(view.Facts, page.Pair{Name: v.say("fact.freight"), Value: words})
	}
	for _, step := range c.Decision.Trace {
		view.Trace = append(view.Trace, page.Pair{Name: v.sayOr("rule."+step.Rule, step.Rule), Value: v.sayOr("refused."+step.Code, step.Code)})
	}
}
