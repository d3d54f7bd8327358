package cartwright_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/fsm"
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
	usd      = money.MustCurrency("USD")
	buyer    = secure.Actor{ID: "buyer-1", Role: secure.RoleBuyer}
	stranger = secure.Actor{ID: "buyer-2", Role: secure.RoleBuyer}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"lamplight"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"valley"}}
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
)

// A van delivers everything two days after it was booked.
type van struct{ now func() time.Time }

func (v van) Info() shipping.Info {
	return shipping.Info{Name: "van", Services: []string{"day"}, Poll: time.Hour}
}

func (v van) Rates(context.Context, shipping.Quote) ([]shipping.Rate, error) { return nil, nil }

func (v van) Book(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Booked, Number: "V" + string(s.ID), At: v.now()}, nil
}

func (v van) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return v.Book(ctx, s)
}

func (v van) Cancel(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{Shipment: s.ID, Booking: shipping.Cancelled, At: v.now()}, nil
}

func (v van) Track(_ context.Context, s shipping.Shipment) (shipping.Fact, error) {
	f := shipping.Fact{Shipment: s.ID, At: v.now()}
	for i, status := range []shipping.Status{shipping.PickedUp, shipping.InTransit, shipping.Delivered} {
		at := s.BookedAt.Add(time.Duration(i) * 24 * time.Hour)
		if !at.After(v.now()) {
			e := shipping.Event{Status: status, Code: fmt.Sprint(i), Place: "Depot", Occurred: at}
			f.Events = append(f.Events, e)
		}
	}
	return f, nil
}

// A bench is a shop over memory, with a clock that we move.
type bench struct {
	*cartwright.Shop
	now time.Time
	mu  sync.Mutex
}

func fresh(t testing.TB, store cartwright.Backend, pieces int64) *bench {
	t.Helper()
	b := &bench{now: time.UnixMilli(1_700_000_000_000).UTC()}
	clock := func() time.Time { return b.now }
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	b.Shop, err = cartwright.Wire(store, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"van": van{clock}}, Now: clock,
		Fees: []pricing.Fee{{Flat: cash("5"), FreeFrom: cash("100")}},
	})
	require.NoError(t, err)
	require.NoError(t, b.Check())
	_, err = b.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
		Slug: "lamp", Seller: "lamplight", Kind: catalog.Goods, Status: catalog.Active,
		Texts: catalog.Texts{"en": {Title: "Lamp"}}, Variants: []catalog.Variant{{SKU: "LAMP", Prices: []money.Money{cash("19.99")}, Grams: 900}},
	})
	require.NoError(t, err)
	require.NoError(t, b.Stock.Move(t.Context(), staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: "LAMP", Qty: pieces}}}))
	return b
}

func cash(text string) money.Money { return money.MustParse(text, usd) }

func request(key string, n int64, instrument string) order.Request {
	total := cash("19.99").Mul(n)
	if n < 6 {
		total, _ = total.Add(cash("5"))
	}
	return order.Request{
		Key: key, Lines: []order.Item{{SKU: "LAMP", Qty: n}}, Currency: "USD", ExpectedTotal: total, Language: "en",
		To:       shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"},
		Provider: "sandbox", Method: sandbox.Card, Instrument: instrument, Carrier: "van", Service: "day",
	}
}

// pass lets time go by until d is over, firing every deadline on its way.
func (b *bench) pass(t testing.TB, d time.Duration) {
	t.Helper()
	end := b.now.Add(d)
	for {
		due, ok, err := b.Backend.NextTimer(t.Context())
		require.NoError(t, err)
		if !ok || due.After(end) {
			b.now = end
			return
		}
		if due.After(b.now) {
			b.now = due
		}
		_, err = b.RunOnce(t.Context())
		require.NoError(t, err)
	}
}

func (b *bench) order(t testing.TB, id order.ID) order.Order {
	t.Helper()
	o, err := b.Orders.Order(t.Context(), staff, id)
	require.NoError(t, err)
	return o
}

func (b *bench) level(t testing.TB) stock.Level {
	t.Helper()
	levels, err := b.Stock.Levels(t.Context(), "LAMP")
	require.NoError(t, err)
	require.Len(t, levels, 1)
	return levels[0]
}

func (b *bench) place(t testing.TB, r order.Request) order.Order {
	t.Helper()
	p, err := b.Orders.Place(t.Context(), buyer, r)
	require.NoError(t, err)
	require.Len(t, p.Orders, 1)
	return b.order(t, p.Orders[0].ID)
}

func TestASaleFromCartToDoorAndBack(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		o := b.place(t, request("k1", 2, sandbox.OK))
		require.Equal(t, order.Confirmed, o.Status)
		require.Equal(t, order.PayPaid, o.PaymentStatus)
		require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 10, Reserved: 2}, b.level(t))

		_, err := b.Orders.Accept(t.Context(), rival, o.ID)
		require.ErrorIs(t, err, order.ErrNotFound)
		_, err = b.Orders.Accept(t.Context(), buyer, o.ID)
		require.ErrorIs(t, err, secure.ErrDenied)
		_, err = b.Orders.Accept(t.Context(), merchant, o.ID)
		require.NoError(t, err)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{Items: []order.Units{{Line: 1, Units: 1}}})
		require.NoError(t, err)
		require.Equal(t, order.PartShipped, b.order(t, o.ID).Status)
		require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 9, Reserved: 1}, b.level(t))
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.NoError(t, err)
		require.Equal(t, order.Shipped, b.order(t, o.ID).Status)
		_, err = b.Orders.HandOver(t.Context(), merchant, o.ID, order.Parcel{})
		require.ErrorIs(t, err, order.ErrInput)

		b.pass(t, 3*24*time.Hour)
		require.Equal(t, order.Delivered, b.order(t, o.ID).Status)
		b.pass(t, 8*24*time.Hour)
		require.Equal(t, order.Completed, b.order(t, o.ID).Status)

		_, err = b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "scratched"})
		require.NoError(t, err)
		o = b.order(t, o.ID)
		require.Equal(t, order.PayPartRefunded, o.PaymentStatus)
		require.Equal(t, "19.99 USD", o.Refunded.String())
		_, err = b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: cash("25"), Reason: "too much"})
		require.ErrorIs(t, err, order.ErrOverRefund)
		_, err = b.Orders.Refund(t.Context(), merchant, o.ID, order.RefundRequest{Amount: cash("24.99"), Reason: "the rest"})
		require.NoError(t, err)
		require.Equal(t, order.PayRefunded, b.order(t, o.ID).PaymentStatus)

		history, err := b.Orders.History(t.Context(), buyer, o.ID)
		require.NoError(t, err)
		for i, c := range history {
			require.Equal(t, int64(i+1), c.Version, "every version has its row")
		}
		for busy := true; busy; { // a later version may wait for the next round
			busy, err = b.RunOnce(t.Context())
			require.NoError(t, err)
		}
		events, err := b.Backend.UnsentEvents(t.Context(), 100)
		require.NoError(t, err)
		require.Empty(t, events, "the relay has handed out what happened")
	})
}

func TestTheSamePlaceTwiceIsOnePurchase(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 2)
		first, err := b.Orders.Place(t.Context(), buyer, request("k1", 2, sandbox.OK))
		require.NoError(t, err)
		again, err := b.Orders.Place(t.Context(), buyer, request("k1", 2, sandbox.OK))
		require.NoError(t, err)
		require.True(t, again.Again)
		require.Equal(t, first.Purchase.ID, again.Purchase.ID)
		_, err = b.Orders.Place(t.Context(), buyer, request("k1", 1, sandbox.OK))
		require.ErrorIs(t, err, order.ErrKeyReused)
		require.Equal(t, int64(2), b.level(t).Reserved)
	})
}

func TestBadRequestsNameTheFieldAndWriteNothing(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*order.Request)
		field  string
		is     error
	}{
		"unknown product":  {func(r *order.Request) { r.Lines[0].SKU = "NOPE" }, "lines[0].sku", catalog.ErrUnknown},
		"zero":             {func(r *order.Request) { r.Lines[0].Qty = 0 }, "lines[0].qty", order.ErrInput},
		"negative":         {func(r *order.Request) { r.Lines[0].Qty = -1 }, "lines[0].qty", order.ErrInput},
		"huge":             {func(r *order.Request) { r.Lines[0].Qty = 1 << 62 }, "lines[0].qty", order.ErrInput},
		"foreign currency": {func(r *order.Request) { r.Currency = "EUR" }, "currency", order.ErrInput},
		"no currency":      {func(r *order.Request) { r.Currency = "ZZZ" }, "currency", order.ErrInput},
		"no city":          {func(r *order.Request) { r.To.City = " " }, "to.city", order.ErrInput},
		"hostile name":     {func(r *order.Request) { r.To.Name = "Ada\u202egnp" }, "to.name", order.ErrInput},
		"no key":           {func(r *order.Request) { r.Key = "" }, "key", order.ErrInput},
		"price changed":    {func(r *order.Request) { r.ExpectedTotal = cash("1") }, "", order.ErrPriceChanged},
		"out of stock":     {func(r *order.Request) { *r = request("k1", 4, sandbox.OK) }, "", stock.ErrOutOfStock},
		"no provider":      {func(r *order.Request) { r.Provider = "other" }, "provider", payment.ErrNoProvider},
		"card number":      {func(r *order.Request) { r.Instrument = "4242424242424242" }, "instrument", payment.ErrRequest},
	} {
		t.Run(name, func(t *testing.T) {
			db := memstore.New()
			b := fresh(t, db, 3)
			before := db.Commits()
			r := request("k1", 1, sandbox.OK)
			c.change(&r)
			_, err := b.Orders.Place(t.Context(), buyer, r)
			require.ErrorIs(t, err, c.is)
			var wrong *order.InputError
			if errors.As(err, &wrong) {
				require.Equal(t, c.field, wrong.Field)
			}
			require.Equal(t, before, db.Commits())
			require.Zero(t, b.level(t).Reserved)
		})
	}
}

func TestAnotherBuyersOrderDoesNotExist(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 3)
		o := b.place(t, request("k1", 1, sandbox.OK))
		_, err := b.Orders.Order(t.Context(), stranger, o.ID)
		require.ErrorIs(t, err, order.ErrNotFound)
		_, err = b.Orders.Cancel(t.Context(), stranger, o.ID)
		require.ErrorIs(t, err, order.ErrNotFound)
		_, err = b.Orders.Purchase(t.Context(), stranger, o.Purchase)
		require.ErrorIs(t, err, order.ErrNotFound)
		for range b.Orders.Orders(t.Context(), stranger, order.Query{}) {
			t.Fatal("a stranger sees an order")
		}
	})
}

func TestAnUnpaidPurchaseExpiresAfterTheProviderWasAsked(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		for _, instrument := range []string{sandbox.Stall, sandbox.Decline} {
			t.Run(instrument, func(t *testing.T) {
				b := fresh(t, open(t), 3)
				o := b.place(t, request("k1", 1, instrument))
				require.Equal(t, order.Placed, o.Status)
				b.pass(t, 29*time.Minute)
				require.Equal(t, int64(1), b.level(t).Reserved)
				b.pass(t, 2*time.Minute)
				require.Equal(t, order.Cancelled, b.order(t, o.ID).Status)
				require.Zero(t, b.level(t).Reserved)
			})
		}
	})
}

func TestMoneyForACancelledOrderGoesBack(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 3)
		o := b.place(t, request("k1", 1, sandbox.Stall))
		p, err := b.Orders.Purchase(t.Context(), buyer, o.Purchase)
		require.NoError(t, err)
		_, err = b.Orders.Cancel(t.Context(), buyer, o.ID)
		require.NoError(t, err)
		require.Equal(t, order.Cancelled, b.order(t, o.ID).Status)
		late := payment.Fact{Provider: "sandbox", Ref: p.Purchase.Charge, Status: payment.Succeeded, Amount: o.Total}
		require.NoError(t, b.Payments.Learn(t.Context(), late))
		require.NoError(t, b.Payments.Learn(t.Context(), late))
		rf, err := b.Payments.Store.FindOperation(t.Context(), payment.Ref("rf"+string(o.ID)))
		require.NoError(t, err)
		require.True(t, rf.Amount.Equal(o.Total))
		require.True(t, b.order(t, o.ID).Refunding.Equal(o.Total))
	})
}

func TestCancelAndRejectGiveEverythingBack(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		for name, act := range map[string]func(*bench, order.ID) error{
			"cancel": func(b *bench, id order.ID) error {
				_, err := b.Orders.Cancel(context.Background(), buyer, id)
				return err
			},
			"reject": func(b *bench, id order.ID) error {
				_, err := b.Orders.Reject(context.Background(), merchant, id, "sold in the shop")
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				b := fresh(t, open(t), 3)
				o := b.place(t, request("k1", 2, sandbox.OK))
				require.NoError(t, act(b, o.ID))
				o = b.order(t, o.ID)
				require.Equal(t, order.Cancelled, o.Status)
				require.Equal(t, order.PayRefunded, o.PaymentStatus)
				require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 3}, b.level(t))
				require.ErrorIs(t, act(b, o.ID), fsm.ErrNotPermitted)
			})
		}
	})
}

func TestFortyBuyersOfTenPieces(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		var wg sync.WaitGroup
		placed := 0
		for i := range 40 {
			wg.Go(func() {
				_, err := b.Orders.Place(context.Background(), buyer, request(fmt.Sprint("k", i), 1, sandbox.OK))
				b.mu.Lock()
				defer b.mu.Unlock()
				if err == nil {
					placed++
				} else if !errors.Is(err, stock.ErrOutOfStock) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		require.Equal(t, 10, placed)
		require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 10, Reserved: 10}, b.level(t))
	})
}

// Every call of the store fails once, before its effect or after the commit.
// With time, every sale ends whole: delivered or cancelled, money and stock true.
func TestFailTheNthCallOfAWholeSale(t *testing.T) {
	lost := errors.New("lost")
	for n := 1; ; n++ {
		db := memstore.New()
		b := fresh(t, db, 10)
		calls, failed := 0, false
		db.Hook = func(context.Context, string) error {
			if calls++; calls == n {
				failed = true
				return lost
			}
			return nil
		}
		b.walk(t)
		db.Hook = nil
		b.audit(t, n)
		if !failed {
			require.Greater(t, n, 60)
			return
		}
	}
}

// walk does a sale as people would, trying again what failed.
func (b *bench) walk(t testing.TB) {
	ctx := t.Context()
	tried := func(do func() error) {
		if do() != nil {
			_ = do()
		}
	}
	var id order.ID
	tried(func() error {
		p, err := b.Orders.Place(ctx, buyer, request("k1", 2, sandbox.OK))
		if err == nil {
			id = p.Orders[0].ID
		}
		return err
	})
	b.settle()
	tried(func() error { _, err := b.Orders.Accept(ctx, merchant, id); return err })
	tried(func() error { _, err := b.Orders.HandOver(ctx, merchant, id, order.Parcel{}); return err })
	b.settle()
	tried(func() error {
		_, err := b.Orders.Refund(ctx, merchant, id, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "late"})
		return err
	})
	b.settle()
}

// settle lets a fortnight pass, whatever fails on the way: seconds first, so
// that recovery has its chance before an unpaid charge expires.
func (b *bench) settle() {
	for range 20 {
		_, _ = b.RunOnce(context.Background())
		b.now = b.now.Add(5 * time.Second)
	}
	for range 14 * 24 {
		_, _ = b.RunOnce(context.Background())
		b.now = b.now.Add(time.Hour)
	}
}

func (b *bench) audit(t testing.TB, n int) {
	t.Helper()
	ctx := t.Context()
	orders := 0
	for o, err := range b.Orders.Orders(ctx, staff, order.Query{}) {
		require.NoError(t, err, n)
		orders++
		require.Equal(t, order.Completed, o.Status, n)
		require.True(t, o.Refunding.IsZero(), n)
		require.Equal(t, order.PayPartRefunded, o.PaymentStatus, n)
		p, err := b.Orders.Purchase(ctx, staff, o.Purchase)
		require.NoError(t, err)
		paid, err := b.Payments.Store.FindPayment(ctx, p.Purchase.Payment)
		require.NoError(t, err)
		require.True(t, paid.Captured.Equal(o.Total) && paid.Refunded.Equal(o.Refunded) && paid.Refunding.IsZero(), n)
		sum := money.New(0, usd)
		for e, err := range b.Payments.Store.Postings(ctx, paid.ID) {
			require.NoError(t, err)
			sum, err = sum.Add(e.Amount)
			require.NoError(t, err)
		}
		require.True(t, sum.IsZero(), n)
	}
	require.Equal(t, 1, orders, n)
	require.Equal(t, stock.Level{SKU: "LAMP", OnHand: 8}, b.level(t), n)
	events, err := b.Backend.UnsentEvents(ctx, 1)
	require.NoError(t, err)
	require.Empty(t, events, n)
}

func TestAMerchantMovesOwnStockOnly(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		loss := stock.Delivery{Seller: "valley", Reason: stock.WrittenOff, Lines: []stock.Line{{SKU: "LAMP", Qty: 9}}}
		require.ErrorIs(t, b.Stock.Move(t.Context(), rival, loss), secure.ErrDenied, "the SKU is another seller's, whatever the delivery claims")
		loss.Seller = "lamplight"
		require.ErrorIs(t, b.Stock.Move(t.Context(), rival, loss), secure.ErrDenied)
		require.NoError(t, b.Stock.Move(t.Context(), merchant, loss))
		require.Equal(t, int64(1), b.level(t).OnHand)
	})
}

func TestTheSameRefundTwiceIsOneRefund(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		b := fresh(t, open(t), 10)
		o := b.place(t, request("k1", 2, sandbox.OK))
		ask := order.RefundRequest{Key: "click", Amount: cash("3"), Reason: "late"}
		var wg sync.WaitGroup
		refs := make([]payment.Ref, 4)
		for i := range refs {
			wg.Go(func() {
				r, err := b.Orders.Refund(t.Context(), merchant, o.ID, ask)
				if err != nil {
					t.Error(err)
				}
				refs[i] = r.Ref
			})
		}
		wg.Wait()
		for _, ref := range refs {
			require.Equal(t, refs[0], ref)
		}
		require.True(t, b.order(t, o.ID).Refunded.Equal(cash("3")))
		ask.Amount = cash("4")
		_, err := b.Orders.Refund(t.Context(), merchant, o.ID, ask)
		require.ErrorIs(t, err, order.ErrKeyReused)
	})
}
