// Package offline takes payments that no machine confirms: a bank transfer,
// which staff see on a statement, and cash on delivery, which a courier brings.
//
//	desk := offline.Provider{}
//	engine.Providers["offline"] = desk
//	...
//	err := engine.Learn(ctx, desk.Received(ref, amount, "statement 7, line 12"))
//
// Nobody has books but the host: every answer follows from the operation, so
// there is nothing to lose in a restart and nothing to reconcile with. What
// people tell is a fact as any other: the engine compares its amount and
// applies it once. Whoever may tell (staff) is for the host to decide.
package offline
