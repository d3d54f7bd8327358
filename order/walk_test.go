package order_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// A walk is a shop in which people do whatever they like.
type walk struct {
	*bench
	rt        *rapid.T
	purchases []order.PurchaseID
	orders    []order.ID
	late      map[order.PurchaseID]bool // money came after a decline: the provider knows of none and gives none back
}

// refusal reports whether err is one of the answers that a command may give.
func refusal(err error) bool {
	for _, known := range []error{order.ErrInput, order.ErrOverRefund, order.ErrCharge, order.ErrCancelled, order.ErrCollecting, fsm.ErrNotPermitted, stock.ErrOutOfStock, shipping.ErrRequest} {
		if errors.Is(err, known) {
			return true
		}
	}
	return err == nil
}

func (w *walk) answer(err error) {
	if !refusal(err) {
		w.rt.Fatalf("unexpected: %v", err)
	}
}

func (w *walk) place() {
	instrument := rapid.SampledFrom([]string{sandbox.OK, sandbox.OK, sandbox.OK, sandbox.Decline, sandbox.Stall, sandbox.LostExecuted, sandbox.LostNotExecuted}).Draw(w.rt, "instrument")
	var items []order.Item
	for _, sku := range []catalog.SKU{"LAMP", "SONG", "TEA"} {
		if n := rapid.Int64Range(0, 3).Draw(w.rt, string(sku)); n > 0 {
			items = append(items, order.Item{SKU: sku, Qty: n})
		}
	}
	if len(items) == 0 {
		return
	}
	r := w.request(fmt.Sprint("k", len(w.purchases)), instrument, items...)
	if rapid.IntRange(0, 3).Draw(w.rt, "cod") == 0 {
		r.Method = order.CashOnDelivery
	}
	p, err := w.Orders.Place(w.t.Context(), buyer, r)
	w.answer(err)
	if err != nil {
		return
	}
	w.purchases = append(w.purchases, p.Purchase.ID)
	for _, o := range p.Orders {
		w.orders = append(w.orders, o.ID)
	}
}

// some picks an order, by chance.
func (w *walk) some() (order.Order, bool) {
	if len(w.orders) == 0 {
		return order.Order{}, false
	}
	return w.order(rapid.SampledFrom(w.orders).Draw(w.rt, "order")), true
}

func (w *walk) units(o order.Order) []order.Units {
	return []order.Units{{Line: rapid.IntRange(1, len(o.Lines)).Draw(w.rt, "line"), Units: rapid.Int64Range(1, 3).Draw(w.rt, "units")}}
}

func (w *walk) command(o order.Order) {
	ctx, err := w.t.Context(), error(nil)
	switch rapid.SampledFrom([]string{"accept", "accept", "reject", "cancel", "confirm", "hand", "hand", "refund", "amount", "sent", "collect", "retry", "late"}).Draw(w.rt, "command") {
	case "accept":
		_, err = w.Orders.Accept(ctx, staff, o.ID)
	case "reject":
		_, err = w.Orders.Reject(ctx, staff, o.ID, "why")
	case "cancel":
		_, err = w.Orders.Cancel(ctx, buyer, o.ID)
	case "confirm":
		_, err = w.Orders.Confirm(ctx, buyer, o.ID)
	case "hand":
		_, err = w.Orders.HandOver(ctx, staff, o.ID, order.Parcel{Items: w.units(o)})
	case "refund", "sent":
		r := order.RefundRequest{Items: w.units(o), Reason: "r", Sent: rapid.Bool().Draw(w.rt, "sent")}
		_, err = w.Orders.Refund(ctx, staff, o.ID, r)
	case "amount":
		_, err = w.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Amount: cash("3.21"), Reason: "r"})
	case "collect":
		err = w.Orders.Collect(ctx, staff, o.ID)
	case "late":
		w.lateMoney(o.Purchase)
	case "retry":
		_, err = w.Orders.Retry(ctx, buyer, o.Purchase, order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK})
	}
	w.answer(err)
}

// lateMoney lets a charge that was declined or closed bring money after all.
func (w *walk) lateMoney(id order.PurchaseID) {
	p, err := w.db.Orders().FindPurchase(w.t.Context(), id)
	require.NoError(w.rt, err)
	for op, err := range w.db.Payments().Operations(w.t.Context(), p.Payment) {
		require.NoError(w.rt, err)
		if op.Kind == payment.Sale && (op.Status == payment.Declined || op.Status == payment.Closed) {
			w.late[id] = true
			w.learn(op.Ref, payment.Succeeded, op.Amount)
		}
	}
}

// audit proves what must hold after every step.
func (w *walk) audit() {
	held, gone := map[catalog.SKU]int64{}, map[catalog.SKU]int64{}
	for _, id := range w.orders {
		o := w.order(id)
		claimed, err := o.Refunded.Add(o.Refunding)
		require.NoError(w.rt, err)
		over, err := claimed.Cmp(o.Total)
		require.NoError(w.rt, err)
		require.LessOrEqual(w.rt, over, 0, "refunds exceed the total")
		for i, p := range o.Progress {
			l := o.Lines[i]
			require.True(w.rt, p.Delivered <= p.Shipped && p.Shipped <= p.Packed && p.Packed+p.Dropped <= l.Qty && p.Refunded <= l.Qty &&
				min(p.Delivered, p.Shipped, p.Packed, p.Dropped, p.Refunded, p.Returned) >= 0, "%+v of %d", p, l.Qty)
			if l.Kind != catalog.Goods {
				continue
			}
			gone[l.SKU] += p.Shipped
			if o.Status != order.Cancelled {
				held[l.SKU] += l.Qty - p.Shipped - p.Dropped
			}
		}
		require.Equal(w.rt, order.PaymentStatusOf(o.PaymentStatus, o.Total, o.Refunded), o.PaymentStatus)
		require.Equal(w.rt, order.ShippingStatusOf(o.Lines, o.Progress), o.ShippingStatus)
		w.history(o)
		w.packed(o)
	}
	for _, sku := range []catalog.SKU{"LAMP", "TEA"} {
		levels, err := w.Stock.Levels(w.t.Context(), sku)
		require.NoError(w.rt, err)
		require.Equal(w.rt, []stock.Level{{SKU: sku, OnHand: 10 - gone[sku], Reserved: held[sku]}}, levels)
	}
	for _, id := range w.purchases {
		w.books(id)
	}
}

func (w *walk) history(o order.Order) {
	changes, err := w.db.Orders().History(w.t.Context(), o.ID)
	require.NoError(w.rt, err)
	require.Len(w.rt, changes, int(o.Version))
	status := order.Status("")
	for i, c := range changes {
		require.Equal(w.rt, status, c.From, "change %d of %s", i, o.ID)
		status = c.To
	}
	require.Equal(w.rt, o.Status, status)
}

// books compares a payment with the orders that it pays for.
func (w *walk) books(id order.PurchaseID) {
	p, err := w.Orders.Purchase(w.t.Context(), staff, id)
	require.NoError(w.rt, err)
	pay, err := w.db.Payments().FindPayment(w.t.Context(), p.Purchase.Payment)
	require.NoError(w.rt, err)
	refunded, refunding := cash("0"), cash("0")
	for _, o := range p.Orders {
		refunded, _ = refunded.Add(o.Refunded)
		refunding, _ = refunding.Add(o.Refunding)
		list, err := w.Orders.Refunds(w.t.Context(), staff, o.ID)
		require.NoError(w.rt, err)
		for _, r := range list {
			switch {
			case !r.Surplus || r.Status == payment.Declined:
			case r.Status == payment.Succeeded:
				refunded, _ = refunded.Add(r.Amount)
			default:
				refunding, _ = refunding.Add(r.Amount)
			}
		}
	}
	require.True(w.rt, refunded.Equal(pay.Refunded) && refunding.Equal(pay.Refunding), "orders %s %s, payment %s %s", refunded, refunding, pay.Refunded, pay.Refunding)
}

// lastly lets everything come to rest: nothing waits for ever, no promised piece
// is without an order, and no cancelled order keeps money.
func (w *walk) lastly() {
	w.pass(60 * 24 * time.Hour)
	w.audit()
	for _, id := range w.orders {
		o := w.order(id)
		require.NotContains(w.rt, []order.Status{order.Placed, order.Cancelling, order.Delivered}, o.Status)
		require.True(w.rt, o.Refunding.IsZero(), "%s", o.Refunding)
		if o.Status == order.Cancelled && len(o.Lines) > 0 && o.Progress[0].Dropped == 0 && !w.late[o.Purchase] {
			require.Contains(w.rt, []order.PaymentStatus{order.PayUnpaid, order.PayInDoubt, order.PayRefunded, order.PayVoided}, o.PaymentStatus)
		}
	}
	for op, err := range w.operations() {
		require.NoError(w.rt, err)
		require.NotContains(w.rt, []payment.Status{payment.Intent, payment.InDoubt, payment.Pending}, op.Status, "%s %s", op.Kind, op.Ref)
	}
}

func (w *walk) operations() func(func(payment.Operation, error) bool) {
	return func(yield func(payment.Operation, error) bool) {
		for _, id := range w.purchases {
			p, err := w.db.Orders().FindPurchase(w.t.Context(), id)
			require.NoError(w.rt, err)
			for op, err := range w.db.Payments().Operations(w.t.Context(), p.Payment) {
				if !yield(op, err) {
					return
				}
			}
		}
	}
}

// Whatever buyers, merchants, carriers and providers do, in whatever order, the
// books balance after every step and nothing is left waiting at the end.
func TestRandomWalk(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		calm := false
		w := &walk{bench: fresh(t, nil), rt: rt, late: map[order.PurchaseID]bool{}}
		w.Parcels.Carriers["van"] = fickle{rt: rt, calm: &calm}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			what := rapid.IntRange(0, 9).Draw(rt, "what")
			o, ok := w.some()
			switch {
			case what < 2 || !ok:
				w.place()
			case what < 7:
				w.command(o)
			case what < 9:
				w.road(o)
			default:
				w.pass(time.Duration(rapid.IntRange(1, 3000).Draw(rt, "minutes")) * time.Minute)
			}
			w.audit()
		}
		calm = true
		w.lastly()
	})
}
