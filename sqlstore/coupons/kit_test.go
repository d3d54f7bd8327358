package coupons_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon/coupontest"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/coupons"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// system migrates db and offers it to the kit.
func system(ctx context.Context, db *sqlstore.DB) (*coupontest.System, error) {
	if err := sqlstore.Migrate(ctx, db, coupons.Schema()); err != nil {
		return nil, err
	}
	s, err := coupons.Open(ctx, db)
	return &coupontest.System{Coupons: s, Close: db.Close}, err
}

// workers buy at once: a limit of N must give exactly N among so many.
const workers = 64

func TestSQLite(t *testing.T) {
	for name, o := range map[string]sqlite.Options{"alone": {Group: 1}, "shared": {Group: 32}, "other prefix": {Prefix: "shop7_"}} {
		t.Run(name, func(t *testing.T) {
			coupontest.Run(t, coupontest.Harness{Workers: workers, New: func() (*coupontest.System, error) {
				db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), o)
				if err != nil {
					return nil, err
				}
				return system(t.Context(), db)
			}})
		})
	}
}

func TestPostgres(t *testing.T) {
	coupontest.Run(t, coupontest.Harness{Workers: workers, New: func() (*coupontest.System, error) {
		db, err := postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{})
		if err != nil {
			return nil, err
		}
		return system(t.Context(), db)
	}})
}
