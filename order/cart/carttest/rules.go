package carttest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

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
	err = errors.Join(is("no cart", err, event.ErrNotFound), stale("a change of nothing", s.SaveCart(ctx, c)), s.ClearCart(ctx, "nobody", hour(1)))
	_, cleared := s.FindCart(ctx, "nobody")
	return errors.Join(err, is("no cart, cleared", cleared, event.ErrNotFound))
}

func keepsApart(ctx context.Context, s cart.Store) error {
	ann, other, upper := sample("ann"), sample("ann2"), sample("Ann")
	other.Lines, upper.Lines = other.Lines[:1], upper.Lines[1:2]
	err := errors.Join(s.SaveCart(ctx, ann), s.SaveCart(ctx, other), s.SaveCart(ctx, upper), s.ClearCart(ctx, "ann2", hour(2)))
	return errors.Join(err, holds(ctx, s, cart.Cart{Owner: "ann2", Updated: hour(2)}, 2), holds(ctx, s, ann, 1), holds(ctx, s, upper, 1))
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

func clears(ctx context.Context, s cart.Store) error {
	c := sample("ann")
	err := errors.Join(s.SaveCart(ctx, c), s.ClearCart(ctx, "ann", hour(2)))
	empty := cart.Cart{Owner: "ann", Updated: hour(2)}
	err = errors.Join(err, holds(ctx, s, empty, 2), s.ClearCart(ctx, "ann", hour(3)))
	empty.Updated = hour(3)
	err = errors.Join(err, holds(ctx, s, empty, 3))
	c.Version = 3
	return errors.Join(err, s.SaveCart(ctx, c), holds(ctx, s, c, 4))
}

// clearedStale lets a cart be filled, ordered and filled again, and a tab of each
// time before write what it has read.
func clearedStale(ctx context.Context, s cart.Store) error {
	var err error
	tabs := []cart.Cart{sample("ann")} // of a time when there was none
	for range 3 {
		c, findErr := s.FindCart(ctx, "ann")
		if len(tabs) > 1 {
			err = errors.Join(err, findErr)
		}
		bought := sample("ann")
		bought.Version = c.Version
		err = errors.Join(err, s.SaveCart(ctx, bought))
		bought.Version++
		tabs = append(tabs, bought)
		err = errors.Join(err, s.ClearCart(ctx, "ann", hour(2)))
	}
	now, findErr := s.FindCart(ctx, "ann")
	err = errors.Join(err, findErr)
	now.Lines = sample("ann").Lines[2:]
	err = errors.Join(err, s.SaveCart(ctx, now))
	for i, tab := range tabs {
		err = errors.Join(err, stale(fmt.Sprint("tab ", i), s.SaveCart(ctx, tab)))
	}
	return errors.Join(err, holds(ctx, s, now, now.Version+1))
}

func prunes(ctx context.Context, s cart.Store) error {
	var err error
	for i, owner := range []string{"one", "two", "three", "four", "timeless"} {
		c := sample(owner)
		c.Updated = hour(i + 1)
		if owner == "timeless" {
			c.Updated = time.Time{}
		}
		err = errors.Join(err, s.SaveCart(ctx, c))
	}
	err = errors.Join(err, s.ClearCart(ctx, "one", hour(9)), s.SaveCart(ctx, sample("five")), s.ClearCart(ctx, "five", hour(3)))
	for _, n := range []int64{2, 1, 0} { // two, three and five are old enough
		pruned, pruneErr := s.PruneCarts(ctx, hour(4), 2)
		err = errors.Join(err, pruneErr, want("pruned", pruned, n))
	}
	for _, owner := range []string{"two", "three", "five"} {
		_, gone := s.FindCart(ctx, owner)
		err = errors.Join(err, is("the pruned cart of "+owner, gone, event.ErrNotFound))
	}
	four, timeless := sample("four"), sample("timeless")
	four.Updated, timeless.Updated = hour(4), time.Time{}
	return errors.Join(err, holds(ctx, s, cart.Cart{Owner: "one", Updated: hour(9)}, 2), holds(ctx, s, four, 1), holds(ctx, s, timeless, 1),
		s.SaveCart(ctx, sample("two")), holds(ctx, s, sample("two"), 1))
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
		is("a clearance", s.ClearCart(ended, "ann", hour(2)), context.Canceled), holds(ctx, s, sample("ann"), 1))
}
