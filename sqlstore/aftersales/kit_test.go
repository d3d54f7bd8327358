package aftersales_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales/aftersalestest"
	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/aftersales"
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
func system(ctx context.Context, db *sqlstore.DB) (*aftersalestest.System, error) {
	if err := sqlstore.Migrate(ctx, db, aftersales.Schemas()...); err != nil {
		return nil, err
	}
	a, aerr := aftersales.Open(ctx, db)
	s, serr := stock.Open(ctx, db)
	m, merr := aftersales.OpenStandings(ctx, db)
	return &aftersalestest.System{Cases: a, Stock: s, Standings: m, Outbox: db, Timers: db, Close: db.Close}, errors.Join(aerr, serr, merr)
}

func TestSQLite(t *testing.T) {
	for _, group := range []int{1, 32} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) {
			aftersalestest.Run(t, aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
				db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Group: group, Sealer: sealer(t)})
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}

// Every text must name its tables by the prefix.
func TestOtherPrefix(t *testing.T) {
	aftersalestest.Run(t, aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
		db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Prefix: "shop7_", Sealer: sealer(t)})
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}})
}

func TestPostgres(t *testing.T) {
	for _, group := range []int{1, 16} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) {
			if group > 1 && testing.Short() {
				t.Skip("shared commits are SQLite's case")
			}
			aftersalestest.Run(t, aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
				pool, err := postgres.Pool(pgtest.DSN(t), 10)
				if err != nil {
					return nil, err
				}
				db, err := sqlstore.New(sqlstore.Config{Writer: pool, Dialect: postgres.Dialect(), Group: group, Sealer: sealer(t)})
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}
