package rulestest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules"
	"github.com/cartwright-go/cartwright/marketing/promotion/rules/rulestest"
)

// broken is a store whose closures, transactions or reads are tampered with.
type broken struct {
	rules.Store
	do      func(ctx context.Context, fn func(context.Context, rules.Tx) error) error
	tx      func(rules.Tx) rules.Tx
	read    func(*rules.Record)
	query   func(*rules.Query)
	history func(before, limit *int64)
	since   func(time.Time) time.Time
	live    func(rules.Current) bool
	more    []rules.Current
	book    func(int64) int64
	late    time.Duration
}

func (b broken) Do(ctx context.Context, fn func(context.Context, rules.Tx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
		if b.tx != nil {
			tx = b.tx(tx)
		}
		return fn(ctx, tx)
	})
}

func (b broken) FindRule(ctx context.Context, id string) (rules.Record, error) {
	r, err := b.Store.FindRule(ctx, id)
	if b.read != nil && err == nil {
		b.read(&r)
	}
	return r, err
}

func (b broken) FindRules(ctx context.Context, q rules.Query) iter.Seq2[rules.Record, error] {
	if b.query != nil {
		b.query(&q)
	}
	return b.Store.FindRules(ctx, q)
}

func (b broken) RuleHistory(ctx context.Context, id string, before int64, limit int) iter.Seq2[rules.Change, error] {
	if n := int64(limit); b.history != nil {
		b.history(&before, &n)
		limit = int(n)
	}
	return b.Store.RuleHistory(ctx, id, before, limit)
}

func (b broken) LiveRules(ctx context.Context, since time.Time) iter.Seq2[rules.Current, error] {
	if b.since != nil {
		since = b.since(since)
	}
	return func(yield func(rules.Current, error) bool) {
		for c, err := range b.Store.LiveRules(ctx, since) {
			if (b.live == nil || b.live(c)) && !yield(c, err) {
				return
			}
		}
		for _, c := range b.more {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func (b broken) RulesAt(ctx context.Context, at, since time.Time) iter.Seq2[rules.Current, error] {
	return b.Store.RulesAt(ctx, at.Add(b.late), since)
}

func (b broken) FindRuleBook(ctx context.Context) (int64, error) {
	version, err := b.Store.FindRuleBook(ctx)
	if b.book != nil {
		version = b.book(version)
	}
	return version, err
}

// Transactions that break one promise each.
type (
	overwrites struct{ rules.Tx }
	sells      struct{ rules.Tx }
	shortNote  struct{ rules.Tx }
	numbers    struct{ rules.Tx }
	anyBook    struct{ rules.Tx }
	blind      struct{ rules.Tx }
	silent     struct{ rules.Tx }
	timeless   struct{ rules.Tx }
	undying    struct{ rules.Tx }
)

// overwrites takes whatever comes last.
func (t overwrites) SaveRule(ctx context.Context, r rules.Record) error {
	old, err := t.Rule(ctx, r.ID)
	if err == nil {
		r.Version = old.Version
	}
	return t.Tx.SaveRule(ctx, r)
}

// sells lets go of the seller.
func (t sells) SaveRule(ctx context.Context, r rules.Record) error {
	if r.Version > 0 {
		r.Ends = time.Time{}
	}
	return t.Tx.SaveRule(ctx, r)
}

func (t shortNote) AddRuleChange(ctx context.Context, c rules.Change) error {
	c.Note = strings.ReplaceAll(c.Note, "'", "")
	return t.Tx.AddRuleChange(ctx, c)
}

// numbers gives a second line of one number another.
func (t numbers) AddRuleChange(ctx context.Context, c rules.Change) error {
	if c.By == "somebody else" {
		c.No++
	}
	return t.Tx.AddRuleChange(ctx, c)
}

// renumbers shows every author the first version and finds a line for all.
type renumbers struct{ overwrites }

func (t renumbers) Rule(ctx context.Context, id string) (rules.Record, error) {
	r, err := t.overwrites.Rule(ctx, id)
	r.Version = min(r.Version, 1)
	return r, err
}

func (t renumbers) AddRuleChange(ctx context.Context, c rules.Change) error {
	r, err := t.overwrites.Rule(ctx, c.Rule)
	if err == nil {
		c.No = r.Version
	}
	return t.Tx.AddRuleChange(ctx, c)
}

func (t renumbers) Emit(context.Context, ...event.Event) error { return nil }

// anyBook raises from wherever the book is.
func (t anyBook) RaiseRuleBook(ctx context.Context, _ int64) error {
	version, err := t.RuleBook(ctx)
	if err != nil {
		return err
	}
	return t.Tx.RaiseRuleBook(ctx, version)
}

func (t blind) RuleBook(context.Context) (int64, error) { return 0, nil }

func (t silent) Emit(context.Context, ...event.Event) error { return nil }

func (t timeless) Schedule(context.Context, ...event.Timer) error { return nil }

func (t undying) Unschedule(context.Context, ...string) error { return nil }

type sabotage = func(rules.Store) rules.Store

func tx(wrap func(rules.Tx) rules.Tx) sabotage {
	return func(s rules.Store) rules.Store { return broken{Store: s, tx: wrap} }
}

func with(change func(b *broken)) sabotage {
	return func(s rules.Store) rules.Store {
		b := broken{Store: s}
		change(&b)
		return b
	}
}

// commits keeps what a refused closure wrote.
func commits(s rules.Store) rules.Store {
	return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, rules.Tx) error) error {
		var failed error
		err := s.Do(ctx, func(ctx context.Context, tx rules.Tx) error {
			if failed = fn(ctx, tx); errors.Is(failed, event.ErrStale) || errors.Is(failed, event.ErrNotFound) {
				return failed
			}
			return nil
		})
		return errors.Join(failed, err)
	}}
}

// TestMutants proves that each rule catches a store that breaks it.
func TestMutants(t *testing.T) {
	for name, mutant := range map[string]struct {
		rule     string
		sabotage sabotage
	}{
		"rules of an hour":     {"rule/keeps", with(func(b *broken) { b.read = func(r *rules.Record) { r.Ends = r.Ends.Truncate(time.Hour) } })},
		"the last author wins": {"rule/stale", tx(func(t rules.Tx) rules.Tx { return overwrites{t} })},
		"a seller's rules for all": {"rule/seller", with(func(b *broken) {
			b.read = func(r *rules.Record) { r.Seller = strings.Repeat("moss", int(r.Version-1)) }
		})},
		"forgets the end":           {"rule/seller", tx(func(t rules.Tx) rules.Tx { return sells{t} })},
		"notes without quotes":      {"change/keeps", tx(func(t rules.Tx) rules.Tx { return shortNote{t} })},
		"a second line":             {"change/insert", tx(func(t rules.Tx) rules.Tx { return numbers{t} })},
		"any book will do":          {"book/raise", tx(func(t rules.Tx) rules.Tx { return anyBook{t} })},
		"the book stays":            {"book/race", with(func(b *broken) { b.book = func(int64) int64 { return 0 } })},
		"does not see the book":     {"do/own", tx(func(t rules.Tx) rules.Tx { return blind{t} })},
		"commits what failed":       {"do/rollback", commits},
		"everybody's rules":         {"list/filter", with(func(b *broken) { b.query = func(q *rules.Query) { q.Sellers = nil } })},
		"nobody's rules are all":    {"list/filter", with(func(b *broken) { b.query = func(q *rules.Query) { q.Sellers = slices.Concat(q.Sellers) } })},
		"whatever the state":        {"list/filter", with(func(b *broken) { b.query = func(q *rules.Query) { q.States = nil } })},
		"nobody was asked":          {"list/filter", with(func(b *broken) { b.query = func(q *rules.Query) { q.Asked = false } })},
		"the first page again":      {"list/pages", with(func(b *broken) { b.query = func(q *rules.Query) { q.After = "" } })},
		"one page for all":          {"list/pages", with(func(b *broken) { b.query = func(q *rules.Query) { q.Limit = 500 } })},
		"no page before":            {"history/newest", with(func(b *broken) { b.history = func(before, _ *int64) { *before = 0 } })},
		"no end of a history":       {"history/newest", with(func(b *broken) { b.history = func(_, limit *int64) { *limit = 500 } })},
		"an expired code":           {"live/states", with(func(b *broken) { b.live = func(c rules.Current) bool { return c.ID != string(rules.Ended) } })},
		"paused rules count":        {"live/states", with(func(b *broken) { b.more = []rules.Current{{ID: "paused", Revision: 5, Body: "{}"}} })},
		"an ever growing book":      {"live/ended", with(func(b *broken) { b.since = func(time.Time) time.Time { return time.Time{} } })},
		"ends a moment early":       {"live/ended", with(func(b *broken) { b.since = func(t time.Time) time.Time { return t.Add(time.Millisecond) } })},
		"rules of a moment later":   {"past/at", with(func(b *broken) { b.late = time.Millisecond })},
		"two authors at once":       {"save/race", tx(func(t rules.Tx) rules.Tx { return renumbers{overwrites{t}} })},
		"goes live in the old book": {"publish/together", tx(func(t rules.Tx) rules.Tx { return &lagging{Tx: t} })},
		"the book of yesterday":     {"publish/sees", with(func(b *broken) { b.book = func(int64) int64 { return 0 } })},
		"goes live in silence":      {"publish/tells", tx(func(t rules.Tx) rules.Tx { return silent{t} })},
		"no deadline":               {"end/timer", tx(func(t rules.Tx) rules.Tx { return timeless{t} })},
		"a deadline for ever":       {"end/timer", tx(func(t rules.Tx) rules.Tx { return undying{t} })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := rulestest.Check(t.Context(), rulestest.Harness{New: func() (*rulestest.System, error) {
				s, err := memory()
				s.Rules = mutant.sabotage(s.Rules)
				return s, err
			}})
			require.Error(t, err)
			assert.Contains(t, "\n"+err.Error(), "\n"+mutant.rule+": ", "its rule did not catch it")
		})
	}
}

// lagging tells every closure the version that its first judgement was made in,
// and raises from wherever the book is: what a store without a held row does.
type lagging struct{ rules.Tx }

func (t *lagging) RuleBook(context.Context) (int64, error) { return 0, nil }

func (t *lagging) RaiseRuleBook(ctx context.Context, _ int64) error {
	version, err := t.Tx.RuleBook(ctx)
	if err != nil {
		return err
	}
	return t.Tx.RaiseRuleBook(ctx, version)
}

// TestRulesSayWhy makes sure that no rule lacks its reason.
func TestRulesSayWhy(t *testing.T) {
	for _, rule := range rulestest.Rules() {
		require.NotEmpty(t, rule.Why)
		require.Equal(t, strings.ToLower(rule.Name), rule.Name)
	}
}
