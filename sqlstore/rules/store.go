package rules

import (
	"context"
	"database/sql"
	"embed"

	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "rules", Files: Migrations} }

// Store is a rules.Store.
type Store struct {
	db *sqlstore.DB
	Reader
}

var _ rules.Store = (*Store)(nil)

// Open checks that the tables fit this program (*sqlstore.SchemaError) and
// returns the store.
func Open(ctx context.Context, db *sqlstore.DB) (*Store, error) {
	if err := db.Check(ctx, Schema()); err != nil {
		return nil, err
	}
	return &Store{db, NewReader(db)}, nil
}

// Within is the store on the host's transaction, see sqlstore.DB.Within.
func (s *Store) Within(tx *sql.Tx) *Store {
	db := s.db.Within(tx)
	return &Store{db, NewReader(db)}
}

// Tx is a rules.Tx.
type Tx struct {
	*sqlstore.Tx
	RuleRows
}

var _ rules.Tx = (*Tx)(nil)

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, rules.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return fn(ctx, &Tx{tx, Rows(tx)}) })
}
