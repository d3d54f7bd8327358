package shipping_test

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

// A parcel is opened in a transaction, booked after it and followed by timers.
func ExampleDesk() {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	db := memstore.New()

	desk := &shipping.Desk{
		Store: db.Shipments(), Now: clock,
		Carriers: map[string]shipping.Carrier{"wanli": &simcarrier.Carrier{Name: "wanli", Seed: 1, Now: clock}},
	}
	desk.Settle = shipping.Alone(desk)
	timers := event.Timers{Store: db, Now: clock, Handlers: desk.Timers()}

	err := desk.Store.Do(ctx, func(ctx context.Context, tx shipping.Tx) error {
		_, err := desk.Open(ctx, tx, shipping.Shipment{
			ID: "P1", Order: "O1", Carrier: "wanli", Service: simcarrier.Express, Items: []shipping.Item{{Line: 1, Units: 1}},
			To: shipping.Address{Name: "王小明", Country: "CN", City: "成都", Street: "人民路 1 号"},
		})
		return err
	})
	if err == nil {
		err = desk.Advance(ctx, "P1")
	}
	for hour := 0; hour < 3*24 && err == nil; hour++ {
		now = now.Add(time.Hour)
		_, err = timers.RunOnce(ctx)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	parcel, err := desk.Store.FindShipment(ctx, "P1")
	fmt.Println(parcel.Booking, parcel.Status.Text("zh-CN"), parcel.Cost, err)
	// Output: booked 已签收 18.00 CNY <nil>
}

// A status is the fold of a parcel's stops, told in any order.
func ExampleReduce() {
	at := func(hour int) time.Time { return time.Date(2026, 3, 1, hour, 0, 0, 0, time.UTC) }
	status, unmapped := shipping.Reduce([]shipping.Event{
		{Status: shipping.Delivered, Occurred: at(15)},
		{Status: shipping.OutForDelivery, Occurred: at(9)},
		{Status: shipping.Unknown, Code: "Q7", Occurred: at(16)},
	})
	fmt.Println(status, unmapped)
	fmt.Println(status.Text("en"), status.Text("zh"), status.Terminal())
	// Output:
	// delivered 1
	// Delivered 已签收 true
}
