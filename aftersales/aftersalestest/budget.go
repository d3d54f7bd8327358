package aftersalestest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/money"
)

func budgetRules() []Rule {
	return []Rule{
		{"budget/exact", "of many who spend at once, exactly as many may as the budget bears", spendsExactly},
		{"budget/apart", "sellers, months and currencies have budgets of their own", spendsApart},
		{"budget/given-back", "what a closure that fails has spent is not spent", spendsNothing},
	}
}

func spending(n int, period string, amount, most money.Money) aftersales.Spending {
	return aftersales.Spending{Seller: seller(n), Period: period, Amount: amount, Most: most, Refusal: aftersales.ErrBudget}
}

// spend runs one transaction that spends.
func (s *System) spend(ctx context.Context, list ...aftersales.Spending) error {
	return s.retried(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		for _, one := range list {
			if err := tx.SpendBudget(ctx, one); err != nil {
				return err
			}
		}
		return nil
	})
}

// spent wants a sum to be spent.
func (s *System) spent(ctx context.Context, n int, period string, wanted money.Money) error {
	got, err := s.Cases.FindSpent(ctx, seller(n), period, wanted.Currency())
	return errors.Join(err, same(fmt.Sprintf("spent by %d in %s", n, period), got.String(), wanted.String()))
}

func spendsExactly(ctx context.Context, s *System) error {
	done := 0
	for i, err := range all(16, func(int) error { return s.spend(ctx, spending(1, "2026-11", eur(10), eur(75))) }) {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, aftersales.ErrBudget):
			return fmt.Errorf("caller %d: %w", i, err)
		}
	}
	err := errors.Join(want("who could spend", done, 7), s.spent(ctx, 1, "2026-11", eur(70)))
	err = errors.Join(err, s.spend(ctx, spending(1, "2026-11", eur(5), eur(75))), s.spent(ctx, 1, "2026-11", eur(75)))
	err = errors.Join(err, is("a cent more", s.spend(ctx, spending(1, "2026-11", eur(1), eur(75))), aftersales.ErrBudget))
	return errors.Join(err, is("more than the whole at once", s.spend(ctx, spending(2, "2026-11", eur(76), eur(75))), aftersales.ErrBudget),
		s.spent(ctx, 2, "2026-11", eur(0)))
}

func spendsApart(ctx context.Context, s *System) error {
	yen := money.New(10, money.MustCurrency("JPY"))
	err := s.spend(ctx, spending(1, "2026-11", eur(10), eur(10)), spending(2, "2026-11", eur(10), eur(10)),
		spending(1, "2026-12", eur(10), eur(10)), spending(1, "2026-11", yen, yen))
	return errors.Join(err, s.spent(ctx, 1, "2026-11", eur(10)), s.spent(ctx, 2, "2026-11", eur(10)), s.spent(ctx, 1, "2026-12", eur(10)),
		s.spent(ctx, 1, "2026-11", yen), s.spent(ctx, 2, "2026-12", eur(0)))
}

func spendsNothing(ctx context.Context, s *System) error {
	no := errors.New("no")
	err := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		return errors.Join(tx.SpendBudget(ctx, spending(1, "2026-11", eur(10), eur(10))), no)
	})
	swallowed := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		if err := tx.SaveCase(ctx, bare(1)); err != nil {
			return err
		}
		_ = tx.SpendBudget(ctx, spending(1, "2026-11", eur(11), eur(10)))
		return nil
	})
	return errors.Join(is("a closure that fails", err, no), is("a refusal that is swallowed", swallowed, aftersales.ErrBudget),
		s.spent(ctx, 1, "2026-11", eur(0)), s.has(ctx, 1, 0))
}
