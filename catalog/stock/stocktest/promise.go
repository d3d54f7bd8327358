package stocktest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
)

func promiseRules() []Rule {
	return []Rule{
		{"promise/life", "pieces go from available to reserved to gone, each step once", promiseLife},
		{"promise/whole", "an order with half its lines reserved can never be packed", promisesWhole},
		{"promise/merge", "two lines of one SKU judged one by one sell the same piece twice", mergesLines},
		{"promise/more", "a holder that asks again must not lose what it had", promisesMore},
		{"promise/open", "giving back what is not held invents pieces", onlyWhatIsOpen},
		{"promise/holder", "one holder's pieces are not another's", onlyTheHolder},
		{"promise/parcel", "a parcel handed over twice would leave twice", parcelOnce},
		{"promise/quantity", "a quantity below one turns a promise around", promiseQuantity},
	}
}

func promiseLife(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 10), movement("m2", "B", 1))
	err = errors.Join(err, s.reserve(ctx, "o1", line("B", 1), line("A", 4)), s.levels(ctx, stock.Level{SKU: "A", OnHand: 10, Reserved: 4}, stock.Level{SKU: "B", OnHand: 1, Reserved: 1}))
	err = errors.Join(err, s.release(ctx, "o1", line("A", 1)), s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 3}, stock.Reservation{SKU: "B", Open: 1}))
	err = errors.Join(err, s.take(ctx, "o1", "p1", line("A", 2), line("B", 1)), s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 1, Taken: 2}, stock.Reservation{SKU: "B", Taken: 1}))
	return errors.Join(err, s.levels(ctx, stock.Level{SKU: "A", OnHand: 8, Reserved: 1}, stock.Level{SKU: "B"}),
		s.movements(ctx, "A", "m1 +10 received", "p1.1 -2 shipped"), s.movements(ctx, "B", "m2 +1 received", "p1.2 -1 shipped"),
		Balance(ctx, s.Stock, []catalog.SKU{"A", "B"}, []string{"o1"}))
}

func promisesWhole(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 5), movement("m2", "C", 5))
	short := s.reserve(ctx, "o1", line("A", 1), line("B", 1), line("C", 1)) // B has no row
	few := s.reserve(ctx, "o1", line("A", 1), line("C", 6))
	return errors.Join(err, outOfStock(short, "B"), outOfStock(few, "C"), s.open(ctx, "o1"),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 5}, stock.Level{SKU: "C", OnHand: 5}))
}

func mergesLines(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 5))
	twice := s.reserve(ctx, "o1", line("A", 3), line("A", 3))
	err = errors.Join(err, outOfStock(twice, "A"), s.reserve(ctx, "o1", line("A", 3), line("A", 2)), s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 5}))
	err = errors.Join(err, stale("released in two lines, one too many", s.release(ctx, "o1", line("A", 3), line("A", 3))))
	return errors.Join(err, s.take(ctx, "o1", "p1", line("A", 1), line("A", 1)), s.release(ctx, "o1", line("A", 2), line("A", 1)),
		s.movements(ctx, "A", "m1 +5 received", "p1.1 -2 shipped"), s.levels(ctx, stock.Level{SKU: "A", OnHand: 3}))
}

func promisesMore(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 5)), s.reserve(ctx, "o1", line("A", 2)), s.reserve(ctx, "o1", line("A", 2)))
	return errors.Join(err, outOfStock(s.reserve(ctx, "o1", line("A", 2)), "A"), s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 4}))
}

func onlyWhatIsOpen(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 9), movement("m2", "B", 9)), s.reserve(ctx, "o1", line("A", 3), line("B", 3)), s.reserve(ctx, "o2", line("A", 5)))
	for what, failed := range map[string]error{
		"released more than open":       s.release(ctx, "o1", line("B", 1), line("A", 4)),
		"taken more than open":          s.take(ctx, "o1", "p1", line("B", 1), line("A", 4)),
		"released what was never held":  s.release(ctx, "o1", line("C", 1)),
		"taken for nobody":              s.take(ctx, "o9", "p2", line("A", 1)),
		"released after all were taken": errors.Join(s.take(ctx, "o2", "p3", line("A", 5)), s.release(ctx, "o2", line("A", 1))),
	} {
		err = errors.Join(err, stale(what, failed))
	}
	return errors.Join(err, s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 3}, stock.Reservation{SKU: "B", Open: 3}),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 4, Reserved: 3}, stock.Level{SKU: "B", OnHand: 9, Reserved: 3}))
}

func onlyTheHolder(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 5)), s.reserve(ctx, "o1", line("A", 2)), s.reserve(ctx, "o2", line("A", 3)))
	return errors.Join(err, stale("released by another", s.release(ctx, "o1", line("A", 3))), s.release(ctx, "o2", line("A", 3)),
		s.open(ctx, "o1", stock.Reservation{SKU: "A", Open: 2}), s.open(ctx, "o2", stock.Reservation{SKU: "A"}), s.open(ctx, "o3"),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 5, Reserved: 2}))
}

func parcelOnce(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 5)), s.reserve(ctx, "o1", line("A", 4)), s.take(ctx, "o1", "p1", line("A", 1)))
	return errors.Join(err, stale("a parcel again", s.take(ctx, "o1", "p1", line("A", 1))), s.movements(ctx, "A", "m1 +5 received", "p1.1 -1 shipped"),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 4, Reserved: 3}))
}

func promiseQuantity(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 5)), s.reserve(ctx, "o1", line("A", 4)))
	for _, qty := range []int64{0, -1, stock.MaxQuantity + 1, 1 << 62} {
		bad := []stock.Line{line("A", qty), line("A", qty)}
		for what, failed := range map[string]error{
			"reserved": s.reserve(ctx, "o1", bad...), "released": s.release(ctx, "o1", bad...), "taken": s.take(ctx, "o1", "p1", bad...),
		} {
			err = errors.Join(err, is(fmt.Sprintf("%s %d", what, qty), failed, stock.ErrQuantity))
		}
	}
	return errors.Join(err, s.reserve(ctx, "o2"), s.levels(ctx, stock.Level{SKU: "A", OnHand: 5, Reserved: 4}))
}
