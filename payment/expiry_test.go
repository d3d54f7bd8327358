package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// week is how long the sandbox's authorizations hold.
const week = 7 * 24 * time.Hour

func (b *bench) authorized(t *testing.T) {
	t.Helper()
	r := sale(sandbox.OK)
	r.Kind = payment.Authorize
	b.done(t, r)
}

// warnings counts the events that tell of authorizations about to end.
func (b *bench) warnings(t *testing.T) (n int) {
	t.Helper()
	list, err := b.db.UnsentEvents(t.Context(), 100)
	require.NoError(t, err)
	for _, e := range list {
		if e.Type == payment.AuthExpiring {
			require.Equal(t, "operation/R1", e.Subject)
			n++
		}
	}
	return n
}

func (b *bench) until(t *testing.T, d time.Duration) {
	t.Helper()
	b.now = b.now.Add(d)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
}

func capture(ref payment.Ref, amount string) payment.Request {
	r := refund(ref, "R1", amount)
	r.Kind = payment.Capture
	return r
}

func TestACaptureAfterTheAuthorizationEnded(t *testing.T) {
	b := fresh(t, nil)
	b.authorized(t)
	b.now = b.now.Add(week - time.Millisecond)
	b.done(t, capture("C1", "4"))
	b.now = b.now.Add(time.Millisecond)
	before := b.payment(t)
	require.ErrorIs(t, b.open(t, capture("C2", "6")), payment.ErrAuthExpired)
	require.Equal(t, before, b.payment(t), "nothing is claimed")
	void := capture("V1", "6")
	void.Kind = payment.Void
	b.done(t, void)
	b.done(t, refund("F1", "C1", "4"))
}

func TestAWarningBeforeAnAuthorizationEnds(t *testing.T) {
	b := fresh(t, nil)
	b.authorized(t)
	b.until(t, week-24*time.Hour-time.Millisecond)
	require.Zero(t, b.warnings(t))
	b.until(t, time.Millisecond)
	require.Equal(t, 1, b.warnings(t))
	again := event.Timer{Kind: payment.ExpiryTimer, Subject: "R1"} // the first answer was lost
	require.NoError(t, b.engine.Timers()[payment.ExpiryTimer](t.Context(), again))
	require.Equal(t, 1, b.warnings(t))
}

func TestNoWarningWhereNothingIsPromised(t *testing.T) {
	b := fresh(t, nil)
	b.authorized(t)
	b.done(t, capture("C1", "10"))
	b.until(t, week)
	require.Zero(t, b.warnings(t))
	unknown := event.Timer{Kind: payment.ExpiryTimer, Subject: "pruned"}
	require.NoError(t, b.engine.Timers()[payment.ExpiryTimer](t.Context(), unknown))
}

// Cash that comes late is cash: nobody refuses to book it, and nobody is warned.
func TestPromisesThatNoClockEnds(t *testing.T) {
	b := fresh(t, nil)
	b.engine.Providers["offline"] = offline.Provider{}
	r := sale("")
	r.Kind, r.Provider, r.Method = payment.Authorize, "offline", offline.CashOnDelivery
	b.done(t, r)
	_, waiting, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	require.False(t, waiting)
	b.until(t, 10*365*24*time.Hour)
	late := capture("C1", "10")
	late.Provider = "offline"
	b.done(t, late)
}
