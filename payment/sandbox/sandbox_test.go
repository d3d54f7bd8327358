package sandbox_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

var secret = bytes.Repeat([]byte("k"), 32)

type host struct {
	now   time.Time
	heard []payment.Notification
	fail  error
}

func (h *host) Now() time.Time { return h.now }

func (h *host) notify(_ context.Context, n payment.Notification) error {
	if h.fail == nil {
		h.heard = append(h.heard, n)
	}
	return h.fail
}

func fresh(t *testing.T, change func(*sandbox.Config)) (*sandbox.Provider, *host) {
	t.Helper()
	h := &host{now: time.UnixMilli(1_700_000_000_000).UTC()}
	c := sandbox.Config{Secret: secret, Now: h.Now, Notify: h.notify, PayPage: "http://127.0.0.1/pay"}
	if change != nil {
		change(&c)
	}
	p, err := sandbox.New(c)
	require.NoError(t, err)
	return p, h
}

func charge(ref, instrument string) payment.Operation {
	return payment.Operation{Ref: payment.Ref(ref), Kind: payment.Sale, Method: sandbox.Card, Instrument: instrument, Amount: money.MustParse("12.34", money.MustCurrency("USD"))}
}

func TestInstruments(t *testing.T) {
	for _, c := range []struct {
		instrument string
		lost       bool
		status     payment.Status
		code       string
		notices    int
	}{
		{sandbox.OK, false, payment.Succeeded, "", 1},
		{sandbox.Decline, false, payment.Declined, "card_declined", 1},
		{sandbox.NoFunds, false, payment.Declined, "insufficient_funds", 1},
		{"tok_of_somebody_else", false, payment.Declined, "invalid_instrument", 1},
		{sandbox.Stall, false, payment.Pending, "", 0},
		{sandbox.LostExecuted, true, payment.Succeeded, "", 1},
		{sandbox.LostNotExecuted, true, payment.Succeeded, "", 1},
		{sandbox.NotifyTwice, false, payment.Succeeded, "", 2},
		{sandbox.NotifyLate, false, payment.Succeeded, "", 0},
	} {
		t.Run(c.instrument, func(t *testing.T) {
			p, h := fresh(t, nil)
			o := charge("R1", c.instrument)
			f, err := p.Start(t.Context(), o)
			if c.lost {
				require.Error(t, err)
				require.Equal(t, payment.Unknown, payment.OutcomeOf(err), "a loss proves nothing")
				_, err = p.Query(t.Context(), o)
				require.Equal(t, c.instrument == sandbox.LostExecuted, err == nil)
				f, err = p.Start(t.Context(), o)
			}
			require.NoError(t, err)
			require.Equal(t, c.status, f.Status)
			require.Equal(t, c.code, f.Code)
			require.NoError(t, p.Deliver(t.Context()))
			require.Len(t, h.heard, c.notices)
		})
	}
}

func TestANoticeCanOvertakeItsAnswer(t *testing.T) {
	p, h := fresh(t, nil)
	_, err := p.Start(t.Context(), charge("R1", sandbox.NotifyBefore))
	require.NoError(t, err)
	require.Len(t, h.heard, 1)
}

func TestOneReferenceIsOneTrade(t *testing.T) {
	p, _ := fresh(t, nil)
	first, err := p.Start(t.Context(), charge("R1", sandbox.OK))
	require.NoError(t, err)
	again, err := p.Start(t.Context(), charge("R1", sandbox.OK))
	require.NoError(t, err)
	require.Equal(t, first, again)
	other := charge("R1", sandbox.OK)
	other.Amount = other.Amount.Mul(2)
	_, err = p.Start(t.Context(), other)
	require.Equal(t, payment.NotExecuted, payment.OutcomeOf(err))
}

func TestRefundsNeverExceed(t *testing.T) {
	p, _ := fresh(t, nil)
	_, err := p.Start(t.Context(), charge("R1", sandbox.OK))
	require.NoError(t, err)
	part := payment.Operation{Ref: "F1", Kind: payment.Refund, Parent: "R1", Amount: money.MustParse("10", money.MustCurrency("USD"))}
	f, err := p.Refund(t.Context(), part)
	require.NoError(t, err)
	require.Equal(t, payment.Succeeded, f.Status)
	_, err = p.Refund(t.Context(), part) // the same again is the same refund
	require.NoError(t, err)
	part.Ref = "F2"
	_, err = p.Refund(t.Context(), part)
	require.Equal(t, payment.NotExecuted, payment.OutcomeOf(err))
	_, err = p.QueryRefund(t.Context(), part)
	require.Equal(t, payment.NotFound, payment.OutcomeOf(err))
}

func TestClose(t *testing.T) {
	p, _ := fresh(t, nil)
	stalled, paid, never := charge("R1", sandbox.Stall), charge("R2", sandbox.OK), charge("R3", sandbox.OK)
	for _, o := range []payment.Operation{stalled, paid} {
		_, err := p.Start(t.Context(), o)
		require.NoError(t, err)
	}
	for _, c := range []struct {
		o    payment.Operation
		want payment.Status
	}{{stalled, payment.Closed}, {stalled, payment.Closed}, {paid, payment.Succeeded}, {never, payment.Closed}} {
		f, err := p.Close(t.Context(), c.o)
		require.NoError(t, err)
		require.Equal(t, c.want, f.Status)
	}
	f, err := p.Start(t.Context(), never)
	require.NoError(t, err)
	require.Equal(t, payment.Closed, f.Status, "a start that comes late finds the trade closed")
}

func TestHostedPaySurvivesARestart(t *testing.T) {
	var journal bytes.Buffer
	p, _ := fresh(t, func(c *sandbox.Config) { c.Journal = &journal })
	o := charge("R1", "")
	o.Method = sandbox.Hosted
	f, err := p.Start(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, "http://127.0.0.1/pay/R1", f.Action.URL)

	p, h := fresh(t, nil)
	require.NoError(t, p.Restore(bytes.NewReader(append(journal.Bytes(), `{"ref":"cut`...))))
	_, err = p.Pay(t.Context(), "R1", sandbox.OK)
	require.NoError(t, err)
	require.Len(t, h.heard, 1)
	_, err = p.Pay(t.Context(), "R1", sandbox.OK)
	require.ErrorIs(t, err, sandbox.ErrEnded)
	_, err = p.Pay(t.Context(), "R9", sandbox.OK)
	require.ErrorIs(t, err, sandbox.ErrUnknown)
	require.ErrorIs(t, p.Restore(bytes.NewReader([]byte("{}\n"))), sandbox.ErrJournal)
}

func TestWhatTheHostRefusesComesAgain(t *testing.T) {
	p, h := fresh(t, nil)
	_, err := p.Start(t.Context(), charge("R1", sandbox.OK))
	require.NoError(t, err)
	h.fail = errors.New("down")
	require.ErrorIs(t, p.Deliver(t.Context()), h.fail)
	h.fail = nil
	require.NoError(t, p.Deliver(t.Context()))
	require.Len(t, h.heard, 1)
}

func TestNotificationsAreVerified(t *testing.T) {
	p, h := fresh(t, nil)
	good := p.Sign(payment.Fact{Ref: "R1", Status: payment.Succeeded, Amount: charge("", "").Amount})
	f, err := p.ParseNotification(t.Context(), good)
	require.NoError(t, err)
	require.Equal(t, payment.Ref("R1"), f.Ref)
	for i := range good.Body {
		bad := good
		bad.Body = bytes.Clone(good.Body)
		bad.Body[i] ^= 1
		_, err := p.ParseNotification(t.Context(), bad)
		require.ErrorIs(t, err, payment.ErrNotVerified)
	}
	for _, move := range []time.Duration{-301 * time.Second, 301 * time.Second} {
		p, h2 := fresh(t, nil)
		h2.now = h.now.Add(move)
		_, err := p.ParseNotification(t.Context(), good)
		require.ErrorIs(t, err, payment.ErrNotVerified, move)
	}
}

func FuzzParseNotification(f *testing.F) {
	f.Add("t=1700000000,v1=00", []byte(`{"ref":"R1"}`))
	f.Add("", []byte(nil))
	f.Fuzz(func(t *testing.T, signature string, body []byte) {
		p, _ := fresh(t, nil)
		n := payment.Notification{Header: map[string][]string{sandbox.SignatureHeader: {signature}}, Body: body}
		if _, err := p.ParseNotification(t.Context(), n); !errors.Is(err, payment.ErrNotVerified) {
			t.Fatalf("accepted %q %q", signature, body)
		}
	})
}
