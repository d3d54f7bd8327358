package main

import (
	"context"
	"fmt"
	"strings"
)

// speeds lists how fast promotions are promised to be, in CPU time, which
// another load stretches less than the clock's; of some runs the best counts.
func speeds() []Promise {
	return []Promise{
		{
			Area: "service", What: "20 conflicting candidates on 50 lines", Want: "optimum proved in ≤ 5 ms CPU",
			Command: benchCommand("Knot20", "80x"), Measure: knot, Timed: true,
		},
		{
			Area: "service", What: "100 lines × 10,000 active rules", Want: "≤ 2 ms CPU",
			Command: benchCommand("Evaluate100Lines10000Rules$", "200x"), Measure: evaluation("Evaluate100Lines10000Rules", "200x", 2), Timed: true,
		},
		{
			Area: "service", What: "100 lines × 100,000 active rules", Want: "≤ 15 ms CPU",
			Command: benchCommand("Evaluate100Lines100000Rules$", "60x"), Measure: evaluation("Evaluate100Lines100000Rules", "60x", 15), Timed: true,
		},
		{
			Area: "service", What: "30 lines × 200,000 units", Want: "≤ 2 ms CPU",
			Command: benchCommand("Quantity30Lines200000Units", "300x"), Measure: evaluation("Quantity30Lines200000Units", "300x", 2), Timed: true,
		},
		{
			Area: "service", What: "memory of 30 lines, from 200 units each to 2,000,000", Want: "the same",
			Command: "go test " + promotionPackage + " -run TestMemoryDoesNotDependOnQuantity -v", Measure: memory,
		},
	}
}

func benchCommand(pattern, times string) string {
	return "go test " + promotionPackage + " -run '^$' -bench '" + pattern + "' -benchtime " + times
}

// evaluation measures one benchmark of the evaluator.
func evaluation(name, times string, most float64) measure {
	return func(ctx context.Context, long bool) (string, bool, error) {
		runs, err := promotionBench(ctx, name+"$", times, long)
		if err != nil {
			return "", false, err
		}
		took, err := runs.best(name, "cpu-ms/op")
		if err != nil {
			return "", false, err
		}
		allocs, err := runs.best(name, "allocs/op")
		return fmt.Sprintf("%.2f ms, %.0f allocations", took, allocs), took <= most, err
	}
}

func promotionBench(ctx context.Context, pattern, times string, long bool) (benchRuns, error) {
	count := 3
	switch {
	case long:
		count = 10
	case strings.Contains(pattern, "100000"): // compiling so many takes longer than evaluating them
		count = 1
	}
	return goBench(ctx, promotionPackage, pattern, times, count)
}

// knot measures carts whose candidates all conflict: each must be proved.
func knot(ctx context.Context, long bool) (string, bool, error) {
	runs, err := promotionBench(ctx, "Knot20$", "80x", long)
	if err != nil {
		return "", false, err
	}
	var figures [3]float64
	for i, unit := range []string{"cpu-ms/op", "worst-cpu-ms", "proved"} {
		if figures[i], err = runs.best("Knot20", unit); err != nil {
			return "", false, err
		}
	}
	mean, worst, proved := figures[0], figures[1], figures[2]
	return fmt.Sprintf("%.0f %% proved, %.2f ms on average over 40 carts, %.2f ms for the worst", 100*proved, mean, worst), proved >= 1 && worst <= 5, nil
}

func memory(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", promotionPackage, "^TestMemoryDoesNotDependOnQuantity$")
	if err != nil {
		return "", false, err
	}
	return measured(log), true, nil
}
