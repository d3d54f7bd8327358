package payments

import (
	"context"
	"errors"
	"slices"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// PaymentRows are the statements of payment.Tx. Wider transactions embed them
// beside the kernel's Tx.
type PaymentRows struct {
	tx   *sqlstore.Tx
	held *heldPayment
}

// A heldPayment was read together with one of its operations and not written since.
type heldPayment struct {
	paymentRow
	valid bool
}

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) PaymentRows { return PaymentRows{tx, &heldPayment{}} }

const paymentColumns = "p.id, p.subject, p.provider, p.method, p.charge, p.currency, p.amount, p.authorized, p.captured, p.refunding, p.refunded, p.created, p.updated, p.version"

const operationColumns = "o.ref, o.payment, o.kind, o.parent, o.cause, o.provider, o.method, o.instrument, o.return_url, o.currency, o.amount, o.expires, " +
	"o.status, o.provider_id, o.code, o.action, o.action_url, o.action_content, o.action_expires, o.decided_by, o.attempts, o.created, o.updated, o.version"

const (
	selectPayment   = "SELECT " + paymentColumns + " FROM cw_payments p WHERE p.id = $1"
	selectOperation = "SELECT " + operationColumns + " FROM cw_operations o"
	selectBoth      = "SELECT " + operationColumns + ", " + paymentColumns + " FROM cw_operations o JOIN cw_payments p ON p.id = o.payment WHERE o.ref = $1"
)

// Payment returns a payment and holds it, or event.ErrNotFound.
func (r PaymentRows) Payment(ctx context.Context, id payment.ID) (payment.Payment, error) {
	if r.held.valid && r.held.p.ID == id {
		return r.held.value()
	}
	var row paymentRow
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectPayment), Args: []any{string(id)}, Row: row.fields()})
	if err != nil {
		return payment.Payment{}, sqlstore.Missing("payment", string(id), err)
	}
	p, err := row.value()
	return p, r.tx.Doom(err)
}

// Operation returns an operation and holds it, or event.ErrNotFound. The same
// statement reads and holds its payment, so that Payment need not ask.
func (r PaymentRows) Operation(ctx context.Context, ref payment.Ref) (payment.Operation, error) {
	var row operationRow
	r.held.valid = false
	fields := slices.Concat(row.fields(), r.held.fields())
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectBoth), Args: []any{string(ref)}, Row: fields})
	r.held.valid = err == nil
	if errors.Is(err, event.ErrNotFound) { // rare: look whether its payment is what is missing
		alone := r.tx.Hold(selectOperation + " WHERE o.ref = $1")
		err = r.tx.Now(ctx, sqlstore.Stmt{SQL: alone, Args: []any{string(ref)}, Row: row.fields()})
	}
	if err != nil {
		return payment.Operation{}, sqlstore.Missing("operation", string(ref), err)
	}
	o, err := row.value(r.tx.DB())
	return o, r.tx.Doom(err)
}

// OperationsOf returns the operations of a payment, oldest first, and holds none.
func (r PaymentRows) OperationsOf(ctx context.Context, id payment.ID) ([]payment.Operation, error) {
	var list []payment.Operation
	err := r.tx.Now(ctx, ofPayment(r.tx.DB(), id, &list))
	return list, err
}

// ofPayment reads the operations of a payment into a list, oldest first.
func ofPayment(db *sqlstore.DB, id payment.ID, list *[]payment.Operation) sqlstore.Stmt {
	return sqlstore.Stmt{
		SQL: selectOperation + " WHERE o.payment = $1 ORDER BY o.created, o.ref", Args: []any{string(id)},
		Rows: func(scan func(...any) error) error {
			var row operationRow
			if err := scan(row.fields()...); err != nil {
				return err
			}
			o, err := row.value(db)
			*list = append(*list, o)
			return err
		},
	}
}

// SavePayment inserts at Version 0 and otherwise compares: event.ErrStale.
func (r PaymentRows) SavePayment(ctx context.Context, p payment.Payment) error {
	r.held.valid = false
	m := sqlstore.Minor{Currency: p.Amount.Currency()}
	amounts := []any{
		m.Amount("payment amount", p.Amount), m.Sum("payment authorized", p.Authorized), m.Sum("payment captured", p.Captured),
		m.Sum("payment refunding", p.Refunding), m.Sum("payment refunded", p.Refunded),
	}
	if m.Err != nil {
		return r.tx.Doom(m.Err)
	}
	st := sqlstore.Stmt{Want: 1, Fail: sqlstore.Stale("payment", string(p.ID))}
	if p.Version == 0 {
		st.SQL = `INSERT INTO cw_payments (id, subject, provider, method, charge, currency, created, updated, amount, authorized, captured, refunding, refunded, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,1) ON CONFLICT DO NOTHING`
		st.Args = append([]any{
			string(p.ID), p.Subject, p.Provider, p.Method, string(p.Charge), m.Currency.Code(),
			sqlstore.Millis(p.Created), sqlstore.Millis(p.Updated),
		}, amounts...)
	} else {
		st.SQL = `UPDATE cw_payments SET provider = $1, method = $2, charge = $3, updated = $4, amount = $5, authorized = $6, captured = $7, refunding = $8,
refunded = $9, version = version + 1 WHERE id = $10 AND version = $11`
		st.Args = append([]any{p.Provider, p.Method, string(p.Charge), sqlstore.Millis(p.Updated)}, amounts...)
		st.Args = append(st.Args, string(p.ID), p.Version)
	}
	return r.tx.Write(ctx, st)
}

// SaveOperation inserts at Version 0 and otherwise compares: event.ErrStale.
func (r PaymentRows) SaveOperation(ctx context.Context, o payment.Operation) error {
	m := sqlstore.Minor{Currency: o.Amount.Currency()}
	amount := m.Amount("operation amount", o.Amount)
	if m.Err != nil {
		return r.tx.Doom(m.Err)
	}
	secret, err := sealed(r.tx.DB(), &o)
	if err != nil {
		return r.tx.Doom(err)
	}
	changing := []any{
		secret[0], secret[1], secret[2], secret[3], amount, sqlstore.Millis(o.Expires), string(o.Status), o.ProviderID, o.Code, string(o.Action.Kind),
		sqlstore.Millis(o.Action.Expires), o.DecidedBy, o.Attempts, sqlstore.Millis(o.Updated),
	}
	st := sqlstore.Stmt{Want: 1, Fail: sqlstore.Stale("operation", string(o.Ref))}
	if o.Version == 0 {
		st.SQL = `INSERT INTO cw_operations (instrument, return_url, action_url, action_content, amount, expires, status, provider_id, code, action,
action_expires, decided_by, attempts, updated, ref, payment, kind, parent, cause, provider, method, currency, created, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18,$19,$20,$21,$22,$23,1) ON CONFLICT DO NOTHING`
		st.Args = slices.Concat(changing, []any{
			string(o.Ref), string(o.Payment), string(o.Kind), string(o.Parent), o.Cause, o.Provider, o.Method,
			m.Currency.Code(), sqlstore.Millis(o.Created),
		})
	} else {
		st.SQL = `UPDATE cw_operations SET instrument = $1, return_url = $2, action_url = $3, action_content = $4, amount = $5, expires = $6, status = $7,
provider_id = $8, code = $9, action = $10, action_expires = $11, decided_by = $12, attempts = $13, updated = $14, version = version + 1
WHERE ref = $15 AND version = $16`
		st.Args = slices.Concat(changing, []any{string(o.Ref), o.Version})
	}
	return r.tx.Write(ctx, st)
}

// PostEntries adds postings; an ID seen before is event.ErrStale.
func (r PaymentRows) PostEntries(ctx context.Context, entries ...payment.Posting) error {
	for part := range slices.Chunk(entries, sqlstore.MaxRows) {
		args := make([]any, 0, 6*len(part))
		for _, p := range part {
			m := sqlstore.Minor{Currency: p.Amount.Currency()}
			amount := m.Amount("posting amount", p.Amount)
			if m.Err != nil {
				return r.tx.Doom(m.Err)
			}
			args = append(args, p.ID, string(p.Payment), p.Account, m.Currency.Code(), amount, sqlstore.Millis(p.At))
		}
		const head = "INSERT INTO cw_postings (id, payment, account, currency, amount, at) VALUES "
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(6)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("posting", part[0].ID),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A paymentRow is a payment as its columns are read.
type paymentRow struct {
	p                                                 payment.Payment
	currency                                          string
	amount, authorized, captured, refunding, refunded int64
	created, updated                                  int64
}

func (r *paymentRow) fields() []any {
	p := &r.p
	return []any{
		&p.ID, &p.Subject, &p.Provider, &p.Method, &p.Charge, &r.currency, &r.amount, &r.authorized, &r.captured, &r.refunding,
		&r.refunded, &r.created, &r.updated, &p.Version,
	}
}

func (r *paymentRow) value() (payment.Payment, error) {
	p := r.p
	c, err := money.ParseCurrency(r.currency)
	p.Amount, p.Authorized, p.Captured = money.New(r.amount, c), money.New(r.authorized, c), money.New(r.captured, c)
	p.Refunding, p.Refunded = money.New(r.refunding, c), money.New(r.refunded, c)
	p.Created, p.Updated = sqlstore.Time(r.created), sqlstore.Time(r.updated)
	return p, err
}

// secretColumns are the columns of an operation that are sealed: a token can
// charge a payer again, a return address may hold a guest's token, and what a
// payer is to do next often repeats it.
var secretColumns = [...]string{"instrument", "return_url", "action_url", "action_content"}

func secrets(o *payment.Operation) [len(secretColumns)]*string {
	return [...]*string{&o.Instrument, &o.ReturnURL, &o.Action.URL, &o.Action.Content}
}

// sealed answers the sealed columns of an operation in their order.
func sealed(db *sqlstore.DB, o *payment.Operation) (text [len(secretColumns)]string, err error) {
	for i, plain := range secrets(o) {
		if text[i], err = db.Seal("operations", secretColumns[i], string(o.Ref), *plain); err != nil {
			return text, err
		}
	}
	return text, nil
}

// An operationRow is an operation as its columns are read.
type operationRow struct {
	o                       payment.Operation
	currency                string
	secret                  [len(secretColumns)]string
	amount, expires, action int64
	created, updated        int64
}

func (r *operationRow) fields() []any {
	o := &r.o
	return []any{
		&o.Ref, &o.Payment, &o.Kind, &o.Parent, &o.Cause, &o.Provider, &o.Method, &r.secret[0], &r.secret[1], &r.currency, &r.amount, &r.expires,
		&o.Status, &o.ProviderID, &o.Code, &o.Action.Kind, &r.secret[2], &r.secret[3], &r.action, &o.DecidedBy, &o.Attempts, &r.created, &r.updated, &o.Version,
	}
}

func (r *operationRow) value(db *sqlstore.DB) (payment.Operation, error) {
	o := r.o
	var err error
	if o.Amount, err = sqlstore.Money(r.amount, r.currency); err != nil {
		return o, err
	}
	o.Expires, o.Action.Expires = sqlstore.Time(r.expires), sqlstore.Time(r.action)
	o.Created, o.Updated = sqlstore.Time(r.created), sqlstore.Time(r.updated)
	for i, plain := range secrets(&o) {
		if *plain, err = db.Unseal("operations", secretColumns[i], string(o.Ref), r.secret[i]); err != nil {
			return o, err
		}
	}
	return o, nil
}
