package coupontest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
)

func keepRules() []Rule {
	return []Rule{
		{"campaign/keeps", "a campaign has other limits than its author wrote", campaignKeeps},
		{"campaign/stale", "one author overwrites another", campaignStale},
		{"coupon/keeps", "a coupon cannot be used when it should be, or can when it should not", couponKeeps},
		{"coupon/stale", "one use of a coupon overwrites another", couponStale},
		{"coupon/insert", "a code opens two coupons", couponInsert},
		{"coupon/wallet", "buyers see coupons of others", wallet},
		{"redemption/keeps", "what was redeemed cannot be given back", redemptionKeeps},
		{"redemption/stale", "a redemption is given back twice", redemptionStale},
		{"guess/keeps", "somebody who guesses codes is not locked out", guessKeeps},
		{"do/rollback", "a failed purchase has used up a coupon", rollback},
		{"do/own", "a transaction does not see what it wrote", own},
	}
}

func at(seconds int) time.Time {
	return time.Date(2026, 11, 11, 0, 0, seconds, 7_000_000, time.UTC)
}

func fullCampaign() coupon.Campaign {
	return coupon.Campaign{
		ID: "double-11", Rule: "tea'50", Seller: "fern", From: at(1), Until: at(2), Stock: 3, PerBuyer: 4, ValidFor: 5 * time.Millisecond,
		Expires: at(6), Uses: 7,
	}
}

func fullCoupon(code string) coupon.Coupon {
	return coupon.Coupon{Code: code, Campaign: "double-11", Rule: "tea'50", Buyer: "林", From: at(1), Until: at(2), Uses: 3, Used: 2, Frozen: true, Issued: at(4)}
}

func campaignKeeps(ctx context.Context, k *kit) error {
	c, plain := fullCampaign(), coupon.Campaign{ID: "plain", Rule: "r"}
	if err := errors.Join(k.saveCampaign(ctx, c), k.saveCampaign(ctx, plain)); err != nil {
		return err
	}
	got, err := k.campaign(ctx, c.ID)
	bare, bareErr := k.campaign(ctx, plain.ID)
	_, none := k.campaign(ctx, "none")
	c.Version, plain.Version = 1, 1
	return errors.Join(err, bareErr, same("campaign", got, c), same("bare campaign", bare, plain), missing("no campaign", none))
}

func (k *kit) saveCampaign(ctx context.Context, c coupon.Campaign) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.SaveCampaign(ctx, c) })
}

func campaignStale(ctx context.Context, k *kit) error {
	c := fullCampaign()
	if err := k.saveCampaign(ctx, c); err != nil {
		return err
	}
	again := k.saveCampaign(ctx, c)
	c.Version, c.Stock, c.Rule = 1, 33, "r2"
	first := k.saveCampaign(ctx, c)
	second := k.saveCampaign(ctx, c)
	c.Version = 2
	got, err := k.campaign(ctx, c.ID)
	return errors.Join(stale("inserted twice", again), first, stale("changed twice", second), err, same("campaign", got, c))
}

func (k *kit) save(ctx context.Context, list ...coupon.Coupon) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.SaveCoupons(ctx, list...) })
}

func couponKeeps(ctx context.Context, k *kit) error {
	c, plain := fullCoupon("ABC"), coupon.Coupon{Code: "双11", Campaign: "c", Rule: "r", From: at(0), Uses: 1, Issued: at(0)}
	if err := k.save(ctx, c, plain); err != nil {
		return err
	}
	got, err := k.FindCoupon(ctx, "ABC")
	bare, bareErr := k.FindCoupon(ctx, "双11")
	_, none := k.FindCoupon(ctx, "abc")
	c.Version, plain.Version = 1, 1
	return errors.Join(err, bareErr, same("coupon", got, c), same("bare coupon", bare, plain), missing("code in lower case", none))
}

func couponStale(ctx context.Context, k *kit) error {
	c := fullCoupon("ABC")
	if err := k.save(ctx, c); err != nil {
		return err
	}
	change := c
	change.Version, change.Used, change.Frozen, change.Until, change.Buyer = 1, 3, false, at(9), "海"
	change.Rule, change.Uses = "other", 99 // are not written
	first, second := k.save(ctx, change), k.save(ctx, change)
	got, err := k.FindCoupon(ctx, "ABC")
	change.Version, change.Rule, change.Uses = 2, c.Rule, c.Uses
	return errors.Join(first, stale("changed twice", second), err, same("coupon", got, change))
}

func couponInsert(ctx context.Context, k *kit) error {
	won, err := all(k.workers, func(int) error { return k.save(ctx, fullCoupon("ABC")) }, event.ErrStale)
	batch := k.save(ctx, fullCoupon("NEW"), fullCoupon("ABC"))
	_, none := k.FindCoupon(ctx, "NEW")
	return errors.Join(err, want("inserts of one code", won, 1), stale("a batch with a code that is there", batch), missing("the rest of the batch", none))
}

func wallet(ctx context.Context, k *kit) error {
	mine, more, theirs, nobodys := fullCoupon("B"), fullCoupon("A"), fullCoupon("C"), fullCoupon("D")
	theirs.Buyer, nobodys.Buyer = "海", ""
	if err := k.save(ctx, mine, more, theirs, nobodys); err != nil {
		return err
	}
	list := func(buyer string) string {
		text := ""
		for c, err := range k.CouponsOf(ctx, buyer) {
			if err != nil {
				return err.Error()
			}
			text += c.Code + " "
		}
		return text
	}
	return errors.Join(want("wallet", list("林"), "A B "), want("another wallet", list("海"), "C "), want("nobody's wallet", list(""), ""), want("an empty wallet", list("x"), ""))
}

func fullRedemption(rule string) coupon.Redemption {
	return coupon.Redemption{
		Purchase: "p", Rule: rule, Coupon: "ABC", Buyer: "林", Amount: money.MustParseText("12.345 CNY"), Units: 6, Counted: "1 t r\n2 m r CNY\n",
		Status: coupon.Reserved, At: at(1), Changed: at(2),
	}
}

func (k *kit) redemptions(ctx context.Context, purchase string) (list []coupon.Redemption, err error) {
	err = k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		list, err = tx.RedemptionsOf(ctx, purchase)
		return err
	})
	return list, err
}

func (k *kit) redeem(ctx context.Context, list ...coupon.Redemption) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.SaveRedemptions(ctx, list...) })
}

func redemptionKeeps(ctx context.Context, k *kit) error {
	a, b, other := fullRedemption("a"), fullRedemption("b"), fullRedemption("a")
	b.Coupon, b.Buyer, b.Units, b.Amount = "", "", 0, money.MustParseText("0 JPY")
	other.Purchase = "p2"
	if err := k.redeem(ctx, b, a, other); err != nil {
		return err
	}
	got, err := k.redemptions(ctx, "p")
	none, noneErr := k.redemptions(ctx, "none")
	a.Version, b.Version = 1, 1
	return errors.Join(err, noneErr, same("redemptions by rule", got, []coupon.Redemption{a, b}), want("of another purchase", len(none), 0))
}

func redemptionStale(ctx context.Context, k *kit) error {
	r := fullRedemption("a")
	if err := k.redeem(ctx, r); err != nil {
		return err
	}
	again := k.redeem(ctx, r)
	change := r
	change.Version, change.Status, change.Changed = 1, coupon.Released, at(9)
	change.Units, change.Counted = 99, "" // are not written
	first, second := k.redeem(ctx, change), k.redeem(ctx, change)
	got, err := k.redemptions(ctx, "p")
	change.Version, change.Units, change.Counted = 2, r.Units, r.Counted
	return errors.Join(stale("inserted twice", again), first, stale("changed twice", second), err, same("redemption", got, []coupon.Redemption{change}))
}

func guessKeeps(ctx context.Context, k *kit) error {
	save := func(g coupon.Guesses) error {
		return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.SaveGuesses(ctx, g) })
	}
	g := coupon.Guesses{Who: "林", N: 3, Since: at(1)}
	_, none := k.FindGuesses(ctx, "林")
	first, again := save(g), save(g)
	g.Version, g.N = 1, 4
	second, third := save(g), save(g)
	got, err := k.FindGuesses(ctx, "林")
	g.Version = 2
	return errors.Join(missing("before", none), first, stale("inserted twice", again), second, stale("changed twice", third), err, same("guesses", got, g))
}

func rollback(ctx context.Context, k *kit) error {
	failed := errors.New("no")
	err := k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		err := errors.Join(tx.SaveCampaign(ctx, fullCampaign()), tx.SaveCoupons(ctx, fullCoupon("ABC")), tx.SaveRedemptions(ctx, fullRedemption("a")),
			tx.SaveGuesses(ctx, coupon.Guesses{Who: "w", N: 1, Since: at(1)}), tx.AddUses(ctx, coupon.Use{Key: "t r", N: 1}))
		if err != nil {
			return err
		}
		return failed
	})
	_, campaign := k.campaign(ctx, "double-11")
	_, one := k.FindCoupon(ctx, "ABC")
	_, guesses := k.FindGuesses(ctx, "w")
	list, listErr := k.redemptions(ctx, "p")
	return errors.Join(is("the closure's error", err, failed), missing("campaign", campaign), missing("coupon", one), missing("guesses", guesses),
		listErr, want("redemptions", len(list), 0), k.stands(ctx, "t r", 0))
}

func own(ctx context.Context, k *kit) error {
	return k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		c := fullCoupon("ABC")
		err := errors.Join(tx.SaveCoupons(ctx, c), tx.SaveRedemptions(ctx, fullRedemption("a")), tx.AddUses(ctx, coupon.Use{Key: "t r", N: 1, Max: 2}))
		if err != nil {
			return err
		}
		got, err := tx.Coupon(ctx, "ABC")
		list, listErr := tx.RedemptionsOf(ctx, "p")
		c.Version = 1
		if err := errors.Join(err, listErr, same("coupon", got, c), want("redemptions", len(list), 1)); err != nil {
			return err
		}
		if err := tx.AddUses(ctx, coupon.Use{Key: "t r", N: 1, Max: 2}); err != nil {
			return fmt.Errorf("a second use: %w", err)
		}
		got.Used++
		return tx.SaveCoupons(ctx, got)
	})
}
