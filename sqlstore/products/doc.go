// Package products keeps the catalogue in SQL: products with their variants,
// categories and sellers.
//
//	err := sqlstore.Migrate(ctx, db, products.Schema())
//	store, err := products.Open(ctx, db)
//	service := catalog.Service{Store: store, …}
package products
