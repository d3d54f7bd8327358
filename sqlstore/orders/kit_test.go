package orders_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/order/ordertest"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
	"github.com/cartwright-go/cartwright/sqlstore/stock"
)

func sealer(t testing.TB) secure.Sealer {
	t.Helper()
	key, err := secure.NewKey("k1", []byte("0123456789abcdef0123456789abcdef"))
	require.NoError(t, err)
	ring, err := secure.NewKeyring(nil, key)
	require.NoError(t, err)
	return ring
}

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*ordertest.System, error) {
	if err := sqlstore.Migrate(ctx, db, orders.Schemas()...); err != nil {
		return nil, err
	}
	o, oerr := orders.Open(ctx, db)
	p, perr := payments.Open(ctx, db)
	s, serr := stock.Open(ctx, db)
	return &ordertest.System{Orders: o, Payments: p, Stock: s, Outbox: db, Timers: db, Close: db.Close}, errors.Join(oerr, perr, serr)
}

func TestSQLite(t *testing.T) {
	for _, group := range []int{1, 4, 32} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) {
			ordertest.Run(t, ordertest.Harness{New: func() (*ordertest.System, error) {
				db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Group: group, Sealer: sealer(t)})
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}

// Every text of every domain must name its tables by the prefix.
func TestOtherPrefix(t *testing.T) {
	ordertest.Run(t, ordertest.Harness{New: func() (*ordertest.System, error) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Prefix: "shop7_", Sealer: sealer(t)})
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}})
}

func TestPostgres(t *testing.T) {
	for _, batched := range []bool{true, false} {
		for _, group := range []int{1, 16} {
			t.Run(fmt.Sprintf("batched %t groups of %d", batched, group), func(t *testing.T) {
				if !batched && group > 1 {
					t.Skip("row by row is for hosts with another driver, which do not share")
				}
				ordertest.Run(t, ordertest.Harness{New: func() (*ordertest.System, error) {
					pool, err := postgres.Pool(pgtest.DSN(t), 10)
					if err != nil {
						return nil, err
					}
					d := sqlstore.Postgres()
					if batched {
						d = postgres.Dialect()
					}
					db, err := sqlstore.New(sqlstore.Config{Writer: pool, Dialect: d, Group: group, Sealer: sealer(t)})
					if err != nil {
						return nil, err
					}
					return system(t.Context(), db)
				}})
			})
		}
	}
}
