package standing

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
)

// Errors of the package.
var (
	// ErrInput matches every *InputError.
	ErrInput = errors.New("standing: bad input")
	// ErrNotFound says that there is no such entry, or none that the actor may
	// know of.
	ErrNotFound = errors.New("standing: not found")
	// ErrAppealed says that an entry was appealed against before.
	ErrAppealed = errors.New("standing: appealed already")
	// ErrDecided says that the appeal against an entry was decided before.
	ErrDecided = errors.New("standing: decided already")
	// ErrKeyReused says that a charge has the key of another one.
	ErrKeyReused = errors.New("standing: the key belongs to another charge")
	// ErrConfig matches the errors that name a missing field of a Service.
	ErrConfig = errors.New("standing: service not complete")
)

// An InputError names the field that is wrong and why. It matches ErrInput.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "standing: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// A Metric is something that merchants do well or badly, order by order.
type Metric string

// Metrics.
const (
	LateHandOver Metric = "late_hand_over"
	StockOut     Metric = "stock_out"    // cancelled by the merchant, not for a buyer who asked for it
	AfterSale    Metric = "after_sale"   // a case was opened for a reason for which the merchant is to blame
	SlowRefund   Metric = "slow_refund"  // money came after its deadline
	LostDispute  Metric = "lost_dispute" // the platform decided for the buyer
	Complaint    Metric = "complaint"
	Counterfeit  Metric = "counterfeit" // confirmed by the platform
)

// A Mark is one thing that was done well or badly. Its ID makes it unrepeatable.
type Mark struct {
	ID     string
	Seller catalog.SellerID
	Metric Metric
	Bad    bool
	At     time.Time
}

// A Tally counts marks.
type Tally struct{ Good, Bad int64 }

// A Track is a ledger of its own.
type Track string

// Tracks.
const (
	General Track = "A" // service
	Serious Track = "B"
	Fakes   Track = "C" // counterfeit
)

// An EntryKind says what an entry of the ledger does.
type EntryKind string

// Kinds of entries.
const (
	Violation EntryKind = "violation" // adds Points
	EarnBack  EntryKind = "earn_back" // takes Points off, as far as there are any
	Freeze    EntryKind = "freeze"    // an appeal against Of: it does not count meanwhile
	Thaw      EntryKind = "thaw"      // the appeal against Of was lost
	Reversal  EntryKind = "reversal"  // the appeal against Of was won: as if it had never been
)

// An Entry is one row of the ledger, written once.
type Entry struct {
	ID      string // unique
	Seller  catalog.SellerID
	Kind    EntryKind
	Track   Track
	Points  int
	Of      string // the entry that a freeze, thaw or reversal is about
	Reason  string // a metric or code, or what somebody wrote: see Written
	By      string // the actor's id
	At      time.Time
	Expires time.Time // of violations and what is earned back
}

// reviewer is who adds entries that nobody decided.
const reviewer = "standing"

// Written reports whether a person wrote the entry's Reason, which may be about a
// person and is sealed at rest.
func (e Entry) Written() bool {
	return e.Kind == Freeze || e.Kind == Violation && e.By != reviewer
}

// A MeasureKind is something that is done to a shop.
type MeasureKind string

// Measures, from the mildest.
const (
	Warn           MeasureKind = "warn"
	CampaignBan    MeasureKind = "campaign_ban"
	Deboost        MeasureKind = "deboost" // shown after others
	PublishBan     MeasureKind = "publish_ban"
	HoldSettlement MeasureKind = "hold_settlement"
	Suspend        MeasureKind = "suspend"
	Close          MeasureKind = "close"
)

// A Node is a number of points at which something happens, once each time that
// the balance comes up to it.
type Node struct {
	Track    Track
	Points   int
	Measures []MeasureKind
	For      time.Duration // 0: for good
}

// An Expiry says when points are forgotten.
type Expiry string

// Ways to forget.
const (
	YearEnd Expiry = "year_end"
	Quarter Expiry = "quarter"
	Rolling Expiry = "rolling" // 180 days after
)

// A Rule is what a metric is measured by.
type Rule struct {
	Metric Metric
	Limit  float64 // the rate above which a merchant is bad: above 0, below 1
	Track  Track
	Points int // a week in which it is proven
}

// A Preset is a whole order of supervision.
type Preset struct {
	Name   string
	Rules  []Rule
	Nodes  []Node
	Expiry Expiry
	Offset time.Duration // of the zone in which years and quarters end, from UTC
	Window time.Duration // how far back a rate looks
	// HandOver is how long a paid order may wait until its first goods leave.
	HandOver time.Duration
	Earn     int   // points that are earned back
	Per      int64 // for so many orders handed over in time; 0: none
}

// A Measure is in force from From until Until.
type Measure struct {
	Kind  MeasureKind
	Track Track
	Node  int // points of the node that brought it
	From  time.Time
	Until time.Time // zero: for good
}

// Active reports whether the measure is in force at a moment.
func (m Measure) Active(at time.Time) bool {
	return !at.Before(m.From) && (m.Until.IsZero() || at.Before(m.Until))
}

// A Standing is what a ledger says of a merchant at a moment.
type Standing struct {
	Seller   catalog.SellerID
	At       time.Time
	Points   map[Track]int
	Measures []Measure // every one that counts, oldest first
	Lifted   []Lifted  // by appeals that were won, oldest first
}

// A Lifted measure was in force for nothing: the merchant is owed for it.
type Lifted struct {
	Measure
	Entry  string        // that was reversed
	Served time.Duration // how long it was in force until it was lifted
}

// Has reports whether a measure of a kind is in force at a moment.
func (s Standing) Has(k MeasureKind, at time.Time) bool {
	for _, m := range s.Measures {
		if m.Kind == k && m.Active(at) {
			return true
		}
	}
	return false
}
