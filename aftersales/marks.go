package aftersales

import (
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/order"
)

// OrderMarks are what an order says about its merchant, from its history: whether
// it was handed over within so long after it was paid, and whether the merchant
// turned it down instead. Every order that was handed over also counts as one that
// could have led to a case and did not. Recording them again changes nothing.
func OrderMarks(o order.Order, history []order.Change, handOver time.Duration) []standing.Mark {
	var paid, left, refused time.Time
	for _, c := range history {
		switch {
		case paid.IsZero() && c.To == order.Confirmed:
			paid = c.At
		case left.IsZero() && (c.Event == order.HandOver || c.Event == order.HandOverPart || c.Event == order.Deliver):
			left = c.At
		case c.Event == order.Reject:
			refused = c.At
		}
	}
	mark := func(m standing.Metric, bad bool, at time.Time) standing.Mark {
		return standing.Mark{ID: "order/" + string(o.ID) + "/" + string(m), Seller: o.Seller, Metric: m, Bad: bad, At: at}
	}
	switch {
	case !left.IsZero():
		return []standing.Mark{
			mark(standing.LateHandOver, !paid.IsZero() && left.Sub(paid) > handOver, left), mark(standing.StockOut, false, left),
			mark(standing.AfterSale, false, left), mark(standing.Complaint, false, left), mark(standing.LostDispute, false, left),
			mark(standing.Counterfeit, false, left),
		}
	case !refused.IsZero():
		return []standing.Mark{mark(standing.StockOut, true, refused)}
	}
	return nil
}

// CaseMarks are what a case says about its merchant, from its history: nothing
// while it is a draft, or where the buyer took it back. Recording them again
// changes nothing.
func CaseMarks(c Case, history []Change, p policy.Policy) []standing.Mark {
	if c.State == flow.Draft || c.State == flow.ClosedWithdrawn {
		return nil
	}
	mark := func(m standing.Metric, bad bool, at time.Time) standing.Mark {
		return standing.Mark{ID: "case/" + string(c.ID) + "/" + string(m), Seller: c.Seller, Metric: m, Bad: bad, At: at}
	}
	var list []standing.Mark
	switch {
	case c.Kind == flow.KindComplaint:
		list = append(list, mark(standing.Complaint, true, c.Opened))
	case c.Decision.Fault == flow.Merchant && c.Kind != flow.KindPriceProtection:
		list = append(list, mark(standing.AfterSale, true, c.Opened))
	}
	if c.State.Final() && c.Subject.Verdict == flow.ForBuyer {
		list = append(list, mark(standing.LostDispute, true, c.Updated))
		if c.Reason == policy.Counterfeit {
			list = append(list, mark(standing.Counterfeit, true, c.Updated))
		}
	}
	if due, done := refundTimes(history); !due.IsZero() && !done.IsZero() {
		list = append(list, mark(standing.SlowRefund, done.Sub(due) >= p.Clock(flow.RefundDue), done))
	}
	return list
}

// refundTimes are when money was due and when the case was done with it.
func refundTimes(history []Change) (due, done time.Time) {
	for _, h := range history {
		switch {
		case due.IsZero() && h.To == flow.RefundDue:
			due = h.At
		case h.To == flow.Completed && !due.IsZero():
			done = h.At
		}
	}
	return due, done
}
