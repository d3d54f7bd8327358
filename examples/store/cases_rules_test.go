package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

// arrived is an order of something that goes to a country and is there.
func arrived(t *testing.T, s *shop, slug, country string) (buyer *visitor, link string) {
	t.Helper()
	buyer = s.visitor(t, secure.RoleBuyer, 1)
	buyer.add(slug)
	_, page := buyer.get("/checkout")
	_, _, path := buyer.post("/checkout", append(address(page, t), "country", country)...)
	buyer.post(path, card(good)...)
	link = buyer.firstOrder()
	for nth := range 2 {
		merchant := s.visitor(t, secure.RoleMerchant, nth+1)
		merchant.post(link, "do", "accept")
		merchant.post(link, "do", "hand_over")
	}
	s.pass(t, 20*time.Minute)
	_, page = buyer.get(link)
	require.Contains(t, page, "<h1>Delivered")
	return buyer, link
}

func TestTheRulesOfTheCountryHold(t *testing.T) {
	s := open(t, "memory:")
	for country, words := range map[string][2]string{
		"GB": {"Marketplace rules: seven days", "6 days 23 hours left"}, "DE": {"EU right of withdrawal", "13 days 23 hours left"},
	} {
		buyer, link := arrived(t, s, "lamp", country)
		_, page := buyer.get(link + "/return")
		require.Contains(t, page, words[0], country)
		require.Contains(t, page, words[1], country)
	}
}

func TestFoodGoesBackForAReasonOnly(t *testing.T) {
	s := open(t, "memory:")
	buyer, link := arrived(t, s, "honey-jar", "GB")
	_, page := buyer.get(link + "/return")
	require.Regexp(t, `value="changed_mind"[^>]* disabled>[^<]*Such goods do not go back without a reason`, page)
	status, page, _ := buyer.send(link+"/return", nil, "seen", "0", "line", "1", "kind", "return", "reason", "changed_mind", "do", "send")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "Such goods do not go back without a reason")
	_, page = buyer.get("/product/honey-jar")
	require.NotContains(t, page, "within 7 days")
	_, page = buyer.get("/product/lamp")
	require.Contains(t, page, "within 7 days")
}

func TestWhatIsNotPaidOrNotSentHasNoReturn(t *testing.T) {
	s := open(t, "memory:")
	buyer := s.visitor(t, secure.RoleBuyer, 1)
	buyer.buy("mug")
	link := buyer.firstOrder()
	_, page := buyer.get(link + "/return")
	require.Contains(t, page, "has not been paid")
	require.NotContains(t, page, "Send request")
	status, _, _ := buyer.send(link+"/return", nil, "seen", "0", "line", "1", "kind", "return", "reason", "changed_mind", "do", "send")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	buyer, merchant, link := sold(t, s)
	merchant.post(link, "do", "accept")
	_, page = buyer.get(link + "/return")
	require.Contains(t, page, `value="cancel" checked`)
	require.NotContains(t, page, `value="return"`)
	_, page, path := buyer.send(link+"/return", nil, "seen", "0", "line", "1", "kind", "cancel", "reason", "changed_mind", "do", "send")
	require.Contains(t, page, "<h1>Waiting for the seller")
	_, page, _ = merchant.act(path, "agree")
	require.Contains(t, page, "<h1>Done")
}
