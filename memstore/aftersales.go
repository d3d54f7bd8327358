package memstore

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// Aftersales is the store as package aftersales sees it.
func (db *DB) Aftersales() aftersales.Store {
	return view[aftersales.Tx]{db, func(tx *Tx) aftersales.Tx { return tx }}
}

// Case returns a case, see aftersales.CaseTx.
func (tx *Tx) Case(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	c, err := load[aftersales.Case](ctx, tx, "Case", key{"case", string(id)})
	return c.Clone(), err
}

// CasesOf lists the cases of an order by ID, see aftersales.CaseTx.
func (tx *Tx) CasesOf(ctx context.Context, id order.ID) ([]aftersales.Case, error) {
	if err := tx.enter(ctx, "CasesOf"); err != nil {
		return nil, err
	}
	ids, _ := tx.get(key{"cases of", string(id)}).([]aftersales.ID)
	list := make([]aftersales.Case, 0, len(ids))
	for _, id := range slices.Sorted(slices.Values(ids)) {
		if c, ok := tx.get(key{"case", string(id)}).(aftersales.Case); ok {
			list = append(list, c.Clone())
		}
	}
	return list, nil
}

// CaseOfRefund returns the case that asked for a refund, see aftersales.CaseTx.
func (tx *Tx) CaseOfRefund(ctx context.Context, ref payment.Ref) (aftersales.Case, error) {
	if err := tx.enter(ctx, "CaseOfRefund"); err != nil {
		return aftersales.Case{}, err
	}
	id, ok := tx.get(key{"case of refund", string(ref)}).(aftersales.ID)
	if !ok {
		return aftersales.Case{}, fmt.Errorf("%w: case of refund %s", event.ErrNotFound, ref)
	}
	c, ok := tx.get(key{"case", string(id)}).(aftersales.Case)
	if !ok {
		return aftersales.Case{}, fmt.Errorf("%w: case %s", event.ErrNotFound, id)
	}
	return c.Clone(), nil
}

// SaveCase inserts or compares, see aftersales.CaseTx.
func (tx *Tx) SaveCase(ctx context.Context, c aftersales.Case) error {
	if err := tx.enter(ctx, "SaveCase"); err != nil {
		return err
	}
	if c.Version == 0 {
		k := key{"cases of", string(c.Order)}
		ids, _ := tx.get(k).([]aftersales.ID)
		tx.put(k, append(slices.Clone(ids), c.ID))
	}
	for _, ref := range c.Refunds {
		if k := (key{"case of refund", string(ref)}); tx.get(k) == nil {
			tx.put(k, c.ID)
		}
	}
	return store(tx, key{"case", string(c.ID)}, c.Version, func(c aftersales.Case) int64 { return c.Version },
		func(old aftersales.Case, found bool) aftersales.Case {
			next := c.Clone()
			next.Version++
			if found {
				next.Order, next.Buyer, next.Seller = old.Order, old.Buyer, old.Seller
				next.Policy, next.Edition, next.Opened = old.Policy, old.Edition, old.Opened
			}
			return next
		})
}

// AddCaseHistory adds rows, see aftersales.CaseTx.
func (tx *Tx) AddCaseHistory(ctx context.Context, changes ...aftersales.Change) error {
	if err := tx.enter(ctx, "AddCaseHistory"); err != nil {
		return err
	}
	for _, c := range changes {
		if err := tx.add(key{"case history", string(c.Case) + "." + strconv.FormatInt(c.No, 10)}, c); err != nil {
			return err
		}
	}
	return nil
}

// AddMessages adds to threads, see aftersales.CaseTx.
func (tx *Tx) AddMessages(ctx context.Context, messages ...aftersales.Message) error {
	if err := tx.enter(ctx, "AddMessages"); err != nil {
		return err
	}
	for _, m := range messages {
		if err := tx.add(key{"case message", string(m.Case) + "." + strconv.FormatInt(m.No, 10)}, cloneMessage(m)); err != nil {
			return err
		}
	}
	return nil
}

// SpendBudget adds to what a seller has spent, see aftersales.CaseTx.
func (tx *Tx) SpendBudget(ctx context.Context, s aftersales.Spending) error {
	if err := tx.enter(ctx, "SpendBudget"); err != nil {
		return err
	}
	k := budget(s.Seller, s.Period, s.Amount.Currency())
	all := s.Amount
	if spent, ok := tx.get(k).(money.Money); ok {
		var err error
		if all, err = spent.Add(s.Amount); err != nil {
			return tx.doom(err)
		}
	}
	if over, err := all.Cmp(s.Most); err != nil || over > 0 {
		return tx.doom(errors.Join(err, s.Refusal))
	}
	tx.put(k, all)
	return nil
}

func budget(seller catalog.SellerID, period string, c money.Currency) key {
	return key{"case budget", string(seller) + "/" + period + "/" + c.Code()}
}

// FindSpent answers what a seller has spent, see aftersales.Reader.
func (db *DB) FindSpent(ctx context.Context, seller catalog.SellerID, period string, c money.Currency) (money.Money, error) {
	if err := ctx.Err(); err != nil {
		return money.Money{}, err
	}
	spent, err := find[money.Money](db, budget(seller, period, c))
	if errors.Is(err, event.ErrNotFound) {
		return money.New(0, c), nil
	}
	return spent, err
}

// add puts a row that must not be there.
func (tx *Tx) add(k key, v any) error {
	if tx.get(k) != nil {
		return tx.doom(fmt.Errorf("%w: %s %s", event.ErrStale, k.table, k.id))
	}
	tx.put(k, v)
	return nil
}

func cloneMessage(m aftersales.Message) aftersales.Message {
	m.Evidence = slices.Clone(m.Evidence)
	if m.Terms != nil {
		terms := *m.Terms
		m.Terms = &terms
	}
	return m
}

// FindCase reads without a transaction.
func (db *DB) FindCase(ctx context.Context, id aftersales.ID) (aftersales.Case, error) {
	if err := ctx.Err(); err != nil {
		return aftersales.Case{}, err
	}
	c, err := find[aftersales.Case](db, key{"case", string(id)})
	return c.Clone(), err
}

func sees(scope secure.Filter, c aftersales.Case) bool {
	return scope.Matches(secure.Target{Owner: c.Buyer, Seller: string(c.Seller)})
}

// Cases lists what matches, newest first, see aftersales.Reader.
func (db *DB) Cases(ctx context.Context, q aftersales.Query) iter.Seq2[aftersales.Case, error] {
	list := pick(db, "case", func(c aftersales.Case) bool {
		return sees(q.Scope, c) && (q.Order == "" || c.Order == q.Order) && (q.Seller == "" || c.Seller == q.Seller) &&
			(len(q.States) == 0 || slices.Contains(q.States, c.State)) && (q.After == "" || c.ID < q.After) &&
			(q.Due.IsZero() || !c.Deadline.IsZero() && !c.Deadline.After(q.Due)) && (!q.Declined || len(c.Declined) > 0)
	})
	slices.SortFunc(list, func(a, b aftersales.Case) int { return cmp.Compare(b.ID, a.ID) })
	limit := q.Limit
	if limit < 1 || limit > 500 {
		limit = 100
	}
	list = list[:min(limit, len(list))]
	for i := range list {
		list[i] = list[i].Clone()
	}
	return each(ctx, list)
}

// CountCases counts what scope shows by state.
func (db *DB) CountCases(ctx context.Context, scope secure.Filter) (map[flow.State]int64, error) {
	counts := map[flow.State]int64{}
	for _, c := range pick(db, "case", func(c aftersales.Case) bool { return sees(scope, c) }) {
		counts[c.State]++
	}
	return counts, ctx.Err()
}

// CaseHistory lists by number.
func (db *DB) CaseHistory(ctx context.Context, id aftersales.ID) ([]aftersales.Change, error) {
	list := pick(db, "case history", func(c aftersales.Change) bool { return c.Case == id })
	slices.SortFunc(list, func(a, b aftersales.Change) int { return cmp.Compare(a.No, b.No) })
	return list, ctx.Err()
}

// Messages lists by number.
func (db *DB) Messages(ctx context.Context, id aftersales.ID) ([]aftersales.Message, error) {
	list := pick(db, "case message", func(m aftersales.Message) bool { return m.Case == id })
	slices.SortFunc(list, func(a, b aftersales.Message) int { return cmp.Compare(a.No, b.No) })
	for i := range list {
		list[i] = cloneMessage(list[i])
	}
	return list, ctx.Err()
}
