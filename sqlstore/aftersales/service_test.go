package aftersales_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/aftersales"
	"github.com/cartwright-go/cartwright/sqlstore/carts"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

var (
	buyer    = secure.Actor{ID: "buyer-1", Role: secure.RoleBuyer}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"lamplight"}}
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
)

// A backend is every store over one database.
type backend struct {
	*sqlstore.DB
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	orders    *orders.Store
	products  *products.Store
	carts     *carts.Store
	cases     *aftersales.Store
}

func (b *backend) Payments() payment.Store   { return b.payments }
func (b *backend) Shipments() shipping.Store { return b.shipments }
func (b *backend) Stock() stock.Store        { return b.stock }
func (b *backend) Catalog() catalog.Store    { return b.products }
func (b *backend) Orders() order.Store       { return b.orders }
func (b *backend) Carts() cart.Store         { return b.carts }
func (b *backend) Aftersales() cases.Store   { return b.cases }

func tables(t *testing.T, db *sqlstore.DB) *backend {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, sqlstore.Migrate(ctx, db, append(aftersales.Schemas(), products.Schema(), carts.Schema())...))
	b := &backend{DB: db}
	var errs [7]error
	b.payments, errs[0] = payments.Open(ctx, db)
	b.shipments, errs[1] = shipments.Open(ctx, db)
	b.stock, errs[2] = sqlstock.Open(ctx, db)
	b.orders, errs[3] = orders.Open(ctx, db)
	b.products, errs[4] = products.Open(ctx, db)
	b.carts, errs[5] = carts.Open(ctx, db)
	b.cases, errs[6] = aftersales.Open(ctx, db)
	require.NoError(t, errors.Join(errs[:]...))
	return b
}

// A shop is a shop with cases over a database.
type shop struct {
	*cartwright.Shop
	t     *testing.T
	b     *backend
	cases *cases.Service
	mu    sync.Mutex
	now   time.Time
}

func (s *shop) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

func open(t *testing.T, db *sqlstore.DB) *shop {
	t.Helper()
	s := &shop{t: t, b: tables(t, db), now: time.UnixMilli(1_700_000_000_000).UTC()}
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: s.clock, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	s.Shop, err = cartwright.Wire(s.b, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Carriers: map[string]shipping.Carrier{"wanli": simcarrier.Wanli(1, s.clock)},
		Now: s.clock, Publisher: event.PublisherFunc(func(context.Context, event.Event) error { return nil }),
	})
	require.NoError(t, err)
	var set policy.Set
	set, err = set.With(policy.Entry{Policy: policy.CNMarketplace()})
	require.NoError(t, err)
	rules := secure.DefaultPolicy()
	s.cases = &cases.Service{
		Store: s.b.cases, Orders: s.Orders, History: s.b.orders, Charges: s.Shop.Payments, Policies: set, Policy: &rules, Now: s.clock, NewID: s.Orders.NewID,
	}
	s.Shop.Payments.Settle = func(ctx context.Context, f payment.Fact) error {
		return s.b.cases.Do(ctx, func(ctx context.Context, tx cases.Tx) error {
			change, err := s.Shop.Payments.Apply(ctx, tx, f)
			if err != nil {
				return err
			}
			return errors.Join(s.Orders.PaymentChanged(ctx, tx, change), s.cases.PaymentChanged(ctx, tx, change))
		})
	}
	for kind, handle := range s.cases.Timers() {
		s.Timers.Handlers[kind] = handle
	}
	_, err = s.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
		Slug: "lamp", Seller: "lamplight", Kind: catalog.Goods, Status: catalog.Active, Texts: catalog.Texts{"en": {Title: "Lamp"}},
		Variants: []catalog.Variant{{SKU: "LAMP", Prices: []money.Money{cash("19.99")}, Grams: 900}},
	})
	require.NoError(t, err)
	require.NoError(t, s.Stock.Move(t.Context(), staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: "LAMP", Qty: 100}}}))
	return s
}

func cash(text string) money.Money { return money.MustParse(text, money.MustCurrency("USD")) }

// shipped is a paid order that is on its way.
func (s *shop) shipped(n int64) order.Order {
	s.t.Helper()
	ctx := s.t.Context()
	p, err := s.Orders.Place(ctx, buyer, order.Request{
		Key: fmt.Sprint("k", n), Lines: []order.Item{{SKU: "LAMP", Qty: n}}, Currency: "USD", ExpectedTotal: cash("19.99").Mul(n), Language: "en",
		To:       shipping.Address{Name: "Ada", Country: "CN", Region: "浙江", City: "杭州", Street: "1 Mill Lane"},
		Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK, Carrier: "wanli",
	})
	require.NoError(s.t, err)
	_, err = s.Orders.Accept(ctx, staff, p.Orders[0].ID)
	require.NoError(s.t, err)
	_, err = s.Orders.HandOver(ctx, staff, p.Orders[0].ID, order.Parcel{})
	require.NoError(s.t, err)
	return s.order(p.Orders[0].ID)
}

func (s *shop) order(id order.ID) order.Order {
	s.t.Helper()
	o, err := s.Orders.Order(s.t.Context(), staff, id)
	require.NoError(s.t, err)
	return o
}

// pass lets time go by until d is over, firing every deadline on its way.
func (s *shop) pass(d time.Duration) {
	s.t.Helper()
	end := s.clock().Add(d)
	for range 2000 {
		due, ok, err := s.b.NextTimer(s.t.Context())
		require.NoError(s.t, err)
		s.mu.Lock()
		if !ok || due.After(end) {
			s.now = end
			s.mu.Unlock()
			return
		}
		if due.After(s.now) {
			s.now = due
		}
		s.mu.Unlock()
		_, err = s.RunOnce(s.t.Context())
		require.NoError(s.t, err)
	}
	s.t.Fatal("the deadlines do not end")
}

func databases(t *testing.T) map[string]func(t *testing.T) *sqlstore.DB {
	t.Helper()
	return map[string]func(t *testing.T) *sqlstore.DB{
		"sqlite": func(t *testing.T) *sqlstore.DB {
			db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Sealer: sealer(t)})
			require.NoError(t, err)
			return db
		},
		"postgres": func(t *testing.T) *sqlstore.DB {
			db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: sealer(t)})
			require.NoError(t, err)
			return db
		},
	}
}

// Sixty-four people ask for the same eight units at once, on a real database.
func TestSixtyFourWritersNeverOverRefund(t *testing.T) {
	for name, connect := range databases(t) {
		t.Run(name, func(t *testing.T) {
			db := connect(t)
			defer func() { _ = db.Close() }()
			s := open(t, db)
			o := s.shipped(8)
			ctx := t.Context()
			var wg sync.WaitGroup
			for i := range 64 {
				wg.Go(func() {
					if i%16 == 0 {
						_, _ = s.Orders.Refund(ctx, staff, o.ID, order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Sent: true, Reason: "sorry"})
						return
					}
					c, err := s.cases.Open(ctx, buyer, cases.Request{
						Order: o.ID, Kind: flow.KindRefund, Reason: policy.NotReceived, Items: []cases.Item{{Line: 1, Units: 1}}, Text: "where is it",
					})
					if err == nil {
						_, _ = s.cases.Agree(ctx, merchant, c.ID, "")
					}
				})
			}
			wg.Wait()
			s.pass(30 * 24 * time.Hour)
			after := s.order(o.ID)
			require.Equal(t, o.Total.String(), after.Refunded.String())
			require.True(t, after.Refunding.IsZero())
			refunds, err := s.Orders.Refunds(ctx, staff, o.ID)
			require.NoError(t, err)
			require.Len(t, refunds, 8)
			seen := 0
			for c, err := range s.cases.Cases(ctx, staff, cases.Query{Order: o.ID}) {
				require.NoError(t, err)
				require.Equal(t, flow.Completed, c.State)
				if c.Code == "nothing_due" { // somebody was faster with a refund beside the case
					require.True(t, c.Sums.Total.IsZero())
					continue
				}
				require.Equal(t, cash("19.99").String(), c.Sums.Total.String())
				seen++
			}
			t.Logf("%d cases, %d direct refunds", seen, 8-seen)
		})
	}
}

// A case from request to verdict and appeal, by commands and by deadlines.
func TestLifeOnADatabase(t *testing.T) {
	for name, connect := range databases(t) {
		t.Run(name, func(t *testing.T) {
			db := connect(t)
			defer func() { _ = db.Close() }()
			s := open(t, db)
			ctx := t.Context()
			o := s.shipped(2)
			did := func(c cases.Case, err error) cases.Case {
				t.Helper()
				require.NoError(t, err)
				return c
			}
			proof := cases.Piece{Key: "p", Type: "image/png", Bytes: 9, Hash: strings.Repeat("ab", 32)}
			c := did(s.cases.Open(ctx, buyer, cases.Request{
				Order: o.ID, Kind: flow.KindRefund, Reason: policy.Late, Items: []cases.Item{{Line: 1, Units: 1}}, Text: "秘密 secret", Evidence: []cases.Piece{proof},
			}))
			did(s.cases.Offer(ctx, merchant, c.ID, cases.Terms{Remedy: flow.Refund, Amount: cash("3")}, "take this"))
			s.pass(6 * 24 * time.Hour) // no answer: the request stands, then is agreed
			s.pass(3 * 24 * time.Hour)
			c = did(s.cases.Case(ctx, buyer, c.ID))
			require.Equal(t, flow.Completed, c.State)
			require.Equal(t, cash("19.99").String(), s.order(o.ID).Refunded.String())
			thread, err := s.cases.Thread(ctx, buyer, c.ID)
			require.NoError(t, err)
			require.Len(t, thread, 2)
			require.Equal(t, "秘密 secret", thread[0].Text)

			other := did(s.cases.Open(ctx, buyer, cases.Request{Order: o.ID, Kind: flow.KindComplaint, Reason: policy.Service, Text: "slow"}))
			did(s.cases.Escalate(ctx, buyer, other.ID, "help", proof))
			did(s.cases.Decide(ctx, staff, other.ID, cases.Ruling{For: flow.ForMerchant, Why: "it came"}))
			did(s.cases.Appeal(ctx, buyer, other.ID, "please"))
			s.pass(20 * 24 * time.Hour)
			require.Equal(t, flow.ClosedRejected, did(s.cases.Case(ctx, staff, other.ID)).State)
		})
	}
}
