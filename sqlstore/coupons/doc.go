// Package coupons keeps the codes, wallets, limits and redemptions of package
// coupon in SQL.
//
//	err := sqlstore.Migrate(ctx, db, coupons.Schema())
//	store, err := coupons.Open(ctx, db)
//	service := coupon.Service{Store: store, …}
//
// A counter is raised by one guarded statement, so that a limit holds however
// many buy at once. A wider transaction embeds CouponRows, and a purchase commits
// with what it redeems.
package coupons
