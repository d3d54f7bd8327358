package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cartwright-go/cartwright/internal/ids"
)

// A hand runs prepared statements one by one, in a transaction or alone.
type hand interface {
	// exec runs a statement that must touch the given number of rows.
	exec(ctx context.Context, text string, rows int64, args ...any) error
	// query reads rows of columns of the given kinds and answers the last one.
	query(ctx context.Context, text, kinds string, args ...any) (row []any, rows int, err error)
}

// A floorBase is a database used by hand.
type floorBase interface {
	read(ctx context.Context, do func(hand) error) error
	commit(ctx context.Context, do func(hand) error) error
	close()
}

// columns are destinations for one row.
func columns(kinds string) []any {
	row := make([]any, len(kinds))
	for i := range kinds {
		if kinds[i] == 'i' {
			row[i] = new(int64)
		} else {
			row[i] = new(string)
		}
	}
	return row
}

func touched(text string, got, want int64) error {
	if got != want {
		return fmt.Errorf("%d rows instead of %d: %.60s", got, want, text)
	}
	return nil
}

// floorSale sells with the statements that Cartwright sends and nothing else: no
// prices are computed, nothing is checked but row counts, sealed texts are constants.
type floorSale struct {
	base                floorBase
	hold, orders, stock string // texts that differ between databases
	newID               func() (string, error)
	last                atomic.Int64
}

// openFloorSale fills a fresh database as our side does and takes it over.
func openFloorSale(ctx context.Context, kind string, place func() (string, error)) (*floorSale, error) {
	where, err := place()
	if err != nil {
		return nil, err
	}
	shop, err := openSaleAt(ctx, kind, where)
	if err != nil {
		return nil, err
	}
	shop.close()
	s := &floorSale{hold: floorHold, orders: floorOrders, stock: floorStock, newID: ids.New(time.Now, rand.Reader).Next}
	s.last.Store(soldBefore)
	if kind == "sqlite" {
		s.hold, s.orders, s.stock = liteHold, liteOrders, liteStock
		s.base, err = openLiteFloor(ctx, where)
	} else {
		s.base, err = openPostgresFloor(ctx, where)
	}
	return s, err
}

func (s *floorSale) close() { s.base.close() }

func (s *floorSale) check(ctx context.Context) error {
	var got [3]int64
	err := s.base.read(ctx, func(h hand) error {
		row, _, err := h.query(ctx, saleSums, "iii")
		for i := range row {
			got[i] = *row[i].(*int64)
		}
		return err
	})
	return errors.Join(err, saleAgrees("by hand", got, s.last.Load()))
}

const (
	floorProgress = `[{"Line":1},{"Line":2}]`
	floorHash     = "10e5381e849a53d0e308d01515c21b666c339b6e6aafb287d657e204e7" // and six digits
	floorToken    = "v1.k1.-0x19AH8n4ZigorlYOvIXSAwykzlcuRG-g0tp-gYXT-1Ig"
	payWithin     = 30 * 60 * 1000
	lookAfter     = 5 * 1000
)

// floorReceiver is as long as a sealed address.
var floorReceiver = "v1.k1." + strings.Repeat("xjhFQkzpTV6b2R4hCT86C2", 10)

// A handSale is what one sale writes.
type handSale struct {
	buyer, hash, purchase, payment, charge, order string
	skus                                          [2]string
	now                                           int64
	made                                          []byte // data of the order's events
}

func (s *floorSale) begin(a, b int) (handSale, error) {
	n := s.last.Add(1)
	c := handSale{
		buyer: fmt.Sprintf("buyer-%d", n), hash: fmt.Sprintf("%s%06d", floorHash, n), skus: [2]string{saleSKU(min(a, b)), saleSKU(max(a, b))},
		now: time.Now().UnixMilli(),
	}
	var errs [4]error
	c.purchase, errs[0] = s.newID()
	c.payment, errs[1] = s.newID()
	c.charge, errs[2] = s.newID()
	c.order, errs[3] = s.newID()
	c.made = []byte(`{"purchase":"` + c.purchase + `"}`)
	return c, errors.Join(errs[:]...)
}

// sell places in one transaction and pays in another.
func (s *floorSale) sell(ctx context.Context, a, b int) error {
	c, err := s.begin(a, b)
	if err != nil {
		return err
	}
	err = s.base.read(ctx, func(h hand) error {
		_, n, err := h.query(ctx, floorOffers, offerKinds, c.skus[0], c.skus[1])
		return errors.Join(err, touched(floorOffers, int64(n), 2))
	})
	if err != nil {
		return err
	}
	if err := s.base.commit(ctx, func(h hand) error { return s.place(ctx, h, c) }); err != nil {
		return err
	}
	err = s.base.read(ctx, func(h hand) error {
		_, n, err := h.query(ctx, floorFind, operationKinds, c.charge)
		return errors.Join(err, touched(floorFind, int64(n), 1))
	})
	if err != nil {
		return err
	}
	return s.base.commit(ctx, func(h hand) error { return s.pay(ctx, h, c) })
}

// A write is one statement with its arguments.
type write struct {
	text string
	rows int64
	args []any
}

func runWrites(ctx context.Context, h hand, steps []write) error {
	for _, st := range steps {
		if err := h.exec(ctx, st.text, st.rows, st.args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *floorSale) place(ctx context.Context, h hand, c handSale) error {
	due := c.now + payWithin
	line := func(no int, sku string) []any {
		return []any{c.order, no, 1, sku, c.payment, "goods", "Item " + sku, "", "", "item-100", 100, 1, 1, 1000, 2, "null", 0, 0, 1000}
	}
	return runWrites(ctx, h, []write{
		{floorPayment, 1, []any{c.payment, c.purchase, "sandbox", "card", c.charge, "USD", c.now, c.now, 2500, 0, 0, 0, 0}},
		{floorOperation, 1, []any{
			floorToken, "", "", "", 2500, due, "intent", "", "", "", 0, "", 0, c.now, c.charge, c.payment, "sale", "", "purchase/" + c.purchase, "sandbox", "card", "USD", c.now,
		}},
		{floorPurchase, 1, []any{c.purchase, c.buyer, c.hash, c.hash, "", "USD", 2500, c.payment, c.charge, "card", "en", floorReceiver, "", "", c.now}},
		{floorOrder, 1, []any{
			c.order, c.purchase, c.buyer, "s1", "placed", "unpaid", "none", "USD", 2000, 0, 500, 0, 2500, 0, 0, floorProgress, "", "", c.now, due, c.now, 1, "",
		}},
		{floorRows, 2, append(line(1, c.skus[0]), line(2, c.skus[1])...)},
		{floorHistory, 1, []any{c.order, 1, "", "placed", "place", c.buyer, "buyer", "", c.now}},
		{floorEvent, 1, []any{"order." + c.order + ".1", "order.placed", "order/" + c.order, 1, c.now, c.made, c.now, 1}},
		{floorTimers, 2, []any{
			"order.expire/" + c.purchase, "order.expire", c.purchase, due, "payment.recover/" + c.charge, "payment.recover", c.charge, c.now + lookAfter,
		}},
		{floorReservations, 2, []any{c.order, c.skus[0], "", 1, c.order, c.skus[1], "", 1}},
		{s.stock, 2, []any{c.skus[0], "", 1, c.skus[1], "", 1}},
	})
}

func (s *floorSale) pay(ctx context.Context, h hand, c handSale) error {
	_, n, err := h.query(ctx, s.hold, holdKinds, c.charge)
	if err := errors.Join(err, touched(s.hold, int64(n), 1)); err != nil {
		return err
	}
	err = runWrites(ctx, h, []write{
		{floorCharged, 1, []any{floorToken, "", "", "", 2500, c.now + payWithin, "succeeded", "sbx_" + c.charge, "", "", 0, "", 0, c.now, c.charge, 1}},
		{floorPaid, 1, []any{"sandbox", "card", c.charge, c.now, 2500, 0, 2500, 0, 0, c.payment, 1}},
		{floorPostings, 2, []any{
			c.charge + ".d", c.payment, "psp:sandbox:clearing", "USD", 2500, c.now,
			c.charge + ".c", c.payment, "order:" + c.purchase + ":receivable", "USD", -2500, c.now,
		}},
	})
	if err != nil {
		return err
	}
	_, n, err = h.query(ctx, s.orders, orderKinds, c.purchase)
	if err := errors.Join(err, touched(s.orders, int64(n), 2)); err != nil {
		return err
	}
	return runWrites(ctx, h, []write{
		{floorConfirmed, 1, []any{"confirmed", "paid", "none", 0, 0, floorProgress, 0, c.now, c.order, 1}},
		{floorHistory, 1, []any{c.order, 2, "placed", "confirmed", "pay", "payment", "system", "", c.now}},
		{floorEvents, 2, []any{
			"payment." + c.charge + ".2", "payment.sale.succeeded", "operation/" + c.charge, 2, c.now, []byte(`{"payment":"` + c.payment + `"}`), c.now, 1,
			"order." + c.order + ".2", "order.confirmed", "order/" + c.order, 2, c.now, c.made, c.now, 2,
		}},
		{floorDone, 2, []any{"order.expire/" + c.purchase, "payment.recover/" + c.charge}},
	})
}
