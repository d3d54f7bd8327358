package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
)

func changeRules() []StoreRule {
	return []StoreRule{
		{"insert/once", "a second charge under one reference overwrites the first", insertsOnce},
		{"insert/race", "of many inserts of one reference at once exactly one stays", insertsRace},
		{"version/payment", "a write over what somebody else wrote loses their sum", stalePayment},
		{"version/operation", "a write over what somebody else learned undoes it", staleOperation},
		{"version/doomed", "a closure goes on after a refused write and commits half of it", staleDooms},
		{"held/payment", "two closures that read one sum and then write it both count", heldPayment},
		{"held/operation", "two facts about one operation at once are applied one after the other", heldOperation},
		{"held/sums", "of 12 refunds at once each counts once", heldSums},
		{"ledger/once", "a posting that is written twice is money twice", postsOnce},
		{"ledger/whole", "half of an entry does not balance", postsWhole},
		{"commit/rollback", "what failed leaves nothing behind", rollsBack},
		{"commit/together", "status, ledger, event and deadline of one fact commit together", commitsTogether},
		{"commit/cancelled", "a caller that is gone writes nothing", cancelledWrites},
	}
}

func insertsOnce(ctx context.Context, s *StoreSystem) error {
	err := s.both(ctx, paymentRow(1), operationRow(1))
	p, o := paymentRow(1), operationRow(1)
	p.Subject, o.Cause = "another", "another"
	second := s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SavePayment(ctx, p) })
	third := s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SaveOperation(ctx, o) })
	gotP, e := s.Store.FindPayment(ctx, p.ID)
	gotO, e2 := s.Store.FindOperation(ctx, o.Ref)
	return errors.Join(err, stale("a second payment", second), stale("a second operation", third), e, e2,
		want("subject", gotP.Subject, paymentRow(1).Subject), want("cause", gotO.Cause, operationRow(1).Cause))
}

func insertsRace(ctx context.Context, s *StoreSystem) error {
	made := 0
	for i, err := range all(8, func(i int) error {
		o := operationRow(1)
		o.Cause = fmt.Sprint("cause ", i)
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SaveOperation(ctx, o) })
	}) {
		switch {
		case err == nil:
			made++
		case !errors.Is(err, event.ErrStale):
			return fmt.Errorf("insert %d: %w", i, err)
		}
	}
	return want("inserts", made, 1)
}

func stalePayment(ctx context.Context, s *StoreSystem) error {
	save := func(version, captured int64) error {
		p := paymentRow(1)
		p.Version, p.Captured = version, yen(captured)
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SavePayment(ctx, p) })
	}
	err := errors.Join(save(0, 1), save(1, 2), stale("an old version", save(1, 3)), save(2, 4), stale("a version to come", save(9, 5)))
	p, e := s.Store.FindPayment(ctx, paymentRow(1).ID)
	return errors.Join(err, e, want("version", p.Version, int64(3)), want("captured", p.Captured.String(), yen(4).String()))
}

func staleOperation(ctx context.Context, s *StoreSystem) error {
	save := func(version int64, status payment.Status) error {
		o := operationRow(1)
		o.Version, o.Status = version, status
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SaveOperation(ctx, o) })
	}
	err := errors.Join(save(0, payment.Intent), save(1, payment.InDoubt), stale("an old version", save(1, payment.Declined)),
		save(2, payment.Succeeded), stale("a version to come", save(9, payment.Closed)))
	o, e := s.Store.FindOperation(ctx, ref(1))
	return errors.Join(err, e, want("version", o.Version, int64(3)), want("status", o.Status, payment.Succeeded))
}

func staleDooms(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		_ = tx.SaveOperation(ctx, operationRow(1)) // refused, and ignored
		_ = tx.SavePayment(ctx, paymentRow(2))
		return nil
	})
	_, none := s.Store.FindPayment(ctx, paymentRow(2).ID)
	return errors.Join(stale("the closure", err), missing("what it went on to write", none))
}

// meet waits until n have read, or for a moment where the store makes the
// others wait.
func meet(ctx context.Context, read chan bool, n int) {
	soon, stop := context.WithTimeout(ctx, 50*time.Millisecond)
	defer stop()
	read <- true
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for len(read) < n {
		select {
		case <-soon.Done():
			return
		case <-tick.C:
		}
	}
}

// counted answers how many of the callers got through; ErrStale is an honest no.
func counted(errs []error) (int64, error) {
	var done int64
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, event.ErrStale):
			return done, err
		}
	}
	if done == 0 {
		return done, errors.New("of closures that meet none got through")
	}
	return done, nil
}

func heldPayment(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	read := make(chan bool, 1000)
	done, err := counted(all(2, func(int) error {
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
			p, err := tx.Payment(ctx, paymentRow(1).ID)
			if err != nil {
				return err
			}
			meet(ctx, read, 2)
			p.Captured, err = p.Captured.Add(yen(100))
			return errors.Join(err, tx.SavePayment(ctx, p))
		})
	}))
	p, e := s.Store.FindPayment(ctx, paymentRow(1).ID)
	return errors.Join(err, e, want("captured", p.Captured.String(), yen(20+100*done).String()), want("version", p.Version, 1+done))
}

func heldOperation(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	read := make(chan bool, 1000)
	done, err := counted(all(2, func(i int) error {
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
			o, err := tx.Operation(ctx, ref(1))
			if err != nil {
				return err
			}
			p, err := tx.Payment(ctx, o.Payment)
			if err != nil {
				return err
			}
			meet(ctx, read, 2)
			o.Attempts++
			p.Refunded, err = p.Refunded.Add(yen(1))
			id := fmt.Sprint("attempt ", o.Attempts, ".")
			return errors.Join(err, tx.SaveOperation(ctx, o), tx.SavePayment(ctx, p),
				tx.PostEntries(ctx, posting(id+"d", 1, 1), posting(id+"c", 1, -1)))
		})
	}))
	o, e := s.Store.FindOperation(ctx, ref(1))
	p, e2 := s.Store.FindPayment(ctx, paymentRow(1).ID)
	return errors.Join(err, e, e2, want("attempts", int64(o.Attempts), 3+done), want("refunded", p.Refunded.String(), yen(4+done).String()))
}

func heldSums(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	const callers = 12
	read := make(chan bool, 10_000)
	errs := all(callers, func(i int) error {
		for { // as a caller does: what was stale is tried again
			err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
				p, err := tx.Payment(ctx, paymentRow(1).ID)
				if err != nil {
					return err
				}
				meet(ctx, read, 2)
				p.Refunding, err = p.Refunding.Add(yen(10))
				return errors.Join(err, tx.SavePayment(ctx, p))
			})
			if !errors.Is(err, event.ErrStale) {
				return err
			}
		}
	})
	p, err := s.Store.FindPayment(ctx, paymentRow(1).ID)
	return errors.Join(errors.Join(errs...), err, want("refunding", p.Refunding.String(), yen(3+10*callers).String()), want("version", p.Version, int64(1+callers)))
}

func postsOnce(ctx context.Context, s *StoreSystem) error {
	post := func(entries ...payment.Posting) error {
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.PostEntries(ctx, entries...) })
	}
	err := post(posting("a.d", 1, 7), posting("a.c", 1, -7))
	again := post(posting("a.d", 1, 7), posting("a.c", 1, -7))
	other := post(posting("a.d", 2, 9), posting("x", 2, -9))
	within := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		return errors.Join(tx.PostEntries(ctx, posting("b.d", 1, 1)), tx.PostEntries(ctx, posting("b.d", 1, 1)))
	})
	list, e := collect(s.Store.Postings(ctx, paymentRow(1).ID))
	none, e2 := collect(s.Store.Postings(ctx, paymentRow(2).ID))
	return errors.Join(err, stale("the same entry", again), stale("another payment's with that ID", other), stale("twice in one closure", within), e, e2,
		want("postings", len(list), 2), want("others'", len(none), 0))
}

func postsWhole(ctx context.Context, s *StoreSystem) error {
	err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		return tx.PostEntries(ctx, posting("a.c", 1, -7), posting("a.d", 1, 7))
	})
	half := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		_ = tx.PostEntries(ctx, posting("b.d", 1, 7), posting("a.c", 1, -7)) // the second is known
		return nil
	})
	list, e := collect(s.Store.Postings(ctx, paymentRow(1).ID))
	return errors.Join(err, stale("half an entry", half), e, want("postings", len(list), 2))
}

func rollsBack(ctx context.Context, s *StoreSystem) error {
	bang := errors.New("bang")
	err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		return errors.Join(tx.SavePayment(ctx, paymentRow(1)), tx.SaveOperation(ctx, operationRow(1)), tx.PostEntries(ctx, posting("a", 1, 0)), bang)
	})
	_, p := s.Store.FindPayment(ctx, paymentRow(1).ID)
	_, o := s.Store.FindOperation(ctx, ref(1))
	list, e := collect(s.Store.Postings(ctx, paymentRow(1).ID))
	return errors.Join(want("the closure's error", errors.Is(err, bang), true), missing("payment", p), missing("operation", o), e, want("postings", len(list), 0))
}

func commitsTogether(ctx context.Context, s *StoreSystem) error {
	if s.Outbox == nil || s.Timers == nil {
		return fmt.Errorf("%w: Outbox and Timers", errSkipped)
	}
	all := func(n int64, fail error) error {
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
			id := fmt.Sprint("e", n)
			return errors.Join(tx.SavePayment(ctx, paymentRow(n)), tx.SaveOperation(ctx, operationRow(n)), tx.PostEntries(ctx, posting(id, n, 0)),
				tx.Schedule(ctx, event.Timer{Kind: payment.RecoverTimer, Subject: string(ref(int(n))), Due: begin()}),
				tx.Emit(ctx, event.Event{ID: id, Type: "kit", Subject: "operation/" + id, Version: 1, At: begin(), Data: []byte("{}")}), fail)
		})
	}
	bang := errors.New("bang")
	err := errors.Join(all(1, nil), want("the closure's error", errors.Is(all(2, bang), bang), true))
	events, e := s.Outbox.UnsentEvents(ctx, 10)
	timers, e2 := s.Timers.ClaimTimers(ctx, begin(), begin().Add(time.Minute), 10)
	return errors.Join(err, e, e2, want("events", len(events), 1), want("timers", len(timers), 1))
}

func cancelledWrites(ctx context.Context, s *StoreSystem) error {
	gone, stop := context.WithCancel(ctx)
	stop()
	before := s.both(gone, paymentRow(1), operationRow(1))
	inside, leave := context.WithCancel(ctx)
	within := s.write(inside, func(ctx context.Context, tx payment.Tx) error {
		err := tx.SavePayment(ctx, paymentRow(2))
		leave()
		_, e := tx.Operation(ctx, ref(1))
		return errors.Join(err, e)
	})
	leave()
	_, one := s.Store.FindPayment(ctx, paymentRow(1).ID)
	_, two := s.Store.FindPayment(ctx, paymentRow(2).ID)
	return errors.Join(want("before: context.Canceled", errors.Is(before, context.Canceled), true),
		want("within: context.Canceled", errors.Is(within, context.Canceled), true), missing("payment 1", one), missing("payment 2", two))
}
