package main

import (
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

func TestParcelsAreCountedAndOpened(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop := s.visitor(t, secure.RoleBuyer, 2), s.visitor(t, secure.RoleMerchant, 2)
	buyer.add("mug")
	_, link := buyer.order("lamp", "cash")
	shop.post(link, "do", "accept")
	for _, units := range [][]string{{"units1", "1", "units2", "0"}, {"units1", "0", "units2", "1"}} {
		status, _, _ := shop.post(link, append(units, "do", "hand_over")...)
		require.Equal(t, http.StatusOK, status)
	}
	_, page := buyer.get(link)
	require.Regexp(t, `(?s)Parcel 1 of 2 .*?<ul class="packed"><li><img[^>]*><span>[^<]*(mug|lamp)[^<]* × 1</span></li></ul>.*Parcel 2 of 2 .*?<ul class="packed"><li><img[^>]*><span>[^<]*(mug|lamp)[^<]* × 1</span></li></ul>`, page)
}

func TestAnOrderIsReadInTheReadersLanguageNewestFirst(t *testing.T) {
	s := open(t, "memory:")
	buyer, _, link := sold(t, s)
	_, page := buyer.get(link + "?lang=en")
	require.Contains(t, page, "Brass lamp")
	require.Regexp(t, `(?s)<h2>History</h2>.*>Paid<.*>Ordered<`, page)
	require.Len(t, regexp.MustCompile(`<h2>History</h2>.*?</section>`).FindAllString(page, -1), 1)
	history := regexp.MustCompile(`<h2>History</h2>.*?</section>`).FindString(page)
	require.Len(t, regexp.MustCompile(`<time [^>]*><b>`).FindAllString(history, -1), 1, "the day once")
	_, page = buyer.get(link + "?lang=zh-CN")
	require.NotContains(t, page, "Brass lamp")
	_, page = buyer.get("/orders")
	require.NotContains(t, page, "Brass lamp")
	require.NotContains(t, page, "Oat")
}
