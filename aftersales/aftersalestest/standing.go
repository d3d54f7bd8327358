package aftersalestest

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/event"
)

func standingRules() []Rule {
	return []Rule{
		{"standing/marks", "a mark that counts twice, or for somebody else, condemns a shop for nothing", keepsMarks},
		{"standing/entries", "a ledger that reads back otherwise gives another standing", keepsEntries},
		{"standing/once", "of two who appeal at once one has appealed", addsOnce},
		{"standing/one-commit", "points and the event that tells of them are true together", standingCommit},
	}
}

func mark(id string, metric standing.Metric, bad bool, after time.Duration) standing.Mark {
	return standing.Mark{ID: id, Seller: seller(1), Metric: metric, Bad: bad, At: start().Add(after)}
}

// supervise runs one transaction of supervision.
func (s *System) supervise(ctx context.Context, fn func(context.Context, standing.Tx) error) error {
	return s.Standings.Do(ctx, fn)
}

func keepsMarks(ctx context.Context, s *System) error {
	late, lost := standing.LateHandOver, standing.LostDispute
	other := mark("o", late, true, 0)
	other.Seller = seller(2)
	marks := []standing.Mark{
		mark("a", late, true, 0), mark("b", late, false, time.Hour), mark("c", late, false, 2*time.Hour), mark("d", lost, true, 3*time.Hour), other,
	}
	err := s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error { return tx.AddMarks(ctx, marks...) })
	again := mark("a", late, false, 5*time.Hour)
	err = errors.Join(err, s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error { return tx.AddMarks(ctx, again, again) }))
	return errors.Join(err, s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error {
		ever, err1 := tx.Tallies(ctx, seller(1), time.Time{})
		later, err2 := tx.Tallies(ctx, seller(1), start().Add(2*time.Hour))
		none, err3 := tx.Tallies(ctx, seller(9), time.Time{})
		return errors.Join(err1, err2, err3,
			same("all marks", fmt.Sprint(ever), fmt.Sprint(map[standing.Metric]standing.Tally{late: {Good: 2, Bad: 1}, lost: {Bad: 1}})),
			same("marks from a moment on", fmt.Sprint(later), fmt.Sprint(map[standing.Metric]standing.Tally{late: {Good: 1}, lost: {Bad: 1}})),
			want("marks of nobody", len(none), 0))
	}))
}

func entry(n int) standing.Entry {
	return standing.Entry{
		ID: fmt.Sprint("entry-", n), Seller: seller(1), Kind: standing.Freeze, Track: standing.Serious, Points: n, Of: "entry-0", Reason: "因为 \"x\"",
		By: "staff-1", At: start().Add(time.Duration(n%3) * time.Hour), Expires: start().AddDate(0, 1, n),
	}
}

func keepsEntries(ctx context.Context, s *System) error {
	bare, other := standing.Entry{ID: "bare", Seller: seller(1), Kind: standing.Violation, Track: standing.General, At: start()}, entry(9)
	other.Seller = seller(2)
	add := func(entries ...standing.Entry) error {
		return s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error { return tx.AddEntries(ctx, entries...) })
	}
	err := errors.Join(add(entry(5), entry(1), entry(4), other), add(bare))
	err = errors.Join(err, stale("an entry again", add(entry(6), entry(4))))
	wanted := fmt.Sprintf("%+v", []standing.Entry{bare, entry(1), entry(4), entry(5)})
	out, readErr := s.Standings.FindEntries(ctx, seller(1))
	err = errors.Join(err, readErr, same("ledger", fmt.Sprintf("%+v", out), wanted))
	return errors.Join(err, s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error {
		in, err := tx.Entries(ctx, seller(1))
		return errors.Join(err, same("ledger in a transaction", fmt.Sprintf("%+v", in), wanted))
	}))
}

func addsOnce(ctx context.Context, s *System) error {
	won := 0
	for i, err := range all(8, func(int) error {
		for {
			err := s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error {
				have, err := tx.Entries(ctx, seller(1))
				if err != nil {
					return err
				}
				if len(have) > 0 {
					return errLost
				}
				return tx.AddEntries(ctx, entry(1))
			})
			if !errors.Is(err, event.ErrStale) {
				return err
			}
		}
	}) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, errLost):
			return fmt.Errorf("caller %d: %w", i, err)
		}
	}
	list, err := s.Standings.FindEntries(ctx, seller(1))
	return errors.Join(err, want("winners", won, 1), want("entries", len(list), 1))
}

func standingCommit(ctx context.Context, s *System) error {
	no := errors.New("no")
	both := func(n int, end error) error {
		return s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error {
			e := event.Event{ID: fmt.Sprint("standing.", n), Type: "standing.violation", Subject: "seller/1", At: start()}
			return errors.Join(tx.AddMarks(ctx, mark(fmt.Sprint(n), standing.Complaint, true, 0)), tx.AddEntries(ctx, entry(n)), tx.Emit(ctx, e), end)
		})
	}
	err := errors.Join(both(1, nil), is("a closure that fails", both(2, no), no))
	list, err1 := s.Standings.FindEntries(ctx, seller(1))
	events, err2 := s.Outbox.UnsentEvents(ctx, 10)
	err = errors.Join(err, err1, err2, want("entries", len(list), 1), want("events", len(events), 1))
	return errors.Join(err, s.supervise(ctx, func(ctx context.Context, tx standing.Tx) error {
		counts, err := tx.Tallies(ctx, seller(1), time.Time{})
		return errors.Join(err, want("marks", counts[standing.Complaint].Bad, 1))
	}))
}
