package stocktest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
)

func crowdRules() []Rule {
	return []Rule{
		{"crowd/last", "the last piece sold twice is an apology to a buyer, a piece left unsold is a loss", lastPieces},
		{"crowd/deadlock", "two orders with the same goods in another order must not wait for each other for ever", oppositeOrders},
		{"crowd/once", "a delivery booked by two processes at once would count twice", bookedOnce},
		{"crowd/return", "pieces given back at once must all come back", givenBack},
		{"crowd/balance", "on hand is the sum of movements, reserved the sum of open reservations, after anything", randomWalk},
	}
}

// sorted counts how many succeeded, and joins what failed for another reason
// than the given one.
func sorted(errs []error, reason error) (won int, err error) {
	for _, failed := range errs {
		if failed == nil {
			won++
		} else if !errors.Is(failed, reason) {
			err = errors.Join(err, failed)
		}
	}
	return won, err
}

func lastPieces(ctx context.Context, s *System) error {
	if err := s.move(ctx, movement("m1", "A", 10)); err != nil {
		return err
	}
	refs := make([]string, 40)
	won, err := sorted(all(len(refs), func(i int) error {
		refs[i] = fmt.Sprint("o", i)
		return s.reserve(ctx, refs[i], line("A", 1))
	}), stock.ErrOutOfStock)
	return errors.Join(err, want("of 40 who want one of 10, served", won, 10), s.levels(ctx, stock.Level{SKU: "A", OnHand: 10, Reserved: 10}),
		Balance(ctx, s.Stock, []catalog.SKU{"A"}, refs))
}

func oppositeOrders(ctx context.Context, s *System) error {
	var skus []catalog.SKU
	var forth, back []stock.Line
	for i := range 8 {
		sku := catalog.SKU(fmt.Sprint("S", i))
		skus = append(skus, sku)
		if err := s.move(ctx, movement("in."+string(sku), sku, 1000)); err != nil {
			return err
		}
		forth, back = append(forth, line(sku, 1)), append([]stock.Line{line(sku, 1)}, back...)
	}
	refs := make([]string, 24)
	errs := all(len(refs), func(i int) error {
		refs[i] = fmt.Sprint("o", i)
		lines, moves := forth, []stock.Movement{movement(fmt.Sprintf("x%d", i), "S7", 1), movement(fmt.Sprintf("y%d", i), "S0", 1)}
		if i%2 == 1 {
			lines, moves = back, []stock.Movement{moves[1], moves[0]}
		}
		return errors.Join(s.reserve(ctx, refs[i], lines...), s.move(ctx, moves...), s.take(ctx, refs[i], "p"+refs[i], lines...))
	})
	return errors.Join(errors.Join(errs...), Balance(ctx, s.Stock, skus, refs),
		s.levels(ctx, stock.Level{SKU: "S0", OnHand: 1000}, stock.Level{SKU: "S1", OnHand: 976}, stock.Level{SKU: "S7", OnHand: 1000}))
}

func bookedOnce(ctx context.Context, s *System) error {
	won, err := sorted(all(8, func(int) error { return s.move(ctx, movement("m1", "A", 5)) }), event.ErrStale)
	return errors.Join(err, want("booked", won, 1), s.levels(ctx, stock.Level{SKU: "A", OnHand: 5}))
}

func givenBack(ctx context.Context, s *System) error {
	if err := errors.Join(s.move(ctx, movement("m1", "A", 12)), s.reserve(ctx, "o1", line("A", 10))); err != nil {
		return err
	}
	won, err := sorted(all(16, func(i int) error {
		if i%2 == 0 {
			return s.release(ctx, "o1", line("A", 1))
		}
		return s.take(ctx, "o1", fmt.Sprint("p", i), line("A", 1))
	}), event.ErrStale)
	return errors.Join(err, want("of 16 steps with 10 pieces, done", won, 10), Balance(ctx, s.Stock, []catalog.SKU{"A"}, []string{"o1"}))
}

// randomWalk lets four callers do anything at all, from a fixed seed.
func randomWalk(ctx context.Context, s *System) error {
	skus, refs := []catalog.SKU{"A", "B", "C"}, []string{"o1", "o2", "o3", "o4"}
	errs := all(4, func(caller int) error {
		walk := rand.New(rand.NewPCG(uint64(caller), 7))
		var broken error
		for step := range 40 {
			err := s.anything(ctx, walk, skus, refs, fmt.Sprintf("w%d.%d", caller, step))
			if err != nil && !errors.Is(err, stock.ErrOutOfStock) && !errors.Is(err, event.ErrStale) {
				broken = errors.Join(broken, err)
			}
		}
		return broken
	})
	return errors.Join(errors.Join(errs...), Balance(ctx, s.Stock, skus, refs))
}

func (s *System) anything(ctx context.Context, walk *rand.Rand, skus []catalog.SKU, refs []string, id string) error {
	ref := refs[walk.IntN(len(refs))]
	var lines []stock.Line
	for range 1 + walk.IntN(3) {
		lines = append(lines, stock.Line{SKU: skus[walk.IntN(len(skus))], Location: []string{"", "west"}[walk.IntN(2)], Qty: 1 + walk.Int64N(4)})
	}
	switch walk.IntN(5) {
	case 0:
		return s.reserve(ctx, ref, lines...)
	case 1:
		return s.release(ctx, ref, lines...)
	case 2:
		return s.take(ctx, ref, id, lines...)
	}
	sign := int64(1)
	if walk.IntN(3) == 0 {
		sign = -1
	}
	var moves []stock.Movement
	for i, l := range lines {
		m := movement(fmt.Sprintf("%s.%d", id, i), l.SKU, sign*l.Qty)
		m.Location = l.Location
		moves = append(moves, m)
	}
	return s.move(ctx, moves...)
}
