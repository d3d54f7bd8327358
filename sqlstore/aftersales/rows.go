package aftersales

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// CaseRows are the statements of aftersales.Tx for cases. Wider transactions
// embed them beside the kernel's Tx.
type CaseRows struct{ tx *sqlstore.Tx }

// Rows are the domain's own rows in a transaction.
func Rows(tx *sqlstore.Tx) CaseRows { return CaseRows{tx} }

const selectCase = "SELECT c.id, c.order_id, c.buyer, c.seller, c.kind, c.state, c.policy, c.edition, c.deadline, c.body, c.opened, c.updated, c.version FROM cw_cases c "

// A caseRow is a case as its columns are read.
type caseRow struct {
	c                         cases.Case
	body                      string
	deadline, opened, updated int64
}

func (r *caseRow) fields() []any {
	c := &r.c
	return []any{
		&c.ID, &c.Order, &c.Buyer, &c.Seller, &c.Kind, &c.State, &c.Policy, &c.Edition, &r.deadline, &r.body, &r.opened, &r.updated, &c.Version,
	}
}

func (r *caseRow) value() (cases.Case, error) {
	c := r.c
	c.Deadline, c.Opened, c.Updated = sqlstore.Time(r.deadline), sqlstore.Time(r.opened), sqlstore.Time(r.updated)
	return c, decode(r.body, &c)
}

// list reads rows of cases one after the other.
type list struct{ cases []cases.Case }

func (l *list) next(scan func(...any) error) error {
	var row caseRow
	if err := scan(row.fields()...); err != nil {
		return err
	}
	c, err := row.value()
	l.cases = append(l.cases, c)
	return err
}

// Case returns a case, or event.ErrNotFound.
func (r CaseRows) Case(ctx context.Context, id cases.ID) (cases.Case, error) {
	return r.one(ctx, "WHERE c.id = $1", "case", string(id))
}

// CaseOfRefund returns the case that asked for a refund, or event.ErrNotFound.
func (r CaseRows) CaseOfRefund(ctx context.Context, ref payment.Ref) (cases.Case, error) {
	return r.one(ctx, "JOIN cw_case_refunds r ON r.case_id = c.id WHERE r.ref = $1", "case of refund", string(ref))
}

func (r CaseRows) one(ctx context.Context, where, what, id string) (cases.Case, error) {
	var row caseRow
	if err := r.tx.Now(ctx, sqlstore.Stmt{SQL: selectCase + where, Args: []any{id}, Row: row.fields()}); err != nil {
		return cases.Case{}, sqlstore.Missing(what, id, err)
	}
	c, err := row.value()
	return c, r.tx.Doom(err)
}

// CasesOf lists the cases of an order by ID.
func (r CaseRows) CasesOf(ctx context.Context, id order.ID) ([]cases.Case, error) {
	var l list
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: selectCase + "WHERE c.order_id = $1 ORDER BY c.id", Args: []any{string(id)}, Rows: l.next})
	return l.cases, r.tx.Doom(err)
}

// SaveCase inserts at Version 0 and otherwise compares: event.ErrStale.
func (r CaseRows) SaveCase(ctx context.Context, c cases.Case) error {
	text, err := encode(c)
	if err != nil {
		return r.tx.Doom(err)
	}
	st := sqlstore.Stmt{
		SQL: `INSERT INTO cw_cases (kind, state, deadline, body, declined, updated, id, version, order_id, buyer, seller, policy, edition, opened)
VALUES ($1,$2,$3,$4,$5,$6,$7,1,$8,$9,$10,$11,$12,$13) ON CONFLICT DO NOTHING`,
		Args: []any{string(c.Kind), string(c.State), sqlstore.Millis(c.Deadline), text, len(c.Declined), sqlstore.Millis(c.Updated), string(c.ID)},
		Want: 1, Fail: sqlstore.Stale("case", string(c.ID)),
	}
	if c.Version == 0 {
		st.Args = append(st.Args, string(c.Order), c.Buyer, string(c.Seller), c.Policy, c.Edition, sqlstore.Millis(c.Opened))
	} else {
		st.SQL = `UPDATE cw_cases SET kind = $1, state = $2, deadline = $3, body = $4, declined = $5, updated = $6, version = version + 1
WHERE id = $7 AND version = $8`
		st.Args = append(st.Args, c.Version)
	}
	stmts := []sqlstore.Stmt{st}
	for part := range slices.Chunk(c.Refunds, sqlstore.MaxRows) {
		args := make([]any, 0, 2*len(part))
		for _, ref := range part {
			args = append(args, string(ref), string(c.ID))
		}
		stmts = append(stmts, sqlstore.Stmt{
			SQL:  r.tx.DB().Multi("INSERT INTO cw_case_refunds (ref, case_id) VALUES ", len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(2)...),
			Args: args, Want: sqlstore.Any,
		})
	}
	return r.tx.Write(ctx, stmts...)
}

// AddCaseHistory adds rows; a (Case, No) seen before is event.ErrStale.
func (r CaseRows) AddCaseHistory(ctx context.Context, changes ...cases.Change) error {
	for part := range slices.Chunk(changes, sqlstore.MaxRows) {
		args := make([]any, 0, 9*len(part))
		for _, c := range part {
			args = append(args, string(c.Case), c.No, string(c.From), string(c.To), string(c.Event), c.By, c.Role, c.Why, sqlstore.Millis(c.At))
		}
		const head = "INSERT INTO cw_case_history (case_id, no, before, after, event, actor, role, why, at) VALUES "
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(9)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("history of case", string(part[0].Case)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// AddMessages adds to threads; a (Case, No) seen before is event.ErrStale.
func (r CaseRows) AddMessages(ctx context.Context, messages ...cases.Message) error {
	for part := range slices.Chunk(messages, sqlstore.MaxRows) {
		args := make([]any, 0, 7*len(part))
		for _, m := range part {
			text, err := json.Marshal(words{termsOf(m.Terms), m.Evidence})
			sealed, sealErr := r.tx.DB().Seal("case_messages", "words", record(m), m.Text)
			if err = errors.Join(err, sealErr); err != nil {
				return r.tx.Doom(err)
			}
			args = append(args, string(m.Case), m.No, m.By, string(m.Party), sealed, string(text), sqlstore.Millis(m.At))
		}
		const head = "INSERT INTO cw_case_messages (case_id, no, actor, party, words, body, at) VALUES "
		err := r.tx.Write(ctx, sqlstore.Stmt{
			SQL: r.tx.DB().Multi(head, len(part), " ON CONFLICT DO NOTHING", sqlstore.Plain(7)...), Args: args,
			Want: int64(len(part)), Fail: sqlstore.Stale("message of case", string(part[0].Case)),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// record is what a message's words are sealed for.
func record(m cases.Message) string { return fmt.Sprintf("%s.%d", m.Case, m.No) }
