package rules

import (
	"context"
	"iter"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// Tx is what one transaction can do with rules. Rows that it returns are held
// until the end; the lock order is rules by ID, then the book, which is one hot
// row. A failed call dooms the closure, whatever the closure answers; only
// event.ErrNotFound is an answer.
type Tx interface {
	event.Tx
	// Rule returns a rule and holds it, or event.ErrNotFound.
	Rule(ctx context.Context, id string) (Record, error)
	// SaveRule inserts at Version 0, where an ID that is there is event.ErrStale,
	// and otherwise compares and writes all but ID and Seller.
	SaveRule(ctx context.Context, r Record) error
	// AddRuleChange adds a line to a history. One that is there is event.ErrStale.
	AddRuleChange(ctx context.Context, c Change) error
	// RuleBook answers the version of the book and holds it; 0 at first.
	RuleBook(ctx context.Context) (int64, error)
	// RaiseRuleBook makes the version one more than from, or answers
	// event.ErrStale when it is not from. It goes with every change of what LiveRules
	// answers, other than by the passing of time.
	RaiseRuleBook(ctx context.Context, from int64) error
}

// Store keeps rules.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may run
	// again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction and without holding anything. A missing row
// is event.ErrNotFound.
type Reader interface {
	FindRule(ctx context.Context, id string) (Record, error)
	// FindRules lists what matches by ID, in the database's order of texts.
	FindRules(ctx context.Context, q Query) iter.Seq2[Record, error]
	// RuleHistory lists the changes of a rule with a smaller No than before, or
	// all when that is 0: newest first, limit of them, 1 to 500; 0 is 100.
	RuleHistory(ctx context.Context, id string, before int64, limit int) iter.Seq2[Change, error]
	// FindRevision returns the Save that made a revision.
	FindRevision(ctx context.Context, id string, revision int64) (Change, error)
	// LiveRules lists, in any order, the published revisions of rules that are Live
	// or Ended, unless they ended by since.
	LiveRules(ctx context.Context, since time.Time) iter.Seq2[Current, error]
	// RulesAt lists, in any order, the published revisions of rules that were Live or
	// Ended at a moment, by their history; it may leave out those that ended by
	// since.
	RulesAt(ctx context.Context, at, since time.Time) iter.Seq2[Current, error]
	// FindRuleBook answers the version of the book; 0 at first. It is read before
	// a cart is priced and should be cheap.
	FindRuleBook(ctx context.Context) (int64, error)
}
