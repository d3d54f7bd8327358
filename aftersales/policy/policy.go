package policy

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/money"
)

// Errors of the package. What is wrong with a policy is a *FieldError.
var (
	// ErrPolicy matches every *FieldError.
	ErrPolicy = errors.New("policy: bad policy")
	// ErrUnknown says that there is no such policy or version.
	ErrUnknown = errors.New("policy: unknown policy")
)

// A FieldError names the field of a policy that is wrong and why. It matches
// ErrPolicy.
type FieldError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *FieldError) Error() string { return "policy: " + e.Field + ": " + e.Reason }

// Is matches ErrPolicy.
func (e *FieldError) Is(target error) bool { return target == ErrPolicy }

// Format is the version of the JSON that this package reads and writes.
const Format = 1

// A Policy is the whole of the rules for one kind of sale. Name and Version name
// it for ever: a changed policy is another version.
type Policy struct {
	Format  int                     `json:"format"`
	Name    string                  `json:"name"`
	Version int                     `json:"version"`
	Floor   string                  `json:"floor,omitempty"` // the jurisdiction it is written for, see Floors
	Reasons []Reason                `json:"reasons"`
	Rules   []Rule                  `json:"rules"` // the first that allows decides
	Clocks  map[flow.State]Duration `json:"clocks,omitempty"`
	// BusinessDays are states whose time is counted in business days, 1 to 366, by
	// the shop's Calendar, instead of by a clock.
	BusinessDays map[flow.State]int `json:"business_days,omitempty"`
	Grades       []Grade            `json:"grades"`
	// Unseen is the grade of goods that stay with the merchant and that nobody has
	// inspected, since the merchant let the time pass or did not ask: one without a
	// fee. Empty: they are not booked in.
	Unseen string `json:"unseen,omitempty"`
	Limits Limits `json:"limits"`
	// CouponsBack gives coupons back in kind once nothing of what they reduced is kept,
	// and takes points back once everything has come back.
	CouponsBack bool `json:"coupons_back,omitempty"`
	// TakeBack lets a refund take back the discounts that what is kept would not
	// have earned alone. Otherwise every unit keeps its share of them, as it was
	// frozen when the order was placed.
	TakeBack bool `json:"take_back,omitempty"`
	// TakeBackBy says by which rules: RulesThen, which is what empty means, or
	// RulesNow, by today's where those of then cannot be had. A discount that is
	// taken back by today's rules is marked so in the case.
	TakeBackBy Rules `json:"take_back_by,omitempty"`
}

// Rules say of which moment the promotions are that a discount is judged by.
type Rules string

// Moments of promotions.
const (
	RulesThen Rules = "then" // when the order was placed
	RulesNow  Rules = "now"  // today
)

// TakesBack reports whether a discount may be taken back by rules.
func (p Policy) TakesBack(by Rules) bool {
	return p.TakeBack && (by == RulesThen || by == RulesNow && p.TakeBackBy == RulesNow)
}

// A Reason is why a buyer asks, and whose fault that is.
type Reason struct {
	Code  string     `json:"code"`
	Fault flow.Party `json:"fault"` // buyer, merchant or carrier
}

// From is the moment from which a rule counts.
type From string

// Moments.
const (
	Always    From = ""          // no limit
	Placed    From = "placed"    // when the order was placed
	Shipped   From = "shipped"   // when the last parcel left
	Delivered From = "delivered" // when the last parcel arrived
)

// Goods is where the goods of a case are when it is opened.
type Goods string

// Places of goods.
const (
	Unsent  Goods = "unsent"  // still with the merchant
	OnRoad  Goods = "on_road" // with the carrier
	Here    Goods = "here"    // with the buyer
	Refused Goods = "refused" // the buyer did not take them in
)

// A Rule allows cases. Empty lists match everything.
type Rule struct {
	Name        string               `json:"name"`
	Kinds       []flow.Kind          `json:"kinds"`
	Reasons     []string             `json:"reasons,omitempty"`
	Goods       []Goods              `json:"goods,omitempty"`
	Within      Duration             `json:"within,omitempty"` // needs From
	From        From                 `json:"from,omitempty"`
	Unless      []string             `json:"unless,omitempty"`       // tags of goods that the rule does not cover
	Shipping    entitlement.Shipping `json:"shipping,omitempty"`     // what goes back of the delivery
	Freight     flow.Party           `json:"freight,omitempty"`      // who bears the way back; empty: whose fault it is
	Evidence    int                  `json:"evidence,omitempty"`     // pieces that the request must bring
	AgreeUpTo   []money.Money        `json:"agree_up_to,omitempty"`  // agreed at once up to this, by currency
	RefundFirst bool                 `json:"refund_first,omitempty"` // trusted buyers have the money when the goods are posted
}

// A Grade is what an inspection finds and what follows from it.
type Grade struct {
	Code     string `json:"code"`     // for example "A"
	Fee      int    `json:"fee"`      // kept by the merchant, in hundredths of a percent, where the fault is the buyer's
	Restock  bool   `json:"restock"`  // the goods are booked in again
	Location string `json:"location"` // where; empty: the shop's only warehouse
	WriteOff bool   `json:"write_off,omitempty"`
}

// Limits bound what one case and one line can take.
type Limits struct {
	Requests      int `json:"requests"`       // cases for one line
	Evidence      int `json:"evidence"`       // pieces in one case
	EvidenceBytes int `json:"evidence_bytes"` // of one piece
	Messages      int `json:"messages"`       // in one case
	Extensions    int `json:"extensions"`     // of deadlines in one case
	Compensation  int `json:"compensation"`   // at most, in hundredths of a percent of what was paid
	// Budget bounds what one seller may promise beside refunds in a calendar month,
	// by currency. Empty: it is not bounded; else a currency that is not there has
	// none.
	Budget []money.Money `json:"budget,omitempty"`
}

// BudgetOf answers the budget in a currency, and whether there is a bound at all.
func (l Limits) BudgetOf(c money.Currency) (most money.Money, bounded bool) {
	for _, m := range l.Budget {
		if m.Currency() == c {
			return m, true
		}
	}
	return money.New(0, c), len(l.Budget) > 0
}

// Clock answers how long a state may last: about, where the policy counts business
// days, five of which are a week. Deadline is exact.
func (p Policy) Clock(s flow.State) time.Duration {
	if days, ok := p.BusinessDays[s]; ok {
		return time.Duration((days*7+4)/5) * time.Duration(day)
	}
	if d, ok := p.Clocks[s]; ok {
		return time.Duration(d)
	}
	duty, _ := flow.DutyOf(s)
	return duty.Within
}

// Reason finds a reason by its code.
func (p Policy) Reason(code string) (Reason, bool) {
	i := slices.IndexFunc(p.Reasons, func(r Reason) bool { return r.Code == code })
	if i < 0 {
		return Reason{}, false
	}
	return p.Reasons[i], true
}

// Grade finds a grade by its code.
func (p Policy) Grade(code string) (Grade, bool) {
	i := slices.IndexFunc(p.Grades, func(g Grade) bool { return g.Code == code })
	if i < 0 {
		return Grade{}, false
	}
	return p.Grades[i], true
}

// Findings are the grades that an inspection can give: all but Unseen.
func (p Policy) Findings() []Grade {
	return slices.DeleteFunc(slices.Clone(p.Grades), func(g Grade) bool { return g.Code == p.Unseen })
}

// String names the policy and its version.
func (p Policy) String() string { return fmt.Sprintf("%s/%d", p.Name, p.Version) }
