package main

import (
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/secure"
)

// A shop is a running store; a visitor talks to it as a browser without script.
type shop struct {
	*server
	url string
}

func open(t *testing.T, db string) *shop {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	s, err := newServer(t.Context(), db, "http://"+web.Listener.Addr().String(), time.Minute)
	require.NoError(t, err)
	web.Config.Handler = s.handler()
	web.Start()
	t.Cleanup(func() {
		web.Close()
		require.NoError(t, s.shop.Close())
	})
	return &shop{s, web.URL}
}

type visitor struct {
	t    *testing.T
	shop *shop
	http http.Client
}

func (s *shop) visitor(t *testing.T, role secure.Role, nth int) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	v := &visitor{t: t, shop: s, http: http.Client{Jar: jar}}
	for _, p := range seed.People() {
		if p.Actor.Role == role {
			if nth--; nth == 0 {
				v.post("/people", "who", p.Actor.ID)
			}
		}
	}
	return v
}

func (v *visitor) do(r *http.Request) (int, string, string) {
	v.t.Helper()
	r.Header.Set("Accept-Language", "en")
	answer, err := v.http.Do(r)
	require.NoError(v.t, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	require.NoError(v.t, err)
	return answer.StatusCode, string(body), answer.Request.URL.Path
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodGet, v.shop.url+path, nil)
	require.NoError(v.t, err)
	status, body, _ := v.do(r)
	return status, body
}

func (v *visitor) post(path string, pairs ...string) (int, string, string) {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequestWithContext(v.t.Context(), http.MethodPost, v.shop.url+path, strings.NewReader(form.Encode()))
	require.NoError(v.t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.do(r)
}

func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	require.Len(t, m, 2, name)
	return m[1]
}

// address fills the checkout form.
func address(page string, t *testing.T) []string {
	return []string{
		"key", hidden(t, page, "key"), "expected", hidden(t, page, "expected"),
		"name", "Ada", "country", "GB", "city", "London", "street", "1 Mill Lane", "carrier", "heron/standard", "method", "card",
	}
}

// buy orders a product up to its pay page and answers the page's path.
func (v *visitor) buy(slug string) string {
	v.t.Helper()
	v.add(slug)
	_, page := v.get("/checkout")
	status, _, path := v.post("/checkout", address(page, v.t)...)
	require.Equal(v.t, http.StatusOK, status)
	require.True(v.t, strings.HasPrefix(path, "/pay/"), path)
	return path
}

// add puts a product into the cart as the buttons of its page do.
func (v *visitor) add(slug string) {
	v.t.Helper()
	_, page := v.get("/product/" + slug)
	status, _, path := v.post("/product/"+slug, append(chosen(page), "qty", "1", "do", "add")...)
	require.Equal(v.t, http.StatusOK, status)
	require.Equal(v.t, "/cart", path)
}

// chosen are the names and values of the options that a page has chosen.
func chosen(page string) (pairs []string) {
	for _, m := range regexp.MustCompile(`type="radio" name="([^"]*)" value="([^"]*)" checked`).FindAllStringSubmatch(page, -1) {
		pairs = append(pairs, m[1], html.UnescapeString(m[2]))
	}
	return pairs
}

// good and poor are the sandbox's test cards.
const (
	good = "4242 4242 4242 4242"
	poor = "4000 0000 0000 9995"
)

func card(number string) []string {
	return []string{"number", number, "expiry", "12/40", "cvc", "123", "do", "pay"}
}

func (v *visitor) firstOrder() string {
	v.t.Helper()
	_, page := v.get("/orders")
	link := regexp.MustCompile(`/order/[0-9A-Z]{26}`).FindString(page)
	require.NotEmpty(v.t, link)
	return link
}

func TestAGuestBuysAndTheMerchantRefundsWithoutScript(t *testing.T) {
	for name, db := range map[string]func(t *testing.T) string{
		"memory":   func(*testing.T) string { return "memory:" },
		"sqlite":   func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/store.db" },
		"postgres": func(t *testing.T) string { return pgtest.DSN(t) },
	} {
		t.Run(name, func(t *testing.T) {
			address := db(t)
			t.Chdir(t.TempDir()) // where the sandbox keeps its trades
			sellAndRefund(t, open(t, address))
		})
	}
}

func sellAndRefund(t *testing.T, s *shop) {
	t.Helper()
	guest, stranger := s.visitor(t, "", 1), s.visitor(t, "", 1)
	valley, lamplight := s.visitor(t, secure.RoleMerchant, 1), s.visitor(t, secure.RoleMerchant, 2)

	guest.post(guest.buy("lamp"), card(good)...)
	link := guest.firstOrder()
	_, page := guest.get(link)
	require.Contains(t, page, "Paid, waiting for the shop")
	for _, other := range []*visitor{stranger, valley} {
		status, _ := other.get(link)
		require.Equal(t, http.StatusNotFound, status)
		status, _, _ = other.post(link, "do", "cancel")
		require.Equal(t, http.StatusNotFound, status)
	}
	_, page = lamplight.get("/desk")
	require.Contains(t, page, link)
	for _, act := range []string{"accept", "hand_over"} {
		status, _, _ := lamplight.post(link, "do", act)
		require.Equal(t, http.StatusOK, status)
	}
	_, page = guest.get(link)
	require.Contains(t, page, "<h1>On its way")
	status, _, _ := lamplight.post(link, "do", "refund", "amount", "1.50", "why", "late")
	require.Equal(t, http.StatusOK, status)
	status, page, _ = lamplight.post(link, "do", "refund", "amount", "100000", "why", "too much")
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, page, "at most $51.50")
	_, page = guest.get(link)
	require.Contains(t, page, "$1.50")
}

func TestADeclinedPaymentKeepsTheOrderWaiting(t *testing.T) {
	s := open(t, "memory:")
	buyer := s.visitor(t, secure.RoleBuyer, 1)
	buyer.post(buyer.buy("mug"), "do", "decline")
	_, page := buyer.get(buyer.firstOrder())
	require.Contains(t, page, "Waiting for payment")
}

func TestASecondClickIsTheSamePurchase(t *testing.T) {
	s := open(t, "memory:")
	buyer := s.visitor(t, secure.RoleBuyer, 1)
	buyer.add("mug")
	_, page := buyer.get("/checkout")
	form := address(page, t)
	_, _, first := buyer.post("/checkout", form...)
	buyer.add("mug") // the cart as it was at the second click
	_, _, second := buyer.post("/checkout", form...)
	require.Equal(t, first, second)
}

// cookies are what a visitor's browser sends.
func (s *shop) cookies(t *testing.T, v *visitor) (list string) {
	t.Helper()
	u, err := url.Parse(s.url)
	require.NoError(t, err)
	for _, c := range v.http.Jar.Cookies(u) {
		list += c.Name + "=" + c.Value + "; "
	}
	return list
}

func TestARestartLosesNothing(t *testing.T) {
	db := "sqlite:" + t.TempDir() + "/store.db"
	var pay, cookie string
	t.Run("before", func(t *testing.T) {
		s := open(t, db)
		v := s.visitor(t, "", 1)
		pay = v.buy("lamp")
		cookie = s.cookies(t, v)
	})
	s := open(t, db)
	v := s.visitor(t, "", 1)
	body := "do=pay&number=4242424242424242&expiry=12/40&cvc=123"
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+pay, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Cookie", cookie)
	v.http.Jar = nil
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // the old port is gone
	status, _, _ := v.do(r)
	require.Equal(t, http.StatusSeeOther, status)
	r.Method, r.URL.Path, r.Body, r.ContentLength = http.MethodGet, "/orders", nil, 0
	_, page, _ := v.do(r)
	require.Contains(t, page, "Paid, waiting for the shop")
}

func TestBadInputIsAnsweredInWordsAndOrdersNothing(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, secure.RoleBuyer, 2)
	_, page := v.get("/product/lamp")
	good := append(chosen(page), "do", "add")
	for name, form := range map[string][]string{
		"unknown product": {"/product/nope", "qty", "1"}, "unknown colour": {"/product/lamp", "qty", "1", "colour", "<b>"},
		"zero": {"/product/lamp", "qty", "0"}, "negative": {"/product/lamp", "qty", "-3"},
		"huge": {"/product/lamp", "qty", "9223372036854775807"}, "no number": {"/product/lamp", "qty", "<b>"},
		"line not there": {"/cart", "line", "NOPE", "qty", "1", "do", "set"}, "line of no number": {"/cart", "line", "NOPE", "qty", "<b>", "do", "set"},
	} {
		status, page, _ := v.post(form[0], append(slices.Clone(good), form[1:]...)...)
		require.True(t, status >= 400 && status < 500, "%s: %d", name, status)
		require.NotContains(t, page, "<b>\"", name)
	}
	v.add("lamp")
	_, page = v.get("/checkout")
	for name, change := range map[string][2]string{
		"no name": {"name", " "}, "hostile name": {"name", "Ada\u202e"}, "no city": {"city", ""}, "strange country": {"country", "XXX"}, "hostile note": {"phone", "<script>"},
		"unknown carrier": {"carrier", "nobody/standard"}, "unknown payment": {"method", "shells"},
	} {
		form := append(address(page, t), change[0], change[1])
		status, _, _ := v.post("/checkout", form...)
		require.Equal(t, http.StatusUnprocessableEntity, status, name)
	}
	status, _, _ := v.post("/checkout", append(address(page, t), "expected", "1.00 USD")...)
	require.Equal(t, http.StatusConflict, status, "the price has changed")
	_, page = v.get("/orders")
	require.Contains(t, page, "No orders yet")
	status, _ = v.get("/order/01ARZ3NDEKTSV4RRFFQ69G5FAV")
	require.Equal(t, http.StatusNotFound, status)
}

func TestEveryPageIsSafeAndInBothLanguages(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	paths := []string{"/", "/cart", "/orders", "/people", "/search?q=%3Cscript%3E", "/c/home", "/nothing"}
	for _, p := range seed.Products() {
		paths = append(paths, "/product/"+p.Slug)
	}
	for _, path := range paths {
		for _, lang := range []string{"en", "zh-CN"} {
			join := "?"
			if strings.Contains(path, "?") {
				join = "&"
			}
			_, page := v.get(path + join + "lang=" + lang)
			require.Contains(t, page, fmt.Sprintf("<html lang=%q>", lang), path)
			require.NotRegexp(t, `<script>|<style| style=| on[a-z]+=|ZgotmplZ|<no value>`, page, path)
		}
	}
}

func TestWritesFromOtherSitesAreRefused(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	for lang, words := range map[string]string{"en": "sent from another site", "zh-CN": "来自别的网站"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url+"/cart?lang="+lang, strings.NewReader("do=add"))
		require.NoError(t, err)
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		status, page, _ := v.do(r)
		require.Equal(t, http.StatusForbidden, status)
		require.Contains(t, page, words)
	}
}

func TestWhatNoPageSendsIsAnsweredWithAPage(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	ask := func(method, path, body string) (status int, allow, page string) {
		r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, strings.NewReader(body))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := v.http.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, answer.Header.Get("Allow"), string(text)
	}
	for _, c := range []struct {
		method, path, body string
		status             int
		allow              string
	}{
		{"DELETE", "/cart", "", 405, "GET, POST, HEAD"},
		{"POST", "/orders", "", 405, "GET, HEAD"},
		{"PUT", "/product/lamp", "", 405, "GET, POST, HEAD"},
		{"POST", "/", "", 405, "GET, HEAD"},
		{"POST", "/static/store.css", "", 405, "GET, HEAD"},
		{"POST", "/cart", "line=" + strings.Repeat("x", 65<<10), 413, ""},
		{"POST", "/cart", "line=%zz", 400, ""},
		{"GET", "/static/", "", 404, ""},
		{"GET", "/product/a%00b", "", 404, ""},
		{"GET", "/search?q=a%00b", "", 200, ""},
		{"GET", "/search?q=%ff%01", "", 200, ""},
		{"GET", "/cart?a=%zz", "", 200, ""},
	} {
		status, allow, page := ask(c.method, c.path, c.body)
		require.Equal(t, c.status, status, "%s %s", c.method, c.path)
		require.Contains(t, page, "<h1>", "%s %s", c.method, c.path)
		for method := range strings.SplitSeq(c.allow, ", ") {
			require.Contains(t, allow, method, "%s %s", c.method, c.path)
		}
	}
	status, _, page := ask("GET", "/robots.txt", "")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, page, "Disallow: /checkout")
	status, _, _ = ask("HEAD", "/cart", "")
	require.Equal(t, http.StatusOK, status)
}

func TestSearchingForNothingShowsEverything(t *testing.T) {
	s := open(t, "memory:")
	v := s.visitor(t, "", 1)
	for _, path := range []string{"/search?q=", "/search?q=%20", "/search?q=&page=2"} {
		_, page := v.get(path)
		require.Contains(t, page, fmt.Sprintf("Products: %d", len(seed.Products())), path)
		require.NotContains(t, page, "Results for", path)
	}
}
