package carttest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order/cart"
)

func keepsCart(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	err := errors.Join(s.SaveCart(ctx, c), holds(ctx, s, c, 1))
	c.Version, c.Currency, c.Lines = 1, "USD", []cart.Line{{SKU: "SONG", Qty: 3, Price: money.MustParseText("0.99 USD")}}
	return errors.Join(err, s.SaveCart(ctx, c), holds(ctx, s, c, 2))
}

func keepsOrder(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	for i := range 200 {
		c.Lines = append(c.Lines, cart.Line{SKU: catalog.SKU(fmt.Sprint("S", (i*37)%200)), Qty: int64(i + 1), Price: money.MustParseText("1 CNY")})
	}
	if err := s.SaveCart(ctx, c); err != nil {
		return err
	}
	got, err := s.FindCart(ctx, "ann")
	return errors.Join(err, want("lines", fmt.Sprint(skus(got)), fmt.Sprint(skus(c))), want("units", got.Units(), c.Units()))
}

func missingCart(ctx context.Context, s cart.Store) error {
	_, err := s.FindCart(ctx, "nobody")
	c := sample("ann")
	c.Version = 1
	return errors.Join(is("no cart", err, event.ErrNotFound), stale("a change of nothing", s.SaveCart(ctx, c)), s.DeleteCart(ctx, "nobody"))
}

func keepsApart(ctx context.Context, s cart.Store) error {
	ann, other, upper := sample("ann"), sample("ann2"), sample("Ann")
	other.Lines, upper.Lines = other.Lines[:1], upper.Lines[1:2]
	err := errors.Join(s.SaveCart(ctx, ann), s.SaveCart(ctx, other), s.SaveCart(ctx, upper), s.DeleteCart(ctx, "ann2"))
	_, gone := s.FindCart(ctx, "ann2")
	return errors.Join(err, is("a deleted cart", gone, event.ErrNotFound), holds(ctx, s, ann, 1), holds(ctx, s, upper, 1))
}

func staleCart(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	err := s.SaveCart(ctx, c)
	again := s.SaveCart(ctx, c)
	c.Version, c.Lines[0].Qty = 1, 7
	err = errors.Join(err, stale("a first cart again", again), s.SaveCart(ctx, c))
	late, ahead, odd := sample("ann"), sample("ann"), sample("ben")
	late.Version, ahead.Version, odd.Version = 1, 3, -1
	return errors.Join(err, stale("an old version", s.SaveCart(ctx, late)), stale("a version to come", s.SaveCart(ctx, ahead)),
		stale("a version that never was", s.SaveCart(ctx, odd)), holds(ctx, s, c, 2))
}

func emptied(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	err := s.SaveCart(ctx, c)
	c.Version, c.Lines = 1, c.Lines[1:2]
	err = errors.Join(err, s.SaveCart(ctx, c), holds(ctx, s, c, 2))
	c.Version, c.Lines = 2, nil
	return errors.Join(err, s.SaveCart(ctx, c), holds(ctx, s, c, 3))
}

func deletes(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	err := errors.Join(s.SaveCart(ctx, c), s.DeleteCart(ctx, "ann"), s.DeleteCart(ctx, "ann"))
	_, gone := s.FindCart(ctx, "ann")
	old := c
	old.Version = 1
	return errors.Join(err, is("a deleted cart", gone, event.ErrNotFound), stale("a change of what was deleted", s.SaveCart(ctx, old)),
		s.SaveCart(ctx, c), holds(ctx, s, c, 1))
}

func sharesNothing(ctx context.Context, s cart.Store) error {
	given := sample("ann")
	err := s.SaveCart(ctx, given)
	given.Lines[0].Qty = 99
	read, readErr := s.FindCart(ctx, "ann")
	err = errors.Join(err, readErr, holds(ctx, s, sample("ann"), 1))
	if len(read.Lines) > 0 {
		read.Lines[0].Qty = 98
	}
	return errors.Join(err, holds(ctx, s, sample("ann"), 1))
}

func insertRace(ctx context.Context, s cart.Store) error {
	won := 0
	var err error
	for _, failed := range all(8, func(int) error { return s.SaveCart(ctx, sample("ann")) }) {
		if failed == nil {
			won++
		} else if !errors.Is(failed, event.ErrStale) {
			err = errors.Join(err, failed)
		}
	}
	return errors.Join(err, want("of 8 first carts, kept", won, 1), holds(ctx, s, sample("ann"), 1))
}

// changeRace lets six tabs add one piece each, anew while another was faster. All
// have read the cart before one writes.
func changeRace(ctx context.Context, s cart.Store) error {
	if err := s.SaveCart(ctx, sample("ann")); err != nil {
		return err
	}
	const tabs = 6
	var read sync.WaitGroup
	read.Add(tabs)
	errs := all(tabs, func(int) error {
		for first := true; ; first = false {
			c, err := s.FindCart(ctx, "ann")
			if first {
				read.Done()
				read.Wait()
			}
			if err != nil {
				return err
			}
			c.Lines[0].Qty++
			if err := s.SaveCart(ctx, c); !errors.Is(err, event.ErrStale) {
				return err
			}
		}
	})
	c := sample("ann")
	c.Lines[0].Qty += tabs
	return errors.Join(errors.Join(errs...), holds(ctx, s, c, 1+tabs))
}

func endedContext(ctx context.Context, s cart.Store) error {
	if err := s.SaveCart(ctx, sample("ann")); err != nil {
		return err
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	_, read := s.FindCart(ended, "ann")
	return errors.Join(is("a read", read, context.Canceled), is("a save", s.SaveCart(ended, sample("ben")), context.Canceled),
		is("a deletion", s.DeleteCart(ended, "ann"), context.Canceled), holds(ctx, s, sample("ann"), 1))
}
