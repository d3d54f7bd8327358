package memstore

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order/cart"
)

// A cartView is the store as package cart sees it.
type cartView struct{ db *DB }

// Carts is the store as package cart sees it.
func (db *DB) Carts() cart.Store { return cartView{db} }

// FindCart returns an owner's cart, see cart.Store.
func (v cartView) FindCart(ctx context.Context, owner string) (cart.Cart, error) {
	if err := ctx.Err(); err != nil {
		return cart.Cart{}, err
	}
	c, err := find[cart.Cart](v.db, key{"cart", owner})
	c.Lines = slices.Clone(c.Lines)
	return c, err
}

// SaveCart inserts or compares, see cart.Store.
func (v cartView) SaveCart(ctx context.Context, c cart.Cart) error {
	return v.db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.enter(ctx, "SaveCart"); err != nil {
			return err
		}
		k := key{"cart", c.Owner}
		old, found := tx.get(k).(cart.Cart)
		if (c.Version == 0) == found || found && old.Version != c.Version {
			return tx.doom(fmt.Errorf("%w: cart %s", event.ErrStale, c.Owner))
		}
		next := c
		next.Lines = slices.Clone(c.Lines)
		next.Version++
		tx.put(k, next)
		return nil
	})
}

// ClearCart empties an owner's cart, see cart.Store.
func (v cartView) ClearCart(ctx context.Context, owner string, at time.Time) error {
	return v.db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.enter(ctx, "ClearCart"); err != nil {
			return err
		}
		k := key{"cart", owner}
		if old, found := tx.get(k).(cart.Cart); found {
			tx.put(k, cart.Cart{Owner: owner, Version: old.Version + 1, Updated: at})
		}
		return nil
	})
}

// PruneCarts deletes carts that nobody touches any more, see cart.Store.
func (v cartView) PruneCarts(ctx context.Context, before time.Time, limit int) (pruned int64, err error) {
	old := func(c cart.Cart) bool { return !c.Updated.IsZero() && c.Updated.Before(before) }
	if len(pick(v.db, "cart", old)) == 0 {
		return 0, ctx.Err()
	}
	err = v.db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		pruned = 0
		if err := tx.enter(ctx, "PruneCarts"); err != nil {
			return err
		}
		for _, c := range pick(v.db, "cart", old) {
			k := key{"cart", c.Owner}
			if now, found := tx.get(k).(cart.Cart); found && old(now) && pruned < int64(limit) {
				tx.put(k, nil)
				pruned++
			}
		}
		return nil
	})
	return pruned, err
}
