package main

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// order sends one product's order with a way of paying and answers where that led.
func (v *visitor) order(slug, method string) (page, path string) {
	v.t.Helper()
	v.add(slug)
	_, form := v.get("/checkout")
	status, page, path := v.post("/checkout", append(address(form, v.t), "method", method)...)
	require.Equal(v.t, http.StatusOK, status)
	return page, path
}

func TestADeclinedPaymentIsTriedAgain(t *testing.T) {
	s := open(t, "memory:")
	buyer, stranger := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleBuyer, 2)
	_, page, purchase := buyer.post(buyer.buy("mug"), card(poor)...)
	require.Regexp(t, `^/purchase/`, purchase)
	require.Contains(t, page, "Nothing was taken")
	require.Contains(t, page, "There is not enough money on the card.")
	for _, method := range []string{"card", "cash"} {
		status, _, _ := stranger.post(purchase, "method", method)
		require.Equal(t, http.StatusNotFound, status)
	}
	status, _, _ := buyer.post(purchase, "method", "shells")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	_, _, pay := buyer.post(purchase, "method", "card")
	require.Regexp(t, `^/pay/`, pay)
	_, _, path := buyer.post(purchase, "method", "card") // a second click
	require.Equal(t, purchase, path)
	_, page = buyer.get(purchase)
	require.Contains(t, page, `href="`+pay+`"`)
	_, page, path = buyer.post(pay, card(good)...)
	require.Equal(t, purchase, path)
	require.Contains(t, page, "<b>Paid</b>")
	_, page = buyer.get(buyer.firstOrder())
	require.Contains(t, page, "Paid, waiting for the shop")
	status, _ = stranger.get(purchase)
	require.Equal(t, http.StatusNotFound, status)
}

func TestATransferAndItsRefundAreToldByStaff(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop, staff := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleMerchant, 2), s.visitor(t, secure.RoleStaff, 1)
	page, purchase := buyer.order("lamp", "transfer")
	require.Regexp(t, `^/purchase/`, purchase)
	require.Regexp(t, `<dd>[0-9A-Z]{26}</dd>`, page)
	link := buyer.firstOrder()

	_, page = shop.get("/desk?view=unpaid")
	require.NotContains(t, page, `value="received"`)
	status, _, _ := shop.post(link, "do", "received", "statement", "7")
	require.Equal(t, http.StatusForbidden, status)
	_, page = staff.get("/desk?view=unpaid")
	require.Contains(t, page, `value="received"`)
	status, _, _ = staff.post(link, "do", "received", "statement", " ")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	status, _, _ = staff.post(link, "do", "received", "statement", "7, line 12")
	require.Equal(t, http.StatusOK, status)
	status, _, _ = staff.post(link, "do", "received", "statement", "7, line 12")
	require.Equal(t, http.StatusConflict, status)
	_, page = buyer.get(purchase)
	require.Contains(t, page, "<b>Paid</b>")

	_, page, _ = shop.post(link, "do", "refund", "amount", "2.00", "why", "chipped")
	require.Contains(t, page, "Being sent")
	require.NotContains(t, page, `value="sent"`)
	_, page = staff.get(link)
	ref := hidden(t, page, "ref")
	status, _, _ = shop.post(link, "do", "sent", "ref", ref)
	require.Equal(t, http.StatusForbidden, status)
	status, _, _ = staff.post(link, "do", "sent", "ref", "NOPE")
	require.Equal(t, http.StatusConflict, status)
	_, page, _ = staff.post(link, "do", "sent", "ref", ref)
	require.Contains(t, page, "Sent back")
}

func TestWhatComesTwiceGoesBackWhole(t *testing.T) {
	s := open(t, "memory:")
	buyer, staff := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleStaff, 1)
	buyer.add("down-jacket") // of another seller: one payment for two orders
	_, purchase := buyer.order("lamp", "transfer")
	id := order.PurchaseID(strings.TrimPrefix(purchase, "/purchase/"))
	p, err := s.shop.Orders.Store.FindPurchase(t.Context(), id)
	require.NoError(t, err)
	require.NoError(t, s.shop.Payments.Learn(t.Context(), payment.Fact{Provider: "offline", Ref: p.Charge, Status: payment.Declined, Source: payment.FromStaff}))
	buyer.post(purchase, "method", "card")
	again, err := s.shop.Orders.Store.FindPurchase(t.Context(), id)
	require.NoError(t, err)
	buyer.post("/pay/"+string(again.Charge), card(good)...)
	require.NoError(t, s.shop.Payments.Learn(t.Context(), s.offline.Received(p.Charge, p.Total, "7, line 12"))) // it came all the same
	require.NoError(t, s.shop.Payments.Advance(t.Context(), "rf"+p.Charge))

	link := buyer.firstOrder()
	_, page := buyer.get(link)
	require.Contains(t, page, "Money that came twice goes back")
	_, page = staff.get(link)
	require.Contains(t, page, "<p>Money that came twice<br>")
	require.Contains(t, page, "I have sent "+p.Total.Display("en"), "the whole, not one order's share")
	status, page, _ := staff.post(link, "do", "sent", "ref", hidden(t, page, "ref"))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "Money that came twice was sent back")
}

func TestReasonsOfTheShopItselfAreInTheReadersLanguage(t *testing.T) {
	s := open(t, "memory:")
	buyer := s.visitor(t, secure.RoleBuyer, 1)
	buyer.post(buyer.buy("lamp"), card(good)...)
	link := buyer.firstOrder()
	buyer.post(link, "do", "cancel")
	_, page := buyer.get(link + "?lang=zh-CN")
	require.Contains(t, page, "<p>订单取消<br>")
	require.NotContains(t, page, ">cancelled<")
}

func TestCashIsCollectedAtTheDoor(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleMerchant, 2)
	page, link := buyer.order("lamp", "cash")
	require.Regexp(t, `^/order/`, link)
	require.Contains(t, page, "<h1>Cash on delivery, waiting for the shop")
	require.Contains(t, page, "<li><b>On delivery</b><span></span></li>", "nothing was paid")
	require.NotContains(t, page, "<b>Paid</b>")
	status, _, _ := buyer.post(link, "do", "collect")
	require.Equal(t, http.StatusForbidden, status)
	shop.post(link, "do", "accept")
	shop.post(link, "do", "hand_over", "units1", "1")
	_, page = shop.get("/desk")
	require.Contains(t, page, `value="collect"`)
	status, page, path := shop.post(link, "do", "collect", "back", "/desk?view=way")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/desk", path)
	require.NotContains(t, page, `value="collect"`)
	_, page = buyer.get(link)
	require.Contains(t, page, "Cash received")
	require.Contains(t, page, "Cash on delivery agreed", "the past does not change")
	require.NotContains(t, page, "<b>On delivery</b>")
	require.Contains(t, page, "<b>Paid</b>")
	status, _, _ = shop.post(link, "do", "hand_over", "units1", "0")
	require.Equal(t, http.StatusUnprocessableEntity, status)
}

func TestAPaymentInDoubtIsAskedAboutAndNotPaidAgain(t *testing.T) {
	s := open(t, "memory:")
	var broken atomic.Bool
	psp, err := sandbox.New(sandbox.Config{
		Secret: []byte("a secret of sixteen"), Now: time.Now, PayPage: s.url + "/pay",
		Script: func(string, payment.Operation) sandbox.Fault {
			if broken.Load() {
				return sandbox.LoseAnswer
			}
			return sandbox.NoFault
		},
	})
	require.NoError(t, err)
	s.psp, s.shop.Payments.Providers["sandbox"] = psp, psp
	broken.Store(true)
	buyer := s.visitor(t, secure.RoleBuyer, 1)
	page, purchase := buyer.order("lamp", "card")
	require.Regexp(t, `^/purchase/`, purchase)
	require.Contains(t, page, "Please do not pay again")
	require.Contains(t, page, "The latest time of an answer is")
	require.Contains(t, page, `data-poll="`+purchase+`"`)
	status, _, path := buyer.post(purchase, "method", "card")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, purchase, path, "no second charge")
	require.Len(t, psp.Trades(), 1)
	link := buyer.firstOrder()
	_, page = buyer.get(link)
	require.Contains(t, page, "Please do not pay again")
	_, page = s.visitor(t, secure.RoleMerchant, 2).get("/desk")
	require.Contains(t, page, "do not ship")

	broken.Store(false)
	require.NoError(t, s.shop.Payments.Advance(t.Context(), psp.Trades()[0].Ref))
	_, page = buyer.get(purchase)
	require.Contains(t, page, "Waiting for your payment")
}

func TestTheCurrencyFollowsTheVisitor(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	v.add("lamp")
	_, page := v.get("/cart")
	require.Contains(t, page, "$")
	_, page = v.get("/cart?currency=CNY")
	require.Contains(t, page, `<html lang="en">`)
	require.Contains(t, page, "¥")
	require.NotContains(t, regexp.MustCompile(`USD \$`).ReplaceAllString(page, ""), "$")
	v.add("mug")
	_, page = v.get("/checkout")
	require.Contains(t, hidden(t, page, "expected"), "CNY")
}

func TestWhatIsChosenIsBought(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	status, page, path := v.post("/product/high-top", "colour", "Ink", "size", "43", "qty", "2", "do", "add")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/cart", path)
	require.Contains(t, page, "Ink / 43")
	status, page, path = v.post("/product/high-top", "colour", "Ink", "size", "42", "do", "look")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/product/high-top", path)
	require.Regexp(t, `value="add"[^>]* disabled>Sold out`, page)
	require.Equal(t, []string{"colour", "Ink", "size", "42"}, chosen(page))
	_, _, path = v.post("/product/mug", append(chosen(html.UnescapeString(page)), "qty", "1", "do", "buy")...)
	require.Equal(t, "/product/mug", path, "the mug has no such option")
}

func TestOnlyBuyersBuy(t *testing.T) {
	s := open(t, "memory:")
	shop := s.visitor(t, secure.RoleMerchant, 1)
	_, page := shop.get("/product/lamp")
	status, page, _ := shop.post("/product/lamp", append(chosen(page), "qty", "1", "do", "add")...)
	require.Equal(t, http.StatusForbidden, status)
	require.Contains(t, page, "be a buyer or a guest")
	status, _ = shop.get("/checkout")
	require.Equal(t, http.StatusForbidden, status)
	status, _ = shop.get("/cart")
	require.Equal(t, http.StatusOK, status)
}
