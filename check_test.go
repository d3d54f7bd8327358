package cartwright_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// counted counts what a provider is asked.
type counted struct {
	payment.Provider
	started, asked *int
}

func (c counted) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*c.started++
	return c.Provider.Start(ctx, o)
}

func (c counted) Query(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*c.asked++
	return c.Provider.Query(ctx, o)
}

// slow answers to every parcel that it cannot be reached, and counts.
type slow struct {
	van
	asked *int
}

func (s slow) Book(context.Context, shipping.Shipment) (shipping.Fact, error) {
	*s.asked++
	return shipping.Fact{}, context.DeadlineExceeded
}

func (s slow) Find(ctx context.Context, parcel shipping.Shipment) (shipping.Fact, error) {
	return s.Book(ctx, parcel)
}

// Whatever stands in a field when it is needed does the work: for a command, for
// a fact and for a deadline.
func TestReplacedServicesDoTheWork(t *testing.T) {
	b := fresh(t, memstore.New(), 10)
	started, asked, booked := 0, 0, 0
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: func() time.Time { return b.now }, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	engine, desk, orders, shelves := *b.Payments, *b.Parcels, *b.Orders, *b.Catalog
	engine.Providers = map[string]payment.Provider{"sandbox": counted{psp, &started, &asked}}
	desk.Carriers = map[string]shipping.Carrier{"van": slow{asked: &booked}}
	b.Payments, b.Parcels, b.Orders, b.Catalog = &engine, &desk, &orders, &shelves
	require.NoError(t, b.Check())

	b.place(t, request("k1", 1, sandbox.Stall))
	require.Equal(t, 1, started)
	b.pass(t, time.Hour)
	require.Positive(t, asked, "the new engine's deadlines")

	o := b.place(t, request("k2", 1, sandbox.OK))
	_, err = b.Orders.Accept(t.Context(), merchant, o.ID)
	require.NoError(t, err)
	_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
	require.NoError(t, err)
	first := booked
	require.Positive(t, first)
	b.pass(t, time.Hour)
	require.Greater(t, booked, first, "the new desk's deadlines")

	p, err := b.Catalog.Product(t.Context(), staff, "lamp")
	require.NoError(t, err)
	p.Status = catalog.Archived
	_, err = b.Catalog.SaveProduct(t.Context(), staff, p)
	require.NoError(t, err)
	_, err = b.Carts.Add(t.Context(), buyer, "USD", "LAMP", 1)
	require.Error(t, err)
}

func TestCheckNamesWhatDisagrees(t *testing.T) {
	for name, c := range map[string]struct {
		change func(b, other *bench)
		want   string
	}{
		"nothing":                   {func(*bench, *bench) {}, ""},
		"the shop's own, directly":  {func(b, _ *bench) { b.Orders.Payments, b.Orders.Charges = b.Payments, b.Payments }, ""},
		"a decorator":               {func(b, _ *bench) { b.Orders.Payments = struct{ order.Payments }{b.Payments} }, ""},
		"no engine":                 {func(b, _ *bench) { b.Payments = nil }, "Payments.Settle is not set"},
		"an engine of its own":      {func(b, _ *bench) { b.Payments = &payment.Engine{} }, "Payments.Settle is not set"},
		"no shelves":                {func(b, _ *bench) { b.Catalog = nil }, "Catalog is not set"},
		"no stock":                  {func(b, _ *bench) { b.Stock = nil }, "Stock is not set"},
		"no carts":                  {func(b, _ *bench) { b.Carts = &cart.Service{} }, "Carts is not set"},
		"another engine for orders": {func(b, o *bench) { b.Orders.Payments = o.Payments }, "Orders.Payments is not the shop's Payments"},
		"another one's charges":     {func(b, o *bench) { b.Orders.Charges = o.Payments }, "Orders.Charges is not the shop's Payments"},
		"another desk for orders":   {func(b, o *bench) { b.Orders.Parcels = o.Parcels }, "Orders.Parcels is not the shop's Parcels"},
		"another one's labels":      {func(b, o *bench) { b.Orders.Labels = o.Parcels }, "Orders.Labels is not the shop's Parcels"},
		"another one's shelves":     {func(b, o *bench) { b.Carts.Catalog = o.Catalog }, "Carts.Catalog is not the shop's Catalog"},
		"orders without shelves":    {func(b, _ *bench) { b.Orders.Catalog = nil }, "Orders.Catalog is not set"},
		"orders of another shop":    {func(b, o *bench) { b.Orders = o.Orders }, "Orders.Payments is not the shop's Payments"},
		"another backend":           {func(b, _ *bench) { b.Backend = memstore.New() }, "Timers.Store is not the shop's Backend"},
		"another one's events":      {func(b, o *bench) { b.Relay = o.Relay }, "Relay.Outbox is not the shop's Backend"},
		"no timers":                 {func(b, _ *bench) { b.Timers = nil }, "Timers.Handlers is not set"},
		"a forgotten deadline": {func(b, _ *bench) {
			b.Timers = &event.Timers{Store: b.Timers.Store, Now: b.Timers.Now, Handlers: map[string]func(context.Context, event.Timer) error{
				payment.RecoverTimer: b.Timers.Handlers[payment.RecoverTimer],
			}}
		}, "Timers.Handlers has none for " + order.ExpireTimer},
	} {
		t.Run(name, func(t *testing.T) {
			b, other := fresh(t, memstore.New(), 1), fresh(t, memstore.New(), 1)
			c.change(b, other)
			err := b.Check()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, "cartwright: "+c.want)
		})
	}
}
