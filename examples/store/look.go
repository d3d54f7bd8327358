package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// An outlook is what can be asked about an order now: the policy that holds for
// it, and what that looks at.
type outlook struct {
	order  order.Order
	to     order.Purchase
	policy policy.Policy
	facts  policy.Facts
	tags   map[int][]string // by line
	left   map[int]int64    // units of a line that nobody has asked about
	cases  []aftersales.Case
}

// outlook reads an order's; the visitor may see the order.
func (s *server) outlook(v *visit, o order.Order, p order.Purchase) (outlook, error) {
	l := outlook{order: o, to: p, tags: map[int][]string{}, left: map[int]int64{}}
	var err error
	if l.policy, err = s.rules.Choose(o.Placed, string(o.Seller), p.To.Country); err != nil {
		return l, err
	}
	if l.cases, err = s.casesOf(v, o.ID); err != nil {
		return l, err
	}
	refunds, err := s.shop.Orders.Refunds(v.Context(), v.By, o.ID)
	if err != nil {
		return l, err
	}
	for _, line := range o.Lines {
		if l.tags[line.No], err = s.shop.Cases.Facts.Tags(v.Context(), line); err != nil {
			return l, err
		}
		l.left[line.No] = line.Qty - taken(l.cases, line.No) - direct(l.cases, refunds, line.No)
	}
	l.facts, err = s.moments(v.Context(), o)
	l.facts.At, l.facts.Placed, l.facts.Country = s.hands.now(), o.Placed, p.To.Country
	return l, err
}

// taken is how many units of a line cases hold: those of open ones, and those
// whose money went back.
func taken(cases []aftersales.Case, line int) (n int64) {
	for _, c := range cases {
		switch {
		case c.Open() && c.Kind != flow.KindComplaint && !c.Asked.HasCurrency():
			for _, item := range c.Items {
				if item.Line == line {
					n += item.Units
				}
			}
		case c.State == flow.Completed:
			for _, claim := range c.Claims {
				if claim.Line == line {
					n += claim.Units
				}
			}
		}
	}
	return n
}

// direct is how many units of a line were refunded without a case.
func direct(cases []aftersales.Case, refunds []order.Refund, line int) (n int64) {
	for _, r := range refunds {
		ours := slices.ContainsFunc(cases, func(c aftersales.Case) bool { return slices.Contains(c.Refunds, r.Ref) })
		if ours || r.Status == payment.Declined || r.Status == payment.Closed {
			continue
		}
		for _, u := range r.Items {
			if u.Line == line {
				n += u.Units
			}
		}
	}
	return n
}

// casesOf are an order's cases, newest first.
func (s *server) casesOf(v *visit, id order.ID) (list []aftersales.Case, err error) {
	for c, err := range s.shop.Cases.Cases(v.Context(), v.By, aftersales.Query{Order: id}) {
		if err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, nil
}

// moments are when the last parcel left and arrived.
func (s *server) moments(ctx context.Context, o order.Order) (f policy.Facts, err error) {
	history, err := s.shop.Orders.Store.History(ctx, o.ID)
	for _, c := range history {
		switch {
		case c.To == order.Shipped && c.From != c.To:
			f.Shipped = c.At
		case (c.To == order.Delivered || c.To == order.Completed) && f.Delivered.IsZero():
			f.Delivered = c.At
			if f.Shipped.IsZero() {
				f.Shipped = c.At
			}
		}
	}
	return f, err
}

// paid reports whether there is money that could go back.
func (l outlook) paid() bool {
	return slices.Contains([]order.PaymentStatus{order.PayPaid, order.PayPartRefunded, order.PayRefunded}, l.order.PaymentStatus)
}

// goods is where some units of the order are.
func (l outlook) goods(items []aftersales.Item) policy.Goods {
	place := policy.Unsent
	for _, item := range items {
		p := l.order.Progress[item.Line-1]
		switch {
		case p.Returned > 0 && p.Delivered == 0:
			return policy.Refused
		case p.Packed > p.Delivered && p.Delivered < item.Units:
			place = policy.OnRoad
		case p.Delivered >= item.Units && place == policy.Unsent:
			place = policy.Here
		}
	}
	if len(items) == 0 && !l.facts.Delivered.IsZero() {
		return policy.Here
	}
	return place
}

// all are every unit that is left to ask about.
func (l outlook) all() (items []aftersales.Item) {
	for _, line := range l.order.Lines {
		if n := l.left[line.No]; n > 0 {
			items = append(items, aftersales.Item{Line: line.No, Units: n})
		}
	}
	return items
}

// covers reports whether there is something left that a kind of case could be about:
// a complaint needs nothing.
func (l outlook) covers(kind flow.Kind) bool {
	return kind == flow.KindComplaint || len(l.all()) > 0
}

// decide asks the policy for every item and keeps the least generous answer.
func (l outlook) decide(kind flow.Kind, reason string, items []aftersales.Item, evidence int) policy.Decision {
	f := l.facts
	f.Kind, f.Reason, f.Goods, f.Evidence = kind, reason, l.goods(items), evidence
	var answer policy.Decision
	for i, item := range append(slices.Clone(items), aftersales.Item{})[:max(1, len(items))] {
		f.Tags, f.Requests = nil, 0
		if item.Line > 0 {
			f.Tags, f.Requests = l.tags[item.Line], l.requests(item.Line)
		}
		d := l.policy.Decide(f)
		if !d.Allowed {
			return d
		}
		if i == 0 || !d.Until.IsZero() && (answer.Until.IsZero() || d.Until.Before(answer.Until)) {
			answer = d
		}
	}
	return answer
}

func (l outlook) requests(line int) (n int) {
	for _, c := range l.cases {
		if slices.ContainsFunc(c.Items, func(i aftersales.Item) bool { return i.Line == line }) {
			n++
		}
	}
	return n
}

// kinds are what makes sense to ask for where the goods are.
func kinds(g policy.Goods) []flow.Kind {
	switch g {
	case policy.Unsent:
		return []flow.Kind{flow.KindCancel, flow.KindComplaint}
	case policy.OnRoad:
		return []flow.Kind{flow.KindRefund, flow.KindRefused, flow.KindResend, flow.KindComplaint}
	case policy.Refused:
		return []flow.Kind{flow.KindRefused, flow.KindComplaint}
	case policy.Here:
	}
	return []flow.Kind{
		flow.KindReturn, flow.KindExchange, flow.KindRefund, flow.KindRepair, flow.KindResend, flow.KindPriceProtection, flow.KindComplaint,
	}
}

// reasons are those that make sense for a kind of case.
func reasons(kind flow.Kind, g policy.Goods) []string {
	faults := []string{policy.Damaged, policy.Defective, policy.WrongItem, policy.NotDescribed, policy.Counterfeit}
	switch kind {
	case flow.KindCancel:
		return []string{policy.ChangedMind, policy.Late}
	case flow.KindRefund:
		if g == policy.OnRoad {
			return []string{policy.ChangedMind, policy.Late, policy.NotReceived}
		}
		return append(faults, policy.Missing, policy.NotReceived)
	case flow.KindReturn, flow.KindExchange:
		return append([]string{policy.ChangedMind}, faults...)
	case flow.KindResend:
		return []string{policy.Missing, policy.NotReceived, policy.Damaged, policy.WrongItem}
	case flow.KindRepair:
		return []string{policy.Defective, policy.Damaged}
	case flow.KindPriceProtection:
		return []string{policy.PriceDropped}
	case flow.KindRefused:
		return []string{policy.Unwanted}
	case flow.KindComplaint:
	}
	return []string{policy.Service, policy.Late, policy.NotDescribed, policy.Counterfeit}
}

// may answers the first reason for which a kind is allowed, or the refusal of the
// first reason there is.
func (l outlook) may(kind flow.Kind, items []aftersales.Item) (reason string, d policy.Decision) {
	for i, r := range reasons(kind, l.goods(items)) {
		one := l.decide(kind, r, items, 1)
		if one.Allowed {
			return r, one
		}
		if i == 0 {
			d = one
		}
	}
	return "", d
}

// refused says why a policy refuses.
func (v *visit) refused(code string, until time.Time) string {
	if code == policy.CodeWindow && !until.IsZero() {
		return v.say("refused.window.until", deadline(v.Lang, until))
	}
	return v.sayOr("refused."+code, v.say("refused.no_rule"))
}

// unasked says in words why a request failed, with the field that it is about;
// false where it failed for another reason than its content.
func (v *visit) unasked(err error) (field, words string, known bool) {
	var refused *aftersales.RefusedError
	var input *aftersales.InputError
	switch {
	case errors.As(err, &refused):
		field = "kind"
		switch {
		case refused.Code == policy.CodeEvidence || refused.Rule == "limits.evidence":
			field = "photos"
		case refused.Rule == "limits.compensation":
			field = "amount"
		case refused.Rule == "grades":
			field = "grade"
		}
		return field, v.refused(refused.Code, refused.Until), true
	case errors.Is(err, aftersales.ErrUnits):
		return "line", v.say("fault.case.units"), true
	case errors.As(err, &input):
		field = formField(input.Field)
		return field, v.sayOr("fault.case."+field, v.say("fault.form")), true
	}
	return "", "", false
}

// formField is the field of a form that a field of the library is about.
func formField(name string) string {
	switch {
	case strings.HasPrefix(name, "items"):
		return "line"
	case strings.HasPrefix(name, "evidence"):
		return "photos"
	case name == "grades":
		return "grade"
	}
	return strings.TrimPrefix(name, "terms.")
}

// span is a time in words: days and hours, or hours and minutes.
func (v *visit) span(d time.Duration) string {
	d = d.Abs()
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	switch {
	case days > 0 && hours > 0:
		return v.many("span.days", days) + " " + v.many("span.hours", hours)
	case days > 0:
		return v.many("span.days", days)
	case hours > 0 && minutes > 0 && hours < 12:
		return v.many("span.hours", hours) + " " + v.many("span.minutes", minutes)
	case hours > 0:
		return v.many("span.hours", hours)
	}
	return v.many("span.minutes", max(1, minutes))
}

// many says a number of things.
func (v *visit) many(key string, n int) string {
	if n == 1 {
		return v.say(key + ".one")
	}
	return v.say(key, strconv.Itoa(n))
}
