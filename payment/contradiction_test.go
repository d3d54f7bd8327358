package payment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// atAccount is the sandbox with a merchant account of its own.
type atAccount struct{ payment.Provider }

func (a atAccount) Unwrap() payment.Provider { return a.Provider }

func (a atAccount) Info() payment.Info {
	i := a.Provider.Info()
	i.Account = "M1"
	return i
}

// waiting is a charge whose payer was told where to go.
func (b *bench) waiting(t *testing.T) payment.Operation {
	t.Helper()
	r := sale("")
	r.Method, r.ReturnURL, r.Expires = sandbox.Hosted, "http://127.0.0.1/back", b.now.Add(time.Hour)
	require.NoError(t, b.open(t, r))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	op, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, payment.Pending, op.Status)
	return op
}

// Who says it is compared first, whatever is said: nobody else ends a charge,
// keeps it waiting or sends its payer elsewhere.
func TestWhatAStrangerSaysIsHeldForReview(t *testing.T) {
	elsewhere := payment.Action{Kind: payment.Redirect, URL: "https://elsewhere.example/pay"}
	for who, change := range map[string]func(*payment.Fact){
		"provider_mismatch":  func(f *payment.Fact) { f.Provider = "other" },
		"account_mismatch":   func(f *payment.Fact) { f.Account = "M2" },
		"reference_mismatch": func(f *payment.Fact) { f.ProviderID = "sbx_other" },
	} {
		for _, status := range []payment.Status{payment.Pending, payment.InDoubt, payment.Succeeded, payment.Declined, payment.Closed} {
			t.Run(who+"/"+string(status), func(t *testing.T) {
				b := fresh(t, nil)
				b.engine.Providers["sandbox"] = atAccount{b.psp}
				before := b.waiting(t)
				f := payment.Fact{Provider: "sandbox", Account: "M1", Ref: "R1", Status: status, Amount: usd("10"), ProviderID: before.ProviderID, Action: elsewhere}
				change(&f)
				require.NoError(t, b.engine.Learn(t.Context(), f))
				op, err := b.db.FindOperation(t.Context(), "R1")
				require.NoError(t, err)
				require.Equal(t, payment.Review, op.Status)
				require.Equal(t, who, op.Code)
				require.Equal(t, before.ProviderID, op.ProviderID)
				require.NotEqual(t, elsewhere, op.Action)
				require.True(t, b.payment(t).Captured.IsZero())
			})
		}
	}
}

// Where the provider itself says another amount, its number is kept: a person
// finds the trade by it.
func TestAReviewKeepsTheProvidersNumber(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	f := payment.Fact{Provider: "sandbox", Ref: "R1", Status: payment.Succeeded, Amount: usd("9"), ProviderID: "sbx_R1"}
	require.NoError(t, b.engine.Learn(t.Context(), f))
	op, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, []string{"amount_mismatch", "sbx_R1"}, []string{op.Code, op.ProviderID})
}

// What is no news is no reason for a review: an operation that has ended is not
// opened again by a stranger, unless he says that money moved.
func TestAStrangerReopensNothing(t *testing.T) {
	for _, ended := range []payment.Status{payment.Succeeded, payment.Declined, payment.Closed} {
		for _, said := range []payment.Status{payment.Pending, payment.InDoubt, payment.Declined, payment.Closed, payment.Succeeded} {
			b := fresh(t, nil)
			require.NoError(t, b.open(t, sale(sandbox.OK)))
			f := payment.Fact{Provider: "sandbox", Ref: "R1", Status: ended, Amount: usd("10")}
			require.NoError(t, b.engine.Learn(t.Context(), f))
			f.Provider, f.Status = "other", said
			require.NoError(t, b.engine.Learn(t.Context(), f))
			want := ended
			if said == payment.Succeeded && ended != payment.Succeeded {
				want = payment.Review
			}
			require.Equal(t, want, b.status(t, "R1"), "%s, then %s", ended, said)
		}
	}
}

// An adapter that finds a trade odd may hold it.
func TestAnAdapterMayAskForAReview(t *testing.T) {
	b := fresh(t, nil)
	b.waiting(t)
	f := payment.Fact{Provider: "sandbox", Ref: "R1", Status: payment.Review, Code: "split_payment"}
	require.NoError(t, b.engine.Learn(t.Context(), f))
	op, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, payment.Review, op.Status)
	require.Equal(t, "split_payment", op.Code)
}
