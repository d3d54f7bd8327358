package memstore

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
)

// Coupons is the store as package coupon sees it.
func (db *DB) Coupons() coupon.Store {
	return view[coupon.Tx]{db, func(tx *Tx) coupon.Tx { return tx }}
}

func countKey(name string) key { return key{"coupon.count", name} }

// AddUses raises counters up to their limits, see coupon.Tx.
func (tx *Tx) AddUses(ctx context.Context, uses ...coupon.Use) error {
	if err := tx.enter(ctx, "AddUses"); err != nil {
		return err
	}
	for _, u := range uses { // all are checked before any is written
		have, _ := tx.get(countKey(u.Key)).(coupon.Count)
		switch n := have.N + u.N; {
		case n < 0:
			return tx.doom(fmt.Errorf("%w: coupon.count", event.ErrStale))
		case u.Max > 0 && u.N > 0 && n > u.Max:
			return tx.doom(&coupon.SpentError{Key: u.Key})
		}
	}
	for _, u := range uses {
		have, _ := tx.get(countKey(u.Key)).(coupon.Count)
		tx.put(countKey(u.Key), coupon.Count{Key: u.Key, N: have.N + u.N})
	}
	return nil
}

// Campaign returns a campaign, see coupon.Tx.
func (tx *Tx) Campaign(ctx context.Context, id string) (coupon.Campaign, error) {
	return load[coupon.Campaign](ctx, tx, "Campaign", key{"coupon.campaign", id})
}

// SaveCampaign inserts or compares, see coupon.Tx.
func (tx *Tx) SaveCampaign(ctx context.Context, c coupon.Campaign) error {
	if err := tx.enter(ctx, "SaveCampaign"); err != nil {
		return err
	}
	return store(tx, key{"coupon.campaign", c.ID}, c.Version, func(c coupon.Campaign) int64 { return c.Version },
		func(coupon.Campaign, bool) coupon.Campaign { c.Version++; return c })
}

// Coupon returns a coupon, see coupon.Tx.
func (tx *Tx) Coupon(ctx context.Context, code string) (coupon.Coupon, error) {
	return load[coupon.Coupon](ctx, tx, "Coupon", key{"coupon", code})
}

// SaveCoupons inserts or compares, see coupon.Tx.
func (tx *Tx) SaveCoupons(ctx context.Context, list ...coupon.Coupon) error {
	if err := tx.enter(ctx, "SaveCoupons"); err != nil {
		return err
	}
	for _, c := range list {
		err := store(tx, key{"coupon", c.Code}, c.Version, func(c coupon.Coupon) int64 { return c.Version },
			func(old coupon.Coupon, found bool) coupon.Coupon {
				if found {
					old.Used, old.Frozen, old.Buyer, old.Until = c.Used, c.Frozen, c.Buyer, c.Until
					c = old
				}
				c.Version++
				return c
			})
		if err != nil {
			return err
		}
	}
	return nil
}

func redemptionKey(purchase, rule string) key {
	return key{"coupon.redemption", purchase + "\x00" + rule}
}

// redemptions is the list of rules that a purchase redeems, so that a transaction
// notices when another adds to it.
type redemptions struct{ rules string }

// RedemptionsOf lists by rule, see coupon.Tx.
func (tx *Tx) RedemptionsOf(ctx context.Context, purchase string) ([]coupon.Redemption, error) {
	if err := tx.enter(ctx, "RedemptionsOf"); err != nil {
		return nil, err
	}
	index, _ := tx.get(key{"coupon.redemptions", purchase}).(redemptions)
	var list []coupon.Redemption
	for rule := range splitLines(index.rules) {
		if r, ok := tx.get(redemptionKey(purchase, rule)).(coupon.Redemption); ok {
			list = append(list, r)
		}
	}
	slices.SortFunc(list, func(a, b coupon.Redemption) int { return cmp.Compare(a.Rule, b.Rule) })
	return list, nil
}

func splitLines(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for from, i := 0, 0; i < len(text); i++ {
			if text[i] != '\n' {
				continue
			}
			if !yield(text[from:i]) {
				return
			}
			from = i + 1
		}
	}
}

// SaveRedemptions inserts or compares, see coupon.Tx.
func (tx *Tx) SaveRedemptions(ctx context.Context, list ...coupon.Redemption) error {
	if err := tx.enter(ctx, "SaveRedemptions"); err != nil {
		return err
	}
	for _, r := range list {
		added := false
		err := store(tx, redemptionKey(r.Purchase, r.Rule), r.Version, func(r coupon.Redemption) int64 { return r.Version },
			func(old coupon.Redemption, found bool) coupon.Redemption {
				if added = !found; found {
					old.Status, old.Changed = r.Status, r.Changed
					r = old
				}
				r.Version++
				return r
			})
		if err != nil {
			return err
		}
		if added {
			k := key{"coupon.redemptions", r.Purchase}
			index, _ := tx.get(k).(redemptions)
			index.rules += r.Rule + "\n"
			tx.put(k, index)
		}
	}
	return nil
}

// Guesses returns somebody's wrong codes, see coupon.Tx.
func (tx *Tx) Guesses(ctx context.Context, who string) (coupon.Guesses, error) {
	return load[coupon.Guesses](ctx, tx, "Guesses", key{"coupon.guesses", who})
}

// SaveGuesses inserts or compares, see coupon.Tx.
func (tx *Tx) SaveGuesses(ctx context.Context, g coupon.Guesses) error {
	if err := tx.enter(ctx, "SaveGuesses"); err != nil {
		return err
	}
	return store(tx, key{"coupon.guesses", g.Who}, g.Version, func(g coupon.Guesses) int64 { return g.Version },
		func(coupon.Guesses, bool) coupon.Guesses { g.Version++; return g })
}

// FindCounts reads counters without a transaction.
func (db *DB) FindCounts(ctx context.Context, keys ...string) ([]coupon.Count, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	list := make([]coupon.Count, len(keys))
	for i, name := range keys {
		list[i].Key = name
		if c, ok := db.rows[countKey(name)].value.(coupon.Count); ok {
			list[i].N = c.N
		}
	}
	return list, nil
}

// FindCoupon reads without a transaction.
func (db *DB) FindCoupon(ctx context.Context, code string) (coupon.Coupon, error) {
	if err := ctx.Err(); err != nil {
		return coupon.Coupon{}, err
	}
	return find[coupon.Coupon](db, key{"coupon", code})
}

// FindGuesses reads without a transaction.
func (db *DB) FindGuesses(ctx context.Context, who string) (coupon.Guesses, error) {
	if err := ctx.Err(); err != nil {
		return coupon.Guesses{}, err
	}
	return find[coupon.Guesses](db, key{"coupon.guesses", who})
}

// CouponsOf lists a wallet by code.
func (db *DB) CouponsOf(ctx context.Context, buyer string) iter.Seq2[coupon.Coupon, error] {
	list := pick(db, "coupon", func(c coupon.Coupon) bool { return buyer != "" && c.Buyer == buyer })
	slices.SortFunc(list, func(a, b coupon.Coupon) int { return cmp.Compare(a.Code, b.Code) })
	return each(ctx, list)
}
