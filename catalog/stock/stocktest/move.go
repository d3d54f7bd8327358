package stocktest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
)

func moveRules() []Rule {
	return []Rule{
		{"move/keeps", "the reason and the person behind every piece are what an audit asks for", keepsMovement},
		{"move/order", "a ledger is read from its beginning", movementOrder},
		{"move/once", "a movement repeated after a lost answer would invent pieces", movementOnce},
		{"move/all", "half a delivery leaves books that nobody can explain", movesAll},
		{"move/floor", "what was promised must stay in the warehouse", keepsFloor},
		{"move/quantity", "a quantity out of bounds overflows a sum", movementQuantity},
		{"move/places", "pieces in one warehouse are not pieces in another", keepsPlaces},
		{"move/sorted", "lists that depend on a database's language surprise whoever moves to another, and locks taken in two orders wait for each other", sortsByBytes},
		{"move/hold", "a count booked on a row that changed meanwhile is wrong", holds},
		{"move/rollback", "a failed command must leave nothing behind", rollsBack},
	}
}

func keepsMovement(ctx context.Context, s *System) error {
	m := stock.Movement{
		ID: "m1", SKU: "A", Location: "west", Qty: 7, Reason: stock.Returned, Ref: "return/绿 1", By: "ann", At: start().Add(time.Millisecond),
	}
	if err := s.move(ctx, m); err != nil {
		return err
	}
	for got, err := range s.Stock.Movements(ctx, "A") {
		if err := errors.Join(err, want("movement", fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", m))); err != nil {
			return err
		}
	}
	return errors.Join(s.movements(ctx, "A", "m1 +7 returned"), s.movements(ctx, "B"),
		s.levels(ctx, stock.Level{SKU: "A", Location: "west", OnHand: 7}))
}

func movementOrder(ctx context.Context, s *System) error {
	late, early, same := movement("a", "A", 1), movement("c", "A", 2), movement("b", "A", 3)
	early.At, same.At = start().Add(-time.Hour), start().Add(-time.Hour)
	err := errors.Join(s.move(ctx, late), s.move(ctx, early, same))
	return errors.Join(err, s.movements(ctx, "A", "b +3 received", "c +2 received", "a +1 received"))
}

func movementOnce(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 5))
	again := s.move(ctx, movement("m2", "B", 1), movement("m1", "A", 5))
	twice := s.move(ctx, movement("m3", "A", 1), movement("m3", "A", 1))
	return errors.Join(err, stale("an id seen before", again), stale("an id twice at once", twice),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 5}), s.movements(ctx, "B"))
}

func movesAll(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 5), movement("m2", "B", 5))
	short := s.move(ctx, movement("m3", "B", 4), movement("m4", "A", -6))
	return errors.Join(err, outOfStock(short, "A"), s.levels(ctx, stock.Level{SKU: "A", OnHand: 5}, stock.Level{SKU: "B", OnHand: 5}),
		s.movements(ctx, "B", "m2 +5 received"))
}

func keepsFloor(ctx context.Context, s *System) error {
	err := errors.Join(s.move(ctx, movement("m1", "A", 5)), s.reserve(ctx, "o1", line("A", 3)))
	return errors.Join(err, outOfStock(s.move(ctx, movement("m2", "A", -3)), "A"), s.move(ctx, movement("m3", "A", -2)),
		outOfStock(s.move(ctx, movement("m4", "A", -1)), "A"), outOfStock(s.move(ctx, movement("m5", "none", -1)), "none"),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 3, Reserved: 3}))
}

func movementQuantity(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", stock.MaxQuantity))
	for _, qty := range []int64{0, stock.MaxQuantity + 1, -stock.MaxQuantity - 1, 1 << 62} {
		err = errors.Join(err, is(fmt.Sprint("a movement of ", qty), s.move(ctx, movement("m2", "A", qty)), stock.ErrQuantity))
	}
	return errors.Join(err, s.levels(ctx, stock.Level{SKU: "A", OnHand: stock.MaxQuantity}))
}

func keepsPlaces(ctx context.Context, s *System) error {
	west := movement("m2", "A", 3)
	west.Location = "west"
	err := errors.Join(s.move(ctx, west, movement("m1", "A", 2), movement("m3", "a", 9)),
		outOfStock(s.reserve(ctx, "o1", line("A", 3)), "A"), s.reserve(ctx, "o1", stock.Line{SKU: "A", Location: "west", Qty: 3}))
	return errors.Join(err, s.levels(ctx, stock.Level{SKU: "A", OnHand: 2}, stock.Level{SKU: "A", Location: "west", OnHand: 3, Reserved: 3}),
		s.levels(ctx, stock.Level{SKU: "a", OnHand: 9}))
}

func sortsByBytes(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "b", 5), movement("m2", "B", 5), movement("m3", "a", 5), movement("m4", "A-1", 5), movement("m5", "A1", 5))
	rows := []stock.Level{{SKU: "A-1", OnHand: 5}, {SKU: "A1", OnHand: 5}, {SKU: "B", OnHand: 5}, {SKU: "a", OnHand: 5}, {SKU: "b", OnHand: 5}}
	err = errors.Join(err, s.levels(ctx, rows...), s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		held, err := tx.HoldStock(ctx, stock.Spot{SKU: "b"}, stock.Spot{SKU: "a"}, stock.Spot{SKU: "B"}, stock.Spot{SKU: "A1"}, stock.Spot{SKU: "A-1"})
		return errors.Join(err, want("held", fmt.Sprint(held), fmt.Sprint(rows)))
	}))
	return errors.Join(err, s.reserve(ctx, "o1", line("a", 1), line("B", 1), line("A1", 1), line("A-1", 1)), s.open(ctx, "o1",
		stock.Reservation{SKU: "A-1", Open: 1}, stock.Reservation{SKU: "A1", Open: 1}, stock.Reservation{SKU: "B", Open: 1}, stock.Reservation{SKU: "a", Open: 1}))
}

func holds(ctx context.Context, s *System) error {
	if err := errors.Join(s.move(ctx, movement("m1", "B", 5)), s.reserve(ctx, "o1", line("B", 1))); err != nil {
		return err
	}
	err := s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		got, err := tx.HoldStock(ctx, stock.Spot{SKU: "B"}, stock.Spot{SKU: "A", Location: "west"}, stock.Spot{SKU: "B"})
		none, noneErr := tx.HoldStock(ctx)
		return errors.Join(err, noneErr, want("held", fmt.Sprint(got), fmt.Sprint([]stock.Level{{SKU: "A", Location: "west"}, {SKU: "B", OnHand: 5, Reserved: 1}})),
			want("held of nothing", len(none), 0))
	})
	return errors.Join(err, s.countTwice(ctx), s.levels(ctx, stock.Level{SKU: "B", OnHand: 40, Reserved: 1}, stock.Level{SKU: "C", OnHand: 40}),
		Balance(ctx, s.Stock, []catalog.SKU{"A", "B", "C"}, []string{"o1"}))
}

// countTwice counts the same 40 pieces while somebody else does. The other one is
// done before the first one books, unless the rows are held: then it waits, and
// finds nothing to book.
func (s *System) countTwice(ctx context.Context) error {
	var once sync.Once
	other := make(chan error, 1)
	first := s.count(ctx, "first", func() {
		once.Do(func() {
			done, stop := context.WithTimeout(ctx, 100*time.Millisecond)
			go func() {
				other <- s.count(ctx, "other", func() {})
				stop()
			}()
			<-done.Done()
		})
	})
	return errors.Join(first, <-other)
}

// count books what makes it 40 of B and C each; between looks and booking it calls meanwhile.
func (s *System) count(ctx context.Context, id string, meanwhile func()) error {
	return s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		rows, err := tx.HoldStock(ctx, stock.Spot{SKU: "C"}, stock.Spot{SKU: "B"})
		if err != nil {
			return err
		}
		meanwhile()
		var moves []stock.Movement
		for i, l := range rows {
			if change := 40 - l.OnHand; change != 0 {
				moves = append(moves, movement(fmt.Sprint(id, i), l.SKU, change))
			}
		}
		return tx.MoveStock(ctx, moves...)
	})
}

// errRollback is what a closure fails with on purpose.
var errRollback = errors.New("stocktest: the closure failed")

func rollsBack(ctx context.Context, s *System) error {
	err := s.move(ctx, movement("m1", "A", 5))
	failed := s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		return errors.Join(tx.ReserveStock(ctx, "o1", []stock.Line{line("A", 2)}), tx.MoveStock(ctx, movement("m2", "A", 1)), errRollback)
	})
	swallowed := s.do(ctx, func(ctx context.Context, tx stock.WriteTx) error {
		if err := tx.MoveStock(ctx, movement("m3", "A", 1)); err != nil {
			return err
		}
		_ = tx.ReserveStock(ctx, "o2", []stock.Line{line("A", 7)})
		return nil
	})
	return errors.Join(err, is("a failed closure", failed, errRollback), outOfStock(swallowed, "A"),
		s.levels(ctx, stock.Level{SKU: "A", OnHand: 5}), s.open(ctx, "o1"), s.open(ctx, "o2"))
}

// outOfStock wants an *OutOfStockError that names a SKU.
func outOfStock(err error, sku catalog.SKU) error {
	var short *stock.OutOfStockError
	if !errors.As(err, &short) || !errors.Is(err, stock.ErrOutOfStock) {
		return fmt.Errorf("got %v, want *stock.OutOfStockError", err)
	}
	for _, named := range short.SKUs {
		if named == sku {
			return nil
		}
	}
	return fmt.Errorf("%w does not name %s", err, sku)
}
