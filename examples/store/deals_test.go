package main

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// rows are the amounts of the sum on a page, in cents, the total last.
func rows(t *testing.T, page string) (list []int64) {
	t.Helper()
	_, sums, found := strings.Cut(page, `<dl class="sums">`)
	require.True(t, found)
	sums, _, _ = strings.Cut(sums, "</dl>")
	for _, m := range regexp.MustCompile(`<dd[^>]*>([^<]*)</dd>`).FindAllStringSubmatch(sums, -1) {
		if m[1] == "Free" {
			list = append(list, 0)
			continue
		}
		amount, err := money.Parse(strings.NewReplacer("$", "", ",", "", "−", "-").Replace(m[1]), money.MustCurrency("USD"))
		require.NoError(t, err, m[1])
		n, err := amount.Minor()
		require.NoError(t, err)
		list = append(list, n)
	}
	return list
}

// addsUp requires that a page's rows come to its total, and answers that.
func addsUp(t *testing.T, page string) int64 {
	t.Helper()
	list := rows(t, page)
	sum := int64(0)
	for _, n := range list[:len(list)-1] {
		sum += n
	}
	require.Equal(t, list[len(list)-1], sum, "%v", list)
	return sum
}

// use types a code into the cart's field.
func (v *visitor) use(code string) (int, string) {
	v.t.Helper()
	status, page, _ := v.post("/wallet", "code", code, "back", "/cart")
	return status, page
}

func TestACartAddsUpWithEveryDeductionByName(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	for _, slug := range []string{"cable-jumper", "oxford-shirt", "tea-tin", "tea-tin", "mug"} {
		v.add(slug)
		_, page := v.get("/cart")
		addsUp(t, page)
	}
	_, page := v.get("/cart")
	for _, words := range []string{
		"Winter sale, 10 % off <small>Valley Goods</small>", "Valley savings <small>Valley Goods, Wainly</small>", "You have <b>$6 off $45</b>",
		"more for <b>$15 off $90</b>", "Gift", `<s class="was">$46.00</s>`, "You save $", "Why another voucher was not used",
	} {
		require.Contains(t, page, words)
	}
	require.Equal(t, int64(11434), addsUp(t, page), "46 + 29 + 2·19.50 + 9.90, less 4.60, 1.96 and 6, and 6 for delivery less 3")
}

func TestTheSixAnswersToACode(t *testing.T) {
	s := open(t, "memory:")
	v, guest := s.visitor(t, secure.RoleBuyer, 2), s.visitor(t, "", 1)
	v.add("lamp")
	guest.add("lamp")
	for _, c := range []struct {
		code   string
		status int
		words  string
	}{
		{"<b>garbage</b>", http.StatusUnprocessableEntity, "There is no such code"},
		{"NOSUCH", http.StatusUnprocessableEntity, "There is no such code"},
		{"autumn", http.StatusUnprocessableEntity, "expired or is used up"},
		{" ", http.StatusUnprocessableEntity, "Type a code"},
		{strings.Repeat("X", 200), http.StatusUnprocessableEntity, "There is no such code"},
		{"ｗｅｌ-come", http.StatusOK, `<span class="ok">First order</span>`},
		{"WELCOME", http.StatusUnprocessableEntity, "applied already"},
		{"LANTERN8", http.StatusOK, "“First order”"},
	} {
		status, page := v.use(c.code)
		require.Equal(t, c.status, status, c.code)
		require.Contains(t, page, c.words, c.code)
		require.NotContains(t, page, "<b>garbage", "it is shown as text")
		addsUp(t, page)
	}
	_, page := guest.use("WELCOME")
	require.Contains(t, page, "Sign in to use this code")
	_, page, _ = v.post("/wallet", "uncode", "WELCOME", "back", "/cart")
	require.NotContains(t, page, ">WELCOME<")
	require.Contains(t, page, "Lantern code, 8 % off")
	v.post("/people", "who", "") // a code stays with whoever typed it
	_, page = v.get("/cart")
	require.NotContains(t, page, "LANTERN8")
}

func TestACodeOfAnotherBuyerIsNone(t *testing.T) {
	s := open(t, "memory:")
	ada, lin := s.visitor(t, secure.RoleBuyer, 2), seed.People()[0].Actor
	theirs, err := s.shop.Coupons.Claim(t.Context(), lin, "valley-20")
	require.NoError(t, err)
	ada.add("oxford-shirt")
	status, page := ada.use(theirs.Code)
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "is not for this order or for your account")
	_, page = ada.get("/cart")
	require.NotContains(t, page, theirs.Code, "it is not kept: each look would count as a guess")
	status, _, _ = ada.post("/wallet", "claim", "valley-20", "back", "/cart")
	require.Equal(t, http.StatusOK, status)
	_, page = ada.get("/cart")
	require.Contains(t, page, "Shop voucher <small>Valley Goods</small>", "what is in the wallet is tried by itself")
}

func TestElevenWrongCodesLockOut(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("lamp")
	var page string
	for i := range 11 {
		_, page = v.use(fmt.Sprintf("WRONG%d", i))
	}
	require.Contains(t, page, "Too many wrong codes. Try again at ")
	status, page := v.use("WELCOME")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "Too many wrong codes")
	_, page = v.get("/wallet")
	require.Contains(t, page, "Too many wrong codes")
	for i := range 11 { // guests who make themselves anew
		guest := s.visitor(t, "", 1)
		guest.add("lamp")
		_, page = guest.use(fmt.Sprintf("WRONG%d", i))
	}
	require.Contains(t, page, "Too many wrong codes")
	_, page = v.get("/cart")
	require.Equal(t, int64(4700+600-300), addsUp(t, page), "the plain price is there")
}

func TestWhatTheCheckoutShowsIsPaidAndStandsOnTheOrder(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("cable-jumper")
	v.add("oxford-shirt")
	v.use("LANTERN8")
	_, page := v.get("/cart")
	total := addsUp(t, page)
	_, page = v.get("/checkout")
	require.Equal(t, total, addsUp(t, page))
	require.Contains(t, page, `<span class="coupon">LANTERN8</span>`)
	status, _, path := v.post("/checkout", address(page, t)...)
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, "^/pay/", path)
	_, page = v.get(v.firstOrder())
	require.Equal(t, total, addsUp(t, page))
	require.Contains(t, page, "Lantern code, 8 % off <small>Wainly</small>")
	_, page = v.get("/cart")
	require.NotContains(t, page, "LANTERN8", "the codes went with the order")
}

func TestPayingOtherwiseCanCostLess(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("phone")
	_, page := v.get("/checkout")
	require.Contains(t, page, "1 % off by bank transfer: $3.00 off")
	form := append(address(page, t), "for", "card", "method", "transfer")
	status, _, path := v.post("/checkout", form...)
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, "^/purchase/", path, "agreed to the dearer total, pays the cheaper one")
	_, page = v.get(v.firstOrder())
	require.Contains(t, page, "1 % off by bank transfer <small>Wainly</small>")
	addsUp(t, page)
}

// TestALimitThatIsGoneIsToldBeforeAnythingIsBought lets another purchase use up a
// promotion between the page and the click.
func TestALimitThatIsGoneIsToldBeforeAnythingIsBought(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	v.add("earbuds")
	_, page := v.get("/checkout")
	require.Contains(t, page, "Flash price")
	before := addsUp(t, page)
	require.NoError(t, s.shop.Coupons.Store.Do(t.Context(), func(ctx context.Context, tx coupon.Tx) error {
		return s.shop.Coupons.ReserveIn(ctx, tx, coupon.Take{Purchase: "other", Buyer: "other", Applied: []promotion.Applied{
			{Rule: "flash-earbuds", Amount: money.MustParseText("140 USD"), Units: 20, Stock: 20},
		}})
	}))
	status, page, _ := v.post("/checkout", append(address(page, t), "deals", hidden(t, page, "deals"))...)
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, "No longer given: Flash price. The total is now")
	require.Greater(t, addsUp(t, page), before)
	require.Zero(t, v.ordered())
	status, _, path := v.post("/checkout", address(page, t)...)
	require.Equal(t, http.StatusOK, status)
	require.Regexp(t, "^/pay/", path)
}

func TestAProductSaysWhatItCostsWithEveryVoucher(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 1)
	_, page := v.get("/product/down-jacket")
	require.Contains(t, page, `">With voucher</b>`)
	require.Contains(t, page, `<s class="was" id="was">$129.00</s>`)
	addsUp(t, page)
	require.Contains(t, page, "Claim Wainly voucher $7 off $70")
	status, _, path := v.post("/wallet", "claim", "platform-50", "back", "/product/down-jacket")
	require.Equal(t, http.StatusOK, status)
	require.Equal(t, "/product/down-jacket", path)
	_, page = v.get("/product/down-jacket")
	require.NotContains(t, page, "Claim Wainly voucher")
	_, page = v.get("/product/lamp")
	require.Contains(t, page, "more for <b>$7 off $55</b>")
}

func TestTheWallet(t *testing.T) {
	s := open(t, "memory:")
	lin, guest, merchant := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, "", 1), s.visitor(t, secure.RoleMerchant, 1)
	_, page := lin.get("/wallet")
	for _, words := range []string{"claim by", "can be claimed from", "claiming ended on", "expired on", "No vouchers yet"} {
		require.Contains(t, page, words)
	}
	_, page, _ = lin.post("/wallet", "claim", "valley-20")
	require.Contains(t, page, "It is in your wallet")
	require.Contains(t, page, "valid until")
	for _, campaign := range []string{"valley-20", "early", "shipping"} { // twice, too late, too early
		status, page, _ := lin.post("/wallet", "claim", campaign)
		require.Equal(t, http.StatusConflict, status, campaign)
		require.Contains(t, page, "could not be claimed", campaign)
	}
	for _, visitor := range []*visitor{guest, merchant, lin} {
		status, _, _ := visitor.post("/wallet", "claim", "none")
		require.Equal(t, http.StatusUnprocessableEntity, status)
	}
	_, page = guest.get("/wallet")
	require.Contains(t, page, "once you are signed in")
	lin.add("oxford-shirt")
	_, page = lin.get("/checkout")
	require.Contains(t, page, "Shop voucher <small>Valley Goods</small>")
	lin.post("/checkout", address(page, t)...)
	_, page = lin.get("/wallet")
	require.Contains(t, page, "<h2>Used</h2>")
}

func TestAGiftIsALineThatCostsNothing(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	for range 2 {
		v.add("tea-tin")
	}
	_, page := v.get("/checkout")
	require.Contains(t, page, `<span class="tag note">Gift</span> Walnut shortbread`)
	v.post("/checkout", address(page, t)...)
	_, page = v.get(v.firstOrder())
	require.Contains(t, page, `<span class="tag note">Gift</span> Walnut shortbread`)
	require.Contains(t, page, "$0.00")
	addsUp(t, page)
	orders := s.shop.Orders.Orders(t.Context(), seed.People()[1].Actor, order.Query{Limit: 1})
	for o, err := range orders {
		require.NoError(t, err)
		require.True(t, o.Lines[len(o.Lines)-1].Gift)
	}
}
