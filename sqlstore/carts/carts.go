// Package carts keeps the carts of package order/cart in SQL.
//
//	err := sqlstore.Migrate(ctx, db, carts.Schema())
//	store, err := carts.Open(ctx, db)
//	service := cart.Service{Store: store, …}
package carts

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "carts", Files: Migrations} }

// Store is a cart.Store.
type Store struct{ db *sqlstore.DB }

var _ cart.Store = (*Store)(nil)

// Open checks that the tables fit this program (*sqlstore.SchemaError) and
// returns the store.
func Open(ctx context.Context, db *sqlstore.DB) (*Store, error) {
	if err := db.Check(ctx, Schema()); err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Within is the store on the host's transaction, see sqlstore.DB.Within.
func (s *Store) Within(tx *sql.Tx) *Store { return &Store{s.db.Within(tx)} }

// FindCart returns an owner's cart, or event.ErrNotFound.
func (s *Store) FindCart(ctx context.Context, owner string) (cart.Cart, error) {
	c := cart.Cart{Owner: owner}
	var lines string
	var updated int64
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL:  "SELECT currency, lines, version, updated FROM cw_carts WHERE owner = $1",
		Args: []any{owner}, Row: []any{&c.Currency, &lines, &c.Version, &updated},
	})
	if err != nil {
		return cart.Cart{}, sqlstore.Missing("cart", owner, err)
	}
	c.Updated = sqlstore.Time(updated)
	return c, json.Unmarshal([]byte(lines), &c.Lines)
}

// SaveCart inserts at Version 0 and otherwise compares: event.ErrStale. The
// stored version is one higher.
func (s *Store) SaveCart(ctx context.Context, c cart.Cart) error {
	lines, err := json.Marshal(c.Lines)
	if err != nil {
		return err
	}
	st := sqlstore.Stmt{
		SQL:  "INSERT INTO cw_carts (currency, lines, updated, owner, version) VALUES ($1,$2,$3,$4,1) ON CONFLICT DO NOTHING",
		Args: []any{c.Currency, string(lines), sqlstore.Millis(c.Updated), c.Owner}, Want: 1, Fail: sqlstore.Stale("cart", c.Owner),
	}
	if c.Version != 0 {
		st.SQL = "UPDATE cw_carts SET currency = $1, lines = $2, updated = $3, version = version + 1 WHERE owner = $4 AND version = $5"
		st.Args = append(st.Args, c.Version)
	}
	return s.write(ctx, st)
}

// ClearCart empties an owner's cart and makes its version one higher. A missing
// one is no error.
func (s *Store) ClearCart(ctx context.Context, owner string, at time.Time) error {
	return s.write(ctx, sqlstore.Stmt{
		SQL:  "UPDATE cw_carts SET currency = '', lines = 'null', updated = $1, version = version + 1 WHERE owner = $2",
		Args: []any{sqlstore.Millis(at), owner}, Want: sqlstore.Any,
	})
}

// PruneCarts deletes at most limit carts that were last changed before a time,
// and answers how many. Where there are none it writes nothing.
func (s *Store) PruneCarts(ctx context.Context, before time.Time, limit int) (pruned int64, err error) {
	const old = "updated > 0 AND updated < "
	one := 0
	err = s.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT 1 FROM cw_carts WHERE " + old + "$1 LIMIT 1", Args: []any{sqlstore.Millis(before)}, Row: []any{&one},
	})
	switch {
	case errors.Is(err, event.ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, err
	}
	err = s.write(ctx, sqlstore.Stmt{
		SQL:  "DELETE FROM cw_carts WHERE " + old + "$1 AND owner IN (SELECT owner FROM cw_carts WHERE " + old + "$2 ORDER BY updated LIMIT $3)",
		Args: []any{sqlstore.Millis(before), sqlstore.Millis(before), limit}, Want: sqlstore.Any, Touched: &pruned,
	})
	return pruned, err
}

func (s *Store) write(ctx context.Context, st sqlstore.Stmt) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return tx.Write(ctx, st) })
}
