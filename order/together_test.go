package order_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// crowd runs each command many times at once. Every answer is one of this
// package's or of the lifecycle, never a store's or an engine's.
func crowd(t *testing.T, commands ...func() error) {
	t.Helper()
	var wg sync.WaitGroup
	for range 8 {
		for i, command := range commands {
			wg.Go(func() {
				err := command()
				assert.True(t, refusal(err), "command %d: %v", i, err)
				for _, inner := range []error{event.ErrStale, payment.ErrOverRefund, payment.ErrOverCapture} {
					assert.False(t, errors.Is(err, inner), "command %d: %v", i, err)
				}
			})
		}
	}
	wg.Wait()
}

func TestManyAtOnceAreAnsweredInTheOrdersOwnWords(t *testing.T) {
	for range 10 {
		b := fresh(t, nil)
		ctx := t.Context()
		p, lamps, tea := b.promised()
		crowd(
			t, func() error { return b.Orders.Collect(ctx, staff, lamps.ID) }, func() error { return b.Orders.Collect(ctx, staff, tea.ID) },
			func() error { _, err := b.Orders.Reject(ctx, staff, tea.ID, "no"); return err },
		)
		pay := b.kept(p)
		require.True(t, pay.Authorized.IsZero(), "every promise was kept or given back")
		require.Equal(t, order.PayPaid, b.order(lamps.ID).PaymentStatus)

		o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
		one := order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "r"}
		crowd(
			t, func() error { _, err := b.Orders.Refund(ctx, staff, o.ID, one); return err },
			func() error {
				_, err := b.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Amount: cash("9"), Reason: "r"})
				return err
			},
			func() error { _, err := b.Orders.Reject(ctx, staff, o.ID, "no"); return err },
			func() error { _, err := b.Orders.Cancel(ctx, buyer, o.ID); return err },
		)
		o = b.order(o.ID)
		require.Equal(t, order.Cancelled, o.Status)
		require.True(t, o.Refunding.IsZero())
		require.Contains(t, []order.PaymentStatus{order.PayRefunded, order.PayPartRefunded}, o.PaymentStatus) // items alone leave the shipping
		net := cash("0")
		for _, trade := range b.psp.Trades() {
			switch {
			case trade.Status != payment.Succeeded:
			case trade.Kind == payment.Refund:
				net, _ = net.Sub(trade.Amount)
			case trade.Kind == payment.Sale, trade.Kind == payment.Capture:
				net, _ = net.Add(trade.Amount)
			}
		}
		kept := b.kept(p)
		left, err := kept.Captured.Sub(kept.Refunded)
		require.NoError(t, err)
		require.True(t, net.Equal(left), "the provider has %s of ours, the books say %s", net, left)
	}
}
