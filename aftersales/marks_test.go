package aftersales_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/order"
)

// bad lists the metrics in which marks count against a merchant.
func bad(marks []standing.Mark) (list []standing.Metric) {
	for _, m := range marks {
		if m.Bad {
			list = append(list, m.Metric)
		}
	}
	return list
}

func TestMarksOfOrders(t *testing.T) {
	b := fresh(t)
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 1})
	history, err := b.Orders.History(t.Context(), staff, o.ID)
	require.NoError(t, err)
	marks := aftersales.OrderMarks(o, history, time.Hour)
	require.Len(t, marks, 6)
	require.Empty(t, bad(marks))
	late := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	require.Empty(t, aftersales.OrderMarks(late, nil, time.Hour))
	b.now = b.now.Add(3 * time.Hour)
	_, err = b.Orders.HandOver(t.Context(), staff, late.ID, order.Parcel{})
	require.NoError(t, err)
	history, err = b.Orders.History(t.Context(), staff, late.ID)
	require.NoError(t, err)
	require.Equal(t, []standing.Metric{standing.LateHandOver}, bad(aftersales.OrderMarks(late, history, time.Hour)))
	refused := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	_, err = b.Orders.Reject(t.Context(), staff, refused.ID, "sold out")
	require.NoError(t, err)
	history, err = b.Orders.History(t.Context(), staff, refused.ID)
	require.NoError(t, err)
	require.Equal(t, []standing.Metric{standing.StockOut}, bad(aftersales.OrderMarks(refused, history, time.Hour)))
}

func TestMarksOfCases(t *testing.T) {
	b := fresh(t)
	marks := func(id aftersales.ID) []standing.Mark {
		history, err := b.cases.CaseHistory(t.Context(), staff, id)
		require.NoError(t, err)
		return aftersales.CaseMarks(b.read(id), history, policy.CNMarketplace(), nil)
	}
	o := b.delivered(order.Item{SKU: "LAMP", Qty: 2})
	taken := b.open(o, flow.KindReturn, policy.Defective, 1)
	require.Equal(t, []standing.Metric{standing.AfterSale}, bad(marks(taken.ID)))
	b.did(b.cases.Withdraw(t.Context(), buyer, taken.ID))
	require.Empty(t, marks(taken.ID))
	mind := b.open(o, flow.KindReturn, policy.ChangedMind, 1)
	require.Empty(t, marks(mind.ID), "a change of mind says nothing about the merchant")
	complaint := b.open(o, flow.KindComplaint, policy.Service)
	require.Equal(t, []standing.Metric{standing.Complaint}, bad(marks(complaint.ID)))

	_, lost := b.arbitrated()
	b.pass(40 * day)
	require.Equal(t, []standing.Metric{standing.AfterSale, standing.LostDispute, standing.SlowRefund}, bad(marks(lost.ID)))
	records := &standing.Service{Store: b.db.Standings(), Preset: standing.Tiered(), Now: b.cases.Now}
	require.NoError(t, records.Record(t.Context(), marks(lost.ID)...))
	require.NoError(t, records.Record(t.Context(), marks(lost.ID)...))
	judged, err := records.Review(t.Context(), "lamplight")
	require.NoError(t, err)
	for _, j := range judged {
		require.NotEqual(t, standing.Condemned, j.Level, "one case condemns nobody: %+v", j)
	}
}

func TestMarksOfVerdictsAndOfOrdersThatWait(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	_, won := b.arbitrated()
	b.did(b.cases.Decide(ctx, staff, won.ID, aftersales.Ruling{For: flow.ForMerchant, Why: "As described."}))
	b.pass(8 * day)
	history, err := b.cases.CaseHistory(ctx, staff, won.ID)
	require.NoError(t, err)
	require.Empty(t, aftersales.CaseMarks(b.is(won.ID, flow.ClosedRejected), history, policy.CNMarketplace(), nil), "who was right is not marked")

	o := b.accepted(order.Item{SKU: "LAMP", Qty: 1})
	was, err := b.Orders.History(ctx, staff, o.ID)
	require.NoError(t, err)
	late, waits := aftersales.OverdueMark(o, was, 2*day)
	require.True(t, waits)
	require.True(t, late.Bad)
	require.Equal(t, b.now.Add(2*day), late.At)
	_, err = b.Orders.HandOver(ctx, staff, o.ID, order.Parcel{})
	require.NoError(t, err)
	_, waits = aftersales.OverdueMark(b.order(o.ID), was, 2*day)
	require.False(t, waits)
	was, err = b.Orders.History(ctx, staff, o.ID)
	require.NoError(t, err)
	require.Equal(t, late.ID, aftersales.OrderMarks(b.order(o.ID), was, 2*day)[0].ID)
}

func TestWhatABuyerCancelsIsNotOutOfStock(t *testing.T) {
	b := fresh(t)
	ctx := t.Context()
	marks := func(id order.ID) []standing.Mark {
		history, err := b.Orders.History(ctx, staff, id)
		require.NoError(t, err)
		return aftersales.OrderMarks(b.order(id), history, time.Hour)
	}
	agreed, silent := b.accepted(order.Item{SKU: "LAMP", Qty: 2}), b.accepted(order.Item{SKU: "LAMP", Qty: 2})
	b.did(b.cases.Agree(ctx, merchant, b.open(agreed, flow.KindCancel, policy.ChangedMind, 2).ID, ""))
	b.open(silent, flow.KindCancel, policy.ChangedMind, 2)
	b.pass(3 * day)
	for _, id := range []order.ID{agreed.ID, silent.ID} {
		require.Equal(t, order.Cancelled, b.order(id).Status)
		require.Empty(t, marks(id))
	}
}
