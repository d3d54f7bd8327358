// Package payment moves money through providers and keeps the books right when
// calls fail, answers get lost and notices arrive twice. It knows nothing of
// orders: a Payment has a Subject, and the host's Settle function says what else
// commits when money has moved.
//
//	engine := &payment.Engine{Store: db, Providers: providers, Now: time.Now}
//	engine.Settle = payment.Alone(engine)
//	...
//	op, err := engine.Open(ctx, tx, request) // commits with your own rows
//	...
//	err = engine.Advance(ctx, op.Ref) // after the commit
//
// Every effect has one life: Open writes the intent inside the caller's
// transaction, Advance calls the provider outside any, Learn takes whatever the
// provider told us, and Apply makes it true, once. What contradicts the intent is
// held for Review until a person decides:
//
//	err = engine.Decide(ctx, clerk, op.Ref, payment.Decision{Status: payment.Declined, Reason: "sent back at the bank"})
package payment
