// Package shipments keeps package shipping's rows in SQL. Addresses are sealed.
//
//	err := sqlstore.Migrate(ctx, db, shipments.Schema())
//	store, err := shipments.Open(ctx, db)
//	desk := shipping.Desk{Store: store, …}
package shipments
