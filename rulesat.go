package cartwright

import (
	"context"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
)

// rulesAt are the rules that held at a moment: those of FixedRules always, those of
// a rules.Service by its history, those of others where they have the method
// SnapshotAt. Nil: nobody knows.
func rulesAt(ctx context.Context, source Rules, at time.Time) (*promotion.Snapshot, error) {
	switch known := source.(type) {
	case fixedRules:
		return known.snapshot, nil
	case interface {
		SnapshotAt(ctx context.Context, at time.Time) (*promotion.Snapshot, error)
	}:
		return known.SnapshotAt(ctx, at)
	case *rules.Service:
		return liveAt(ctx, known, at)
	}
	return nil, nil
}

// liveAt compiles the rules that were live at a moment. One that this program
// cannot read is left out, as it is of the book.
func liveAt(ctx context.Context, s *rules.Service, at time.Time) (*promotion.Snapshot, error) {
	kinds := s.Kinds
	if conditions, lines, actions := kinds.Names(); len(conditions)+len(lines)+len(actions) == 0 {
		kinds = promotion.Standard()
	}
	book := promotion.Book{Layers: s.Layers, Groups: s.Groups}
	const page = 500
	for after, n := "", page; n == page; {
		n = 0
		for r, err := range s.Store.FindRules(ctx, rules.Query{After: after, Limit: page}) {
			if err != nil {
				return nil, err
			}
			after = r.ID
			n++
			body, err := bodyAt(ctx, s.Store, r, at)
			if err != nil {
				return nil, err
			}
			if rule, err := promotion.ParseRule([]byte(body), kinds); body != "" && err == nil {
				book.Rules = append(book.Rules, rule)
			}
		}
	}
	snapshot, err := promotion.Compile(book, kinds)
	if err != nil { // published under other settings than today's
		return nil, nil
	}
	return snapshot, nil
}

// bodyAt is what counted of a rule at a moment; empty: nothing.
func bodyAt(ctx context.Context, store rules.Store, r rules.Record, at time.Time) (string, error) {
	switch {
	case r.Live == 0:
		return "", nil
	case !r.Changed.After(at) && !counts(r.State):
		return "", nil
	case !r.Changed.After(at):
		return r.LiveBody, nil
	}
	state, live, err := stateAt(ctx, store, r.ID, at)
	if err != nil || live == 0 || !counts(state) {
		return "", err
	}
	revision, err := store.FindRevision(ctx, r.ID, live)
	return revision.Body, err
}

// counts reports whether rules of a state are in the book: one that has ended closes
// itself, by its schedule.
func counts(s rules.State) bool { return s == rules.Live || s == rules.Ended }

// stateAt is how a rule stood at a moment and which revision was published then; 0:
// none.
func stateAt(ctx context.Context, store rules.Store, id string, at time.Time) (state rules.State, live int64, err error) {
	for before := int64(0); before != 1; {
		seen := int64(1)
		for c, err := range store.RuleHistory(ctx, id, before, 0) {
			if err != nil {
				return state, live, err
			}
			if seen = c.No; c.At.After(at) {
				continue
			}
			if state == "" {
				state = c.State
			}
			if c.Event == rules.Publish {
				return state, c.Revision, nil
			}
		}
		before = seen
	}
	return state, 0, nil
}
