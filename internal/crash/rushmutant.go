package crash

import (
	"context"
	"fmt"

	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
)

// Mutants of a Rush, beside TooEarly.
const (
	CountedApart Mutant = "counters in a second transaction"
	GivenTwice   Mutant = "what was given back is given back again"
)

// mutateCounter breaks a store of coupons.
func mutateCounter(s coupon.Store, m Mutant, acknowledge func(kind, id string) error) (coupon.Store, error) {
	switch m {
	case None:
		return s, nil
	case TooEarly:
		return hasty{s, acknowledge}, nil
	case CountedApart:
		return countedApart{s}, nil
	case GivenTwice:
		return forgetful{s}, nil
	case Apart, TakenApart:
	}
	return nil, fmt.Errorf("crash: no mutant %q of coupons", m)
}

// hasty acknowledges a redemption that is written and not committed.
type hasty struct {
	coupon.Store
	acknowledge func(kind, id string) error
}

type hastyTx struct {
	coupon.Tx
	purchase string
}

// SaveRedemptions remembers a new redemption.
func (t *hastyTx) SaveRedemptions(ctx context.Context, list ...coupon.Redemption) error {
	if len(list) > 0 && list[0].Version == 0 {
		t.purchase = list[0].Purchase
	}
	return t.Tx.SaveRedemptions(ctx, list...)
}

// Do acknowledges before it commits.
func (s hasty) Do(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
	return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		t := &hastyTx{Tx: tx}
		if err := fn(ctx, t); err != nil || t.purchase == "" {
			return err
		}
		return s.acknowledge(Redeemed, t.purchase)
	})
}

// countedApart commits what is redeemed first and its counters afterwards.
type countedApart struct{ coupon.Store }

type countedApartTx struct {
	coupon.Tx
	kept []coupon.Use
}

// AddUses keeps them for later.
func (t *countedApartTx) AddUses(_ context.Context, uses ...coupon.Use) error {
	t.kept = append(t.kept, uses...)
	return nil
}

// Do commits twice.
func (s countedApart) Do(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
	var kept []coupon.Use
	err := s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		t := &countedApartTx{Tx: tx}
		err := fn(ctx, t)
		kept = t.kept
		return err
	})
	if err != nil || len(kept) == 0 {
		return err
	}
	return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.AddUses(ctx, kept...) })
}

// forgetful takes what was given back for what is still held.
type forgetful struct{ coupon.Store }

type forgetfulTx struct{ coupon.Tx }

// RedemptionsOf answers as if nothing had been given back.
func (t forgetfulTx) RedemptionsOf(ctx context.Context, purchase string) ([]coupon.Redemption, error) {
	list, err := t.Tx.RedemptionsOf(ctx, purchase)
	for i := range list {
		if list[i].Status == coupon.Released {
			list[i].Status = coupon.Confirmed
		}
	}
	return list, err
}

// Do runs fn.
func (s forgetful) Do(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
	return s.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error { return fn(ctx, forgetfulTx{tx}) })
}
