package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
)

// A Floor is what a jurisdiction guarantees to buyers. It is not legal advice:
// a host reads its own law.
type Floor struct {
	Name      string
	Countries []string      // ISO 3166-1 alpha-2, of the delivery
	Rule      Rule          // a return without a reason
	Refund    time.Duration // how long money may be due once nothing has to come back any more
	Source    string
}

// Floors lists the floors that the package knows. The slice is the caller's.
func Floors() []Floor {
	return []Floor{
		{
			Name: "eu", Countries: []string{
				"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT", "NL",
				"PL", "PT", "RO", "SE", "SI", "SK",
			},
			Rule: Rule{
				Name: "floor-eu", Kinds: []flow.Kind{flow.KindReturn}, Reasons: []string{ChangedMind}, Goods: []Goods{Here}, Within: 14 * day,
				From: Delivered, Unless: []string{"custom_made", "perishable", "sealed_opened", "digital", "periodical"},
				Shipping: entitlement.WholeShipping, Freight: flow.Buyer,
			},
			Refund: time.Duration(14 * day), Source: "Directive 2011/83/EU, articles 9 to 16",
		},
		{
			Name: "cn", Countries: []string{"CN"},
			Rule: Rule{
				Name: "floor-cn", Kinds: []flow.Kind{flow.KindReturn}, Reasons: []string{ChangedMind}, Goods: []Goods{Here}, Within: 7 * day,
				From: Delivered, Unless: []string{"custom_made", "perishable", "sealed_opened", "digital", "periodical"}, Freight: flow.Buyer,
			},
			Refund: time.Duration(7 * day), Source: "Law on the Protection of Consumer Rights and Interests, article 25",
		},
	}
}

// FloorOf answers the floor of a country of delivery.
func FloorOf(country string) (Floor, bool) {
	for _, f := range Floors() {
		if slices.Contains(f.Countries, country) {
			return f, true
		}
	}
	return Floor{}, false
}

// checkFloor refuses a policy that gives less than the jurisdiction it names.
func (p Policy) checkFloor() error {
	if p.Floor == "" {
		return nil
	}
	i := slices.IndexFunc(Floors(), func(f Floor) bool { return f.Name == p.Floor })
	if i < 0 {
		return wrong("floor", "is not one that is known")
	}
	floor := Floors()[i]
	if !slices.ContainsFunc(p.Rules, floor.Rule.under) {
		return p.below(floor)
	}
	if p.Clock(flow.RefundDue) > floor.Refund {
		return wrong("clocks.refund_due", "is longer than the floor %q allows", floor.Name)
	}
	return nil
}

// below says which rule comes closest to a floor, and what it does not give.
func (p Policy) below(floor Floor) error {
	for i, r := range p.Rules {
		if field, why := floor.Rule.lacks(r); field != "kinds" && field != "reasons" {
			return wrong(fmt.Sprintf("rules[%d].%s", i, field), "gives less than the floor %q: %s", floor.Name, why)
		}
	}
	return wrong("rules", "give less than the floor %q: none allows a %s for %s", floor.Name, floor.Rule.Kinds[0], floor.Rule.Reasons[0])
}

// under reports whether another rule gives everything that this one, a floor, gives.
func (r Rule) under(o Rule) bool {
	field, _ := r.lacks(o)
	return field == ""
}

// lacks answers in which field another rule gives less than this one, a floor, and
// what would be enough; nothing where it does not.
func (r Rule) lacks(o Rule) (field, enough string) {
	covers := func(list, all []string) bool {
		return len(list) == 0 || !slices.ContainsFunc(all, func(s string) bool { return !slices.Contains(list, s) })
	}
	text, _ := r.Within.MarshalText()
	switch {
	case !slices.Contains(o.Kinds, r.Kinds[0]):
		return "kinds", "must have " + string(r.Kinds[0])
	case !covers(o.Reasons, r.Reasons):
		return "reasons", "must be empty or have " + r.Reasons[0]
	case len(o.Goods) > 0 && !slices.Contains(o.Goods, Here):
		return "goods", "must be empty or have here"
	case o.From != Always && o.From != Delivered:
		return "from", "must be delivered"
	case o.From != Always && o.Within < r.Within:
		return "within", "must be at least " + string(text)
	case slices.ContainsFunc(o.Unless, func(s string) bool { return !slices.Contains(r.Unless, s) }):
		return "unless", "must be only of " + strings.Join(r.Unless, ", ")
	case rank(o.Shipping) < rank(r.Shipping):
		return "shipping", "must be at least " + string(r.Shipping)
	case o.Evidence != 0:
		return "evidence", "must be 0"
	}
	return "", ""
}

// rank orders what goes back of the shipping.
func rank(s entitlement.Shipping) int {
	return slices.Index([]entitlement.Shipping{entitlement.NoShipping, entitlement.ShareShipping, entitlement.WholeShipping}, s)
}
