package aftersales

import (
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// ID names a case: 26 characters, ours.
type ID string

// A Case is one thing that a buyer wants of one order after it was placed.
type Case struct {
	ID       ID
	Order    order.ID
	Buyer    string // the actor's id
	Seller   catalog.SellerID
	Kind     flow.Kind
	Reason   string // a code of the policy
	State    flow.State
	Subject  flow.Subject
	Items    []Item
	Asked    money.Money // a sum instead of what the items cost; the zero Money: what they cost
	Offer    *Terms      // the merchant's, while it waits for an answer
	Policy   string      // of the order, by name and version: it never changes
	Version  int64       // 0 inserts
	Edition  int         // the policy's version
	Decision policy.Decision

	Since    time.Time     // when the clock of the present state began
	Deadline time.Time     // when something happens by itself; zero: final, or paused
	Left     time.Duration // of a paused clock
	Pauses   []Pause
	Extended int // deadlines that were moved
	Warned   int // percent of the clock about which it was warned: 0, 50 or 80

	Refunds     []payment.Ref       // asked of the provider, oldest first
	Tried       int                 // how many of them belong to tries before the present one
	Declined    []payment.Ref       // for which no state waits, by the provider: until somebody retries or pays another way
	Claims      []entitlement.Claim // what the present refund is for
	Sums        entitlement.Sums    // how it came about; the zero Sums: none yet
	Repriced    policy.Rules        // by which rules Sums.TakenBack came about; empty: every unit kept its share
	Offline     money.Money         // went another way than through the provider
	Compensated money.Money         // beside the refund
	Promised    []Promise           // of it, what was given under a key
	Difference  money.Money         // what an exchange costs more, or less (below zero); the zero Money: nothing
	Extra       Extra               // the payment of the difference
	Parcels     []Parcel
	Restocked   bool // the goods are booked in again

	Steps    int64 // rows of history
	Messages int64 // in the thread
	Evidence int   // pieces in it
	Code     string
	Opened   time.Time
	Updated  time.Time
}

// An Item is a number of units of one line of the order.
type Item struct {
	Line  int
	Units int64
	Want  catalog.SKU // of an exchange: what to send instead; empty: the same
	Grade string      // what the inspection found, a code of the policy
	SKU   catalog.SKU // of the goods that the buyer has, by the last exchange; empty for what has no stock
	Grams int64       // of one unit of them
	From  ID          `json:",omitempty"` // the case whose exchange brought them; empty: they are as they were bought

	WantGrams int64 `json:",omitempty"` // of one unit of Want
}

// Terms are what a merchant offers instead of what was asked for.
type Terms struct {
	Remedy flow.Remedy
	Amount money.Money // of a refund; the zero Money: what the items cost
}

// A Pause is a time in which a clock stood.
type Pause struct {
	Reason PauseReason
	By     string // the actor's id
	From   time.Time
	To     time.Time // zero: it still stands
}

// A PauseReason says why a clock stands.
type PauseReason string

// Reasons to stop a clock.
const (
	PauseWaiting PauseReason = "waiting"       // for the other side
	PauseForce   PauseReason = "force_majeure" // nobody can act
	PauseHoliday PauseReason = "holiday"
	PauseHold    PauseReason = "platform_hold"
	PauseMoney   PauseReason = "open_refund" // the provider has not said what became of a refund
)

// A Way says where a parcel goes.
type Way string

// Ways of parcels.
const (
	WayBack Way = "back" // to the merchant
	WayOut  Way = "out"  // to the buyer
)

// A Parcel travels for a case.
type Parcel struct {
	Way      Way
	Carrier  string
	Number   string      // typed in, or the label's
	Shipment shipping.ID // of a label of ours; empty: the sender's own
	Freight  money.Money // what the buyer bears of it; the zero Money: nothing
	Booked   bool        // the label is there, or the sender has one
	At       time.Time
}

// A Change is one row of a case's history.
type Change struct {
	Case  ID
	No    int64 // from 1 within its case
	From  flow.State
	To    flow.State
	Event flow.Event
	By    string // the actor's id
	Role  string
	Why   string // a code; what people wrote stands in the thread
	At    time.Time
}

// A Message is one entry of the thread in which buyer, merchant and platform talk.
type Message struct {
	Case     ID
	No       int64 // from 1 within its case
	By       string
	Party    flow.Party
	Text     string // personal: sealed at rest
	Terms    *Terms // of an offer
	Evidence []Piece
	At       time.Time
}

// A Piece is evidence, kept by the host under its own key.
type Piece struct {
	Key   string `json:"key"`   // where the host keeps it; no personal data
	Type  string `json:"type"`  // for example "image/jpeg"
	Bytes int    `json:"bytes"` // its size
	Hash  string `json:"hash"`  // SHA-256 in hexadecimal, so that nobody can exchange it
}

// Clone copies what a case shares with others.
func (c Case) Clone() Case {
	c.Items, c.Pauses, c.Refunds = slices.Clone(c.Items), slices.Clone(c.Pauses), slices.Clone(c.Refunds)
	c.Claims, c.Parcels, c.Declined = slices.Clone(c.Claims), slices.Clone(c.Parcels), slices.Clone(c.Declined)
	c.Promised = slices.Clone(c.Promised)
	c.Decision.Trace = slices.Clone(c.Decision.Trace)
	if c.Offer != nil {
		offer := *c.Offer
		c.Offer = &offer
	}
	return c
}

// Open reports whether a case has not ended.
func (c Case) Open() bool { return !c.State.Final() }

// Duty answers who must act, by when, and what happens by itself otherwise: the buyer
// while a difference is owed, whatever State says. It is false for a case that has
// ended.
func (c Case) Duty() (who flow.Party, by time.Time, otherwise flow.Event, ok bool) {
	duty, known := flow.DutyIn(c.State, c.Subject)
	if !known || duty.Final {
		return "", time.Time{}, "", false
	}
	otherwise, _ = flow.Automatic(c.State, c.Subject)
	return duty.Who, c.Deadline, otherwise, true
}
