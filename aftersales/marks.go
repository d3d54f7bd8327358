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
// turned it down instead: not where a case cancelled it, which is what the buyer
// asked for. Every order that was handed over also counts as one that could have led
// to a case and did not. Recording them again changes nothing.
func OrderMarks(o order.Order, history []order.Change, handOver time.Duration) []standing.Mark {
	var paid, left, refused time.Time
	for _, c := range history {
		switch {
		case paid.IsZero() && c.To == order.Confirmed:
			paid = c.At
		case left.IsZero() && (c.Event == order.HandOver || c.Event == order.HandOverPart || c.Event == order.Deliver):
			left = c.At
		case c.Event == order.Reject && (c.By != engine().ID || c.Role != string(engine().Role)): // a case cancels for the buyer
			refused = c.At
		}
	}
	mark := func(m standing.Metric, bad bool, at time.Time) standing.Mark {
		return standing.Mark{ID: orderMark(o.ID, m), Seller: o.Seller, Metric: m, Bad: bad, At: at}
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

// OverdueMark is what an order says about its merchant that has waited so long
// since it was paid and of which nothing has left: false where it was handed over,
// or is over. It has the ID of the mark that OrderMarks gives later, so that
// whichever is recorded first counts.
func OverdueMark(o order.Order, history []order.Change, handOver time.Duration) (standing.Mark, bool) {
	if o.Status != order.Confirmed && o.Status != order.Accepted {
		return standing.Mark{}, false
	}
	for _, c := range history {
		if c.To == order.Confirmed {
			at := c.At.Add(handOver)
			return standing.Mark{ID: orderMark(o.ID, standing.LateHandOver), Seller: o.Seller, Metric: standing.LateHandOver, Bad: true, At: at}, true
		}
	}
	return standing.Mark{}, false
}

func orderMark(id order.ID, m standing.Metric) string { return "order/" + string(id) + "/" + string(m) }

// CaseMarks are what a case says about its merchant, from its history:
// standing.AfterSale counts the cases for whose reason the merchant is to blame, by
// the policy, price protection and complaints aside; what buyers only changed their
// minds about, and what a carrier did, counts against nobody. It is nothing while the
// case is a draft, where the buyer took it back, or where the platform decided
// for the merchant. The calendar is that of the service. Recording them again
// changes nothing.
func CaseMarks(c Case, history []Change, p policy.Policy, cal policy.Calendar) []standing.Mark {
	if c.State == flow.Draft || c.State == flow.ClosedWithdrawn || c.State.Final() && c.Subject.Verdict == flow.ForMerchant {
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
		list = append(list, mark(standing.SlowRefund, !done.Before(p.Deadline(flow.RefundDue, due, cal)), done))
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
