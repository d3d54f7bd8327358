package stock_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/secure"
)

var (
	staff    = secure.Actor{ID: "staff-1", Role: secure.RoleStaff}
	merchant = secure.Actor{ID: "merchant-1", Role: secure.RoleMerchant, Sellers: []string{"fern"}}
	rival    = secure.Actor{ID: "merchant-2", Role: secure.RoleMerchant, Sellers: []string{"moss"}}
	start    = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// owners says that every SKU that begins with F is fern's.
type owners struct{}

func (owners) FindProductsBySKU(_ context.Context, skus ...catalog.SKU) ([]catalog.Product, error) {
	p := catalog.Product{Seller: "fern"}
	for _, sku := range skus {
		if strings.HasPrefix(string(sku), "F") {
			p.Variants = append(p.Variants, catalog.Variant{SKU: sku})
		}
	}
	return []catalog.Product{p}, nil
}

func open() (*memstore.DB, *stock.Service) {
	var mu sync.Mutex
	policy, db, n := secure.DefaultPolicy(), memstore.New(), 0
	return db, &stock.Service{
		Store: db.Stock(), Policy: &policy, Products: owners{}, Now: func() time.Time { return start },
		NewID: func() (string, error) {
			mu.Lock()
			defer mu.Unlock()
			n++
			return fmt.Sprint("m", n), nil
		},
	}
}

func reserve(t *testing.T, db *memstore.DB, ref string, lines ...stock.Line) {
	t.Helper()
	require.NoError(t, db.Stock().Do(t.Context(), func(ctx context.Context, tx stock.WriteTx) error { return tx.ReserveStock(ctx, ref, lines) }))
}

func levels(t *testing.T, s *stock.Service, skus ...catalog.SKU) []stock.Level {
	t.Helper()
	list, err := s.Levels(t.Context(), skus...)
	require.NoError(t, err)
	return list
}

func TestMerge(t *testing.T) {
	given := []stock.Line{{SKU: "B", Qty: 1}, {SKU: "A", Location: "west", Qty: 2}, {SKU: "A", Qty: 3}, {SKU: "B", Qty: 4}}
	before := append([]stock.Line{}, given...)
	merged, err := stock.Merge(given)
	require.NoError(t, err)
	assert.Equal(t, []stock.Line{{SKU: "A", Qty: 3}, {SKU: "A", Location: "west", Qty: 2}, {SKU: "B", Qty: 5}}, merged)
	assert.Equal(t, before, given, "the caller's lines stay as they are")
	none, err := stock.Merge(nil)
	require.NoError(t, err)
	assert.Empty(t, none)
	for _, bad := range [][]stock.Line{
		{{SKU: "A"}},
		{{SKU: "A", Qty: -1}},
		{{SKU: "A", Qty: stock.MaxQuantity + 1}},
		{{SKU: "A", Qty: stock.MaxQuantity}, {SKU: "A", Qty: 1}},
		{{SKU: "A", Qty: 1 << 62}, {SKU: "A", Qty: 1 << 62}},
	} {
		_, err := stock.Merge(bad)
		require.ErrorIs(t, err, stock.ErrQuantity, "%v", bad)
		require.ErrorContains(t, err, "A")
	}
}

func TestMergeKeepsSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.Custom(func(t *rapid.T) stock.Line {
			return stock.Line{
				SKU: rapid.SampledFrom([]catalog.SKU{"A", "B", "C"}).Draw(t, "sku"), Location: rapid.SampledFrom([]string{"", "west"}).Draw(t, "at"),
				Qty: rapid.Int64Range(1, 1000).Draw(t, "qty"),
			}
		})).Draw(t, "lines")
		want := map[stock.Spot]int64{}
		for _, l := range lines {
			want[l.Spot()] += l.Qty
		}
		merged, err := stock.Merge(lines)
		require.NoError(t, err)
		got := map[stock.Spot]int64{}
		for i, l := range merged {
			got[l.Spot()] += l.Qty
			if i > 0 {
				require.Negative(t, merged[i-1].Spot().Compare(l.Spot()))
			}
		}
		require.Equal(t, want, got)
	})
}

func TestMove(t *testing.T) {
	db, s := open()
	ctx := t.Context()
	in := stock.Delivery{Seller: "fern", Reason: stock.Received, Ref: "note 7", Lines: []stock.Line{{SKU: "F2", Qty: 5}, {SKU: "F1", Qty: 2}, {SKU: "F2", Qty: 1}}}
	require.NoError(t, s.Move(ctx, merchant, in))
	assert.Equal(t, []stock.Level{{SKU: "F1", OnHand: 2}, {SKU: "F2", OnHand: 6}}, levels(t, s, "F1", "F2"))
	for m, err := range db.Stock().Movements(ctx, "F2") {
		require.NoError(t, err)
		assert.Equal(t, stock.Movement{ID: "m1.2", SKU: "F2", Qty: 6, Reason: stock.Received, Ref: "note 7", By: "merchant-1", At: start}, m)
	}
	reserve(t, db, "o1", stock.Line{SKU: "F2", Qty: 4})
	lost := stock.Delivery{Seller: "fern", Reason: stock.WrittenOff, Lines: []stock.Line{{SKU: "F1", Qty: 1}, {SKU: "F2", Qty: 3}}}
	var short *stock.OutOfStockError
	require.ErrorAs(t, s.Move(ctx, merchant, lost), &short)
	assert.Equal(t, []catalog.SKU{"F2"}, short.SKUs)
	assert.Equal(t, []stock.Level{{SKU: "F1", OnHand: 2}, {SKU: "F2", OnHand: 6, Reserved: 4}}, levels(t, s, "F1", "F2"), "all or nothing")
	lost.Lines[1].Qty = 2
	require.NoError(t, s.Move(ctx, merchant, lost))
	assert.Equal(t, int64(0), levels(t, s, "F2")[0].Available())
}

func TestMoveInput(t *testing.T) {
	line := func(sku catalog.SKU, at string, qty int64) []stock.Line {
		return []stock.Line{{SKU: "F", Qty: 1}, {SKU: sku, Location: at, Qty: qty}}
	}
	for _, test := range []struct {
		lines  []stock.Line
		reason stock.Reason
		ref    string
		names  string
		is     error
	}{
		{line("F", "", 0), stock.Received, "", "lines[1].qty", stock.ErrQuantity},
		{line("F", "", stock.MaxQuantity+1), stock.Received, "", "lines[1].qty", stock.ErrQuantity},
		{line("F", "", stock.MaxQuantity), stock.Received, "", "add up", stock.ErrQuantity},
		{line("F", "", 1), stock.Shipped, "", "reason", stock.ErrQuantity},
		{line("F", "", 1), stock.Counted, "", "reason", stock.ErrQuantity},
		{line("F", "", 1), "", "", "reason", stock.ErrQuantity},
		{line("", "", 1), stock.Received, "", "lines[1].sku", catalog.ErrInput},
		{line("F\x00", "", 1), stock.Received, "", "lines[1].sku", catalog.ErrInput},
		{line("F", "\xff", 1), stock.Received, "", "lines[1].location", catalog.ErrInput},
		{line("F", "", 1), stock.Received, "a\nb", "ref", catalog.ErrInput},
		{nil, stock.Received, "", "lines", catalog.ErrInput},
	} {
		db, s := open()
		err := s.Move(t.Context(), staff, stock.Delivery{Lines: test.lines, Reason: test.reason, Ref: test.ref})
		require.ErrorIs(t, err, test.is, test.names)
		require.ErrorContains(t, err, test.names)
		assert.Zero(t, db.Commits())
	}
}

func TestWhoMayMove(t *testing.T) {
	db, s := open()
	for _, by := range []secure.Actor{{}, rival, {ID: "b", Role: secure.RoleBuyer}} {
		for _, seller := range []catalog.SellerID{"", "fern", "moss"} {
			err := s.Move(t.Context(), by, stock.Delivery{Seller: seller, Reason: stock.Received, Lines: []stock.Line{{SKU: "F", Qty: 1}}})
			require.ErrorIs(t, err, secure.ErrDenied)
			_, err = s.Count(t.Context(), by, stock.Stocktake{Seller: seller, Found: []stock.Found{{SKU: "F", Qty: 1}}})
			require.ErrorIs(t, err, secure.ErrDenied)
		}
	}
	_, err := s.Count(t.Context(), merchant, stock.Stocktake{Seller: "fern", Found: []stock.Found{{SKU: "F", Qty: 1}, {SKU: "unknown", Qty: 1}}})
	require.ErrorIs(t, err, secure.ErrDenied)
	assert.Zero(t, db.Commits())
	for _, broken := range []stock.Service{{}, {Store: s.Store}} {
		require.ErrorIs(t, broken.Move(t.Context(), staff, stock.Delivery{}), stock.ErrConfig)
		_, err := broken.Count(t.Context(), staff, stock.Stocktake{})
		require.ErrorIs(t, err, stock.ErrConfig)
	}
	_, err = (&stock.Service{}).Levels(t.Context())
	require.ErrorIs(t, err, stock.ErrConfig)
}

func TestCount(t *testing.T) {
	db, s := open()
	ctx := t.Context()
	require.NoError(t, s.Move(ctx, staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{
		{SKU: "F1", Qty: 5}, {SKU: "F2", Qty: 5}, {SKU: "F3", Qty: 5}, {SKU: "F3", Location: "west", Qty: 9},
	}}))
	reserve(t, db, "o1", stock.Line{SKU: "F1", Qty: 2})
	moves, err := s.Count(ctx, merchant, stock.Stocktake{Seller: "fern", Ref: "list 1", Found: []stock.Found{
		{SKU: "F4", Qty: 7}, {SKU: "F1", Qty: 3}, {SKU: "F2", Qty: 5}, {SKU: "F3", Qty: 0},
	}})
	require.NoError(t, err)
	counted := func(id string, sku catalog.SKU, qty int64) stock.Movement {
		return stock.Movement{ID: id, SKU: sku, Qty: qty, Reason: stock.Counted, Ref: "list 1", By: "merchant-1", At: start}
	}
	assert.Equal(t, []stock.Movement{counted("m2.1", "F1", -2), counted("m2.2", "F3", -5), counted("m2.3", "F4", 7)}, moves)
	assert.Equal(t, []stock.Level{
		{SKU: "F1", OnHand: 3, Reserved: 2}, {SKU: "F2", OnHand: 5}, {SKU: "F3"}, {SKU: "F3", Location: "west", OnHand: 9}, {SKU: "F4", OnHand: 7},
	}, levels(t, s, "F1", "F2", "F3", "F4"))

	again, err := s.Count(ctx, merchant, stock.Stocktake{Seller: "fern", Found: []stock.Found{{SKU: "F1", Qty: 3}}})
	require.NoError(t, err)
	assert.Empty(t, again)
	_, err = s.Count(ctx, merchant, stock.Stocktake{Seller: "fern", Found: []stock.Found{{SKU: "F2", Qty: 9}, {SKU: "F1", Qty: 1}}})
	require.ErrorIs(t, err, stock.ErrOutOfStock, "one is missing that was promised")
	assert.Equal(t, int64(5), levels(t, s, "F2")[0].OnHand)
	for names, bad := range map[string][]stock.Found{
		"found[1]: ":    {{SKU: "F1", Qty: 1}, {SKU: "F1", Qty: 1}},
		"found[0].qty":  {{SKU: "F1", Qty: -1}},
		"found[0].sku":  {{SKU: "F 1"}},
		"found: must":   nil,
		"found[1].qty:": {{SKU: "F1"}, {SKU: "F2", Qty: stock.MaxQuantity + 1}},
	} {
		_, err := s.Count(ctx, staff, stock.Stocktake{Found: bad})
		require.ErrorContains(t, err, names)
	}
}

// Two people who count the same shelf at once find the same, and book it once.
func TestCountTwiceAtOnce(t *testing.T) {
	_, s := open()
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = s.Count(t.Context(), staff, stock.Stocktake{Found: []stock.Found{{SKU: "F1", Qty: 4}, {SKU: "F2", Qty: 6}}})
		})
	}
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	assert.Equal(t, []stock.Level{{SKU: "F1", OnHand: 4}, {SKU: "F2", OnHand: 6}}, levels(t, s, "F1", "F2"))
}

func TestMovementCheck(t *testing.T) {
	for qty, ok := range map[int64]bool{0: false, 1: true, -1: true, stock.MaxQuantity: true, -stock.MaxQuantity - 1: false, stock.MaxQuantity + 1: false} {
		err := stock.Movement{SKU: "A", Qty: qty}.Check()
		if ok {
			require.NoError(t, err)
			continue
		}
		require.ErrorIs(t, err, stock.ErrQuantity)
	}
	assert.Equal(t, "stock: out of stock: [A B]", (&stock.OutOfStockError{SKUs: []catalog.SKU{"A", "B"}}).Error())
}

func ExampleService_Count() {
	_, s := open()
	ctx := context.Background()
	err := s.Move(ctx, staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: "TEA", Qty: 12}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	moves, err := s.Count(ctx, staff, stock.Stocktake{Found: []stock.Found{{SKU: "TEA", Qty: 11}}})
	fmt.Println(moves[0].SKU, moves[0].Qty, moves[0].Reason, err)
	levels, err := s.Levels(ctx, "TEA")
	fmt.Println(levels[0].Available(), err)
	// Output:
	// TEA -1 counted <nil>
	// 11 <nil>
}

func ExampleMerge() {
	lines, err := stock.Merge([]stock.Line{{SKU: "TEA", Qty: 1}, {SKU: "CUP", Qty: 2}, {SKU: "TEA", Qty: 3}})
	fmt.Println(lines, err)
	// Output: [{CUP  2} {TEA  4}] <nil>
}
