package coupon

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// Errors of the package. A refused input is an *InputError.
var (
	ErrInput  = errors.New("coupon: bad input")
	ErrConfig = errors.New("coupon: service not complete")
	// ErrRefused matches every *RefusedError.
	ErrRefused = errors.New("coupon: refused")
	// ErrSpent says that a counter would pass its limit. It dooms the closure.
	ErrSpent = errors.New("coupon: used up")
)

// An InputError names the field that is wrong and why. It matches ErrInput.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "coupon: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// RefusedError says why a rule, a code or a claim cannot be had. It matches ErrRefused.
type RefusedError struct {
	Rule   string
	Code   string // as typed, or empty
	Answer promotion.CodeAnswer
	Until  time.Time // when a lock-out ends; zero otherwise
}

// Error describes the refusal. It does not repeat the code.
func (e *RefusedError) Error() string {
	switch {
	case !e.Until.IsZero():
		return "coupon: too many wrong codes: none is looked up until " + e.Until.Format(time.RFC3339)
	case e.Rule == "":
		return "coupon: " + string(e.Answer)
	}
	return "coupon: rule " + e.Rule + ": " + string(e.Answer)
}

// Is matches ErrRefused.
func (e *RefusedError) Is(target error) bool { return target == ErrRefused }

// A Campaign gives out coupons for one rule, which should have ByCode.
type Campaign struct {
	ID       string
	Rule     string
	Seller   string        // whose campaign it is, for the policy; empty: the shop's
	From     time.Time     // when coupons can be claimed, included
	Until    time.Time     // and no longer; zero: no end
	Stock    int64         // coupons that can be claimed; 0: any number
	PerBuyer int64         // of these by one buyer; 0: any number
	ValidFor time.Duration // from the claim or issue on; 0: until Expires
	Expires  time.Time     // of all its coupons; zero: never
	Uses     int64         // of each coupon; 0: one
	Version  int64         // 0 inserts
}

// A Coupon is one code that opens one rule, for one buyer or for whoever has it.
type Coupon struct {
	Code     string // as promotion.FoldCode has it; unique
	Campaign string
	Rule     string
	Buyer    string    // whose wallet it is in; empty: whoever has the code
	From     time.Time // usable from then on
	Until    time.Time // and no longer; zero: no end
	Uses     int64     // how often it can be used
	Used     int64
	Frozen   bool // cannot be used for now
	Issued   time.Time
	Version  int64 // 0 inserts
}

// Status is where a redemption stands.
type Status string

// Statuses of a redemption.
const (
	Reserved  Status = "reserved"
	Confirmed Status = "confirmed"
	Released  Status = "released" // given back; final
)

// A Redemption is one use of one rule by one purchase.
type Redemption struct {
	Purchase string // with Rule its identity
	Rule     string
	Coupon   string // the code of a single coupon, or empty
	Buyer    string
	Amount   money.Money // what the rule gave
	Units    int64       // of a flash price's stock
	Counted  string      // which counters it raised, for giving back
	Status   Status
	At       time.Time
	Changed  time.Time
	Version  int64 // 0 inserts
}

// A Use raises, or with a negative N lowers, one counter.
type Use struct {
	Key string
	N   int64
	Max int64 // the counter must not pass this; 0: it may
}

// A Count is what a counter stands at.
type Count struct {
	Key string
	N   int64
}

// Guesses are the wrong codes that somebody typed since a moment.
type Guesses struct {
	Who     string
	N       int64
	Since   time.Time
	Version int64 // 0 inserts
}

// usable says why a coupon cannot be used by a buyer at a time, "" when it can.
func (c *Coupon) usable(buyer string, at time.Time) promotion.CodeAnswer {
	switch {
	case c.Buyer != "" && buyer == "":
		return promotion.CodeNotSignedIn
	case c.Buyer != "" && c.Buyer != buyer:
		return promotion.CodeIneligible
	case at.Before(c.From):
		return promotion.CodeInvalid
	case !c.Until.IsZero() && !at.Before(c.Until) || c.Used >= c.Uses:
		return promotion.CodeExpired
	case c.Frozen:
		return promotion.CodeInvalid
	}
	return ""
}
