package products_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func sample(id, slug, sku string) catalog.Product {
	return catalog.Product{
		ID: catalog.ProductID(id), Slug: slug, Seller: "s1", Category: "c1", Kind: catalog.Goods, Status: catalog.Active, Brand: "Fern & Co",
		Texts:    catalog.Texts{"en": {Title: "Tea 100% green", Summary: "Leaves."}, "zh-CN": {Title: "绿茶"}},
		Details:  map[string]map[string]string{"en": {"Origin": "Hangzhou"}},
		Variants: []catalog.Variant{{SKU: catalog.SKU(sku), Prices: []money.Money{money.MustParseText("12.345 CNY"), money.MustParseText("2 USD")}, Grams: 100}},
		Created:  time.UnixMilli(1_700_000_000_000).UTC(), Updated: time.UnixMilli(1_700_000_000_001).UTC(),
	}
}

func save(ctx context.Context, s *products.Store, list ...catalog.Product) error {
	return s.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		for _, p := range list {
			if err := tx.SaveProduct(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestStore(t *testing.T) {
	for name, open := range map[string]func() (*sqlstore.DB, error){
		"sqlite": func() (*sqlstore.DB, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{})
		},
		"postgres": func() (*sqlstore.DB, error) { return postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{}) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := open()
			require.NoError(t, err)
			t.Cleanup(func() { _ = db.Close() })
			_, err = products.Open(t.Context(), db)
			require.ErrorIs(t, err, sqlstore.ErrSchema)
			require.NoError(t, sqlstore.Migrate(t.Context(), db, products.Schema()))
			s, err := products.Open(t.Context(), db)
			require.NoError(t, err)
			keeps(t, s)
		})
	}
}

func keeps(t *testing.T, s *products.Store) {
	t.Helper()
	ctx := t.Context()
	a, b := sample("a", "tea", "T-1"), sample("b", "cup", "C_1")
	b.Texts = catalog.Texts{"en": {Title: "Cup"}}
	b.Rank = -1
	require.NoError(t, save(ctx, s, a, b))
	for name, bad := range map[string]catalog.Product{"id": sample("a", "x", "X"), "slug": sample("c", "tea", "X"), "sku": sample("c", "x", "T-1")} {
		require.ErrorIs(t, save(ctx, s, bad), event.ErrStale, name)
	}
	a.Version, b.Version = 1, 1
	got, err := s.FindProduct(ctx, "a")
	require.NoError(t, err)
	require.Empty(t, cmp.Diff(a, got, cmp.Comparer(money.Money.Equal)))
	a.Slug = "cup"
	require.ErrorIs(t, save(ctx, s, a), event.ErrStale, "another product's slug")
	a.Slug, a.Variants[0].SKU = "tea-2", "T-2"
	require.NoError(t, save(ctx, s, a))
	require.ErrorIs(t, save(ctx, s, a), event.ErrStale, "the same version again")
	found, err := s.FindProductsBySKU(ctx, "T-1", "T-2", "C_1", "C_1")
	require.NoError(t, err)
	require.Len(t, found, 2)
	for text, want := range map[string]int{"": 2, "TEA 100%": 1, "%": 1, "c_1": 1, "t_2": 0, "绿茶": 1, `\`: 0, "fern cup": 1} {
		n, err := s.CountProducts(ctx, catalog.Query{Text: text})
		require.NoError(t, err)
		require.Equal(t, want, n, text)
	}
	var order []catalog.ProductID
	for p, err := range s.Products(ctx, catalog.Query{Category: "c1", Seller: "s1", Limit: 5}) {
		require.NoError(t, err)
		order = append(order, p.ID)
	}
	require.Equal(t, []catalog.ProductID{"b", "a"}, order)
	require.NoError(t, s.Do(ctx, func(ctx context.Context, tx catalog.Tx) error {
		p, err := tx.Product(ctx, "a")
		require.NoError(t, err)
		require.Equal(t, int64(2), p.Version)
		require.NoError(t, tx.SaveSeller(ctx, catalog.Seller{ID: "s1", Names: map[string]string{"en": "Fern"}}))
		return tx.SaveCategory(ctx, catalog.Category{ID: "c1", Slug: "tea"})
	}))
	sellers, err := s.Sellers(ctx)
	require.NoError(t, err)
	categories, err := s.Categories(ctx)
	require.NoError(t, err)
	require.Equal(t, "Fern", sellers[0].Names["en"])
	require.Equal(t, int64(1), categories[0].Version)
	_, err = s.FindProductBySlug(ctx, "none")
	require.ErrorIs(t, err, event.ErrNotFound)
}
