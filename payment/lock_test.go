package payment_test

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// heldTx writes down what a transaction holds, in order.
type heldTx struct {
	payment.Tx
	held *[]string
}

func (h heldTx) Payment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	*h.held = append(*h.held, "payment")
	return h.Tx.Payment(ctx, id)
}

func (h heldTx) Operation(ctx context.Context, ref payment.Ref) (payment.Operation, error) {
	*h.held = append(*h.held, "operation")
	return h.Tx.Operation(ctx, ref)
}

// An operation is never held after a payment: whoever does it the other way
// round at the same time would wait for ever.
func TestOperationsAreHeldBeforePayments(t *testing.T) {
	b := fresh(t, nil)
	require.NoError(t, b.open(t, sale(sandbox.Decline)))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	again := sale(sandbox.OK)
	again.Ref, again.Again = "R2", true
	learn := func(ref payment.Ref, s payment.Status, amount string) func(context.Context, payment.Tx) error {
		return func(ctx context.Context, tx payment.Tx) error {
			_, err := b.engine.Apply(ctx, tx, payment.Fact{Provider: "sandbox", Ref: ref, Status: s, Amount: usd(amount)})
			return err
		}
	}
	open := func(r payment.Request) func(context.Context, payment.Tx) error {
		return func(ctx context.Context, tx payment.Tx) error {
			_, err := b.engine.Open(ctx, tx, r)
			return err
		}
	}
	for name, do := range []func(context.Context, payment.Tx) error{
		open(again), learn("R2", payment.Pending, "10"), learn("R2", payment.Succeeded, "10"), open(refund("F1", "R2", "4")),
		learn("F1", payment.Succeeded, "4"), learn("R1", payment.Succeeded, "9"),
	} {
		held := []string{}
		require.NoError(t, b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
			return do(ctx, heldTx{tx, &held})
		}))
		require.NotEmpty(t, held, name)
		require.True(t, slices.IsSorted(held), "%d: %v", name, held) // in the alphabet, too, operations come first
	}
}
