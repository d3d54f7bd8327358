package browsertest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// journey is how long a parcel may take: its days last two seconds each.
const journey = 60 * time.Second

// buy orders a lamp as a guest who types an address, pays on the pay page, and
// opens the order's page.
func (v *visitor) buy() {
	v.t.Helper()
	v.open("/product/lamp")
	v.click("//button[text()='Add to cart']")
	v.click("//a[text()='Go to checkout']")
	v.write("name", "Ada Weaver")
	v.write("city", "London")
	v.write("street", "1 Mill Lane")
	v.write("country", "United Kingdom")
	v.click("//button[starts-with(text(),'Order and pay')]")
	require.Regexp(v.t, "^/pay/", v.path())
	v.click("//button[@value='pay']")
	require.Equal(v.t, "/orders", v.path())
	v.click("//h2/a[starts-with(@href,'/order/')]")
	require.Equal(v.t, "Paid, waiting for the shop", v.heading())
}

// sell becomes the lamps' merchant, accepts the one order and hands it over.
func (v *visitor) sell() {
	v.t.Helper()
	v.open("/people")
	v.click("//button[starts-with(text(),'Shen Deng')]")
	require.Equal(v.t, "/desk", v.path())
	v.click("//tbody//button[@value='accept']")
	v.click("//tbody//button[@value='hand_over']")
}

func TestABuyerWithScriptSeesTheDeliveryOnTheOpenPage(t *testing.T) {
	t.Parallel()
	browser, base := startBrowser(t), startStore(t)
	buyer, merchant := visit(t, browser, base, true), visit(t, browser, base, true)
	buyer.buy()
	loads, _, _ := buyer.counts()
	merchant.sell()
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
	merchant.sell()
	began, times := time.Now(), 0
	for buyer.heading() != "Delivered" {
		require.Less(t, time.Since(began), journey, "still %s", buyer.heading())
		buyer.click("//a[text()='Refresh']")
		times++
	}
	_, streams, _ := buyer.counts()
	require.Zero(t, streams)
	buyer.calm()
	merchant.calm()
	t.Logf("measured: Delivered %.1f s after the hand-over, %d refreshes, script off", time.Since(began).Seconds(), times)
}
