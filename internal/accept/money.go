package main

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

const formatPackages = "./money/format/..."

// amounts lists what is promised of money so far.
func amounts() []Promise {
	list := []Promise{{
		Area: "money", What: "amounts in the locales of CLDR, against ICU", Want: "47,835 of 47,835 the same", Needs: []string{"data"},
		Command: "go test " + formatPackages + " -run '^TestICU$' -v", Measure: locales,
	}, {
		Area: "money", What: "every pair of currencies on every day of the ECB's slice", Want: "exact", Needs: []string{"data"},
		Command: "go test ./money/rates -run '^TestEveryPairOfEveryDay$' -v", Measure: logged("./money/rates", "^TestEveryPairOfEveryDay$"),
	}}
	var once sync.Once
	var lines []comparison
	var err error
	all := func(ctx context.Context, long bool) ([]comparison, error) {
		once.Do(func() {
			rounds := "101"
			if long {
				rounds = "1001"
			}
			lines, err = compare(ctx, "moneyformat", "-rounds", rounds, "-slice", "1ms")
		})
		return lines, err
	}
	for _, p := range []struct {
		what string
		most float64
	}{{"format", 1.2}, {"parse", 1.6}} {
		list = append(list, Promise{
			Area: "money", What: p.what + " an amount in a locale, against the same by hand for that locale", Want: fmt.Sprintf("≤ %.1f×", p.most),
			Command: "go -C benchmarks run ./cmd/compare moneyformat -rounds 101 -slice 1ms", Timed: true,
			Measure: func(ctx context.Context, long bool) (string, bool, error) {
				lines, err := all(ctx, long)
				if err != nil {
					return "", false, err
				}
				return floorRatios(lines, "moneyformat/"+p.what+"/", p.most)
			},
		})
	}
	return list
}

// floorRatios reads how many times the floor's time each case under prefix takes.
func floorRatios(lines []comparison, prefix string, most float64) (string, bool, error) {
	var got []string
	ok := true
	for _, c := range lines {
		if of, found := strings.CutPrefix(c.Case, prefix); found && c.OfFloor > 0 {
			got = append(got, fmt.Sprintf("%s %.2f×", of, 1/c.OfFloor))
			ok = ok && 1/c.OfFloor <= most
		}
	}
	if len(got) == 0 {
		return "", false, fmt.Errorf("compare moneyformat printed no case %s", prefix)
	}
	return strings.Join(got, ", "), ok, nil
}

var comparedStrings = regexp.MustCompile(`(\d+) strings compared, (\d+) differ`)

// locales adds up the strings that the packages of formats compared.
func locales(ctx context.Context, _ bool) (string, bool, error) {
	log, err := goTest(ctx, ".", formatPackages, "^TestICU$")
	if err != nil {
		return "", false, err
	}
	same := 0
	for _, found := range comparedStrings.FindAllStringSubmatch(log, -1) {
		all, _ := strconv.Atoi(found[1])
		differ, _ := strconv.Atoi(found[2])
		same += all - differ
	}
	return fmt.Sprintf("%d the same", same), same == 47_835, nil
}
