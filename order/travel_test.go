package order_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// silent is a van whose answer to a booking never comes.
type silent struct{ van }

func (silent) Book(context.Context, shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{}, context.DeadlineExceeded
}

func (silent) Find(context.Context, shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{}, context.DeadlineExceeded
}

// handed is an accepted order of lamps, each in a parcel of its own.
func (b *bench) handed(lamps int64) (order.ID, []shipping.ID) {
	b.t.Helper()
	o := b.accepted(order.Item{SKU: "LAMP", Qty: lamps})
	for range lamps {
		_, err := b.Orders.HandOver(b.t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 1, Units: 1}}})
		require.NoError(b.t, err)
	}
	var ids []shipping.ID
	for _, p := range b.parcels(o.ID) {
		ids = append(ids, p.ID)
	}
	return o.ID, ids
}

func (b *bench) events(id order.ID, after int64) (list []order.Event) {
	b.t.Helper()
	history, err := b.Orders.History(b.t.Context(), staff, id)
	require.NoError(b.t, err)
	for _, c := range history[after:] {
		list = append(list, c.Event)
	}
	return list
}

func (b *bench) parcel(id shipping.ID) shipping.Shipment {
	b.t.Helper()
	s, err := b.db.Shipments().FindShipment(b.t.Context(), id)
	require.NoError(b.t, err)
	return s
}

// A label that is cancelled and booked after all, again and again, leaves and
// comes back each time.
func TestALabelComesAndGoes(t *testing.T) {
	b := fresh(t, nil)
	id, parcels := b.handed(1)
	for range 3 {
		require.NoError(t, b.Parcels.Cancel(t.Context(), parcels[0]))
		require.Equal(t, order.Accepted, b.order(id).Status)
		b.level("LAMP", 10, 1)
		b.label(parcels[0], shipping.Booked)
		require.Equal(t, order.Shipped, b.order(id).Status)
		b.level("LAMP", 9, 0)
	}
	b.stop(parcels[0], shipping.Delivered)
	require.Equal(t, order.Delivered, b.order(id).Status)
}

// refused is an accepted order whose label was refused.
func refused(t *testing.T) (*bench, order.ID, shipping.ID) {
	t.Helper()
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.To.City = "Nowhere"
	_, orders := b.placed(r)
	id := orders[0].ID
	_, err := b.Orders.Accept(t.Context(), merchant, id)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
	require.NoError(t, err)
	return b, id, b.parcels(id)[0].ID
}

func TestALabelOfACancelledOrder(t *testing.T) {
	b, id, parcel := refused(t)
	_, err := b.Orders.Reject(t.Context(), merchant, id, "nobody goes there")
	require.NoError(t, err)
	b.pass(time.Minute)
	before := b.order(id).Version
	b.label(parcel, shipping.Booked)
	o := b.order(id)
	require.Equal(t, order.Cancelled, o.Status)
	require.Equal(t, order.Progress{Line: 1}, o.Progress[0])
	require.Equal(t, shipping.Recalled, b.parcel(parcel).Booking)
	b.level("LAMP", 10, 0)
	b.pass(time.Minute)
	require.Equal(t, shipping.Cancelled, b.parcel(parcel).Booking)
	b.stop(parcel, shipping.PickedUp) // and yet
	b.stop(parcel, shipping.Delivered)
	require.Equal(t, []order.Event{order.UnexpectedLabel, order.UnexpectedLabel}, b.events(id, before), "the label, and the parcel once")
	b.level("LAMP", 10, 0)
}

// A parcel has been seen when its label, in doubt until then, turns out to be none.
func TestAParcelThatMovedWithoutALabel(t *testing.T) {
	b := fresh(t, nil)
	b.Parcels.Carriers["van"] = silent{}
	id, parcels := b.handed(1)
	before := b.order(id).Version
	b.stop(parcels[0], shipping.InTransit)
	b.label(parcels[0], shipping.Cancelled)
	require.Equal(t, []order.Event{order.Unpack, order.UnexpectedLabel}, b.events(id, before))
	b.level("LAMP", 10, 1)
}

// The goods of a refused label are in a second parcel when it turns up after all.
func TestALabelOfGoodsInAnotherParcel(t *testing.T) {
	b, id, first := refused(t)
	_, err := b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
	require.NoError(t, err)
	second := b.parcels(id)[1].ID
	b.label(second, shipping.Booked)
	require.Equal(t, order.Shipped, b.order(id).Status)
	before := b.order(id)
	b.label(first, shipping.Booked)
	b.stop(first, shipping.Delivered)
	require.Equal(t, []order.Event{order.UnexpectedLabel}, b.events(id, before.Version))
	require.Equal(t, before.Progress, b.order(id).Progress)
	b.level("LAMP", 9, 0)
	b.stop(second, shipping.Delivered)
	require.Equal(t, order.Delivered, b.order(id).Status)
}

func TestNewsThatComesAgainCountsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		stops               []shipping.Status
		delivered, returned int64
	}{
		"delivered twice":          {[]shipping.Status{shipping.Delivered, shipping.Exception, shipping.Delivered}, 1, 0},
		"returned twice":           {[]shipping.Status{shipping.Returned, shipping.InTransit, shipping.Returned}, 0, 1},
		"not delivered after all":  {[]shipping.Status{shipping.Delivered, shipping.Exception}, 0, 0},
		"comes back from the door": {[]shipping.Status{shipping.Delivered, shipping.Returning, shipping.Returned}, 0, 1},
		"goes out again":           {[]shipping.Status{shipping.Returned, shipping.InTransit, shipping.Delivered}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			id, parcels := b.handed(2)
			for _, s := range tc.stops {
				b.stop(parcels[0], s)
			}
			o := b.order(id)
			require.Equal(t, order.Shipped, o.Status, "the other parcel is on its way")
			require.Equal(t, order.Progress{Line: 1, Packed: 2, Shipped: 2, Delivered: tc.delivered, Returned: tc.returned}, o.Progress[0])
		})
	}
}

// A push that overtakes the answer about its label is not lost.
func TestArrivalBeforeTheLabel(t *testing.T) {
	b := fresh(t, nil)
	b.Parcels.Carriers["van"] = silent{}
	id, parcels := b.handed(1)
	before := b.order(id).Version
	b.stop(parcels[0], shipping.PickedUp)
	b.stop(parcels[0], shipping.Delivered)
	require.Equal(t, order.Accepted, b.order(id).Status)
	b.Parcels.Carriers["van"] = van{}
	b.pass(time.Hour)
	require.Equal(t, order.Delivered, b.order(id).Status)
	b.level("LAMP", 9, 0)
	b.pass(8 * 24 * time.Hour)
	require.Equal(t, []order.Event{order.HandOver, order.Deliver, order.Confirm}, b.events(id, before))
}

// What was refunded as not sent while it was packed is not sent when its label
// ends unused.
func TestRefundedWhilePacked(t *testing.T) {
	for name, tc := range map[string]struct {
		lamps, items, delivered int64
		sent                    bool
		end                     shipping.Booking
		want                    order.Status
		progress                order.Progress
		onHand, reserved        int64
	}{
		"label refused":        {1, 1, 0, false, shipping.Refused, order.Cancelled, order.Progress{Dropped: 1, Refunded: 1}, 10, 0},
		"label cancelled":      {1, 1, 0, false, shipping.Cancelled, order.Cancelled, order.Progress{Dropped: 1, Refunded: 1}, 10, 0},
		"sent anyway":          {1, 1, 0, true, shipping.Refused, order.Accepted, order.Progress{Refunded: 1}, 10, 1},
		"one of two refused":   {2, 1, 0, false, shipping.Refused, order.Shipped, order.Progress{Packed: 1, Shipped: 1, Dropped: 1, Refunded: 1}, 9, 0},
		"one of two cancelled": {2, 1, 1, false, shipping.Cancelled, order.Delivered, order.Progress{Packed: 1, Shipped: 1, Delivered: 1, Dropped: 1, Refunded: 1}, 9, 0},
		"the delivered one":    {2, 1, 1, true, shipping.Cancelled, order.PartShipped, order.Progress{Packed: 1, Shipped: 1, Delivered: 1, Refunded: 1}, 9, 1},
		"the whole amount":     {1, 0, 0, false, shipping.Refused, order.Cancelled, order.Progress{Dropped: 1}, 10, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := fresh(t, nil)
			b.Parcels.Carriers["van"] = silent{}
			id, parcels := b.handed(tc.lamps)
			if tc.lamps > 1 {
				b.label(parcels[0], shipping.Booked)
			}
			last := parcels[len(parcels)-1]
			if tc.end == shipping.Cancelled {
				b.label(last, shipping.Booked)
			}
			if tc.delivered > 0 {
				b.stop(parcels[0], shipping.Delivered)
			}
			r := order.RefundRequest{Reason: "r", Sent: tc.sent}
			if tc.items > 0 {
				r.Items = []order.Units{{Line: 1, Units: tc.items}}
			} else {
				r.Amount = b.order(id).Total
			}
			_, err := b.Orders.Refund(t.Context(), merchant, id, r)
			require.NoError(t, err)
			b.label(last, tc.end)
			b.pass(time.Minute)
			o := b.order(id)
			tc.progress.Line = 1
			require.Equal(t, tc.want, o.Status)
			require.Equal(t, tc.progress, o.Progress[0])
			b.level("LAMP", tc.onHand, tc.reserved)
			if tc.reserved == 0 {
				b.label(last, shipping.Booked) // too late
				require.Equal(t, tc.progress, b.order(id).Progress[0])
				_, err = b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
				require.Error(t, err)
			}
		})
	}
}

// Of what has arrived nothing can be withheld, whatever the refund says of it.
func TestNothingThatArrivedIsWithheld(t *testing.T) {
	b := fresh(t, nil)
	id, parcels := b.handed(1)
	b.stop(parcels[0], shipping.Delivered)
	_, err := b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "broken"})
	require.NoError(t, err)
	require.Equal(t, order.Progress{Line: 1, Packed: 1, Shipped: 1, Delivered: 1, Refunded: 1}, b.order(id).Progress[0])
}

// A refund that its provider refused gives nothing back: the goods are still owed.
func TestARefusedRefundWithholdsNothing(t *testing.T) {
	b := fresh(t, nil)
	b.Parcels.Carriers["van"] = silent{}
	b.Payments.Providers["sandbox"] = refusing{doorstep{b.psp}}
	id, parcels := b.handed(1)
	_, err := b.Orders.Refund(t.Context(), merchant, id, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "r"})
	require.NoError(t, err)
	b.pass(time.Minute)
	require.Zero(t, b.order(id).Progress[0].Refunded)
	b.label(parcels[0], shipping.Refused)
	require.Equal(t, order.Progress{Line: 1}, b.order(id).Progress[0])
	b.level("LAMP", 10, 1)
}

// The buyer confirms, perhaps because the goods came by another way, and the
// label turns out to be unused: its pieces are on the shelf.
func TestAnUnusedLabelOfACompletedOrder(t *testing.T) {
	b := fresh(t, nil)
	id, parcels := b.handed(2)
	_, err := b.Orders.Confirm(t.Context(), buyer, id)
	require.NoError(t, err)
	b.level("LAMP", 8, 0)
	require.NoError(t, b.Parcels.Cancel(t.Context(), parcels[0]))
	o := b.order(id)
	require.Equal(t, order.Completed, o.Status)
	require.Equal(t, order.Progress{Line: 1, Packed: 1, Shipped: 1, Dropped: 1}, o.Progress[0])
	b.level("LAMP", 9, 0)
	b.stop(parcels[1], shipping.Delivered)
	require.Equal(t, order.ShipDelivered, b.order(id).ShippingStatus)
	require.Equal(t, order.Completed, b.order(id).Status)
}

// A host that recalls a label of ours has its goods back.
func TestARecalledLabel(t *testing.T) {
	b := fresh(t, nil)
	id, parcels := b.handed(1)
	b.recall(parcels[0])
	require.Equal(t, order.Accepted, b.order(id).Status)
	b.level("LAMP", 10, 1)
	b.pass(time.Minute)
	require.Equal(t, shipping.Cancelled, b.parcel(parcels[0]).Booking)
	require.Equal(t, order.Accepted, b.order(id).Status)
	b.level("LAMP", 10, 1)
}

// A shipment that somebody opened past HandOver never counts.
func TestAForeignShipment(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	for i, line := range []int{1, 2} {
		s := shipping.Shipment{
			ID: shipping.ID([]string{"F1", "F2"}[i]), Order: string(o.ID), Carrier: "van", Items: []shipping.Item{{Line: line, Units: 1}},
			To: shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"},
		}
		require.NoError(t, b.db.Shipments().Do(t.Context(), func(ctx context.Context, tx shipping.Tx) error {
			_, err := b.Parcels.Open(ctx, tx, s)
			return err
		}))
		b.label(s.ID, shipping.Booked)
		b.stop(s.ID, shipping.Delivered)
		require.Equal(t, o, b.order(o.ID))
		require.Equal(t, shipping.Booked, b.parcel(s.ID).Booking)
	}
}

func TestACarrierMustBeChosen(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.Carrier, r.Service = "", ""
	_, orders := b.placed(r)
	_, err := b.Orders.Accept(t.Context(), merchant, orders[0].ID)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, orders[0].ID, order.Parcel{})
	require.ErrorIs(t, err, shipping.ErrRequest)
	require.ErrorContains(t, err, "no carrier was chosen")
	_, err = b.Orders.HandOver(t.Context(), merchant, orders[0].ID, order.Parcel{Carrier: "van"})
	require.NoError(t, err)
	require.Equal(t, "day", b.parcels(orders[0].ID)[0].Service)
}

// refusing declines every refund.
type refusing struct{ doorstep }

func (refusing) Refund(_ context.Context, o payment.Operation) (payment.Fact, error) {
	return payment.Fact{Provider: "sandbox", Ref: o.Ref, Status: payment.Declined, Code: "no"}, nil
}

type bike struct{ van }

func (bike) Info() shipping.Info { return shipping.Info{Name: "bike", Services: []string{"hour"}} }

// The service that the buyer chose is none of another carrier.
func TestTheMerchantTakesAnotherCarrier(t *testing.T) {
	b := fresh(t, nil)
	b.Parcels.Carriers["bike"] = bike{}
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Carrier: "bike", Service: "day"})
	require.ErrorIs(t, err, shipping.ErrRequest)
	_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Carrier: "bike"})
	require.NoError(t, err)
	p := b.parcels(o.ID)[0]
	require.Equal(t, "bike hour", p.Carrier+" "+p.Service)
}

// A host's own table may have no way for a parcel: the label is recalled and its
// units are free again.
func TestALifecycleWithoutHandOver(t *testing.T) {
	b := fresh(t, nil)
	b.Parcels.Carriers["van"] = silent{}
	id, parcels := b.handed(1)
	machine, err := fsm.New("order", order.Placed,
		fsm.Rule[order.Status, order.Event, *order.Order]{Event: order.Accept, From: []order.Status{order.Placed}, To: order.Accepted})
	require.NoError(t, err)
	b.Orders.Lifecycle = machine
	b.label(parcels[0], shipping.Booked)
	o := b.order(id)
	require.Equal(t, order.Accepted, o.Status)
	require.Equal(t, order.Progress{Line: 1}, o.Progress[0])
	require.Equal(t, shipping.Recalled, b.parcel(parcels[0]).Booking)
	b.level("LAMP", 10, 1)
}
