package payments_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

func keyring(t *testing.T) secure.Sealer {
	t.Helper()
	key, err := secure.NewKey("k", []byte("0123456789abcdef0123456789abcdef"))
	require.NoError(t, err)
	ring, err := secure.NewKeyring(nil, key)
	require.NoError(t, err)
	return ring
}

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*paymenttest.StoreSystem, error) {
	if err := sqlstore.Migrate(ctx, db, payments.Schema()); err != nil {
		return nil, err
	}
	s, err := payments.Open(ctx, db)
	return &paymenttest.StoreSystem{Store: s, Outbox: db, Timers: db, Close: db.Close, Stored: func(ctx context.Context) (string, error) {
		return rows(ctx, db)
	}}, err
}

// rows are all rows of the domain as the database keeps them.
func rows(ctx context.Context, db *sqlstore.DB) (string, error) {
	var all strings.Builder
	for _, table := range []string{"cw_payments", "cw_operations", "cw_postings"} {
		text := "SELECT * FROM " + table
		if db.Dialect().Name == "postgres" {
			text = "SELECT row_to_json(t)::text FROM " + table + " t"
		}
		err := db.Read(ctx, sqlstore.Stmt{SQL: text, Rows: func(scan func(...any) error) error {
			for n := 1; ; n++ { // as many columns as there are
				row := make([]any, n)
				for i := range row {
					row[i] = new(any)
				}
				err := scan(row...)
				if err != nil && n < 40 {
					continue
				}
				for _, v := range row {
					fmt.Fprintln(&all, *v.(*any))
				}
				return err
			}
		}})
		if err != nil {
			return "", err
		}
	}
	return all.String(), nil
}

func TestKitOnSQLite(t *testing.T) {
	for _, group := range []int{1, 16} {
		t.Run(fmt.Sprint("groups of ", group), func(t *testing.T) {
			paymenttest.RunStore(t, paymenttest.StoreHarness{New: func() (*paymenttest.StoreSystem, error) {
				db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{Group: group, Sealer: keyring(t)})
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}

func TestKitOnPostgres(t *testing.T) {
	paymenttest.RunStore(t, paymenttest.StoreHarness{New: func() (*paymenttest.StoreSystem, error) {
		db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{Sealer: keyring(t)})
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}})
}
