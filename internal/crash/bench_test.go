package crash

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/carts"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

var buyer = secure.Actor{ID: "ada", Role: secure.RoleBuyer}

// A bench is a shop whose database fails when it is told to, with a clock that
// we move. The provider and the carrier outlive the shop's process.
type bench struct {
	shop   *cartwright.Shop
	psp    *sandbox.Provider
	now    time.Time
	faults *Faults
	file   string                             // "" in memory
	start  func() (cartwright.Backend, error) // begins a process on the same rows
	broken Mutant
	order  order.ID // the one that the test is about
}

func (b *bench) clock() time.Time { return b.now }

// newBench makes a shop without rows, or with those of file and the provider's
// books of journal.
func newBench(t testing.TB, file string, faults *Faults, journal []byte, now time.Time) *bench {
	t.Helper()
	b := &bench{now: now, faults: faults, file: file}
	var err error
	b.psp, err = sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("s"), 32), Now: b.clock, PayPage: "http://127.0.0.1/pay",
		Notify: func(ctx context.Context, n payment.Notification) error {
			return b.shop.Payments.Notify(ctx, provider, n)
		},
	})
	require.NoError(t, err)
	require.NoError(t, b.psp.Restore(bytes.NewReader(journal)))
	db := memstore.New()
	db.Hook = faults.Hook
	b.start = func() (cartwright.Backend, error) { return db, nil }
	if file != "" {
		b.start = func() (cartwright.Backend, error) { return onFile(t.Context(), file, faults) }
	}
	b.begin(t)
	t.Cleanup(func() { require.NoError(t, b.shop.Close()) })
	return b
}

// begin starts a process.
func (b *bench) begin(t testing.TB) {
	t.Helper()
	backend, err := b.start()
	require.NoError(t, err)
	wanli := simcarrier.Wanli(1, b.clock)
	wanli.Day = time.Hour
	b.shop, err = cartwright.Wire(backend, cartwright.Options{
		Providers: map[string]payment.Provider{provider: b.psp}, Carriers: map[string]shipping.Carrier{carrier: van{wanli}},
		Fees: []pricing.Fee{{Flat: money.MustParseText("5 USD")}}, Now: b.clock,
	})
	require.NoError(t, err)
	require.NoError(t, mutate(b.shop, b.broken, nil))
}

// again ends the process and starts another one.
func (b *bench) again(t testing.TB) {
	t.Helper()
	require.NoError(t, b.shop.Close())
	b.begin(t)
}

// stores are all stores of one SQLite file.
type stores struct {
	*sqlstore.DB
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	orders    *orders.Store
	products  *products.Store
	carts     *carts.Store
}

func (s stores) Orders() order.Store       { return s.orders }
func (s stores) Payments() payment.Store   { return s.payments }
func (s stores) Shipments() shipping.Store { return s.shipments }
func (s stores) Stock() stock.Store        { return s.stock }
func (s stores) Catalog() catalog.Store    { return s.products }
func (s stores) Carts() cart.Store         { return s.carts }

func onFile(ctx context.Context, file string, faults *Faults) (cartwright.Backend, error) {
	writer, werr := faults.Pool(file, 1)
	reader, rerr := faults.Pool(file, 2)
	keys, kerr := keyring()
	if err := errors.Join(werr, rerr, kerr); err != nil {
		return nil, err
	}
	db, err := sqlstore.New(sqlstore.Config{Writer: writer, Reader: reader, Dialect: sqlstore.SQLite(), Group: 32, Sealer: keys})
	if err != nil {
		return nil, err
	}
	s := stores{DB: db}
	var errs [7]error
	errs[0] = sqlstore.Migrate(ctx, db, append(orders.Schemas(), products.Schema(), carts.Schema())...)
	s.payments, errs[1] = payments.Open(ctx, db)
	s.shipments, errs[2] = shipments.Open(ctx, db)
	s.stock, errs[3] = sqlstock.Open(ctx, db)
	s.orders, errs[4] = orders.Open(ctx, db)
	s.products, errs[5] = products.Open(ctx, db)
	s.carts, errs[6] = carts.Open(ctx, db)
	return s, errors.Join(errs[:]...)
}

// A past is a shop as it was at one moment, to begin from again and again.
type past struct {
	rows, journal []byte
	now           time.Time
	order         order.ID
}

// remember does before once on a new file and keeps what it left.
func remember(t *testing.T, before func(*bench) error) past {
	t.Helper()
	var journal bytes.Buffer
	file := filepath.Join(t.TempDir(), shopFile)
	b := newBench(t, file, &Faults{}, nil, time.UnixMilli(epoch).UTC())
	psp, err := sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("s"), 32), Now: b.clock, PayPage: "http://127.0.0.1/pay", Journal: &journal,
	})
	require.NoError(t, err)
	b.psp = psp
	b.again(t)
	require.NoError(t, (&shop{Shop: b.shop}).stockUp(t.Context()))
	require.NoError(t, before(b))
	require.NoError(t, b.shop.Close())
	rows, err := os.ReadFile(file)
	require.NoError(t, err)
	b.begin(t) // for the cleanup to close
	return past{rows, journal.Bytes(), b.now, b.order}
}

// reopen begins from the past on a file of its own.
func (p past) reopen(t *testing.T, file string, faults *Faults) *bench {
	t.Helper()
	require.NoError(t, os.WriteFile(file, p.rows, 0o600))
	b := newBench(t, file, faults, p.journal, p.now)
	b.order = p.order
	return b
}
