package entitlement_test

import (
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/money"
)

// Three units for 100.00 come back one by one: no cent is left over.
func Example() {
	book, err := entitlement.Of(three())
	if err != nil {
		fmt.Println(err)
		return
	}
	var past []entitlement.Claim
	refunded := money.MustParseText("0 EUR")
	for range 3 {
		claim := entitlement.Claim{Line: 1, Units: 1}
		sums, err := book.Refund(past, refunded, []entitlement.Claim{claim})
		if err != nil {
			fmt.Println(err)
			return
		}
		past = append(past, claim)
		refunded, _ = refunded.Add(sums.Total)
		fmt.Println(sums.Total)
	}
	// Output:
	// 33.33 EUR
	// 33.33 EUR
	// 33.34 EUR
}
