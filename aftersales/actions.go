package aftersales

import (
	"context"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/secure"
)

// A Command names one command of a Service, for pages that show what may be done.
type Command string

// Commands, each after the method that carries it out.
const (
	MaySubmit        Command = "submit"
	MayAgree         Command = "agree"
	MayOffer         Command = "offer"
	MayDecline       Command = "decline"
	MayReject        Command = "reject"
	MayAmend         Command = "amend"
	MayIntercept     Command = "intercept"
	MayIntercepted   Command = "intercepted"
	MayShipBack      Command = "ship_back"
	MayReturnLabel   Command = "return_label"
	MayReceive       Command = "receive"
	MayInspect       Command = "inspect"
	MaySend          Command = "send"
	MayPayDifference Command = "pay_difference"
	MayConfirm       Command = "confirm"
	MayConvertRefund Command = "convert_refund"
	MayRefund        Command = "refund"
	MayRetryRefund   Command = "retry_refund"
	MayPayOffline    Command = "pay_offline"
	MayEscalate      Command = "escalate"
	MayDecide        Command = "decide"
	MayAppeal        Command = "appeal"
	MayWithdraw      Command = "withdraw"
	MaySay           Command = "say"
	MayCompensate    Command = "compensate"
	MayPause         Command = "pause"
	MayResume        Command = "resume"
	MayExtend        Command = "extend"
)

// Actions are what somebody may do with a case now, who must act, by when, and
// what happens by itself otherwise.
type Actions struct {
	Case      Case
	Side      flow.Party    // on which the actor stands; empty: may only look
	Who       flow.Party    // who must act; empty: the case has ended
	Since     time.Time     // when the clock of the present state began
	Deadline  time.Time     // when something happens by itself; zero: ended, or paused
	Left      time.Duration // until then, or what is left of a paused clock
	Paused    PauseReason   // empty: the clock runs
	Otherwise flow.Event    // what happens by itself then; empty: nothing
	Then      flow.State    // the state to which that leads; empty: none
	Late      bool          // the deadline has passed and its move is under way: read again
	May       []Command     // in the order of the constants; none where Late
}

// Actions answers what by may do with a case that it may see, or ErrNotFound. A
// command in May may still be refused for what it brings, for example an amount,
// and for what has happened meanwhile.
func (s *Service) Actions(ctx context.Context, by secure.Actor, id ID) (Actions, error) {
	c, err := s.Case(ctx, by, id)
	if err != nil {
		return Actions{}, err
	}
	w, err := s.on(nil, c)
	if err != nil {
		return Actions{}, err
	}
	a := Actions{
		Case: c, Side: party(by, c.Buyer, string(c.Seller)), Since: c.Since, Deadline: c.Deadline, Left: c.Left, Paused: c.paused(),
		Late: !c.Deadline.IsZero() && !w.at.Before(c.Deadline),
	}
	if !c.Deadline.IsZero() {
		a.Left = max(c.Deadline.Sub(w.at), 0)
	}
	if who, _, otherwise, open := c.Duty(); open {
		a.Who, a.Otherwise = who, otherwise
	}
	if a.Otherwise != "" {
		if next, _, err := flow.NextIn(s.machine(), c.State, a.Otherwise, c.Subject); err == nil {
			a.Then = next
		}
	}
	if !a.Late && a.Side != "" {
		a.May = w.may(a.Side)
	}
	return a, nil
}

// paused is why the clock of a case stands, or empty.
func (c Case) paused() PauseReason {
	if n := len(c.Pauses); n > 0 && c.Pauses[n-1].To.IsZero() {
		return c.Pauses[n-1].Reason
	}
	return ""
}

// can reports whether a side may bring an event about now.
func (w *work) can(side flow.Party, e flow.Event) bool {
	if !flow.MayIn(w.c.State, e, side, w.c.Subject) {
		return false
	}
	_, _, err := flow.NextIn(w.s.machine(), w.c.State, e, w.c.Subject)
	return err == nil
}

// may lists what a side may do.
func (w *work) may(side flow.Party) []Command {
	var list []Command
	for _, row := range w.questions(side) {
		if row.yes {
			list = append(list, row.what)
		}
	}
	return list
}

// A question is a command and whether somebody may give it.
type question struct {
	what Command
	yes  bool
}

func (w *work) questions(side flow.Party) []question {
	c := w.c
	host := side == flow.Merchant || side == flow.Platform
	can := func(e flow.Event) bool { return w.can(side, e) }
	return []question{
		{MaySubmit, can(flow.Submit)},
		{MayAgree, w.agreeable(side)},
		{MayOffer, can(flow.Counter)},
		{MayDecline, can(flow.Decline)},
		{MayReject, can(flow.Reject)},
		{MayAmend, can(flow.Amend)},
		{MayIntercept, can(flow.Intercept)},
		{MayIntercepted, can(flow.Intercepted)},
		{MayShipBack, can(flow.ShipBack)},
		{MayReturnLabel, host && c.State == flow.AwaitingReturn && w.s.Parcels != nil && !c.booking(WayBack)},
		{MayReceive, can(flow.Receive)},
		{MayInspect, host && (can(flow.Receive) || c.State == flow.Inspecting)},
		{MaySend, (can(flow.ShipReplacement) || can(flow.ShipRepaired)) && !c.booking(WayOut)},
		{MayPayDifference, side == flow.Buyer && w.s.Payments != nil && c.State == flow.ReplacementDue && c.Subject.Owed},
		{MayConfirm, can(flow.Confirm)},
		{MayConvertRefund, can(flow.ConvertRefund) && !c.booking(WayOut)},
		{MayRefund, can(flow.StartRefund) && c.paused() != PauseMoney},
		{MayRetryRefund, host && len(c.Declined) > 0},
		{MayPayOffline, can(flow.PayOffline) && c.paused() != PauseMoney || host && len(c.Declined) > 0},
		{MayEscalate, can(flow.Escalate)},
		{MayDecide, side == flow.Platform && decidable(c.State)},
		{MayAppeal, can(flow.Appeal)},
		{MayWithdraw, can(flow.Withdraw)},
		{MaySay, c.Open() && c.Messages < int64(w.policy.Limits.Messages)},
		{MayCompensate, host && c.Messages < int64(w.policy.Limits.Messages) && w.policy.Limits.Compensation > 0},
		{MayPause, side == flow.Platform && !c.Deadline.IsZero()},
		{MayResume, side == flow.Platform && c.Open() && c.paused() != ""},
		{MayExtend, w.extendable(side)},
	}
}

// agreeable reports whether a side may grant what is asked, or offered.
func (w *work) agreeable(side flow.Party) bool {
	subject := w.c.Subject
	if offer := w.c.Offer; w.c.State == flow.CounterOffered && offer != nil && side == flow.Buyer {
		subject.Remedy = offer.Remedy
	}
	what, ok := flow.Agree(w.c.State, subject)
	return ok && flow.MayIn(w.c.State, what, side, subject)
}

func decidable(s flow.State) bool {
	return s == flow.ArbitrationEvidence || s == flow.ArbitrationDeciding || s == flow.Appealed
}

// extendable reports whether a side may give the other one more time.
func (w *work) extendable(side flow.Party) bool {
	duty, known := flow.DutyIn(w.c.State, w.c.Subject)
	return known && !w.c.Deadline.IsZero() && (side == flow.Platform || side != duty.Who) && w.c.Extended < w.policy.Limits.Extensions
}
