package crash

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/payment"
)

// quiet is how long a shop is left alone until everything has come to rest: the
// longest pause of a recovery is a day, and an order is confirmed after a week.
const quiet = 12 * 24 * time.Hour

// settle lets a shop work without crashes until nothing is left to do, and
// audits that its books and the provider's are the same.
func settle(ctx context.Context, dir string, now time.Time, acks []Ack, r *Result) error {
	s, err := open(ctx, dir, func() time.Time { return now })
	if err != nil {
		return err
	}
	for end := now.Add(quiet); ; {
		if err = s.psp.Deliver(ctx); err != nil {
			break
		}
		busy, rerr := s.RunOnce(ctx)
		if err = rerr; err != nil {
			break
		}
		if busy {
			now = now.Add(time.Second)
			continue
		}
		due, waiting, nerr := s.Backend.NextTimer(ctx)
		if err = nerr; err != nil || !waiting || due.After(end) {
			break
		}
		if due.After(now) {
			now = due
		} else {
			now = now.Add(time.Minute) // a claim of a killed process runs out
		}
	}
	if err == nil {
		err = s.sameBooks(ctx, dir, r)
	}
	if cerr := s.close(); err == nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("crash: come to rest: %w", err)
	}
	if err := withFile(dir, func(db *sql.DB) error {
		found, err := Rest(ctx, db)
		r.add(found)
		return err
	}); err != nil {
		return err
	}
	return audited(ctx, dir, acks, r)
}

// sameBooks compares every operation with what the provider knows of it.
func (s *shop) sameBooks(ctx context.Context, dir string, r *Result) error {
	return withFile(dir, func(db *sql.DB) error {
		refs, err := texts(ctx, db, "SELECT ref FROM cw_operations")
		if err != nil {
			return err
		}
		var wrong []string
		for _, ref := range refs {
			op, err := s.Backend.Payments().FindOperation(ctx, payment.Ref(ref))
			if err != nil {
				return err
			}
			trade, err := s.psp.Find(op.Ref)
			moved := err == nil && trade.Status == payment.Succeeded
			if moved != (op.Status == payment.Succeeded) || moved && !trade.Amount.Equal(op.Amount) {
				wrong = append(wrong, fmt.Sprintf("%s is %s here and %q there", ref, op.Status, trade.Status))
			}
		}
		report := Report{}
		report.add("the provider's books differ", wrong)
		r.add(report)
		return nil
	})
}
