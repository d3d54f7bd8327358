package policy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/money"
)

func wrong(field, format string, args ...any) error {
	return &FieldError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// Check refuses a policy that contradicts itself or gives less than the floor of
// its jurisdiction. The error is a *FieldError.
func (p Policy) Check() error {
	switch {
	case p.Format != Format:
		return wrong("format", "must be %d", Format)
	case !code(p.Name, 64):
		return wrong("name", "must have 1 to 64 letters, digits, dashes or underscores, in lower case")
	case p.Version < 1:
		return wrong("version", "must be at least 1")
	case p.TakeBackBy != "" && (!p.TakeBack || p.TakeBackBy != RulesThen && p.TakeBackBy != RulesNow):
		return wrong("take_back_by", "must be then or now, and needs take_back")
	case len(p.Reasons) == 0 || len(p.Reasons) > 100:
		return wrong("reasons", "must be 1 to 100")
	case len(p.Rules) == 0 || len(p.Rules) > 100:
		return wrong("rules", "must be 1 to 100")
	}
	for _, check := range []func() error{p.checkReasons, p.checkRules, p.checkClocks, p.checkBusinessDays, p.checkGrades, p.checkLimits, p.checkFloor} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// code is what names of all kinds look like.
func code(s string, most int) bool {
	return s != "" && len(s) <= most && !strings.ContainsFunc(s, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z')
	})
}

func (p Policy) checkReasons() error {
	for i, r := range p.Reasons {
		field := fmt.Sprintf("reasons[%d]", i)
		switch {
		case !code(r.Code, 64):
			return wrong(field+".code", "must be lower case letters, digits, dashes or underscores")
		case r.Fault != flow.Buyer && r.Fault != flow.Merchant && r.Fault != flow.Carrier:
			return wrong(field+".fault", "must be buyer, merchant or carrier")
		case slices.ContainsFunc(p.Reasons[:i], func(o Reason) bool { return o.Code == r.Code }):
			return wrong(field+".code", "is there twice")
		}
	}
	return nil
}

func (p Policy) checkRules() error {
	for i, r := range p.Rules {
		field := fmt.Sprintf("rules[%d]", i)
		switch {
		case !code(r.Name, 64):
			return wrong(field+".name", "must be lower case letters, digits, dashes or underscores")
		case slices.ContainsFunc(p.Rules[:i], func(o Rule) bool { return o.Name == r.Name }):
			return wrong(field+".name", "is there twice")
		}
		if err := p.checkRule(field, r); err != nil {
			return err
		}
	}
	return nil
}

func (p Policy) checkRule(field string, r Rule) error {
	if len(r.Kinds) == 0 {
		return wrong(field+".kinds", "names none")
	}
	for _, k := range r.Kinds {
		if !slices.Contains(flow.Kinds(), k) {
			return wrong(field+".kinds", "names one that does not exist")
		}
	}
	for _, c := range r.Reasons {
		if _, known := p.Reason(c); !known {
			return wrong(field+".reasons", "names one that the policy does not have")
		}
	}
	for _, g := range r.Goods {
		if g != Unsent && g != OnRoad && g != Here && g != Refused {
			return wrong(field+".goods", "must be unsent, on_road, here or refused")
		}
	}
	for _, tag := range r.Unless {
		if !code(tag, 64) {
			return wrong(field+".unless", "must be lower case letters, digits, dashes or underscores")
		}
	}
	return checkTerms(field, r)
}

func checkTerms(field string, r Rule) error {
	switch {
	case r.From != Always && r.From != Placed && r.From != Shipped && r.From != Delivered:
		return wrong(field+".from", "must be placed, shipped or delivered")
	case (r.From == Always) != (r.Within == 0):
		return wrong(field+".within", "and from belong together")
	case r.Shipping != "" && r.Shipping != entitlement.NoShipping && r.Shipping != entitlement.ShareShipping && r.Shipping != entitlement.WholeShipping:
		return wrong(field+".shipping", "must be none, share or whole")
	case r.Freight != "" && r.Freight != flow.Buyer && r.Freight != flow.Merchant:
		return wrong(field+".freight", "must be buyer or merchant")
	case r.Evidence < 0 || r.Evidence > 20:
		return wrong(field+".evidence", "must be 0 to 20")
	}
	return checkAmounts(field+".agree_up_to", r.AgreeUpTo)
}

func (p Policy) checkClocks() error {
	for _, s := range flow.States() {
		d, set := p.Clocks[s]
		if set && (s.Final() || d <= 0 || d > maxDuration) {
			return wrong("clocks."+string(s), "must be above zero, of a state that is not final")
		}
	}
	for s := range p.Clocks {
		if !slices.Contains(flow.States(), s) {
			return wrong("clocks", "names a state that does not exist")
		}
	}
	return nil
}

func (p Policy) checkGrades() error {
	if len(p.Grades) == 0 || len(p.Grades) > 20 {
		return wrong("grades", "must be 1 to 20")
	}
	for i, g := range p.Grades {
		field := fmt.Sprintf("grades[%d]", i)
		switch {
		case len(g.Code) < 1 || len(g.Code) > 8 || !code(strings.ToLower(g.Code), 8):
			return wrong(field+".code", "must have 1 to 8 letters or digits")
		case g.Fee < 0 || g.Fee > 10_000:
			return wrong(field+".fee", "must be 0 to 10000 hundredths of a percent")
		case g.Location != "" && !code(g.Location, 64):
			return wrong(field+".location", "must be lower case letters, digits, dashes or underscores")
		case g.WriteOff && !g.Restock:
			return wrong(field+".write_off", "needs restock: what is not booked in cannot be written off")
		case slices.ContainsFunc(p.Grades[:i], func(o Grade) bool { return o.Code == g.Code }):
			return wrong(field+".code", "is there twice")
		}
	}
	if g, known := p.Grade(p.Unseen); p.Unseen != "" && (!known || g.Fee > 0) {
		return wrong("unseen", "must be a grade of the policy without a fee")
	}
	return nil
}

func (p Policy) checkLimits() error {
	l := p.Limits
	for _, row := range []struct {
		field       string
		value, most int
	}{
		{"requests", l.Requests, 100},
		{"evidence", l.Evidence, 100},
		{"evidence_bytes", l.EvidenceBytes, 1 << 30},
		{"messages", l.Messages, 10_000},
		{"extensions", l.Extensions, 10},
		{"compensation", l.Compensation, 100_000},
	} {
		least := 1
		if row.field == "extensions" || row.field == "compensation" {
			least = 0
		}
		if row.value < least || row.value > row.most {
			return wrong("limits."+row.field, "must be %d to %d", least, row.most)
		}
	}
	return checkAmounts("limits.budget", l.Budget)
}

// checkAmounts refuses amounts that cannot be, or two in one currency.
func checkAmounts(field string, list []money.Money) error {
	seen := map[string]bool{}
	for _, m := range list {
		c := m.Currency().Code()
		if _, err := m.Minor(); err != nil || !m.IsPositive() || seen[c] {
			return wrong(field, "must be above zero, in minor units, each currency once")
		}
		seen[c] = true
	}
	return nil
}
