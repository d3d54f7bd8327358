package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// sale lists what issue "A shop sells end to end" promises.
func sale() []Promise {
	return []Promise{
		{
			Area: "sale", What: "fsm.Next, against qmuntal/stateless", Want: "≤ 50 ns, 0 allocations, ≥ 7×",
			Command: "go -C benchmarks run ./cmd/compare fsm", Measure: fsmNext, Timed: true,
		},
		{
			Area: "sale", What: "first 200 answer of the store, warm build cache", Want: "≤ 3 s",
			Command: "go run ./examples/store", Measure: storeAnswers, Timed: true,
		},
		{
			Area: "sale", What: "house rules hold, and planted violations are caught", Want: "0 findings",
			Command: "go test ./internal/archtest", Measure: houseRules,
		},
	}
}

func houseRules(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", "./internal/archtest", "^(TestHouse|TestPlanted)$")
	if err != nil {
		return "", false, err
	}
	words := strings.Fields(last(log))
	return "0 findings in " + words[len(words)-1], true, nil
}

func fsmNext(ctx context.Context, _ bool) (string, bool, error) {
	lines, err := compare(ctx, "fsm")
	if err != nil {
		return "", false, err
	}
	for _, c := range lines {
		if c.Case == "fsm/next" && strings.Contains(c.Against, "stateless") {
			got := fmt.Sprintf("%.1f ns, %.0f allocations, %.1f× (spread %.0f %%)", c.Ours, c.Allocs["ours"], c.Ratio, 100*c.Spread)
			return got, c.Ours <= 50 && c.Allocs["ours"] == 0 && c.Ratio >= 7, nil
		}
	}
	return "", false, errors.New("compare fsm printed no case fsm/next against stateless")
}
