package coupontest_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon/coupontest"
)

// broken is a store whose closures, transactions or reads are tampered with.
type broken struct {
	coupon.Store
	do     func(ctx context.Context, fn func(context.Context, coupon.Tx) error) error
	tx     func(coupon.Tx) coupon.Tx
	read   func(coupon.Coupon) coupon.Coupon
	wallet string // whose wallet everybody sees
	counts func([]coupon.Count)
}

func (b broken) Do(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
	if b.do != nil {
		return b.do(ctx, fn)
	}
	return b.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		if b.tx != nil {
			tx = b.tx(tx)
		}
		return fn(ctx, tx)
	})
}

func (b broken) FindCoupon(ctx context.Context, code string) (coupon.Coupon, error) {
	c, err := b.Store.FindCoupon(ctx, code)
	if b.read != nil && err == nil {
		c = b.read(c)
	}
	return c, err
}

func (b broken) FindCounts(ctx context.Context, keys ...string) ([]coupon.Count, error) {
	list, err := b.Store.FindCounts(ctx, keys...)
	if b.counts != nil && err == nil {
		b.counts(list)
	}
	return list, err
}

func (b broken) CouponsOf(ctx context.Context, buyer string) iter.Seq2[coupon.Coupon, error] {
	if b.wallet != "" {
		buyer = b.wallet
	}
	return b.Store.CouponsOf(ctx, buyer)
}

// Transactions that break one promise each.
type (
	noLimit      struct{ coupon.Tx }
	strict       struct{ coupon.Tx }
	oneByOne     struct{ coupon.Tx }
	deaf         struct{ coupon.Tx }
	forgetsUse   struct{ coupon.Tx }
	refusesBack  struct{ coupon.Tx }
	clamps       struct{ coupon.Tx }
	overwrites   struct{ coupon.Tx }
	noRedemption struct{ coupon.Tx }
	upserts      struct{ coupon.Tx }
	blind        struct{ coupon.Tx }
	noGuesses    struct{ coupon.Tx }
	noStock      struct{ coupon.Tx }
	shortMemory  struct{ coupon.Tx }
)

func (t noLimit) AddUses(ctx context.Context, uses ...coupon.Use) error {
	for i := range uses {
		uses[i].Max = 0
	}
	return t.Tx.AddUses(ctx, uses...)
}

func (t strict) AddUses(ctx context.Context, uses ...coupon.Use) error {
	for i := range uses {
		if uses[i].Max > 1 {
			uses[i].Max--
		}
	}
	return t.Tx.AddUses(ctx, uses...)
}

// oneByOne applies only the first of several.
func (t oneByOne) AddUses(ctx context.Context, uses ...coupon.Use) error {
	return t.Tx.AddUses(ctx, uses[:1]...)
}

// deaf refuses without dooming: it asks first.
func (t deaf) AddUses(ctx context.Context, uses ...coupon.Use) error {
	for _, u := range uses {
		if u.Max > 0 && u.N > u.Max {
			return &coupon.SpentError{Key: u.Key}
		}
	}
	return t.Tx.AddUses(ctx, uses...)
}

func (t forgetsUse) SaveCoupons(ctx context.Context, list ...coupon.Coupon) error {
	for i := range list {
		if list[i].Version > 0 {
			list[i].Used = 0
		}
	}
	return t.Tx.SaveCoupons(ctx, list...)
}

func (t refusesBack) AddUses(ctx context.Context, uses ...coupon.Use) error {
	for i := range uses {
		uses[i].N = max(0, uses[i].N)
	}
	return t.Tx.AddUses(ctx, uses...)
}

// clamps lets a counter fall to zero instead of failing.
func (t clamps) AddUses(ctx context.Context, uses ...coupon.Use) error {
	for i := range uses {
		uses[i].N = max(-1, uses[i].N)
	}
	return t.Tx.AddUses(ctx, uses...)
}

func (t overwrites) SaveCampaign(ctx context.Context, c coupon.Campaign) error {
	if old, err := t.Campaign(ctx, c.ID); err == nil {
		c.Version = old.Version
	}
	return t.Tx.SaveCampaign(ctx, c)
}

func (t overwrites) SaveRedemptions(ctx context.Context, list ...coupon.Redemption) error {
	for i := range list {
		have, err := t.RedemptionsOf(ctx, list[i].Purchase)
		if err != nil {
			return err
		}
		for _, old := range have {
			if old.Rule == list[i].Rule {
				list[i].Version = old.Version
			}
		}
	}
	return t.Tx.SaveRedemptions(ctx, list...)
}

func (t overwrites) SaveGuesses(ctx context.Context, g coupon.Guesses) error {
	if old, err := t.Guesses(ctx, g.Who); err == nil {
		g.Version = old.Version
	}
	return t.Tx.SaveGuesses(ctx, g)
}

func (t upserts) SaveCoupons(ctx context.Context, list ...coupon.Coupon) error {
	for i := range list {
		if old, err := t.Coupon(ctx, list[i].Code); err == nil {
			list[i].Version = old.Version
		}
	}
	return t.Tx.SaveCoupons(ctx, list...)
}

func (t noRedemption) RedemptionsOf(ctx context.Context, purchase string) ([]coupon.Redemption, error) {
	list, err := t.Tx.RedemptionsOf(ctx, purchase)
	return list[:min(1, len(list))], err
}

// blind does not see what its closure wrote.
func (t blind) Coupon(ctx context.Context, code string) (coupon.Coupon, error) {
	c, err := t.Tx.Coupon(ctx, code)
	if err == nil {
		c.Version--
	}
	return c, err
}

func (t noGuesses) SaveGuesses(context.Context, coupon.Guesses) error { return nil }

func (t noStock) SaveCampaign(ctx context.Context, c coupon.Campaign) error {
	c.ValidFor = c.ValidFor.Truncate(time.Second)
	return t.Tx.SaveCampaign(ctx, c)
}

func (t shortMemory) SaveRedemptions(ctx context.Context, list ...coupon.Redemption) error {
	for i := range list {
		list[i].Counted = ""
	}
	return t.Tx.SaveRedemptions(ctx, list...)
}

func TestMutantsAreCaught(t *testing.T) {
	type sabotage func(coupon.Store) coupon.Store
	tx := func(f func(coupon.Tx) coupon.Tx) sabotage {
		return func(s coupon.Store) coupon.Store { return broken{Store: s, tx: f} }
	}
	read := func(f func(c *coupon.Coupon)) sabotage {
		return func(s coupon.Store) coupon.Store {
			return broken{Store: s, read: func(c coupon.Coupon) coupon.Coupon { f(&c); return c }}
		}
	}
	for name, mutant := range map[string]struct {
		rule string
		sabotage
	}{
		"no limit at all":        {"count/limit", tx(func(t coupon.Tx) coupon.Tx { return noLimit{t} })},
		"no limit for purchases": {"redeem/limit", tx(func(t coupon.Tx) coupon.Tx { return noLimit{t} })},
		"no budget":              {"redeem/budget", tx(func(t coupon.Tx) coupon.Tx { return noLimit{t} })},
		"refused without end":    {"redeem/refused", tx(func(t coupon.Tx) coupon.Tx { return noLimit{t} })},
		"refuses the last use":   {"count/exact", tx(func(t coupon.Tx) coupon.Tx { return strict{t} })},
		"one of several":         {"count/together", tx(func(t coupon.Tx) coupon.Tx { return oneByOne{t} })},
		"refuses and goes on":    {"count/doomed", tx(func(t coupon.Tx) coupon.Tx { return deaf{t} })},
		"gives nothing back":     {"count/back", tx(func(t coupon.Tx) coupon.Tx { return refusesBack{t} })},
		"keeps what is released": {"release/race", tx(func(t coupon.Tx) coupon.Tx { return refusesBack{t} })},
		"falls to zero":          {"count/floor", tx(func(t coupon.Tx) coupon.Tx { return clamps{t} })},
		"counters out of order": {"count/find", func(s coupon.Store) coupon.Store {
			return broken{Store: s, counts: func(list []coupon.Count) {
				if len(list) > 1 {
					list[0], list[1] = list[1], list[0]
				}
			}}
		}},
		"milliseconds of a validity": {"campaign/keeps", tx(func(t coupon.Tx) coupon.Tx { return noStock{t} })},
		"the last author wins":       {"campaign/stale", tx(func(t coupon.Tx) coupon.Tx { return overwrites{t} })},
		"coupons for everybody":      {"coupon/keeps", read(func(c *coupon.Coupon) { c.Buyer = "" })},
		"coupons in the morning":     {"coupon/keeps", read(func(c *coupon.Coupon) { c.Until = c.Until.Truncate(time.Hour) })},
		"a use is lost":              {"coupon/stale", tx(func(t coupon.Tx) coupon.Tx { return forgetsUse{t} })},
		"a single code for all":      {"redeem/coupon", tx(func(t coupon.Tx) coupon.Tx { return forgetsUse{t} })},
		"a code twice":               {"coupon/insert", tx(func(t coupon.Tx) coupon.Tx { return upserts{t} })},
		"somebody else's wallet":     {"coupon/wallet", func(s coupon.Store) coupon.Store { return broken{Store: s, wallet: "林"} }},
		"one redemption is all":      {"redemption/keeps", tx(func(t coupon.Tx) coupon.Tx { return noRedemption{t} })},
		"redeemed over it":           {"redemption/stale", tx(func(t coupon.Tx) coupon.Tx { return overwrites{t} })},
		"one purchase many times":    {"redeem/purchase", tx(func(t coupon.Tx) coupon.Tx { return overwrites{t} })},
		"forgets what it counted":    {"release/back", tx(func(t coupon.Tx) coupon.Tx { return shortMemory{t} })},
		"the last guess wins":        {"guess/keeps", tx(func(t coupon.Tx) coupon.Tx { return overwrites{t} })},
		"guesses are not kept":       {"guess/lock", tx(func(t coupon.Tx) coupon.Tx { return noGuesses{t} })},
		"does not see its own":       {"do/own", tx(func(t coupon.Tx) coupon.Tx { return blind{t} })},
		"the database's own error": {"confirm/again", func(s coupon.Store) coupon.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
				empty := false
				err := s.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
					list, err := tx.RedemptionsOf(ctx, "nothing redeemed")
					empty = err == nil && len(list) == 0
					return errors.Join(err, fn(ctx, tx))
				})
				if err == nil && empty {
					return errors.New("no rows")
				}
				return err
			}}
		}},
		"commits what failed": {"do/rollback", func(s coupon.Store) coupon.Store {
			return broken{Store: s, do: func(ctx context.Context, fn func(context.Context, coupon.Tx) error) error {
				var failed error
				err := s.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
					if failed = fn(ctx, tx); errors.Is(failed, coupon.ErrSpent) || errors.Is(failed, event.ErrStale) {
						return failed
					}
					return nil
				})
				return errors.Join(failed, err)
			}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := coupontest.Check(t.Context(), coupontest.Harness{New: func() (*coupontest.System, error) {
				s, err := memory()
				s.Coupons = mutant.sabotage(s.Coupons)
				return s, err
			}})
			require.Error(t, err)
			assert.Contains(t, "\n"+err.Error(), "\n"+mutant.rule+": ", "its rule did not catch it")
		})
	}
}

// TestRulesSayWhy makes sure that no rule lacks its reason.
func TestRulesSayWhy(t *testing.T) {
	for _, rule := range coupontest.Rules() {
		require.NotEmpty(t, rule.Why)
		require.Equal(t, strings.ToLower(rule.Name), rule.Name)
	}
}
