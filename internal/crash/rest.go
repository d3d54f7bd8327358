package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

// quiet is how long a shop is left alone until everything has come to rest: the
// longest pause of a recovery is a day, and an order is confirmed after a week.
const quiet = 12 * 24 * time.Hour

// lease is longer than a worker that died keeps its timers from the others.
const lease = 2 * time.Minute

// calm lets d pass, or less when nothing is left to do: every deadline fires and
// every notification is delivered.
func calm(ctx context.Context, s *cartwright.Shop, psp *sandbox.Provider, now *time.Time, d time.Duration) error {
	end := now.Add(d)
	for idle := 0; idle < 2; {
		if err := psp.Deliver(ctx); err != nil {
			return fmt.Errorf("deliver: %w", err)
		}
		busy, err := s.RunOnce(ctx)
		if err != nil {
			return err
		}
		due, waiting, err := s.Backend.NextTimer(ctx)
		switch {
		case err != nil:
			return err
		case busy:
			idle = 0
		case waiting && due.After(*now) && !due.After(end):
			idle, *now = 0, due
		default: // a killed process may have claimed the rest
			idle++
			*now = now.Add(lease)
		}
	}
	if end.After(*now) {
		*now = end
	}
	return nil
}

// settle lets a shop work without crashes until nothing is left to do, and
// audits that its books and the provider's are the same.
func (at site) settle(ctx context.Context, now time.Time, acks []Ack, r *Result) error {
	s, err := at.open(ctx, func() time.Time { return now })
	if err != nil {
		return err
	}
	err = calm(ctx, s.Shop, s.psp, &now, quiet)
	if err == nil {
		err = onDatabase(at.database(), func(db *sql.DB) error { return s.rested(ctx, db, r) })
	}
	if err == nil && at.codes {
		err = s.exhausted(ctx, r)
	}
	if err = errors.Join(err, s.close()); err != nil {
		return fmt.Errorf("crash: come to rest: %w", err)
	}
	return at.audited(ctx, acks, r)
}

func (s *shop) rested(ctx context.Context, db *sql.DB, r *Result) error {
	found, err := Rest(ctx, db)
	if err != nil {
		return err
	}
	differ, err := sameBooks(ctx, db, s.Backend.Payments(), s.psp)
	found.add("the provider's books differ", differ)
	r.add(found)
	return err
}

// sameBooks compares every operation with what the provider knows of it and
// answers where they differ.
func sameBooks(ctx context.Context, db *sql.DB, store payment.Store, psp *sandbox.Provider) ([]string, error) {
	refs, err := texts(ctx, db, "SELECT ref FROM cw_operations")
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, ref := range refs {
		op, err := store.FindOperation(ctx, payment.Ref(ref))
		if err != nil {
			return nil, err
		}
		trade, err := psp.Find(op.Ref)
		moved := err == nil && trade.Status == payment.Succeeded
		if moved != (op.Status == payment.Succeeded) || moved && !trade.Amount.Equal(op.Amount) {
			wrong = append(wrong, fmt.Sprintf("%s is %s here and %q there", ref, op.Status, trade.Status))
		}
	}
	return wrong, nil
}
