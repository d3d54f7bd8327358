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
package order
