package browsertest_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// takes lets a visitor become one of the demo's people.
func (v *visitor) takes(name string) {
	v.t.Helper()
	v.open("/people")
	v.click("//button[contains(.,'" + name + "')]")
}

// links are where a page leads, of those that begin so.
func (v *visitor) links(from, begin string) []string {
	v.t.Helper()
	v.open(from)
	list := evaluate[[]string](v, `[...document.querySelectorAll('main a[href^="`+begin+`"]')].map(a => a.getAttribute('href'))`)
	slices.Sort(list)
	return slices.Compact(list)
}

func TestNoPageOfCasesScrollsSidewaysOrTroublesTheConsole(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t, "-past=true")
	buyer, merchant, staff := visit(t, browser, base, true), visit(t, browser, base, true), visit(t, browser, base, true)
	buyer.takes("Ada Weaver")
	merchant.takes("Shen Deng")
	staff.takes("He Ping")
	var faults []string
	pages := 0
	look := func(v *visitor, paths ...string) {
		for _, path := range paths {
			faults = append(faults, v.sideways(base+path)...)
			pages++
		}
	}
	own, sold, all := buyer.links("/cases", "/case/"), merchant.links("/desk/cases?view=any", "/case/"), staff.links("/desk/cases?view=any", "/case/")
	require.Len(t, own, 3)
	require.Len(t, sold, 4)
	require.Len(t, all, 6)
	orders := buyer.links("/orders", "/order/")
	for _, language := range []string{"en", "zh-CN"} {
		look(buyer, "/cases?lang="+language, orders[0], orders[0]+"/return", orders[1]+"/return?kind=exchange&reason=defective")
		look(buyer, own...)
		look(merchant, "/desk/cases?view=any&lang="+language, "/desk/cases?view=ended", "/desk/standing")
		look(merchant, sold...)
		look(staff, "/desk/cases?lang="+language, "/desk/standing")
		look(staff, all...)
	}
	require.Empty(t, faults)
	for _, v := range []*visitor{buyer, merchant, staff} {
		v.calm()
	}
	t.Logf("measured: %d pages at %d widths, none wider than its window, console silent", pages, len(widths))
}

func TestACaseFromBothSides(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]bool{"with script": true, "without script": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			browser, base := startBrowser(t), startStore(t)
			buyer, merchant := visit(t, browser, base, script), visit(t, browser, base, script)
			buyer.buy()
			order := buyer.path()
			merchant.become()
			merchant.accept()
			merchant.handOver()
			if script {
				buyer.shows("Delivered", journey)
			}
			for buyer.heading() != "Delivered" {
				buyer.open(order)
			}
			buyer.click("//a[text()='Return or problem']")
			if script {
				loads, _, _ := buyer.counts()
				buyer.press("//label[starts-with(text(),'Exchange')]")
				buyer.press("//label[starts-with(text(),'Return and refund')]")
				after, _, _ := buyer.counts()
				require.Equal(t, loads, after, "the sum came without a new page")
			}
			buyer.write("text", "Too bright for the bedroom")
			buyer.click("//button[@value='send' and text()='Send request']")
			buyer.shows("Waiting for the seller", patience)
			at := buyer.path()
			merchant.open("/desk/cases")
			merchant.click("//tbody//a[starts-with(text(),'Handle')]")
			require.Equal(t, at, merchant.path())
			merchant.click("//button[@value='agree']")
			if !script {
				buyer.open(at)
			}
			buyer.shows("Send the goods back", patience)
			buyer.write("carrier", "heron")
			buyer.write("number", "RT123")
			buyer.click("//button[@value='ship_back']")
			merchant.open(at)
			merchant.press("//summary[text()='Check the goods']")
			merchant.click("//button[@value='inspect']")
			if !script {
				buyer.open(at)
			}
			buyer.shows("Done", patience)
			buyer.calm()
			merchant.calm()
		})
	}
}
