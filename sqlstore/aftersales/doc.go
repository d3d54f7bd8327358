// Package aftersales keeps the cases of package aftersales in SQL. Its
// transaction embeds that of orders, so that a case commits with the refund, the
// label and the goods that belong to it.
//
//	err := sqlstore.Migrate(ctx, db, aftersales.Schemas()...)
//	store, err := aftersales.Open(ctx, db)
//	service := cases.Service{Store: store, …}
//
// What is asked for is in columns, the rest of a case in one JSON text. The words
// of the thread are sealed.
package aftersales
