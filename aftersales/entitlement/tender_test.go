package entitlement_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/money"
)

// However a payment comes back, every tender has in the end what it gave, and
// none ever more.
func TestTendersGetBackWhatTheyGave(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tenders := make([]entitlement.Tender, rapid.IntRange(1, 4).Draw(rt, "tenders"))
		left := int64(0)
		for i := range tenders {
			paid := rapid.Int64Range(0, 10_000).Draw(rt, "paid")
			tenders[i] = entitlement.Tender{Name: string(rune('a' + i)), Paid: eur(paid), Refunded: eur(0)}
			left += paid
		}
		proportional := rapid.Bool().Draw(rt, "proportional")
		for left > 0 {
			amount := rapid.Int64Range(1, left).Draw(rt, "amount")
			parts, err := entitlement.Split(eur(amount), tenders, proportional)
			require.NoError(rt, err)
			sum := eur(0)
			for i, p := range parts {
				require.False(rt, p.IsNegative())
				sum, err = sum.Add(p)
				require.NoError(rt, err)
				tenders[i].Refunded, err = tenders[i].Refunded.Add(p)
				require.NoError(rt, err)
				n, err := tenders[i].Refunded.Cmp(tenders[i].Paid)
				require.NoError(rt, err)
				require.LessOrEqual(rt, n, 0)
			}
			require.True(rt, sum.Equal(eur(amount)))
			left -= amount
		}
		for _, tender := range tenders {
			require.True(rt, tender.Refunded.Equal(tender.Paid))
		}
	})
}

func TestSplit(t *testing.T) {
	tenders := []entitlement.Tender{{Name: "gift card", Paid: eur(1000), Refunded: eur(0)}, {Name: "card", Paid: eur(3000), Refunded: eur(0)}}
	first, err := entitlement.Split(eur(1500), tenders, false)
	require.NoError(t, err)
	require.Equal(t, []money.Money{eur(1000), eur(500)}, first)
	even, err := entitlement.Split(eur(1500), tenders, true)
	require.NoError(t, err)
	require.Equal(t, []money.Money{eur(375), eur(1125)}, even)
	for _, wrong := range []money.Money{eur(4001), eur(-1), money.New(1, money.MustCurrency("USD"))} {
		_, err = entitlement.Split(wrong, tenders, false)
		require.Error(t, err)
	}
	tenders[0].Refunded = eur(1001)
	_, err = entitlement.Split(eur(1), tenders, false)
	require.ErrorIs(t, err, entitlement.ErrTenders)
}

func TestRestored(t *testing.T) {
	o := three()
	require.Empty(t, entitlement.Restored(o, []entitlement.Claim{{Line: 1, Units: 2}}))
	require.Equal(t, []string{"SPRING"}, entitlement.Restored(o, []entitlement.Claim{{Line: 1, Units: 2}, {Line: 1, Units: 1}}))
}
