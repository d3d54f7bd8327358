package stock_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/cartwright-go/cartwright/catalog/stock/stocktest"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	"github.com/cartwright-go/cartwright/sqlstore/stock"
)

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*stocktest.System, error) {
	if err := sqlstore.Migrate(ctx, db, stock.Schema()); err != nil {
		return nil, err
	}
	s, err := stock.Open(ctx, db)
	return &stocktest.System{Stock: s, Close: db.Close}, err
}

func onSQLite(t *testing.T, o sqlite.Options) stocktest.Harness {
	t.Helper()
	return stocktest.Harness{New: func() (*stocktest.System, error) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), o)
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}}
}

func TestSQLite(t *testing.T) {
	for _, group := range []int{1, 32} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) { stocktest.Run(t, onSQLite(t, sqlite.Options{Group: group})) })
	}
}

// Every text of the domain must name its tables by the prefix.
func TestOtherPrefix(t *testing.T) { stocktest.Run(t, onSQLite(t, sqlite.Options{Prefix: "shop7_"})) }

func TestPostgres(t *testing.T) {
	for _, batched := range []bool{true, false} {
		t.Run(fmt.Sprint("batched ", batched), func(t *testing.T) {
			stocktest.Run(t, stocktest.Harness{New: func() (*stocktest.System, error) {
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
				sys, err := system(t.Context(), db)
				if err == nil && !batched {
					err = inEnglish(t.Context(), db)
				}
				return sys, err
			}})
		})
	}
}

// inEnglish makes the database compare names as English does, where a comes
// before B, as the databases of many hosts do.
func inEnglish(ctx context.Context, db *sqlstore.DB) error {
	return db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		for _, table := range []string{"cw_stock", "cw_reservations", "cw_movements"} {
			err := tx.Now(ctx, sqlstore.Stmt{Want: sqlstore.Any, SQL: "ALTER TABLE " + table + ` ALTER COLUMN sku TYPE TEXT COLLATE "en-x-icu",
ALTER COLUMN location TYPE TEXT COLLATE "en-x-icu"`})
			if err != nil {
				return err
			}
		}
		return nil
	})
}
