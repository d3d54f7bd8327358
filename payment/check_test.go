package payment_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

func TestWhatCannotWorkIsRefusedByField(t *testing.T) {
	for name, c := range map[string]struct {
		field  string
		change func(*payment.Request)
	}{
		"expired":        {"expires", func(r *payment.Request) { r.Expires = time.UnixMilli(1_700_000_000_000) }},
		"relative":       {"return_url", func(r *payment.Request) { r.ReturnURL = "/back" }},
		"other host":     {"return_url", func(r *payment.Request) { r.ReturnURL = "//evil.example/" }},
		"script":         {"return_url", func(r *payment.Request) { r.ReturnURL = "javascript:alert(1)" }},
		"no host":        {"return_url", func(r *payment.Request) { r.ReturnURL = "https:/back" }},
		"name in it":     {"return_url", func(r *payment.Request) { r.ReturnURL = "https://me:pw@shop.example/" }},
		"no address":     {"return_url", func(r *payment.Request) { r.ReturnURL = "https://shop.example/%zz" }},
		"no amount":      {"amount", func(r *payment.Request) { r.Amount = money.Money{} }},
		"part of a cent": {"amount", func(r *payment.Request) { r.Amount = usd("1.005") }},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.field, refusedAs(t, c.change)) })
	}
	require.Empty(t, refusedAs(t, func(r *payment.Request) {
		r.ReturnURL, r.Expires = "http://127.0.0.1:8080/back?a=b#c", time.UnixMilli(1_700_000_000_001)
	}))
}

// limited is the sandbox with a provider's usual limits.
type limited struct {
	payment.Provider
	window  time.Duration
	partial bool
}

func (l limited) Unwrap() payment.Provider { return l.Provider }

func (l limited) Info() payment.Info {
	i := l.Provider.Info()
	i.RefundWindow, i.PartialRefund = l.window, l.partial
	return i
}

func refund(ref, parent payment.Ref, amount string) payment.Request {
	return payment.Request{Ref: ref, Payment: "P1", Kind: payment.Refund, Parent: parent, Provider: "sandbox", Cause: "test", Amount: usd(amount)}
}

func (b *bench) done(t *testing.T, r payment.Request) {
	t.Helper()
	require.NoError(t, b.open(t, r))
	require.NoError(t, b.engine.Advance(t.Context(), r.Ref))
	require.Equal(t, payment.Succeeded, b.status(t, r.Ref))
}

func field(t *testing.T, err error) string {
	t.Helper()
	var wrong *payment.InputError
	require.ErrorAs(t, err, &wrong)
	return wrong.Field
}

func TestAProvidersLimitsOfRefunds(t *testing.T) {
	b := fresh(t, nil)
	b.engine.Providers["sandbox"] = limited{b.psp, 48 * time.Hour, false}
	b.done(t, sale(sandbox.OK))
	require.Equal(t, "amount", field(t, b.open(t, refund("F1", "R1", "9.99"))))
	b.now = b.now.Add(48*time.Hour + time.Millisecond)
	require.Equal(t, "parent", field(t, b.open(t, refund("F1", "R1", "10"))))
	b.now = b.now.Add(-time.Millisecond)
	b.done(t, refund("F1", "R1", "10"))
}

func TestEveryKindHasItsParent(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	r.Kind = payment.Authorize
	b.done(t, r)
	require.Equal(t, "parent", field(t, b.open(t, refund("F1", "R1", "1"))), "nothing was captured")
	part := refund("C1", "R1", "4")
	part.Kind = payment.Capture
	b.done(t, part)
	part.Ref, part.Parent = "C2", "C1"
	require.Equal(t, "parent", field(t, b.open(t, part)), "a capture is not captured")
	b.done(t, refund("F1", "C1", "1"))
	require.Equal(t, "parent", field(t, b.open(t, refund("F2", "F1", "1"))), "a refund is not refunded")
	euro := refund("F2", "C1", "1")
	euro.Amount = money.MustParse("1", money.MustCurrency("EUR"))
	require.Equal(t, "amount", field(t, b.open(t, euro)))
}

// Two captures of one payment: what one has left is not the other's.
func TestARefundNeverExceedsItsOwnCapture(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	r.Kind = payment.Authorize
	b.done(t, r)
	for ref, amount := range map[payment.Ref]string{"C1": "4", "C2": "6"} {
		part := refund(ref, "R1", amount)
		part.Kind = payment.Capture
		b.done(t, part)
	}
	require.ErrorIs(t, b.open(t, refund("F1", "C1", "4.01")), payment.ErrOverRefund)
	b.done(t, refund("F1", "C1", "3"))
	require.ErrorIs(t, b.open(t, refund("F2", "C1", "1.01")), payment.ErrOverRefund)
	require.NoError(t, b.open(t, refund("F2", "C1", "1")))
	require.NoError(t, b.engine.Learn(t.Context(), payment.Fact{Provider: "sandbox", Ref: "F2", Status: payment.Declined}))
	b.done(t, refund("F3", "C1", "1"))
	b.done(t, refund("F4", "C2", "6"))
	require.True(t, b.payment(t).Refunded.Equal(usd("10")))
	err := b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
		_, err := b.engine.Open(ctx, tx, refund("F5", "C2", "1"))
		return err
	})
	require.ErrorIs(t, err, payment.ErrOverRefund)
}

// Two refunds in one transaction see each other.
func TestRefundsOfOneTransactionCountTogether(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	r.Kind = payment.Authorize
	b.done(t, r)
	for ref, amount := range map[payment.Ref]string{"C1": "4", "C2": "6"} {
		part := refund(ref, "R1", amount)
		part.Kind = payment.Capture
		b.done(t, part)
	}
	err := b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
		if _, err := b.engine.Open(ctx, tx, refund("F1", "C1", "3")); err != nil {
			return err
		}
		_, err := b.engine.Open(ctx, tx, refund("F2", "C1", "3"))
		return err
	})
	require.ErrorIs(t, err, payment.ErrOverRefund)
	require.True(t, b.payment(t).Refunding.IsZero())
}
