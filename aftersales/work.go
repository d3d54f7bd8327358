package aftersales

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/secure"
)

// work is one command on one case on its way to the store. It collects moves,
// and save, the one writer of cases, writes them together.
type work struct {
	s        *Service
	tx       Tx
	c        Case
	policy   policy.Policy
	at       time.Time // of what happens: now, or the deadline that passed
	changes  []Change
	events   []event.Event
	messages []Message
	stock    []stock.Movement
	reserve  []stock.Line // for what is sent to the buyer
	take     []stock.Line
	done     Outcome
	restart  bool // the clock begins anew
	moved    bool // the deadline changed without a move
}

// begin reads a case and lets every deadline that has passed come true first, so
// that an action and its deadline never depend on which of them was served first.
func (s *Service) begin(ctx context.Context, tx Tx, id ID) (*work, error) {
	if err := s.ready(); err != nil {
		return nil, err
	}
	c, err := tx.Case(ctx, id)
	if err != nil {
		return nil, missing(err)
	}
	w, err := s.on(tx, c)
	if err != nil {
		return nil, err
	}
	return w, w.catchUp(ctx)
}

// on is work on a case that was read already.
func (s *Service) on(tx Tx, c Case) (*work, error) {
	p, err := s.Policies.Version(c.Policy, c.Edition)
	return &work{s: s, tx: tx, c: c, policy: p, at: s.now()}, err
}

// act is something that somebody does to a case.
type act struct {
	by    secure.Actor
	side  flow.Party
	event flow.Event
	why   string
}

// move asks the table and makes one move, and those that follow from it.
func (w *work) move(ctx context.Context, a act) error {
	c := &w.c
	if !flow.MayIn(c.State, a.event, a.side, c.Subject) {
		return denied(a.by, a.event)
	}
	next, subject, err := flow.NextIn(w.s.machine(), c.State, a.event, c.Subject)
	if err != nil {
		return err
	}
	from := c.State
	c.State, c.Subject, c.Code = next, subject, a.why
	w.note(from, a)
	if from == flow.Repairing && a.event == flow.ConvertRefund { // what cannot be repaired stays
		w.restock(a.by)
	}
	w.restart = true
	w.endPause()
	c.Since, c.Deadline, c.Left, c.Warned = w.at, time.Time{}, 0, 0
	switch {
	case !next.Final():
		c.Deadline = w.policy.Deadline(next, w.at, w.s.Calendar)
	case !c.Difference.IsNegative(): // nobody is owed in advance any more
		c.Declined = c.beside()
	}
	return w.follow(ctx, a)
}

// note adds a row of history and the event that tells of it.
func (w *work) note(from flow.State, a act) {
	c := &w.c
	c.Steps++
	w.changes = append(w.changes, Change{
		Case: c.ID, No: c.Steps, From: from, To: c.State, Event: a.event, By: a.by.ID, Role: string(a.by.Role), Why: a.why, At: w.at,
	})
	kind := string(c.State)
	if from == c.State {
		kind = string(a.event)
	}
	w.tell(kind, fmt.Sprintf("case.%s.%d", c.ID, c.Steps))
}

// tell adds an event about the case.
func (w *work) tell(kind, id string) {
	w.events = append(w.events, event.Event{
		ID: id, Type: "aftersales." + kind, Subject: "case/" + string(w.c.ID), Version: w.c.Version + 1, At: w.at,
		Data: []byte(`{"order":"` + string(w.c.Order) + `"}`),
	})
}

// follow makes the moves that nobody has to make: money that is due is asked for
// at once, unless the merchant may still appeal.
func (w *work) follow(ctx context.Context, a act) error {
	c := &w.c
	switch {
	case a.event == flow.FinishRefund || a.event == flow.PayOffline || a.event == flow.PayOut:
		return w.giveBack(ctx)
	case a.event == flow.StartRefund:
		return w.refund(ctx)
	case a.event == flow.ShipReplacement:
		return w.payLess(ctx)
	case c.State == flow.RefundDue && c.Extra.Paid:
		if err := w.sendHome(ctx); err != nil {
			return err
		}
		return w.follow(ctx, a)
	case c.State == flow.RefundDue && (c.Subject.Verdict != flow.ForBuyer || c.Subject.Appealed):
		return w.move(ctx, act{by: timer(), side: flow.Timer, event: flow.StartRefund})
	case a.event == flow.ShipBack && c.Decision.RefundFirst && c.Subject.Remedy == flow.ReturnRefund && len(c.Refunds) == 0:
		return w.advance(ctx)
	}
	return nil
}

// grant makes the move that agrees to what is asked, whatever that needs next.
func (w *work) grant(ctx context.Context, a act) error {
	what, ok := flow.Agree(w.c.State, w.c.Subject)
	if !ok {
		what = flow.GrantRefund // refused with the table's own words
	}
	a.event = what
	if err := w.move(ctx, a); err != nil {
		return err
	}
	w.restock(a.by)
	return nil
}

// save writes the case and everything that belongs to it, stock last.
func (w *work) save(ctx context.Context) (Outcome, error) {
	c := &w.c
	c.Updated = w.s.now()
	for _, step := range []func(context.Context) error{w.saveRows, w.timers, w.moveStock} {
		if err := step(ctx); err != nil {
			return Outcome{}, err
		}
	}
	c.Version++
	w.done.Case = w.c.Clone()
	return w.done, nil
}

func (w *work) saveRows(ctx context.Context) error {
	if err := w.tx.SaveCase(ctx, w.c); err != nil {
		return err
	}
	if len(w.changes) > 0 {
		if err := w.tx.AddCaseHistory(ctx, w.changes...); err != nil {
			return err
		}
	}
	if len(w.messages) > 0 {
		if err := w.tx.AddMessages(ctx, w.messages...); err != nil {
			return err
		}
	}
	if len(w.events) == 0 {
		return nil
	}
	return w.tx.Emit(ctx, w.events...)
}

func (w *work) moveStock(ctx context.Context) error {
	ref := "case/" + string(w.c.ID)
	if len(w.reserve) > 0 {
		if err := w.tx.ReserveStock(ctx, ref, w.reserve); err != nil {
			return err
		}
	}
	if len(w.take) > 0 {
		m := stock.Movement{ID: fmt.Sprintf("case.%s.out.%d", w.c.ID, w.c.Steps), Ref: ref, By: carrier().ID, At: w.at}
		if err := w.tx.TakeStock(ctx, ref, m, w.take); err != nil {
			return err
		}
	}
	if len(w.stock) == 0 {
		return nil
	}
	return w.tx.MoveStock(ctx, w.stock...)
}

// do is the shape of most commands: one case, one actor, some moves, one write.
func (s *Service) do(ctx context.Context, tx Tx, by secure.Actor, id ID, fn func(ctx context.Context, w *work, side flow.Party) error) (Outcome, error) {
	w, err := s.begin(ctx, tx, id)
	if err != nil {
		return Outcome{}, err
	}
	side, err := s.allow(by, w.c)
	if err != nil {
		return Outcome{}, err
	}
	if err := fn(ctx, w, side); err != nil {
		return Outcome{}, err
	}
	return w.save(ctx)
}

// one makes a single move.
func one(by secure.Actor, what flow.Event, why string) func(context.Context, *work, flow.Party) error {
	return func(ctx context.Context, w *work, side flow.Party) error {
		return w.move(ctx, act{by: by, side: side, event: what, why: why})
	}
}
