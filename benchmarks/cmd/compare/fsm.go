package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	looplab "github.com/looplab/fsm"
	"github.com/qmuntal/stateless"

	"github.com/cartwright-go/cartwright/benchmarks/pair"
	"github.com/cartwright-go/cartwright/fsm"
)

type (
	status string
	event  string
	rule   = fsm.Rule[status, event, *subject]
)

// subject is what the guard of "cancel" looks at.
type subject struct{ shipped bool }

var errShipped = errors.New("already shipped")

// orderRules is the table that every side implements: 10 states, 16 edges. Only
// the guarded contest gives cancel its guard, since looplab/fsm has none.
func orderRules(guard func(*subject) error) []rule {
	return []rule{
		{Event: "pay", From: []status{"placed"}, To: "paid"},
		{Event: "accept", From: []status{"paid"}, To: "accepted"},
		{Event: "reject", From: []status{"paid", "accepted"}, To: "rejected"},
		{Event: "pack", From: []status{"accepted"}, To: "packed"},
		{Event: "ship", From: []status{"packed", "accepted"}, To: "shipped"},
		{Event: "deliver", From: []status{"shipped"}, To: "delivered"},
		{Event: "confirm", From: []status{"delivered", "shipped"}, To: "completed"},
		{Event: "return", From: []status{"shipped", "delivered"}, To: "returned"},
		{Event: "cancel", From: []status{"placed", "paid", "accepted", "packed"}, To: "cancelled", If: guard},
	}
}

func orderMachine(guard func(*subject) error) (*fsm.Machine[status, event, *subject], error) {
	return fsm.New("order", "placed", orderRules(guard)...)
}

// step is one operation of a contest with the answer that it must have; want
// equals from for an event that must be refused.
type step struct {
	from  status
	event event
	want  status
}

func permittedSteps() []step {
	return []step{
		{"placed", "pay", "paid"},
		{"paid", "accept", "accepted"},
		{"accepted", "pack", "packed"},
		{"packed", "ship", "shipped"},
		{"shipped", "deliver", "delivered"},
		{"delivered", "confirm", "completed"},
		{"delivered", "return", "returned"},
		{"packed", "cancel", "cancelled"},
	}
}

// fire is one operation of one side: the state after the event, and the refusal.
type fire func(ctx context.Context, from status, what event) (status, error)

// fsmContests compares one step: of a whole life in turn, of a guarded edge, and
// one that is refused.
func fsmContests(context.Context) iter.Seq2[pair.Contest, error] {
	guard := func(s *subject) error {
		if s.shipped {
			return errShipped
		}
		return nil
	}
	return func(yield func(pair.Contest, error) bool) {
		_ = yield(fsmContest("fsm/next", permittedSteps(), nil)) &&
			yield(fsmContest("fsm/guarded", []step{{"packed", "cancel", "cancelled"}}, guard)) &&
			yield(fsmContest("fsm/refused", []step{{"completed", "cancel", "completed"}, {"placed", "ship", "placed"}}, nil))
	}
}

func fsmContest(name string, steps []step, guard func(*subject) error) (pair.Contest, error) {
	machine, err := orderMachine(guard)
	if err != nil {
		return pair.Contest{Case: name}, err
	}
	contest := pair.Contest{
		Case:  name,
		Ours:  pair.Side{Name: "cartwright/fsm", Do: walking(steps, oursFire(machine, &subject{}))},
		Peers: []pair.Side{{Name: "qmuntal/stateless v1.7.2", Do: walking(steps, statelessFire(orderRules(guard), &subject{}))}},
		Floor: pair.Side{Name: "switch", Do: walking(steps, switchFire(guard, &subject{}))},
	}
	if guard == nil {
		contest.Peers = append(contest.Peers, pair.Side{Name: "looplab/fsm v1.0.3", Do: walking(steps, looplabFire(orderRules(nil)))})
	}
	return contest, nil
}

// walking repeats the steps and checks every answer.
func walking(steps []step, next fire) pair.Work {
	return func(ctx context.Context, n int) error {
		at := 0
		for range n {
			s := &steps[at]
			if at++; at == len(steps) {
				at = 0
			}
			got, err := next(ctx, s.from, s.event)
			if got != s.want || (err == nil) != (s.want != s.from) {
				return fmt.Errorf("%s in %s leads to %s (%w), want %s", s.event, s.from, got, err, s.want)
			}
		}
		return nil
	}
}

func oursFire(machine *fsm.Machine[status, event, *subject], s *subject) fire {
	return func(_ context.Context, from status, what event) (status, error) { return machine.Next(from, what, s) }
}

// statelessFire uses one machine with outside storage, the form in which it is
// fastest: no machine is built for an order, and states and triggers are boxed
// once.
func statelessFire(rules []rule, s *subject) fire {
	boxedStates, boxedEvents := map[status]stateless.State{}, map[event]stateless.Trigger{}
	var current stateless.State
	machine := stateless.NewStateMachineWithExternalStorage(
		func(context.Context) (stateless.State, error) { return current, nil },
		func(_ context.Context, next stateless.State) error { current = next; return nil },
		stateless.FiringImmediate,
	)
	for _, r := range rules {
		boxedEvents[r.Event] = r.Event
		for _, from := range r.From {
			boxedStates[from], boxedStates[r.To] = from, r.To
			if r.If == nil {
				machine.Configure(from).Permit(r.Event, r.To)
				continue
			}
			machine.Configure(from).Permit(r.Event, r.To, func(context.Context, ...any) bool { return r.If(s) == nil })
		}
	}
	return func(ctx context.Context, from status, what event) (status, error) {
		current = boxedStates[from]
		err := machine.FireCtx(ctx, boxedEvents[what])
		return current.(status), err
	}
}

// looplabFire sets the state before each event, since that machine keeps it.
func looplabFire(rules []rule) fire {
	var events looplab.Events
	for _, r := range rules {
		desc := looplab.EventDesc{Name: string(r.Event), Dst: string(r.To)}
		for _, from := range r.From {
			desc.Src = append(desc.Src, string(from))
		}
		events = append(events, desc)
	}
	machine := looplab.NewFSM("placed", events, looplab.Callbacks{})
	return func(ctx context.Context, from status, what event) (status, error) {
		machine.SetState(string(from))
		err := machine.Event(ctx, string(what))
		return status(machine.Current()), err
	}
}

var errRefused = errors.New("not permitted")

// switchFire is the floor: what somebody would write for this one table.
func switchFire(guard func(*subject) error, s *subject) fire {
	return func(_ context.Context, from status, what event) (status, error) {
		to := switchNext(from, what)
		if to == "" {
			return from, errRefused
		}
		if what == "cancel" && guard != nil {
			if err := guard(s); err != nil {
				return from, err
			}
		}
		return to, nil
	}
}

func switchNext(from status, what event) status {
	switch from {
	case "placed":
		return cancelOr(what, "pay", "paid")
	case "paid":
		if what == "reject" {
			return "rejected"
		}
		return cancelOr(what, "accept", "accepted")
	case "accepted":
		switch what {
		case "reject":
			return "rejected"
		case "ship":
			return "shipped"
		}
		return cancelOr(what, "pack", "packed")
	case "packed":
		return cancelOr(what, "ship", "shipped")
	case "shipped":
		if what == "deliver" {
			return "delivered"
		}
		return closing(what)
	case "delivered":
		return closing(what)
	}
	return ""
}

func cancelOr(what, other event, to status) status {
	switch what {
	case other:
		return to
	case "cancel":
		return "cancelled"
	}
	return ""
}

func closing(what event) status {
	switch what {
	case "confirm":
		return "completed"
	case "return":
		return "returned"
	}
	return ""
}
