package browsertest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// tab opens another tab of the same browser, with the same cookies.
func (v *visitor) tab() *visitor {
	v.t.Helper()
	w := &visitor{t: v.t, base: v.base}
	var end context.CancelFunc
	w.ctx, end = chromedp.NewContext(v.ctx, chromedp.WithListener(w.heard))
	v.t.Cleanup(end)
	require.NoError(v.t, chromedp.Do(w.ctx))
	return w
}

// hide says to the page that nobody sees it, or that somebody does again: a
// browser without a window shows every tab.
func (v *visitor) hide(hidden bool) {
	v.t.Helper()
	evaluate[bool](v, fmt.Sprintf("Object.defineProperty(document, 'hidden', {value: %t, configurable: true}); document.dispatchEvent(new Event('visibilitychange'))", hidden))
}

// until waits for an expression to hold.
func (v *visitor) until(expression string) {
	v.t.Helper()
	for end := time.Now().Add(patience); !evaluate[bool](v, expression); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			require.Fail(v.t, expression, evaluate[string](v, "document.body.innerText"))
		}
	}
}

// order buys something that is paid on delivery.
func (v *visitor) order(slug string) string {
	v.t.Helper()
	v.open("/product/" + slug)
	v.click("//form[@id='buy']//button[@value='add' and not(@tabindex)]")
	v.click("//aside//a[@href='/checkout']")
	v.write("name", "Ada Weaver")
	v.write("city", "London")
	v.write("street", "1 Mill Lane")
	v.press("//input[@name='method' and @value='cash']")
	v.click("//aside//button[starts-with(text(),'Place order')]")
	return v.path()
}

const rows = "document.querySelectorAll('tbody tr').length"

func TestManyTabsShareTheConnections(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	merchant.become()
	tabs := []*visitor{merchant}
	for range 7 {
		tabs[len(tabs)-1].hide(true)
		next := merchant.tab()
		next.open("/desk?view=new")
		tabs = append(tabs, next)
	}
	buyer.order("lamp")
	tabs[7].until(rows + " == 1")
	_, _, before := merchant.counts()
	require.Zero(t, before, "a page that nobody sees asks for nothing")
	merchant.hide(false)
	merchant.until(rows + " == 1")
	for _, v := range tabs {
		v.calm()
	}
}

func TestTheDeskMovesNoRowUnderTheHand(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	first := buyer.order("lamp")
	merchant.become()
	merchant.open("/desk?view=new")
	merchant.until(rows + " == 1")
	evaluate[bool](merchant, "document.querySelector('button[value=accept]').focus(); document.activeElement.value == 'accept'")
	second := buyer.order("mug")
	merchant.until("document.getElementById('refresh').textContent == '1 new order, show'")
	require.Equal(t, int64(1), evaluate[int64](merchant, rows))
	require.True(t, evaluate[bool](merchant, "document.activeElement.value == 'accept'"), "the focus stays")
	evaluate[bool](merchant, "document.activeElement.blur(); true")
	merchant.until(rows + " == 2")
	require.True(t, evaluate[bool](merchant, "document.getElementById('refresh').textContent == 'Refresh'"))

	evaluate[bool](merchant, "document.querySelector('details').open = true; document.querySelector('details input[name=why]').value = 'no lamps left'; true")
	buyer.order("bud-vase")
	merchant.until("document.getElementById('refresh').textContent == '1 new order, show'")
	require.Equal(t, "no lamps left", evaluate[string](merchant, "document.querySelector('details[open] input[name=why]').value"), "what is being written stays")
	buyer.open(second)
	buyer.click("//button[@value='cancel']")
	merchant.until("document.querySelector('tr[inert]') != null")
	require.Contains(t, evaluate[string](merchant, "document.querySelector('tr[inert]').id"), strings.TrimPrefix(second, "/order/"))
	require.Contains(t, evaluate[string](merchant, "document.querySelector('tr').nextElementSibling == null ? document.querySelector('tbody tr').id : ''"), strings.TrimPrefix(first, "/order/"))
	merchant.click("//a[@id='refresh']")
	require.Equal(t, int64(2), evaluate[int64](merchant, rows))
	buyer.calm()
	merchant.calm()
}

func TestAPayPageKeepsSelectionAndFocusAndNoticesTheEnd(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer := visit(t, browser, base, true)
	buyer.open("/product/lamp")
	buyer.click("//form[@id='buy']//button[@value='add' and not(@tabindex)]")
	buyer.click("//aside//a[@href='/checkout']")
	buyer.write("name", "Ada Weaver")
	buyer.write("city", "London")
	buyer.write("street", "1 Mill Lane")
	buyer.press("//input[@name='method' and @value='transfer']")
	buyer.click("//aside//button[starts-with(text(),'Place order')]")
	require.Contains(t, buyer.path(), "/purchase/")
	evaluate[bool](buyer, "getSelection().selectAllChildren(document.querySelector('dd:last-of-type')); document.querySelector('main a.btn').focus(); window.polls = 0; new PerformanceObserver((l) => { window.polls += l.getEntries().length; }).observe({type: 'resource'}); true")
	buyer.until("window.polls >= 2")
	require.Len(t, evaluate[string](buyer, "getSelection().toString()"), 26)
	require.True(t, evaluate[bool](buyer, "document.activeElement.matches('main a.btn')"))

	other := buyer.tab()
	other.open("/orders")
	other.click("//h2/a[starts-with(@href,'/order/')]")
	other.click("//button[@value='cancel']")
	buyer.until("location.pathname.startsWith('/order/')")
	buyer.calm()
}
