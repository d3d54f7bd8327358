package aftersales_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

const day = 24 * time.Hour

var (
	buyer    = secure.Actor{ID: "buyer-1", Role: secure.RoleBuyer}
	stranger = secure.Actor{ID: "buyer-2", Role: secure.RoleBuyer}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"lamplight"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"valley"}}
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
)

// A van books at once and says nothing more: tests tell of its stops.
type van struct{}

func (van) Info() shipping.Info {
	return shipping.Info{Name: "van", Services: []string{"day"}, Poll: 1000 * day}
}

func (van) Rates(context.Context, shipping.Quote) ([]shipping.Rate, error) { return nil, nil }

func (van) Book(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if s.To.City == "Nowhere" {
		return shipping.Fact{Shipment: s.ID, Booking: shipping.Refused, Code: "unserved"}, nil
	}
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Booked, Number: "V" + string(s.ID), Cost: cash("4.20")}, nil
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

// A moody provider refunds as it is told: "", "declined", "declined rest" (of
// 10.00 alone) or "pending".
type moody struct {
	*sandbox.Provider
	mu   sync.Mutex
	mood string
}

func (m *moody) set(mood string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.mood = mood
}

func (m *moody) refunds(ctx context.Context, o payment.Operation, otherwise func(context.Context, payment.Operation) (payment.Fact, error)) (payment.Fact, error) {
	m.mu.Lock()
	mood := m.mood
	m.mu.Unlock()
	f := payment.Fact{Provider: o.Provider, Ref: o.Ref, Code: "moody"}
	switch mood {
	case "declined":
		f.Status = payment.Declined
	case "declined rest":
		if !o.Amount.Equal(cash("10")) {
			return otherwise(ctx, o)
		}
		f.Status = payment.Declined
	case "pending":
		f.Status = payment.Pending
	default:
		return otherwise(ctx, o)
	}
	return f, nil
}

func (m *moody) Refund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.refunds(ctx, o, m.Provider.Refund)
}

func (m *moody) QueryRefund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.refunds(ctx, o, m.Provider.Refund)
}

// facts are what the shop knows besides.
type facts struct{ trusted bool }

func (facts) Tags(_ context.Context, l order.Line) ([]string, error) {
	if l.SKU == "RING" {
		return []string{"custom_made"}, nil
	}
	return nil, nil
}

func (f facts) Trusted(context.Context, string) (bool, error) { return f.trusted, nil }

func (facts) Address(context.Context, catalog.SellerID) (shipping.Address, error) {
	return shipping.Address{Name: "Lamplight", Country: "GB", City: "Leeds", Street: "2 Dock Road"}, nil
}

// A bench is a shop with cases over memory, with a clock that we move.
type bench struct {
	*cartwright.Shop
	t     testing.TB
	db    *memstore.DB
	psp   *moody
	cases *aftersales.Service
	now   time.Time
	keys  int
	down  bool       // deadlines do not fire
	rough bool       // commits fail, or are kept and not answered
	storm *rand.Rand // decides which

	crashes int
}

func cash(text string) money.Money { return money.MustParse(text, money.MustCurrency("USD")) }

func fresh(t testing.TB) *bench { return over(t, policy.CNMarketplace()) }

func over(t testing.TB, p policy.Policy) *bench {
	t.Helper()
	b := &bench{t: t, now: time.UnixMilli(1_700_000_000_000).UTC(), db: memstore.New()}
	b.db.Hook = func(_ context.Context, call string) error {
		if b.rough && (call == "commit" || call == "committed") && b.storm.IntN(6) == 0 {
			b.crashes++
			return errCrash
		}
		return nil
	}
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	b.psp = &moody{Provider: psp}
	b.Shop, err = cartwright.Wire(b.db, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": b.psp}, Carriers: map[string]shipping.Carrier{"van": van{}},
		Now: clock, Fees: []pricing.Fee{{Flat: cash("5"), FreeFrom: cash("1000")}},
		Publisher: event.PublisherFunc(func(context.Context, event.Event) error { return nil }),
	})
	require.NoError(t, err)
	b.wire(p)
	for i, p := range []struct {
		sku, seller, price string
		kind               catalog.Kind
	}{
		{"LAMP", "lamplight", "19.99", catalog.Goods},
		{"RING", "lamplight", "99.00", catalog.Goods},
		{"SONG", "lamplight", "1.50", catalog.Digital},
		{"TEA", "valley", "7.25", catalog.Goods},
	} {
		_, err = b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
			Slug: fmt.Sprint("p", i), Seller: catalog.SellerID(p.seller), Kind: p.kind, Status: catalog.Active,
			Texts:    catalog.Texts{"en": {Title: p.sku}},
			Variants: []catalog.Variant{{SKU: catalog.SKU(p.sku), Prices: []money.Money{cash(p.price)}, Grams: 100}},
		})
		require.NoError(t, err)
		if p.kind == catalog.Goods {
			require.NoError(t, b.Stock.Move(t.Context(), staff, stock.Delivery{
				Reason: stock.Received, Lines: []stock.Line{{SKU: catalog.SKU(p.sku), Qty: 1000}},
			}))
		}
	}
	return b
}

// wire puts cases beside orders, as a host does.
func (b *bench) wire(p policy.Policy) {
	var set policy.Set
	set, err := set.With(policy.Entry{Policy: p})
	require.NoError(b.t, err)
	rules := secure.DefaultPolicy()
	b.cases = &aftersales.Service{
		Store: b.db.Aftersales(), Orders: b.Orders, History: b.db.Orders(), Charges: b.Payments, Policies: set, Policy: &rules, Now: b.Payments.Now,
		NewID: b.Orders.NewID, Facts: facts{}, Parcels: b.Parcels, Labels: b.Parcels, Catalog: b.Catalog, Payments: b.Shop.Payments,
	}
	b.Payments.Settle = func(ctx context.Context, f payment.Fact) error {
		return b.db.Aftersales().Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			change, err := b.Payments.Apply(ctx, tx, f)
			if err != nil {
				return err
			}
			if err := b.Orders.PaymentChanged(ctx, tx, change); err != nil {
				return err
			}
			return b.cases.PaymentChanged(ctx, tx, change)
		})
	}
	b.Parcels.Settle = func(ctx context.Context, f shipping.Fact) error {
		return b.db.Aftersales().Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			change, err := b.Parcels.Apply(ctx, tx, f)
			if err != nil {
				return err
			}
			if err := b.Orders.ParcelChanged(ctx, tx, change); err != nil {
				return err
			}
			return b.cases.ParcelChanged(ctx, tx, change)
		})
	}
	for kind, handle := range b.cases.Timers() {
		b.Timers.Handlers[kind] = handle
	}
}

// accepted is a paid order that its merchant took on.
func (b *bench) accepted(items ...order.Item) order.Order {
	b.t.Helper()
	b.keys++
	r := order.Request{
		Key: fmt.Sprint("k", b.keys), Lines: items, Currency: "USD", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK,
		To: shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"}, Carrier: "van", Service: "day",
	}
	_, total, err := b.Orders.Quote(b.t.Context(), buyer, r)
	require.NoError(b.t, err)
	r.ExpectedTotal = total
	p, err := b.Orders.Place(b.t.Context(), buyer, r)
	require.NoError(b.t, err)
	o, err := b.Orders.Accept(b.t.Context(), staff, p.Orders[0].ID)
	require.NoError(b.t, err)
	return o
}

// delivered is an order that has arrived.
func (b *bench) delivered(items ...order.Item) order.Order {
	b.t.Helper()
	o := b.shipped(items...)
	b.stop(b.parcel(string(o.ID)), shipping.Delivered)
	return b.order(o.ID)
}

// shipped is an order that is on its way.
func (b *bench) shipped(items ...order.Item) order.Order {
	b.t.Helper()
	o := b.accepted(items...)
	_, err := b.Orders.HandOver(b.t.Context(), staff, o.ID, order.Parcel{})
	require.NoError(b.t, err)
	return b.order(o.ID)
}

func (b *bench) order(id order.ID) order.Order {
	b.t.Helper()
	o, err := b.Orders.Order(b.t.Context(), staff, id)
	require.NoError(b.t, err)
	return o
}

// parcel is the latest shipment of an order or a case.
func (b *bench) parcel(owner string) shipping.ID {
	b.t.Helper()
	var id shipping.ID
	for s, err := range b.db.Shipments().Shipments(b.t.Context(), owner) {
		require.NoError(b.t, err)
		id = s.ID
	}
	require.NotEmpty(b.t, id, "no parcel of %s", owner)
	return id
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

func (b *bench) open(o order.Order, kind flow.Kind, reason string, units ...int64) aftersales.Case {
	b.t.Helper()
	c, err := b.cases.Open(b.t.Context(), buyer, request(o, kind, reason, units...))
	require.NoError(b.t, err)
	return c
}

// request asks for the first units of each line.
func request(o order.Order, kind flow.Kind, reason string, units ...int64) aftersales.Request {
	r := aftersales.Request{Order: o.ID, Kind: kind, Reason: reason, Text: "please", Evidence: []aftersales.Piece{piece()}}
	for i, n := range units {
		if n > 0 {
			r.Items = append(r.Items, aftersales.Item{Line: i + 1, Units: n})
		}
	}
	return r
}

func piece() aftersales.Piece {
	return aftersales.Piece{Key: "photo-1", Type: "image/jpeg", Bytes: 1000, Hash: strings.Repeat("a0", 32)}
}

func (b *bench) read(id aftersales.ID) aftersales.Case {
	b.t.Helper()
	c, err := b.cases.Case(b.t.Context(), staff, id)
	require.NoError(b.t, err)
	return c
}

func (b *bench) is(id aftersales.ID, s flow.State) aftersales.Case {
	b.t.Helper()
	c := b.read(id)
	require.Equal(b.t, s, c.State, "%+v", c)
	return c
}

// did wants a command to have worked.
func (b *bench) did(c aftersales.Case, err error) aftersales.Case {
	b.t.Helper()
	require.NoError(b.t, err)
	return c
}

func (b *bench) refunded(id order.ID, text string) {
	b.t.Helper()
	o := b.order(id)
	require.Equal(b.t, cash(text).String(), o.Refunded.String())
	require.True(b.t, o.Refunding.IsZero())
}

func (b *bench) onHand(sku catalog.SKU, location string, n int64) {
	b.t.Helper()
	levels, err := b.Stock.Levels(b.t.Context(), sku)
	require.NoError(b.t, err)
	for _, l := range levels {
		if l.Location == location {
			require.Equal(b.t, n, l.OnHand, "%s at %q", sku, location)
			return
		}
	}
	require.Zero(b.t, n, "%s at %q", sku, location)
}
