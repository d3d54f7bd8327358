package entitlement_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// run refunds case after case and answers all that was refunded. It proves that
// no refund is below zero and no prefix above what was paid.
func run(o order.Order, cases [][]entitlement.Claim) (money.Money, error) {
	refunded := money.New(0, o.Total.Currency())
	b, err := entitlement.Of(o)
	if err != nil {
		return refunded, err
	}
	var past []entitlement.Claim
	for _, claims := range cases {
		s, err := b.Refund(past, refunded, claims)
		if err != nil {
			return refunded, err
		}
		if s.Total.IsNegative() {
			return refunded, fmt.Errorf("a refund of %s", s.Total)
		}
		if err := adds(s); err != nil {
			return refunded, err
		}
		if refunded, err = refunded.Add(s.Total); err != nil {
			return refunded, err
		}
		if n, _ := refunded.Cmp(o.Total); n > 0 {
			return refunded, fmt.Errorf("refunded %s of %s", refunded, o.Total)
		}
		past = append(past, claims...)
	}
	return refunded, nil
}

func adds(s entitlement.Sums) error {
	sum, err := money.Sum(s.Goods, s.Tax, s.Shipping, s.Allowance, s.Kept.Neg(), s.Freight.Neg(), s.TakenBack.Neg(), s.Earlier)
	if err == nil && !sum.Equal(s.Total) {
		err = fmt.Errorf("parts make %s, total %s: %+v", sum, s.Total, s)
	}
	return err
}

// all returned, in any order, grouping and split, is exactly what was paid; with
// price protection and partial refunds in between too.
func wholeOrder(roll dice) error {
	o := anOrder(roll)
	claims := everything(roll, o)
	for range roll(0, 3) {
		claims = append(claims, entitlement.Claim{Line: roll(0, len(o.Lines)), Allowance: money.New(int64(roll(0, 9999)), o.Total.Currency())})
	}
	refunded, err := run(o, grouped(roll, shuffled(roll, claims)))
	if err == nil && !refunded.Equal(o.Total) {
		err = fmt.Errorf("refunded %s of %s", refunded, o.Total)
	}
	return err
}

func TestAllReturnedIsExactlyWhatWasPaid(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		require.NoError(rt, wholeOrder(func(least, most int) int { return rapid.IntRange(least, most).Draw(rt, "n") }))
	})
}

// The count of the issue, and a million with CARTWRIGHT_LONG=1.
func TestTenThousandOrders(t *testing.T) {
	n := 10_000
	switch {
	case os.Getenv("CARTWRIGHT_LONG") != "":
		n = 1_000_000
	case testing.Short():
		n = 1000
	}
	for seed := range n {
		if err := wholeOrder(plain(uint64(seed))); err != nil {
			t.Fatalf("order %s: %v", strconv.Itoa(seed), err)
		}
	}
}

// Fees, in any order and grouping, come to the same, and no claim lowers what
// the others entitle to.
func TestFeesDependOnTheSetAlone(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		roll := func(least, most int) int { return rapid.IntRange(least, most).Draw(rt, "n") }
		o := anOrder(roll)
		claims := everything(roll, o)
		for i := range claims {
			claims[i].Fee = []int{0, 0, 1500, 3333, 10_000}[roll(0, 4)]
			claims[i].Shipping = []entitlement.Shipping{entitlement.NoShipping, entitlement.ShareShipping, entitlement.WholeShipping}[roll(0, 2)]
		}
		claims = claims[:roll(1, len(claims))]
		b, err := entitlement.Of(o)
		require.NoError(rt, err)
		whole, err := b.Entitled(claims)
		require.NoError(rt, err)
		for range 2 {
			refunded, err := run(o, grouped(roll, shuffled(roll, claims)))
			require.NoError(rt, err)
			require.True(rt, refunded.Equal(whole.Total), "%s and %s", refunded, whole.Total)
		}
	})
}

func TestFreightNeverTurnsARefundRound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		roll := func(least, most int) int { return rapid.IntRange(least, most).Draw(rt, "n") }
		o := anOrder(roll)
		claims := everything(roll, o)
		for i := range claims {
			claims[i].Freight = money.New(int64(roll(0, 2000)), o.Total.Currency())
		}
		_, err := run(o, grouped(roll, claims))
		require.NoError(rt, err)
	})
}

func TestUnitsAddUp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		o := anOrder(func(least, most int) int { return rapid.IntRange(least, most).Draw(rt, "n") })
		b, err := entitlement.Of(o)
		require.NoError(rt, err)
		sum := o.Shipping
		for _, l := range o.Lines {
			for i := range l.Qty {
				net, tax, err := b.Unit(l.No, i+1)
				require.NoError(rt, err)
				require.False(rt, net.IsNegative() || tax.IsNegative())
				n, err := tax.Cmp(net)
				require.NoError(rt, err)
				require.LessOrEqual(rt, n, 0, "tax %s in %s", tax, net)
				sum, err = sum.Add(net)
				require.NoError(rt, err)
			}
		}
		require.True(rt, sum.Equal(o.Total))
	})
}

func eur(minor int64) money.Money { return money.New(minor, money.MustCurrency("EUR")) }

// three is three units for 100.00 together, and one for 50.00, shipping 9.00.
func three() order.Order {
	return order.Order{
		Goods: eur(17000), Discount: eur(2000), Tax: eur(0), Shipping: eur(900), Total: eur(15900), Refunded: eur(0), Refunding: eur(0),
		Lines: []order.Line{
			{No: 1, Qty: 3, Rows: []order.Row{{
				Units: 3, Price: eur(4000), Discount: eur(2000), Tax: eur(0), Net: eur(10000),
				Discounts: []order.Share{{Code: "SPRING", Payer: "seller", Amount: eur(2000)}},
			}}},
			{No: 2, Qty: 1, Rows: []order.Row{{Units: 1, Price: eur(5000), Discount: eur(0), Tax: eur(0), Net: eur(5000)}}},
		},
	}
}

func TestByHand(t *testing.T) {
	share, whole := entitlement.ShareShipping, entitlement.WholeShipping
	for name, row := range map[string]struct {
		past     []entitlement.Claim
		refunded int64
		now      []entitlement.Claim
		standard money.Money
		want     int64
	}{
		"one of three":                  {now: []entitlement.Claim{{Line: 1, Units: 1}}, want: 3333},
		"the second":                    {past: []entitlement.Claim{{Line: 1, Units: 1}}, refunded: 3333, now: []entitlement.Claim{{Line: 1, Units: 1}}, want: 3333},
		"the third has the cent":        {past: []entitlement.Claim{{Line: 1, Units: 2}}, refunded: 6666, now: []entitlement.Claim{{Line: 1, Units: 1}}, want: 3334},
		"with its share of shipping":    {now: []entitlement.Claim{{Line: 2, Units: 1, Shipping: share}}, want: 5300},
		"whole shipping, not all back":  {now: []entitlement.Claim{{Line: 2, Units: 1, Shipping: whole}}, want: 5000},
		"whole shipping, all back":      {past: []entitlement.Claim{{Line: 1, Units: 3}}, refunded: 10000, now: []entitlement.Claim{{Line: 2, Units: 1, Shipping: whole}}, want: 5900},
		"whole shipping, standard rate": {now: []entitlement.Claim{{Line: 1, Units: 3, Shipping: whole}, {Line: 2, Units: 1}}, standard: eur(500), want: 15500},
		"restocking of 15 %":            {now: []entitlement.Claim{{Line: 2, Units: 1, Fee: 1500}}, want: 4250},
		"worth nothing":                 {now: []entitlement.Claim{{Line: 2, Units: 1, Fee: 10000}}, want: 0},
		"freight":                       {now: []entitlement.Claim{{Line: 2, Units: 1, Freight: eur(700)}}, want: 4300},
		"freight above the refund":      {now: []entitlement.Claim{{Line: 2, Units: 1, Freight: eur(7000)}}, want: 0},
		"price protection":              {now: []entitlement.Claim{{Line: 2, Allowance: eur(1000)}}, want: 1000},
		"price protection, then return": {past: []entitlement.Claim{{Line: 2, Allowance: eur(1000)}}, refunded: 1000, now: []entitlement.Claim{{Line: 2, Units: 1}}, want: 4000},
		"more allowed than paid":        {now: []entitlement.Claim{{Line: 2, Allowance: eur(99000)}}, want: 5000},
		"allowed after the return":      {past: []entitlement.Claim{{Line: 2, Units: 1}}, refunded: 5000, now: []entitlement.Claim{{Line: 2, Allowance: eur(1000)}}, want: 0},
		"sum without a line":            {now: []entitlement.Claim{{Allowance: eur(1000)}}, want: 1000},
		"refunded more before":          {past: []entitlement.Claim{{Line: 1, Units: 1}}, refunded: 4000, now: []entitlement.Claim{{Line: 2, Units: 1}}, want: 4333},
		"refunded everything before":    {refunded: 15900, now: []entitlement.Claim{{Line: 2, Units: 1}}, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := entitlement.Of(three())
			require.NoError(t, err)
			b.Standard = row.standard
			s, err := b.Refund(row.past, eur(row.refunded), row.now)
			require.NoError(t, err)
			require.Equal(t, eur(row.want).String(), s.Total.String())
			require.NoError(t, adds(s))
		})
	}
}

// Three for two: who keeps one of them pays for it.
func TestReprice(t *testing.T) {
	o := three() // 40.00 each, three together 100.00
	b, err := entitlement.Of(o)
	require.NoError(t, err)
	b.Reprice = func(kept []order.Units) (money.Money, error) {
		sum := eur(0)
		for _, u := range kept {
			price, qty := eur(4000), u.Units
			if u.Line == 2 {
				price = eur(5000)
			}
			sum, _ = sum.Add(price.Mul(qty))
		}
		return sum, nil
	}
	s, err := b.Refund(nil, eur(0), []entitlement.Claim{{Line: 1, Units: 1}})
	require.NoError(t, err)
	require.Equal(t, eur(2000).String(), s.Total.String(), "two kept at 40.00 of 100.00 leave 20.00")
	require.Equal(t, eur(1333).String(), s.TakenBack.String())
	all, err := b.Refund([]entitlement.Claim{{Line: 1, Units: 1}}, eur(2000), []entitlement.Claim{{Line: 1, Units: 2, Shipping: entitlement.WholeShipping}, {Line: 2, Units: 1}})
	require.NoError(t, err)
	require.Equal(t, eur(13900).String(), all.Total.String())
	b.Reprice = func([]order.Units) (money.Money, error) { return eur(0), errors.New("no prices") }
	_, err = b.Entitled([]entitlement.Claim{{Line: 1, Units: 1}})
	require.EqualError(t, err, "no prices")
}

func TestBadClaims(t *testing.T) {
	b, err := entitlement.Of(three())
	require.NoError(t, err)
	for _, row := range []struct {
		claim entitlement.Claim
		field string
	}{
		{entitlement.Claim{Line: 3, Units: 1}, "line"},
		{entitlement.Claim{Line: -1}, "line"},
		{entitlement.Claim{Units: 1}, "line"},
		{entitlement.Claim{Line: 1, Units: 4}, "units"},
		{entitlement.Claim{Line: 1, Units: -1}, "units"},
		{entitlement.Claim{Line: 1, Units: 1, Fee: 10_001}, "fee"},
		{entitlement.Claim{Line: 1, Units: 1, Fee: -1}, "fee"},
		{entitlement.Claim{Line: 1, Units: 1, Shipping: "twice"}, "shipping"},
		{entitlement.Claim{Line: 1, Allowance: eur(-1)}, "allowance"},
		{entitlement.Claim{Line: 1, Allowance: money.New(1, money.MustCurrency("USD"))}, "allowance"},
		{entitlement.Claim{Line: 1, Units: 1, Freight: eur(-1)}, "freight"},
	} {
		_, err := b.Entitled([]entitlement.Claim{row.claim})
		var wrong *entitlement.ClaimError
		require.ErrorAs(t, err, &wrong, "%+v", row.claim)
		require.ErrorIs(t, err, entitlement.ErrClaim)
		require.Equal(t, "claims[0]."+row.field, wrong.Field)
	}
	_, err = b.Entitled([]entitlement.Claim{{Line: 1, Units: 2}, {Line: 1, Units: 2}})
	require.EqualError(t, err, "entitlement: claims[1].units: are more than are left of the line")
	b.Standard = money.New(1, money.MustCurrency("USD"))
	_, err = b.Entitled(nil)
	require.ErrorIs(t, err, entitlement.ErrClaim)
	_, _, err = b.Unit(1, 4)
	require.ErrorIs(t, err, entitlement.ErrClaim)
}

func TestBadOrders(t *testing.T) {
	for name, spoil := range map[string]func(o *order.Order){
		"total":    func(o *order.Order) { o.Total = eur(1) },
		"units":    func(o *order.Order) { o.Lines[0].Qty = 4 },
		"row":      func(o *order.Order) { o.Lines[0].Rows[0].Net = eur(-1) },
		"numbers":  func(o *order.Order) { o.Lines[0].No = 2 },
		"shipping": func(o *order.Order) { o.Shipping = money.New(900, money.MustCurrency("USD")) },
		"empty":    func(o *order.Order) { *o = order.Order{} },
	} {
		t.Run(name, func(t *testing.T) {
			o := three()
			spoil(&o)
			_, err := entitlement.Of(o)
			require.ErrorIs(t, err, entitlement.ErrBook)
		})
	}
}
