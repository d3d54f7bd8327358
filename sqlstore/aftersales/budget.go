package aftersales

import (
	"context"
	"errors"

	cases "github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/sqlstore"
)

// SpendBudget adds to what a seller has spent, or fails with s.Refusal.
func (r CaseRows) SpendBudget(ctx context.Context, s cases.Spending) error {
	m := sqlstore.Minor{Currency: s.Amount.Currency()}
	amount, most := m.Amount("amount", s.Amount), m.Amount("most", s.Most)
	if m.Err == nil && amount > most {
		m.Err = s.Refusal
	}
	if m.Err != nil {
		return r.tx.Doom(m.Err)
	}
	return r.tx.Now(ctx, sqlstore.Stmt{
		SQL: `INSERT INTO cw_case_budgets (seller, period, currency, spent) VALUES ($1,$2,$3,$4)
ON CONFLICT (seller, period, currency) DO UPDATE SET spent = cw_case_budgets.spent + $4 WHERE cw_case_budgets.spent <= $5`,
		Args: []any{string(s.Seller), s.Period, m.Currency.Code(), amount, most - amount}, Want: 1, Fail: s.Refusal,
	})
}

// FindSpent answers what a seller has spent in a period in a currency.
func (r Reader) FindSpent(ctx context.Context, seller catalog.SellerID, period string, currency money.Currency) (money.Money, error) {
	var spent int64
	err := r.db.Read(ctx, sqlstore.Stmt{
		SQL:  "SELECT spent FROM cw_case_budgets WHERE seller = $1 AND period = $2 AND currency = $3",
		Args: []any{string(seller), period, currency.Code()}, Row: []any{&spent},
	})
	if errors.Is(err, event.ErrNotFound) {
		err = nil
	}
	return money.New(spent, currency), err
}
