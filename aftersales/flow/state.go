package flow

// A State is where a case stands.
type State string

// States of a case. The last four are final.
const (
	Draft                State = "draft"                  // being written, nobody but the buyer sees it
	Requested            State = "requested"              // the merchant owes an answer
	CounterOffered       State = "counter_offered"        // the merchant offered other terms
	RejectedOpen         State = "rejected_open"          // refused: the buyer may amend, escalate, or appeal a verdict
	Intercepting         State = "intercepting"           // the carrier is asked to turn the parcel round
	AwaitingReturn       State = "awaiting_return"        // agreed: the buyer sends the goods back
	ReturnInTransit      State = "return_in_transit"      // the goods are on their way to the merchant
	ReturnDelivered      State = "return_delivered"       // the goods are at the merchant's door
	Inspecting           State = "inspecting"             // the merchant looks at the goods
	InspectionDisputed   State = "inspection_disputed"    // the merchant found less than was promised
	ReplacementDue       State = "replacement_due"        // other goods are to be sent
	ReplacementInTransit State = "replacement_in_transit" // other goods are on their way
	Repairing            State = "repairing"              // the goods are being repaired
	RepairedInTransit    State = "repaired_in_transit"    // the repaired goods are on their way
	RefundDue            State = "refund_due"             // money is owed and not asked for at the provider yet
	RefundProcessing     State = "refund_processing"      // the provider is sending the money
	RefundFailed         State = "refund_failed"          // the provider did not send it
	ArbitrationEvidence  State = "arbitration_evidence"   // both sides show what they have
	ArbitrationDeciding  State = "arbitration_deciding"   // the platform decides
	Appealed             State = "appealed"               // the platform decides again, for the last time
	Completed            State = "completed"              // what was owed was done
	ClosedWithdrawn      State = "closed_withdrawn"       // taken back by the buyer
	ClosedExpired        State = "closed_expired"         // the buyer let a deadline pass
	ClosedRejected       State = "closed_rejected"        // refused for good
)

// States lists every state in the order above. The slice is the caller's.
func States() []State {
	return []State{
		Draft, Requested, CounterOffered, RejectedOpen, Intercepting, AwaitingReturn, ReturnInTransit, ReturnDelivered,
		Inspecting, InspectionDisputed, ReplacementDue, ReplacementInTransit, Repairing, RepairedInTransit, RefundDue,
		RefundProcessing, RefundFailed, ArbitrationEvidence, ArbitrationDeciding, Appealed, Completed, ClosedWithdrawn,
		ClosedExpired, ClosedRejected,
	}
}

// Final reports whether a case ends in s.
func (s State) Final() bool { return table.Final(s) }

// A Party is a side of a case. Who acts in which role is the caller's to know.
type Party string

// Parties.
const (
	Buyer    Party = "buyer"
	Merchant Party = "merchant"
	Platform Party = "platform" // staff, who also arbitrate
	Carrier  Party = "carrier"  // facts about parcels
	Provider Party = "provider" // facts about money
	Timer    Party = "timer"    // a deadline has passed
)

// A Remedy is what the buyer shall get. It is what a case is about once the
// words are left away, and what the guards of the table look at.
type Remedy string

// Remedies.
const (
	Refund        Remedy = "refund"         // money, the goods stay where they are
	ReturnRefund  Remedy = "return_refund"  // money once the goods are back
	RefusedRefund Remedy = "refused_refund" // money once the refused parcel is back: the buyer sends nothing
	Exchange      Remedy = "exchange"       // other goods once the goods are back
	Resend        Remedy = "resend"         // the goods, once more
	Repair        Remedy = "repair"         // the same goods, repaired
	Nothing       Remedy = "nothing"        // an answer
)

// Remedies lists every remedy in the order above. The slice is the caller's.
func Remedies() []Remedy {
	return []Remedy{Refund, ReturnRefund, RefusedRefund, Exchange, Resend, Repair, Nothing}
}

// Returns reports whether the goods go back to the merchant first.
func (r Remedy) Returns() bool {
	return r == ReturnRefund || r == RefusedRefund || r == Exchange || r == Repair
}

// Refunds reports whether it ends with money.
func (r Remedy) Refunds() bool { return r == Refund || r == ReturnRefund || r == RefusedRefund }

// Replaces reports whether it ends with other goods.
func (r Remedy) Replaces() bool { return r == Exchange || r == Resend }

// A Verdict is how the platform decided.
type Verdict string

// Verdicts. The empty one says that nobody has decided yet.
const (
	ForBuyer    Verdict = "for_buyer"
	ForMerchant Verdict = "for_merchant"
)

// A Subject is what the table must know of a case besides its state. It is a
// plain value: Next answers the next one.
type Subject struct {
	Remedy      Remedy  `json:"remedy"`
	Travels     bool    `json:"travels,omitempty"`     // the order's parcel is on its way to the buyer
	Intercepted bool    `json:"intercepted,omitempty"` // the carrier was asked to turn it round
	Posted      bool    `json:"posted,omitempty"`      // the goods have left the buyer, or never reached them
	Back        bool    `json:"back,omitempty"`        // the goods are at the merchant's
	Arrived     bool    `json:"arrived,omitempty"`     // what was sent to the buyer has arrived
	Owed        bool    `json:"owed,omitempty"`        // the buyer owes a difference in price
	Offers      int     `json:"offers,omitempty"`      // counter-offers made
	Amended     int     `json:"amended,omitempty"`     // requests amended
	Rounds      int     `json:"rounds,omitempty"`      // times at arbitration
	Losses      int     `json:"losses,omitempty"`      // replacements lost
	Tries       int     `json:"tries,omitempty"`       // refunds asked of the provider
	Verdict     Verdict `json:"verdict,omitempty"`
	Appealed    bool    `json:"appealed,omitempty"`
}

// Bounds of what can be done again, so that every case ends.
const (
	MaxOffers  = 3 // counter-offers in one case
	MaxAmended = 3 // amendments after a refusal
	MaxRounds  = 2 // arbitrations; an appeal is not one
	MaxLosses  = 2 // replacements sent again
	MaxTries   = 5 // refunds asked of the provider
)
