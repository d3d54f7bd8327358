package orders_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/carts"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

// A backend is all stores on one database.
type backend struct {
	*sqlstore.DB
	orders    *orders.Store
	payments  *payments.Store
	shipments *shipments.Store
	stock     *sqlstock.Store
	products  *products.Store
	carts     *carts.Store
}

func (b backend) Orders() order.Store       { return b.orders }
func (b backend) Payments() payment.Store   { return b.payments }
func (b backend) Shipments() shipping.Store { return b.shipments }
func (b backend) Stock() stock.Store        { return b.stock }
func (b backend) Catalog() catalog.Store    { return b.products }
func (b backend) Carts() cart.Store         { return b.carts }

// shop wires every service over db. It migrates where nobody has.
func shop(t testing.TB, db *sqlstore.DB) *cartwright.Shop {
	t.Helper()
	ctx := t.Context()
	b := backend{DB: db}
	var errs [7]error
	errs[0] = sqlstore.Migrate(ctx, db, append(orders.Schemas(), products.Schema(), carts.Schema())...)
	b.orders, errs[1] = orders.Open(ctx, db)
	b.payments, errs[2] = payments.Open(ctx, db)
	b.shipments, errs[3] = shipments.Open(ctx, db)
	b.stock, errs[4] = sqlstock.Open(ctx, db)
	b.products, errs[5] = products.Open(ctx, db)
	b.carts, errs[6] = carts.Open(ctx, db)
	require.NoError(t, errors.Join(errs[:]...))
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("k"), 32), Now: time.Now, PayPage: "http://127.0.0.1/pay"})
	require.NoError(t, err)
	s, err := cartwright.Wire(b, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Fees: []pricing.Fee{{Flat: money.MustParseText("5 USD")}},
	})
	require.NoError(t, err)
	return s
}

// stocked puts products with the given pieces of each SKU on the shelf.
func stocked(t testing.TB, s *cartwright.Shop, pieces map[catalog.SKU]int64) {
	t.Helper()
	staff := secure.Actor{ID: "staff", Role: secure.RoleStaff}
	for sku, n := range pieces {
		_, err := s.Catalog.SaveProduct(t.Context(), staff, catalog.Product{
			Slug: strings.ToLower(string(sku)), Seller: "s1", Kind: catalog.Goods, Status: catalog.Active,
			Texts:    catalog.Texts{"en": {Title: string(sku)}},
			Variants: []catalog.Variant{{SKU: sku, Prices: []money.Money{money.MustParseText("10 USD")}, Grams: 1}},
		})
		require.NoError(t, err)
		require.NoError(t, s.Stock.Move(t.Context(), staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: sku, Qty: n}}}))
	}
}

func buy(ctx context.Context, s *cartwright.Shop, who, instrument string, skus ...catalog.SKU) (order.Placement, error) {
	r := order.Request{
		Key: "key-" + who, Currency: "USD", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: instrument,
		To:            shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"},
		ExpectedTotal: money.MustParseText(fmt.Sprintf("%d USD", 10*len(skus)+5)),
	}
	for _, sku := range skus {
		r.Lines = append(r.Lines, order.Item{SKU: sku, Qty: 1})
	}
	return s.Orders.Place(ctx, secure.Actor{ID: who, Role: secure.RoleBuyer}, r)
}

// each opens a store on SQLite and on PostgreSQL.
func each(t *testing.T, test func(t *testing.T, db *sqlstore.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Sealer: sealer(t)})
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		test(t, db)
	})
	t.Run("postgres", func(t *testing.T) {
		db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: sealer(t)})
		require.NoError(t, err)
		t.Cleanup(func() { _ = db.Close() })
		test(t, db)
	})
}

// The budget of a sale of two lines, from the reads of the catalogue to the paid
// order, BEGIN and COMMIT included.
func TestStatementsOfASale(t *testing.T) {
	each(t, func(t *testing.T, db *sqlstore.DB) {
		s := shop(t, db)
		stocked(t, s, map[catalog.SKU]int64{"A": 100, "B": 100})
		for _, who := range []string{"warm", "counted"} {
			before := db.Stats()
			p, err := buy(t.Context(), s, who, sandbox.OK, "A", "B")
			require.NoError(t, err)
			after := db.Stats()
			o, err := s.Backend.Orders().FindOrder(t.Context(), p.Orders[0].ID)
			require.NoError(t, err)
			require.Equal(t, order.PayPaid, o.PaymentStatus)
			t.Logf("%s: %d statements, %d trips, %d commits", who, after.Statements-before.Statements, after.Trips-before.Trips, after.Commits-before.Commits)
			require.LessOrEqual(t, after.Commits-before.Commits, int64(3))
			require.LessOrEqual(t, after.Statements-before.Statements, int64(25))
		}
	})
}

const (
	buyers    = 40
	processes = 4
	pieces    = 10
)

// crowd lets n buyers want one piece at once and counts who got it.
func crowd(ctx context.Context, s *cartwright.Shop, name string, n int) (placed int, err error) {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { _, errs[i] = buy(ctx, s, fmt.Sprint(name, i), sandbox.OK, "HOT") })
	}
	wg.Wait()
	for _, e := range errs {
		switch {
		case e == nil:
			placed++
		case !errors.Is(e, stock.ErrOutOfStock):
			err = errors.Join(err, e)
		}
	}
	return placed, err
}

// exactly checks the database after a crowd.
func exactly(t *testing.T, s *cartwright.Shop, db *sqlstore.DB, placed int) {
	t.Helper()
	levels, err := s.Backend.Stock().Levels(t.Context(), "HOT")
	require.NoError(t, err)
	var orders int64
	require.NoError(t, db.Read(t.Context(), sqlstore.Stmt{SQL: "SELECT count(*) FROM cw_orders", Row: []any{&orders}}))
	require.Equal(t, pieces, placed)
	require.Equal(t, int64(pieces), orders)
	require.Equal(t, []stock.Level{{SKU: "HOT", OnHand: pieces, Reserved: pieces}}, levels)
}

func TestFortyBuyersTenPieces(t *testing.T) {
	each(t, func(t *testing.T, db *sqlstore.DB) {
		s := shop(t, db)
		stocked(t, s, map[catalog.SKU]int64{"HOT": pieces})
		placed, err := crowd(t.Context(), s, "buyer", buyers)
		require.NoError(t, err)
		exactly(t, s, db, placed)
	})
}

// Where the child finds the database, and what it calls itself.
const (
	childPlace = "CARTWRIGHT_TEST_DATABASE"
	childName  = "CARTWRIGHT_TEST_NAME"
)

// at opens the database that a place names: a file, or a server's address.
func at(t testing.TB, place string) *sqlstore.DB {
	t.Helper()
	open := func() (*sqlstore.DB, error) {
		return sqlite.Open(t.Context(), place, sqlite.Options{Sealer: sealer(t)})
	}
	if strings.Contains(place, "://") {
		open = func() (*sqlstore.DB, error) {
			return postgres.Open(t.Context(), place, postgres.Options{Sealer: sealer(t)})
		}
	}
	db, err := open()
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestFortyBuyersInFourProcesses(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { inProcesses(t, filepath.Join(t.TempDir(), "s.db")) })
	t.Run("postgres", func(t *testing.T) { inProcesses(t, pgtest.DSN(t)) })
}

func inProcesses(t *testing.T, place string) {
	t.Helper()
	db := at(t, place)
	s := shop(t, db)
	stocked(t, s, map[catalog.SKU]int64{"HOT": pieces})
	outputs, errs := make([]bytes.Buffer, processes), make([]error, processes)
	var wg sync.WaitGroup
	for i := range processes {
		wg.Go(func() {
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.v")
			child.Env = append(os.Environ(), childPlace+"="+place, childName+"=process"+strconv.Itoa(i)+"-")
			child.Stdout, child.Stderr = &outputs[i], &outputs[i]
			errs[i] = child.Run()
		})
	}
	wg.Wait()
	placed := 0
	for i := range processes {
		require.NoError(t, errs[i], outputs[i].String())
		_, rest, found := strings.Cut(outputs[i].String(), "placed=")
		require.True(t, found, outputs[i].String())
		n, err := strconv.Atoi(strings.Fields(rest)[0])
		require.NoError(t, err)
		placed += n
	}
	exactly(t, s, db, placed)
}

// TestChild is one of four processes on one database.
func TestChild(t *testing.T) {
	place := os.Getenv(childPlace)
	if place == "" {
		t.Skip("runs only as a child of TestFortyBuyersInFourProcesses")
	}
	placed, err := crowd(t.Context(), shop(t, at(t, place)), os.Getenv(childName), buyers/processes)
	require.NoError(t, err)
	fmt.Printf("\nplaced=%d \n", placed)
}

// A command that waited for a second connection inside its transaction would
// wait for ever where every connection is in one.
func TestACommandNeedsOneConnection(t *testing.T) {
	db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: sealer(t), Conns: 1})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	s := shop(t, db)
	stocked(t, s, map[catalog.SKU]int64{"A": 10})
	staff := secure.Actor{ID: "staff", Role: secure.RoleStaff}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	place := func(who, instrument string) order.Placement {
		p, err := buy(ctx, s, who, instrument, "A")
		require.NoError(t, err)
		return p
	}
	id := place("one", sandbox.OK).Orders[0].ID
	_, err = s.Orders.Accept(ctx, staff, id)
	require.NoError(t, err)
	_, err = s.Orders.Refund(ctx, staff, id, order.RefundRequest{Amount: money.MustParseText("1 USD"), Reason: "r"})
	require.NoError(t, err)
	_, err = s.Orders.HandOver(ctx, staff, id, order.Parcel{Carrier: "none"})
	require.ErrorIs(t, err, shipping.ErrNoCarrier)
	_, err = s.Orders.Reject(ctx, staff, id, "r")
	require.NoError(t, err)
	_, err = s.Orders.Cancel(ctx, staff, place("two", sandbox.OK).Orders[0].ID)
	require.NoError(t, err)
	_, err = s.Orders.Cancel(ctx, staff, place("three", sandbox.Stall).Orders[0].ID)
	require.NoError(t, err)
	declined := place("four", sandbox.Decline)
	tender := order.Tender{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK}
	_, err = s.Orders.Retry(ctx, secure.Actor{ID: "four", Role: secure.RoleBuyer}, declined.Purchase.ID, tender)
	require.NoError(t, err)
	require.NoError(t, s.Stock.Move(ctx, staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: "A", Qty: 1}}}))
	_, err = s.Stock.Count(ctx, staff, stock.Stocktake{Found: []stock.Found{{SKU: "A", Qty: 9}}})
	require.NoError(t, err)
}

// Refunds of one order that are asked for and answered at once wait for each
// other and lose nothing: all of them hold the money before the order.
func TestCommandsOnOneOrderAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *sqlstore.DB) {
		s := shop(t, db)
		stocked(t, s, map[catalog.SKU]int64{"A": 10, "B": 10})
		staff := secure.Actor{ID: "staff", Role: secure.RoleStaff}
		p, err := buy(t.Context(), s, "one", sandbox.OK, "A", "B")
		require.NoError(t, err)
		id := p.Orders[0].ID
		_, err = s.Orders.Accept(t.Context(), staff, id)
		require.NoError(t, err)
		errs := make([]error, 16)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				r := order.RefundRequest{Amount: money.MustParseText("0.25 USD"), Reason: "r"}
				if i%4 == 3 {
					r = order.RefundRequest{Items: []order.Units{{Line: 1 + i/4%2, Units: 1}}, Reason: "r"}
				}
				_, errs[i] = s.Orders.Refund(t.Context(), staff, id, r)
			})
		}
		wg.Wait()
		var refused int
		for _, err := range errs {
			if errors.Is(err, order.ErrInput) { // the second refund of a line
				refused++
				continue
			}
			require.NoError(t, err)
		}
		require.Equal(t, 2, refused)
		o, err := s.Orders.Order(t.Context(), staff, id)
		require.NoError(t, err)
		require.Equal(t, "23.00 USD", o.Refunded.String())
		require.True(t, o.Refunding.IsZero())
		require.Equal(t, order.Cancelled, o.Status, "nothing is left to send")
	})
}
