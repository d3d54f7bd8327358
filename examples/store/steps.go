package main

import (
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/examples/store/page"
)

// A leg is a state on the straight way of a case, and what the table must know to
// say what happens by itself in it.
type leg struct {
	state flow.State
	flow.Subject
}

// way is how a case for a remedy goes where nobody objects.
func way(r flow.Remedy) []leg {
	fresh, posted := flow.Subject{Remedy: r}, flow.Subject{Remedy: r, Posted: true, Back: true}
	asked := leg{flow.Requested, fresh}
	back := []leg{asked, {flow.AwaitingReturn, fresh}, {flow.ReturnDelivered, posted}}
	switch r {
	case flow.Refund:
		return []leg{asked, {flow.RefundProcessing, fresh}}
	case flow.ReturnRefund:
		return append(back, leg{flow.RefundProcessing, posted})
	case flow.RefusedRefund:
		return []leg{asked, {flow.ReturnInTransit, fresh}, {flow.ReturnDelivered, posted}, {flow.RefundProcessing, posted}}
	case flow.Exchange:
		return append(back, leg{flow.ReplacementDue, posted}, leg{flow.ReplacementInTransit, flow.Subject{Remedy: r, Posted: true, Back: true, Arrived: true}})
	case flow.Resend:
		return []leg{asked, {flow.ReplacementDue, fresh}, {flow.ReplacementInTransit, flow.Subject{Remedy: r, Arrived: true}}}
	case flow.Repair:
		return append(back, leg{flow.Repairing, posted}, leg{flow.RepairedInTransit, flow.Subject{Remedy: r, Posted: true, Back: true, Arrived: true}})
	case flow.Nothing:
	}
	return []leg{asked}
}

// promises say who does what by when once a case is opened, and what happens by
// itself where somebody does not.
func (v *visit) promises(p policy.Policy, kind flow.Kind) []page.Promise {
	list := []page.Promise{{Head: v.step("submit"), Text: v.say("promise.today"), State: "done"}}
	for i, l := range way(kind.Remedy()) {
		text := v.say("step.within", v.span(p.Clock(l.state)))
		if i == 0 {
			text = v.within(p.Clock(l.state))
		}
		if auto, ok := flow.Automatic(l.state, l.Subject); ok && l.state != flow.RefundProcessing {
			text += v.say("step.else", auto.Text(v.Lang))
		}
		list = append(list, page.Promise{Head: v.step(string(l.state)), Text: text})
	}
	return list
}

// step is a step of a case in words: buyers read of themselves.
func (v *visit) step(name string) string {
	if !v.buyer() {
		return v.sayOr("promise."+name+".other", v.say("promise."+name))
	}
	return v.say("promise." + name)
}

// progress is how far a case has come on its way; a case that ended otherwise has
// the steps it took.
func (v *visit) progress(c aftersales.Case, history []aftersales.Change) []page.Promise {
	reached := map[flow.State]time.Time{}
	for _, h := range history {
		if _, seen := reached[h.To]; !seen {
			reached[h.To] = h.At
		}
	}
	list := []page.Promise{{Head: v.step("submit"), State: "done", Time: moment(v.Lang, c.Opened)}}
	legs := way(remedyOf(c))
	at := furthest(legs, c, reached)
	for i, l := range legs {
		p := page.Promise{Head: v.step(string(l.state))}
		switch {
		case i < at:
			p.State = "done"
			if t, ok := after(legs, i, reached); ok {
				p.Time = moment(v.Lang, t)
			}
		case i == at && c.Open():
			p.State = "now"
			if !c.Deadline.IsZero() && near(c.State) == l.state {
				p.Time = v.say("step.by", moment(v.Lang, c.Deadline))
			}
		}
		list = append(list, p)
	}
	last := page.Promise{Head: v.say("promise.end")}
	if !c.Open() {
		last = page.Promise{Head: c.State.Text(v.Lang), State: "done", Time: moment(v.Lang, c.Since)}
	}
	return append(list, last)
}

// after is when a step of a way was over: when the next one was reached, or the
// goods left.
func after(legs []leg, i int, reached map[flow.State]time.Time) (at time.Time, ok bool) {
	if at, ok = reached[flow.ReturnInTransit]; ok && legs[i].state == flow.AwaitingReturn {
		return at, true
	}
	if i+1 == len(legs) {
		at, ok = reached[flow.Completed]
		return at, ok
	}
	ok = false
	for s, t := range reached {
		if near(s) == legs[i+1].state && (!ok || t.Before(at)) {
			at, ok = t, true
		}
	}
	return at, ok
}

// remedyOf is what a case is about, or was before money took its place.
func remedyOf(c aftersales.Case) flow.Remedy {
	if c.Subject.Remedy == "" {
		return c.Kind.Remedy()
	}
	return c.Subject.Remedy
}

// near are the states beside the straight way, and the step at which they count.
func near(s flow.State) flow.State {
	switch s {
	case flow.CounterOffered, flow.RejectedOpen, flow.Intercepting:
		return flow.Requested
	case flow.Inspecting, flow.InspectionDisputed:
		return flow.ReturnDelivered
	case flow.RefundDue, flow.RefundFailed:
		return flow.RefundProcessing
	default:
		return s
	}
}

// furthest is the step of a way that a case is at: a dispute stands at the last
// step that was reached.
func furthest(legs []leg, c aftersales.Case, reached map[flow.State]time.Time) int {
	if c.State == flow.Completed {
		return len(legs)
	}
	seen := map[flow.State]bool{}
	for s := range reached {
		seen[near(s)] = true
		seen[flow.AwaitingReturn] = seen[flow.AwaitingReturn] || s == flow.ReturnInTransit
	}
	at := 0
	for i, l := range legs {
		switch {
		case l.state == near(c.State), c.State == flow.ReturnInTransit && l.state == flow.AwaitingReturn:
			return i
		case seen[l.state]:
			at = i
		}
	}
	return at
}

// caseClock is the deadline of a case, as the visitor is told of it.
func (v *visit) caseClock(a aftersales.Actions) *page.Clock {
	if a.Who == "" {
		return nil
	}
	c := &page.Clock{Part: percent(a.Left, a.Deadline.Sub(a.Since))}
	who := v.say("turn." + string(a.Who))
	if a.Who == a.Side {
		who = v.say("turn.you")
	}
	then := v.say("clock.nothing")
	if a.Otherwise != "" {
		then = a.Otherwise.Text(v.Lang)
	}
	if a.Paused != "" {
		c.Paused, c.Part, c.Left = true, 100, v.say("clock.paused", v.span(a.Left))
		c.Text = v.say("pause."+string(a.Paused)) + v.say("clock.text.paused", who, then)
		return c
	}
	c.Tone, c.DateTime = clockTone(c.Part), a.Deadline.Format(time.RFC3339)
	c.Left = v.say("clock.left", v.span(a.Left))
	if a.Late {
		c.Left, c.Tone = v.say("clock.over"), "bad"
	}
	c.Text = v.say("clock.text", deadline(v.Lang, a.Deadline), who, then)
	return c
}
