package aftersales

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// A Compensation is a sum beside any refund and why it is given.
type Compensation struct {
	Amount money.Money
	Why    string // the buyer reads it, 1 to 2,000 characters
	// Key makes the promise unrepeatable within its case: the same again answers the
	// case and promises nothing, another amount is an *InputError. Up to 128
	// characters; empty: every call is a promise of its own.
	Key string
}

// A Promise is a compensation that was given under a key.
type Promise struct {
	Key    string
	Amount money.Money
}

// promised reports whether a compensation was promised before, under its key.
func (c Case) promised(k Compensation) (bool, error) {
	if len(k.Key) > 128 {
		return false, bad("key", "must have up to 128 characters")
	}
	for _, p := range c.Promised {
		if k.Key == "" || p.Key != k.Key {
			continue
		}
		if !p.Amount.Equal(k.Amount) {
			return false, bad("key", "belongs to another compensation")
		}
		return true, nil
	}
	return false, nil
}

// Compensate promises the buyer a sum beside any refund, by the merchant or staff:
// at most what the policy allows for all cases of the order together, and for all
// of the seller's in the month, else a *RefusedError. The event
// aftersales.compensated tells whoever pays it; it never lowers a refund.
func (s *Service) Compensate(ctx context.Context, by secure.Actor, id ID, c Compensation) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.CompensateIn(ctx, tx, by, id, c) })
}

// CompensateIn is Compensate in the caller's transaction.
func (s *Service) CompensateIn(ctx context.Context, tx Tx, by secure.Actor, id ID, c Compensation) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if side != flow.Merchant && side != flow.Platform {
			return denied(by, "compensate")
		}
		if done, err := w.c.promised(c); err != nil || done {
			return err
		}
		h, err := hold(ctx, tx, w.c.Order)
		if err != nil {
			return missing(err)
		}
		if err := w.compensable(h, c); err != nil {
			return err
		}
		if c.Key != "" {
			w.c.Promised = append(slices.Clone(w.c.Promised), Promise{Key: c.Key, Amount: c.Amount})
		}
		w.tell("compensated", fmt.Sprintf("case.%s.compensated.%d", id, w.c.Messages+1))
		if err := w.say(Message{By: by.ID, Party: side, Text: c.Why}); err != nil {
			return err
		}
		return w.spend(ctx, c.Amount)
	})
}

// compensable adds the sum to what was promised before.
func (w *work) compensable(h held, c Compensation) error {
	if !c.Amount.IsPositive() || c.Amount.Currency() != h.order.Total.Currency() {
		return bad("amount", "must be above zero and in the order's currency")
	}
	if _, err := c.Amount.Minor(); err != nil {
		return bad("amount", "does not fit minor units")
	}
	if strings.TrimSpace(c.Why) == "" {
		return bad("why", "is missing")
	}
	all := c.Amount
	for _, other := range h.cases {
		if other.Compensated.HasCurrency() {
			var err error
			if all, err = all.Add(other.Compensated); err != nil {
				return err
			}
		}
	}
	if over, err := all.Mul(10_000).Cmp(h.order.Total.Mul(int64(w.policy.Limits.Compensation))); err != nil || over > 0 {
		return &RefusedError{Policy: w.policy.String(), Rule: "limits.compensation", Code: "compensation"}
	}
	if !w.c.Compensated.HasCurrency() {
		w.c.Compensated = money.New(0, c.Amount.Currency())
	}
	var err error
	w.c.Compensated, err = w.c.Compensated.Add(c.Amount)
	return err
}

// spend takes a sum from the seller's budget of the month.
func (w *work) spend(ctx context.Context, sum money.Money) error {
	most, bounded := w.policy.Limits.BudgetOf(sum.Currency())
	if !bounded {
		return nil
	}
	refused := &RefusedError{Policy: w.policy.String(), Rule: "limits.budget", Code: codeBudget}
	return w.tx.SpendBudget(ctx, Spending{Seller: w.c.Seller, Period: w.s.period(), Amount: sum, Most: most, Refusal: refused})
}

// period is the present month in the shop's zone.
func (s *Service) period() string {
	at := s.now()
	if s.Calendar != nil {
		at = s.Calendar.Local(at)
	}
	return at.Format("2006-01")
}

// Spent answers what a seller has promised beside refunds this month, of what a
// policy bounds: for that seller's merchants and for staff, ErrNotFound for others.
func (s *Service) Spent(ctx context.Context, by secure.Actor, seller catalog.SellerID, currency money.Currency) (money.Money, error) {
	if err := s.ready(); err != nil {
		return money.Money{}, err
	}
	if side := party(by, "", string(seller)); side != flow.Merchant && side != flow.Platform {
		return money.Money{}, ErrNotFound
	}
	return s.Store.FindSpent(ctx, seller, s.period(), currency)
}
