package sandboxhttp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/payment/sandbox/sandboxhttp"
)

const (
	good  = "4242 4242 4242 4242"
	shop  = "https://shop.example/order/1?a=b"
	ended = "Back to the shop"
)

// A desk is a sandbox with one hosted trade, R1, and its pay page under /pay.
type desk struct {
	now     time.Time
	psp     *sandbox.Provider
	page    http.Handler
	journal bytes.Buffer
	heard   []payment.Notification
	refuse  error
	told    []error
}

func fresh(t testing.TB, change func(o *payment.Operation)) *desk {
	t.Helper()
	d := &desk{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	psp, err := sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("k"), 16), Now: clock, PayPage: "http://127.0.0.1/pay", Journal: &d.journal,
		Notify: func(_ context.Context, n payment.Notification) error {
			d.heard = append(d.heard, n)
			return d.refuse
		},
	})
	require.NoError(t, err)
	page, err := sandboxhttp.New(sandboxhttp.Config{Sandbox: psp, Now: clock, OnError: func(_ context.Context, err error) { d.told = append(d.told, err) }})
	require.NoError(t, err)
	d.psp, d.page = psp, http.StripPrefix("/pay", page)
	o := payment.Operation{
		Ref: "R1", Kind: payment.Sale, Method: sandbox.Hosted, ReturnURL: shop, Amount: money.MustParse("1234.5", money.MustCurrency("CNY")),
		Expires: d.now.Add(time.Hour),
	}
	if change != nil {
		change(&o)
	}
	_, err = psp.Start(t.Context(), o)
	require.NoError(t, err)
	return d
}

func (d *desk) get(path, lang string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", lang)
	w := httptest.NewRecorder()
	d.page.ServeHTTP(w, r)
	return w
}

func (d *desk) post(form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/pay/R1", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	d.page.ServeHTTP(w, r)
	return w
}

func (d *desk) trade(t testing.TB) sandbox.Trade {
	t.Helper()
	trade, err := d.psp.Find("R1")
	require.NoError(t, err)
	return trade
}

func card(number string) url.Values {
	return url.Values{"do": {"pay"}, "number": {number}, "expiry": {"12/30"}, "cvc": {"907"}}
}

func TestEveryTestCardEndsTheTradeAndLeadsBack(t *testing.T) {
	for name, c := range map[string]struct {
		form   url.Values
		status payment.Status
		code   string
	}{
		"good":               {card(good), payment.Succeeded, ""},
		"good without space": {card("4242424242424242"), payment.Succeeded, ""},
		"good in full width": {card("４２４２　４２４２　４２４２　４２４２"), payment.Succeeded, ""},
		"declined":           {card("4000-0000-0000-0002"), payment.Declined, "card_declined"},
		"no funds":           {card("4000000000009995"), payment.Declined, "insufficient_funds"},
		"decline button":     {url.Values{"do": {"decline"}}, payment.Declined, "card_declined"},
		"cancel button":      {url.Values{"do": {"cancel"}}, payment.Declined, "abandoned"},
	} {
		t.Run(name, func(t *testing.T) {
			d := fresh(t, nil)
			w := d.post(c.form)
			require.Equal(t, http.StatusSeeOther, w.Code)
			require.Equal(t, shop, w.Header().Get("Location"))
			require.Equal(t, c.status, d.trade(t).Status)
			require.Equal(t, c.code, d.trade(t).Code)
			require.Len(t, d.heard, 1)
			require.Equal(t, http.StatusConflict, d.post(c.form).Code, "once only")
			require.Contains(t, d.get("/pay/R1", "en").Body.String(), ended)
		})
	}
}

func TestWhatIsWrongIsSaidAtItsField(t *testing.T) {
	for name, c := range map[string]struct {
		field, value string
		says         string
	}{
		"no number":         {"number", "", "number-error"},
		"letters":           {"number", "4242 4242 4242 424x", "12 to 19 digits"},
		"short":             {"number", "42424242", "12 to 19 digits"},
		"long":              {"number", strings.Repeat("42", 10), "12 to 19 digits"},
		"a digit wrong":     {"number", "4242 4242 4242 4243", "at least one digit is wrong"},
		"a real number":     {"number", "5555 5555 5555 4444", "never enter a real card"},
		"no expiry":         {"expiry", "", "expiry-error"},
		"month 13":          {"expiry", "13/30", "for example 12/30"},
		"month 0":           {"expiry", "00/30", "for example 12/30"},
		"a day":             {"expiry", "1/12/30", "for example 12/30"},
		"last month":        {"expiry", "02/26", "has expired"},
		"last century":      {"expiry", "12/1999", "has expired"},
		"another century":   {"expiry", "12/2099", "too far ahead"},
		"no code":           {"cvc", "", "cvc-error"},
		"a long code":       {"cvc", "12345", "3 or 4 digits"},
		"a code of letters": {"cvc", "abc", "3 or 4 digits"},
	} {
		t.Run(name, func(t *testing.T) {
			d := fresh(t, nil)
			form := card(good)
			form.Set(c.field, c.value)
			w := d.post(form)
			require.Equal(t, http.StatusUnprocessableEntity, w.Code)
			body := w.Body.String()
			require.Contains(t, body, c.says)
			require.Equal(t, 1, strings.Count(body, "aria-invalid"), "the other fields are right")
			require.Equal(t, payment.Pending, d.trade(t).Status)
			require.NotContains(t, body, `value=""`)
			if c.value != "" {
				require.NotContains(t, body, `value="`+c.value)
			}
		})
	}
}

func TestACardIsGoodUntilItsMonthIsOver(t *testing.T) {
	for _, expiry := range []string{"03/26", "3/26", "0326", "03/2026", "03 / 26", "０３／２６", "03-26", "02/46"} {
		d := fresh(t, nil)
		form := card(good)
		form.Set("expiry", expiry)
		assert.Equal(t, http.StatusSeeOther, d.post(form).Code, expiry)
	}
	d := fresh(t, func(o *payment.Operation) { o.Expires = time.Time{} })
	d.now = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	form := card(good)
	form.Set("expiry", "03/26")
	require.Equal(t, http.StatusUnprocessableEntity, d.post(form).Code)
}

// Number, expiry and code are nowhere after the request: not in the page, the
// journal, the trade, the notification, the log or an error.
func TestTheCardIsNeverTold(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	t.Cleanup(func() { log.SetOutput(log.Default().Writer()) })
	for _, c := range []string{good, "4000000000000002", "4242 4242 4242 4243", "4111111111111111", "4242x4242", strings.Repeat("9", 20_000)} {
		d := fresh(t, nil)
		d.refuse = errors.New("down")
		form := card(c)
		form.Set("expiry", "11/31")
		w := d.post(form)
		all := strings.Join([]string{w.Body.String(), fmt.Sprint(w.Header()), d.journal.String(), fmt.Sprintf("%+v %v", d.trade(t), d.told), logged.String()}, "\n")
		for _, n := range d.heard {
			all += string(n.Body) + fmt.Sprint(n.Header)
		}
		shown := strings.ReplaceAll(all, "<dt>"+good+"</dt>", "") // the list of test cards
		shown = strings.ReplaceAll(shown, "for example "+good, "")
		for _, secret := range []string{c, strings.ReplaceAll(c, " ", ""), "11/31", "907"} {
			assert.NotContains(t, shown, secret, c)
		}
	}
}

func TestTheHostBeingDownKeepsNobodyHere(t *testing.T) {
	d := fresh(t, nil)
	d.refuse = errors.New("down")
	require.Equal(t, http.StatusSeeOther, d.post(card(good)).Code)
	require.Equal(t, payment.Succeeded, d.trade(t).Status)
	require.Len(t, d.told, 1)
}

func TestOverTradesTakeNothing(t *testing.T) {
	d := fresh(t, nil)
	d.now = d.now.Add(2 * time.Hour)
	require.Equal(t, http.StatusConflict, d.post(card(good)).Code)
	require.Contains(t, d.get("/pay/R1", "en").Body.String(), "can no longer be made")
	require.Equal(t, payment.Pending, d.trade(t).Status)
}

func TestOnlyHostedChargesHaveAPage(t *testing.T) {
	d := fresh(t, nil)
	_, err := d.psp.Start(t.Context(), payment.Operation{Ref: "R2", Kind: payment.Sale, Method: sandbox.Card, Instrument: sandbox.Stall, Amount: d.trade(t).Amount})
	require.NoError(t, err)
	for _, path := range []string{"/pay/R2", "/pay/R9", "/pay/", "/pay/R1/x", "/pay/%3Cscript%3E"} {
		w := d.get(path, "en")
		require.Equal(t, http.StatusNotFound, w.Code, path)
		require.NotContains(t, w.Body.String(), "<script")
	}
}

func TestThePayerIsLedToWebAddressesOnly(t *testing.T) {
	for address, wanted := range map[string]string{
		"/order/1": "/order/1", "": "R1", "javascript:alert(1)": "R1", "//evil.example/": "R1", `/\evil.example`: "R1", "data:text/html,x": "R1", "https:": "R1",
	} {
		d := fresh(t, func(o *payment.Operation) { o.ReturnURL = address })
		w := d.post(card(good))
		require.Equal(t, http.StatusSeeOther, w.Code)
		require.True(t, strings.HasSuffix(w.Header().Get("Location"), wanted), address)
		require.NotContains(t, d.get("/pay/R1", "en").Body.String(), "evil")
	}
}

func TestThePageWorksUnderAStrictPolicy(t *testing.T) {
	d := fresh(t, nil)
	w := d.get("/pay/R1", "en")
	body := w.Body.String()
	policy := w.Header().Get("Content-Security-Policy")
	require.Contains(t, policy, "default-src 'none'")
	require.Contains(t, policy, "form-action 'self' https://shop.example;", "browsers hold redirects to it too")
	for _, no := range []string{"<script", "style=", "<style", " onclick", "javascript:"} {
		require.NotContains(t, body, no)
	}
	for _, id := range []string{"number", "expiry", "cvc"} {
		require.Contains(t, body, `<label for="`+id+`">`)
	}
	require.Contains(t, body, `<link rel="stylesheet" href="pay.css">`)
	css := d.get("/pay/pay.css", "")
	require.Equal(t, http.StatusOK, css.Code)
	require.Contains(t, css.Header().Get("Content-Type"), "text/css")
}

func TestLanguages(t *testing.T) {
	d := fresh(t, nil)
	for header, wanted := range map[string]string{
		"zh-CN,zh;q=0.9,en;q=0.8": "zh-CN", "en-GB,zh;q=0.5": "en", "de,zh;q=0.3": "zh-CN", "fr": "en", "": "en", "en;q=0.1,zh-TW;q=0.2": "zh-CN", "zh;q=x,en": "en",
	} {
		w := d.get("/pay/R1", header)
		require.Contains(t, w.Body.String(), `<html lang="`+wanted+`">`, header)
		require.Equal(t, wanted == "zh-CN", strings.Contains(w.Body.String(), "测试卡"), header)
	}
	require.Contains(t, d.get("/pay/R1", "zh").Body.String(), "1,234.50")
	page, err := sandboxhttp.New(sandboxhttp.Config{
		Sandbox: d.psp, Now: time.Now, Stylesheet: "/static/store.css", Language: func(*http.Request) string { return "zh-Hans" },
	})
	require.NoError(t, err)
	w := httptest.NewRecorder()
	page.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/R1", nil))
	require.Contains(t, w.Body.String(), `lang="zh-CN"`)
	require.Contains(t, w.Body.String(), `href="/static/store.css"`)
}

func TestFormsOfOtherSitesAndHugeOnesAreRefused(t *testing.T) {
	d := fresh(t, nil)
	r := httptest.NewRequest(http.MethodPost, "/pay/R1", strings.NewReader(card(good).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	d.page.ServeHTTP(w, r)
	require.Equal(t, http.StatusForbidden, w.Code)
	require.Equal(t, http.StatusBadRequest, d.post(card(strings.Repeat("4", 20_000))).Code)
	r = httptest.NewRequest(http.MethodPost, "/pay/R1?do=pay&number=4242424242424242&expiry=12/30&cvc=123", nil)
	w = httptest.NewRecorder()
	d.page.ServeHTTP(w, r)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code, "a card in an address would be in every log")
	require.Equal(t, payment.Pending, d.trade(t).Status)
}

func TestConfig(t *testing.T) {
	_, err := sandboxhttp.New(sandboxhttp.Config{})
	require.ErrorIs(t, err, sandboxhttp.ErrConfig)
}

// Whatever is typed, the answer is a page or the way back, and a payment needs
// one of the test cards.
func FuzzCard(f *testing.F) {
	f.Add(good, "12/30", "123")
	f.Add("４２４２424242424242", "1/2/3", "\x00")
	f.Add("", "//", "９９９９")
	f.Fuzz(func(t *testing.T, number, expiry, cvc string) {
		d := fresh(t, nil)
		w := d.post(url.Values{"do": {"pay"}, "number": {number}, "expiry": {expiry}, "cvc": {cvc}})
		switch w.Code {
		case http.StatusSeeOther:
			require.NotEqual(t, payment.Pending, d.trade(t).Status)
		case http.StatusUnprocessableEntity, http.StatusBadRequest:
			require.Equal(t, payment.Pending, d.trade(t).Status)
		default:
			t.Fatalf("%d", w.Code)
		}
	})
}

func ExampleNew() {
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("sixteen or more bytes"), Now: time.Now, PayPage: "http://localhost:8080/pay"})
	fmt.Println(err)
	page, err := sandboxhttp.New(sandboxhttp.Config{Sandbox: psp, Now: time.Now})
	fmt.Println(err)
	mux := http.NewServeMux()
	mux.Handle("/pay/", http.StripPrefix("/pay", page))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/pay/R1", nil))
	fmt.Println(w.Code)
	// Output:
	// <nil>
	// <nil>
	// 404
}
