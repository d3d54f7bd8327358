package payment_test

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// A bench is an engine over memory and the sandbox, with a clock that we move.
type bench struct {
	now    time.Time
	db     *memstore.DB
	psp    *sandbox.Provider
	engine *payment.Engine
	timers *event.Timers
}

func fresh(t *testing.T, script func(call string, o payment.Operation) sandbox.Fault) *bench {
	t.Helper()
	b := &bench{now: time.UnixMilli(1_700_000_000_000).UTC(), db: memstore.New()}
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay", Script: script,
		Notify: func(ctx context.Context, n payment.Notification) error { return b.engine.Notify(ctx, "sandbox", n) },
	})
	require.NoError(t, err)
	b.psp = psp
	b.engine = &payment.Engine{Store: b.db.Payments(), Providers: map[string]payment.Provider{"sandbox": psp}, Now: clock}
	b.engine.Settle = payment.Alone(b.engine)
	b.timers = &event.Timers{Store: b.db, Now: clock, Handlers: b.engine.Timers()}
	return b
}

func usd(text string) money.Money { return money.MustParse(text, money.MustCurrency("USD")) }

func sale(instrument string) payment.Request {
	return payment.Request{
		Ref: "R1", Payment: "P1", Subject: "S1", Cause: "test", Kind: payment.Sale, Provider: "sandbox",
		Method: sandbox.Card, Instrument: instrument, Amount: usd("10"),
	}
}

func (b *bench) open(t *testing.T, r payment.Request) error {
	t.Helper()
	return b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
		_, err := b.engine.Open(ctx, tx, r)
		return err
	})
}

// later lets time pass until no timer is left, at most a week.
func (b *bench) later(t *testing.T) {
	t.Helper()
	for end := b.now.Add(7 * 24 * time.Hour); b.now.Before(end); {
		due, ok, err := b.db.NextTimer(t.Context())
		require.NoError(t, err)
		if !ok {
			return
		}
		if due.After(b.now) {
			b.now = due
		}
		_, err = b.timers.RunOnce(t.Context())
		require.NoError(t, err)
	}
}

func (b *bench) payment(t *testing.T) payment.Payment {
	t.Helper()
	p, err := b.db.FindPayment(t.Context(), "P1")
	require.NoError(t, err)
	return p
}

func (b *bench) status(t *testing.T, ref payment.Ref) payment.Status {
	t.Helper()
	o, err := b.db.FindOperation(t.Context(), ref)
	require.NoError(t, err)
	return o.Status
}

func TestEverySaleEndsAsTheSandboxSays(t *testing.T) {
	for _, c := range []struct {
		instrument string
		want       payment.Status
	}{
		{sandbox.OK, payment.Succeeded},
		{sandbox.Decline, payment.Declined},
		{sandbox.LostExecuted, payment.Succeeded},
		{sandbox.LostNotExecuted, payment.Succeeded},
		{sandbox.NotifyBefore, payment.Succeeded},
		{sandbox.NotifyTwice, payment.Succeeded},
		{sandbox.NotifyLate, payment.Succeeded},
	} {
		t.Run(c.instrument, func(t *testing.T) {
			b := fresh(t, nil)
			require.NoError(t, b.open(t, sale(c.instrument)))
			require.NoError(t, b.engine.Advance(t.Context(), "R1"))
			b.later(t)
			b.now = b.now.Add(48 * time.Hour)
			require.NoError(t, b.psp.Deliver(t.Context()))
			require.Equal(t, c.want, b.status(t, "R1"))
			captured := "0"
			if c.want == payment.Succeeded {
				captured = "10"
			}
			require.True(t, b.payment(t).Captured.Equal(usd(captured)))
			b.balanced(t)
		})
	}
}

func (b *bench) balanced(t *testing.T) {
	t.Helper()
	total := usd("0")
	for p, err := range b.db.Postings(t.Context(), "P1") {
		require.NoError(t, err)
		total, err = total.Add(p.Amount)
		require.NoError(t, err)
	}
	require.True(t, total.IsZero())
}

func TestASaleThatNobodyAdvancesIsRecoveredByItsTimer(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	b.later(t)
	require.Equal(t, payment.Succeeded, b.status(t, "R1"))
}

func TestAStalledSaleIsClosedWhenItExpires(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.Stall)
	r.Expires = b.now.Add(30 * time.Minute)
	require.NoError(t, b.open(t, r))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	require.Equal(t, payment.Pending, b.status(t, "R1"))
	b.later(t)
	require.Equal(t, payment.Closed, b.status(t, "R1"))
	require.Less(t, b.now.Sub(r.Expires), time.Minute)
}

func TestEveryPatternOfLossesIsRecovered(t *testing.T) {
	for pattern := range 3 * 3 * 3 * 3 {
		t.Run(strconv.Itoa(pattern), func(t *testing.T) {
			left := pattern
			b := fresh(t, func(string, payment.Operation) sandbox.Fault {
				f := sandbox.Fault(left % 3)
				left /= 3
				return f
			})
			require.NoError(t, b.open(t, sale(sandbox.OK)))
			require.NoError(t, b.engine.Advance(t.Context(), "R1"))
			b.later(t)
			require.Equal(t, payment.Succeeded, b.status(t, "R1"))
			require.NoError(t, b.open(t, payment.Request{Ref: "F1", Payment: "P1", Kind: payment.Refund, Parent: "R1", Provider: "sandbox", Cause: "test", Amount: usd("4")}))
			left = pattern
			require.NoError(t, b.engine.Advance(t.Context(), "F1"))
			b.later(t)
			require.Equal(t, payment.Succeeded, b.status(t, "F1"))
			p := b.payment(t)
			require.True(t, p.Captured.Equal(usd("10")) && p.Refunded.Equal(usd("4")) && p.Refunding.IsZero())
			b.balanced(t)
		})
	}
}

func TestAContradictionIsHeldForReview(t *testing.T) {
	for name, change := range map[string]func(*payment.Fact){
		"amount":   func(f *payment.Fact) { f.Amount = usd("9.99") },
		"currency": func(f *payment.Fact) { f.Amount = money.MustParse("10", money.MustCurrency("EUR")) },
		"provider": func(f *payment.Fact) { f.Provider = "other" },
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			require.NoError(t, b.open(t, sale(sandbox.OK)))
			f := payment.Fact{Provider: "sandbox", Ref: "R1", Status: payment.Succeeded, Amount: usd("10")}
			change(&f)
			require.NoError(t, b.engine.Learn(t.Context(), f))
			require.Equal(t, payment.Review, b.status(t, "R1"))
			require.True(t, b.payment(t).Captured.IsZero())
		})
	}
}

func TestMoneyWinsOverClosed(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	for _, s := range []payment.Status{payment.Closed, payment.Succeeded, payment.Declined, payment.Closed, payment.Succeeded} {
		require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "R1", Status: s, Amount: usd("10")}))
	}
	require.Equal(t, payment.Succeeded, b.status(t, "R1"))
	require.True(t, b.payment(t).Captured.Equal(usd("10")))
}

func TestRefundsCountFromTheirIntent(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	refund := payment.Request{Ref: "F1", Payment: "P1", Kind: payment.Refund, Parent: "R1", Provider: "sandbox", Cause: "test", Amount: usd("6")}
	require.NoError(t, b.open(t, refund))
	refund.Ref = "F2"
	require.ErrorIs(t, b.open(t, refund), payment.ErrOverRefund)
	require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "F1", Status: payment.Declined}))
	require.NoError(t, b.open(t, refund))
}

func TestARequestIsRefusedByField(t *testing.T) {
	for field, change := range map[string]func(*payment.Request){
		"ref":        func(r *payment.Request) { r.Ref = "with-dash" },
		"kind":       func(r *payment.Request) { r.Kind = "gift" },
		"payment":    func(r *payment.Request) { r.Payment = "" },
		"parent":     func(r *payment.Request) { r.Parent = "R0" },
		"method":     func(r *payment.Request) { r.Method = "cowries" },
		"instrument": func(r *payment.Request) { r.Instrument = "4242 4242 4242 4242" },
		"amount":     func(r *payment.Request) { r.Amount = usd("-1") },
	} {
		t.Run(field, func(t *testing.T) {
			b := fresh(t, nil)
			r := sale(sandbox.OK)
			change(&r)
			err := b.open(t, r)
			var wrong *payment.InputError
			require.ErrorAs(t, err, &wrong)
			require.Equal(t, field, wrong.Field)
			require.NotContains(t, err.Error(), "4242")
			require.Zero(t, b.db.Commits())
		})
	}
}

func TestAForgottenWireIsAnError(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	b.engine.Settle = nil
	require.ErrorIs(t, b.engine.Advance(t.Context(), "R1"), payment.ErrUnsettled)
}

func TestUnknownReference(t *testing.T) {
	b := fresh(t, nil)
	require.ErrorIs(t, b.engine.Advance(t.Context(), "R9"), payment.ErrUnknownRef)
	require.ErrorIs(t, b.engine.Learn(t.Context(), payment.Fact{Ref: "R9"}), payment.ErrUnknownRef)
}

// Every call of the store fails once, before it has any effect and after the
// commit: recovery ends where an undisturbed run does.
func TestFailTheNthCall(t *testing.T) {
	lost := errors.New("lost")
	for n := 1; ; n++ {
		b := fresh(t, nil)
		calls, failed := 0, false
		b.db.Hook = func(context.Context, string) error {
			if calls++; calls == n {
				failed = true
				return lost
			}
			return nil
		}
		err := b.open(t, sale(sandbox.OK))
		_, found := b.db.FindOperation(t.Context(), "R1")
		if found == nil {
			_ = b.engine.Advance(t.Context(), "R1")
			for range 3 { // a timer whose handler failed comes back
				_, _ = b.timers.RunOnce(t.Context())
				b.now = b.now.Add(time.Hour)
			}
			require.Equal(t, payment.Succeeded, b.status(t, "R1"), n)
			b.balanced(t)
		} else {
			require.ErrorIs(t, err, lost)
		}
		if !failed {
			require.Greater(t, n, 10)
			return
		}
	}
}
