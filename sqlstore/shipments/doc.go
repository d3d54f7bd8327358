// Package shipments keeps package shipping's rows in SQL. Addresses are sealed,
// and so is what carriers say on the way: it may name who took a parcel in.
//
//	err := sqlstore.Migrate(ctx, db, shipments.Schema())
//	store, err := shipments.Open(ctx, db)
//	desk := shipping.Desk{Store: store, …}
package shipments
