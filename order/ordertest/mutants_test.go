package ordertest_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/ordertest"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// broken is a store whose transactions, closures or lists are tampered with.
type broken struct {
	order.Store
	tx   func(order.Tx) order.Tx
	do   func(ctx context.Context, fn func(context.Context, order.Tx) error) error
	list func(order.Query) order.Query
}

func (b broken) Do(ctx context.Context, fn func(context.Context, order.Tx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx order.Tx) error { return fn(ctx, b.tx(tx)) })
}

func (b broken) Orders(ctx context.Context, q order.Query) iter.Seq2[order.Order, error] {
	if b.list != nil {
		q = b.list(q)
	}
	return b.Store.Orders(ctx, q)
}

func (b broken) CountOrders(ctx context.Context, f secure.Filter) (map[order.Status]int64, error) {
	if b.list != nil {
		f = b.list(order.Query{Scope: f}).Scope
	}
	return b.Store.CountOrders(ctx, f)
}

// Transactions that break one promise each.
type (
	overwrites    struct{ order.Tx }
	upserts       struct{ order.Tx }
	forgetsKey    struct{ order.Tx }
	forgetsRows   struct{ order.Tx }
	losesHistory  struct{ order.Tx }
	losesProgress struct{ order.Tx }
	losesTimers   struct{ order.Tx }
	losesEvents   struct{ order.Tx }
	onceEach      struct{ order.Tx }
	promises      struct{ order.Tx }
	keepsAll      struct{ order.Tx }
	swaps         struct{ order.Tx }
	staysIntent   struct{ order.Tx }
	losesGuest    struct{ order.Tx }
	losesNote     struct{ order.Tx }
	halves        struct{ order.Tx }
	polite        struct{ order.Tx }
	strict        struct{ order.Tx }
	anyPurchase   struct{ order.Tx }
	losesOwnMoney struct{ order.Tx }
	losesOwnClaim struct{ order.Tx }
	losesRuns     struct{ order.Tx }
	losesWithheld struct{ order.Tx }
	losesReturns  struct{ order.Tx }
	losesTerms    struct {
		order.Tx
		forget func(*order.Order)
	}
	mixesRefunds struct{ order.Tx }
	late         struct {
		order.Tx
		store order.Store
	}
	remembers struct {
		order.Tx
		seen map[order.ID]order.Order
	}
)

// ReserveStock refuses without dooming the closure.
func (o polite) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	for _, l := range lines {
		if l.SKU == "none" {
			return &stock.OutOfStockError{SKUs: []catalog.SKU{l.SKU}}
		}
	}
	return o.Tx.ReserveStock(ctx, ref, lines)
}

// Order fails for good where there is none.
func (o strict) Order(ctx context.Context, id order.ID) (order.Order, error) {
	found, err := o.Tx.Order(ctx, id)
	if err != nil {
		_ = o.Emit(ctx, event.Event{ID: "e"}, event.Event{ID: "e"})
	}
	return found, err
}

// PurchaseOf answers the first purchase, whatever is asked.
func (o anyPurchase) PurchaseOf(ctx context.Context, _ order.ID) (order.Purchase, error) {
	return o.Tx.PurchaseOf(ctx, "01JRDER0000000000000000001")
}

// OperationsOf answers operations as they were opened.
func (o losesOwnMoney) OperationsOf(ctx context.Context, id payment.ID) ([]payment.Operation, error) {
	list, err := o.Tx.OperationsOf(ctx, id)
	for i := range list {
		list[i].Status = payment.Intent
	}
	return list, err
}

// Refund finds none.
func (o losesOwnClaim) Refund(context.Context, payment.Ref) (order.Refund, error) {
	return order.Refund{}, event.ErrNotFound
}

// Order answers what is committed, not what the closure wrote.
func (o late) Order(ctx context.Context, id order.ID) (order.Order, error) {
	return o.store.FindOrder(ctx, id)
}

// Order answers what was there when the closure ran first.
func (o remembers) Order(ctx context.Context, id order.ID) (order.Order, error) {
	if seen, ok := o.seen[id]; ok {
		seen.Progress = append([]order.Progress(nil), seen.Progress...)
		return seen, nil
	}
	found, err := o.Tx.Order(ctx, id)
	kept := found
	kept.Progress = append([]order.Progress(nil), found.Progress...)
	o.seen[id] = kept
	return found, err
}

// SaveOrders writes over whatever is there.
func (o remembers) SaveOrders(ctx context.Context, orders ...order.Order) error {
	return overwrites{o.Tx}.SaveOrders(ctx, orders...)
}

// SaveOrders writes over whatever is there.
func (o overwrites) SaveOrders(ctx context.Context, orders ...order.Order) error {
	for i := range orders {
		if orders[i].Version > 0 {
			now, err := o.Order(ctx, orders[i].ID)
			if err != nil {
				return err
			}
			orders[i].Version = now.Version
		}
	}
	return o.Tx.SaveOrders(ctx, orders...)
}

func (o upserts) SavePurchase(ctx context.Context, p order.Purchase) error {
	if now, err := o.Purchase(ctx, p.ID); err == nil {
		p.Version = now.Version
	}
	return o.Tx.SavePurchase(ctx, p)
}

func (o forgetsKey) SavePurchase(ctx context.Context, p order.Purchase) error {
	if p.Version == 0 {
		p.Key += string(p.ID)
	}
	return o.Tx.SavePurchase(ctx, p)
}

func (o losesGuest) SavePurchase(ctx context.Context, p order.Purchase) error {
	p.GuestHash = ""
	return o.Tx.SavePurchase(ctx, p)
}

func (o losesNote) SavePurchase(ctx context.Context, p order.Purchase) error {
	p.Note = ""
	return o.Tx.SavePurchase(ctx, p)
}

func (o forgetsRows) SaveOrders(ctx context.Context, orders ...order.Order) error {
	for i := range orders {
		orders[i].Lines = append([]order.Line(nil), orders[i].Lines...)
		for j := range orders[i].Lines {
			orders[i].Lines[j].Rows = orders[i].Lines[j].Rows[:1]
		}
	}
	return o.Tx.SaveOrders(ctx, orders...)
}

func (o losesProgress) SaveOrders(ctx context.Context, orders ...order.Order) error {
	for i := range orders {
		orders[i].Progress = []order.Progress{{Line: 1}, {Line: 2}}
	}
	return o.Tx.SaveOrders(ctx, orders...)
}

func (o halves) SaveOrders(ctx context.Context, orders ...order.Order) error {
	return o.Tx.SaveOrders(ctx, orders[:1]...)
}

func (losesHistory) AddHistory(context.Context, ...order.Change) error    { return nil }
func (losesTimers) Schedule(context.Context, ...event.Timer) error        { return nil }
func (losesEvents) Emit(context.Context, ...event.Event) error            { return nil }
func (keepsAll) ReleaseStock(context.Context, string, []stock.Line) error { return nil }

func (o onceEach) ReserveStock(ctx context.Context, ref string, lines []stock.Line) error {
	seen := map[stock.Line]bool{}
	var once []stock.Line
	for _, l := range lines {
		key := stock.Line{SKU: l.SKU}
		if !seen[key] {
			once = append(once, l)
		}
		seen[key] = true
	}
	return o.Tx.ReserveStock(ctx, ref, once)
}

func (promises) ReserveStock(context.Context, string, []stock.Line) error { return nil }

func (o swaps) OrdersOf(ctx context.Context, id order.PurchaseID) ([]order.Order, error) {
	list, err := o.Tx.OrdersOf(ctx, id)
	if len(list) == 2 {
		list[0], list[1] = list[1], list[0]
	}
	return list, err
}

func (o staysIntent) SaveRefund(ctx context.Context, r order.Refund) error {
	r.Status = payment.Intent
	return o.Tx.SaveRefund(ctx, r)
}

func (o losesRuns) SaveRefund(ctx context.Context, r order.Refund) error {
	r.Runs = nil
	return o.Tx.SaveRefund(ctx, r)
}

func (o losesWithheld) SaveOrders(ctx context.Context, orders ...order.Order) error {
	orders = slices.Clone(orders)
	for i := range orders {
		orders[i].Progress = slices.Clone(orders[i].Progress)
		for j := range orders[i].Progress {
			orders[i].Progress[j].Withheld = 0
		}
	}
	return o.Tx.SaveOrders(ctx, orders...)
}

func (o losesTerms) SaveOrders(ctx context.Context, orders ...order.Order) error {
	orders = slices.Clone(orders)
	for i := range orders {
		orders[i].Lines = slices.Clone(orders[i].Lines)
		o.forget(&orders[i])
	}
	return o.Tx.SaveOrders(ctx, orders...)
}

func (o losesReturns) MoveStock(ctx context.Context, moves ...stock.Movement) error {
	return o.Tx.MoveStock(ctx, slices.DeleteFunc(slices.Clone(moves), func(m stock.Movement) bool { return m.Reason == stock.Returned })...)
}

// RefundsOf answers the refunds of two orders.
func (o mixesRefunds) RefundsOf(ctx context.Context, id order.ID) ([]order.Refund, error) {
	list, err := o.Tx.RefundsOf(ctx, id)
	more, moreErr := o.Tx.RefundsOf(ctx, "01JRDER0000000000000000002")
	return append(list, more...), errors.Join(err, moreErr)
}

func TestMutantsAreCaught(t *testing.T) {
	txs := map[string]struct {
		rule string
		tx   func(order.Tx) order.Tx
	}{
		"writes over newer versions": {"version/order", func(tx order.Tx) order.Tx { return overwrites{tx} }},
		"inserts over what is there": {"version/purchase", func(tx order.Tx) order.Tx { return upserts{tx} }},
		"forgets the key":            {"key/unique key/race", func(tx order.Tx) order.Tx { return forgetsKey{tx} }},
		"keeps the first row":        {"keep/sums", func(tx order.Tx) order.Tx { return forgetsRows{tx} }},
		"loses history":              {"keep/history", func(tx order.Tx) order.Tx { return losesHistory{tx} }},
		"loses progress":             {"version/snapshot", func(tx order.Tx) order.Tx { return losesProgress{tx} }},
		"forgets what is withheld":   {"version/snapshot", func(tx order.Tx) order.Tx { return losesWithheld{tx} }},
		"what comes back is gone":    {"sale/comes-back", func(tx order.Tx) order.Tx { return losesReturns{tx} }},
		"loses timers":               {"sale/one-commit", func(tx order.Tx) order.Tx { return losesTimers{tx} }},
		"loses events":               {"sale/hot", func(tx order.Tx) order.Tx { return losesEvents{tx} }},
		"counts a line once":         {"sale/twice", func(tx order.Tx) order.Tx { return onceEach{tx} }},
		"promises everything":        {"sale/hot", func(tx order.Tx) order.Tx { return promises{tx} }},
		"releases nothing":           {"sale/balance sale/beyond", func(tx order.Tx) order.Tx { return keepsAll{tx} }},
		"holds in any order":         {"keep/order", func(tx order.Tx) order.Tx { return swaps{tx} }},
		"forgets a refund's end":     {"keep/refund", func(tx order.Tx) order.Tx { return staysIntent{tx} }},
		"forgets guests":             {"keep/guest", func(tx order.Tx) order.Tx { return losesGuest{tx} }},
		"forgets notes":              {"keep/purchase", func(tx order.Tx) order.Tx { return losesNote{tx} }},
		"fails politely":             {"sale/doomed", func(tx order.Tx) order.Tx { return polite{tx} }},
		"dooms what is missing":      {"keep/missing", func(tx order.Tx) order.Tx { return strict{tx} }},
		"finds any purchase":         {"keep/purchase-of", func(tx order.Tx) order.Tx { return anyPurchase{tx} }},
		"overlooks own operations":   {"keep/own-money", func(tx order.Tx) order.Tx { return losesOwnMoney{tx} }},
		"overlooks own refunds":      {"keep/own-money", func(tx order.Tx) order.Tx { return losesOwnClaim{tx} }},
		"forgets which units":        {"keep/refund", func(tx order.Tx) order.Tx { return losesRuns{tx} }},
		"mixes refunds":              {"keep/refund", func(tx order.Tx) order.Tx { return mixesRefunds{tx} }},
		"saves the first order":      {"keep/order", func(tx order.Tx) order.Tx { return halves{tx} }},
	}
	for name, forget := range map[string]func(*order.Order){
		"forgets who pays a delivery": func(o *order.Order) { o.ShippingDiscounts = nil },
		"forgets points":              func(o *order.Order) { o.Awards = nil },
		"forgets what was taken":      func(o *order.Order) { o.Claims = false },
		"forgets the method":          func(o *order.Order) { o.PayBy = "" },
		"takes gifts for goods": func(o *order.Order) {
			for i := range o.Lines {
				o.Lines[i].Gift = false
			}
		},
	} {
		txs[name] = struct {
			rule string
			tx   func(order.Tx) order.Tx
		}{"keep/terms", func(tx order.Tx) order.Tx { return losesTerms{tx, forget} }}
	}
	for name, m := range txs {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rule, func(s order.Store) order.Store { return broken{Store: s, tx: m.tx} })
		})
	}
	plain := func(tx order.Tx) order.Tx { return tx }
	lists := map[string]struct {
		rule string
		list func(order.Query) order.Query
	}{
		"shows all":      {"list/scope", func(q order.Query) order.Query { q.Scope.Any = true; return q }},
		"counts all":     {"list/count", func(q order.Query) order.Query { q.Scope.Any = true; return q }},
		"ignores After":  {"list/pages", func(q order.Query) order.Query { q.After = ""; return q }},
		"ignores Limit":  {"list/pages", func(q order.Query) order.Query { q.Limit = 0; return q }},
		"ignores Status": {"list/scope", func(q order.Query) order.Query { q.Status = nil; return q }},
	}
	for name, m := range lists {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rule, func(s order.Store) order.Store { return broken{Store: s, tx: plain, list: m.list} })
		})
	}
}

func TestMutantsOfDoAreCaught(t *testing.T) {
	dos := map[string]struct {
		rule string
		do   func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error
	}{
		"commits what failed": {"neighbour/failure", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				var failed error
				err := s.Do(ctx, func(ctx context.Context, tx order.Tx) error { failed = fn(ctx, tx); return nil })
				return errors.Join(failed, err)
			}
		}},
		"goes on without the caller": {"neighbour/late neighbour/cancel", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				return s.Do(context.WithoutCancel(ctx), fn)
			}
		}},
		"reads beside the transaction": {"keep/own-writes", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				return s.Do(ctx, func(ctx context.Context, tx order.Tx) error { return fn(ctx, late{tx, s}) })
			}
		}},
		"loses updates": {"version/lost-update", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				seen := map[order.ID]order.Order{}
				return s.Do(ctx, func(ctx context.Context, tx order.Tx) error { return fn(ctx, remembers{tx, seen}) })
			}
		}},
		"swallows panics": {"neighbour/panic", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) (err error) {
				defer func() { _ = recover() }()
				return s.Do(ctx, fn)
			}
		}},
		"keeps its lock after an exit": {"neighbour/exit", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			turn := make(chan struct{}, 1)
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				select {
				case turn <- struct{}{}:
				default: // somebody never gave it back, or is still at it
					return errors.New("busy for ever")
				}
				err := s.Do(ctx, fn)
				<-turn
				return err
			}
		}},
		"fails with its neighbours": {"neighbour/statement", func(s order.Store) func(context.Context, func(context.Context, order.Tx) error) error {
			var mu sync.Mutex
			var last error
			return func(ctx context.Context, fn func(context.Context, order.Tx) error) error {
				err := s.Do(ctx, fn)
				mu.Lock()
				defer mu.Unlock()
				err, last = errors.Join(err, last), err
				return err
			}
		}},
	}
	for name, m := range dos {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rule, func(s order.Store) order.Store { return broken{Store: s, do: m.do(s)} })
		})
	}
}

func caught(t *testing.T, rules string, sabotage func(order.Store) order.Store) {
	t.Helper()
	err := ordertest.Check(t.Context(), ordertest.Harness{New: func() (*ordertest.System, error) {
		db := memstore.New()
		return &ordertest.System{Orders: sabotage(db.Orders()), Payments: db.Payments(), Stock: db.Stock(), Outbox: db, Timers: db}, nil
	}})
	require.Error(t, err)
	for _, rule := range strings.Fields(rules) {
		assert.ErrorContains(t, err, rule+":")
	}
}

func TestAHarnessThatFailsIsReported(t *testing.T) {
	err := ordertest.Check(t.Context(), ordertest.Harness{New: func() (*ordertest.System, error) { return nil, errors.New("no database") }})
	require.ErrorContains(t, err, "no database")
}
