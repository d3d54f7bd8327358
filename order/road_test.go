package order_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/shipping"
)

// A fickle carrier books, refuses or says nothing, until it is calm.
type fickle struct {
	van
	rt   *rapid.T
	calm *bool
}

func (f fickle) Book(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if !*f.calm {
		switch rapid.SampledFrom([]string{"books", "books", "books", "refuses", "nothing"}).Draw(f.rt, "carrier") {
		case "refuses":
			return shipping.Fact{Booking: shipping.Refused, Code: "full"}, nil
		case "nothing":
			return shipping.Fact{}, context.DeadlineExceeded
		}
	}
	return f.van.Book(ctx, s)
}

func (f fickle) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return f.Book(ctx, s)
}

// road brings news of a parcel of an order: a stop, or, sooner or later than
// anybody expects it, the answer about its label.
func (w *walk) road(o order.Order) {
	parcels := w.parcels(o.ID)
	if len(parcels) == 0 {
		return
	}
	p := rapid.SampledFrom(parcels).Draw(w.rt, "parcel")
	switch what := rapid.SampledFrom([]string{"stop", "stop", "stop", "cancel", "booked", "refused", "cancelled", "recall"}).Draw(w.rt, "news"); what {
	case "stop":
		w.stop(p.ID, rapid.SampledFrom([]shipping.Status{
			shipping.InTransit, shipping.Exception, shipping.Delivered, shipping.Delivered, shipping.Returned, shipping.Lost,
		}).Draw(w.rt, "stop"))
	case "cancel":
		require.NoError(w.rt, w.Parcels.Cancel(w.t.Context(), p.ID))
	case "recall":
		if p.Booking == shipping.Booked {
			w.recall(p.ID)
		}
	default:
		w.label(p.ID, shipping.Booking(what))
	}
}

// label tells the desk what a carrier says of a label.
func (b *bench) label(id shipping.ID, booking shipping.Booking) {
	b.t.Helper()
	b.now = b.now.Add(time.Hour)
	f := shipping.Fact{Shipment: id, Booking: booking, Number: "V1", At: b.now}
	require.NoError(b.t, b.Parcels.Learn(b.t.Context(), f))
	require.NoError(b.t, b.Parcels.Learn(b.t.Context(), f), "again")
}

// recall withdraws a label as a host may.
func (b *bench) recall(id shipping.ID) {
	b.t.Helper()
	require.NoError(b.t, b.db.Orders().Do(b.t.Context(), func(ctx context.Context, tx order.Tx) error {
		c, err := b.Parcels.Recall(ctx, tx, id)
		if err != nil {
			return err
		}
		return b.Orders.ParcelChanged(ctx, tx, c)
	}))
}

// packed compares the progress of an order with what all its parcels say, one by one.
func (w *walk) packed(o order.Order) {
	want := make([]order.Progress, len(o.Lines))
	for _, p := range w.parcels(o.ID) {
		for _, u := range p.Items {
			one := &want[u.Line-1]
			switch p.Booking {
			case shipping.Booked:
				one.Shipped += u.Units
				if p.Status == shipping.Delivered {
					one.Delivered += u.Units
				}
				if p.Status == shipping.Returned {
					one.Returned += u.Units
				}
				fallthrough
			case shipping.Intent, shipping.InDoubt:
				one.Packed += u.Units
			default:
			}
		}
	}
	for i, l := range o.Lines {
		got := o.Progress[i]
		if l.Kind == catalog.Goods {
			require.Equal(w.rt, want[i], order.Progress{
				Packed: got.Packed, Shipped: got.Shipped, Delivered: got.Delivered, Returned: got.Returned,
			}, "line %d of %s", l.No, o.ID)
		}
		require.True(w.rt, got.Withheld >= 0 && got.Withheld <= l.Qty && got.Withheld <= got.Packed, "%+v", got)
	}
}

// Whatever happens to the parcels of an order while its buyer confirms and its
// merchant packs and gives money back, every parcel counts for what it is.
func TestRandomRoad(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		calm := false
		w := &walk{bench: fresh(t, nil), rt: rt, late: map[order.PurchaseID]bool{}}
		w.Parcels.Carriers["van"] = fickle{rt: rt, calm: &calm}
		o := w.accepted(order.Item{SKU: "LAMP", Qty: rapid.Int64Range(1, 4).Draw(rt, "lamps")}, order.Item{SKU: "WICK", Qty: 2})
		w.orders, w.purchases = []order.ID{o.ID}, []order.PurchaseID{o.Purchase}
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			w.step(w.order(o.ID))
			w.audit()
		}
		calm = true
		w.lastly()
		for _, p := range w.parcels(o.ID) {
			require.NotContains(rt, []shipping.Booking{shipping.Intent, shipping.InDoubt}, p.Booking)
			if p.Booking == shipping.Recalled {
				require.NotEqual(rt, shipping.Pending, p.Status, "nobody withdraws it")
			}
		}
	})
}

// step does what somebody may do to an accepted order.
func (w *walk) step(o order.Order) {
	ctx, err := w.t.Context(), error(nil)
	switch rapid.SampledFrom([]string{"hand", "hand", "refund", "confirm", "time", "road", "road", "road", "road"}).Draw(w.rt, "step") {
	case "hand":
		var p order.Parcel
		if rapid.IntRange(0, 3).Draw(w.rt, "some") > 0 {
			p.Items = w.units(o)
		}
		_, err = w.Orders.HandOver(ctx, staff, o.ID, p)
	case "refund":
		r := order.RefundRequest{Items: w.units(o), Reason: "r", Sent: rapid.IntRange(0, 2).Draw(w.rt, "sent") == 0}
		if rapid.IntRange(0, 3).Draw(w.rt, "amount") == 0 {
			r.Items = nil
			r.Amount, err = o.Total.Sub(o.Refunded)
			require.NoError(w.rt, err)
		}
		_, err = w.Orders.Refund(ctx, staff, o.ID, r)
	case "confirm":
		if rapid.IntRange(0, 3).Draw(w.rt, "confirm") == 0 {
			_, err = w.Orders.Confirm(ctx, buyer, o.ID)
		}
	case "time":
		w.pass(time.Duration(rapid.IntRange(1, 2000).Draw(w.rt, "minutes")) * time.Minute)
	case "road":
		w.road(o)
	}
	w.answer(err)
}
