package policy_test

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
)

func Example() {
	delivered := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	d := policy.CNMarketplace().Decide(policy.Facts{
		Kind: flow.KindReturn, Reason: policy.ChangedMind, Goods: policy.Here, Country: "CN",
		Placed: delivered.AddDate(0, 0, -2), Delivered: delivered, At: delivered.AddDate(0, 0, 8),
	})
	fmt.Println(d.Allowed, d.Rule, d.Code, "until", d.Until.Format(time.DateOnly))
	// Output: false seven-days window until 2026-03-17
}
