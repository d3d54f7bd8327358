package cartwright

import (
	"context"
	"errors"
	"maps"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/aftersales/standing"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/order"
)

// handOverTimer is the kind of the timers that ask whether an order has left in
// time; the Subject is the order.
const handOverTimer = "standing.hand_over"

// supervise wires the supervision of merchants.
func (s *Shop) supervise(o Options) error {
	keeper, ok := s.Backend.(interface{ Standings() standing.Store })
	if !ok {
		return errors.New("cartwright: Backend keeps no standings: it needs Standings() standing.Store")
	}
	if err := o.Supervision.Check(); err != nil {
		return err
	}
	s.Standing = &standing.Service{Store: keeper.Standings(), Preset: *o.Supervision, Now: o.Now}
	return nil
}

// A watcher tells supervision what happens before everybody else hears of it. It
// records the same marks whenever it hears of the same thing.
type watcher struct {
	s    *Shop
	next event.Publisher
}

// Publish records what an event says about a merchant, and passes it on.
func (w watcher) Publish(ctx context.Context, e event.Event) error {
	err := w.s.watch(ctx, e)
	if err != nil && !errors.Is(err, event.ErrNotFound) && !errors.Is(err, policy.ErrUnknown) {
		return err
	}
	return w.next.Publish(ctx, e)
}

func (s *Shop) watch(ctx context.Context, e event.Event) error {
	what, about, _ := strings.Cut(e.Subject, "/")
	switch what {
	case "order":
		return s.watchOrder(ctx, e, order.ID(about))
	case "case":
		if s.Cases != nil && flow.State(strings.TrimPrefix(e.Type, "aftersales.")).Final() {
			return s.watchCase(ctx, aftersales.ID(about))
		}
	}
	return nil
}

func (s *Shop) watchOrder(ctx context.Context, e event.Event, id order.ID) error {
	switch order.Status(strings.TrimPrefix(e.Type, "order.")) {
	case order.Confirmed:
		due := event.Timer{Kind: handOverTimer, Subject: string(id), Due: e.At.Add(s.Standing.Preset.HandOver)}
		return s.Standing.Store.Do(ctx, func(ctx context.Context, tx standing.Tx) error { return tx.Schedule(ctx, due) })
	case order.PartShipped, order.Shipped, order.Delivered, order.Cancelled:
	default:
		return nil
	}
	o, history, err := s.past(ctx, id)
	if err != nil {
		return err
	}
	marks := aftersales.OrderMarks(o, history, s.Standing.Preset.HandOver)
	done := event.Timer{Kind: handOverTimer, Subject: string(id)}
	return s.Standing.Store.Do(ctx, func(ctx context.Context, tx standing.Tx) error {
		if err := s.Standing.RecordIn(ctx, tx, marks...); err != nil {
			return err
		}
		return tx.Unschedule(ctx, done.ID())
	})
}

// past is an order and what was done to it.
func (s *Shop) past(ctx context.Context, id order.ID) (order.Order, []order.Change, error) {
	o, err := s.Backend.Orders().FindOrder(ctx, id)
	if err != nil {
		return o, nil, err
	}
	history, err := s.Backend.Orders().History(ctx, id)
	return o, history, err
}

func (s *Shop) watchCase(ctx context.Context, id aftersales.ID) error {
	c, err := s.Cases.Store.FindCase(ctx, id)
	if err != nil {
		return err
	}
	history, err := s.Cases.Store.CaseHistory(ctx, id)
	if err != nil {
		return err
	}
	p, err := s.Cases.Policies.Version(c.Policy, c.Edition)
	if err != nil {
		return err
	}
	return s.Standing.Record(ctx, aftersales.CaseMarks(c, history, p, s.Cases.Calendar)...)
}

// overdue marks an order of which nothing has left in time.
func (s *Shop) overdue(ctx context.Context, t event.Timer) error {
	o, history, err := s.past(ctx, order.ID(t.Subject))
	switch {
	case errors.Is(err, event.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	mark, late := aftersales.OverdueMark(o, history, s.Standing.Preset.HandOver)
	if !late {
		return nil
	}
	return s.Standing.Record(ctx, mark)
}

// reviews are the deadlines of supervision.
func (s *Shop) reviews() map[string]handler {
	all := maps.Clone(s.Standing.Timers())
	all[handOverTimer] = s.overdue
	return all
}
