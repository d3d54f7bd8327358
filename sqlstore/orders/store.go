package orders

import (
	"context"
	"database/sql"
	"embed"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/payments"
	"github.com/cartwright-go/cartwright/sqlstore/shipments"
	"github.com/cartwright-go/cartwright/sqlstore/stock"
)

// Migrations are the numbered changes of the domain's own tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "orders", Files: Migrations} }

// Schemas are the domain's and those of what its transaction embeds.
func Schemas() []sqlstore.Schema {
	return []sqlstore.Schema{payments.Schema(), shipments.Schema(), stock.Schema(), Schema()}
}

// Store is an order.Store.
type Store struct {
	db *sqlstore.DB
	Reader
}

var _ order.Store = (*Store)(nil)

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

// Tx is an order.Tx. Wider transactions embed it beside their own rows.
type Tx struct {
	*sqlstore.Tx
	payments.PaymentRows
	shipments.LabelRows
	stock.StockRows
	OrderRows
}

var _ order.Tx = (*Tx)(nil)

// NewTx puts the domain's rows on a transaction of the kernel.
func NewTx(tx *sqlstore.Tx) *Tx {
	return &Tx{tx, payments.Rows(tx), shipments.Rows(tx), stock.Rows(tx), Rows(tx)}
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error { return fn(ctx, NewTx(tx)) })
}
