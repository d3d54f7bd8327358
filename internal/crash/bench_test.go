package crash

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
	"github.com/cartwright-go/cartwright/sqlstore"
)

var buyer = secure.Actor{ID: "ada", Role: secure.RoleBuyer}

// A bench is a shop whose database fails when it is told to, with a clock that
// we move. The provider and the carrier outlive the shop's process.
type bench struct {
	shop    *cartwright.Shop
	psp     *sandbox.Provider
	now     time.Time
	faults  *Faults
	file    string                             // "" in memory
	start   func() (cartwright.Backend, error) // begins a process on the same rows
	broken  Mutant
	service bool          // with promotions and after-sales
	rand    io.Reader     // nil: the machine's
	order   order.ID      // the one that the test is about
	claim   aftersales.ID // the case, where there is one
}

func (b *bench) clock() time.Time { return b.now }

// newBench makes a shop without rows, or with those of file, and with what else
// is known of its past.
func newBench(t testing.TB, file string, faults *Faults, p past) *bench {
	t.Helper()
	b := &bench{now: p.now, faults: faults, file: file, service: p.service, order: p.order, claim: p.claim}
	var err error
	b.psp, err = sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("s"), 32), Now: b.clock, PayPage: "http://127.0.0.1/pay",
		Notify: func(ctx context.Context, n payment.Notification) error {
			return b.shop.Payments.Notify(ctx, provider, n)
		},
	})
	require.NoError(t, err)
	require.NoError(t, b.psp.Restore(bytes.NewReader(p.journal)))
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
	options := cartwright.Options{
		Providers: map[string]payment.Provider{provider: b.psp}, Carriers: map[string]shipping.Carrier{carrier: van{wanli}},
		Fees: []pricing.Fee{{Flat: money.MustParseText("5 USD")}}, Now: b.clock, Rand: b.rand,
	}
	if b.service {
		options.Rules, err = scarceRules()
		require.NoError(t, err)
		options.Policies, err = policy.Set{}.With(policy.Entry{Policy: policy.CNMarketplace()})
		require.NoError(t, err)
	}
	b.shop, err = cartwright.Wire(backend, options)
	require.NoError(t, err)
	require.NoError(t, mutate(b.shop, b.broken, nil))
}

// again ends the process and starts another one.
func (b *bench) again(t testing.TB) {
	t.Helper()
	require.NoError(t, b.shop.Close())
	b.begin(t)
}

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
	return everyStore(ctx, db)
}

// A past is a shop as it was at one moment, to begin from again and again.
type past struct {
	rows, journal []byte
	now           time.Time
	service       bool
	order         order.ID
	claim         aftersales.ID
}

// unborn is the past of a shop that has none.
func unborn(service bool) past { return past{now: time.UnixMilli(epoch).UTC(), service: service} }

// remember does before once on a new file and keeps what it left.
func remember(t *testing.T, service bool, before func(*bench) error) past {
	t.Helper()
	var journal bytes.Buffer
	file := filepath.Join(t.TempDir(), shopFile)
	b := newBench(t, file, &Faults{}, unborn(service))
	psp, err := sandbox.New(sandbox.Config{
		Secret: bytes.Repeat([]byte("s"), 32), Now: b.clock, PayPage: "http://127.0.0.1/pay", Journal: &journal,
	})
	require.NoError(t, err)
	b.psp = psp
	b.again(t)
	b.fill(t)
	require.NoError(t, before(b))
	require.NoError(t, b.shop.Close())
	rows, err := os.ReadFile(file)
	require.NoError(t, err)
	b.begin(t) // for the cleanup to close
	return past{rows, journal.Bytes(), b.now, b.service, b.order, b.claim}
}

// fill makes products, and codes where the shop has them.
func (b *bench) fill(t *testing.T) {
	t.Helper()
	require.NoError(t, (&shop{Shop: b.shop}).stockUp(t.Context()))
	if b.service {
		require.NoError(t, issue(t.Context(), b.shop.Coupons.Store))
	}
}

// reopen begins from the past on a file of its own.
func (p past) reopen(t *testing.T, file string, faults *Faults) *bench {
	t.Helper()
	require.NoError(t, os.WriteFile(file, p.rows, 0o600))
	return newBench(t, file, faults, p)
}
