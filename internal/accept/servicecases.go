package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// coupons lists what must hold of limits while buyers come all at once, processes
// die and databases fail.
func coupons() []Promise {
	kills := atOnce(
		crashes("TestKill9OfCoupons", "sqlite", "redemptions"), crashes("TestKill9OfPurchasesWithCodes", "sqlite", "purchases"),
		crashes("TestKill9OfCoupons", "postgres", "redemptions"), crashes("TestKill9OfPurchasesWithCodes", "postgres", "purchases"),
	)
	list := []Promise{}
	for i, base := range []struct {
		name  string
		needs []string
	}{{"sqlite", nil}, {"postgres", []string{"postgres"}}} {
		list = append(list, Promise{
			Area: "service", What: "a limit of N under 64 workers, " + title(base.name), Want: "exactly N redemptions", Needs: base.needs,
			Command: "go test " + couponsPackage + " -run TestALimitOfNGivesExactlyN/" + base.name + " -v",
			Measure: logged(couponsPackage, "^TestALimitOfNGivesExactlyN$/^"+base.name+"$"),
		}, Promise{
			Area: "service", What: "kill -9 in the middle of redemptions, " + title(base.name), Want: "100 kills: 0 lost, 0 violations, exactly N in the end",
			Needs:   base.needs,
			Command: "go test " + crashPackage + " -run '^TestKill9OfCoupons$/" + base.name + "' -kills 100 -v", Measure: kills[2*i],
		}, Promise{
			Area: "service", What: "kill -9 in the middle of purchases with codes, " + title(base.name), Want: "100 kills: 0 lost, 0 violations, exactly N in the end",
			Needs:   base.needs,
			Command: "go test " + crashPackage + " -run '^TestKill9OfPurchasesWithCodes$/" + base.name + "' -kills 100 -v", Measure: kills[2*i+1],
		})
	}
	return append(list, Promise{
		Area: "service", What: "the same catch 4 broken shops", Want: "caught within 100 kills",
		Command: "go test " + crashPackage + " -run 'TestKill9Of.*CatchesA?Mutants?' -kills 100 -v", Measure: couponMutants,
	}, Promise{
		Area: "service", What: "storms of purchases with codes and cancellations, by seed", Want: "limits hold at every step, a seed tells one story",
		Command: "go test " + crashPackage + " -run '^TestStormOfCodes$' -v", Measure: logged(crashPackage, "^TestStormOfCodes$"),
	}, Promise{
		Area: "service", What: "every call of a purchase with codes, its cancellation and a return fails once, memory", Want: "0 violations",
		Command: "go test " + crashPackage + " -run TestFailTheNthCallOfServiceInMemory -v", Measure: failNth("TestFailTheNthCallOfServiceInMemory", 5),
	}, Promise{
		Area: "service", What: "every statement of these fails once, SQLite", Want: "0 violations",
		Command: "go test " + crashPackage + " -run TestFailTheNthStatementOfServiceOnSQLite -v", Measure: failNth("TestFailTheNthStatementOfServiceOnSQLite", 5),
	})
}

// crashes kills 100 times, or with long 500 times.
func crashes(test, base, what string) measure {
	return func(ctx context.Context, long bool) (string, bool, error) {
		kills := 100
		if long {
			kills = 500
		}
		log, err := goTest(ctx, ".", crashPackage, "^"+test+"$/^"+base+"$", "-timeout", "60m", "-kills", strconv.Itoa(kills))
		if err != nil {
			return "", false, err
		}
		did, lost, wrong := total(numbers(log, "kills")), numbers(log, "lost"), numbers(log, "violations")
		got := fmt.Sprintf("%d kills, %d %s and %d other commands acknowledged: %d lost, %d violations",
			did, total(numbers(log, "acked")), what, total(numbers(log, "commands")), total(lost), total(wrong))
		return got, did >= kills && len(lost) == 1 && len(wrong) == 1 && total(lost)+total(wrong) == 0, nil
	}
}

func couponMutants(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", crashPackage, "^TestKill9Of(Coupons|PurchasesWithCodes)CatchesA?Mutants?$", "-kills", "100")
	if err != nil {
		return "", false, err
	}
	kills := numbers(log, "kills")
	return fmt.Sprintf("%d caught after %d kills together", len(kills), total(kills)), len(kills) == 4, nil
}

func title(base string) string {
	return map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[base]
}

// logged is a measure of tests that fail when the promise is broken, and log what
// they measured.
func logged(pkg, pattern string) measure {
	return func(ctx context.Context, _ bool) (string, bool, error) {
		log, err := goTest(ctx, ".", pkg, pattern)
		if err != nil {
			return "", false, err
		}
		return measured(log), true, nil
	}
}

func aftersales(timedCases measure) []Promise {
	return []Promise{
		{
			Area: "service", What: "random orders × promotions × returns × tenders × taxes", Want: "10⁴ come back to the last unit, none above at any prefix",
			Command: "go test " + entitlementPackage + " -run 'TestTenThousandOrders|TestPricedOrdersComeBackWhole' -v", Measure: refunds,
		},
		{
			Area: "service", What: "timed cases with crashes and clock jumps", Want: "10⁴ end as undisturbed ones",
			Command: "CARTWRIGHT_LONG=1 go test " + aftersalesPackage + " -run TestDisturbedCasesEndAsUndisturbedOnes -v", Measure: timedCases,
		},
		{
			Area: "service", What: "the table of cases, every situation", Want: "no dead end, every path ends",
			Command: "go test " + flowPackage + " -run 'TestCheckProvesTheTable|TestEveryStateSays' -v", Measure: table,
		},
		{
			Area: "service", What: "64 writers on one order, memory", Want: "0 over-refunds",
			Command: "go test " + aftersalesPackage + " -run TestSixtyFourWritersNeverOverRefund", Measure: writers(aftersalesPackage, ""),
		},
		{
			Area: "service", What: "64 writers on one order, SQLite", Want: "0 over-refunds",
			Command: "go test " + casesPackage + " -run TestSixtyFourWritersNeverOverRefund/sqlite", Measure: writers(casesPackage, "/^sqlite$"),
		},
		{
			Area: "service", What: "64 writers on one order, PostgreSQL", Want: "0 over-refunds", Needs: []string{"postgres"},
			Command: "go test " + casesPackage + " -run TestSixtyFourWritersNeverOverRefund/postgres", Measure: writers(casesPackage, "/^postgres$"),
		},
		{
			Area: "service", What: "statuses of WeChat, Taobao, Shopify, Medusa, commercetools", Want: "each maps onto ours",
			Command: "go test " + flowPackage + " -run TestForeignStatusesMapOntoOurs", Measure: foreign,
		},
		{
			Area: "service", What: "merchants over 180 days, looked at daily", Want: "at half the limit ≤ 0.5 % condemned, at twice ≥ 95 % caught",
			Command: "go test " + standingPackage + " -run TestHalfIsSparedAndTwiceIsCaught -v", Measure: merchants,
		},
	}
}

func refunds(ctx context.Context, long bool) (string, bool, error) {
	run := goTest
	if long {
		run = func(ctx context.Context, _, pkg, pattern string, args ...string) (string, error) {
			return goTestLong(ctx, pkg, pattern, args...)
		}
	}
	log, err := run(ctx, ".", entitlementPackage, "^(TestTenThousandOrders|TestPricedOrdersComeBackWhole)$", "-timeout", "60m")
	if err != nil {
		return "", false, err
	}
	return measured(log), true, nil
}

// timedCases has no count but the issue's.
func timedCases(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTestLong(ctx, aftersalesPackage, "^TestDisturbedCasesEndAsUndisturbedOnes$", "-timeout", "60m")
	if err != nil {
		return "", false, err
	}
	cases, crashes := total(countBefore(log, "cases")), total(countBefore(strings.ReplaceAll(log, ":", ""), "crashes"))
	return fmt.Sprintf("%d cases, %d crashes: all ended alike", cases, crashes), cases >= 10_000 && crashes > 0, nil
}

func table(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", flowPackage, "^(TestCheckProvesTheTable|TestEveryStateSaysWhoActsByWhenAndWhatElse)$")
	if err != nil {
		return "", false, err
	}
	m := regexp.MustCompile(`Situations:(\d+) Moves:(\d+) Longest:(\d+) Automatic:(\d+)`).FindStringSubmatch(log)
	if m == nil {
		return "", false, errors.New("the check of the table said nothing")
	}
	return fmt.Sprintf("%s situations, %s moves: each ends, after %s moves at most, %s by deadlines alone", m[1], m[2], m[3], m[4]), true, nil
}

// writers runs a test that fails when anybody has more than was paid.
func writers(pkg, which string) measure {
	return func(ctx context.Context, _ bool) (string, bool, error) {
		_, err := goTest(ctx, ".", pkg, "^TestSixtyFourWritersNeverOverRefund$"+which)
		return "0 over-refunds, all 8 units refunded once", err == nil, err
	}
}

func foreign(ctx context.Context, _ bool) (string, bool, error) {
	_, err := goTest(ctx, ".", flowPackage, "^TestForeignStatusesMapOntoOurs$")
	return "22, 6, 5, 5 and 16 statuses map", err == nil, err
}

func merchants(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", standingPackage, "^TestHalfIsSparedAndTwiceIsCaught$")
	if err != nil {
		return "", false, err
	}
	var rows []string
	for _, m := range regexp.MustCompile(`limit ([\d.]+), (\d+) orders a day: ([\d.]+) % of the good condemned, ([\d.]+) % of the bad`).FindAllStringSubmatch(log, -1) {
		rows = append(rows, fmt.Sprintf("%s %% and %s %% at %s with %s orders a day", m[3], m[4], m[1], m[2]))
	}
	return strings.Join(rows, ", "), len(rows) > 0, nil
}
