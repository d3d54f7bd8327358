package shipments

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// LabelRows are the statements of shipping.Tx. Wider transactions embed them
// beside the kernel's Tx.
type LabelRows struct{ tx *sqlstore.Tx }

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) LabelRows { return LabelRows{tx} }

const selectShipment = "SELECT id, order_id, seller, carrier, service, booking, number, status, receiver, items, grams, currency, cost, promised, " +
	"code, events, attempts, created, booked, updated, version FROM cw_shipments"

// Shipment returns a shipment and holds it, or event.ErrNotFound.
func (r LabelRows) Shipment(ctx context.Context, id shipping.ID) (shipping.Shipment, error) {
	var row labelRow
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectShipment + " WHERE id = $1"), Args: []any{string(id)}, Row: row.fields()})
	if err != nil {
		return shipping.Shipment{}, sqlstore.Missing("shipment", string(id), err)
	}
	s, err := row.value(r.tx.DB())
	return s, r.tx.Doom(err)
}

// SaveShipment inserts at Version 0 and otherwise compares: event.ErrStale.
func (r LabelRows) SaveShipment(ctx context.Context, s shipping.Shipment) error {
	row, err := newRow(r.tx.DB(), s)
	if err != nil {
		return r.tx.Doom(err)
	}
	changing := []any{
		s.Carrier, s.Service, string(s.Booking), s.Number, string(s.Status), row.receiver, row.items, s.Grams, row.currency, row.cost,
		sqlstore.Millis(s.Promised), s.Code, row.events, s.Attempts, sqlstore.Millis(s.BookedAt), sqlstore.Millis(s.Updated),
	}
	st := sqlstore.Stmt{Want: 1, Fail: sqlstore.Stale("shipment", string(s.ID))}
	if s.Version == 0 {
		st.SQL = `INSERT INTO cw_shipments (carrier, service, booking, number, status, receiver, items, grams, currency, cost, promised, code, events, attempts,
booked, updated, id, order_id, seller, created, version) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,1) ON CONFLICT DO NOTHING`
		st.Args = slices.Concat(changing, []any{string(s.ID), s.Order, s.Seller, sqlstore.Millis(s.Created)})
	} else {
		st.SQL = `UPDATE cw_shipments SET carrier = $1, service = $2, booking = $3, number = $4, status = $5, receiver = $6, items = $7, grams = $8, currency = $9,
cost = $10, promised = $11, code = $12, events = $13, attempts = $14, booked = $15, updated = $16, version = version + 1 WHERE id = $17 AND version = $18`
		st.Args = slices.Concat(changing, []any{string(s.ID), s.Version})
	}
	return r.tx.Write(ctx, st)
}

// A labelRow is a shipment as its columns are written and read.
type labelRow struct {
	s                                 shipping.Shipment
	receiver, items, currency, events string
	cost, promised                    int64
	created, booked, updated          int64
}

func newRow(db *sqlstore.DB, s shipping.Shipment) (row labelRow, err error) {
	if s.To != (shipping.Address{}) {
		to, jerr := json.Marshal(s.To)
		row.receiver, err = db.Seal("shipments", "receiver", string(s.ID), string(to))
		err = errors.Join(jerr, err)
	}
	items, ierr := json.Marshal(s.Items)
	row.items = string(items)
	if len(s.Events) > 0 {
		events, jerr := json.Marshal(s.Events)
		sealed, serr := db.Seal("shipments", "events", string(s.ID), string(events))
		row.events, err = sealed, errors.Join(err, jerr, serr)
	}
	m := sqlstore.Minor{Currency: s.Cost.Currency()}
	row.cost = m.Sum("shipment cost", s.Cost)
	if s.Cost.HasCurrency() {
		row.currency = m.Currency.Code()
	}
	return row, errors.Join(err, ierr, m.Err)
}

func (r *labelRow) fields() []any {
	s := &r.s
	return []any{
		&s.ID, &s.Order, &s.Seller, &s.Carrier, &s.Service, &s.Booking, &s.Number, &s.Status, &r.receiver, &r.items, &s.Grams, &r.currency, &r.cost,
		&r.promised, &s.Code, &r.events, &s.Attempts, &r.created, &r.booked, &r.updated, &s.Version,
	}
}

func (r *labelRow) value(db *sqlstore.DB) (shipping.Shipment, error) {
	s := r.s
	s.Promised, s.BookedAt = sqlstore.Time(r.promised), sqlstore.Time(r.booked)
	s.Created, s.Updated = sqlstore.Time(r.created), sqlstore.Time(r.updated)
	err := json.Unmarshal([]byte(r.items), &s.Items)
	if err == nil && r.currency != "" {
		s.Cost, err = sqlstore.Money(r.cost, r.currency)
	}
	err = errors.Join(err, unsealed(db, s.ID, "receiver", r.receiver, &s.To), unsealed(db, s.ID, "events", r.events, &s.Events))
	return s, err
}

// unsealed reads what a sealed column holds; the empty one holds nothing.
func unsealed(db *sqlstore.DB, id shipping.ID, column, sealed string, into any) error {
	plain, err := db.Unseal("shipments", column, string(id), sealed)
	if err != nil || plain == "" {
		return err
	}
	return json.Unmarshal([]byte(plain), into)
}
