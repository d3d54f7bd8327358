package aftersalestest

import (
	"context"
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
)

func keepRules() []Rule {
	return []Rule{
		{"keep/everything", "a case that reads back otherwise pays another sum, or at another time", keepsEverything},
		{"keep/nothing", "an empty sum is no sum of nothing", keepsNothing},
		{"keep/frozen", "whose case it is, and by which policy, never changes", keepsFrozen},
		{"keep/shares", "a store that hands out its own lists is changed by its readers", sharesNothing},
		{"keep/refunds", "a provider's answer must find the case that waits for it", findsRefunds},
		{"keep/history", "the history is how a verdict is explained", keepsHistory},
		{"keep/messages", "the thread is what the verdict rests on", keepsMessages},
		{"keep/one-commit", "case, history, words, event, timer and stock are true together or not at all", oneCommit},
		{"keep/doomed", "a closure that swallows a failure must not commit half a move", doomed},
		{"keep/own-writes", "a command in a wider transaction sees what came before it", seesOwnWrites},
	}
}

func keepsEverything(ctx context.Context, s *System) error {
	c := sample(1)
	err := errors.Join(s.save(ctx, c), s.holds(ctx, c, 1))
	c.Version, c.State, c.Code, c.Offer, c.Deadline = 1, flow.Completed, "done", nil, time.Time{}
	c.Items, c.Pauses, c.Parcels, c.Claims = c.Items[:1], nil, c.Parcels[1:], nil
	c.Subject, c.Left, c.Steps = flow.Subject{Remedy: flow.Exchange}, 0, 9
	return errors.Join(err, s.save(ctx, c), s.holds(ctx, c, 2))
}

func keepsNothing(ctx context.Context, s *System) error {
	return errors.Join(s.save(ctx, bare(1)), s.holds(ctx, bare(1), 1))
}

func keepsFrozen(ctx context.Context, s *System) error {
	c := sample(1)
	err := s.save(ctx, c)
	other := c
	other.Version, other.Order, other.Buyer, other.Seller = 1, orderID(9), "thief", seller(9)
	other.Policy, other.Edition, other.Opened, other.Code = "other", 99, start().AddDate(1, 0, 0), "changed"
	err = errors.Join(err, s.save(ctx, other))
	c.Code = "changed"
	return errors.Join(err, s.holds(ctx, c, 2))
}

func sharesNothing(ctx context.Context, s *System) error {
	c := sample(1)
	err := s.save(ctx, c)
	c.Items[0].Units, c.Refunds[0], c.Offer.Amount, c.Decision.Trace[0].Rule = 99, "changed", eur(1), "changed"
	read, readErr := s.Cases.FindCase(ctx, c.ID)
	if readErr != nil || len(read.Items) != 2 || read.Offer == nil {
		return errors.Join(err, readErr, same("case", describe(read), describe(sample(1))))
	}
	read.Items[0].Units, read.Parcels[0].Number, read.Offer.Amount = 98, "changed", eur(2)
	return errors.Join(err, s.holds(ctx, sample(1), 1))
}

func findsRefunds(ctx context.Context, s *System) error {
	a, b := sample(1), sample(2)
	err := s.save(ctx, a, b)
	a.Version = 1
	a.Refunds = append(a.Refunds, refundRef(99))
	err = errors.Join(err, s.save(ctx, a))
	return errors.Join(err, s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		var errs []error
		for ref, id := range map[int]aftersales.ID{10: a.ID, 11: a.ID, 99: a.ID, 20: b.ID, 21: b.ID} {
			c, err := tx.CaseOfRefund(ctx, refundRef(ref))
			errs = append(errs, err, want("case of refund", c.ID, id))
		}
		_, err := tx.CaseOfRefund(ctx, refundRef(5))
		return errors.Join(append(errs, notFound("no such refund", err))...)
	}))
}

func keepsHistory(ctx context.Context, s *System) error {
	add := func(changes ...aftersales.Change) error {
		return s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return tx.AddCaseHistory(ctx, changes...) })
	}
	err := errors.Join(add(change(caseID(1), 10), change(caseID(1), 2)), add(change(caseID(2), 1)))
	err = errors.Join(err, stale("a row again", add(change(caseID(1), 3), change(caseID(1), 2))))
	list, readErr := s.Cases.CaseHistory(ctx, caseID(1))
	if readErr != nil || len(list) != 2 {
		return errors.Join(err, readErr, want("rows of history", len(list), 2))
	}
	return errors.Join(err, want("first row", list[0], change(caseID(1), 2)), want("second row", list[1], change(caseID(1), 10)))
}

func keepsMessages(ctx context.Context, s *System) error {
	add := func(messages ...aftersales.Message) error {
		return s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return tx.AddMessages(ctx, messages...) })
	}
	short := aftersales.Message{Case: caseID(1), No: 2, By: "merchant-1", Party: flow.Merchant, Text: "no", At: start()}
	err := errors.Join(add(message(caseID(1), 10), short), add(message(caseID(2), 1)))
	err = errors.Join(err, stale("a message again", add(short)))
	list, readErr := s.Cases.Messages(ctx, caseID(1))
	if readErr != nil || len(list) != 2 {
		return errors.Join(err, readErr, want("messages", len(list), 2))
	}
	return errors.Join(err, same("first message", describeMessage(list[0]), describeMessage(short)),
		same("second message", describeMessage(list[1]), describeMessage(message(caseID(1), 10))))
}

// everything writes one of each.
func everything(ctx context.Context, tx aftersales.Tx, n int) error {
	c := sample(n)
	if err := tx.SaveCase(ctx, c); err != nil {
		return err
	}
	if err := tx.AddCaseHistory(ctx, change(c.ID, 1)); err != nil {
		return err
	}
	if err := tx.AddMessages(ctx, message(c.ID, 1)); err != nil {
		return err
	}
	if err := tx.Emit(ctx, event.Event{ID: "case." + string(c.ID), Type: "aftersales.requested", Subject: "case/" + string(c.ID), At: start()}); err != nil {
		return err
	}
	if err := tx.Schedule(ctx, event.Timer{Kind: aftersales.DueTimer, Subject: string(c.ID), Due: start()}); err != nil {
		return err
	}
	return tx.MoveStock(ctx, stock.Movement{ID: "case." + string(c.ID), SKU: "A", Qty: 1, Reason: stock.Returned, By: "kit", At: start()})
}

// has wants everything of the n-th case to be there, or nothing.
func (s *System) has(ctx context.Context, n, wanted int) error {
	_, err := s.Cases.FindCase(ctx, caseID(n))
	found := 0
	if err == nil {
		found = 1
	} else if !errors.Is(err, event.ErrNotFound) {
		return err
	}
	history, err1 := s.Cases.CaseHistory(ctx, caseID(n))
	thread, err2 := s.Cases.Messages(ctx, caseID(n))
	return errors.Join(err1, err2, want("case", found, wanted), want("history", len(history), wanted), want("messages", len(thread), wanted))
}

func oneCommit(ctx context.Context, s *System) error {
	err := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return everything(ctx, tx, 1) })
	no := errors.New("no")
	failed := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error { return errors.Join(everything(ctx, tx, 2), no) })
	events, err1 := s.Outbox.UnsentEvents(ctx, 10)
	timers, err2 := s.Timers.ClaimTimers(ctx, start().AddDate(1, 0, 0), start().AddDate(2, 0, 0), 10)
	levels, err3 := s.Stock.Levels(ctx, "A")
	if err3 != nil || len(levels) != 1 {
		return errors.Join(err, err3, want("stock rows", len(levels), 1))
	}
	return errors.Join(err, err1, err2, is("a closure that fails", failed, no), s.has(ctx, 1, 1), s.has(ctx, 2, 0),
		want("events", len(events), 1), want("timers", len(timers), 1), want("pieces", levels[0].OnHand, 1))
}

func doomed(ctx context.Context, s *System) error {
	err := stale("a swallowed failure", s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		wrong := sample(1)
		wrong.Version = 3
		_ = tx.SaveCase(ctx, wrong)
		_ = everything(ctx, tx, 2)
		return nil
	}))
	answered := s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		_, none := tx.Case(ctx, caseID(7))
		return errors.Join(notFoundOnly(none), everything(ctx, tx, 3))
	})
	return errors.Join(err, answered, s.has(ctx, 2, 0), s.has(ctx, 3, 1))
}

// notFoundOnly wants the answer that dooms nothing.
func notFoundOnly(err error) error {
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	return notFound("no such case", err)
}

func seesOwnWrites(ctx context.Context, s *System) error {
	return s.do(ctx, func(ctx context.Context, tx aftersales.Tx) error {
		if err := everything(ctx, tx, 1); err != nil {
			return err
		}
		c, err := tx.Case(ctx, caseID(1))
		list, listErr := tx.CasesOf(ctx, orderID(1))
		found, refundErr := tx.CaseOfRefund(ctx, refundRef(10))
		return errors.Join(err, listErr, refundErr, want("version", c.Version, 1), want("cases of the order", len(list), 1),
			want("case of the refund", found.ID, c.ID))
	})
}
