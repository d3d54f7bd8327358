package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/secure"
)

// ordered is how many orders a visitor has.
func (v *visitor) ordered() int {
	v.t.Helper()
	_, page := v.get("/orders")
	return strings.Count(page, `<h2><a class="link" href="/order/`)
}

func TestAnEmptyCartOrdersNothingAndSaysSo(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("mug")
	_, page := v.get("/checkout")
	form := address(page, t)
	_, cart := v.get("/cart")
	v.post("/cart", "do", "remove", "line", hidden(t, cart, "line")) // in another tab
	status, page, _ := v.post("/checkout", form...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "Your cart is empty, nothing was ordered")
	require.Zero(t, v.ordered())
}

func TestAnOrderThatIsPlacedIsNotChangedFromItsOldPage(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("mug")
	_, page := v.get("/checkout")
	form := address(page, t)
	_, _, pay := v.post("/checkout", form...)
	_, _, again := v.post("/checkout", form...)
	require.Equal(t, pay, again, "a second click is the first")
	status, page, path := v.post("/checkout", append(form, "street", "2 Mill Lane")...) // Back, corrected, sent again
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, "^/order/", path)
	require.Contains(t, page, "This order was already placed")
	require.Contains(t, page, "Address and payment were not changed")
	require.Contains(t, page, "1 Mill Lane")
	require.Contains(t, page, `value="cancel"`)
	require.Regexp(t, `href="/purchase/[0-9A-Z]{26}">Pay now`, page)

	v.add("mug") // the cart is full again, the page is the old one
	status, page, _ = v.post("/checkout", append(form, "street", "2 Mill Lane")...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "belongs to an order that is placed already")
	require.Contains(t, page, `value="2 Mill Lane"`)
	require.NotEqual(t, form[1], hidden(t, page, "key"))
	require.Equal(t, 1, v.ordered())
	status, _, _ = v.post("/checkout", append(address(page, t), "street", "2 Mill Lane")...)
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, 2, v.ordered())
}

func TestACheckoutThatLacksItsKeyOrTotalAsksToConfirm(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("mug")
	_, page := v.get("/checkout")
	for _, change := range [][2]string{{"key", ""}, {"key", strings.Repeat("k", 1000)}, {"key", "k\u0001"}, {"expected", ""}, {"expected", "zzz"}, {"expected", "15.90"}} {
		status, page, _ := v.post("/checkout", append(address(page, t), change[0], change[1], "street", "2 Mill Lane")...)
		require.Equal(t, http.StatusConflict, status, change)
		require.Contains(t, page, "Please confirm the total", change)
		require.NotContains(t, page, "See what is marked", change)
		require.Contains(t, page, `value="2 Mill Lane"`, change)
		require.Regexp(t, "^[0-9A-Za-z]{20,64}$", hidden(t, page, "key"), change)
	}
	require.Zero(t, v.ordered())
}

func TestEveryFaultOfACheckoutIsNamedAtOnce(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("mug")
	_, page := v.get("/checkout")
	status, page, _ := v.post("/checkout", append(address(page, t),
		"name", "\u200b \u3164", "city", "", "street", " ", "phone", "x", "country", "FR", "postcode", strings.Repeat("9", 20), "method", "shells", "carrier", "nobody/express")...)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	for _, field := range []string{"name", "city", "street", "phone", "country", "postcode"} {
		require.Regexp(t, `name="`+field+`"[^>]* aria-invalid="true" aria-describedby="e-`+field+`"`, page)
	}
	require.Equal(t, 2, strings.Count(page, "Choose one of these"), "payment and delivery")
	require.Zero(t, v.ordered())
}

// sell leaves n pieces of what a visitor has in the cart.
func (s *shop) sell(t *testing.T, sku catalog.SKU, left int64) {
	t.Helper()
	levels, err := s.shop.Stock.Levels(t.Context(), sku)
	require.NoError(t, err)
	by := secure.Actor{ID: "test", Role: secure.RoleStaff}
	gone := stock.Delivery{Reason: stock.WrittenOff, Ref: fmt.Sprint("gone-", left), Lines: []stock.Line{{SKU: sku, Location: levels[0].Location, Qty: levels[0].Available() - left}}}
	require.NoError(t, s.shop.Stock.Move(t.Context(), by, gone))
}

func TestWhatSellsOutMeanwhileIsTakenOutOnThePage(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("mug")
	v.add("mug")
	v.add("lamp")
	_, cart := v.get("/cart")
	lines := regexp.MustCompile(`name="line" value="([^"]*)"`).FindAllStringSubmatch(cart, -1)
	mug, lamp := catalog.SKU(lines[0][1]), catalog.SKU(lines[len(lines)-1][1])
	_, page := v.get("/checkout")
	form := append(address(page, t), "street", "2 Mill Lane")
	s.sell(t, mug, 1)
	s.sell(t, lamp, 0)
	status, page, _ := v.post("/checkout", form...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "Nothing was ordered")
	_, page = v.get("/cart")
	require.Contains(t, page, "Remove what cannot be bought first")
	v.add("bud-vase")
	_, page, path := v.post("/checkout", append(form, "do", "look")...)
	require.Equal(t, "/checkout", path)
	require.Contains(t, page, "These cannot be bought now")
	require.Contains(t, page, `value="2 Mill Lane"`, "what was typed stays")
	require.Contains(t, page, `name="take" value="`+string(mug)+`">Take 1`)
	v.post("/checkout", append(form, "take", string(mug))...)
	_, page, _ = v.post("/checkout", append(form, "drop", string(lamp))...)
	require.NotContains(t, page, "These cannot be bought now")
	require.Contains(t, page, `value="2 Mill Lane"`)
	status, _, path = v.post("/checkout", append(address(page, t), "street", "2 Mill Lane")...)
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, "^/pay/", path)
}

func TestSeveralSellersParcelsAreNamedWithTheirArrival(t *testing.T) {
	s := open(t, "memory:")
	ada, guest := s.visitor(t, secure.RoleBuyer, 2), s.visitor(t, "", 1)
	for _, v := range []*visitor{ada, guest} {
		v.add("lamp")
		v.add("down-jacket")
		_, page := v.get("/checkout")
		require.Regexp(t, `<small>Valley Goods · Arrives by [^<]*</small><small>Lamplight Home · Arrives by [^<]*</small>|<small>Lamplight Home · [^<]*</small><small>Valley Goods · [^<]*</small>`, page)
		require.Equal(t, v == ada, strings.Contains(page, "You order as Ada Weaver"))
		require.Equal(t, v == guest, strings.Contains(page, "No account needed"))
		require.Contains(t, page, "Update the dates")
		require.Contains(t, page, `formaction="?lang=zh-CN"`)
	}
	_, page, _ := guest.post("/checkout?lang=zh-CN", "do", "look", "street", "2 Mill Lane", "country", "GB")
	require.Contains(t, page, `<html lang="zh-CN">`)
	require.Contains(t, page, `value="2 Mill Lane"`)
}

func TestAGuestsCartComesAlong(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	v.add("mug")
	status, _, _ := v.post("/people", "who", "nobody")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	ada := seed.People()[1].Actor.ID
	v.post("/people", "who", ada)
	_, page := v.get("/cart")
	require.Contains(t, page, "/product/mug")
	v.post("/people", "who", "")
	_, page = v.get("/cart")
	require.Contains(t, page, "Your cart is empty", "it is Ada's now")
	v.add("mug")
	v.post("/people", "who", ada)
	_, page = v.get("/cart")
	require.Regexp(t, `name="qty"[^>]* value="2"`, page)
}

func TestWhatIsWrongWithANumberStandsAtIt(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	_, page := v.get("/product/high-top")
	for qty, words := range map[string]string{"abc": "Write a whole number", "0": "at least 1", "99999999": "too many"} {
		status, page, path := v.post("/product/high-top", append(chosen(page), "qty", qty, "do", "add")...)
		require.Equal(t, http.StatusUnprocessableEntity, status, qty)
		require.Equal(t, "/product/high-top", path)
		require.Regexp(t, `name="qty"[^>]*value="`+qty+`" aria-invalid="true"`, page)
		require.Contains(t, page, words)
	}
	_, page, _ = v.post("/product/high-top", "colour", "Ink", "size", "41", "qty", "2", "do", "more")
	require.Contains(t, page, `value="3"`)
	require.Equal(t, []string{"colour", "Ink", "size", "41"}, chosen(page))
	v.post("/product/mug", append(chosen(func() string { _, p := v.get("/product/mug"); return p }()), "qty", "２", "do", "add")...)
	_, page = v.get("/cart")
	line := hidden(t, page, "line")
	require.Regexp(t, `name="qty"[^>]* value="2"`, page)
	for _, qty := range []string{"x", "-1", "99999999"} {
		status, page, _ := v.post("/cart", "line", line, "qty", qty, "do", "set")
		require.Equal(t, http.StatusUnprocessableEntity, status, qty)
		require.Regexp(t, `name="qty"[^>]* value="`+qty+`"[^>]* aria-invalid="true"`, page)
	}
	_, page, _ = v.post("/cart", "line", line, "qty", "2", "do", "less")
	require.Regexp(t, `name="qty"[^>]* value="1"`, page)
}

func TestSellersAreToldThatTheyDoNotBuy(t *testing.T) {
	s := open(t, "memory:")
	shop := s.visitor(t, secure.RoleMerchant, 1)
	for _, path := range []string{"/product/lamp", "/cart"} {
		_, page := shop.get(path)
		require.Contains(t, page, "Sellers and staff do not buy here", path)
		require.NotContains(t, page, `value="buy"`, path)
	}
}
