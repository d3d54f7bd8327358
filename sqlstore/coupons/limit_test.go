package coupons_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/pgtest"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// Sixty-four workers redeem one rule until it is used up; every fifth purchase is
// cancelled again, and somebody else has its place.
func TestALimitOfNGivesExactlyN(t *testing.T) {
	for name, connect := range map[string]func() (*sqlstore.DB, error){
		"sqlite": func() (*sqlstore.DB, error) {
			return sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "s.db"), sqlite.Options{})
		},
		"postgres": func() (*sqlstore.DB, error) { return postgres.Open(t.Context(), pgtest.DSN(t), postgres.Options{}) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := connect()
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			s, err := system(t.Context(), db)
			require.NoError(t, err)
			limit := int64(300)
			if testing.Short() {
				limit = 60
			}
			r := &rush{service: &coupon.Service{Store: s.Coupons, Now: time.Now, Rand: zeros{}}, limit: limit}
			r.all(t)
			require.Equal(t, limit, r.kept.Load())
			counts, err := s.Coupons.FindCounts(t.Context(), "t hot", "m hot CNY")
			require.NoError(t, err)
			require.Equal(t, []coupon.Count{{Key: "t hot", N: limit}, {Key: "m hot CNY", N: 1000 * limit}}, counts)
			t.Logf("measured: exactly %d of %d attempts by %d workers, after %d were given back", limit, r.tried.Load(), workers, r.given.Load())
		})
	}
}

type zeros struct{}

// Read draws nothing: no code is made here.
func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// A rush is many buyers of one rule.
type rush struct {
	service            *coupon.Service
	limit              int64
	tried, kept, given atomic.Int64
}

func (r *rush) all(t *testing.T) {
	t.Helper()
	var everybody sync.WaitGroup
	for w := range workers {
		everybody.Go(func() {
			for i := 0; ; i++ {
				purchase := fmt.Sprintf("p%d-%d", w, i)
				r.tried.Add(1)
				err := r.take(t.Context(), purchase)
				if errors.Is(err, coupon.ErrRefused) {
					return
				}
				require.NoError(t, err)
				if i%5 == 4 {
					require.NoError(t, r.give(t.Context(), purchase))
					r.given.Add(1)
					continue
				}
				r.kept.Add(1)
			}
		})
	}
	everybody.Wait()
	for i := 0; ; i++ { // what was given back after others had gone
		err := r.take(t.Context(), fmt.Sprint("last", i))
		if errors.Is(err, coupon.ErrRefused) {
			return
		}
		require.NoError(t, err)
		r.kept.Add(1)
	}
}

func (r *rush) take(ctx context.Context, purchase string) error {
	ten := money.MustParseText("10 CNY")
	applied := promotion.Applied{Rule: "hot", Amount: ten, Limits: promotion.Limits{Total: r.limit, Budget: promotion.Amounts{ten.Mul(r.limit)}}}
	return r.service.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		return r.service.ReserveIn(ctx, tx, coupon.Take{Purchase: purchase, Applied: []promotion.Applied{applied}})
	})
}

func (r *rush) give(ctx context.Context, purchase string) error {
	return r.service.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		_, err := r.service.ReleaseIn(ctx, tx, purchase)
		return err
	})
}
