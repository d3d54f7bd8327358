package policy

import (
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/money"
)

// Facts are what a decision looks at.
type Facts struct {
	Kind      flow.Kind
	Reason    string
	Goods     Goods
	At        time.Time // when the buyer asks
	Placed    time.Time
	Shipped   time.Time // of the last parcel; zero: not yet
	Delivered time.Time // of the last parcel; zero: not yet
	Country   string    // of delivery
	Tags      []string  // of the goods, for example "custom_made"
	Requests  int       // earlier cases for the same line
	Evidence  int       // pieces that the request brings
	Amount    money.Money
	Trusted   bool // a buyer whom the shop trusts
}

// Codes say why a rule did not allow.
const (
	CodeAllowed   = "allowed"
	CodeReason    = "reason"    // not a reason that the policy knows
	CodeNoRule    = "no_rule"   // nothing is said about such a case
	CodeWindow    = "window"    // too late
	CodeEarly     = "too_early" // the moment from which it counts has not come
	CodeExcluded  = "excluded"  // such goods are excepted
	CodeRequests  = "requests"  // asked for too often
	CodeEvidence  = "evidence"  // not enough evidence
	CodeFloor     = "floor"     // allowed by the jurisdiction, whatever the policy says
	CodeFloorMore = "floor_more"
)

// A Step is one rule that was looked at, and what came of it.
type Step struct {
	Rule string `json:"rule"`
	Code string `json:"code"`
	Tag  string `json:"tag,omitempty"` // which tag excluded
}

// A Decision is the answer, its terms, and how it came about.
type Decision struct {
	Allowed     bool                 `json:"allowed"`
	Rule        string               `json:"rule"` // the one that allowed, or the first that refused
	Code        string               `json:"code"`
	Until       time.Time            `json:"until"` // when the right ends; zero: never
	Fault       flow.Party           `json:"fault"`
	Shipping    entitlement.Shipping `json:"shipping"`
	Freight     flow.Party           `json:"freight"`
	Agree       bool                 `json:"agree"` // agreed at once
	RefundFirst bool                 `json:"refund_first"`
	Trace       []Step               `json:"trace"`
}

// Decide answers what the policy says. It is pure: the same facts give the same
// decision and the same trace for ever.
func (p Policy) Decide(f Facts) Decision {
	d := Decision{Code: CodeNoRule, Shipping: entitlement.NoShipping}
	reason, known := p.Reason(f.Reason)
	if !known {
		d.Code, d.Rule = CodeReason, "reasons"
		d.Trace = append(d.Trace, Step{Rule: "reasons", Code: CodeReason})
		return d
	}
	d.Fault = reason.Fault
	if f.Requests >= p.Limits.Requests {
		d.Code, d.Rule = CodeRequests, "limits.requests"
		d.Trace = append(d.Trace, Step{Rule: "limits.requests", Code: CodeRequests})
		return d
	}
	for _, r := range p.Rules {
		if r.fits(f) && d.try(r, f) {
			break
		}
	}
	if floor, guarded := FloorOf(f.Country); guarded && floor.Rule.fits(f) {
		d.raise(floor, f)
	}
	return d
}

// fits reports whether a rule is about such a case.
func (r Rule) fits(f Facts) bool {
	return slices.Contains(r.Kinds, f.Kind) && (len(r.Reasons) == 0 || slices.Contains(r.Reasons, f.Reason)) &&
		(len(r.Goods) == 0 || slices.Contains(r.Goods, f.Goods))
}

// try lets a rule that fits decide.
func (d *Decision) try(r Rule, f Facts) bool {
	step := r.judge(f)
	d.Trace = append(d.Trace, step)
	if step.Code != CodeAllowed {
		if d.Rule == "" {
			d.Rule, d.Code, d.Until = r.Name, step.Code, r.until(f)
		}
		return false
	}
	d.Allowed, d.Rule, d.Code, d.Until = true, r.Name, CodeAllowed, r.until(f)
	if r.Shipping != "" {
		d.Shipping = r.Shipping
	}
	d.Freight = r.Freight
	if d.Freight == "" {
		d.Freight = payer(d.Fault)
	}
	d.RefundFirst = r.RefundFirst && f.Trusted
	d.Agree = slices.ContainsFunc(r.AgreeUpTo, func(most money.Money) bool {
		n, err := f.Amount.Cmp(most)
		return err == nil && n <= 0 && f.Amount.IsPositive()
	})
	return true
}

// payer is who bears the way back: what the carrier broke, the merchant bears
// towards the buyer.
func payer(fault flow.Party) flow.Party {
	if fault == flow.Buyer {
		return flow.Buyer
	}
	return flow.Merchant
}

// judge says what a rule that fits says.
func (r Rule) judge(f Facts) Step {
	for _, tag := range r.Unless {
		if slices.Contains(f.Tags, tag) {
			return Step{Rule: r.Name, Code: CodeExcluded, Tag: tag}
		}
	}
	if r.From != Always {
		from := r.moment(f)
		switch {
		case from.IsZero() && f.Goods != Here: // what is here already may go back before the clock begins
			return Step{Rule: r.Name, Code: CodeEarly}
		case !from.IsZero() && f.At.After(r.until(f)):
			return Step{Rule: r.Name, Code: CodeWindow}
		}
	}
	if f.Evidence < r.Evidence {
		return Step{Rule: r.Name, Code: CodeEvidence}
	}
	return Step{Rule: r.Name, Code: CodeAllowed}
}

func (r Rule) moment(f Facts) time.Time {
	switch r.From {
	case Placed:
		return f.Placed
	case Shipped:
		return f.Shipped
	case Delivered:
		return f.Delivered
	case Always:
	}
	return time.Time{}
}

// until is when the right ends; zero: never, or it has not begun.
func (r Rule) until(f Facts) time.Time {
	from := r.moment(f)
	if from.IsZero() {
		return time.Time{}
	}
	return from.Add(time.Duration(r.Within))
}

// raise gives what the jurisdiction gives where the policy gives less.
func (d *Decision) raise(floor Floor, f Facts) {
	step := floor.Rule.judge(f)
	if step.Code != CodeAllowed {
		return
	}
	until := floor.Rule.until(f)
	if !d.Allowed {
		d.Trace = append(d.Trace, Step{Rule: floor.Rule.Name, Code: CodeFloor})
		d.Allowed, d.Rule, d.Code, d.Until = true, floor.Rule.Name, CodeAllowed, until
		d.Shipping, d.Freight = shippingOf(floor.Rule), floor.Rule.Freight
		return
	}
	more := false
	if !d.Until.IsZero() && d.Until.Before(until) {
		d.Until, more = until, true
	}
	if rank(floor.Rule.Shipping) > rank(d.Shipping) {
		d.Shipping, more = floor.Rule.Shipping, true
	}
	if more {
		d.Trace = append(d.Trace, Step{Rule: floor.Rule.Name, Code: CodeFloorMore})
	}
}

func shippingOf(r Rule) entitlement.Shipping {
	if r.Shipping == "" {
		return entitlement.NoShipping
	}
	return r.Shipping
}
