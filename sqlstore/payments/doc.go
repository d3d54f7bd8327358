// Package payments keeps package payment's rows in SQL. It needs nothing of
// orders: a program that only takes payments links and migrates this alone.
//
//	err := sqlstore.Migrate(ctx, db, payments.Schema())
//	store, err := payments.Open(ctx, db)
//	engine := payment.Engine{Store: store, …}
package payments
