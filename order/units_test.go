package order

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

func anyLine(t *rapid.T) (Line, money.Money) {
	zero := money.New(0, money.MustCurrency("USD"))
	l, whole := Line{No: 1, Kind: catalog.Goods}, zero
	for range rapid.IntRange(1, 4).Draw(t, "rows") {
		r := Row{Units: rapid.Int64Range(1, 9).Draw(t, "units"), Net: money.New(rapid.Int64Range(0, 10_000).Draw(t, "net"), zero.Currency())}
		l.Rows, l.Qty = append(l.Rows, r), l.Qty+r.Units
		whole, _ = whole.Add(r.Net)
	}
	return l, whole
}

// Whatever the order in which the units of a line go back, and whichever refunds
// are refused meanwhile, what was paid back of all units is the line, to the last
// cent, and no single step is below zero.
func TestUnitsAddUpToTheLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, whole := anyLine(t)
		o := Order{Total: whole, Lines: []Line{l}, Progress: []Progress{{Line: 1}}}
		var list []Refund
		for {
			left := l.Qty - o.Progress[0].Refunded
			if left == 0 {
				break
			}
			n := rapid.Int64Range(1, left).Draw(t, "step")
			part, runs, err := o.claimItems(RefundRequest{Items: []Units{{Line: 1, Units: n}}}, claimed(list))
			require.NoError(t, err)
			require.False(t, part.IsNegative())
			list = append(list, Refund{Amount: part, Runs: runs, Status: payment.Intent})
			if rapid.IntRange(0, 2).Draw(t, "refuse") == 0 {
				list[rapid.IntRange(0, len(list)-1).Draw(t, "which")].Status = payment.Declined
			}
			o.Progress[0].Refunded = claimed(list).count(1)
		}
		back := money.New(0, whole.Currency())
		for _, r := range list {
			if r.Status == payment.Intent {
				back, _ = back.Add(r.Amount)
			}
		}
		require.True(t, back.Equal(whole), "%s of %s", back, whole)
		require.Equal(t, l.Qty, o.Progress[0].Refunded)
	})
}

// Whatever is refunded by items, by items with an amount and by amount, and
// whichever of it is refused meanwhile: no unit is paid for twice, all units that
// came back together not more than they cost and the delivery, and everything
// together not more than the order.
func TestNoUnitGivesBackMoreThanItCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one, first := anyLine(t)
		two, second := anyLine(t)
		two.No = 2
		o := Order{
			PaymentStatus: PayPaid, Lines: []Line{one, two}, Progress: []Progress{{Line: 1}, {Line: 2}},
			Shipping: money.New(rapid.Int64Range(0, 2_000).Draw(t, "shipping"), first.Currency()),
		}
		zero := money.New(0, first.Currency())
		var err error
		o.Total, err = money.Sum(first, second, o.Shipping)
		require.NoError(t, err)
		o.Refunding, o.Refunded = zero, zero
		var list []Refund
		for range rapid.IntRange(1, 12).Draw(t, "refunds") {
			list = o.refundedBy(t, anyRefund(t, zero.Currency()), list)
			if n := len(list); n > 0 && rapid.IntRange(0, 3).Draw(t, "refuse") == 0 {
				list = o.refuse(list, rapid.IntRange(0, n-1).Draw(t, "which"))
			}
			o.neverMoreThanItCost(t, list)
		}
	})
}

func anyRefund(t *rapid.T, c money.Currency) RefundRequest {
	r := RefundRequest{Sent: true}
	how := rapid.IntRange(0, 3).Draw(t, "how")
	if how > 0 {
		r.Items = []Units{{Line: rapid.IntRange(1, 2).Draw(t, "line"), Units: rapid.Int64Range(1, 4).Draw(t, "units")}}
	}
	if how != 1 {
		r.Amount = money.New(rapid.Int64Range(1, 6_000).Draw(t, "amount"), c)
	}
	return r
}

// refundedBy adds a refund where the order allows it.
func (o *Order) refundedBy(t *rapid.T, r RefundRequest, list []Refund) []Refund {
	delivery, err := o.beyond(list)
	require.NoError(t, err)
	next := *o
	next.Progress = append([]Progress(nil), o.Progress...)
	amount, runs, err := next.claim(r, taken{claimed(list), delivery})
	if err != nil {
		return list
	}
	*o = next
	return append(list, Refund{Amount: amount, Items: r.Items, Runs: runs, Status: payment.Intent})
}

// refuse lets a refund fail.
func (o *Order) refuse(list []Refund, i int) []Refund {
	if list[i].Status == payment.Declined {
		return list
	}
	list[i].Status = payment.Declined
	o.Refunding, _ = o.Refunding.Sub(list[i].Amount)
	for i := range o.Progress {
		o.Progress[i].Refunded = claimed(list).count(i + 1)
	}
	return list
}

func (o *Order) neverMoreThanItCost(t *rapid.T, list []Refund) {
	items, most, all := money.New(0, o.Total.Currency()), o.Shipping, money.New(0, o.Total.Currency())
	seen := map[[2]int64]bool{}
	for _, r := range list {
		if failed(r.Status) {
			continue
		}
		all, _ = all.Add(r.Amount)
		if len(r.Runs) == 0 {
			continue
		}
		items, _ = items.Add(r.Amount)
		cost, err := o.paidFor(r.Runs)
		require.NoError(t, err)
		most, _ = most.Add(cost)
		for _, run := range r.Runs {
			for i := run.From; i < run.end(); i++ {
				unit := [2]int64{int64(run.Line), i}
				require.False(t, seen[unit], "unit %v twice", unit)
				seen[unit] = true
			}
		}
	}
	over, err := items.Cmp(most)
	require.NoError(t, err)
	require.LessOrEqual(t, over, 0, "%s for units that cost %s with the delivery", items, most)
	over, err = all.Cmp(o.Total)
	require.NoError(t, err)
	require.LessOrEqual(t, over, 0)
}

func TestTheFirstFreeUnitsAreTaken(t *testing.T) {
	refund := func(s payment.Status, runs ...Run) Refund { return Refund{Status: s, Runs: runs} }
	c := claimed([]Refund{
		refund(payment.Succeeded, Run{Line: 1, From: 5, Units: 2}),
		refund(payment.Declined, Run{Line: 1, From: 0, Units: 9}),
		refund(payment.InDoubt, Run{Line: 1, From: 1, Units: 2}, Run{Line: 2, From: 0, Units: 1}),
		refund(payment.Succeeded, Run{Line: 1, From: 2, Units: 1}), // refused, refunded again, and paid after all
	})
	require.EqualValues(t, 4, c.count(1))
	require.Equal(t, []Run{{1, 0, 1}, {1, 3, 2}, {1, 7, 4}}, c.take(1, 7))
	require.EqualValues(t, 11, c.count(1))
	require.Equal(t, []Run{{1, 11, 1}}, c.take(1, 1))
	require.EqualValues(t, 1, c.count(2))
	require.Equal(t, []Run{{3, 0, 2}}, c.take(3, 2))
}

func TestWholeDollarsAreDividedToTheCent(t *testing.T) {
	l := Line{No: 1, Qty: 3, Rows: []Row{{Units: 3, Net: money.MustParseText("10 USD")}}}
	for i, want := range []string{"3.33 USD", "3.33 USD", "3.34 USD"} {
		got, err := l.paidFor(Run{Line: 1, From: int64(i), Units: 1})
		require.NoError(t, err)
		require.Equal(t, want, got.String())
	}
}
