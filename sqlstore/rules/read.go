package rules

import (
	"context"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// Reader is a rules.Reader. Wider stores embed it.
type Reader struct{ db *sqlstore.DB }

// NewReader reads rules from db.
func NewReader(db *sqlstore.DB) Reader { return Reader{db} }

const selectRule = `SELECT id, seller, state, saved, body, saved_by, saved_at, asked, live, live_body, published_by, published_at, ends, changed, version
FROM cw_rules `

// A ruleRow is a rule as its columns are read.
type ruleRow struct {
	r                               rules.Record
	saved, published, ends, changed int64
}

func (row *ruleRow) fields() []any {
	r := &row.r
	return []any{
		&r.ID, &r.Seller, &r.State, &r.Saved, &r.Body, &r.SavedBy, &row.saved, &r.Asked, &r.Live, &r.LiveBody, &r.PublishedBy, &row.published,
		&row.ends, &row.changed, &r.Version,
	}
}

func (row *ruleRow) value() rules.Record {
	r := row.r
	r.SavedAt, r.PublishedAt = sqlstore.Time(row.saved), sqlstore.Time(row.published)
	r.Ends, r.Changed = sqlstore.Time(row.ends), sqlstore.Time(row.changed)
	return r
}

// FindRule reads a rule, or event.ErrNotFound.
func (r Reader) FindRule(ctx context.Context, id string) (rules.Record, error) {
	var row ruleRow
	if err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectRule + "WHERE id = $1", Args: []any{id}, Row: row.fields()}); err != nil {
		return rules.Record{}, sqlstore.Missing("rule", id, err)
	}
	return row.value(), nil
}

// A where collects conditions and their parameters.
type where struct {
	parts []string
	args  []any
}

func (w *where) bind(arg any) string {
	w.args = append(w.args, arg)
	return "$" + strconv.Itoa(len(w.args))
}

func (w *where) in(column string, n int, arg func(i int) string) {
	list := make([]string, n)
	for i := range list {
		list[i] = w.bind(arg(i))
	}
	w.parts = append(w.parts, column+" IN ("+strings.Join(list, ",")+")")
}

// FindRules lists what matches by ID, in the database's order of texts.
func (r Reader) FindRules(ctx context.Context, q rules.Query) iter.Seq2[rules.Record, error] {
	return func(yield func(rules.Record, error) bool) {
		if q.Sellers != nil && len(q.Sellers) == 0 {
			return
		}
		var w where
		w.parts = append(w.parts, "id > "+w.bind(q.After))
		if len(q.Sellers) > 0 {
			w.in("seller", len(q.Sellers), func(i int) string { return q.Sellers[i] })
		}
		if len(q.States) > 0 {
			w.in("state", len(q.States), func(i int) string { return string(q.States[i]) })
		}
		if q.Asked {
			w.parts = append(w.parts, "asked > 0")
		}
		text := selectRule + "WHERE " + strings.Join(w.parts, " AND ") + " ORDER BY id LIMIT " + w.bind(rules.Page(q.Limit))
		var list []rules.Record
		err := r.db.Read(ctx, sqlstore.Stmt{SQL: text, Args: w.args, Rows: func(scan func(...any) error) error {
			var row ruleRow
			err := scan(row.fields()...)
			list = append(list, row.value())
			return err
		}})
		sqlstore.Each(list, err, yield)
	}
}

const selectChange = "SELECT rule, no, event, state, revision, body, note, actor, role, at FROM cw_rule_changes WHERE rule = $1 AND "

// changes reads lines of a history.
func (r Reader) changes(ctx context.Context, text string, args ...any) ([]rules.Change, error) {
	var list []rules.Change
	err := r.db.Read(ctx, sqlstore.Stmt{SQL: selectChange + text, Args: args, Rows: func(scan func(...any) error) error {
		var c rules.Change
		var at int64
		err := scan(&c.Rule, &c.No, &c.Event, &c.State, &c.Revision, &c.Body, &c.Note, &c.By, &c.Role, &at)
		c.At = sqlstore.Time(at)
		list = append(list, c)
		return err
	}})
	return list, err
}

// RuleHistory lists changes, newest first.
func (r Reader) RuleHistory(ctx context.Context, id string, before int64, limit int) iter.Seq2[rules.Change, error] {
	return func(yield func(rules.Change, error) bool) {
		var list []rules.Change
		var err error
		if before > 0 {
			list, err = r.changes(ctx, "no < $2 ORDER BY no DESC LIMIT $3", id, before, rules.Page(limit))
		} else {
			list, err = r.changes(ctx, "no > 0 ORDER BY no DESC LIMIT $2", id, rules.Page(limit))
		}
		sqlstore.Each(list, err, yield)
	}
}

// FindRevision reads the Save that made a revision, or event.ErrNotFound.
func (r Reader) FindRevision(ctx context.Context, id string, revision int64) (rules.Change, error) {
	list, err := r.changes(ctx, "revision = $2 AND event = $3", id, revision, string(rules.Save))
	if err == nil && len(list) == 0 {
		err = sqlstore.Missing("revision of rule", id, event.ErrNotFound)
	}
	if err != nil {
		return rules.Change{}, err
	}
	return list[0], nil
}

// LiveRules lists the rules of the book.
func (r Reader) LiveRules(ctx context.Context, since time.Time) iter.Seq2[rules.Current, error] {
	return r.current(ctx, "SELECT id, live, live_body FROM cw_rules WHERE live > 0 AND state IN ($1,$2) AND (ends = 0 OR ends > $3)",
		string(rules.Live), string(rules.Ended), sqlstore.Millis(since))
}

// selectPast finds of each rule the last change by a moment and the last
// publication by then, and of that the revision's body. A rule whose revision of
// then is still the published one is left out by its end.
const selectPast = `WITH last AS (SELECT rule, MAX(no) AS no FROM cw_rule_changes WHERE at <= $1 GROUP BY rule),
published AS (SELECT rule, MAX(no) AS no FROM cw_rule_changes WHERE at <= $2 AND event = $3 GROUP BY rule)
SELECT r.id, p.revision, b.body FROM last
JOIN cw_rule_changes l ON l.rule = last.rule AND l.no = last.no AND l.state IN ($4,$5)
JOIN published ON published.rule = last.rule
JOIN cw_rule_changes p ON p.rule = published.rule AND p.no = published.no
JOIN cw_rules r ON r.id = p.rule AND (r.live <> p.revision OR r.ends = 0 OR r.ends > $6)
JOIN cw_rule_changes b ON b.rule = p.rule AND b.revision = p.revision AND b.event = $7`

// RulesAt lists the rules of the book of a moment.
func (r Reader) RulesAt(ctx context.Context, at, since time.Time) iter.Seq2[rules.Current, error] {
	return r.current(ctx, selectPast, sqlstore.Millis(at), sqlstore.Millis(at), string(rules.Publish), string(rules.Live), string(rules.Ended),
		sqlstore.Millis(since), string(rules.Save))
}

func (r Reader) current(ctx context.Context, text string, args ...any) iter.Seq2[rules.Current, error] {
	return func(yield func(rules.Current, error) bool) {
		var list []rules.Current
		err := r.db.Read(ctx, sqlstore.Stmt{SQL: text, Args: args, Rows: func(scan func(...any) error) error {
			var c rules.Current
			err := scan(&c.ID, &c.Revision, &c.Body)
			list = append(list, c)
			return err
		}})
		sqlstore.Each(list, err, yield)
	}
}

// FindRuleBook answers the version of the book.
func (r Reader) FindRuleBook(ctx context.Context) (version int64, err error) {
	err = r.db.Read(ctx, sqlstore.Stmt{SQL: selectBook, Row: []any{&version}})
	return version, err
}
