package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/benchmarks/pair"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
)

const (
	spreadItems   = 1000
	shelf         = 1_000_000_000 // pieces of every item: nothing runs out
	soldBefore    = 400           // sales of every database before it is measured
	salesAlone    = 50            // sales of a slice with one buyer
	salesTogether = 160           // and with many
)

// saleContests compares place and pay, on both databases, with one buyer and 16,
// who buy two of a thousand items each or all want the same two.
func saleContests(ctx context.Context) iter.Seq2[pair.Contest, error] {
	return func(yield func(pair.Contest, error) bool) {
		dir, err := os.MkdirTemp("", "cwsale")
		if err != nil {
			yield(pair.Contest{Case: "sale"}, err)
			return
		}
		defer os.RemoveAll(dir)
		files := 0
		file := func() (string, error) {
			files++
			return filepath.Join(dir, fmt.Sprintf("%d.db", files)), nil
		}
		if !saleCases(ctx, "sqlite", file, yield) {
			return
		}
		cluster, err := pgtest.Start("")
		if errors.Is(err, pgtest.ErrNoBinaries) {
			err = skipped{err.Error()}
		}
		if err != nil {
			yield(pair.Contest{Case: "sale/postgres"}, err)
			return
		}
		defer cluster.Stop()
		saleCases(ctx, "postgres", func() (string, error) {
			files++
			return cluster.Database(fmt.Sprintf("sale%d", files))
		}, yield)
	}
}

// saleCases yields the four contests of one database and answers whether to go on.
// place makes an empty database.
func saleCases(ctx context.Context, kind string, place func() (string, error), yield func(pair.Contest, error) bool) bool {
	for _, buyers := range []int{1, 16} {
		for _, hot := range []bool{false, true} {
			items := "spread"
			if hot {
				items = "hot"
			}
			name := fmt.Sprintf("sale/%s/%d/%s", kind, buyers, items)
			if !saleCase(ctx, saleSetting{name, kind, buyers, hot}, place, yield) {
				return false
			}
		}
	}
	return true
}

// A saleSetting is one case.
type saleSetting struct {
	name, kind string
	buyers     int
	hot        bool
}

// saleCase opens both sides, yields the contest, and then looks at what they
// have written.
func saleCase(ctx context.Context, c saleSetting, place func() (string, error), yield func(pair.Contest, error) bool) bool {
	ours, err := openOurSale(ctx, c.kind, place)
	if err != nil {
		return yield(pair.Contest{Case: c.name}, err)
	}
	defer ours.close()
	floor, err := openFloorSale(ctx, c.kind, place)
	if err != nil {
		return yield(pair.Contest{Case: c.name}, err)
	}
	defer floor.close()
	work := salesAlone
	if c.buyers > 1 {
		work = salesTogether
	}
	contest := pair.Contest{
		Case: c.name, Ops: work,
		Ours:  pair.Side{Name: "cartwright", Do: selling(c, ours.sell)},
		Floor: pair.Side{Name: "the same statements by hand", Do: selling(c, floor.sell)},
	}
	if !yield(contest, nil) {
		return false
	}
	if err := errors.Join(ours.check(ctx), floor.check(ctx)); err != nil {
		return yield(pair.Contest{Case: c.name}, fmt.Errorf("%s: %w", c.name, err))
	}
	return true
}

// selling lets the buyers share n sales. Which items the i-th sale takes is the
// same for both sides.
func selling(c saleSetting, sell func(ctx context.Context, a, b int) error) pair.Work {
	var sold atomic.Int64
	one := func(ctx context.Context) error {
		if c.hot {
			return sell(ctx, 0, 1)
		}
		i := int(sold.Add(1))
		return sell(ctx, i*7%spreadItems, (i*7+i%500+1)%spreadItems)
	}
	return func(ctx context.Context, n int) error {
		var left atomic.Int64
		left.Store(int64(n))
		errs := make([]error, c.buyers)
		var wg sync.WaitGroup
		for b := range c.buyers {
			wg.Go(func() {
				for left.Add(-1) >= 0 && errs[b] == nil {
					errs[b] = one(ctx)
				}
			})
		}
		wg.Wait()
		return errors.Join(errs...)
	}
}

func saleSKU(item int) string { return fmt.Sprintf("SKU-%04d", item) }

// ourSale is a shop as cartwright.Open wires it.
type ourSale struct {
	shop   *cartwright.Shop
	db     reader
	last   atomic.Int64 // number of the latest sale
	failed atomic.Pointer[error]
}

// reader is what every SQL backend can do beside its ports.
type reader interface {
	Read(ctx context.Context, st sqlstore.Stmt) error
}

// openOurSale opens a shop over a fresh database of kind with all items in stock
// and some sales made. PostgreSQL then looks at its tables: what it plans while
// they are empty reads them whole, and stays until it looks by itself.
func openOurSale(ctx context.Context, kind string, place func() (string, error)) (*ourSale, error) {
	where, err := place()
	if err != nil {
		return nil, err
	}
	return openSaleAt(ctx, kind, where)
}

func openSaleAt(ctx context.Context, kind, where string) (*ourSale, error) {
	s, err := openSale(ctx, saleAddress(kind, where))
	if err != nil {
		return nil, err
	}
	if err = s.fill(ctx); err == nil {
		err = selling(saleSetting{buyers: 16}, s.sell)(ctx, soldBefore)
	}
	if err == nil && kind == "postgres" {
		err = analyze(ctx, where)
	}
	if err != nil {
		return nil, errors.Join(err, s.shop.Close())
	}
	return s, nil
}

func analyze(ctx context.Context, dsn string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ANALYZE")
	return errors.Join(err, conn.Close(ctx))
}

func saleAddress(kind, place string) string {
	if kind == "sqlite" {
		return "sqlite:" + place
	}
	return place
}

func openSale(ctx context.Context, address string) (*ourSale, error) {
	key, err := secure.NewKey("k1", bytes.Repeat([]byte("k"), 32))
	if err != nil {
		return nil, err
	}
	ring, err := secure.NewKeyring(nil, key)
	if err != nil {
		return nil, err
	}
	psp, err := sandbox.New(sandbox.Config{Secret: bytes.Repeat([]byte("s"), 32), Now: time.Now})
	if err != nil {
		return nil, err
	}
	shop, err := cartwright.Open(ctx, address, cartwright.Options{
		Providers: map[string]payment.Provider{"sandbox": psp}, Sealer: ring, Fees: []pricing.Fee{{Flat: usd("5")}},
	})
	if err != nil {
		return nil, err
	}
	s := &ourSale{shop: shop}
	shop.Orders.OnError = func(_ context.Context, err error) { s.failed.CompareAndSwap(nil, &err) }
	s.db, _ = shop.Backend.(reader)
	if s.db == nil {
		return nil, errors.Join(fmt.Errorf("the backend %T cannot be asked", shop.Backend), shop.Close())
	}
	return s, nil
}

func usd(amount string) money.Money { return money.MustParseText(amount + " USD") }

// fill saves the items, many at once so that commits are shared.
func (s *ourSale) fill(ctx context.Context) error {
	staff := secure.Actor{ID: "staff", Role: secure.RoleStaff}
	errs := make([]error, 40)
	var wg sync.WaitGroup
	for part := range errs {
		wg.Go(func() {
			delivery := stock.Delivery{Reason: stock.Received}
			for i := part; i < spreadItems && errs[part] == nil; i += len(errs) {
				sku := catalog.SKU(saleSKU(i))
				delivery.Lines = append(delivery.Lines, stock.Line{SKU: sku, Qty: shelf})
				_, errs[part] = s.shop.Catalog.SaveProduct(ctx, staff, catalog.Product{
					Slug: fmt.Sprintf("item-%d", i), Seller: "s1", Kind: catalog.Goods, Status: catalog.Active,
					Texts:    catalog.Texts{"en": {Title: "Item " + string(sku)}},
					Variants: []catalog.Variant{{SKU: sku, Prices: []money.Money{usd("10")}, Grams: 100}},
				})
			}
			errs[part] = errors.Join(errs[part], s.shop.Stock.Move(ctx, staff, delivery))
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

// sell places and pays one sale of two lines: order.Service.Place asks the
// provider and settles its answer before it returns.
func (s *ourSale) sell(ctx context.Context, a, b int) error {
	who := fmt.Sprintf("buyer-%d", s.last.Add(1))
	_, err := s.shop.Orders.Place(ctx, secure.Actor{ID: who, Role: secure.RoleBuyer}, order.Request{
		Key: "key-" + who, Currency: "USD", Language: "en", Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK,
		To:            shipping.Address{Name: "Ada Miller", Country: "GB", City: "London", Postcode: "N1 9GU", Street: "1 Mill Lane"},
		Lines:         []order.Item{{SKU: catalog.SKU(saleSKU(a)), Qty: 1}, {SKU: catalog.SKU(saleSKU(b)), Qty: 1}},
		ExpectedTotal: usd("25"),
	})
	if failed := s.failed.Load(); err == nil && failed != nil {
		err = *failed
	}
	return err
}

// saleSums are what every sale adds to: paid orders, booked entries, pieces promised.
const saleSums = `SELECT (SELECT count(*) FROM cw_orders WHERE payment_status = 'paid'), (SELECT count(*) FROM cw_postings),
(SELECT CAST(sum(reserved) AS BIGINT) FROM cw_stock)`

// check compares what is stored with what was sold.
func (s *ourSale) check(ctx context.Context) error {
	var got [3]int64
	err := s.db.Read(ctx, sqlstore.Stmt{SQL: saleSums, Row: []any{&got[0], &got[1], &got[2]}})
	return errors.Join(err, saleAgrees("cartwright", got, s.last.Load()))
}

func saleAgrees(who string, got [3]int64, sold int64) error {
	if want := [3]int64{sold, 2 * sold, 2 * sold}; got != want {
		return fmt.Errorf("%s: paid orders, entries and pieces are %v after %d sales", who, got, sold)
	}
	return nil
}

func (s *ourSale) close() { _ = s.shop.Close() }
