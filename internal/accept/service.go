package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	promotionPackage   = "./marketing/promotion"
	couponsPackage     = "./sqlstore/coupons"
	aftersalesPackage  = "./aftersales"
	entitlementPackage = aftersalesPackage + "/entitlement"
	flowPackage        = aftersalesPackage + "/flow"
	standingPackage    = aftersalesPackage + "/standing"
	casesPackage       = "./sqlstore/aftersales"
)

// A measure is Promise.Measure.
type measure = func(ctx context.Context, long bool) (string, bool, error)

// service lists what issue "promotion and after-sales" promises.
func service() []Promise {
	long := atOnce(optimum, timedCases) // the two that take longest, and no speeds
	return slices.Concat(promotions(long[0]), speeds(), coupons(), aftersales(long[1]))
}

// atOnce lets measures run side by side: whichever is asked first starts all.
func atOnce(all ...measure) []measure {
	var once sync.Once
	answers := make([]func() (string, bool, error), len(all))
	list := make([]measure, len(all))
	for i := range all {
		list[i] = func(ctx context.Context, long bool) (string, bool, error) {
			once.Do(func() {
				for j, one := range all {
					answers[j] = later(func() (string, bool, error) { return one(ctx, long) })
				}
			})
			return answers[i]()
		}
	}
	return list
}

// later starts fn and answers what waits for it.
func later(fn func() (string, bool, error)) func() (string, bool, error) {
	done := make(chan struct{})
	var got string
	var ok bool
	var err error
	go func() {
		defer close(done)
		got, ok, err = fn()
	}()
	return func() (string, bool, error) {
		<-done
		return got, ok, err
	}
}

func promotions(optimum measure) []Promise {
	return []Promise{
		{
			Area: "service", What: "best combination, against every subset of ≤ 12 candidates", Want: "equal on 10,000 random carts",
			Command: "go test " + promotionPackage + " -run TestOptimumIsThatOfBruteForce/customer -cases 500000", Measure: optimum,
		},
		{
			Area: "service", What: "discounts divided over lines in JPY, CNY and KWD", Want: "exact in 10⁵ cases",
			Command: "go test " + promotionPackage + " -run TestAllocationIsExact -cases 100000", Measure: allocation,
		},
		{
			Area: "service", What: "golden scenarios, totals computed by hand", Want: "60 equal, proofs replay",
			Command: "go test " + promotionPackage + " -run TestScenarios -v", Measure: scenarios,
		},
		{
			Area: "service", What: "classes of bugs that other engines had", Want: "each a named test",
			Command: "go test ./marketing/promotion/... -run TestRegression -v", Measure: bugClasses,
		},
	}
}

func optimum(ctx context.Context, long bool) (string, bool, error) {
	pattern := "^TestOptimumIsThatOfBruteForce$/^customer$"
	if long {
		pattern = "^TestOptimumIsThatOfBruteForce$"
	}
	log, err := goTest(ctx, ".", promotionPackage, pattern, "-timeout", "60m", "-cases", "500000")
	if err != nil {
		return "", false, err
	}
	carts, each := countBefore(log, "carts"), countBefore(log, "candidates")
	if len(carts) == 0 || len(each) != len(carts) {
		return "", false, fmt.Errorf("the test of the optimum said nothing: %s", last(log))
	}
	return fmt.Sprintf("equal on %d carts of %d candidates on average", total(carts), total(each)/len(each)), total(carts) >= 10_000, nil
}

// countBefore finds "12 word" in a log, all of them in order.
func countBefore(log, word string) []int {
	var all []int
	words := strings.Fields(strings.ReplaceAll(log, ",", ""))
	for i, w := range words[:max(0, len(words)-1)] {
		if n, err := strconv.Atoi(w); err == nil && words[i+1] == word {
			all = append(all, n)
		}
	}
	return all
}

func allocation(ctx context.Context, long bool) (string, bool, error) {
	cases := 100_000
	if long {
		cases = 1_000_000
	}
	_, err := goTest(ctx, ".", promotionPackage, "^TestAllocationIsExact$", "-timeout", "60m", "-cases", strconv.Itoa(cases))
	return fmt.Sprintf("exact in %d cases, each line within one smallest unit of its part", cases), err == nil, err
}

func scenarios(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", promotionPackage, "^TestScenarios$")
	if err != nil {
		return "", false, err
	}
	n := strings.Count(log, "--- PASS: TestScenarios/")
	return fmt.Sprintf("%d equal, %d proofs replay", n, n), n >= 60, nil
}

// classes are the classes of bugs found in other engines, each with its test.
var classes = []struct{ bug, test string }{
	{"usage-limit race", "TestRegressionUsageLimitRace"},
	{"refund re-allocates the discount", "TestRegressionRefundsDoNotReallocate"},
	{"discount on the wrong base", "TestRegressionDiscountOnWrongBase"},
	{"sum of lines is not the total", "TestRegressionSumOfLinesIsTheTotal"},
	{"order-dependence", "TestRegressionOrderOfRules"},
	{"buy one get one", "TestRegressionBuyGet"},
	{"stale adjustments", "TestRegressionStaleAdjustments"},
	{"fixed price", "TestRegressionFixedPrice"},
	{"performance", "TestRegressionQuantity"},
	{"silent failure", "TestRegressionSilentFailure"},
}

func bugClasses(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", promotionPackage+"/...", "^TestRegression")
	if err != nil {
		return "", false, err
	}
	for _, c := range classes {
		if !strings.Contains(log, "--- PASS: "+c.test+" ") {
			return "no test " + c.test + " of " + c.bug, false, nil
		}
	}
	return fmt.Sprintf("%d classes, %d tests", len(classes), strings.Count(log, "\n--- PASS: TestRegression")), true, nil
}
