// Package orders keeps package order's rows in SQL. Its transaction embeds those
// of payments, shipments and stock, so that a sale commits as one.
//
//	err := sqlstore.Migrate(ctx, db, orders.Schemas()...)
//	store, err := orders.Open(ctx, db)
//	service := order.Service{Store: store, …}
//
// Addresses, e-mails and notes are sealed. Lines are kept as one row for a run of
// units that cost the same, beside the snapshot of their line.
package orders
