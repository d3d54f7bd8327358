package aftersalestest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/aftersalestest"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// broken is a store of which one part is tampered with.
type broken struct {
	aftersales.Store
	tx    func(aftersales.Tx) aftersales.Tx
	do    func(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error
	query func(aftersales.Query) aftersales.Query
	read  func(aftersales.Case) aftersales.Case
	words func([]aftersales.Message) []aftersales.Message
	past  func([]aftersales.Change) []aftersales.Change
}

func (b broken) Do(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
	switch {
	case b.do != nil:
		return b.do(ctx, fn)
	case b.tx == nil:
		return b.Store.Do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return fn(ctx, b.tx(tx)) })
}

func (b broken) FindCase(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	c, err := b.Store.FindCase(ctx, id)
	if b.read != nil && err == nil {
		c = b.read(c)
	}
	return c, err
}

func (b broken) Cases(ctx context.Context, q aftersales.Query) iter.Seq2[aftersales.Case, error] {
	if b.query != nil {
		q = b.query(q)
	}
	return b.Store.Cases(ctx, q)
}

func (b broken) CountCases(ctx context.Context, f secure.Filter) (map[flow.State]int64, error) {
	if b.query != nil {
		f = b.query(aftersales.Query{Scope: f}).Scope
	}
	return b.Store.CountCases(ctx, f)
}

func (b broken) Messages(ctx context.Context, id aftersales.ID) ([]aftersales.Message, error) {
	list, err := b.Store.Messages(ctx, id)
	if b.words != nil {
		list = b.words(list)
	}
	return list, err
}

func (b broken) CaseHistory(ctx context.Context, id aftersales.ID) ([]aftersales.Change, error) {
	list, err := b.Store.CaseHistory(ctx, id)
	if b.past != nil {
		list = b.past(list)
	}
	return list, err
}

// saves tampers with cases on their way in.
type saves struct {
	aftersales.Tx
	change func(aftersales.Case) aftersales.Case
}

func (s saves) SaveCase(ctx context.Context, c aftersales.Case) error {
	return s.Tx.SaveCase(ctx, s.change(c))
}

func saving(change func(c *aftersales.Case)) func(aftersales.Store) broken {
	return func(s aftersales.Store) broken {
		return broken{Store: s, tx: func(tx aftersales.Tx) aftersales.Tx {
			return saves{tx, func(c aftersales.Case) aftersales.Case {
				c = c.Clone()
				change(&c)
				return c
			}}
		}}
	}
}

// Transactions that break one promise each.
type (
	overwrites     struct{ aftersales.Tx }
	upserts        struct{ aftersales.Tx }
	firstRefund    struct{ aftersales.Tx }
	losesHistory   struct{ aftersales.Tx }
	losesMessages  struct{ aftersales.Tx }
	repeats        struct{ aftersales.Tx }
	losesEvents    struct{ aftersales.Tx }
	losesTimers    struct{ aftersales.Tx }
	losesStock     struct{ aftersales.Tx }
	polite         struct{ aftersales.Tx }
	generous       struct{ aftersales.Tx }
	mingled        struct{ aftersales.Tx }
	forgetful      struct{ aftersales.Tx }
	strict         struct{ aftersales.Tx }
	backwards      struct{ aftersales.Tx }
	anyCaseOfOrder struct{ aftersales.Tx }
	beside         struct {
		aftersales.Tx
		store aftersales.Store
		meet  *meeting
		keep  func(aftersales.Case)
	}
	besideAlone struct {
		aftersales.Tx
		store aftersales.Store
	}
	outside struct {
		aftersales.Tx
		store aftersales.Store
		meet  *meeting
	}
)

func (o overwrites) SaveCase(ctx context.Context, c aftersales.Case) error {
	if old, err := o.Case(ctx, c.ID); err == nil && c.Version > 0 {
		c.Version = old.Version
	}
	return o.Tx.SaveCase(ctx, c)
}

func (o upserts) SaveCase(ctx context.Context, c aftersales.Case) error {
	if old, err := o.Case(ctx, c.ID); err == nil && c.Version == 0 {
		c.Version = old.Version
	}
	return o.Tx.SaveCase(ctx, c)
}

func (o firstRefund) CaseOfRefund(ctx context.Context, ref payment.Ref) (aftersales.Case, error) {
	c, err := o.Tx.CaseOfRefund(ctx, ref)
	if err == nil && c.Refunds[0] != ref {
		return aftersales.Case{}, event.ErrNotFound
	}
	return c, err
}

func (o losesHistory) AddCaseHistory(ctx context.Context, changes ...aftersales.Change) error {
	return o.Tx.AddCaseHistory(ctx, changes[:1]...)
}

func (o losesMessages) AddMessages(ctx context.Context, messages ...aftersales.Message) error {
	return o.Tx.AddMessages(ctx, messages[:1]...)
}

func (o repeats) AddMessages(ctx context.Context, messages ...aftersales.Message) error {
	if messages[0].No == 2 && len(messages) == 1 {
		return nil
	}
	return o.Tx.AddMessages(ctx, messages...)
}

func (losesEvents) Emit(context.Context, ...event.Event) error { return nil }

func (losesTimers) Schedule(context.Context, ...event.Timer) error { return nil }

func (losesStock) MoveStock(context.Context, ...stock.Movement) error { return nil }

// SaveCase refuses without dooming the closure.
func (o polite) SaveCase(ctx context.Context, c aftersales.Case) error {
	if _, err := o.Case(ctx, c.ID); c.Version > 0 && errors.Is(err, event.ErrNotFound) {
		return event.ErrStale
	}
	return o.Tx.SaveCase(ctx, c)
}

// Case fails for good where there is none.
func (o strict) Case(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	c, err := o.Tx.Case(ctx, id)
	if err != nil {
		_ = o.Tx.SaveCase(ctx, aftersales.Case{ID: "none", Version: 3})
	}
	return c, err
}

func (o backwards) CasesOf(ctx context.Context, id order.ID) ([]aftersales.Case, error) {
	list, err := o.Tx.CasesOf(ctx, id)
	slices.Reverse(list)
	return list, err
}

func (o anyCaseOfOrder) CasesOf(ctx context.Context, id order.ID) ([]aftersales.Case, error) {
	list, err := o.Tx.CasesOf(ctx, id)
	return list[:min(1, len(list))], err
}

// Case and CasesOf read what is committed and prove nothing about it.
func (o beside) Case(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	c, err := o.store.FindCase(ctx, id)
	o.meet.arrive(ctx)
	return c, err
}

// A meeting lets the first caller wait for the second, so that both have read
// before either writes.
type meeting struct {
	once   sync.Once
	second chan struct{}
	mu     sync.Mutex
	came   int
}

func (m *meeting) arrive(ctx context.Context) {
	m.once.Do(func() { m.second = make(chan struct{}) })
	m.mu.Lock()
	m.came++
	if m.came == 2 {
		close(m.second)
	}
	m.mu.Unlock()
	select {
	case <-m.second:
	case <-ctx.Done():
	}
}

// apart is a store in which two read a case before either writes it, and the
// later one writes over what the earlier one wrote.
func apart(s aftersales.Store) broken {
	m := &meeting{}
	return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
		var kept []aftersales.Case
		err := s.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			kept = nil
			return fn(ctx, beside{tx, s, m, func(c aftersales.Case) { kept = append(kept, c) }})
		})
		if err != nil || len(kept) == 0 {
			return err
		}
		return s.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			for _, c := range kept {
				old, err := tx.Case(ctx, c.ID)
				if err != nil {
					return err
				}
				c.Version = old.Version
				if err := tx.SaveCase(ctx, c); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

func (o besideAlone) Case(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	return o.store.FindCase(ctx, id)
}

// SaveCase keeps a change for later.
func (o beside) SaveCase(ctx context.Context, c aftersales.Case) error {
	if c.Version == 0 {
		return o.Tx.SaveCase(ctx, c)
	}
	o.keep(c)
	return nil
}

func (o outside) CasesOf(ctx context.Context, id order.ID) ([]aftersales.Case, error) {
	var list []aftersales.Case
	for c, err := range o.store.Cases(ctx, aftersales.Query{Scope: secure.Filter{Any: true}, Order: id}) {
		if err != nil {
			return nil, err
		}
		list = append([]aftersales.Case{c}, list...)
	}
	o.meet.arrive(ctx)
	return list, nil
}

func (o outside) Order(context.Context, order.ID) (order.Order, error) { return order.Order{}, nil }

// SaveCase forgets which cases an order has, and so who was there first.
func (o outside) SaveCase(ctx context.Context, c aftersales.Case) error {
	c.Order = order.ID("of " + string(c.ID))
	return o.Tx.SaveCase(ctx, c)
}

// crowded is a store in which two look for the cases of an order before either
// opens one.
func crowded(s aftersales.Store) broken {
	m := &meeting{}
	return broken{Store: s, tx: func(tx aftersales.Tx) aftersales.Tx { return outside{tx, s, m} }}
}

func within(wrap func(tx aftersales.Tx, s aftersales.Store) aftersales.Tx) func(aftersales.Store) broken {
	return func(s aftersales.Store) broken {
		return broken{Store: s, tx: func(tx aftersales.Tx) aftersales.Tx { return wrap(tx, s) }}
	}
}

func asking(change func(q *aftersales.Query)) func(aftersales.Store) broken {
	return func(s aftersales.Store) broken {
		return broken{Store: s, query: func(q aftersales.Query) aftersales.Query {
			change(&q)
			return q
		}}
	}
}

// halves keeps cases whatever becomes of the closure.
func halves(s aftersales.Store) broken {
	return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
		var kept []aftersales.Case
		err := s.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			kept = nil
			return fn(ctx, saves{tx, func(c aftersales.Case) aftersales.Case {
				kept = append(kept, c)
				return c
			}})
		})
		if err != nil && !errors.Is(err, event.ErrStale) {
			_ = s.Do(context.WithoutCancel(ctx), func(ctx context.Context, tx aftersales.Tx) error {
				for _, c := range kept {
					_ = tx.SaveCase(ctx, c)
				}
				return nil
			})
		}
		return err
	}}
}

// shares hands out one and the same case to everybody.
func shares(s aftersales.Store) broken {
	var mu sync.Mutex
	have := map[aftersales.ID]aftersales.Case{}
	return broken{Store: s, read: func(c aftersales.Case) aftersales.Case {
		mu.Lock()
		defer mu.Unlock()
		if old, seen := have[c.ID]; seen && old.Version == c.Version {
			return old
		}
		have[c.ID] = c
		return c
	}}
}

func deaf(s aftersales.Store) broken {
	return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, aftersales.Tx) error) error {
		return s.Do(context.WithoutCancel(ctx), fn)
	}}
}

func (o generous) SpendBudget(ctx context.Context, s aftersales.Spending) error {
	s.Most = s.Most.Mul(2)
	return o.Tx.SpendBudget(ctx, s)
}

func (o mingled) SpendBudget(ctx context.Context, s aftersales.Spending) error {
	s.Period = "ever"
	return o.Tx.SpendBudget(ctx, s)
}

// forgetful answers a refusal and goes on.
func (o forgetful) SpendBudget(ctx context.Context, s aftersales.Spending) error {
	if over, _ := s.Amount.Cmp(s.Most); over > 0 {
		return aftersales.ErrBudget
	}
	return o.Tx.SpendBudget(ctx, s)
}

// advanced spends in a transaction of its own.
type advanced struct {
	aftersales.Tx
	s aftersales.Store
}

func (o advanced) SpendBudget(ctx context.Context, s aftersales.Spending) error {
	return o.s.Do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return tx.SpendBudget(ctx, s) })
}

func advances(s aftersales.Store) broken {
	return broken{Store: s, tx: func(tx aftersales.Tx) aftersales.Tx { return advanced{tx, s} }}
}

func TestMutantsAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rule string
		make func(aftersales.Store) broken
	}{
		"loses the offer":          {"keep/everything", saving(func(c *aftersales.Case) { c.Offer = nil })},
		"loses the trace":          {"keep/everything", saving(func(c *aftersales.Case) { c.Decision.Trace = nil })},
		"loses a cent":             {"keep/everything", saving(func(c *aftersales.Case) { c.Sums.Earlier = money.Money{} })},
		"loses the pause":          {"keep/everything", saving(func(c *aftersales.Case) { c.Pauses = nil })},
		"loses the deadline":       {"keep/everything", saving(func(c *aftersales.Case) { c.Deadline = time.Time{} })},
		"loses what is left":       {"keep/everything", saving(func(c *aftersales.Case) { c.Left = 0 })},
		"loses the grade":          {"keep/everything", saving(func(c *aftersales.Case) { c.Items[0].Grade = "" })},
		"makes nothing of zero":    {"keep/nothing", saving(func(c *aftersales.Case) { c.Offline = money.MustParseText("0 EUR") })},
		"changes the owner":        {"keep/frozen", func(s aftersales.Store) broken { return broken{Store: s, read: thief} }},
		"hands out its own":        {"keep/shares", shares},
		"finds one refund":         {"keep/refunds", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return firstRefund{tx} })},
		"loses history":            {"keep/history", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return losesHistory{tx} })},
		"sorts history as text":    {"keep/history", func(s aftersales.Store) broken { return broken{Store: s, past: reversed[aftersales.Change]} }},
		"loses messages":           {"keep/messages", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return losesMessages{tx} })},
		"takes a message twice":    {"keep/messages", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return repeats{tx} })},
		"sorts messages as text":   {"keep/messages", func(s aftersales.Store) broken { return broken{Store: s, words: reversed[aftersales.Message]} }},
		"loses evidence":           {"keep/messages", func(s aftersales.Store) broken { return broken{Store: s, words: bland} }},
		"loses events":             {"keep/one-commit", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return losesEvents{tx} })},
		"loses timers":             {"keep/one-commit", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return losesTimers{tx} })},
		"loses stock":              {"keep/one-commit", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return losesStock{tx} })},
		"keeps half":               {"keep/one-commit", halves},
		"forgives":                 {"keep/doomed", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return polite{tx} })},
		"dooms an answer":          {"keep/doomed", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return strict{tx} })},
		"reads beside":             {"keep/own-writes", within(func(tx aftersales.Tx, s aftersales.Store) aftersales.Tx { return besideAlone{tx, s} })},
		"overwrites":               {"version/stale", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return overwrites{tx} })},
		"inserts twice":            {"version/stale", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return upserts{tx} })},
		"lists backwards":          {"list/of-order", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return backwards{tx} })},
		"lists one of an order":    {"list/of-order", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return anyCaseOfOrder{tx} })},
		"shows everything":         {"list/scope", asking(func(q *aftersales.Query) { q.Scope = secure.Filter{Any: true} })},
		"ignores states":           {"list/filters", asking(func(q *aftersales.Query) { q.States = nil })},
		"hides what is declined":   {"list/filters", asking(func(q *aftersales.Query) { q.Declined = false })},
		"ignores the deadline":     {"list/filters", asking(func(q *aftersales.Query) { q.Due = time.Time{} })},
		"ignores the order":        {"list/filters", asking(func(q *aftersales.Query) { q.Order = "" })},
		"ignores the seller":       {"list/filters", asking(func(q *aftersales.Query) { q.Seller = "" })},
		"begins anew":              {"list/pages", asking(func(q *aftersales.Query) { q.After = "" })},
		"has no limit":             {"list/pages", asking(func(q *aftersales.Query) { q.Limit = 0 })},
		"counts everything":        {"list/count", asking(func(q *aftersales.Query) { q.Scope = secure.Filter{Any: true} })},
		"two winners":              {"race/one-winner", apart},
		"two last units":           {"race/last-unit", crowded},
		"loses a refund":           {"race/refund", apart},
		"never ends":               {"context", deaf},
		"spends what is not there": {"budget/exact", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return generous{tx} })},
		"has one budget":           {"budget/apart", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return mingled{tx} })},
		"spends in advance":        {"budget/given-back", advances},
		"swallows the refusal":     {"budget/given-back", within(func(tx aftersales.Tx, _ aftersales.Store) aftersales.Tx { return forgetful{tx} })},
	} {
		t.Run(name, func(t *testing.T) {
			i := slices.IndexFunc(aftersalestest.Rules(), func(r aftersalestest.Rule) bool { return r.Name == m.rule })
			require.GreaterOrEqual(t, i, 0, m.rule)
			err := aftersalestest.Rules()[i].Check(t.Context(), aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
				s, err := memory()
				s.Cases = m.make(s.Cases)
				return s, err
			}})
			require.Error(t, err, "rule %s does not catch a store that %s", m.rule, name)
		})
	}
}

func thief(c aftersales.Case) aftersales.Case {
	if c.Version > 1 {
		c.Buyer = "thief"
	}
	return c
}

func reversed[T any](list []T) []T {
	slices.Reverse(list)
	return list
}

func bland(list []aftersales.Message) []aftersales.Message {
	for i := range list {
		list[i].Evidence = nil
	}
	return list
}

// Every rule catches at least one of them; the kit has no rule that cannot fail.
func TestEmptyStoreBreaksEveryRule(t *testing.T) {
	require.Error(t, aftersalestest.Check(t.Context(), aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
		return nil, errors.New("no system")
	}}))
	require.NoError(t, aftersalestest.Check(t.Context(), aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
		db := memstore.New()
		return &aftersalestest.System{
			Cases: db.Aftersales(), Outbox: db, Timers: db, Stock: db.Stock(), Standings: db.Standings(), Close: func() error { return nil },
		}, nil
	}}))
}

// supervised is a store of standings whose transactions are tampered with.
type supervised struct {
	standing.Store
	tx   func(standing.Tx) standing.Tx
	find func([]standing.Entry) []standing.Entry
}

func (b supervised) Do(ctx context.Context, fn func(context.Context, standing.Tx) error) error {
	if b.tx == nil {
		return b.Store.Do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx standing.Tx) error { return fn(ctx, b.tx(tx)) })
}

func (b supervised) FindEntries(ctx context.Context, id catalog.SellerID) ([]standing.Entry, error) {
	list, err := b.Store.FindEntries(ctx, id)
	if b.find != nil {
		list = b.find(list)
	}
	return list, err
}

type (
	countsAgain  struct{ standing.Tx }
	countsAlways struct{ standing.Tx }
	losesMarks   struct{ standing.Tx }
	addsAgain    struct{ standing.Tx }
	silent       struct{ standing.Tx }
	losesExpiry  struct{ standing.Tx }
)

func (o countsAgain) AddMarks(ctx context.Context, marks ...standing.Mark) error {
	for i := range marks {
		marks[i].ID += marks[i].At.String()
	}
	return o.Tx.AddMarks(ctx, marks...)
}

func (o countsAlways) Tallies(ctx context.Context, id catalog.SellerID, _ time.Time) (map[standing.Metric]standing.Tally, error) {
	return o.Tx.Tallies(ctx, id, time.Time{})
}

func (o losesMarks) AddMarks(ctx context.Context, marks ...standing.Mark) error {
	return o.Tx.AddMarks(ctx, marks[:1]...)
}

func (o addsAgain) AddEntries(ctx context.Context, entries ...standing.Entry) error {
	for i := range entries {
		have, err := o.Entries(ctx, entries[i].Seller)
		if err != nil {
			return err
		}
		for _, old := range have {
			if old.ID == entries[i].ID {
				return nil
			}
		}
	}
	return o.Tx.AddEntries(ctx, entries...)
}

func (o silent) Emit(context.Context, ...event.Event) error { return nil }

func (o losesExpiry) AddEntries(ctx context.Context, entries ...standing.Entry) error {
	for i := range entries {
		entries[i].Expires = time.Time{}
	}
	return o.Tx.AddEntries(ctx, entries...)
}

func TestMutantsOfStandingsAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rule string
		tx   func(standing.Tx) standing.Tx
		find func([]standing.Entry) []standing.Entry
	}{
		"counts a mark again": {"standing/marks", func(tx standing.Tx) standing.Tx { return countsAgain{tx} }, nil},
		"has no window":       {"standing/marks", func(tx standing.Tx) standing.Tx { return countsAlways{tx} }, nil},
		"loses marks":         {"standing/marks", func(tx standing.Tx) standing.Tx { return losesMarks{tx} }, nil},
		"takes it twice":      {"standing/entries", func(tx standing.Tx) standing.Tx { return addsAgain{tx} }, nil},
		"never forgets":       {"standing/entries", func(tx standing.Tx) standing.Tx { return losesExpiry{tx} }, nil},
		"lists backwards":     {"standing/entries", nil, reversed[standing.Entry]},
		"tells nobody":        {"standing/one-commit", func(tx standing.Tx) standing.Tx { return silent{tx} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			i := slices.IndexFunc(aftersalestest.Rules(), func(r aftersalestest.Rule) bool { return r.Name == m.rule })
			require.GreaterOrEqual(t, i, 0, m.rule)
			err := aftersalestest.Rules()[i].Check(t.Context(), aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
				s, err := memory()
				s.Standings = supervised{s.Standings, m.tx, m.find}
				return s, err
			}})
			require.Error(t, err)
			require.NotErrorIs(t, err, aftersalestest.ErrSkipped)
		})
	}
}
