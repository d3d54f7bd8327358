package entitlement

import "github.com/cartwright-go/cartwright/order"

// Campaigns sorts the campaigns that gave something to an order into those of which
// nothing is kept once all claims have come back, and those of which some unit that
// they reduced, or gave, stays: in the order of the lines, those of the delivery
// last. What reduced the delivery stays until everything has come back.
func Campaigns(o order.Order, claims []Claim) (back, stay []string) {
	var names []string
	spent := map[string]bool{} // true: something of it stays
	note := func(code string, stays bool) {
		if _, known := spent[code]; !known {
			names = append(names, code)
		}
		spent[code] = spent[code] || stays
	}
	came := returned(o, claims)
	for i, l := range o.Lines {
		seen := int64(0)
		for _, r := range l.Rows {
			seen += r.Units
			for _, s := range r.Discounts {
				note(s.Code, s.Amount.IsPositive() && came[i] < seen)
			}
		}
	}
	for _, s := range o.ShippingDiscounts {
		note(s.Code, s.Amount.IsPositive() && !Whole(o, claims))
	}
	for _, code := range names {
		if spent[code] {
			stay = append(stay, code)
		} else {
			back = append(back, code)
		}
	}
	return back, stay
}

// Whole reports whether all units of an order have come back.
func Whole(o order.Order, claims []Claim) bool {
	came := returned(o, claims)
	for i, l := range o.Lines {
		if came[i] < l.Qty {
			return false
		}
	}
	return true
}

// returned is how many units of each line have come back.
func returned(o order.Order, claims []Claim) []int64 {
	came := make([]int64, len(o.Lines))
	for _, c := range claims {
		if c.Line >= 1 && c.Line <= len(came) {
			came[c.Line-1] += c.Units
		}
	}
	return came
}

// Restored lists the discount codes, in the order of the lines, all of whose
// units have come back: what was given for a code goes back in kind.
func Restored(o order.Order, claims []Claim) []string {
	back, _ := Campaigns(o, claims)
	return back
}
