package promotion

import (
	"fmt"
	"maps"
	"slices"
)

// checkCart refuses facts beside the lines that cannot be.
func (e *evaluation) checkCart() error {
	f := e.facts
	switch {
	case f.Country != "" && !alpha2(f.Country):
		return bad("country", "%q must be two capital letters of ISO 3166-1", f.Country)
	case f.Buyer.Orders < 0:
		return bad("buyer.orders", "must not be negative")
	}
	for i, c := range f.Codes {
		if c.Refused != "" && (c.Refused == CodeApplied || !slices.Contains(answers(), c.Refused)) {
			return bad(fmt.Sprintf("codes[%d].refused", i), "%q is no answer that refuses a code", c.Refused)
		}
	}
	for _, u := range f.Usage {
		if u.wrong() != "" {
			return f.badUsage()
		}
	}
	return nil
}

func answers() []CodeAnswer {
	return []CodeAnswer{CodeApplied, CodeExpired, CodeInvalid, CodeRepeated, CodeCombination, CodeNotSignedIn, CodeIneligible}
}

// badUsage names the first usage that is wrong, by rule.
func (f *Facts) badUsage() error {
	for _, rule := range slices.Sorted(maps.Keys(f.Usage)) {
		if field := f.Usage[rule].wrong(); field != "" {
			return bad("usage["+rule+"]."+field, "must not be negative")
		}
	}
	return nil
}

// wrong names a field that is negative, "" for none.
func (u Usage) wrong() string {
	switch {
	case u.Total < 0:
		return "total"
	case u.Buyer < 0:
		return "buyer"
	case u.Today < 0:
		return "today"
	case u.Units < 0:
		return "units"
	case u.BuyerUnits < 0:
		return "buyer_units"
	case u.Spent.IsNegative():
		return "spent"
	}
	return ""
}

// checkFees refuses a fee of a seller of whom nothing is bought: sellers from
// known on came with fees alone.
func (e *evaluation) checkFees(known int) error {
	for i, fee := range e.facts.Fees {
		if e.sellers[string(fee.Seller)] >= known {
			return bad(fmt.Sprintf("fees[%d]", i), "is of seller %s, who has no lines", fee.Seller)
		}
	}
	return nil
}

// checkWhole refuses a line that nobody can pay: all its units together cost
// fractions of the smallest unit.
func (e *evaluation) checkWhole() error {
	if e.quantum == 1 || e.options.Fractions {
		return nil
	}
	for i := range e.lines {
		if e.lines[i].amount%e.quantum != 0 {
			return badLine(i, "price", "times units does not come to a whole number of the currency's smallest unit")
		}
	}
	return nil
}
