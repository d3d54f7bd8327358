package paymenthttp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/paymenthttp"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

const secret = "the sandbox's secret of this test"

// A shop is an engine over memory and the sandbox, with one charge that waits.
type shop struct {
	db     *memstore.DB
	psp    *sandbox.Provider
	engine *payment.Engine
}

func clock() time.Time { return time.UnixMilli(1_700_000_000_000).UTC() }

func amount() money.Money { return money.MustParse("10", money.MustCurrency("USD")) }

func fresh(t testing.TB) (*shop, http.Handler) {
	t.Helper()
	psp, err := sandbox.New(sandbox.Config{Secret: []byte(secret), Now: clock})
	require.NoError(t, err)
	s := &shop{db: memstore.New(), psp: psp}
	s.engine = &payment.Engine{Store: s.db.Payments(), Providers: map[string]payment.Provider{"sandbox": psp}, Now: clock}
	s.engine.Settle = payment.Alone(s.engine)
	require.NoError(t, s.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
		_, err := s.engine.Open(ctx, tx, payment.Request{
			Ref: "R1", Payment: "P1", Kind: payment.Sale, Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.Stall, Amount: amount(),
		})
		return err
	}))
	return s, paymenthttp.NotifyHandler(s.engine, "sandbox", clock)
}

func (s *shop) status(t testing.TB) payment.Status {
	t.Helper()
	o, err := s.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	return o.Status
}

// notice is the request by which the sandbox says that ref was paid.
func (s *shop) notice(ref payment.Ref) *http.Request {
	n := s.psp.Sign(payment.Fact{Ref: ref, Status: payment.Succeeded, Amount: amount()})
	r := httptest.NewRequest(n.Method, "/notify?a=b", bytes.NewReader(n.Body))
	r.Header = n.Header
	return r
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestANotificationIsCommittedBeforeItIsAcknowledged(t *testing.T) {
	s, h := fresh(t)
	before := s.db.Commits()
	for range 2 { // the second is known already
		require.Equal(t, http.StatusOK, serve(h, s.notice("R1")).Code)
		require.Equal(t, payment.Succeeded, s.status(t))
	}
	require.Equal(t, before+1, s.db.Commits())
}

func TestWhatIsNotCommittedIsNotAcknowledged(t *testing.T) {
	s, h := fresh(t)
	down := errors.New("database password " + secret + " is wrong")
	s.db.Hook = func(context.Context, string) error { return down }
	r := serve(h, s.notice("R1"))
	require.Equal(t, http.StatusInternalServerError, r.Code)
	require.NotContains(t, r.Body.String(), "password")
	s.db.Hook = nil
	require.Equal(t, payment.Intent, s.status(t))
	require.Equal(t, http.StatusOK, serve(h, s.notice("R1")).Code, "sent again")
	require.Equal(t, http.StatusServiceUnavailable, serve(h, s.notice("R9")).Code, "its intent may be on the way")
}

func TestWhatIsNotVerifiedIsRefused(t *testing.T) {
	s, h := fresh(t)
	forged := s.notice("R1")
	forged.Header.Set(sandbox.SignatureHeader, "t=1700000000,v1=00")
	require.Equal(t, http.StatusBadRequest, serve(h, forged).Code)
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPut, http.MethodDelete} {
		r := s.notice("R1")
		r.Method = method
		got := serve(h, r)
		require.Equal(t, http.StatusMethodNotAllowed, got.Code)
		require.Equal(t, http.MethodPost, got.Header().Get("Allow"))
	}
	huge := httptest.NewRequest(http.MethodPost, "/notify", io.LimitReader(endless{}, paymenthttp.MaxBody+1))
	require.Equal(t, http.StatusRequestEntityTooLarge, serve(h, huge).Code)
	broken := httptest.NewRequest(http.MethodPost, "/notify", io.MultiReader(strings.NewReader("a"), cut{}))
	require.Equal(t, http.StatusBadRequest, serve(h, broken).Code)
	require.Equal(t, payment.Intent, s.status(t))
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// recorder keeps what arrives.
type recorder struct {
	provider string
	n        payment.Notification
	err      error
}

func (r *recorder) Notify(_ context.Context, provider string, n payment.Notification) error {
	r.provider, r.n = provider, n
	return r.err
}

func TestTheRequestArrivesAsItCame(t *testing.T) {
	seen := &recorder{}
	r := httptest.NewRequest(http.MethodPost, "/a%20b?x=%zz&x=1", strings.NewReader("\x00\xff raw\r\n"))
	r.Header["Signature"] = []string{"one", "two"}
	require.Equal(t, http.StatusOK, serve(paymenthttp.NotifyHandler(seen, "psp", clock), r).Code)
	require.Equal(t, "psp", seen.provider)
	require.Equal(t, payment.Notification{
		Method: "POST", Path: "/a b", RawQuery: "x=%zz&x=1", Header: map[string][]string{"Signature": {"one", "two"}},
		Body: []byte("\x00\xff raw\r\n"), Received: clock(),
	}, seen.n)
}

func TestEveryErrorHasItsAnswer(t *testing.T) {
	for err, want := range map[error]int{
		payment.ErrNotVerified: 400, payment.ErrUnknownRef: 503, payment.ErrNoProvider: 500, payment.ErrUnsettled: 500, context.Canceled: 500,
	} {
		h := paymenthttp.NotifyHandler(&recorder{err: fmt.Errorf("wrapped: %w", err)}, "psp", clock)
		r := serve(h, httptest.NewRequest(http.MethodPost, "/", nil))
		require.Equal(t, want, r.Code, err)
		require.Equal(t, http.StatusText(want)+"\n", r.Body.String())
	}
}

// Nothing that anybody sends is acknowledged, unless the sandbox signed it.
func FuzzNotifyHandler(f *testing.F) {
	s, h := fresh(f)
	good := s.psp.Sign(payment.Fact{Ref: "R1", Status: payment.Succeeded, Amount: amount()})
	f.Add("POST", "a=b", good.Header[sandbox.SignatureHeader][0], good.Body)
	f.Add("POST", "", "t=1700000000,v1=00", []byte(`{"ref":"R1"}`))
	f.Add("GET", "%zz", "", []byte{0xff})
	f.Fuzz(func(t *testing.T, method, query, signature string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
		r.Method, r.URL.RawQuery = method, query
		r.Header.Set(sandbox.SignatureHeader, signature)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		signed := signature == good.Header[sandbox.SignatureHeader][0] && bytes.Equal(body, good.Body)
		if w.Code == http.StatusOK && (method != http.MethodPost || !signed) {
			t.Fatalf("acknowledged %q %q %q", method, signature, body)
		}
		if strings.Contains(w.Body.String(), secret) {
			t.Fatal("the secret is told")
		}
	})
}

func ExampleNotifyHandler() {
	psp, err := sandbox.New(sandbox.Config{Secret: []byte(secret), Now: clock})
	fmt.Println(err)
	engine := &payment.Engine{Store: memstore.New().Payments(), Providers: map[string]payment.Provider{"sandbox": psp}, Now: clock}
	engine.Settle = payment.Alone(engine)
	mux := http.NewServeMux()
	mux.Handle("/notify/sandbox", paymenthttp.NotifyHandler(engine, "sandbox", clock))

	forged := httptest.NewRequest(http.MethodPost, "/notify/sandbox", strings.NewReader(`{"ref":"R1","status":"succeeded"}`))
	fmt.Println(serve(mux, forged).Code)
	// Output:
	// <nil>
	// 400
}
