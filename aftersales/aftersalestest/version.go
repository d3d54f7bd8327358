package aftersalestest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
)

func versionRules() []Rule {
	return []Rule{
		{"version/stale", "the later of two who read the same case must not undo the earlier", staleCase},
		{"version/missing", "no case is not a failure", missingCase},
	}
}

func staleCase(ctx context.Context, s *System) error {
	c := sample(1)
	err := errors.Join(s.save(ctx, c), stale("a case again", s.save(ctx, c)))
	c.Version = 1
	err = errors.Join(err, s.save(ctx, c), stale("an old version", s.save(ctx, c)))
	for _, version := range []int64{4, -1} {
		c.Version = version
		err = errors.Join(err, stale(fmt.Sprint("version ", version), s.save(ctx, c)))
	}
	none := sample(2)
	none.Version = 1
	return errors.Join(err, stale("a change of nothing", s.save(ctx, none)), s.holds(ctx, sample(1), 2))
}

func missingCase(ctx context.Context, s *System) error {
	_, err := s.Cases.FindCase(ctx, caseID(1))
	history, err1 := s.Cases.CaseHistory(ctx, caseID(1))
	thread, err2 := s.Cases.Messages(ctx, caseID(1))
	return errors.Join(notFound("no case", err), err1, err2, want("history", len(history), 0), want("messages", len(thread), 0))
}

func listRules() []Rule {
	return []Rule{
		{"list/of-order", "what is left of an order is what its other cases leave", listsOfOrder},
		{"list/scope", "a rival who sees a case knows what a shop sells badly", listsScope},
		{"list/filters", "a desk that misses a case misses its deadline", listsFilters},
		{"list/pages", "a page that begins anew shows the same cases for ever", listsPages},
		{"list/count", "a queue that counts wrong is not worked on", counts},
	}
}

func listsOfOrder(ctx context.Context, s *System) error {
	third, first, other := sample(3), sample(1), sample(2)
	third.Order, first.Order = orderID(5), orderID(5)
	err := s.save(ctx, third, other, first)
	return errors.Join(err, s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		list, err := tx.CasesOf(ctx, orderID(5))
		if err != nil || len(list) != 2 {
			return errors.Join(err, want("cases of the order", len(list), 2))
		}
		none, noneErr := tx.CasesOf(ctx, orderID(77))
		first.Version, third.Version = 1, 1
		return errors.Join(noneErr, want("cases of no order", len(none), 0), same("first", describe(list[0]), describe(first)),
			same("second", describe(list[1]), describe(third)))
	}))
}

// several are seven cases of two sellers and three buyers.
func several() []aftersales.Case {
	list := make([]aftersales.Case, 7)
	for i := range list {
		c := sample(i + 1)
		c.Buyer, c.Seller = fmt.Sprint("buyer-", i%3), seller(i%2)
		c.State = []flow.State{flow.Requested, flow.Completed, flow.Appealed}[i%3]
		c.Deadline = start().Add(time.Duration(i) * time.Hour)
		if i%3 != 2 {
			c.Declined = nil
		}
		list[i] = c
	}
	list[1].Deadline = time.Time{}
	return list
}

// lists wants a query to find these cases, by number, in this order.
func (s *System) lists(ctx context.Context, what string, q aftersales.Query, numbers ...int) error {
	var got, wanted []aftersales.ID
	for c, err := range s.Cases.Cases(ctx, q) {
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		got = append(got, c.ID)
	}
	for _, n := range numbers {
		wanted = append(wanted, caseID(n))
	}
	return same(what, fmt.Sprint(got), fmt.Sprint(wanted))
}

func listsScope(ctx context.Context, s *System) error {
	err := s.save(ctx, several()...)
	for _, row := range []struct {
		what  string
		scope secure.Filter
		want  []int
	}{
		{"nobody", secure.Filter{}, nil},
		{"staff", secure.Filter{Any: true}, []int{7, 6, 5, 4, 3, 2, 1}},
		{"a buyer", secure.Filter{Owner: "buyer-0"}, []int{7, 4, 1}},
		{"a seller", secure.Filter{Sellers: []string{"seller-1"}}, []int{6, 4, 2}},
		{"both", secure.Filter{Owner: "buyer-0", Sellers: []string{"seller-1"}}, []int{7, 6, 4, 2, 1}},
		{"an empty seller", secure.Filter{Sellers: []string{""}}, nil},
	} {
		err = errors.Join(err, s.lists(ctx, row.what, aftersales.Query{Scope: row.scope}, row.want...))
	}
	return err
}

func listsFilters(ctx context.Context, s *System) error {
	everybody := secure.Filter{Any: true}
	err := s.save(ctx, several()...)
	for _, row := range []struct {
		what string
		q    aftersales.Query
		want []int
	}{
		{"an order", aftersales.Query{Order: orderID(3)}, []int{3}},
		{"a seller", aftersales.Query{Seller: seller(1)}, []int{6, 4, 2}},
		{"states", aftersales.Query{States: []flow.State{flow.Requested, flow.Appealed}}, []int{7, 6, 4, 3, 1}},
		{"due", aftersales.Query{Due: start().Add(3 * time.Hour)}, []int{4, 3, 1}},
		{"declined", aftersales.Query{Declined: true}, []int{6, 3}},
		{"all at once", aftersales.Query{Seller: seller(0), States: []flow.State{flow.Requested}, Due: start().Add(time.Hour)}, []int{1}},
	} {
		row.q.Scope = everybody
		err = errors.Join(err, s.lists(ctx, row.what, row.q, row.want...))
	}
	return err
}

func listsPages(ctx context.Context, s *System) error {
	everybody := secure.Filter{Any: true}
	err := s.save(ctx, several()...)
	return errors.Join(err,
		s.lists(ctx, "first page", aftersales.Query{Scope: everybody, Limit: 3}, 7, 6, 5),
		s.lists(ctx, "second page", aftersales.Query{Scope: everybody, Limit: 3, After: caseID(5)}, 4, 3, 2),
		s.lists(ctx, "last page", aftersales.Query{Scope: everybody, Limit: 3, After: caseID(2)}, 1))
}

func counts(ctx context.Context, s *System) error {
	err := s.save(ctx, several()...)
	got, countErr := s.Cases.CountCases(ctx, secure.Filter{Sellers: []string{"seller-0"}})
	none, noneErr := s.Cases.CountCases(ctx, secure.Filter{})
	return errors.Join(err, countErr, noneErr, want("counts of nobody", len(none), 0),
		same("counts", fmt.Sprint(got), fmt.Sprint(map[flow.State]int64{flow.Requested: 2, flow.Completed: 1, flow.Appealed: 1})))
}

func raceRules() []Rule {
	return []Rule{
		{"race/one-winner", "an action and its deadline at once: exactly one of them moves the case", oneWinner},
		{"race/last-unit", "of eight who ask about the last unit one has a case", lastUnit},
		{"race/refund", "of two who ask for the same refund one has it", oneRefund},
		{"context", "a request that has ended must not write", endedContext},
	}
}

// retried runs a closure anew where somebody was faster, as a service does.
func (s *System) retried(ctx context.Context, fn func(ctx context.Context, tx aftersales.Tx) error) error {
	for {
		if err := s.do(ctx, fn); !errors.Is(err, event.ErrStale) {
			return err
		}
	}
}

var errLost = errors.New("somebody was faster")

func oneWinner(ctx context.Context, s *System) error {
	err := s.save(ctx, sample(1))
	won := 0
	for i, err := range all(16, func(i int) error {
		return s.retried(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			c, err := tx.Case(ctx, caseID(1))
			if err != nil {
				return err
			}
			if c.State != flow.Requested {
				return errLost
			}
			c.State, c.Code = flow.AwaitingReturn, fmt.Sprint("winner ", i)
			return tx.SaveCase(ctx, c)
		})
	}) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, errLost):
			return fmt.Errorf("caller %d: %w", i, err)
		}
	}
	return errors.Join(err, want("winners", won, 1))
}

func lastUnit(ctx context.Context, s *System) error {
	err := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return placed(ctx, tx, 1) })
	opened := 0
	for i, err := range all(8, func(i int) error {
		return s.retried(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			if _, err := tx.Order(ctx, orderID(1)); err != nil {
				return err
			}
			list, err := tx.CasesOf(ctx, orderID(1))
			if err != nil {
				return err
			}
			if len(list) > 0 {
				return errLost
			}
			c := sample(i + 1)
			c.Order = orderID(1)
			return tx.SaveCase(ctx, c)
		})
	}) {
		switch {
		case err == nil:
			opened++
		case !errors.Is(err, errLost):
			return fmt.Errorf("caller %d: %w", i, err)
		}
	}
	return errors.Join(err, want("cases", opened, 1))
}

func oneRefund(ctx context.Context, s *System) error {
	err := s.save(ctx, bare(1))
	errs := all(8, func(i int) error {
		return s.retried(ctx, func(ctx context.Context, tx aftersales.Tx) error {
			c, err := tx.Case(ctx, caseID(1))
			if err != nil {
				return err
			}
			c.Refunds = append(c.Refunds, refundRef(i))
			return tx.SaveCase(ctx, c)
		})
	})
	c, readErr := s.Cases.FindCase(ctx, caseID(1))
	return errors.Join(err, errors.Join(errs...), readErr, want("refunds", len(c.Refunds), 8), want("version", c.Version, 9))
}

func endedContext(ctx context.Context, s *System) error {
	ended, end := context.WithCancel(ctx)
	end()
	err := s.save(ended, sample(1))
	_, findErr := s.Cases.FindCase(ended, caseID(1))
	return errors.Join(is("a write", err, context.Canceled), is("a read", findErr, context.Canceled), s.has(ctx, 1, 0))
}
