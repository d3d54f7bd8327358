package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// bench lists what a sale is promised to be worth against the same statements
// written by hand. All lines share one run.
func bench() []Promise {
	var once sync.Once
	var lines []comparison
	var err error
	all := func(ctx context.Context, long bool) ([]comparison, error) {
		once.Do(func() {
			rounds := "11"
			if long {
				rounds = "41"
			}
			lines, err = compare(ctx, "sale", "-rounds", rounds)
		})
		return lines, err
	}
	var list []Promise
	for _, p := range []struct {
		base, name string
		buyers     int
		least      float64
	}{
		{"sqlite", "SQLite", 1, 0.7},
		{"sqlite", "SQLite", 16, 1.5},
		{"postgres", "PostgreSQL", 1, 0.7},
		{"postgres", "PostgreSQL", 16, 0.8},
	} {
		prefix := fmt.Sprintf("sale/%s/%d/", p.base, p.buyers)
		list = append(list, Promise{
			Area: "sale", What: fmt.Sprintf("place and pay on %s, buyers: %d, against statements by hand", p.name, p.buyers),
			Want: fmt.Sprintf("≥ %.1f×", p.least), Command: "go -C benchmarks run ./cmd/compare sale -case " + prefix, Needs: []string{p.base}, Timed: true,
			Measure: func(ctx context.Context, long bool) (string, bool, error) {
				lines, err := all(ctx, long)
				if err != nil {
					return "", false, err
				}
				return saleRatios(lines, prefix, p.least)
			},
		})
	}
	return list
}

// saleRatios reads the cases under prefix: spread items and hot ones. Each must
// keep the promise.
func saleRatios(lines []comparison, prefix string, least float64) (string, bool, error) {
	var got []string
	ok := true
	for _, c := range lines {
		items, found := strings.CutPrefix(c.Case, prefix)
		switch {
		case c.Skipped != "" && strings.HasPrefix(prefix, c.Case+"/"):
			return "", false, absent("%s", c.Skipped)
		case found:
			got = append(got, fmt.Sprintf("%s items %.2f× (spread %.0f %%, %.2f ms a sale)", items, c.Ratio, 100*c.Spread, c.Ours/1e6))
			ok = ok && c.Ratio >= least
		}
	}
	if len(got) == 0 {
		return "", false, errors.New("compare sale printed no case " + prefix)
	}
	return strings.Join(got, ", "), ok, nil
}
