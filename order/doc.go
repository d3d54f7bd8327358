// Package order sells: it turns a request into a purchase that holds one order
// per seller, and moves each order through its life until the buyer has the
// goods and the merchant the money, or both have back what was theirs.
//
//	placed, err := orders.Place(ctx, by, order.Request{
//		Key: "9f6c…", Lines: []order.Item{{SKU: "TEA-250", Qty: 2}},
//		Currency: "CNY", ExpectedTotal: total, To: address, Provider: "sandbox", Method: "card",
//	})
//
// What must be true together is written together: purchase, orders, stock
// reservation, payment intent, events and timers are one commit. Providers and
// carriers are called outside every transaction, and what they answer comes in
// through PaymentChanged and ParcelChanged, inside the transaction in which it
// became true. A timer never writes an order: it asks the provider.
//
// A Pricer says what a basket costs, to each row of units, and who pays for each
// discount. What its price uses up, such as a coupon, is a Claim: taken with the
// purchase, confirmed with its money, and given back when every order that had
// something of it is cancelled.
//
// Every command has a form whose name ends in In, for whoever needs more in the
// same commit:
//
//	err := cases.Do(ctx, func(ctx context.Context, tx aftersales.Tx) (err error) {
//		refund, err = orders.RefundIn(ctx, tx, by, id, request) // before the case: see the lock order of Tx
//		return errors.Join(err, tx.SaveCase(ctx, granted))
//	})
//	… // and after the commit
//	err = orders.Charges.Advance(ctx, refund.Ref)
//
// It opens what must happen outside and calls nobody: its comment says what to
// call after the commit. It refuses before it writes: after an error that is
// not one of the transaction's own, nothing of it is in the transaction, which
// may go on without it. event.ErrStale says that somebody was faster: run the
// whole transaction again. Expire has no such form, because it only asks.
package order
