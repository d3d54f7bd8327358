package rules

import (
	"context"

	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// RuleRows are the statements of rules.Tx. Wider transactions embed them beside
// the kernel's Tx.
type RuleRows struct{ tx *sqlstore.Tx }

// Rows are the domain's rows in a transaction.
func Rows(tx *sqlstore.Tx) RuleRows { return RuleRows{tx} }

// Rule returns a rule and holds it, or event.ErrNotFound.
func (r RuleRows) Rule(ctx context.Context, id string) (rules.Record, error) {
	var row ruleRow
	err := r.tx.Now(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectRule + "WHERE id = $1"), Args: []any{id}, Row: row.fields()})
	if err != nil {
		return rules.Record{}, sqlstore.Missing("rule", id, err)
	}
	return row.value(), nil
}

// SaveRule inserts at Version 0 and otherwise compares: event.ErrStale.
func (r RuleRows) SaveRule(ctx context.Context, rec rules.Record) error {
	st := sqlstore.Stmt{
		Args: []any{
			string(rec.State), rec.Saved, rec.Body, rec.SavedBy, sqlstore.Millis(rec.SavedAt), rec.Asked, rec.Live, rec.LiveBody, rec.PublishedBy,
			sqlstore.Millis(rec.PublishedAt), sqlstore.Millis(rec.Ends), sqlstore.Millis(rec.Changed), rec.ID,
		},
		Want: 1, Fail: sqlstore.Stale("rule", rec.ID),
	}
	if rec.Version == 0 {
		st.SQL = `INSERT INTO cw_rules (state, saved, body, saved_by, saved_at, asked, live, live_body, published_by, published_at, ends, changed, id, seller, version)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,1) ON CONFLICT DO NOTHING`
		st.Args = append(st.Args, rec.Seller)
	} else {
		st.SQL = `UPDATE cw_rules SET state = $1, saved = $2, body = $3, saved_by = $4, saved_at = $5, asked = $6, live = $7, live_body = $8,
published_by = $9, published_at = $10, ends = $11, changed = $12, version = version + 1 WHERE id = $13 AND version = $14`
		st.Args = append(st.Args, rec.Version)
	}
	return r.tx.Write(ctx, st)
}

// AddRuleChange adds a line to a history; one that is there is event.ErrStale.
func (r RuleRows) AddRuleChange(ctx context.Context, c rules.Change) error {
	return r.tx.Write(ctx, sqlstore.Stmt{
		SQL: `INSERT INTO cw_rule_changes (rule, no, event, state, revision, body, note, actor, role, at)
VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) ON CONFLICT DO NOTHING`,
		Args: []any{c.Rule, c.No, string(c.Event), string(c.State), c.Revision, c.Body, c.Note, c.By, c.Role, sqlstore.Millis(c.At)},
		Want: 1, Fail: sqlstore.Stale("change of rule", c.Rule),
	})
}

const selectBook = "SELECT version FROM cw_rule_book WHERE id = 1"

// RuleBook answers the version of the book and holds it.
func (r RuleRows) RuleBook(ctx context.Context) (version int64, err error) {
	err = r.tx.Last(ctx, sqlstore.Stmt{SQL: r.tx.Hold(selectBook), Row: []any{&version}})
	return version, err
}

// RaiseRuleBook makes the version one more than from, or answers event.ErrStale.
func (r RuleRows) RaiseRuleBook(ctx context.Context, from int64) error {
	return r.tx.Write(ctx, sqlstore.Stmt{
		SQL: "UPDATE cw_rule_book SET version = version + 1 WHERE id = 1 AND version = $1", Args: []any{from},
		Want: 1, Fail: sqlstore.Stale("book of", "rules"),
	})
}
