package payment_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
