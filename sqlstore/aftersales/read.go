package aftersales

import (
	"context"
	"encoding/json"
	"iter"
	"strconv"
	"strings"

	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Reader is an aftersales.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads cases from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

// FindCase reads a case, or event.ErrNotFound.
func (r Reader) FindCase(ctx context.Context, id cases.ID) (cases.Case, error) {
	var row caseRow
	if err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectCase + "WHERE c.id = $1", Args: []any{string(id)}, Row: row.fields()}); err != nil {
		return cases.Case{}, sqlstore.Missing("case", string(id), err)
	}
	return row.value()
}

const (
	defaultLimit = 100
	maxLimit     = 500
)

// Cases lists what matches, newest first.
func (r Reader) Cases(ctx context.Context, q cases.Query) iter.Seq2[cases.Case, error] {
	return func(yield func(cases.Case, error) bool) {
		var w where
		w.scope(q.Scope)
		w.equal("c.order_id", string(q.Order))
		w.equal("c.seller", string(q.Seller))
		w.states(q.States)
		if q.After != "" {
			w.and("c.id < " + w.bind(string(q.After)))
		}
		if !q.Due.IsZero() {
			w.and("c.deadline > 0 AND c.deadline <= " + w.bind(sqlstore.Millis(q.Due)))
		}
		if q.Declined {
			w.and("c.declined > 0")
		}
		limit := q.Limit
		if limit < 1 || limit > maxLimit {
			limit = defaultLimit
		}
		var l list
		text := selectCase + "WHERE " + w.text() + " ORDER BY c.id DESC LIMIT " + w.bind(limit)
		err := r.db.Read(ctx, sqlstore.Stmt{SQL: text, Args: w.args, Rows: l.next})
		sqlstore.Each(l.cases, err, yield)
	}
}

// CountCases counts what scope shows by state; a state without cases is absent.
func (r Reader) CountCases(ctx context.Context, scope secure.Filter) (map[flow.State]int64, error) {
	var w where
	w.scope(scope)
	counts := map[flow.State]int64{}
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT c.state, count(*) FROM cw_cases c WHERE " + w.text() + " GROUP BY c.state", Args: w.args,
		Rows: func(scan func(...any) error) error {
			var s flow.State
			var n int64
			err := scan(&s, &n)
			counts[s] = n
			return err
		},
	})
	return counts, err
}

// CaseHistory lists by No.
func (r Reader) CaseHistory(ctx context.Context, id cases.ID) ([]cases.Change, error) {
	var l []cases.Change
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL:  "SELECT case_id, no, before, after, event, actor, role, why, at FROM cw_case_history WHERE case_id = $1 ORDER BY no",
		Args: []any{string(id)},
		Rows: func(scan func(...any) error) error {
			var c cases.Change
			var at int64
			err := scan(&c.Case, &c.No, &c.From, &c.To, &c.Event, &c.By, &c.Role, &c.Why, &at)
			c.At = sqlstore.Time(at)
			l = append(l, c)
			return err
		},
	})
	return l, err
}

// Messages lists by No.
func (r Reader) Messages(ctx context.Context, id cases.ID) ([]cases.Message, error) {
	var l []cases.Message
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL:  "SELECT case_id, no, actor, party, words, body, at FROM cw_case_messages WHERE case_id = $1 ORDER BY no",
		Args: []any{string(id)},
		Rows: func(scan func(...any) error) error {
			m, err := r.message(scan)
			l = append(l, m)
			return err
		},
	})
	return l, err
}

func (r Reader) message(scan func(...any) error) (cases.Message, error) {
	var m cases.Message
	var sealed, text string
	var at int64
	if err := scan(&m.Case, &m.No, &m.By, &m.Party, &sealed, &text, &at); err != nil {
		return m, err
	}
	m.At = sqlstore.Time(at)
	var rest words
	if err := json.Unmarshal([]byte(text), &rest); err != nil {
		return m, err
	}
	m.Terms, m.Evidence = rest.Terms.value(), rest.Evidence
	var err error
	m.Text, err = r.db.Unseal("case_messages", "words", record(m), sealed)
	return m, err
}

// A where collects conditions and their parameters in order of appearance.
type where struct {
	parts []string
	args  []any
}

func (w *where) bind(v any) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) and(part string) { w.parts = append(w.parts, part) }

func (w *where) text() string {
	if len(w.parts) == 0 {
		return "TRUE"
	}
	return strings.Join(w.parts, " AND ")
}

func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column + " = " + w.bind(value))
	}
}

func (w *where) in(column string, values []string) string {
	marks := make([]string, len(values))
	for i, v := range values {
		marks[i] = w.bind(v)
	}
	return column + " IN (" + strings.Join(marks, ",") + ")"
}

func (w *where) states(list []flow.State) {
	if len(list) == 0 {
		return
	}
	values := make([]string, len(list))
	for i, s := range list {
		values[i] = string(s)
	}
	w.and(w.in("c.state", values))
}

// scope is secure.Filter.Matches in SQL.
func (w *where) scope(f secure.Filter) {
	if f.Any {
		return
	}
	var visible, sellers []string
	if f.Owner != "" {
		visible = append(visible, "c.buyer = "+w.bind(f.Owner))
	}
	for _, s := range f.Sellers {
		if s != "" {
			sellers = append(sellers, s)
		}
	}
	if len(sellers) > 0 {
		visible = append(visible, w.in("c.seller", sellers))
	}
	if len(visible) == 0 {
		visible = []string{"FALSE"}
	}
	w.and("(" + strings.Join(visible, " OR ") + ")")
}
