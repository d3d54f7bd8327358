package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

func TestHandOverInParts(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 3}, order.Item{SKU: "SONG", Qty: 1})
	hand := func(items ...order.Units) (order.Order, error) {
		return b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: items})
	}
	for field, items := range map[string][]order.Units{
		"items[0].units": {{Line: 1, Units: 4}},
		"items[1].units": {{Line: 1, Units: 2}, {Line: 1, Units: 2}},
		"items[0].line":  {{Line: 3, Units: 1}},
		"items[1].line":  {{Line: 1, Units: 1}, {Line: 2, Units: 1}},
	} {
		_, err := hand(items...)
		var input *order.InputError
		require.ErrorAs(t, err, &input)
		assert.Equal(t, field, input.Field)
	}
	_, err := hand(order.Units{Line: 1, Units: 2})
	require.NoError(t, err)
	require.Equal(t, order.PartShipped, b.order(o.ID).Status)
	b.level("LAMP", 8, 1)
	_, err = hand(order.Units{Line: 2, Units: 1}) // a song needs no parcel
	require.NoError(t, err)
	_, err = b.Orders.Reject(t.Context(), merchant, o.ID, "too late")
	require.ErrorIs(t, err, fsm.ErrNotPermitted)
	_, err = hand()
	require.NoError(t, err)
	require.Equal(t, order.Shipped, b.order(o.ID).Status)
	b.level("LAMP", 7, 0)
	_, err = hand()
	require.ErrorIs(t, err, order.ErrInput)

	parcels := b.parcels(o.ID)
	require.Len(t, parcels, 2)
	b.stop(parcels[0].ID, shipping.Delivered)
	require.Equal(t, order.Shipped, b.order(o.ID).Status)
	b.stop(parcels[1].ID, shipping.Delivered)
	o = b.order(o.ID)
	require.Equal(t, order.Delivered, o.Status)
	require.Equal(t, order.ShipDelivered, o.ShippingStatus)
	require.False(t, o.Deadline.IsZero())
	b.pass(8 * 24 * time.Hour)
	require.Equal(t, order.Completed, b.order(o.ID).Status)
	history, err := b.Orders.History(t.Context(), buyer, o.ID)
	require.NoError(t, err)
	for i, c := range history {
		require.EqualValues(t, i+1, c.Version)
	}
	last := history[len(history)-1]
	require.Equal(t, order.Confirm, last.Event)
	require.Equal(t, "system", last.Role)
}

func TestARefusedParcelIsUnpacked(t *testing.T) {
	b := fresh(t, nil)
	r := b.request("k", sandbox.OK, order.Item{SKU: "LAMP", Qty: 1})
	r.To.City = "Nowhere"
	_, orders := b.placed(r)
	id := orders[0].ID
	_, err := b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
	require.ErrorIs(t, err, fsm.ErrNotPermitted) // not accepted yet
	_, err = b.Orders.Accept(t.Context(), merchant, id)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, id, order.Parcel{})
	require.NoError(t, err)
	o := b.order(id)
	require.Equal(t, order.Accepted, o.Status)
	require.Zero(t, o.Progress[0].Packed)
	b.level("LAMP", 10, 1)
	_, err = b.Orders.Reject(t.Context(), merchant, id, "nobody goes there")
	require.NoError(t, err)
	b.level("LAMP", 10, 0)
}

func TestACancelledLabelComesBack(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 3})
	for _, n := range []int64{1, 2} {
		_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 1, Units: n}}})
		require.NoError(t, err)
	}
	require.Equal(t, order.Shipped, b.order(o.ID).Status)
	b.level("LAMP", 7, 0)
	parcels := b.parcels(o.ID)
	for i, want := range []struct {
		status           order.Status
		onHand, reserved int64
	}{{order.PartShipped, 7 + parcels[0].Items[0].Units, parcels[0].Items[0].Units}, {order.Accepted, 10, 3}} {
		require.NoError(t, b.Parcels.Cancel(t.Context(), parcels[i].ID))
		require.Equal(t, want.status, b.order(o.ID).Status)
		b.level("LAMP", want.onHand, want.reserved)
	}
	_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
	require.NoError(t, err)
	require.Equal(t, order.Shipped, b.order(o.ID).Status)
	b.level("LAMP", 7, 0)
}

func TestDigitalGoodsAloneArriveAtOnce(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "SONG", Qty: 2})
	o, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
	require.NoError(t, err)
	require.Equal(t, order.Delivered, o.Status)
	require.Empty(t, b.parcels(o.ID))
	_, err = b.Orders.Confirm(t.Context(), rival, o.ID)
	require.ErrorIs(t, err, order.ErrNotFound)
	o, err = b.Orders.Confirm(t.Context(), buyer, o.ID)
	require.NoError(t, err)
	require.Equal(t, order.Completed, o.Status)
	b.pass(8 * 24 * time.Hour)
	require.Equal(t, o.Version, b.order(o.ID).Version)
}

func TestAReturnedParcel(t *testing.T) {
	b := fresh(t, nil)
	o := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	_, err := b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
	require.NoError(t, err)
	b.stop(b.parcels(o.ID)[0].ID, shipping.Returned)
	o = b.order(o.ID)
	require.Equal(t, order.Shipped, o.Status)
	require.Equal(t, order.ShipReturned, o.ShippingStatus)
}
