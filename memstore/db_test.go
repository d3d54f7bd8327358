package memstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/catalog/stock/stocktest"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/event/eventtest"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/cart"
)

func TestEventKit(t *testing.T) {
	eventtest.Run(t, eventtest.Harness{New: func() (*eventtest.System, error) {
		db := memstore.New()
		return &eventtest.System{Do: db.Inbox().Do, Outbox: db, Timers: db, Retention: db}, nil
	}})
}

func product(id, slug string, skus ...catalog.SKU) catalog.Product {
	p := catalog.Product{
		ID: catalog.ProductID(id), Slug: slug, Seller: "fern", Status: catalog.Active, Texts: catalog.Texts{"en": {Title: slug}},
		Details: map[string]map[string]string{"en": {"Origin": "Hangzhou"}},
	}
	for _, sku := range skus {
		p.Variants = append(p.Variants, catalog.Variant{SKU: sku, Options: map[string]string{"size": "M"}, Prices: []money.Money{money.MustParseText("1 EUR")}})
	}
	return p
}

func save(ctx context.Context, db *memstore.DB, p catalog.Product) error {
	return db.Catalog().Do(ctx, func(ctx context.Context, tx catalog.Tx) error { return tx.SaveProduct(ctx, p) })
}

var errPlanted = errors.New("planted")

func TestHookSeesEveryCallInOrder(t *testing.T) {
	db := memstore.New()
	var calls []string
	db.Hook = func(_ context.Context, call string) error { calls = append(calls, call); return nil }
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
		_, err := tx.Category(ctx, "c1")
		require.ErrorIs(t, err, event.ErrNotFound)
		require.NoError(t, tx.SaveProduct(ctx, product("p1", "tea", "T")))
		require.NoError(t, tx.Emit(ctx, event.Event{ID: "e1"}))
		require.NoError(t, tx.MoveStock(ctx, stock.Movement{ID: "m1", SKU: "T", Qty: 1}))
		return tx.ReserveStock(ctx, "o1", []stock.Line{{SKU: "T", Qty: 1}})
	}))
	assert.Equal(t, []string{"Category", "SaveProduct", "Emit", "MoveStock", "ReserveStock", "commit", "committed"}, calls)
	assert.Equal(t, int64(1), db.Commits())

	calls = nil
	require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
		_, err := tx.Product(ctx, "p1")
		return err
	}))
	assert.Equal(t, []string{"Product"}, calls, "what wrote nothing does not commit")
	assert.Equal(t, int64(1), db.Commits())
}

// A failure at any call leaves nothing behind, but at the last: there everything
// was kept and only the answer is lost.
func TestHookFailsEveryCall(t *testing.T) {
	for _, at := range []string{"SaveProduct", "Emit", "MoveStock", "commit", "committed"} {
		t.Run(at, func(t *testing.T) {
			db := memstore.New()
			db.Hook = func(_ context.Context, call string) error {
				if call == at {
					return errPlanted
				}
				return nil
			}
			err := db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
				_ = tx.SaveProduct(ctx, product("p1", "tea", "T"))
				_ = tx.Emit(ctx, event.Event{ID: "e1"})
				_ = tx.MoveStock(ctx, stock.Movement{ID: "m1", SKU: "T", Qty: 1})
				return nil // what a call answered is swallowed; the closure is doomed all the same
			})
			require.ErrorIs(t, err, errPlanted)
			_, err = db.FindProduct(t.Context(), "p1")
			events, unsent := db.UnsentEvents(t.Context(), 9)
			levels, levelErr := db.Levels(t.Context(), "T")
			require.NoError(t, errors.Join(unsent, levelErr))
			if at == "committed" {
				require.NoError(t, err)
				assert.Len(t, events, 1)
				assert.Len(t, levels, 1)
				return
			}
			require.ErrorIs(t, err, event.ErrNotFound)
			assert.Empty(t, events)
			assert.Empty(t, levels)
		})
	}
}

// An error that a closure concluded from rows which have changed meanwhile is no
// answer: it runs again.
func TestFailedClosuresAreValidated(t *testing.T) {
	db, runs := memstore.New(), 0
	err := db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
		runs++
		_, err := tx.Product(ctx, "p1")
		if runs == 1 { // a neighbour inserts it between the look and the conclusion
			require.NoError(t, save(context.WithoutCancel(ctx), db, product("p1", "tea", "T")))
		}
		return err
	})
	require.NoError(t, err)
	assert.Equal(t, 2, runs)

	err = db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
		runs++
		_, err := tx.Product(ctx, "p2")
		return err
	})
	require.ErrorIs(t, err, event.ErrNotFound, "nothing has changed, so it is true")
	assert.Equal(t, 3, runs)
}

// No two can both see the other's row missing and insert their own.
func TestMissingRowsAreReadsToo(t *testing.T) {
	db, runs := memstore.New(), 0
	err := db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
		runs++
		if _, err := tx.Product(ctx, "p1"); err == nil {
			return errPlanted
		}
		if runs == 1 {
			require.NoError(t, save(context.WithoutCancel(ctx), db, product("p1", "tea", "T")))
		}
		return tx.SaveProduct(ctx, product("p2", "cup", "C"))
	})
	require.ErrorIs(t, err, errPlanted)
	assert.Equal(t, int64(1), db.Commits())
}

func TestPauseBetweenRuns(t *testing.T) {
	db := memstore.New()
	var pauses []int
	db.Pause = func(_ context.Context, lost int) error {
		pauses = append(pauses, lost)
		if lost == 3 {
			return errPlanted
		}
		return nil
	}
	lose := func(times int) error {
		runs := 0
		return db.Do(t.Context(), func(ctx context.Context, tx *memstore.Tx) error {
			_, err := tx.Product(ctx, "p1")
			if runs++; runs <= times {
				version := int64(0)
				if err == nil {
					p, _ := db.FindProduct(ctx, "p1")
					version = p.Version
				}
				p := product("p1", "tea", "T")
				p.Version = version
				require.NoError(t, save(context.WithoutCancel(ctx), db, p))
			}
			return nil
		})
	}
	require.NoError(t, lose(2))
	assert.Equal(t, []int{1, 2}, pauses)
	require.ErrorIs(t, lose(9), errPlanted)

	db.Pause = nil
	require.NoError(t, lose(900))
	require.ErrorIs(t, lose(5000), memstore.ErrRetries)
}

// However many want one row: nobody gives up.
func TestNobodyStarves(t *testing.T) {
	const callers, each = 100, 5
	db := memstore.New()
	require.NoError(t, db.Stock().Do(t.Context(), func(ctx context.Context, tx stock.WriteTx) error {
		return tx.MoveStock(ctx, stock.Movement{ID: "m", SKU: "A", Qty: callers * each})
	}))
	// All have read the row before one of them commits.
	var gate sync.WaitGroup
	gate.Add(callers)
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			first := true
			for n := range each {
				errs[i] = errors.Join(errs[i], db.Stock().Do(t.Context(), func(ctx context.Context, tx stock.WriteTx) error {
					err := tx.ReserveStock(ctx, fmt.Sprint("o", i, ".", n), []stock.Line{{SKU: "A", Qty: 1}})
					if first {
						first = false
						gate.Done()
						gate.Wait()
					}
					return err
				}))
			}
		})
	}
	wg.Wait()
	require.NoError(t, errors.Join(errs...))
	levels, err := db.Levels(t.Context(), "A")
	require.NoError(t, err)
	assert.Equal(t, []stock.Level{{SKU: "A", OnHand: callers * each, Reserved: callers * each}}, levels)
}

func TestEndedContext(t *testing.T) {
	db := memstore.New()
	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, db.Do(ctx, func(ctx context.Context, tx *memstore.Tx) error {
		require.NoError(t, tx.SaveProduct(ctx, product("p1", "tea", "T")))
		cancel()
		return nil
	}), context.Canceled)
	assert.Zero(t, db.Commits())
	runs := 0
	require.ErrorIs(t, db.Do(ctx, func(context.Context, *memstore.Tx) error { runs++; return nil }), context.Canceled)
	assert.Zero(t, runs)
	_, err := db.FindProduct(ctx, "p1")
	require.ErrorIs(t, err, context.Canceled)
}

// Neither what was saved nor what is read can be changed from outside.
func TestCallersShareNothing(t *testing.T) {
	db, ctx := memstore.New(), t.Context()
	spoil := func(p catalog.Product) {
		p.Texts["en"] = catalog.Text{Title: "spoilt"}
		p.Details["en"]["Origin"] = "spoilt"
		p.Variants[0].Options["size"] = "spoilt"
		p.Variants[0].Prices[0] = money.MustParseText("9 EUR")
		p.Variants[0].SKU = "SPOILT"
	}
	given := product("p1", "tea", "T")
	require.NoError(t, save(ctx, db, given))
	spoil(given)
	want := product("p1", "tea", "T")
	want.Version = 1
	read := func() []catalog.Product {
		found, err := db.FindProduct(ctx, "p1")
		require.NoError(t, err)
		list, err := db.FindProductsBySKU(ctx, "T")
		require.NoError(t, err)
		list = append(list, found)
		for p, err := range db.Products(ctx, catalog.Query{}) {
			require.NoError(t, err)
			list = append(list, p)
		}
		require.NoError(t, db.Do(ctx, func(ctx context.Context, tx *memstore.Tx) error {
			p, err := tx.Product(ctx, "p1")
			list = append(list, p)
			return err
		}))
		return list
	}
	for range 2 {
		list := read()
		require.Len(t, list, 4)
		for _, p := range list {
			require.Equal(t, want, p)
			spoil(p)
		}
	}
	carts := db.Carts()
	c := cart.Cart{Owner: "ann", Currency: "EUR", Lines: []cart.Line{{SKU: "T", Qty: 1}}}
	require.NoError(t, carts.SaveCart(ctx, c))
	c.Lines[0].Qty = 9
	for range 2 {
		got, err := carts.FindCart(ctx, "ann")
		require.NoError(t, err)
		require.Equal(t, int64(1), got.Lines[0].Qty)
		got.Lines[0].Qty = 9
	}
	data := []byte("abc")
	require.NoError(t, db.Do(ctx, func(ctx context.Context, tx *memstore.Tx) error {
		return tx.Emit(ctx, event.Event{ID: "e", Data: data})
	}))
	data[0] = 'x'
	for range 2 {
		events, err := db.UnsentEvents(ctx, 1)
		require.NoError(t, err)
		require.Equal(t, "abc", string(events[0].Data))
		events[0].Data[0] = 'x'
	}
}

// A name given up in the transaction that another product takes it is free, and a
// failed save takes no name.
func TestNamesChangeHands(t *testing.T) {
	db, ctx := memstore.New(), t.Context()
	require.NoError(t, save(ctx, db, product("p1", "tea", "T", "U")))
	require.ErrorIs(t, save(ctx, db, product("p2", "cup", "U")), event.ErrStale)
	require.NoError(t, db.Do(ctx, func(ctx context.Context, tx *memstore.Tx) error {
		p := product("p1", "green-tea", "T")
		p.Version = 1
		return errors.Join(tx.SaveProduct(ctx, p), tx.SaveProduct(ctx, product("p2", "tea", "U")))
	}))
	found, err := db.FindProductBySlug(ctx, "tea")
	require.NoError(t, err)
	assert.Equal(t, catalog.ProductID("p2"), found.ID)
}

// Whatever is done with stock, one call after another, the books balance and the
// store agrees with a model of four lines.
func TestStockFollowsAModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, ctx := memstore.New().Stock(), context.Background()
		onHand, open := map[catalog.SKU]int64{}, map[string]int64{}
		reserved := func(sku catalog.SKU) (n int64) {
			for _, ref := range []string{"o1", "o2"} {
				n += open[ref+string(sku)]
			}
			return n
		}
		for step := range rapid.IntRange(1, 40).Draw(t, "steps") {
			sku := rapid.SampledFrom([]catalog.SKU{"A", "B"}).Draw(t, "sku")
			ref := rapid.SampledFrom([]string{"o1", "o2"}).Draw(t, "ref")
			qty := rapid.Int64Range(1, 6).Draw(t, "qty")
			lines, at := []stock.Line{{SKU: sku, Qty: qty}}, ref+string(sku)
			m := stock.Movement{ID: fmt.Sprint("m", step), SKU: sku, Qty: qty, At: time.UnixMilli(int64(step))}
			var ok bool
			var do func(ctx context.Context, tx stock.WriteTx) error
			var then func()
			switch rapid.SampledFrom([]string{"in", "out", "reserve", "release", "take"}).Draw(t, "what") {
			case "in":
				ok, do, then = true, func(ctx context.Context, tx stock.WriteTx) error { return tx.MoveStock(ctx, m) }, func() { onHand[sku] += qty }
			case "out":
				m.Qty = -qty
				ok, do, then = onHand[sku]-reserved(sku) >= qty, func(ctx context.Context, tx stock.WriteTx) error { return tx.MoveStock(ctx, m) }, func() { onHand[sku] -= qty }
			case "reserve":
				ok, do, then = onHand[sku]-reserved(sku) >= qty, func(ctx context.Context, tx stock.WriteTx) error { return tx.ReserveStock(ctx, ref, lines) }, func() { open[at] += qty }
			case "release":
				ok, do, then = open[at] >= qty, func(ctx context.Context, tx stock.WriteTx) error { return tx.ReleaseStock(ctx, ref, lines) }, func() { open[at] -= qty }
			case "take":
				ok, do, then = open[at] >= qty, func(ctx context.Context, tx stock.WriteTx) error { return tx.TakeStock(ctx, ref, m, lines) }, func() { open[at] -= qty; onHand[sku] -= qty }
			}
			err := s.Do(ctx, do)
			if (err == nil) != ok {
				t.Fatalf("step %d: %v, want success %t", step, err, ok)
			}
			if ok {
				then()
			}
		}
		levels, err := s.Levels(ctx, "A", "B")
		require.NoError(t, err)
		for _, l := range levels {
			require.Equal(t, []int64{onHand[l.SKU], reserved(l.SKU)}, []int64{l.OnHand, l.Reserved})
		}
		require.NoError(t, stocktest.Balance(ctx, s, []catalog.SKU{"A", "B"}, []string{"o1", "o2"}))
	})
}

// A hook makes any call of any transaction fail, here one that loses the answer of
// a commit as a database's broken connection does.
func ExampleDB() {
	db := memstore.New()
	db.Hook = func(_ context.Context, call string) error {
		if call == "committed" {
			return errors.New("connection lost")
		}
		return nil
	}
	ctx := context.Background()
	err := db.Stock().Do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		return tx.MoveStock(ctx, stock.Movement{ID: "note-7", SKU: "TEA", Qty: 12, Reason: stock.Received})
	})
	fmt.Println(err)
	levels, err := db.Levels(ctx, "TEA")
	fmt.Println(levels[0].OnHand, err)
	// Output:
	// connection lost
	// 12 <nil>
}
