package stock

import (
	"context"
	"database/sql"
	"embed"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "stock", Files: Migrations} }

// Store is a stock.Store.
type Store struct{ db *sqlstore.DB }

var _ stock.Store = (*Store)(nil)

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

// Tx is a stock.WriteTx.
type Tx struct {
	*sqlstore.Tx
	StockRows
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, stock.WriteTx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, &Tx{tx, Rows(tx)})
	})
}

// Levels lists the rows of the given SKUs by SKU and location.
func (s *Store) Levels(ctx context.Context, skus ...catalog.SKU) ([]stock.Level, error) {
	if len(skus) == 0 {
		return nil, ctx.Err()
	}
	args := make([]any, len(skus))
	for i, sku := range skus {
		args[i] = string(sku)
	}
	var list []stock.Level
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL:  s.db.In("SELECT sku, location, on_hand, reserved FROM cw_stock WHERE sku IN ", len(args), ""),
		Args: args,
		Rows: func(scan func(...any) error) error {
			var l stock.Level
			err := scan(&l.SKU, &l.Location, &l.OnHand, &l.Reserved)
			list = append(list, l)
			return err
		},
	})
	slices.SortFunc(list, func(a, b stock.Level) int { // as bytes, whatever the database's language
		return stock.Spot{SKU: a.SKU, Location: a.Location}.Compare(stock.Spot{SKU: b.SKU, Location: b.Location})
	})
	return list, err
}

// Movements lists what moved one SKU, oldest first.
func (s *Store) Movements(ctx context.Context, sku catalog.SKU) iter.Seq2[stock.Movement, error] {
	return func(yield func(stock.Movement, error) bool) {
		var list []stock.Movement
		err := s.db.Read(ctx, sqlstore.Stmt{
			SQL:  "SELECT id, sku, location, qty, reason, ref, actor, at FROM cw_movements WHERE sku = $1 ORDER BY at, id",
			Args: []any{string(sku)},
			Rows: func(scan func(...any) error) error {
				var m stock.Movement
				var at int64
				err := scan(&m.ID, &m.SKU, &m.Location, &m.Qty, &m.Reason, &m.Ref, &m.By, &at)
				m.At = sqlstore.Time(at)
				list = append(list, m)
				return err
			},
		})
		sqlstore.Each(list, err, yield)
	}
}

// Reservations lists what ref holds or held by SKU and location.
func (s *Store) Reservations(ctx context.Context, ref string) ([]stock.Reservation, error) {
	var list []stock.Reservation
	err := s.db.Read(ctx, sqlstore.Stmt{
		SQL:  "SELECT ref, sku, location, open, taken FROM cw_reservations WHERE ref = $1",
		Args: []any{ref},
		Rows: func(scan func(...any) error) error {
			var r stock.Reservation
			err := scan(&r.Ref, &r.SKU, &r.Location, &r.Open, &r.Taken)
			list = append(list, r)
			return err
		},
	})
	slices.SortFunc(list, func(a, b stock.Reservation) int {
		return stock.Spot{SKU: a.SKU, Location: a.Location}.Compare(stock.Spot{SKU: b.SKU, Location: b.Location})
	})
	return list, err
}
