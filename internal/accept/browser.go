package main

import (
	"context"
	"strings"
)

// browser lists what a browser has to see for the sale: it visits the store as a
// person does.
func browser() []Promise {
	return []Promise{
		seen("one Chromium test that buys, pays, and sees the delivery", "Delivered by itself, 0 reloads", "TestABuyerWithScriptSeesTheDeliveryOnTheOpenPage"),
		seen("one without JavaScript", "Delivered on refresh, script off", "TestABuyerWithoutScriptSeesTheDeliveryOnRefresh"),
		seen("pages at 320, 390, 640 and 1280 px", "none wider than its window, console silent", "TestNoPageScrollsSidewaysOrTroublesTheConsole"),
	}
}

// seen is a promise that one browser test keeps and whose numbers it logs.
func seen(what, want, test string) Promise {
	return Promise{
		Area: "sale", What: what, Want: want, Needs: []string{"chromium"},
		Command: "go -C browsertest test -v -run " + test + " .",
		Measure: func(ctx context.Context, _ bool) (string, bool, error) {
			log, err := goTest(ctx, "browsertest", ".", "^"+test+"$")
			if err != nil {
				return "", false, err
			}
			return measured(log), true, nil
		},
	}
}

// measured is what a test logged after that word.
func measured(log string) string {
	for line := range strings.Lines(log) {
		if _, numbers, found := strings.Cut(line, "measured: "); found {
			return strings.TrimSpace(numbers)
		}
	}
	return "passed"
}
