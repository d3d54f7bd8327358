package aftersales

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
)

// Kinds of the service's timers; their Subject is the case.
const (
	DueTimer  = "aftersales.due"  // the deadline of a state
	WarnTimer = "aftersales.warn" // half and four fifths of the way to it
)

// maxCatchUp bounds how many deadlines one command lets come true: more than the
// longest chain of deadlines in the table.
const maxCatchUp = 64

// catchUp lets every deadline that has passed come true, at the moment at which
// it passed: whoever comes late finds what somebody on time would have found.
func (w *work) catchUp(ctx context.Context) error {
	now := w.at
	for range maxCatchUp {
		due := w.c.Deadline
		if due.IsZero() || now.Before(due) {
			break
		}
		w.at = due
		if err := w.expire(ctx); err != nil {
			return err
		}
	}
	w.at = now
	return nil
}

// expire makes the automatic move of the state.
func (w *work) expire(ctx context.Context) error {
	h, open, err := w.failed(ctx)
	if err != nil {
		return err
	}
	what, ok := flow.Automatic(w.c.State, w.c.Subject)
	switch {
	case !ok: // a state of a host's own, or an older program's
		w.c.Deadline, w.moved = time.Time{}, true
		return nil
	case open && (what == flow.PayOut || what == flow.StartRefund):
		// The provider has not said what became of the last refund: asking
		// again, or paying another way, could pay twice.
		w.pause(provider(), PauseMoney)
		return nil
	case what == flow.ConvertRefund && w.c.booking(WayOut): // goods may be on their way in a moment
		w.pause(carrier(), PauseWaiting)
		return nil
	}
	a := act{by: timer(), side: flow.Timer, event: what, why: "deadline"}
	if what == flow.PayOut {
		if err := w.outside(ctx, h); err != nil {
			return err
		}
		w.tell("payout", fmt.Sprintf("case.%s.payout", w.c.ID))
	}
	if err := w.move(ctx, a); err != nil {
		return err
	}
	if slices.Contains(flow.Grants(), what) {
		w.restock(a.by)
	}
	return nil
}

// failed holds the money of a case whose refund has failed, and reports whether
// some of it may still come. In other states it does nothing.
func (w *work) failed(ctx context.Context) (h held, open bool, err error) {
	if w.c.State != flow.RefundFailed {
		return h, false, nil
	}
	if h, err = hold(ctx, w.tx, w.c.Order); err != nil {
		return h, false, missing(err)
	}
	return h, h.waiting(w.c) >= 0, nil
}

// outside counts what is still owed as paid another way.
func (w *work) outside(ctx context.Context, h held) error {
	sums, _, err := w.owed(ctx, h)
	if err != nil {
		return err
	}
	total, err := sums.OfOrder()
	if err != nil {
		return err
	}
	return w.offline(total)
}

// pause stops the clock.
func (w *work) pause(by secure.Actor, why PauseReason) {
	c := &w.c
	c.Left = max(c.Deadline.Sub(w.at), 0)
	c.Deadline, w.moved = time.Time{}, true
	c.Pauses = append(c.Pauses, Pause{Reason: why, By: by.ID, From: w.at})
	w.tell("paused", fmt.Sprintf("case.%s.paused.%d", c.ID, len(c.Pauses)))
}

// endPause closes the last pause where one stands.
func (w *work) endPause() bool {
	n := len(w.c.Pauses)
	if n == 0 || !w.c.Pauses[n-1].To.IsZero() {
		return false
	}
	w.c.Pauses[n-1].To = w.at
	return true
}

// timers sets what the store shall wake us for.
func (w *work) timers(ctx context.Context) error {
	c := w.c
	if !w.restart && !w.moved {
		return nil
	}
	due := event.Timer{Kind: DueTimer, Subject: string(c.ID), Due: c.Deadline}
	warn := event.Timer{Kind: WarnTimer, Subject: string(c.ID), Due: w.warning()}
	if c.Deadline.IsZero() {
		return w.tx.Unschedule(ctx, due.ID(), warn.ID())
	}
	if warn.Due.IsZero() {
		if err := w.tx.Unschedule(ctx, warn.ID()); err != nil {
			return err
		}
		return w.tx.Schedule(ctx, due)
	}
	return w.tx.Schedule(ctx, due, warn)
}

// warning is when to warn next, or zero.
func (w *work) warning() time.Time {
	whole := w.c.Deadline.Sub(w.c.Since)
	for _, percent := range []int{50, 80} {
		if w.c.Warned < percent {
			return w.c.Since.Add(whole / 100 * time.Duration(percent)).Truncate(time.Millisecond)
		}
	}
	return time.Time{}
}

// Timers are the handlers of the service's deadlines.
func (s *Service) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{
		DueTimer:  func(ctx context.Context, t event.Timer) error { return s.Expire(ctx, ID(t.Subject)) },
		WarnTimer: func(ctx context.Context, t event.Timer) error { return s.Warn(ctx, ID(t.Subject)) },
	}
}

// Expire lets the deadlines of a case that have passed come true. Where none has,
// it changes nothing and answers *event.Later with the one to come.
func (s *Service) Expire(ctx context.Context, id ID) error {
	c, err := s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ExpireIn(ctx, tx, id) })
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case !c.Deadline.IsZero():
		return &event.Later{Due: c.Deadline}
	}
	return nil
}

// ExpireIn is Expire in the caller's transaction.
func (s *Service) ExpireIn(ctx context.Context, tx Tx, id ID) (Outcome, error) {
	w, err := s.begin(ctx, tx, id)
	if err != nil {
		return Outcome{}, err
	}
	if !w.restart && !w.moved {
		return Outcome{Case: w.c}, nil
	}
	return w.save(ctx)
}

// Warn tells whoever must act, by Case.Duty, that half, or four fifths, of the time is
// over.
func (s *Service) Warn(ctx context.Context, id ID) error {
	var next time.Time
	_, err := s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		next = time.Time{}
		w, err := s.begin(ctx, tx, id)
		if err != nil {
			return Outcome{}, err
		}
		due := w.warning()
		if w.restart || w.moved || w.c.Deadline.IsZero() || due.IsZero() {
			return w.save(ctx)
		}
		if next = due; w.at.Before(due) {
			return Outcome{Case: w.c}, nil
		}
		w.c.Warned = 50
		if w.at.Sub(w.c.Since) >= w.c.Deadline.Sub(w.c.Since)/100*80 {
			w.c.Warned = 80
		}
		w.tell("warning", fmt.Sprintf("case.%s.%d.warned.%d", id, w.c.Steps, w.c.Warned))
		next = w.warning()
		return w.save(ctx)
	})
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err != nil:
		return err
	case !next.IsZero():
		return &event.Later{Due: next}
	}
	return nil
}

// Pause stops the clock of a case, by staff. What is left of it counts from
// Resume on; any move ends the pause too.
func (s *Service) Pause(ctx context.Context, by secure.Actor, id ID, why PauseReason) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.PauseIn(ctx, tx, by, id, why) })
}

// PauseIn is Pause in the caller's transaction.
func (s *Service) PauseIn(ctx context.Context, tx Tx, by secure.Actor, id ID, why PauseReason) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(_ context.Context, w *work, side flow.Party) error {
		switch {
		case side != flow.Platform:
			return denied(by, "pause")
		case why != PauseWaiting && why != PauseForce && why != PauseHoliday && why != PauseHold:
			return bad("why", "is not a reason to pause")
		case w.c.Deadline.IsZero():
			return bad("case", "has no clock that runs")
		}
		w.pause(by, why)
		return nil
	})
}

// Resume lets the clock of a paused case run on, by staff.
func (s *Service) Resume(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ResumeIn(ctx, tx, by, id) })
}

// ResumeIn is Resume in the caller's transaction.
func (s *Service) ResumeIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(_ context.Context, w *work, side flow.Party) error {
		if side != flow.Platform {
			return denied(by, "resume")
		}
		return w.resume()
	})
}

func (w *work) resume() error {
	c := &w.c
	if c.State.Final() || !w.endPause() {
		return bad("case", "is not paused")
	}
	w.goOn()
	return nil
}

// goOn lets a clock run on whose pause has just ended.
func (w *work) goOn() {
	c := &w.c
	last := c.Pauses[len(c.Pauses)-1]
	c.Since = c.Since.Add(last.To.Sub(last.From))
	c.Deadline, c.Left, w.moved = w.at.Add(c.Left), 0, true
	w.tell("resumed", fmt.Sprintf("case.%s.resumed.%d", c.ID, len(c.Pauses)))
}

// Extend gives whoever must act more time: by the other side or by staff, as
// often as the policy allows and at most as long as the state lasts anyway.
func (s *Service) Extend(ctx context.Context, by secure.Actor, id ID, longer time.Duration) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.ExtendIn(ctx, tx, by, id, longer) })
}

// ExtendIn is Extend in the caller's transaction.
func (s *Service) ExtendIn(ctx context.Context, tx Tx, by secure.Actor, id ID, longer time.Duration) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(_ context.Context, w *work, side flow.Party) error {
		c := &w.c
		duty, _ := flow.DutyIn(c.State, c.Subject)
		switch {
		case side == "" || side != flow.Platform && side == duty.Who:
			return denied(by, "extend")
		case c.Deadline.IsZero():
			return bad("case", "has no clock that runs")
		case longer < time.Minute || longer > w.policy.Clock(c.State):
			return bad("longer", "must be one minute to the whole time of the state")
		case c.Extended >= w.policy.Limits.Extensions:
			return &RefusedError{Policy: w.policy.String(), Rule: "limits.extensions", Code: "extensions"}
		}
		c.Extended++
		c.Deadline, w.moved = c.Deadline.Add(longer).Truncate(time.Millisecond), true
		w.tell("extended", fmt.Sprintf("case.%s.extended.%d", c.ID, c.Extended))
		return nil
	})
}
