package rules

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
)

// Errors of the package. A bad rule is a *promotion.RuleError that names the
// field, a bad argument a *promotion.InputError, an event that the state does not
// take matches fsm.ErrNotPermitted, a row that changed meanwhile event.ErrStale.
var (
	ErrConfig = errors.New("rules: service not complete")
	// ErrApproval matches every *ApprovalError.
	ErrApproval = errors.New("rules: somebody else has to publish it")
)

// An ApprovalError says why the actor cannot publish the rule although the policy
// lets them publish: Submit it instead. It matches ErrApproval.
type ApprovalError struct{ Rule, Field, Reason string }

// Error describes the rule, the field and the reason.
func (e *ApprovalError) Error() string {
	return "rules: rule " + e.Rule + ": " + e.Field + ": " + e.Reason
}

// Is matches ErrApproval.
func (e *ApprovalError) Is(target error) bool { return target == ErrApproval }

// A Record is a rule as it is kept: the newest revision and the one that counts,
// each as the JSON of a promotion.Rule.
type Record struct {
	ID     string
	Seller string // whose rule it is; empty: the platform's; never changes
	State  State

	Saved   int64 // number of the newest revision, from 1
	Body    string
	SavedBy string // actor's ID
	SavedAt time.Time
	Asked   int64 // the revision that a second person is asked to publish; 0: none

	Live        int64 // number of the revision that was published last; 0: none
	LiveBody    string
	PublishedBy string
	PublishedAt time.Time
	Ends        time.Time // of the published revision; zero: never

	Changed time.Time
	Version int64 // 0 inserts
}

// Newest reads the newest revision.
func (r *Record) Newest(kinds promotion.Kinds) (promotion.Rule, error) {
	return promotion.ParseRule([]byte(r.Body), kinds)
}

// Published reads the revision that was published last; ok is false when none was.
func (r *Record) Published(kinds promotion.Kinds) (rule promotion.Rule, ok bool, err error) {
	if r.Live == 0 {
		return promotion.Rule{}, false, nil
	}
	rule, err = promotion.ParseRule([]byte(r.LiveBody), kinds)
	return rule, err == nil, err
}

// counts reports whether the rule belongs to the book: an ended one stays in it
// for a while, so that its codes are answered as expired.
func (r *Record) counts() bool { return r.Live > 0 && (r.State == Live || r.State == Ended) }

// A Change is one line of a rule's history. Lines are added and never changed.
type Change struct {
	Rule     string
	No       int64 // the record's Version after the change, from 1 without gaps
	Event    Event
	State    State  // after the change
	Revision int64  // the newest at that moment
	Body     string // of a Save, else empty
	Note     string // what the actor said about it
	By       string // actor's ID
	Role     string
	At       time.Time
}

// A Current is a rule of the book, as it was published.
type Current struct {
	ID       string
	Revision int64
	Body     string
}

// A Query asks for rules. Zero fields do not matter.
type Query struct {
	Sellers []string // rules of these; "" among them is the platform; nil: of all
	States  []State
	Asked   bool   // only those whose newest revision waits for a second person
	After   string // only those behind this ID
	Limit   int    // 1 to 500; 0 is 100
}

// Page is how many rows a list answers when limit are asked for, for stores.
func Page(limit int) int {
	if limit < 1 || limit > 500 {
		return 100
	}
	return limit
}
