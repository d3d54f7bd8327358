// Package aftersales leads what goes wrong, or is not wanted, after a sale to
// its end: cancellations, refunds, returns, exchanges, resends, repairs,
// complaints, price protection and refused deliveries.
//
//	opened, err := cases.Open(ctx, buyer, aftersales.Request{
//		Order: o.ID, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 2}},
//	})
//	_, err = cases.Agree(ctx, merchant, opened.ID, "")
//
// A case moves through the table of package flow. Every state has somebody who
// must act and a deadline after which something happens by itself: Timers are
// the handlers of those deadlines, which survive restarts. Whether an action or
// its deadline comes first is decided once, by the case's version; an action
// after the deadline finds the case where the deadline has put it, whether its
// timer has fired or not.
//
// Actions says for a page what somebody may do with a case now, who must act, by
// when, and what happens by itself otherwise; Quote what a request would come to.
//
// What is owed comes from package entitlement, what may be asked from package
// policy, in the version that was in force when the order was placed. Refunds
// run through orders and payments, parcels through shipping, goods through
// stock, each once and in the same commit as the case.
package aftersales
