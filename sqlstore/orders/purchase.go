package orders

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// OrderRows are the statements of order.Tx for purchases, orders and refunds.
// Wider transactions embed them beside the kernel's Tx.
type OrderRows struct{ tx *sqlstore.Tx }

// Rows are the domain's own rows in a transaction.
func Rows(tx *sqlstore.Tx) OrderRows { return OrderRows{tx} }

const selectPurchase = "SELECT id, buyer, request, fingerprint, guest, currency, total, payment, charge, method, language, receiver, email, note, " +
	"placed, version FROM cw_purchases WHERE "

// Purchase returns a purchase and holds it, or event.ErrNotFound.
func (r OrderRows) Purchase(ctx context.Context, id order.PurchaseID) (order.Purchase, error) {
	return r.purchase(ctx, r.tx.Hold(selectPurchase+"id = $1"), string(id))
}

// PurchaseOf returns the purchase of an order and holds neither, or
// event.ErrNotFound.
func (r OrderRows) PurchaseOf(ctx context.Context, id order.ID) (order.Purchase, error) {
	return r.purchase(ctx, selectPurchase+"id = (SELECT purchase FROM cw_orders WHERE id = $1)", string(id))
}

func (r OrderRows) purchase(ctx context.Context, query, id string) (order.Purchase, error) {
	var row purchaseRow
	if err := r.tx.Now(ctx, sqlstore.Stmt{SQL: query, Args: []any{id}, Row: row.fields()}); err != nil {
		return order.Purchase{}, sqlstore.Missing("purchase", id, err)
	}
	p, err := row.value(r.tx.DB())
	return p, r.tx.Doom(err)
}

// SavePurchase inserts at Version 0: a Key that is already there is
// order.ErrDuplicate. Otherwise it compares the version and writes Charge and
// Method.
func (r OrderRows) SavePurchase(ctx context.Context, p order.Purchase) error {
	if p.Version > 0 {
		return r.tx.Write(ctx, sqlstore.Stmt{
			SQL:  "UPDATE cw_purchases SET charge = $1, method = $2, version = version + 1 WHERE id = $3 AND version = $4",
			Args: []any{string(p.Charge), p.Method, string(p.ID), p.Version}, Want: 1, Fail: sqlstore.Stale("purchase", string(p.ID)),
		})
	}
	row, err := newPurchase(r.tx.DB(), p)
	m := sqlstore.Minor{Currency: p.Total.Currency()}
	total := m.Amount("purchase total", p.Total)
	if err = errors.Join(err, m.Err); err != nil {
		return r.tx.Doom(err)
	}
	return r.tx.Write(ctx, sqlstore.Stmt{
		SQL: `INSERT INTO cw_purchases (id, buyer, request, fingerprint, guest, currency, total, payment, charge, method, language, receiver, email, note, placed, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,1) ON CONFLICT DO NOTHING`,
		Args: []any{
			string(p.ID), p.Buyer, p.Key, p.Fingerprint, p.GuestHash, m.Currency.Code(), total, string(p.Payment), string(p.Charge), p.Method,
			p.Language, row.receiver, row.email, row.note, sqlstore.Millis(p.Placed),
		},
		Want: 1, Fail: order.ErrDuplicate,
	})
}

// A purchaseRow is a purchase as its columns are written and read.
type purchaseRow struct {
	p                     order.Purchase
	receiver, email, note string // sealed
	total, placed         int64
}

func newPurchase(db *sqlstore.DB, p order.Purchase) (row purchaseRow, err error) {
	to := ""
	if p.To != (shipping.Address{}) {
		text, err := json.Marshal(p.To)
		if err != nil {
			return row, err
		}
		to = string(text)
	}
	var errs [3]error
	row.receiver, errs[0] = db.Seal("purchases", "receiver", string(p.ID), to)
	row.email, errs[1] = db.Seal("purchases", "email", string(p.ID), p.Email)
	row.note, errs[2] = db.Seal("purchases", "note", string(p.ID), p.Note)
	return row, errors.Join(errs[:]...)
}

func (r *purchaseRow) fields() []any {
	p := &r.p
	return []any{
		&p.ID, &p.Buyer, &p.Key, &p.Fingerprint, &p.GuestHash, &p.Currency, &r.total, &p.Payment, &p.Charge, &p.Method, &p.Language,
		&r.receiver, &r.email, &r.note, &r.placed, &p.Version,
	}
}

func (r *purchaseRow) value(db *sqlstore.DB) (order.Purchase, error) {
	p := r.p
	p.Placed = sqlstore.Time(r.placed)
	var errs [4]error
	var to string
	p.Total, errs[0] = sqlstore.Money(r.total, p.Currency)
	to, errs[1] = db.Unseal("purchases", "receiver", string(p.ID), r.receiver)
	p.Email, errs[2] = db.Unseal("purchases", "email", string(p.ID), r.email)
	p.Note, errs[3] = db.Unseal("purchases", "note", string(p.ID), r.note)
	err := errors.Join(errs[:]...)
	if err == nil && to != "" {
		err = json.Unmarshal([]byte(to), &p.To)
	}
	return p, err
}
