package orders

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/sqlstore"
)

const selectRefund = "SELECT ref, order_id, currency, amount, items, runs, reason, actor, status, at, version FROM cw_refunds WHERE "

// Refund returns a refund and holds it, or event.ErrNotFound.
func (r OrderRows) Refund(ctx context.Context, ref payment.Ref) (order.Refund, error) {
	var row refundRow
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectRefund + "ref = $1"), Args: []any{string(ref)}, Row: row.fields()})
	if err != nil {
		return order.Refund{}, sqlstore.Missing("refund", string(ref), err)
	}
	refund, err := row.value(r.tx.DB())
	return refund, r.tx.Doom(err)
}

// RefundsOf lists the refunds of an order by At, then Ref, and holds none.
func (r OrderRows) RefundsOf(ctx context.Context, id order.ID) ([]order.Refund, error) {
	f := refunds{db: r.tx.DB()}
	err := r.tx.Now(ctx, f.of(id))
	return f.list, r.tx.Doom(err)
}

// SaveRefund inserts at Version 0 and otherwise compares the version
// (event.ErrStale) and writes Status.
func (r OrderRows) SaveRefund(ctx context.Context, f order.Refund) error {
	stale := sqlstore.Stale("refund", string(f.Ref))
	if f.Version > 0 {
		return r.tx.Write(ctx, sqlstore.Stmt{
			SQL:  "UPDATE cw_refunds SET status = $1, version = version + 1 WHERE ref = $2 AND version = $3",
			Args: []any{string(f.Status), string(f.Ref), f.Version}, Want: 1, Fail: stale,
		})
	}
	m := sqlstore.Minor{Currency: f.Amount.Currency()}
	amount := m.Amount("refund amount", f.Amount)
	items, err := json.Marshal(f.Items)
	runs, runsErr := json.Marshal(f.Runs)
	reason, sealErr := f.Reason, error(nil)
	if !code(reason) {
		reason, sealErr = r.tx.DB().Seal("refunds", "reason", string(f.Ref), reason)
	}
	if err = errors.Join(err, runsErr, sealErr, m.Err); err != nil {
		return r.tx.Doom(err)
	}
	return r.tx.Write(ctx, sqlstore.Stmt{
		SQL: `INSERT INTO cw_refunds (ref, order_id, currency, amount, items, runs, reason, actor, status, at, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,1) ON CONFLICT DO NOTHING`,
		Args: []any{
			string(f.Ref), string(f.Order), m.Currency.Code(), amount, string(items), string(runs), reason, f.By,
			string(f.Status), sqlstore.Millis(f.At),
		},
		Want: 1, Fail: stale,
	})
}

// A refundRow is a refund as its columns are read.
type refundRow struct {
	f                     order.Refund
	currency, items, runs string
	reason                string // sealed where somebody wrote it
	amount, at            int64
}

func (r *refundRow) fields() []any {
	f := &r.f
	return []any{&f.Ref, &f.Order, &r.currency, &r.amount, &r.items, &r.runs, &r.reason, &f.By, &f.Status, &r.at, &f.Version}
}

func (r *refundRow) value(db *sqlstore.DB) (order.Refund, error) {
	f := r.f
	f.At = sqlstore.Time(r.at)
	var err, sealErr error
	f.Amount, err = sqlstore.Money(r.amount, r.currency)
	if f.Reason = r.reason; !code(r.reason) {
		f.Reason, sealErr = db.Unseal("refunds", "reason", string(f.Ref), r.reason)
	}
	return f, errors.Join(err, sealErr, json.Unmarshal([]byte(r.items), &f.Items), json.Unmarshal([]byte(r.runs), &f.Runs))
}

// code reports whether a reason is the library's own, which is not sealed: what
// nobody wrote is kept without a sealer, too.
func code(reason string) bool {
	return reason == order.ReasonCancelled || reason == order.ReasonSurplus
}

// refunds are those of one order.
type refunds struct {
	db   *sqlstore.DB
	list []order.Refund
}

func (f *refunds) of(id order.ID) sqlstore.Stmt {
	return sqlstore.Stmt{SQL: selectRefund + "order_id = $1 ORDER BY at, ref", Args: []any{string(id)}, Rows: f.next}
}

func (f *refunds) next(scan func(...any) error) error {
	var row refundRow
	if err := scan(row.fields()...); err != nil {
		return err
	}
	r, err := row.value(f.db)
	f.list = append(f.list, r)
	return err
}
