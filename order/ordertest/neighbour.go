package ordertest

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/cartwright-go/cartwright/order"
)

func neighbourRules() []Rule {
	return []Rule{
		{"neighbour/failure", "of 60 closures at once every third fails, and only it", ownFailure},
		{"neighbour/statement", "a refused write inside one closure leaves the others alone", ownStatement},
		{"neighbour/panic", "a panic reaches its caller, undoes its closure and leaves the store usable", ownPanic},
		{"neighbour/exit", "a goroutine that exits (a failed test) undoes its closure alone", ownExit},
		{"neighbour/cancel", "cancelling, while waiting or inside, undoes that closure alone", ownCancel},
		{"neighbour/late", "a caller that is cancelled before it begins writes nothing", cancelledBefore},
	}
}

// alone writes one purchase and one order.
func alone(ctx context.Context, tx order.Tx, i int) error {
	if err := tx.SavePurchase(ctx, purchase(i)); err != nil {
		return err
	}
	return tx.SaveOrders(ctx, sample(i))
}

// present wants exactly the orders that keep says to exist.
func (s *System) present(ctx context.Context, n int, keep func(i int) bool) error {
	var err error
	for i := range n {
		err = errors.Join(err, s.there(ctx, orderID(i), keep(i)))
	}
	return err
}

func ownFailure(ctx context.Context, s *System) error {
	bang := errors.New("bang")
	var err error
	for i, e := range all(60, func(i int) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			if err := place(ctx, tx, i); err != nil {
				return err
			}
			if i%3 == 0 {
				return bang
			}
			if i%3 == 1 { // half of the others also read
				_, err := tx.Order(ctx, orderID(i))
				return err
			}
			return nil
		})
	}) {
		if errors.Is(e, bang) != (i%3 == 0) || e != nil && i%3 != 0 {
			err = errors.Join(err, fmt.Errorf("closure %d: %w", i, e))
		}
	}
	return errors.Join(err, s.present(ctx, 60, func(i int) bool { return i%3 != 0 }), s.events(ctx, 40))
}

func ownStatement(ctx context.Context, s *System) error {
	var refused atomic.Int64
	errs := all(60, func(i int) error {
		err := s.do(ctx, func(ctx context.Context, tx order.Tx) error { return alone(ctx, tx, i/2) })
		if errors.Is(err, order.ErrDuplicate) {
			refused.Add(1)
			return nil
		}
		return err
	})
	return errors.Join(errors.Join(errs...), want("refused", refused.Load(), 30), s.present(ctx, 30, func(int) bool { return true }))
}

func ownPanic(ctx context.Context, s *System) error {
	var caught atomic.Int64
	errs := all(30, func(i int) (err error) {
		defer func() {
			if recover() != nil {
				caught.Add(1)
			}
		}()
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			err := alone(ctx, tx, i)
			if i%3 == 0 {
				_, _ = tx.Order(ctx, orderID(i))
				nothing := []int{}
				nothing[i]++ // a closure's own mistake
			}
			return err
		})
	})
	return errors.Join(errors.Join(errs...), want("panics", caught.Load(), 10), s.present(ctx, 30, func(i int) bool { return i%3 != 0 }))
}

func ownExit(ctx context.Context, s *System) error {
	errs := all(30, func(i int) error {
		return s.do(ctx, func(ctx context.Context, tx order.Tx) error {
			err := alone(ctx, tx, i)
			if i%3 == 0 {
				runtime.Goexit()
			}
			return err
		})
	})
	return errors.Join(errors.Join(errs...), s.present(ctx, 30, func(i int) bool { return i%3 != 0 }))
}

func ownCancel(ctx context.Context, s *System) error {
	results := all(60, func(i int) error {
		mine, stop := context.WithCancel(ctx)
		defer stop()
		if i%3 == 1 { // some while they wait
			var late context.CancelFunc
			mine, late = context.WithTimeout(mine, time.Duration(i)*20*time.Microsecond)
			defer late()
		}
		return s.do(mine, func(ctx context.Context, tx order.Tx) error {
			if err := alone(ctx, tx, i); err != nil {
				return err
			}
			if i%3 == 0 { // some inside
				stop()
			}
			_, err := tx.Order(ctx, orderID(i))
			return err
		})
	})
	var err error
	for i, e := range results {
		ended := errors.Is(e, context.Canceled) || errors.Is(e, context.DeadlineExceeded)
		if i%3 == 0 && !ended || i%3 == 2 && e != nil || e != nil && !ended {
			err = errors.Join(err, fmt.Errorf("closure %d: %w", i, e))
		}
	}
	return errors.Join(err, s.present(ctx, 60, func(i int) bool { return results[i] == nil }))
}

func cancelledBefore(ctx context.Context, s *System) error {
	ended, stop := context.WithCancel(ctx)
	stop()
	err := s.do(ended, func(ctx context.Context, tx order.Tx) error { return alone(ctx, tx, 1) })
	return errors.Join(want("is context.Canceled", errors.Is(err, context.Canceled), true), s.there(ctx, orderID(1), false))
}
