package products_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/cartwright-go/cartwright/catalog/catalogtest"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/products"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*catalogtest.System, error) {
	if err := sqlstore.Migrate(ctx, db, products.Schema()); err != nil {
		return nil, err
	}
	s, err := products.Open(ctx, db)
	return &catalogtest.System{Catalog: s, Outbox: db, Close: db.Close}, err
}

func onSQLite(t *testing.T, o sqlite.Options) catalogtest.Harness {
	t.Helper()
	return catalogtest.Harness{New: func() (*catalogtest.System, error) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), o)
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}}
}

func TestSQLite(t *testing.T) {
	for _, group := range []int{1, 32} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) { catalogtest.Run(t, onSQLite(t, sqlite.Options{Group: group})) })
	}
}

// Every text of the domain must name its tables by the prefix.
func TestOtherPrefix(t *testing.T) { catalogtest.Run(t, onSQLite(t, sqlite.Options{Prefix: "shop7_"})) }

func TestPostgres(t *testing.T) {
	for _, batched := range []bool{true, false} {
		t.Run(fmt.Sprint("batched ", batched), func(t *testing.T) {
			catalogtest.Run(t, catalogtest.Harness{New: func() (*catalogtest.System, error) {
				pool, err := postgres.Pool(pgtest.DSN(t), 10)
				if err != nil {
					return nil, err
				}
				d := sqlstore.Postgres()
				if batched {
					d = postgres.Dialect()
				}
				db, err := sqlstore.New(sqlstore.Config{Writer: pool, Dialect: d})
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}
