// Package stock keeps the rows of package catalog/stock in SQL: guarded
// statements on many rows at once, locked in the order of SKUs.
//
//	err := sqlstore.Migrate(ctx, db, stock.Schema())
//	store, err := stock.Open(ctx, db)
package stock
