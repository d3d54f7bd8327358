package flow

import (
	"slices"
	"time"
)

// A Duty says what a state asks of whom. The zero Within belongs to final
// states alone.
type Duty struct {
	State  State
	Who    Party         // who must act
	Within time.Duration // by when, counted from the last move; a policy may say otherwise
	Auto   []Event       // what happens by itself: the first of these that the table permits
	Final  bool          // the case ends here
}

const day = 24 * time.Hour

// Duties lists the duty of every state in the order of States. The durations are
// those of package policy's basic policy. The slice is the caller's.
func Duties() []Duty {
	agree := Grants()
	orEscalate := append(slices.Clone(agree), Escalate, Expire)
	back := []Event{AutoConfirm, Escalate, ConvertRefund}
	return []Duty{
		{State: Draft, Who: Buyer, Within: 7 * day, Auto: []Event{Expire}},
		{State: Requested, Who: Merchant, Within: 2 * day, Auto: append(slices.Clone(agree), Escalate, Reject)},
		{State: CounterOffered, Who: Buyer, Within: 5 * day, Auto: []Event{Decline}},
		{State: RejectedOpen, Who: Buyer, Within: 7 * day, Auto: []Event{CloseRejected, Expire}},
		{State: Intercepting, Who: Carrier, Within: 3 * day, Auto: []Event{Resume}},
		{State: AwaitingReturn, Who: Buyer, Within: 7 * day, Auto: []Event{Expire}},
		{State: ReturnInTransit, Who: Carrier, Within: 15 * day, Auto: []Event{Escalate, Lose}},
		{State: ReturnDelivered, Who: Merchant, Within: 10 * day, Auto: orEscalate},
		{State: Inspecting, Who: Merchant, Within: 3 * day, Auto: orEscalate},
		{State: InspectionDisputed, Who: Buyer, Within: 5 * day, Auto: append([]Event{Escalate}, agree...)},
		{State: ReplacementDue, Who: Merchant, Within: 10 * day, Auto: []Event{ConvertRefund}},
		{State: ReplacementInTransit, Who: Buyer, Within: 10 * day, Auto: back},
		{State: Repairing, Who: Merchant, Within: 30 * day, Auto: []Event{ConvertRefund}},
		{State: RepairedInTransit, Who: Buyer, Within: 10 * day, Auto: back},
		{State: RefundDue, Who: Merchant, Within: 7 * day, Auto: []Event{StartRefund}},
		{State: RefundProcessing, Who: Provider, Within: 7 * day, Auto: []Event{FailRefund}},
		{State: RefundFailed, Who: Merchant, Within: 1 * day, Auto: []Event{StartRefund, PayOut}},
		{State: ArbitrationEvidence, Who: Buyer, Within: 3 * day, Auto: []Event{CloseEvidence}},
		{State: ArbitrationDeciding, Who: Platform, Within: 7 * day, Auto: append(slices.Clone(agree), Deny)},
		{State: Appealed, Who: Platform, Within: 7 * day, Auto: append([]Event{Uphold}, agree...)},
		{State: Completed, Final: true},
		{State: ClosedWithdrawn, Final: true},
		{State: ClosedExpired, Final: true},
		{State: ClosedRejected, Final: true},
	}
}

var duties = Duties()

// DutyOf answers what a state asks of whom, whatever the case is about: DutyIn knows
// better where there is one. It is false for a state that is not
// in the table.
func DutyOf(s State) (Duty, bool) {
	for _, d := range duties {
		if d.State == s {
			return d, true
		}
	}
	return Duty{}, false
}

// DutyIn answers what a case asks of whom, which for most subjects is DutyOf. Where
// the buyer owes the difference of an exchange, nobody else can do anything: the
// duty is the buyer's until it is paid, and only then does the merchant's time
// begin. It is false for a state that is not in the table.
func DutyIn(s State, subject Subject) (Duty, bool) {
	d, ok := DutyOf(s)
	if s == ReplacementDue && subject.Owed {
		d.Who = Buyer
	}
	return d, ok
}
