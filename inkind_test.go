package cartwright_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// pointsBack are the rules whose points were taken back.
func pointsBack(t *testing.T, events []event.Event) (rules []string) {
	t.Helper()
	for _, e := range events {
		if e.Type == "promotion.points_back" {
			var data struct{ Rule string }
			require.NoError(t, json.Unmarshal(e.Data, &data))
			rules = append(rules, data.Rule)
		}
	}
	return rules
}

// A coupon whose goods have all come back can be used again, and the points that
// they earned are taken back: once, and not before the last of them.
func TestCouponsComeBackWithTheLastOfTheirGoods(t *testing.T) {
	everywhere(t, func(t *testing.T, open func(testing.TB) cartwright.Backend) {
		store := open(t)
		b := promoted(t, store, tenOnce, `"id":"points","layer":"shop","then":[{"kind":"points","points":7}]`)
		var heard []event.Event
		b.Relay.Publisher = event.PublisherFunc(func(_ context.Context, e event.Event) error {
			heard = append(heard, e)
			return nil
		})
		o := b.place(t, b.coded(t, buyer, "k", sandbox.OK, "TEN"))
		b.handed(t, o)
		b.pass(t, 3*24*3600*1e9)
		used, status := b.used(t, "ten", o.Purchase)
		require.Equal(t, int64(1), used)
		require.Equal(t, coupon.Confirmed, status)

		give := func() {
			c, err := b.Cases.Open(t.Context(), buyer, aftersales.Request{
				Order: o.ID, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 1}},
			})
			require.NoError(t, err)
			_, err = b.Cases.Agree(t.Context(), merchant, c.ID, "")
			require.NoError(t, err)
			_, err = b.Cases.ShipBack(t.Context(), buyer, c.ID, aftersales.Slip{Carrier: "post", Number: "R" + string(c.ID)})
			require.NoError(t, err)
			_, err = b.Cases.Inspect(t.Context(), merchant, c.ID, aftersales.Finding{Grades: map[int]string{1: "A"}})
			require.NoError(t, err)
		}
		give()
		used, _ = b.used(t, "ten", o.Purchase)
		require.Equal(t, int64(1), used, "a lamp that it reduced is kept")
		give()
		used, status = b.used(t, "ten", o.Purchase)
		require.Zero(t, used)
		require.Equal(t, coupon.Released, status)
		b.told(t)
		require.Equal(t, []string{"points"}, pointsBack(t, heard))
		require.True(t, b.order(t, o.ID).Refunded.Equal(cash("29.98")), "39.98 less 10.00; the delivery is the buyer's")

		again := b.place(t, b.coded(t, buyer, "k2", sandbox.OK, "TEN"))
		require.Equal(t, "34.98 USD", again.Total.String(), "the only one is there again")
	})
}
