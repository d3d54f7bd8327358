package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

// sold is an order of a lamp that is paid, as its merchant sees it.
func sold(t *testing.T, s *shop) (buyer, merchant *visitor, link string) {
	t.Helper()
	buyer, merchant = s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleMerchant, 2)
	buyer.post(buyer.buy("lamp"), card(good)...)
	return buyer, merchant, buyer.firstOrder()
}

func TestWhatIsWrongStandsAtItsFieldOnTheDesk(t *testing.T) {
	s := open(t, "memory:")
	_, shop, link := sold(t, s)
	shop.post(link, "do", "accept")
	back := "/desk?view=ship"
	for name, c := range map[string]struct{ do, field, value, words string }{
		"nothing":         {"refund", "amount", "0", "at most $"},
		"less":            {"refund", "amount", "-1", "at most $"},
		"below a cent":    {"refund", "amount", "0.001", "at most $"},
		"no amount":       {"refund", "amount", "<b>", "at most $"},
		"too much":        {"refund", "amount", "99999", "at most $"},
		"minus one":       {"hand_over", "units1", "-1", "from 0 to 1"},
		"more than there": {"hand_over", "units1", "7", "from 0 to 1"},
		"no number":       {"hand_over", "units1", "x", "from 0 to 1"},
		"none":            {"hand_over", "units1", "0", "at least one piece"},
	} {
		status, page, path := shop.post(link, "do", c.do, c.field, c.value, "why", "because <i>", "back", back)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
		require.Equal(t, link, path)
		require.Contains(t, page, `<div id="live" data-self="`+back, "%s: the desk again", name)
		require.Regexp(t, `<details open>.*name="`+c.field+`"[^>]* aria-invalid="true"[^>]*>(<svg.*</svg>)?<span class="error"[^>]*>[^<]*`+regexp.QuoteMeta(c.words), page, name)
		require.Equal(t, c.do == "refund", strings.Contains(page, "because &lt;i&gt;"), "%s: what was typed", name)
		_, page, _ = shop.post(link, "do", c.do, c.field, c.value, "why", "because")
		require.Contains(t, page, `aria-label="Progress of the order"`, "%s: the order again", name)
		require.Contains(t, page, c.words, name)
	}
	for _, do := range []string{"reject", "refund"} {
		status, page, _ := shop.post(link, "do", do, "amount", "1.00", "why", " ", "back", back)
		require.Equal(t, http.StatusUnprocessableEntity, status, do)
		require.Contains(t, page, `class="error"`, do)
	}
	status, _, _ := shop.post(link, "do", "refund", "amount", "１．５０", "why", "wide figures")
	require.Equal(t, http.StatusOK, status)
	_, page := shop.get(link)
	require.Contains(t, page, "$1.50")
}

func TestASecondAcceptLeadsToTheOrder(t *testing.T) {
	s := open(t, "memory:")
	_, shop, link := sold(t, s)
	shop.post(link, "do", "accept")
	status, page, _ := shop.post(link, "do", "accept", "back", "/desk?view=new")
	require.Equal(t, http.StatusConflict, status)
	require.Contains(t, page, `href="`+link+`"`)
}

func TestARefundIsOneHoweverOftenItIsSent(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop, link := sold(t, s)
	_, page := shop.get(link)
	key := hidden(t, page, "key")
	for range 2 {
		status, _, _ := shop.post(link, "do", "refund", "amount", "1.50", "why", "chipped", "key", key)
		require.Equal(t, http.StatusOK, status)
	}
	_, page = buyer.get(link)
	require.Equal(t, 1, strings.Count(page, "<p>chipped<br>"))
	_, page = shop.get(link)
	require.NotEqual(t, key, hidden(t, page, "key"), "the next refund is another one")
}

func TestTheDeskHasPagesAndKnowsItsViews(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop := s.visitor(t, secure.RoleBuyer, 1), s.visitor(t, secure.RoleMerchant, 2)
	var links []string
	for range deskRows + 2 {
		_, link := buyer.order("mug", "cash")
		links = append(links, link)
	}
	shop.post(links[3], "do", "accept")
	shop.post(links[3], "do", "hand_over")
	rows := func(path string) (found []string) {
		status, page := shop.get(path)
		require.Equal(t, http.StatusOK, status, path)
		for _, m := range regexp.MustCompile(`<tr id="o-([^"]*)"`).FindAllStringSubmatch(page, -1) {
			found = append(found, "/order/"+m[1])
		}
		return found
	}
	first, second := rows("/desk"), rows("/desk?view=all&page=2")
	require.Len(t, first, deskRows)
	require.Equal(t, links[0], first[0], "what must be sent first")
	require.Equal(t, []string{links[deskRows+1], links[3]}, second, "what has been sent comes last")
	require.Equal(t, second, rows("/desk?view=all&page=9"), "the last page where there are fewer")
	require.Equal(t, []string{links[3]}, rows("/desk?view=way"))
	for _, path := range []string{"/desk?view=nonsense", "/desk?page=0", "/desk?page=x"} {
		status, _ := shop.get(path)
		require.Equal(t, http.StatusNotFound, status, path)
	}
}

func TestNothingToDoIsNoBox(t *testing.T) {
	s := open(t, "memory:")
	buyer, shop, link := sold(t, s)
	_, page := shop.get(link)
	require.Contains(t, page, "<h2>To do</h2>")
	buyer.post(link, "do", "cancel")
	_, page = shop.get(link)
	require.NotContains(t, page, "<h2>To do</h2>")
	require.Regexp(t, `\$[0-9.]+ (is going|went) back to the card`, page)
	require.NotContains(t, page, "Lamplight Home · Paid<")
}
