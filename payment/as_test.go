package payment_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

type wrapped struct{ payment.Provider }

func (w wrapped) Unwrap() payment.Provider { return w.Provider }

type closed struct{ payment.Provider }

type counting struct {
	wrapped
	voids *int
}

func (c counting) Void(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*c.voids++
	inner, _ := payment.As[payment.Voider](c.Provider)
	return inner.Void(ctx, o)
}

func TestAsLooksThroughDecorators(t *testing.T) {
	b := fresh(t, nil)
	_, ok := payment.As[payment.Capturer](wrapped{wrapped{b.psp}})
	require.True(t, ok)
	_, ok = payment.As[payment.Capturer](closed{b.psp})
	require.False(t, ok, "it does not say what it wraps")
	_, ok = payment.As[payment.Capturer](wrapped{})
	require.False(t, ok)
	psp, ok := payment.As[*sandbox.Provider](wrapped{b.psp})
	require.True(t, ok)
	require.Same(t, b.psp, psp)
}

// The engine captures and voids through decorators.
func TestTheEngineFindsCapabilitiesOfWrappedProviders(t *testing.T) {
	b := fresh(t, nil)
	voids := 0
	b.engine.Providers["sandbox"] = counting{wrapped{b.psp}, &voids}
	r := sale(sandbox.OK)
	r.Kind = payment.Authorize
	require.NoError(t, b.open(t, r))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	for ref, kind := range map[payment.Ref]payment.Kind{"C1": payment.Capture, "V1": payment.Void} {
		require.NoError(t, b.open(t, payment.Request{Ref: ref, Payment: "P1", Kind: kind, Parent: "R1", Provider: "sandbox", Cause: "test", Amount: usd("5")}))
		require.NoError(t, b.engine.Advance(t.Context(), ref))
		require.Equal(t, payment.Succeeded, b.status(t, ref))
	}
	require.Equal(t, 1, voids)
	require.True(t, b.payment(t).Captured.Equal(usd("5")) && b.payment(t).Authorized.IsZero())
}
