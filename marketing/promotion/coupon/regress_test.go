package coupon_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
)

// Sixty-four buyers come at once to each kind of limit, which others check before
// they count: no limit gives more, what is refused keeps nothing, and what is
// cancelled twice comes back once.
func TestRegressionUsageLimitRace(t *testing.T) {
	amount := money.MustParseText("10 CNY")
	for name, c := range map[string]struct {
		limits promotion.Limits
		buyer  func(i int) string
		most   int64
	}{
		"in total":  {promotion.Limits{Total: 7}, func(i int) string { return fmt.Sprint("b", i) }, 7},
		"per buyer": {promotion.Limits{PerBuyer: 2}, func(i int) string { return fmt.Sprint("b", i%3) }, 6},
		"per day":   {promotion.Limits{PerDay: 5, Total: 50}, func(i int) string { return fmt.Sprint("b", i) }, 5},
		"budget":    {promotion.Limits{Budget: promotion.Amounts{money.MustParseText("95 CNY")}}, func(int) string { return "" }, 9},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, s := t.Context(), newShop(t)
			applied := []promotion.Applied{{Rule: "r", Layer: "shop", Amount: amount, Limits: c.limits}}
			take := func(i int) error {
				return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
					return s.ReserveIn(ctx, tx, coupon.Take{Purchase: fmt.Sprint("p", i), Buyer: c.buyer(i), Applied: applied})
				})
			}
			give := func(i int) error {
				return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
					_, err := s.ReleaseIn(ctx, tx, fmt.Sprint("p", i))
					return err
				})
			}
			var won atomic.Int64
			var first atomic.Int64
			crowd(64, func(i int) {
				if err := take(i); err == nil {
					won.Add(1)
					first.Store(int64(i))
				} else if !errors.Is(err, coupon.ErrRefused) {
					assert.NoError(t, err)
				}
			})
			require.Equal(t, c.most, won.Load())
			again := int(first.Load())
			crowd(8, func(int) {
				if err := give(again); err != nil && !errors.Is(err, event.ErrStale) {
					assert.NoError(t, err)
				}
			})
			back := 0
			for i := range 6 { // of the same buyer
				if err := take(66 + 3*i + again%3); err == nil {
					back++
				}
			}
			require.Equal(t, 1, back, "given back once")
		})
	}
}

func crowd(n int, f func(i int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { f(i) })
	}
	all.Wait()
}
