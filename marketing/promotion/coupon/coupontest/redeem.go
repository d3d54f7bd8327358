package coupontest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
)

func redeemRules() []Rule {
	return []Rule{
		{"redeem/limit", "a limit of N gives more than N redemptions", redeemLimit},
		{"redeem/coupon", "a single code is used twice", redeemCoupon},
		{"redeem/purchase", "a purchase redeems a rule twice", redeemPurchase},
		{"redeem/budget", "a budget is overdrawn", redeemBudget},
		{"redeem/refused", "a refused purchase leaves something used up", redeemRefused},
		{"release/back", "a cancelled purchase keeps what it used", releaseBack},
		{"release/race", "two cancellations give back twice", releaseRace},
		{"confirm/again", "a payment's second notification fails", confirmAgain},
		{"guess/lock", "codes can be guessed without end", guessLock},
	}
}

// applied is a rule that acted, with limits.
func applied(rule string, l promotion.Limits) promotion.Applied {
	return promotion.Applied{Rule: rule, Layer: "shop", Amount: money.MustParseText("10.00 CNY"), Limits: l}
}

func (k *kit) reserve(ctx context.Context, purchase, buyer string, list ...promotion.Applied) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		return k.service.ReserveIn(ctx, tx, coupon.Take{Purchase: purchase, Buyer: buyer, Applied: list})
	})
}

func (k *kit) release(ctx context.Context, purchase string) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		_, err := k.service.ReleaseIn(ctx, tx, purchase)
		return err
	})
}

func (k *kit) confirm(ctx context.Context, purchase string) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		_, err := k.service.ConfirmIn(ctx, tx, purchase)
		return err
	})
}

func redeemLimit(ctx context.Context, k *kit) error {
	const most = 10
	rule := applied("hot", promotion.Limits{Total: most, PerBuyer: 2, PerDay: 50})
	won, err := all(2*k.workers, func(i int) error {
		return k.reserve(ctx, fmt.Sprint("p", i), fmt.Sprint("b", i/2), rule)
	}, coupon.ErrRefused)
	wanted := min(most, int64(2*k.workers))
	return errors.Join(err, want("redemptions of a limit of 10", won, wanted), k.stands(ctx, "t hot", wanted), k.stands(ctx, "d hot 2026-11-11", wanted))
}

func redeemCoupon(ctx context.Context, k *kit) error {
	one := coupon.Coupon{Code: "ABC", Campaign: "c", Rule: "r", From: at(0), Uses: 1, Issued: at(0)}
	if err := k.save(ctx, one); err != nil {
		return err
	}
	rule := applied("r", promotion.Limits{})
	rule.Coupon = "ABC"
	won, err := all(k.workers, func(i int) error { return k.reserve(ctx, fmt.Sprint("p", i), "b", rule) }, coupon.ErrRefused)
	got, readErr := k.FindCoupon(ctx, "ABC")
	return errors.Join(err, readErr, want("uses of a single code", won, 1), want("Used", got.Used, 1))
}

func redeemPurchase(ctx context.Context, k *kit) error {
	rule := applied("r", promotion.Limits{Total: 9})
	won, err := all(k.workers, func(int) error { return k.reserve(ctx, "p", "b", rule) }, event.ErrStale)
	return errors.Join(err, want("redemptions of one purchase", won, 1), k.stands(ctx, "t r", 1))
}

func redeemBudget(ctx context.Context, k *kit) error {
	rule := applied("r", promotion.Limits{Budget: promotion.Amounts{money.MustParseText("35.00 CNY")}})
	won, err := all(k.workers, func(i int) error { return k.reserve(ctx, fmt.Sprint("p", i), "", rule) }, coupon.ErrRefused)
	return errors.Join(err, want("redemptions of 10.00 from 35.00", won, 3), k.stands(ctx, "m r CNY", 3000))
}

func redeemRefused(ctx context.Context, k *kit) error {
	one := coupon.Coupon{Code: "ABC", Campaign: "c", Rule: "a", From: at(0), Uses: 1, Issued: at(0)}
	if err := errors.Join(k.save(ctx, one), k.add(ctx, coupon.Use{Key: "t z", N: 1})); err != nil {
		return err
	}
	a, z := applied("a", promotion.Limits{Total: 5}), applied("z", promotion.Limits{Total: 1})
	a.Coupon = "ABC"
	err := k.reserve(ctx, "p", "b", a, z)
	var refused *coupon.RefusedError
	if !errors.As(err, &refused) || refused.Rule != "z" || refused.Answer != promotion.CodeExpired {
		return fmt.Errorf("used up: got %w", err)
	}
	got, readErr := k.FindCoupon(ctx, "ABC")
	list, listErr := k.redemptions(ctx, "p")
	return errors.Join(readErr, listErr, want("Used", got.Used, 0), want("redemptions", len(list), 0), k.stands(ctx, "t a", 0))
}

func releaseBack(ctx context.Context, k *kit) error {
	one := coupon.Coupon{Code: "ABC", Campaign: "c", Rule: "r", From: at(0), Uses: 1, Issued: at(0)}
	rule := applied("r", promotion.Limits{Total: 1, PerBuyer: 1, PerDay: 1, Budget: promotion.Amounts{money.MustParseText("10.00 CNY")}})
	rule.Coupon, rule.Stock, rule.Units, rule.PerBuyer = "ABC", 5, 5, 5
	if err := errors.Join(k.save(ctx, one), k.reserve(ctx, "p1", "b", rule), k.confirm(ctx, "p1")); err != nil {
		return err
	}
	full := k.reserve(ctx, "p2", "b", rule)
	k.pass(time.Hour * 24) // given back to the day on which it was used
	return errors.Join(is("full", full, coupon.ErrRefused), k.release(ctx, "p1"), k.release(ctx, "p1"),
		k.stands(ctx, "t r", 0), k.stands(ctx, "d r 2026-11-11", 0), k.stands(ctx, "m r CNY", 0), k.stands(ctx, "u r", 0),
		k.reserve(ctx, "p2", "b", rule), k.stands(ctx, "v r b", 5))
}

func releaseRace(ctx context.Context, k *kit) error {
	rule := applied("r", promotion.Limits{Total: 9})
	if err := errors.Join(k.reserve(ctx, "p1", "b", rule), k.reserve(ctx, "p2", "b", rule)); err != nil {
		return err
	}
	_, err := all(k.workers, func(int) error { return k.release(ctx, "p1") }, event.ErrStale)
	return errors.Join(err, k.stands(ctx, "t r", 1))
}

func confirmAgain(ctx context.Context, k *kit) error {
	if err := k.reserve(ctx, "p", "b", applied("r", promotion.Limits{Total: 1})); err != nil {
		return err
	}
	err := errors.Join(k.confirm(ctx, "p"), k.confirm(ctx, "p"), k.confirm(ctx, "nothing redeemed"), k.stands(ctx, "t r", 1))
	list, listErr := k.redemptions(ctx, "p")
	if err = errors.Join(err, listErr, want("redemptions", len(list), 1)); err != nil {
		return err
	}
	return errors.Join(want("status", list[0].Status, coupon.Confirmed), k.release(ctx, "p"), k.confirm(ctx, "p"), k.stands(ctx, "t r", 0))
}

func guessLock(ctx context.Context, k *kit) error {
	rules, err := promotion.Compile(promotion.Book{}, promotion.Standard())
	if err != nil {
		return err
	}
	typing := coupon.Typing{Who: "w", Buyer: "b", Codes: []string{"WRONG"}}
	for range 10 {
		if _, err := k.service.Resolve(ctx, rules, typing); err != nil {
			return err
		}
	}
	_, locked := k.service.Resolve(ctx, rules, typing)
	var refused *coupon.RefusedError
	if !errors.As(locked, &refused) || refused.Until.IsZero() {
		return fmt.Errorf("after ten wrong codes: got %w", locked)
	}
	_, other := k.service.Resolve(ctx, rules, coupon.Typing{Who: "v", Codes: []string{"WRONG"}})
	k.pass(15 * time.Minute)
	_, later := k.service.Resolve(ctx, rules, typing)
	return errors.Join(other, later)
}
