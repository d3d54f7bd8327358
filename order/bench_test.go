package order_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

var (
	buyer    = secure.Actor{ID: "buyer-1", Role: secure.RoleBuyer}
	stranger = secure.Actor{ID: "buyer-2", Role: secure.RoleBuyer}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"lamplight"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"valley"}}
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
)

// A van books and cancels at once and says nothing more: tests tell of its stops.
type van struct{}

func (van) Info() shipping.Info {
	return shipping.Info{Name: "van", Services: []string{"day"}, Poll: 30 * 24 * time.Hour}
}

func (van) Rates(context.Context, shipping.Quote) ([]shipping.Rate, error) {
	return nil, nil
}

func (van) Book(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if s.To.City == "Nowhere" {
		return shipping.Fact{Shipment: s.ID, Booking: shipping.Refused, Code: "unserved"}, nil
	}
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Booked, Number: "V1"}, nil
}

func (v van) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return v.Book(ctx, s)
}

func (van) Cancel(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Cancelled}, nil
}

func (van) Track(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{Shipment: s.ID}, nil
}

// doorstep is the sandbox with cash on delivery.
type doorstep struct{ *sandbox.Provider }

func (d doorstep) Info() payment.Info {
	i := d.Provider.Info()
	i.Methods = append(i.Methods, order.CashOnDelivery)
	return i
}

func (d doorstep) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if o.Method == order.CashOnDelivery {
		o.Method = sandbox.Card
	}
	return d.Provider.Start(ctx, o)
}

// A bench is a shop over memory, with a clock that we move.
type bench struct {
	*cartwright.Shop
	t   testing.TB
	db  *memstore.DB
	psp *sandbox.Provider
	now time.Time
}

func cash(text string) money.Money { return money.MustParse(text, money.MustCurrency("USD")) }

func fresh(t testing.TB, script func(call string, o payment.Operation) sandbox.Fault) *bench {
	t.Helper()
	b := &bench{t: t, now: time.UnixMilli(1_700_000_000_000).UTC(), db: memstore.New()}
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay", Script: script})
	require.NoError(t, err)
	b.psp = psp
	b.Shop, err = cartwright.Wire(b.db, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": doorstep{psp}}, Carriers: map[string]shipping.Carrier{"van": van{}},
		Now: clock, Fees: []pricing.Fee{{Flat: cash("5"), FreeFrom: cash("100")}},
	})
	require.NoError(t, err)
	for i, p := range []struct {
		sku, seller, price string
		kind               catalog.Kind
	}{{"LAMP", "lamplight", "19.99", catalog.Goods}, {"WICK", "lamplight", "0.33", catalog.Goods}, {"SONG", "lamplight", "1.50", catalog.Digital}, {"TEA", "valley", "7.25", catalog.Goods}} {
		_, err = b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
			Slug: fmt.Sprint("p", i), Seller: catalog.SellerID(p.seller), Kind: p.kind, Status: catalog.Active,
			Texts:    catalog.Texts{"en": {Title: p.sku}},
			Variants: []catalog.Variant{{SKU: catalog.SKU(p.sku), Prices: []money.Money{cash(p.price)}, Grams: 100}},
		})
		require.NoError(t, err)
		if p.kind == catalog.Goods {
			require.NoError(t, b.Stock.Move(t.Context(), staff, stock.Delivery{
				Reason: stock.Received, Lines: []stock.Line{{SKU: catalog.SKU(p.sku), Qty: 10}},
			}))
		}
	}
	return b
}

// request asks for units; the total is what a quote says.
func (b *bench) request(key, instrument string, items ...order.Item) order.Request {
	b.t.Helper()
	r := order.Request{
		Key: key, Lines: items, Currency: "USD", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: instrument,
		To: shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"}, Carrier: "van", Service: "day",
	}
	_, total, err := b.Orders.Quote(b.t.Context(), buyer, r)
	require.NoError(b.t, err)
	r.ExpectedTotal = total
	return r
}

// placed places a request and reads its orders again, in the order of sellers.
func (b *bench) placed(r order.Request) (order.Purchase, []order.Order) {
	b.t.Helper()
	p, err := b.Orders.Place(b.t.Context(), buyer, r)
	require.NoError(b.t, err)
	again, err := b.Orders.Purchase(b.t.Context(), buyer, p.Purchase.ID)
	require.NoError(b.t, err)
	return again.Purchase, again.Orders
}

func (b *bench) order(id order.ID) order.Order {
	b.t.Helper()
	o, err := b.Orders.Order(b.t.Context(), staff, id)
	require.NoError(b.t, err)
	return o
}

// accepted is a paid order that its merchant took on.
func (b *bench) accepted(items ...order.Item) order.Order {
	b.t.Helper()
	_, orders := b.placed(b.request("k-"+fmt.Sprint(items), sandbox.OK, items...))
	o, err := b.Orders.Accept(b.t.Context(), staff, orders[0].ID)
	require.NoError(b.t, err)
	return o
}

func (b *bench) level(sku catalog.SKU, onHand, reserved int64) {
	b.t.Helper()
	levels, err := b.Stock.Levels(b.t.Context(), sku)
	require.NoError(b.t, err)
	require.Equal(b.t, []stock.Level{{SKU: sku, OnHand: onHand, Reserved: reserved}}, levels)
}

// learn tells the engine what a provider says of a charge.
func (b *bench) learn(ref payment.Ref, status payment.Status, amount money.Money) {
	b.t.Helper()
	f := payment.Fact{Provider: "sandbox", Ref: ref, Status: status, Amount: amount, Source: payment.FromNotification, At: b.now}
	require.NoError(b.t, b.Payments.Learn(b.t.Context(), f))
}

// parcels are the shipments of an order.
func (b *bench) parcels(id order.ID) []shipping.Shipment {
	b.t.Helper()
	var list []shipping.Shipment
	for s, err := range b.db.Shipments().Shipments(b.t.Context(), string(id)) {
		require.NoError(b.t, err)
		list = append(list, s)
	}
	return list
}

func (b *bench) stop(id shipping.ID, status shipping.Status) {
	b.t.Helper()
	b.now = b.now.Add(time.Hour)
	require.NoError(b.t, b.Parcels.Learn(b.t.Context(), shipping.Fact{
		Shipment: id, Events: []shipping.Event{{Status: status, Code: string(status), Occurred: b.now}}, At: b.now,
	}))
}

// pass lets time go by until d is over, firing every deadline on its way.
func (b *bench) pass(d time.Duration) {
	b.t.Helper()
	end := b.now.Add(d)
	for range 5000 {
		due, ok, err := b.db.NextTimer(b.t.Context())
		require.NoError(b.t, err)
		if !ok || due.After(end) {
			b.now = end
			return
		}
		if due.After(b.now) {
			b.now = due
		}
		_, err = b.RunOnce(b.t.Context())
		require.NoError(b.t, err)
	}
	b.t.Fatal("the deadlines do not end")
}
