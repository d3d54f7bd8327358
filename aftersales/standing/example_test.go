package standing_test

import (
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales/standing"
)

func ExampleJudge() {
	rule := standing.Rule{Metric: standing.LateHandOver, Limit: 0.10, Track: standing.General, Points: 1}
	few := standing.Judge(rule, standing.Tally{Good: 1, Bad: 2}, standing.Tally{Good: 1, Bad: 2})
	many := standing.Judge(rule, standing.Tally{Good: 200, Bad: 50}, standing.Tally{Good: 400, Bad: 100})
	fmt.Printf("%.0f %%: %s\n", 100*few.Rate, few.Level)
	fmt.Printf("%.0f %%: %s\n", 100*many.Rate, many.Level)
	// Output:
	// 67 %: fine
	// 20 %: grave
}
