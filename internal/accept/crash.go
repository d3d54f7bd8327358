package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
)

const (
	crashPackage = "./internal/crash"
	salePackage  = "./sqlstore/orders"
)

// crash lists what of "A shop sells end to end" must stay true while processes
// die, databases fail and buyers come all at once.
func crash() []Promise {
	return []Promise{
		{
			Area: "sale", What: "kill -9 in the middle of sales, SQLite", Want: "500 kills: 0 lost, 0 violations",
			Command: "go test " + crashPackage + " -run '^TestKill9$' -kills 500 -v", Measure: kill9,
		},
		{
			Area: "sale", What: "the same catches a shop that acknowledges before commit", Want: "caught within 500 kills",
			Command: "go test " + crashPackage + " -run TestKill9CatchesMutants -kills 500 -v", Measure: mutant("early", "lost"),
		},
		{
			Area: "sale", What: "the same catches events in a second transaction", Want: "caught within 500 kills",
			Command: "go test " + crashPackage + " -run TestKill9CatchesMutants -kills 500 -v", Measure: mutant("apart", "violations"),
		},
		{
			Area: "sale", What: "every call of 7 use cases fails once, memory", Want: "0 violations",
			Command: "go test " + crashPackage + " -run TestFailTheNthCallInMemory -v", Measure: failNth("TestFailTheNthCallInMemory", 7),
		},
		{
			Area: "sale", What: "every statement of 7 use cases fails once, SQLite", Want: "0 violations",
			Command: "go test " + crashPackage + " -run TestFailTheNthStatementOnSQLite -v", Measure: failNth("TestFailTheNthStatementOnSQLite", 7),
		},
		{
			Area: "sale", What: "40 buyers of 10 pieces in 4 processes, one SQLite file", Want: "exactly 10 orders",
			Command: "go test " + salePackage + " -run TestFortyBuyersInFourProcesses/sqlite", Measure: buyers("^TestFortyBuyersInFourProcesses$/^sqlite$"),
		},
		{
			Area: "sale", What: "40 buyers of 10 pieces in 4 processes, PostgreSQL", Want: "exactly 10 orders", Needs: []string{"postgres"},
			Command: "go test " + salePackage + " -run TestFortyBuyersInFourProcesses/postgres", Measure: buyers("^TestFortyBuyersInFourProcesses$/^postgres$"),
		},
		{
			Area: "sale", What: "place, pay and capture, counted at the driver, SQLite", Want: "≤ 25 statements, ≤ 3 commits",
			Command: "go test " + salePackage + " -run TestStatementsOfASale/sqlite -v", Measure: statements("sqlite"),
		},
		{
			Area: "sale", What: "place, pay and capture, counted at the driver, PostgreSQL", Want: "≤ 25 statements, ≤ 3 commits",
			Needs:   []string{"postgres"},
			Command: "go test " + salePackage + " -run TestStatementsOfASale/postgres -v", Measure: statements("postgres"),
		},
	}
}

// numbers finds name=number in a log, all of them in order.
func numbers(log, name string) []int {
	var all []int
	for _, m := range regexp.MustCompile(`\b`+name+`=(\d+)`).FindAllStringSubmatch(log, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil {
			all = append(all, n)
		}
	}
	return all
}

func total(all []int) (sum int) {
	for _, n := range all {
		sum += n
	}
	return sum
}

// kill9 kills 500 times, or with long 2,000 times.
func kill9(ctx context.Context, long bool) (string, bool, error) {
	kills := 500
	if long {
		kills = 2000
	}
	log, err := goTest(ctx, ".", crashPackage, "^TestKill9$", "-timeout", "60m", "-kills", strconv.Itoa(kills))
	if err != nil {
		return "", false, err
	}
	did, acked, more := total(numbers(log, "kills")), total(numbers(log, "acked")), total(numbers(log, "commands"))
	lost, wrong := numbers(log, "lost"), numbers(log, "violations")
	got := fmt.Sprintf("%d kills, %d sales and %d other commands acknowledged: %d lost, %d violations", did, acked, more, total(lost), total(wrong))
	return got, did >= kills && len(lost) == 1 && len(wrong) == 1 && total(lost)+total(wrong) == 0, nil
}

// mutant runs a broken shop until it is caught by the figure that is named.
func mutant(name, by string) func(context.Context, bool) (string, bool, error) {
	return func(ctx context.Context, _ bool) (string, bool, error) {
		log, err := goTest(ctx, ".", crashPackage, "^TestKill9CatchesMutants$/^"+name+"$", "-kills", "500")
		if err != nil {
			return "", false, err
		}
		kills, caught := total(numbers(log, "kills")), total(numbers(log, by))
		return fmt.Sprintf("%d %s after %d kills", caught, by, kills), caught > 0 && kills <= 500, nil
	}
}

// failNth runs a test of as many use cases.
func failNth(test string, cases int) func(context.Context, bool) (string, bool, error) {
	return func(ctx context.Context, _ bool) (string, bool, error) {
		log, err := goTest(ctx, ".", crashPackage, "^"+test+"$")
		if err != nil {
			return "", false, err
		}
		wrong := numbers(log, "violations")
		got := fmt.Sprintf("%d violations in %d runs of %d use cases", total(wrong), total(numbers(log, "runs")), len(wrong))
		return got, len(wrong) == cases && total(wrong) == 0, nil
	}
}

// buyers runs a test that fails unless exactly ten orders were placed.
func buyers(pattern string) func(context.Context, bool) (string, bool, error) {
	return func(ctx context.Context, _ bool) (string, bool, error) {
		if _, err := goTest(ctx, ".", salePackage, pattern); err != nil {
			return "", false, err
		}
		return "exactly 10 orders, 10 pieces reserved", true, nil
	}
}

// statements reads what the test of a sale's budget counted.
func statements(database string) func(context.Context, bool) (string, bool, error) {
	counted := regexp.MustCompile(`counted: (\d+) statements, (\d+) trips, (\d+) commits`)
	return func(ctx context.Context, _ bool) (string, bool, error) {
		log, err := goTest(ctx, ".", salePackage, "^TestStatementsOfASale$/^"+database+"$")
		if err != nil {
			return "", false, err
		}
		m := counted.FindStringSubmatch(log)
		if m == nil {
			return "", false, fmt.Errorf("the test of %s counted nothing", database)
		}
		sent, serr := strconv.Atoi(m[1])
		commits, cerr := strconv.Atoi(m[3])
		ok := serr == nil && cerr == nil && sent <= 25 && commits <= 3
		return fmt.Sprintf("%d statements in %s round trips, %d commits", sent, m[2], commits), ok, nil
	}
}
