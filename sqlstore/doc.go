// Package sqlstore keeps the rows of every domain in one database/sql database
// and imports no driver: packages sqlite and postgres open one with the right
// settings.
//
//	db, err := sqlite.Open(ctx, "shop.db", sqlite.Options{})
//	err = sqlstore.Migrate(ctx, db, payments.Schema())
//	store, err := payments.Open(ctx, db)
//
// The kernel here runs closures in transactions, shares a commit among those
// that wait at the same time, sends statements in few round trips where the
// driver can, tries again where the database asks for it, and holds what every
// domain needs: outbox, timers, inbox, schema versions. Each domain has its rows,
// migrations and Store in a folder of its own.
//
// All writing goes through DB.Do. A closure must not call Do of the same DB:
// where commits are shared it would wait for itself.
package sqlstore
