package shipments

import (
	"context"
	"database/sql"
	"embed"
	"iter"

	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "shipments", Files: Migrations} }

// Store is a shipping.Store.
type Store struct {
	db *sqlstore.DB
	Reader
}

var _ shipping.Store = (*Store)(nil)

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

// Tx is a shipping.Tx.
type Tx struct {
	*sqlstore.Tx
	LabelRows
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, shipping.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, &Tx{tx, Rows(tx)})
	})
}

// Reader is a shipping.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads shipments from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

// FindShipment reads a shipment, or event.ErrNotFound.
func (r Reader) FindShipment(ctx context.Context, id shipping.ID) (shipping.Shipment, error) {
	var row labelRow
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectShipment + " WHERE id = $1", Args: []any{string(id)}, Row: row.fields()})
	if err != nil {
		return shipping.Shipment{}, sqlstore.Missing("shipment", string(id), err)
	}
	return row.value(r.db)
}

// Shipments lists the parcels of one order, oldest first.
func (r Reader) Shipments(ctx context.Context, order string) iter.Seq2[shipping.Shipment, error] {
	return func(yield func(shipping.Shipment, error) bool) {
		var list []shipping.Shipment
		err := r.db.Read(ctx, sqlstore.Stmt{
			SQL: selectShipment + " WHERE order_id = $1 ORDER BY created, id", Args: []any{order},
			Rows: func(scan func(...any) error) error {
				var row labelRow
				if err := scan(row.fields()...); err != nil {
					return err
				}
				s, err := row.value(r.db)
				list = append(list, s)
				return err
			},
		})
		sqlstore.Each(list, err, yield)
	}
}
