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
			if i+1 < len(legs) {
				if t, ok := reached[legs[i+1].state]; ok {
					p.Time = moment(v.Lang, t)
				}
			}
		case i == at && c.Open():
			p.State = "now"
			if !c.Deadline.IsZero() {
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

// remedyOf is what a case is about, or was before money took its place.
func remedyOf(c aftersales.Case) flow.Remedy {
	if c.Subject.Remedy == "" {
		return c.Kind.Remedy()
	}
	return c.Subject.Remedy
}

// furthest is the step of a way that a case is at: states beside the way count as
// the last step on it that was reached.
func furthest(legs []leg, c aftersales.Case, reached map[flow.State]time.Time) int {
	near := map[flow.State]flow.State{
		flow.CounterOffered: flow.Requested, flow.RejectedOpen: flow.Requested, flow.Intercepting: flow.Requested, flow.ReturnInTransit: flow.AwaitingReturn,
		flow.Inspecting: flow.ReturnDelivered, flow.InspectionDisputed: flow.ReturnDelivered, flow.RefundDue: flow.RefundProcessing, flow.RefundFailed: flow.RefundProcessing,
	}
	if c.State == flow.Completed {
		return len(legs)
	}
	at := 0
	for i, l := range legs {
		_, seen := reached[l.state]
		if l.state == c.State || l.state == near[c.State] {
			return i
		}
		if seen {
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
