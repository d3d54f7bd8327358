package aftersales

import (
	"context"
	"database/sql"
	"embed"

	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/orders"
)

// Migrations are the numbered changes of the domain's own tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "aftersales", Files: Migrations} }

// Schemas are the domain's and those of what its transaction embeds.
func Schemas() []sqlstore.Schema { return append(orders.Schemas(), Schema()) }

// Store is an aftersales.Store.
type Store struct {
	db *sqlstore.DB
	Reader
}

var _ cases.Store = (*Store)(nil)

// Open checks that the tables fit this program (*sqlstore.SchemaError) and
// returns the store.
func Open(ctx context.Context, db *sqlstore.DB) (*Store, error) {
	if err := db.Check(ctx, Schemas()...); err != nil {
		return nil, err
	}
	return &Store{db, NewReader(db)}, nil
}

// Within is the store on the host's transaction, see sqlstore.DB.Within.
func (s *Store) Within(tx *sql.Tx) *Store {
	db := s.db.Within(tx)
	return &Store{db, NewReader(db)}
}

// Tx is an aftersales.Tx.
type Tx struct {
	*orders.Tx
	CaseRows
}

var _ cases.Tx = (*Tx)(nil)

// NewTx puts the domain's rows on a transaction of the kernel.
func NewTx(tx *sqlstore.Tx) *Tx { return &Tx{orders.NewTx(tx), Rows(tx)} }

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, cases.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return fn(ctx, NewTx(tx)) })
}
