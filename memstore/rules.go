package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

// Rules is the store as package rules sees it.
func (db *DB) Rules() rules.Store {
	return view[rules.Tx]{db, func(tx *Tx) rules.Tx { return tx }}
}

// ruleBook is the key of the version of the book, an int64.
func ruleBook() key { return key{"promotion.book", ""} }

func ruleChange(id string, no int64) key {
	return key{"promotion.change", id + " " + strconv.FormatInt(no, 10)}
}

// Rule returns a rule, see rules.Tx.
func (tx *Tx) Rule(ctx context.Context, id string) (rules.Record, error) {
	return load[rules.Record](ctx, tx, "Rule", key{"promotion.rule", id})
}

// SaveRule inserts or compares, see rules.Tx.
func (tx *Tx) SaveRule(ctx context.Context, r rules.Record) error {
	if err := tx.enter(ctx, "SaveRule"); err != nil {
		return err
	}
	return store(tx, key{"promotion.rule", r.ID}, r.Version, func(r rules.Record) int64 { return r.Version },
		func(old rules.Record, found bool) rules.Record {
			if found {
				r.Seller = old.Seller
			}
			r.Version++
			return r
		})
}

// AddRuleChange adds to a history, see rules.Tx.
func (tx *Tx) AddRuleChange(ctx context.Context, c rules.Change) error {
	if err := tx.enter(ctx, "AddRuleChange"); err != nil {
		return err
	}
	return tx.add(ruleChange(c.Rule, c.No), c)
}

// RuleBook answers the version of the book, see rules.Tx.
func (tx *Tx) RuleBook(ctx context.Context) (int64, error) {
	if err := tx.enter(ctx, "RuleBook"); err != nil {
		return 0, err
	}
	version, _ := tx.get(ruleBook()).(int64)
	return version, nil
}

// RaiseRuleBook compares and raises, see rules.Tx.
func (tx *Tx) RaiseRuleBook(ctx context.Context, from int64) error {
	if err := tx.enter(ctx, "RaiseRuleBook"); err != nil {
		return err
	}
	if version, _ := tx.get(ruleBook()).(int64); version != from {
		return tx.doom(fmt.Errorf("%w: the book of rules", event.ErrStale))
	}
	tx.put(ruleBook(), from+1)
	return nil
}

// FindRule reads without a transaction.
func (db *DB) FindRule(ctx context.Context, id string) (rules.Record, error) {
	if err := ctx.Err(); err != nil {
		return rules.Record{}, err
	}
	return find[rules.Record](db, key{"promotion.rule", id})
}

// FindRules lists what matches by ID.
func (db *DB) FindRules(ctx context.Context, q rules.Query) iter.Seq2[rules.Record, error] {
	list := pick(db, "promotion.rule", func(r rules.Record) bool {
		return (q.Sellers == nil || slices.Contains(q.Sellers, r.Seller)) && (len(q.States) == 0 || slices.Contains(q.States, r.State)) &&
			(!q.Asked || r.Asked > 0) && r.ID > q.After
	})
	slices.SortFunc(list, func(a, b rules.Record) int { return cmp.Compare(a.ID, b.ID) })
	return each(ctx, list[:min(len(list), rules.Page(q.Limit))])
}

// RuleHistory lists changes, newest first.
func (db *DB) RuleHistory(ctx context.Context, id string, before int64, limit int) iter.Seq2[rules.Change, error] {
	var list []rules.Change
	r, err := db.FindRule(ctx, id)
	for no := r.Version; err == nil && no > 0 && len(list) < rules.Page(limit); no-- {
		if before > 0 && no >= before {
			continue
		}
		if c, err := find[rules.Change](db, ruleChange(id, no)); err == nil {
			list = append(list, c)
		}
	}
	return each(ctx, list)
}

// FindRevision reads without a transaction.
func (db *DB) FindRevision(ctx context.Context, id string, revision int64) (rules.Change, error) {
	if err := ctx.Err(); err != nil {
		return rules.Change{}, err
	}
	list := pick(db, "promotion.change", func(c rules.Change) bool {
		return c.Rule == id && c.Revision == revision && c.Event == rules.Save
	})
	if len(list) == 0 {
		return rules.Change{}, fmt.Errorf("%w: revision %d of rule %s", event.ErrNotFound, revision, id)
	}
	return list[0], nil
}

// LiveRules lists the rules of the book.
func (db *DB) LiveRules(ctx context.Context, since time.Time) iter.Seq2[rules.Current, error] {
	var list []rules.Current
	for _, r := range all[rules.Record](db, "promotion.rule") {
		if (r.State == rules.Live || r.State == rules.Ended) && r.Live > 0 && (r.Ends.IsZero() || r.Ends.After(since)) {
			list = append(list, rules.Current{ID: r.ID, Revision: r.Live, Body: r.LiveBody})
		}
	}
	return each(ctx, list)
}

// RulesAt lists the rules of the book of a moment.
func (db *DB) RulesAt(ctx context.Context, at, _ time.Time) iter.Seq2[rules.Current, error] {
	bodies := map[string]string{} // by rule and revision
	states, live := map[string]rules.State{}, map[string]int64{}
	for _, c := range all[rules.Change](db, "promotion.change") { // of one rule in the order in which they committed
		if c.Event == rules.Save {
			bodies[c.Rule+" "+strconv.FormatInt(c.Revision, 10)] = c.Body
		}
		if c.At.After(at) {
			continue
		}
		if states[c.Rule] = c.State; c.Event == rules.Publish {
			live[c.Rule] = c.Revision
		}
	}
	var list []rules.Current
	for _, r := range all[rules.Record](db, "promotion.rule") {
		if n := live[r.ID]; n > 0 && (states[r.ID] == rules.Live || states[r.ID] == rules.Ended) {
			list = append(list, rules.Current{ID: r.ID, Revision: n, Body: bodies[r.ID+" "+strconv.FormatInt(n, 10)]})
		}
	}
	return each(ctx, list)
}

// FindRuleBook reads without a transaction.
func (db *DB) FindRuleBook(ctx context.Context) (int64, error) {
	db.mu.Lock()
	defer db.mu.Unlock()
	version, _ := db.rows[ruleBook()].value.(int64)
	return version, ctx.Err()
}
