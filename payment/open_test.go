package payment_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// Money goes back, or is captured, where it is: another provider, although the
// engine has it, is refused with nothing claimed.
func TestAnotherProviderThanTheParentsIsRefused(t *testing.T) {
	b := fresh(t, nil)
	b.engine.Providers["other"] = b.engine.Providers["sandbox"]
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	refund := payment.Request{Ref: "F1", Payment: "P1", Kind: payment.Refund, Parent: "R1", Provider: "other", Cause: "test", Amount: usd("6")}
	commits := b.db.Commits()
	var wrong *payment.InputError
	require.ErrorAs(t, b.open(t, refund), &wrong)
	require.Equal(t, "provider", wrong.Field)
	require.Equal(t, commits, b.db.Commits())
	refund.Provider = "sandbox"
	require.NoError(t, b.open(t, refund))
}

func TestTextsThatNothingShouldHoldAreRefused(t *testing.T) {
	for field, set := range map[string]func(*payment.Request, string){
		"payment":    func(r *payment.Request, text string) { r.Payment = payment.ID(text) },
		"subject":    func(r *payment.Request, text string) { r.Subject = text },
		"cause":      func(r *payment.Request, text string) { r.Cause = text },
		"method":     func(r *payment.Request, text string) { r.Method = text },
		"instrument": func(r *payment.Request, text string) { r.Instrument = text },
		"return_url": func(r *payment.Request, text string) { r.ReturnURL = text },
	} {
		for _, text := range []string{"a\x00b", "a\xff", strings.Repeat("x", 1<<20)} {
			b := fresh(t, nil)
			r := sale(sandbox.OK)
			set(&r, text)
			var wrong *payment.InputError
			require.ErrorAs(t, b.open(t, r), &wrong, field)
			require.Equal(t, field, wrong.Field)
			require.Zero(t, b.db.Commits())
		}
	}
}

func TestAnIncompleteEngineSaysWhatItLacks(t *testing.T) {
	for field, forget := range map[string]func(*payment.Engine){
		"Store": func(e *payment.Engine) { e.Store = nil },
		"Now":   func(e *payment.Engine) { e.Now = nil },
	} {
		b := fresh(t, nil)
		forget(b.engine)
		err := b.open(t, sale(sandbox.OK))
		require.ErrorIs(t, err, payment.ErrConfig)
		require.ErrorContains(t, err, field)
		require.ErrorIs(t, b.engine.Advance(t.Context(), "R1"), payment.ErrConfig)
		require.ErrorIs(t, b.engine.Close(t.Context(), "R1"), payment.ErrConfig)
		require.ErrorIs(t, b.engine.Learn(t.Context(), payment.Fact{Ref: "R1"}), payment.ErrConfig)
	}
}
