// Package rules keeps the promotion rules of a shop in SQL, see package rules of
// marketing/promotion.
//
//	err := sqlstore.Migrate(ctx, db, rules.Schema())
//	store, err := rules.Open(ctx, db)
//	service := rules.Service{Store: store, …}
//
// The version of the book is one row, held by whoever changes what counts, so that
// no two rules go live without having been judged together.
package rules
