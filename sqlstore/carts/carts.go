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
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT currency, lines, version FROM cw_carts WHERE owner = $1", Args: []any{owner}, Row: []any{&c.Currency, &lines, &c.Version},
	})
	if err != nil {
		return cart.Cart{}, sqlstore.Missing("cart", owner, err)
	}
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
		SQL:  "INSERT INTO cw_carts (currency, lines, owner, version) VALUES ($1,$2,$3,1) ON CONFLICT DO NOTHING",
		Args: []any{c.Currency, string(lines), c.Owner}, Want: 1, Fail: sqlstore.Stale("cart", c.Owner),
	}
	if c.Version != 0 {
		st.SQL = "UPDATE cw_carts SET currency = $1, lines = $2, version = version + 1 WHERE owner = $3 AND version = $4"
		st.Args = append(st.Args, c.Version)
	}
	return s.write(ctx, st)
}

// DeleteCart removes an owner's cart. A missing one is no error.
func (s *Store) DeleteCart(ctx context.Context, owner string) error {
	return s.write(ctx, sqlstore.Stmt{SQL: "DELETE FROM cw_carts WHERE owner = $1", Args: []any{owner}, Want: sqlstore.Any})
}

func (s *Store) write(ctx context.Context, st sqlstore.Stmt) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return tx.Write(ctx, st) })
}
