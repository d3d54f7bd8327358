package memstore

import (
	"context"
	"fmt"
	"slices"

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

// DeleteCart removes an owner's cart, see cart.Store.
func (v cartView) DeleteCart(ctx context.Context, owner string) error {
	return v.db.Do(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.enter(ctx, "DeleteCart"); err != nil {
			return err
		}
		tx.put(key{"cart", owner}, nil)
		return nil
	})
}
