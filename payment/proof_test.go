package payment_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// busy is a provider that refuses questions for a while, as one with a rate limit.
type busy struct {
	payment.Provider
	query, close bool
}

var errBusy = &payment.Error{Outcome: payment.NotExecuted, Code: "busy", Message: "too many questions"}

func (b *busy) Query(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if b.query {
		return payment.Fact{}, errBusy
	}
	return b.Provider.Query(ctx, o)
}

func (b *busy) Close(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if b.close {
		return payment.Fact{}, errBusy
	}
	return b.Provider.Close(ctx, o)
}

// A question that was not executed proves nothing about the charge: declining
// it would leave a charge that the payer can still pay.
func TestARefusedQuestionDeclinesNothing(t *testing.T) {
	for _, refuse := range []busy{{query: true}, {close: true}} {
		b := fresh(t, nil)
		refuse.Provider = b.psp
		b.engine.Providers["sandbox"] = &refuse
		r := sale("")
		r.Method, r.ReturnURL, r.Expires = sandbox.Hosted, "http://127.0.0.1/back", b.now.Add(time.Hour)
		require.NoError(t, b.open(t, r))
		require.NoError(t, b.engine.Advance(t.Context(), "R1"))
		require.Equal(t, payment.Pending, b.status(t, "R1"))
		b.now = b.now.Add(2 * time.Hour)
		require.NoError(t, b.engine.Advance(t.Context(), "R1"))
		require.Equal(t, payment.InDoubt, b.status(t, "R1"))
		refuse.query, refuse.close = false, false
		b.later(t)
		require.Equal(t, payment.Closed, b.status(t, "R1"))
	}
}

// A process that was down must not start a charge that nobody waits for.
func TestAnIntentThatExpiredIsClosedAndNotStarted(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	r.Expires = b.now.Add(time.Minute)
	require.NoError(t, b.open(t, r))
	b.now = b.now.Add(time.Hour)
	b.later(t)
	require.Equal(t, payment.Closed, b.status(t, "R1"))
	require.True(t, b.payment(t).Captured.IsZero())
}

// An intent may have been called all the same: then the payer was faster.
func TestAnIntentThatExpiredMayHaveBeenPaid(t *testing.T) {
	b := fresh(t, nil)
	r := sale(sandbox.OK)
	r.Expires = b.now.Add(time.Minute)
	require.NoError(t, b.open(t, r))
	down := errors.New("down")
	b.db.Hook = func(_ context.Context, call string) error {
		if call == "commit" {
			return down
		}
		return nil
	}
	require.ErrorIs(t, b.engine.Advance(t.Context(), "R1"), down)
	b.db.Hook = nil
	require.Equal(t, payment.Intent, b.status(t, "R1"))
	b.now = b.now.Add(time.Hour)
	b.later(t)
	require.Equal(t, payment.Succeeded, b.status(t, "R1"))
	require.True(t, b.payment(t).Captured.Equal(usd("10")))
}

// A close without an answer is no close, and says so.
func TestACloseInDoubtIsAnError(t *testing.T) {
	lose := sandbox.LoseAnswer
	b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
		if call == "Close" {
			return lose
		}
		return sandbox.NoFault
	})
	r := sale("")
	r.Method, r.ReturnURL = sandbox.Hosted, "http://127.0.0.1/back"
	require.NoError(t, b.open(t, r))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	waiting, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, payment.Redirect, waiting.Action.Kind)

	require.ErrorIs(t, b.engine.Close(t.Context(), "R1"), payment.ErrInDoubt)
	doubted, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, payment.InDoubt, doubted.Status)
	require.Equal(t, waiting.Action, doubted.Action, "the payer may still be on the page")

	lose = sandbox.NoFault
	require.NoError(t, b.engine.Close(t.Context(), "R1"))
	require.NoError(t, b.engine.Close(t.Context(), "R1"))
	require.Equal(t, payment.Closed, b.status(t, "R1"))
}

// What somebody else wrote first is read anew, a few times.
func TestAFactThatMeetsAnotherWriterIsAppliedAgain(t *testing.T) {
	for failures, want := range map[int]error{1: nil, 3: nil, 4: event.ErrStale} {
		b := fresh(t, nil)
		require.NoError(t, b.open(t, sale(sandbox.OK)))
		settle, left := b.engine.Settle, failures
		b.engine.Settle = func(ctx context.Context, f payment.Fact) error {
			if left--; left >= 0 {
				return event.ErrStale
			}
			return settle(ctx, f)
		}
		f := payment.Fact{Provider: "sandbox", Ref: "R1", Status: payment.Succeeded, Amount: usd("10")}
		require.ErrorIs(t, b.engine.Learn(t.Context(), f), want)
	}
}
