// Hostorders is a service with an orders table of its own that uses only
// package payment and its SQL store: our rows commit in the host's transactions.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// A host is the service: its own database and our engine beside it.
type host struct {
	db     *sql.DB
	store  *payments.Store
	engine *payment.Engine
}

func main() {
	if err := run(context.Background(), "hostorders.db"); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, path string) error {
	h, err := open(ctx, path)
	if err != nil {
		return err
	}
	defer h.db.Close()
	price, number := money.MustParseText("12.50 USD"), time.Now().UTC().Format("20060102150405")
	if err := h.buy(ctx, "A"+number, price, sandbox.OK); err != nil {
		return err
	}
	err = h.buy(ctx, "B"+number, price, "4242424242424242") // a card number: refused, and no order stays
	fmt.Println(errors.Is(err, payment.ErrRequest))
	var orders, paid int
	err = h.db.QueryRowContext(ctx, "SELECT count(*), sum(paid) FROM orders").Scan(&orders, &paid)
	fmt.Println(orders, "order,", paid, "paid")
	return err
}

func open(ctx context.Context, path string) (*host, error) {
	db, dbErr := sqlite.Writer(path)
	key, keyErr := secure.NewKey("k1", []byte("32 bytes that a host keeps safe."))
	keys, ringErr := secure.NewKeyring(nil, key)
	psp, pspErr := sandbox.New(sandbox.Config{Secret: []byte("a secret of 16 bytes"), Now: time.Now})
	if err := errors.Join(dbErr, keyErr, ringErr, pspErr); err != nil {
		return nil, err
	}
	if _, err := db.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, paid INTEGER NOT NULL)"); err != nil {
		return nil, err
	}
	kernel, err := sqlstore.New(sqlstore.Config{Writer: db, Dialect: sqlstore.SQLite(), Sealer: keys, KeepOpen: true})
	if err != nil {
		return nil, err
	}
	if err := sqlstore.Migrate(ctx, kernel, payments.Schema()); err != nil {
		return nil, err
	}
	store, err := payments.Open(ctx, kernel)
	h := &host{db: db, store: store}
	h.engine = &payment.Engine{Store: store, Providers: map[string]payment.Provider{"sandbox": psp}, Now: time.Now, Settle: h.settle}
	return h, err
}

// buy writes our order and the payment's intent in one commit, then pays.
func (h *host) buy(ctx context.Context, id string, price money.Money, instrument string) error {
	err := h.within(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, "INSERT INTO orders VALUES (?, 0)", id); err != nil {
			return err
		}
		return h.store.Within(tx).Do(ctx, func(ctx context.Context, ptx payment.Tx) error {
			_, err := h.engine.Open(ctx, ptx, payment.Request{
				Ref: payment.Ref(id), Payment: payment.ID(id), Subject: id, Kind: payment.Sale, Provider: "sandbox",
				Method: sandbox.Card, Instrument: instrument, Amount: price,
			})
			return err
		})
	})
	if err != nil {
		return err
	}
	return h.engine.Advance(ctx, payment.Ref(id))
}

// settle makes a payment fact and our order true in one commit.
func (h *host) settle(ctx context.Context, f payment.Fact) error {
	return h.within(ctx, func(tx *sql.Tx) error {
		return h.store.Within(tx).Do(ctx, func(ctx context.Context, ptx payment.Tx) error {
			change, err := h.engine.Apply(ctx, ptx, f)
			if err == nil && change.Operation.Kind == payment.Sale && change.Operation.Status == payment.Succeeded {
				_, err = tx.ExecContext(ctx, "UPDATE orders SET paid = 1 WHERE id = ?", change.Payment.Subject)
			}
			return err
		})
	})
}

func (h *host) within(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // no effect after Commit
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
