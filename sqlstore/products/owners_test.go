package products_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// Products of the time before the owners were written down own their SKUs, too.
func TestOldProductsOwnTheirSKUs(t *testing.T) {
	first, err := fs.ReadFile(products.Migrations, "schema/0001_products.sql")
	require.NoError(t, err)
	before := sqlstore.Schema{Domain: "products", Files: fstest.MapFS{"0001_products.sql": {Data: first}}}
	for name, open := range map[string]func() (*sqlstore.DB, error){
		"sqlite": func() (*sqlstore.DB, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Prefix: "old_"})
		},
		"postgres": func() (*sqlstore.DB, error) { return postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{}) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := open()
			require.NoError(t, err)
			t.Cleanup(func() { _ = db.Close() })
			require.NoError(t, sqlstore.Migrate(t.Context(), db, before))
			require.NoError(t, db.Do(t.Context(), func(ctx context.Context, tx *sqlstore.Tx) error {
				return tx.Write(ctx, sqlstore.Stmt{
					SQL: "INSERT INTO cw_products (id, slug, seller, category, status, rank, created, words, body, version) VALUES ('a', 'tea', 's1', '', 'active', 0, 0, '', '{}', 1)", Want: 1,
				}, sqlstore.Stmt{SQL: "INSERT INTO cw_product_skus (sku, product) VALUES ('T-1', 'a')", Want: 1})
			}))
			require.NoError(t, sqlstore.Migrate(t.Context(), db, products.Schema()))
			s, err := products.Open(t.Context(), db)
			require.NoError(t, err)
			renamed, grab := sample("a", "tea", "T-2"), sample("b", "cup", "T-1")
			renamed.Version, grab.Seller = 1, "s2"
			require.NoError(t, save(t.Context(), s, renamed))
			require.ErrorIs(t, save(t.Context(), s, grab), event.ErrStale)
			grab.Seller = "s1"
			require.NoError(t, save(t.Context(), s, grab))
		})
	}
}
