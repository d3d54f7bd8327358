package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/order"
)

// A campaign goes back in kind with the last unit that it reduced, or gave, and one
// that reduced the delivery with the last unit of the order.
func TestCampaignsGoBackWithTheLastOfTheirUnits(t *testing.T) {
	share := func(code string, minor int64) []order.Share {
		return []order.Share{{Code: code, Payer: "seller", Amount: eur(minor)}}
	}
	o := order.Order{
		ShippingDiscounts: share("free", 500),
		Lines: []order.Line{
			{No: 1, Qty: 3, Rows: []order.Row{{Units: 2, Discounts: share("spring", 100)}, {Units: 1, Discounts: share("unused", 0)}}},
			{No: 2, Qty: 1, Gift: true, Rows: []order.Row{{Units: 1, Discounts: share("gift", 250)}}},
		},
	}
	for _, row := range []struct {
		lamps, gifts int64
		back, stay   []string
	}{
		{0, 0, []string{"unused"}, []string{"spring", "gift", "free"}},
		{1, 0, []string{"unused"}, []string{"spring", "gift", "free"}},
		{2, 0, []string{"spring", "unused"}, []string{"gift", "free"}},
		{3, 0, []string{"spring", "unused"}, []string{"gift", "free"}},
		{3, 1, []string{"spring", "unused", "gift", "free"}, nil},
	} {
		claims := []entitlement.Claim{{Line: 1, Units: row.lamps}, {Line: 2, Units: row.gifts}, {Allowance: eur(1)}}
		back, stay := entitlement.Campaigns(o, claims)
		require.Equal(t, row.back, back)
		require.Equal(t, row.stay, stay)
		require.Equal(t, row.stay == nil, entitlement.Whole(o, claims))
	}
}

// Every campaign is on one side, and never comes back from back.
func TestCampaignsOnlyEverGoBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		roll := func(least, most int) int { return rapid.IntRange(least, most).Draw(t, "roll") }
		o := anOrder(roll)
		all := shuffled(roll, everything(roll, o))
		before := 0
		for n := range len(all) + 1 {
			back, stay := entitlement.Campaigns(o, all[:n])
			require.GreaterOrEqual(t, len(back), before)
			before = len(back)
			require.Equal(t, entitlement.Whole(o, all[:n]) && len(stay) > 0, false)
			for _, code := range back {
				require.NotContains(t, stay, code)
			}
		}
	})
}
