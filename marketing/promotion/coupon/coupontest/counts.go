package coupontest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
)

func countRules() []Rule {
	return []Rule{
		{"count/limit", "coupons are redeemed more often than they may be", limit},
		{"count/exact", "the last use of a limit is refused", exact},
		{"count/together", "a refused purchase has used up other limits", together},
		{"count/back", "a cancelled purchase keeps its use", countBack},
		{"count/floor", "a use is given back twice", floor},
		{"count/doomed", "a purchase goes through although its limit refused it", doomed},
		{"count/find", "limits of one rule are read as those of another", find},
	}
}

// limit lets more buyers at once than there are uses.
func limit(ctx context.Context, k *kit) error {
	const most, each = 25, 4
	won := make([]int64, k.workers)
	_, err := all(k.workers, func(i int) error {
		for range each {
			switch err := k.add(ctx, coupon.Use{Key: "t hot", N: 1, Max: most}); {
			case err == nil:
				won[i]++
			case !errors.Is(err, coupon.ErrSpent):
				return err
			}
		}
		return nil
	})
	var sum int64
	for _, n := range won {
		sum += n
	}
	wanted := min(most, int64(k.workers*each))
	return errors.Join(err, want("uses of a limit of 25", sum, wanted), k.stands(ctx, "t hot", wanted))
}

func exact(ctx context.Context, k *kit) error {
	return errors.Join(
		k.add(ctx, coupon.Use{Key: "m r CNY", N: 70, Max: 100}),
		is("more than is left", k.add(ctx, coupon.Use{Key: "m r CNY", N: 31, Max: 100}), coupon.ErrSpent),
		k.add(ctx, coupon.Use{Key: "m r CNY", N: 30, Max: 100}),
		is("nothing is left", k.add(ctx, coupon.Use{Key: "m r CNY", N: 1, Max: 100}), coupon.ErrSpent),
		k.stands(ctx, "m r CNY", 100),
		k.add(ctx, coupon.Use{Key: "m r CNY", N: 5}), // no limit any more
		k.stands(ctx, "m r CNY", 105),
	)
}

func together(ctx context.Context, k *kit) error {
	return errors.Join(
		k.add(ctx, coupon.Use{Key: "t b", N: 1, Max: 1}),
		is("one of two is spent", k.add(ctx, coupon.Use{Key: "t a", N: 1, Max: 9}, coupon.Use{Key: "t b", N: 1, Max: 1}), coupon.ErrSpent),
		k.stands(ctx, "t a", 0),
		k.add(ctx, coupon.Use{Key: "t a", N: 1, Max: 9}, coupon.Use{Key: "t c", N: 2}),
		k.stands(ctx, "t a", 1), k.stands(ctx, "t c", 2),
	)
}

func countBack(ctx context.Context, k *kit) error {
	return errors.Join(
		k.add(ctx, coupon.Use{Key: "t r", N: 2, Max: 2}),
		k.add(ctx, coupon.Use{Key: "t r", N: -1}),
		k.stands(ctx, "t r", 1),
		k.add(ctx, coupon.Use{Key: "t r", N: 1, Max: 2}),
		is("full again", k.add(ctx, coupon.Use{Key: "t r", N: 1, Max: 2}), coupon.ErrSpent),
		k.add(ctx, coupon.Use{Key: "t r", N: -2, Max: 1}), // giving back asks for no limit
		k.stands(ctx, "t r", 0),
	)
}

func floor(ctx context.Context, k *kit) error {
	return errors.Join(
		k.add(ctx, coupon.Use{Key: "t r", N: 1}),
		stale("more back than was taken", k.add(ctx, coupon.Use{Key: "t r", N: -2})),
		stale("back of what is not there", k.add(ctx, coupon.Use{Key: "t none", N: -1})),
		k.stands(ctx, "t r", 1),
	)
}

// doomed swallows the refusal.
func doomed(ctx context.Context, k *kit) error {
	err := k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		if err := tx.SaveCampaign(ctx, coupon.Campaign{ID: "c", Rule: "r"}); err != nil {
			return err
		}
		if err := tx.AddUses(ctx, coupon.Use{Key: "t r", N: 2, Max: 1}); !errors.Is(err, coupon.ErrSpent) {
			return fmt.Errorf("over the limit: got %w", err)
		}
		return nil
	})
	_, found := k.campaign(ctx, "c")
	return errors.Join(is("a refused closure", err, coupon.ErrSpent), missing("what it wrote", found))
}

func (k *kit) campaign(ctx context.Context, id string) (c coupon.Campaign, err error) {
	err = k.do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		c, err = tx.Campaign(ctx, id)
		if errors.Is(err, event.ErrNotFound) {
			return nil
		}
		return err
	})
	if err == nil && c.ID == "" {
		err = event.ErrNotFound
	}
	return c, err
}

func find(ctx context.Context, k *kit) error {
	if err := k.add(ctx, coupon.Use{Key: "b r 林", N: 3}, coupon.Use{Key: "t r", N: 1}, coupon.Use{Key: "t r2", N: 2}); err != nil {
		return err
	}
	counts, err := k.FindCounts(ctx, "t r2", "t none", "b r 林", "t r")
	return errors.Join(err, same("counters in the order asked for", counts, []coupon.Count{{Key: "t r2", N: 2}, {Key: "t none"}, {Key: "b r 林", N: 3}, {Key: "t r", N: 1}}))
}
