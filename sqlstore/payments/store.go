package payments

import (
	"context"
	"database/sql"
	"embed"
	"iter"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Migrations are the numbered changes of the domain's tables.
//
//go:embed schema/*.sql
var Migrations embed.FS

// Schema is the domain's line in the table of versions.
func Schema() sqlstore.Schema { return sqlstore.Schema{Domain: "payments", Files: Migrations} }

// Store is a payment.Store.
type Store struct {
	db *sqlstore.DB
	Reader
}

var _ payment.Store = (*Store)(nil)

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

// Tx is a payment.Tx.
type Tx struct {
	*sqlstore.Tx
	PaymentRows
}

// Do runs fn in a transaction, see sqlstore.DB.Do.
func (s *Store) Do(ctx context.Context, fn func(context.Context, payment.Tx) error) error {
	return s.db.Do(ctx, func(ctx context.Context, tx *sqlstore.Tx) error {
		return fn(ctx, &Tx{tx, Rows(tx)})
	})
}

// Reader is a payment.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads payments from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

// FindOperation reads an operation, or event.ErrNotFound.
func (r Reader) FindOperation(ctx context.Context, ref payment.Ref) (payment.Operation, error) {
	var row operationRow
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectOperation + " WHERE o.ref = $1", Args: []any{string(ref)}, Row: row.fields()})
	if err != nil {
		return payment.Operation{}, sqlstore.Missing("operation", string(ref), err)
	}
	return row.value(r.db)
}

// FindPayment reads a payment, or event.ErrNotFound.
func (r Reader) FindPayment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	var row paymentRow
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectPayment, Args: []any{string(id)}, Row: row.fields()})
	if err != nil {
		return payment.Payment{}, sqlstore.Missing("payment", string(id), err)
	}
	return row.value()
}

// Operations lists the operations of one payment, oldest first.
func (r Reader) Operations(ctx context.Context, id payment.ID) iter.Seq2[payment.Operation, error] {
	return func(yield func(payment.Operation, error) bool) {
		var list []payment.Operation
		err := r.db.Read(ctx, ofPayment(r.db, id, &list))
		sqlstore.Each(list, err, yield)
	}
}

// Postings lists the ledger entries of one payment in the order of their IDs.
func (r Reader) Postings(ctx context.Context, id payment.ID) iter.Seq2[payment.Posting, error] {
	return func(yield func(payment.Posting, error) bool) {
		var list []payment.Posting
		err := r.db.Read(ctx, sqlstore.Stmt{
			SQL: "SELECT id, payment, account, currency, amount, at FROM cw_postings WHERE payment = $1 ORDER BY id", Args: []any{string(id)},
			Rows: func(scan func(...any) error) error {
				var p payment.Posting
				var code string
				var amount, at int64
				if err := scan(&p.ID, &p.Payment, &p.Account, &code, &amount, &at); err != nil {
					return err
				}
				p.At = sqlstore.Time(at)
				var err error
				p.Amount, err = sqlstore.Money(amount, code)
				list = append(list, p)
				return err
			},
		})
		sqlstore.Each(list, err, yield)
	}
}
