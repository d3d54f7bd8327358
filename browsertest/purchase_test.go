package browsertest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// journey is how long a parcel may take: its days last two seconds each.
const journey = 60 * time.Second

// buy orders a lamp as a guest who types an address, pays on the provider's page,
// and opens the order's page.
func (v *visitor) buy() {
	v.t.Helper()
	v.open("/product/lamp")
	v.click("//form[@id='buy']//button[@value='add' and not(@tabindex)]")
	v.click("//aside//a[@href='/checkout']")
	v.write("name", "Ada Weaver")
	v.write("city", "London")
	v.write("street", "1 Mill Lane")
	v.write("country", "United Kingdom")
	v.click("//aside//button[starts-with(text(),'Place order')]")
	require.Regexp(v.t, "^/pay/", v.path())
	v.write("number", "4242 4242 4242 4242")
	v.write("expiry", "12/40")
	v.write("cvc", "123")
	v.click("//button[@value='pay']")
	v.open("/orders")
	v.click("//h2/a[starts-with(@href,'/order/')]")
	v.shows("Paid, waiting for the shop", patience)
}

// become takes the lamps' merchant's place.
func (v *visitor) become() {
	v.t.Helper()
	v.open("/people")
	v.click("//button[contains(.,'Shen Deng')]")
	require.Equal(v.t, "/desk", v.path())
}

func (v *visitor) accept() {
	v.t.Helper()
	v.open("/desk?view=new")
	v.click("//tbody//button[@value='accept']")
}

func (v *visitor) handOver() {
	v.t.Helper()
	v.open("/desk?view=ship")
	v.press("//tbody//summary[text()='Hand over']")
	v.click("//tbody//button[@value='hand_over']")
}

func TestABuyerWithScriptSeesTheDeliveryOnTheOpenPage(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	buyer.buy()
	loads, _, _ := buyer.counts()
	merchant.become()
	merchant.accept()
	merchant.handOver()
	began := time.Now()
	buyer.shows("On its way", patience)
	buyer.shows("Delivered", journey)
	after, streams, news := buyer.counts()
	require.Equal(t, loads, after, "the page was loaded again")
	require.Positive(t, streams)
	require.Positive(t, news)
	buyer.calm()
	merchant.calm()
	t.Logf("measured: Delivered %.1f s after the hand-over, %d events, 0 reloads", time.Since(began).Seconds(), news)
}

func TestABuyerWithoutScriptSeesTheDeliveryOnRefresh(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, false), visit(t, browser, base, false)
	require.False(t, buyer.scriptsRun())
	require.False(t, merchant.scriptsRun())
	buyer.buy()
	merchant.become()
	merchant.accept()
	merchant.handOver()
	began, times := time.Now(), 0
	for buyer.heading() != "Delivered" {
		require.Less(t, time.Since(began), journey, "still %s", buyer.heading())
		buyer.click("//main//a[text()='Refresh']")
		times++
	}
	_, streams, _ := buyer.counts()
	require.Zero(t, streams)
	buyer.calm()
	merchant.calm()
	t.Logf("measured: Delivered %.1f s after the hand-over, %d refreshes, script off", time.Since(began).Seconds(), times)
}
