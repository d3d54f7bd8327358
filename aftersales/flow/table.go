package flow

import (
	"errors"
	"slices"

	"github.com/cartwright-go/cartwright/fsm"
)

// An Event is what happens to a case.
type Event string

// Events of a case.
const (
	Submit           Event = "submit"
	GrantRefund      Event = "grant_refund"      // what was asked for is agreed: money
	GrantReturn      Event = "grant_return"      // agreed: send the goods back
	GrantWait        Event = "grant_wait"        // agreed: the refused parcel comes back by itself
	GrantReplacement Event = "grant_replacement" // agreed: other goods
	GrantRepair      Event = "grant_repair"      // agreed, and the goods are here
	GrantNothing     Event = "grant_nothing"     // the answer is accepted
	Counter          Event = "counter"           // other terms
	Decline          Event = "decline"           // not those terms
	Reject           Event = "reject"
	Amend            Event = "amend"
	Intercept        Event = "intercept"
	Intercepted      Event = "intercepted"
	Resume           Event = "resume" // the parcel could not be turned round
	ShipBack         Event = "ship_back"
	Arrive           Event = "arrive"
	Receive          Event = "receive"
	Dispute          Event = "dispute" // the goods are not as promised
	ShipReplacement  Event = "ship_replacement"
	PayDifference    Event = "pay_difference"
	ShipRepaired     Event = "ship_repaired"
	Deliver          Event = "deliver" // what was sent to the buyer is there
	Lose             Event = "lose"    // a parcel is lost, not by the buyer's fault
	Confirm          Event = "confirm" // the buyer has it
	AutoConfirm      Event = "auto_confirm"
	ConvertRefund    Event = "convert_refund" // no goods can be had: money instead
	StartRefund      Event = "start_refund"
	FinishRefund     Event = "finish_refund"
	FailRefund       Event = "fail_refund"
	PayOffline       Event = "pay_offline" // money went another way, with proof
	PayOut           Event = "pay_out"     // the platform pays from the merchant's deposit
	Escalate         Event = "escalate"
	CloseEvidence    Event = "close_evidence"
	Deny             Event = "deny" // the platform decides for the merchant
	Appeal           Event = "appeal"
	Uphold           Event = "uphold" // the verdict of before stands
	Withdraw         Event = "withdraw"
	Expire           Event = "expire"
	CloseRejected    Event = "close_rejected"
)

// Reasons why the table refuses an event, wrapped by *fsm.Error.
var (
	ErrRemedy  = errors.New("flow: not what the case is about")
	ErrBound   = errors.New("flow: done too often")
	ErrVerdict = errors.New("flow: the platform has decided, or has not")
	ErrGoods   = errors.New("flow: the goods are not where this needs them")
	ErrOwed    = errors.New("flow: the buyer owes a difference in price")
)

type (
	rule = fsm.Rule[State, Event, *Subject]
	// A Machine is a table of cases, grown by a host from Lifecycle.
	Machine = fsm.Machine[State, Event, *Subject]
)

// granted are the states in which a request can be granted.
func granted() []State {
	return []State{
		Requested, CounterOffered, RejectedOpen, ReturnDelivered, Inspecting, InspectionDisputed, ArbitrationDeciding, Appealed,
	}
}

var table = fsm.Must(fsm.New("aftersales", Draft, rules()...))

// Lifecycle is the table of a case's moves. A host that needs further states
// grows it with With.
func Lifecycle() *Machine { return table }

func rules() []rule {
	return slices.Concat(talk(), grants(), goods(), refunds(), disputes(), []rule{
		{Event: Withdraw, From: []State{
			Draft, Requested, CounterOffered, RejectedOpen, Intercepting, AwaitingReturn, ArbitrationEvidence, ArbitrationDeciding,
		}, To: ClosedWithdrawn, If: unposted, Final: true},
		{Event: Expire, From: []State{Draft, RejectedOpen, AwaitingReturn, ReturnInTransit}, To: ClosedExpired, If: unjudged, Final: true},
		{Event: CloseRejected, From: []State{RejectedOpen}, To: ClosedRejected, If: lost, Final: true},
	})
}

func talk() []rule {
	return []rule{
		{Event: Submit, From: []State{Draft}, To: Requested},
		{Event: Counter, From: []State{Requested}, To: CounterOffered, If: below(func(s *Subject) int { return s.Offers }, MaxOffers)},
		{Event: Decline, From: []State{CounterOffered}, To: Requested},
		{Event: Reject, From: []State{Requested}, To: RejectedOpen},
		{Event: Amend, From: []State{RejectedOpen}, To: Requested, If: amendable},
		{Event: Intercept, From: []State{Requested}, To: Intercepting, If: turnable},
		{Event: Intercepted, From: []State{Intercepting}, To: ReturnInTransit},
		{Event: Resume, From: []State{Intercepting}, To: Requested},
	}
}

func grants() []rule {
	return []rule{
		{Event: GrantRefund, From: granted(), To: RefundDue, If: refundable},
		{Event: GrantReturn, From: []State{Requested, CounterOffered, RejectedOpen, ArbitrationDeciding, Appealed}, To: AwaitingReturn, If: returnable},
		{Event: GrantWait, From: []State{Requested, CounterOffered, RejectedOpen, ArbitrationDeciding, Appealed}, To: ReturnInTransit, If: coming},
		{Event: GrantReplacement, From: granted(), To: ReplacementDue, If: replaceable},
		{Event: GrantRepair, From: granted(), To: Repairing, If: repairable},
		{Event: GrantNothing, From: []State{CounterOffered, RejectedOpen, ArbitrationDeciding, Appealed}, To: Completed, If: answered, Final: true},
	}
}

func goods() []rule {
	return []rule{
		{Event: ShipBack, From: []State{AwaitingReturn}, To: ReturnInTransit},
		{Event: Arrive, From: []State{ReturnInTransit}, To: ReturnDelivered},
		{Event: Receive, From: []State{AwaitingReturn, ReturnInTransit, ReturnDelivered}, To: Inspecting},
		{Event: Dispute, From: []State{Inspecting}, To: InspectionDisputed},
		{Event: ShipReplacement, From: []State{ReplacementDue}, To: ReplacementInTransit, If: paidUp},
		{Event: PayDifference, From: []State{ReplacementDue}, To: ReplacementDue, If: owing},
		{Event: ShipRepaired, From: []State{Repairing}, To: RepairedInTransit},
		{Event: Deliver, From: []State{ReplacementInTransit}, To: ReplacementInTransit, If: travelling},
		{Event: Deliver, From: []State{RepairedInTransit}, To: RepairedInTransit, If: travelling},
		{Event: Lose, From: []State{ReturnInTransit, RepairedInTransit}, To: RefundDue},
		{Event: Lose, From: []State{ReplacementInTransit}, To: ReplacementDue, If: below(func(s *Subject) int { return s.Losses }, MaxLosses)},
		{Event: ConvertRefund, From: []State{ReplacementDue, ReplacementInTransit, Repairing, RepairedInTransit}, To: RefundDue},
		{Event: Confirm, From: []State{ReplacementInTransit, RepairedInTransit}, To: Completed, Final: true},
		{Event: AutoConfirm, From: []State{ReplacementInTransit, RepairedInTransit}, To: Completed, If: arrived, Final: true},
	}
}

func refunds() []rule {
	return []rule{
		{Event: StartRefund, From: []State{RefundDue, RefundFailed}, To: RefundProcessing, If: below(func(s *Subject) int { return s.Tries }, MaxTries)},
		{Event: FinishRefund, From: []State{RefundProcessing, RefundFailed}, To: Completed, Final: true},
		{Event: FailRefund, From: []State{RefundDue, RefundProcessing}, To: RefundFailed},
		{Event: PayOffline, From: []State{RefundFailed}, To: Completed, Final: true},
		{Event: PayOut, From: []State{RefundFailed}, To: Completed, Final: true},
	}
}

func disputes() []rule {
	return []rule{
		{Event: Escalate, From: []State{
			Requested, CounterOffered, RejectedOpen, AwaitingReturn, ReturnInTransit, ReturnDelivered, Inspecting, InspectionDisputed,
			ReplacementDue, ReplacementInTransit, Repairing, RepairedInTransit,
		}, To: ArbitrationEvidence, If: arguable},
		{Event: CloseEvidence, From: []State{ArbitrationEvidence}, To: ArbitrationDeciding},
		{Event: Deny, From: []State{ArbitrationDeciding}, To: RejectedOpen},
		{Event: Deny, From: []State{Appealed}, To: ClosedRejected, Final: true},
		{Event: Appeal, From: []State{RejectedOpen}, To: Appealed, If: appealable(ForMerchant)},
		{Event: Appeal, From: []State{RefundDue, AwaitingReturn, ReplacementDue, Repairing}, To: Appealed, If: appealable(ForBuyer)},
		{Event: Uphold, From: []State{Appealed}, To: ClosedRejected, If: lost, Final: true},
	}
}

// parties says who may do what.
var parties = map[Event][]Party{
	Submit: {Buyer, Merchant, Platform}, GrantRefund: {Merchant, Platform, Timer}, GrantReturn: {Merchant, Platform, Timer},
	GrantWait: {Merchant, Platform, Timer}, GrantReplacement: {Merchant, Platform, Timer}, GrantRepair: {Merchant, Platform, Timer},
	GrantNothing: {Platform, Timer}, Counter: {Merchant}, Decline: {Buyer, Timer}, Reject: {Merchant, Timer}, Amend: {Buyer},
	Intercept: {Merchant, Platform}, Intercepted: {Merchant, Platform, Carrier}, Resume: {Merchant, Platform, Carrier, Timer},
	ShipBack: {Buyer, Platform, Carrier}, Arrive: {Platform, Carrier}, Receive: {Merchant, Platform}, Dispute: {Merchant},
	ShipReplacement: {Merchant, Platform, Carrier}, PayDifference: {Platform, Provider}, ShipRepaired: {Merchant, Platform, Carrier},
	Deliver: {Platform, Carrier}, Lose: {Platform, Carrier, Timer}, Confirm: {Buyer, Platform}, AutoConfirm: {Timer},
	ConvertRefund: {Merchant, Platform, Timer}, StartRefund: {Merchant, Platform, Timer}, FinishRefund: {Provider},
	FailRefund: {Provider, Timer}, PayOffline: {Merchant, Platform}, PayOut: {Platform, Timer}, Escalate: {Buyer, Merchant, Platform, Timer},
	CloseEvidence: {Platform, Timer}, Deny: {Platform, Timer}, Appeal: {Buyer, Merchant}, Uphold: {Platform, Timer}, Withdraw: {Buyer},
	Expire: {Timer}, CloseRejected: {Timer},
}

// May reports whether a party may ever bring an event about. In CounterOffered
// and InspectionDisputed it is the buyer who grants, see MayIn.
func May(e Event, p Party) bool { return slices.Contains(parties[e], p) }

// MayIn reports whether a party may bring an event about in a state: where the
// merchant has made an offer or a finding, the buyer agrees to it; where the
// platform decides, nobody else does; an appeal is the loser's.
func MayIn(s State, e Event, p Party, subject Subject) bool {
	switch {
	case s == CounterOffered && grant(e):
		return p == Buyer
	case s == InspectionDisputed && grant(e):
		return p == Buyer || p == Timer
	case (s == ArbitrationDeciding || s == Appealed) && grant(e):
		return p == Platform || p == Timer
	case e == Appeal && s == RejectedOpen:
		return p == Buyer
	case e == Appeal:
		return p == Merchant
	case e == Withdraw && subject.Posted:
		return false
	}
	return May(e, p)
}

// grant reports whether an event agrees to what is asked.
func grant(e Event) bool { return slices.Contains(Grants(), e) }

// Grants lists the events that agree. At most one of them is possible at any
// moment: what the remedy needs next. The slice is the caller's.
func Grants() []Event {
	return []Event{GrantRefund, GrantReturn, GrantWait, GrantReplacement, GrantRepair, GrantNothing}
}
