package browsertest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// widths are those of a small phone, a phone, a tablet and a desk, in CSS pixels.
var widths = []int64{320, 390, 640, 1280}

// A fit is how a page fits its window; Wide names what sticks out.
type fit struct {
	Inner, Scroll int64
	Wide          []string
}

const measure = `(() => {
	const inner = innerWidth, scroll = document.documentElement.scrollWidth;
	const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > inner + 0.5);
	return {Inner: inner, Scroll: scroll, Wide: scroll > inner ? out.slice(0, 5).map(e => e.tagName + '.' + e.getAttribute('class')) : []};
})()`

// small names what is less high than a thumb, on a phone. A card's link and a
// choice's label cover more than their text; links within sentences are exempt.
const small = `[...document.querySelectorAll('a,button,input:not([type=hidden]),select,summary')].filter(e => {
	const at = e.closest('label') || e;
	return e.checkVisibility({visibilityProperty: true}) && !e.matches('.sr,.skip,.card h3 a,.prose a,.note a,.opt *') && at.getBoundingClientRect().height < 43.5;
}).map(e => e.tagName + ' ' + (e.textContent || e.name).trim())`

// sideways returns the widths at which the page at address scrolls sideways, and
// what is too small on a phone.
// The window is no phone's: a phone would zoom out and hide the fault.
func (v *visitor) sideways(address string) (faults []string) {
	v.t.Helper()
	v.within(patience, address, func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Navigate(address))
	})
	for _, width := range widths {
		v.within(patience, "resize", func(ctx context.Context) error {
			return chromedp.Do(ctx, chromedp.EmulateViewport(width, 800))
		})
		if width == 390 {
			for _, name := range evaluate[[]string](v, small) {
				faults = append(faults, fmt.Sprintf("%s: too small for a thumb: %s", address, name))
			}
		}
		got := evaluate[fit](v, measure)
		require.Equal(v.t, width, got.Inner, address)
		if got.Scroll > got.Inner {
			faults = append(faults, fmt.Sprintf("%s is %d px wide at %d: %s", address, got.Scroll, width, strings.Join(got.Wide, " ")))
		}
	}
	return faults
}

func TestNoPageScrollsSidewaysOrTroublesTheConsole(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	buyer.buy()
	order := buyer.path()
	buyer.open("/product/lamp")
	buyer.click("//form[@id='buy']//button[@value='add' and not(@tabindex)]")
	merchant.become()
	var faults []string
	pages := 0
	look := func(v *visitor, paths ...string) {
		for _, path := range paths {
			faults = append(faults, v.sideways(base+path)...)
			pages++
		}
	}
	for _, language := range []string{"en", "zh-CN"} {
		look(buyer, "/?lang="+language, "/categories", "/c/clothing", "/search?q="+strings.Repeat("w", 120), "/search?q=lamp", "/product/lamp", "/product/runner", "/cart", "/checkout", "/orders", "/purchase", order, "/people")
		look(merchant, "/desk?lang="+language, order)
	}
	merchant.open("/?lang=en")
	merchant.accept()
	look(merchant, "/desk?view=ship", order)
	merchant.handOver()
	look(merchant, "/desk?view=way", order)
	look(buyer, order)
	require.Empty(t, faults)
	buyer.calm()
	merchant.calm()
	t.Logf("measured: %d pages at %d widths, none wider than its window, console silent", pages, len(widths))
}

// TestTheChecksSeeFaults plants what the other tests look for.
func TestTheChecksSeeFaults(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		switch r.URL.Path {
		case "/policy":
			fmt.Fprint(w, `<h1>a</h1><script>document.title = 'not allowed'</script>`)
		case "/missing":
			fmt.Fprint(w, `<h1>a</h1><img src="/gone.png">`)
		case "/gone.png":
			http.NotFound(w, r)
		case "/throws":
			fmt.Fprint(w, `<h1>a</h1><script src="/throws.js"></script>`)
		case "/throws.js":
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, `null.field`)
		case "/wide":
			fmt.Fprint(w, `<h1>a</h1><p style="width:500px">wide</p>`)
		case "/tiny":
			fmt.Fprint(w, `<h1>a</h1><a href="/">tiny</a>`)
		default:
			fmt.Fprint(w, `<h1>a</h1>`)
		}
	}))
	t.Cleanup(web.Close)
	browser := startBrowser(t)
	for path, want := range map[string]string{"/policy": "Content Security Policy", "/missing": "404", "/throws": "exception", "/fine": ""} {
		v := visit(t, browser, web.URL, true)
		v.open(path)
		evaluate[bool](v, "document.readyState == 'complete'")
		v.mu.Lock()
		said := strings.Join(v.trouble, "\n")
		v.mu.Unlock()
		require.Equal(t, want == "", said == "", "%s: %s", path, said)
		require.Contains(t, said, want, path)
	}
	v := visit(t, browser, web.URL, true)
	require.Len(t, v.sideways(web.URL+"/wide"), 2, "at 320 and 390")
	require.Len(t, v.sideways(web.URL+"/tiny"), 1, "at 390")
	require.Empty(t, v.sideways(web.URL+"/fine"))
}
