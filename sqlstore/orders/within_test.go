package orders_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	sqlstock "github.com/cartwright-go/cartwright/sqlstore/stock"
)

func dollars(minor int64) money.Money { return money.New(minor, money.MustCurrency("USD")) }

// secrets are what no column may show.
func secrets() []string {
	return []string{"Ada Lovelace", "Mill Lane", "ada@example.org", "ring twice", "tok_visa_9"}
}

func purchase(id string) order.Purchase {
	return order.Purchase{
		ID: order.PurchaseID(id), Buyer: "b1", Key: "key-" + id, Currency: "USD", Total: dollars(1000), Payment: "p1", Charge: "c1", Email: "ada@example.org",
		Note: "ring twice", To: shipping.Address{Name: "Ada Lovelace", Street: "1 Mill Lane", Country: "GB"}, Placed: time.UnixMilli(1_700_000_000_000).UTC(),
	}
}

func sample(id string) order.Order {
	return order.Order{
		ID: order.ID(id), Purchase: "u1", Buyer: "b1", Seller: "s1", Status: order.Placed, Goods: dollars(1000), Total: dollars(1000),
		Lines: []order.Line{{No: 1, SKU: "A", Title: "Tea", Qty: 1, Rows: []order.Row{{Units: 1, Price: dollars(1000), Net: dollars(1000)}}}},
	}
}

// place writes a purchase as the service does: stock last.
func place(ctx context.Context, s *orders.Store, id string, qty int64) error {
	return s.Do(ctx, func(ctx context.Context, tx order.Tx) error {
		return errors.Join(
			tx.SavePurchase(ctx, purchase("u"+id)), tx.SaveOrders(ctx, sample("o"+id)),
			tx.SaveOperation(ctx, payment.Operation{Ref: payment.Ref("c" + id), Payment: "p1", Kind: payment.Sale, Amount: dollars(1000), Instrument: "tok_visa_9"}),
			tx.Emit(ctx, event.Event{ID: "e" + id}), tx.ReserveStock(ctx, "o"+id, []stock.Line{{SKU: "A", Qty: qty}}))
	})
}

// The host's own row and our order commit and roll back together, in the host's
// transaction, also when one of our closures fails or its context ends.
func TestHostRowAndOrderTogether(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) (*sql.DB, *sqlstore.DB){
		"sqlite": func(t *testing.T) (*sql.DB, *sqlstore.DB) {
			path := filepath.Join(t.TempDir(), "s.db")
			db, err := sqlite.Open(t.Context(), path, sqlite.Options{Sealer: sealer(t)})
			require.NoError(t, err)
			pool, err := sqlite.Writer(path)
			require.NoError(t, err)
			return pool, db
		},
		"postgres": func(t *testing.T) (*sql.DB, *sqlstore.DB) {
			dsn := pgtest.DSN(t)
			db, err := postgres.Open(t.Context(), dsn, postgres.Options{Sealer: sealer(t)})
			require.NoError(t, err)
			pool, err := postgres.Pool(dsn, 2)
			require.NoError(t, err)
			return pool, db
		},
	} {
		t.Run(name, func(t *testing.T) {
			pool, db := open(t)
			t.Cleanup(func() { _ = errors.Join(pool.Close(), db.Close()) })
			together(t, pool, db)
		})
	}
}

func together(t *testing.T, pool *sql.DB, db *sqlstore.DB) {
	t.Helper()
	ctx := t.Context()
	require.NoError(t, sqlstore.Migrate(ctx, db, orders.Schemas()...))
	store, err := orders.Open(ctx, db)
	require.NoError(t, err)
	shelf, err := sqlstock.Open(ctx, db)
	require.NoError(t, err)
	require.NoError(t, shelf.Do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		return tx.MoveStock(ctx, stock.Movement{ID: "m1", SKU: "A", Qty: 5, Reason: stock.Received})
	}))
	_, err = pool.Exec("CREATE TABLE host_orders (id TEXT PRIMARY KEY)")
	require.NoError(t, err)
	state := func() (hosts, ours int, reserved int64) {
		require.NoError(t, pool.QueryRow("SELECT count(*) FROM host_orders").Scan(&hosts))
		require.NoError(t, pool.QueryRow("SELECT count(*) FROM cw_orders").Scan(&ours))
		levels, err := shelf.Levels(ctx, "A")
		require.NoError(t, err)
		return hosts, ours, levels[0].Reserved
	}
	begin := func(id string) *sql.Tx {
		tx, err := pool.BeginTx(ctx, nil)
		require.NoError(t, err)
		_, err = tx.Exec("INSERT INTO host_orders VALUES ('" + id + "')")
		require.NoError(t, err)
		return tx
	}

	tx := begin("rolled back")
	require.NoError(t, place(ctx, store.Within(tx), "1", 2))
	require.NoError(t, tx.Rollback())
	hosts, ours, reserved := state()
	require.Equal(t, [3]int64{}, [3]int64{int64(hosts), int64(ours), reserved})

	tx = begin("committed")
	require.NoError(t, place(ctx, store.Within(tx), "1", 2))
	require.ErrorIs(t, place(ctx, store.Within(tx), "2", 4), stock.ErrOutOfStock, "our closure fails: the host goes on")
	ended, stop := context.WithCancel(ctx)
	err = store.Within(tx).Do(ended, func(ctx context.Context, tx order.Tx) error {
		_ = tx.SaveOrders(ctx, sample("o3"))
		stop()
		return tx.ReserveStock(ctx, "o3", []stock.Line{{SKU: "A", Qty: 1}})
	})
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, tx.Commit())
	hosts, ours, reserved = state()
	require.Equal(t, [3]int64{1, 1, 2}, [3]int64{int64(hosts), int64(ours), reserved})
}

func lite(t *testing.T, o sqlite.Options) (*orders.Store, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "s.db")
	db, err := sqlite.Open(t.Context(), path, o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, sqlstore.Migrate(t.Context(), db, orders.Schemas()...))
	s, err := orders.Open(t.Context(), db)
	require.NoError(t, err)
	return s, path
}

func TestPersonalDataIsSealed(t *testing.T) {
	s, path := lite(t, sqlite.Options{Sealer: sealer(t)})
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx order.Tx) error {
		return errors.Join(
			tx.SavePurchase(ctx, purchase("u1")), tx.SavePurchase(ctx, purchase("u2")),
			tx.SavePayment(ctx, payment.Payment{ID: "p1", Amount: dollars(1000)}),
			tx.SaveOperation(ctx, payment.Operation{Ref: "c1", Payment: "p1", Amount: dollars(1000), Instrument: "tok_visa_9"}),
			tx.SaveRefund(ctx, order.Refund{Ref: "r1", Order: "o1", Amount: dollars(1), Reason: purchase("u1").Note}),
			tx.AddHistory(ctx, order.Change{Order: "o1", Version: 1, Why: purchase("u1").Note}, order.Change{Order: "o1", Version: 2}),
			tx.SaveShipment(ctx, shipping.Shipment{ID: "h1", To: purchase("u1").To}))
	}))
	got, err := s.FindPurchase(t.Context(), "u1")
	require.NoError(t, err)
	want := purchase("u1")
	want.Version = 1
	require.Equal(t, want, got)
	refunds, err := s.Refunds(t.Context(), "o1")
	require.NoError(t, err)
	require.Equal(t, want.Note, refunds[0].Reason)
	history, err := s.History(t.Context(), "o1")
	require.NoError(t, err)
	require.Equal(t, []string{want.Note, ""}, []string{history[0].Why, history[1].Why})
	for _, name := range []string{path, path + "-wal"} {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, secret := range secrets() {
			require.NotContains(t, string(raw), secret, name)
		}
	}
	raw, err := sqlite.Writer(path)
	require.NoError(t, err)
	defer raw.Close()
	_, err = raw.Exec("UPDATE cw_purchases SET email = (SELECT email FROM cw_purchases WHERE id = 'u2') WHERE id = 'u1'")
	require.NoError(t, err)
	_, err = s.FindPurchase(t.Context(), "u1")
	require.Error(t, err, "a sealed text moved to another row does not open")
}

func TestWithoutSealerPersonalDataIsRefused(t *testing.T) {
	s, _ := lite(t, sqlite.Options{})
	for name, write := range map[string]func(context.Context, order.Tx) error{
		"purchase": func(ctx context.Context, tx order.Tx) error { return tx.SavePurchase(ctx, purchase("u1")) },
		"shipment": func(ctx context.Context, tx order.Tx) error {
			return tx.SaveShipment(ctx, shipping.Shipment{ID: "h1", To: purchase("u1").To})
		},
		"refund": func(ctx context.Context, tx order.Tx) error {
			return tx.SaveRefund(ctx, order.Refund{Ref: "r1", Amount: dollars(1), Reason: purchase("u1").Note})
		},
		"history": func(ctx context.Context, tx order.Tx) error {
			return tx.AddHistory(ctx, order.Change{Order: "o1", Version: 1, Why: purchase("u1").Note})
		},
		"operation": func(ctx context.Context, tx order.Tx) error {
			return tx.SaveOperation(ctx, payment.Operation{Ref: "c1", Amount: dollars(1), Instrument: "tok_visa_9"})
		},
	} {
		err := s.Do(t.Context(), write)
		require.ErrorIs(t, err, sqlstore.ErrNoSealer, name)
		for _, secret := range secrets() {
			require.NotContains(t, err.Error(), secret)
		}
	}
}

// What the program writes down needs no sealer: a digital shop may have none.
func TestCodesNeedNoSealer(t *testing.T) {
	s, _ := lite(t, sqlite.Options{})
	r := order.Refund{Ref: "r1", Order: "o1", Amount: dollars(1), Reason: order.ReasonCancelled}
	c := order.Change{Order: "o1", Version: 1, Role: "system", Why: "insufficient_funds"}
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx order.Tx) error {
		return errors.Join(tx.SaveRefund(ctx, r), tx.AddHistory(ctx, c))
	}))
	refunds, err := s.Refunds(t.Context(), "o1")
	require.NoError(t, err)
	require.Equal(t, r.Reason, refunds[0].Reason)
	history, err := s.History(t.Context(), "o1")
	require.NoError(t, err)
	require.Equal(t, c.Why, history[0].Why)
}

func TestAmountsThatDoNotFitAreRefused(t *testing.T) {
	s, _ := lite(t, sqlite.Options{Sealer: sealer(t)})
	for text, want := range map[string]error{
		"92233720368547758.08 USD": money.ErrRange, "0.001 USD": money.ErrInexact, "5 EUR": money.ErrMismatch, "": money.ErrCurrency,
	} {
		o := sample("o1")
		o.Goods = money.Money{}
		if text != "" {
			o.Goods = money.MustParseText(text)
		}
		err := s.Do(t.Context(), func(ctx context.Context, tx order.Tx) error { return tx.SaveOrders(ctx, o) })
		require.ErrorIs(t, err, want, text)
		require.ErrorContains(t, err, "order goods")
	}
	o := sample("o1") // a unit price may be finer and larger
	o.Lines[0].Rows[0].Price = money.MustParseText("0.00001 USD")
	require.NoError(t, s.Do(t.Context(), func(ctx context.Context, tx order.Tx) error { return tx.SaveOrders(ctx, o) }))
	got, err := s.FindOrder(t.Context(), "o1")
	require.NoError(t, err)
	require.Equal(t, o.Lines[0].Rows[0].Price, got.Lines[0].Rows[0].Price)
}
