package fsm

import (
	"errors"
	"fmt"
	"slices"
)

// Rule is one line of a state table: in any state of From, Event leads to To.
type Rule[S, E comparable, T any] struct {
	// Event is what happens; its text must not be empty.
	Event E
	// From lists the states that take the event, at least one and none twice.
	// It may contain To: such an event is permitted and keeps the state.
	From []S
	// To is the state after the event.
	To S
	// If guards the rule: an error refuses the event and is the reason that the
	// caller of Next reads. Nil permits always. It must be pure, must not change
	// the subject and must be safe for concurrent use.
	If func(subject T) error
	// Final declares To a state in which a life ends: no rule may leave it, in
	// this table or in one grown from it. It is enough that one of the rules
	// that lead to a state says so.
	Final bool
}

// Machine is an immutable state table for states S, events E and a subject T
// that guards look at, usually a pointer. It is safe for concurrent use. Build it
// with New. S and E may be interface types only when every value used with them
// is comparable.
type Machine[S, E comparable, T any] struct {
	name    string
	initial S
	rules   []Rule[S, E, T]
	states  []node[S, E, T]
	index   map[S]int // positions in states, only of a large table
}

// large is the number of states above which hashing a state beats comparing it
// with one after the other; measured with string states of equal length.
const large = 16

// node is a state with the edges that leave it, in rule order.
type node[S, E comparable, T any] struct {
	state S
	final bool
	edges []edge[S, E, T]
}

type edge[S, E comparable, T any] struct {
	event E
	to    S
	guard func(T) error
}

// New builds the machine called name (a word for errors and diagrams) whose lives
// begin in initial. It refuses, with an error that matches ErrInvalid and names
// every fault by rule number from 1: an empty name, state or event, a missing
// rule, a rule without From, a state twice in one From, two rules for the same
// event in the same state whatever their guards, and a rule that leaves a final
// state. Check looks for states that nothing reaches or leaves.
func New[S, E comparable, T any](name string, initial S, rules ...Rule[S, E, T]) (*Machine[S, E, T], error) {
	m := &Machine[S, E, T]{name: name, initial: initial, rules: copyRules(rules)}
	if faults := m.build(); len(faults) > 0 {
		return nil, fmt.Errorf("%w: machine %q: %w", ErrInvalid, name, errors.Join(faults...))
	}
	return m, nil
}

// Must returns the machine of New or With, and panics when there is an error. It
// is for tables written in source code, where an error is a mistake of the
// programmer.
func Must[S, E comparable, T any](m *Machine[S, E, T], err error) *Machine[S, E, T] {
	if err != nil {
		panic(err)
	}
	return m
}

// With returns a new machine with further rules, and with the states and events
// that they bring; m itself stays as it is. This is how a host adds states to a
// library's table. The refusals are those of New: an existing rule cannot be
// replaced, and a final state stays final.
func (m *Machine[S, E, T]) With(extra ...Rule[S, E, T]) (*Machine[S, E, T], error) {
	return New(m.name, m.initial, slices.Concat(m.rules, extra)...)
}

// Next answers the state that follows when event happens to subject in state. It
// changes nothing and allocates nothing. A refusal is a *Error[S, E], which
// matches ErrNotPermitted and wraps the guard's reason or ErrUnknownState; the
// state returned with it is the one passed in.
func (m *Machine[S, E, T]) Next(state S, event E, subject T) (S, error) {
	at := m.find(state)
	if at == nil {
		return state, m.refuse(state, event, ErrUnknownState)
	}
	step := at.on(event)
	if step == nil {
		return state, m.refuse(state, event, nil)
	}
	if step.guard != nil {
		if err := step.guard(subject); err != nil {
			return state, m.refuse(state, event, err)
		}
	}
	return step.to, nil
}

// Can reports whether Next would permit the event.
func (m *Machine[S, E, T]) Can(state S, event E, subject T) bool {
	at := m.find(state)
	if at == nil {
		return false
	}
	step := at.on(event)
	return step != nil && (step.guard == nil || step.guard(subject) == nil)
}

// Permitted returns the events that have a rule in state, in rule order and
// without asking guards; Can asks them. It is empty for a final or unknown state.
// The slice is the caller's.
func (m *Machine[S, E, T]) Permitted(state S) []E {
	at := m.find(state)
	if at == nil {
		return nil
	}
	events := make([]E, len(at.edges))
	for i := range at.edges {
		events[i] = at.edges[i].event
	}
	return events
}

// Name returns the name given to New.
func (m *Machine[S, E, T]) Name() string { return m.name }

// Initial returns the state in which a life begins.
func (m *Machine[S, E, T]) Initial() S { return m.initial }

// States returns every state once, the initial one first and the others in the
// order in which the rules name them. The slice is the caller's.
func (m *Machine[S, E, T]) States() []S {
	states := make([]S, len(m.states))
	for i := range m.states {
		states[i] = m.states[i].state
	}
	return states
}

// Final reports whether a rule declares state final. An unknown state is not.
func (m *Machine[S, E, T]) Final(state S) bool {
	at := m.find(state)
	return at != nil && at.final
}

// Check looks at the table as a whole and reports, joined and in the order of
// States, each state that cannot be reached from the initial one (ErrUnreachable)
// and each that no event leaves although it is not declared final (ErrDeadEnd).
// Call it in a test of the table.
func (m *Machine[S, E, T]) Check() error {
	reached := m.reachable()
	var faults []error
	for i := range m.states {
		at := &m.states[i]
		if !slices.Contains(reached, at.state) {
			faults = append(faults, fmt.Errorf("%w: machine %q: state %q", ErrUnreachable, m.name, label(at.state)))
		}
		if len(at.edges) == 0 && !at.final {
			faults = append(faults, fmt.Errorf("%w: machine %q: state %q", ErrDeadEnd, m.name, label(at.state)))
		}
	}
	return errors.Join(faults...)
}

// reachable walks the rules from the initial state, guards assumed to permit.
func (m *Machine[S, E, T]) reachable() []S {
	reached := []S{m.initial}
	for i := 0; i < len(reached); i++ {
		for _, step := range m.find(reached[i]).edges {
			if !slices.Contains(reached, step.to) {
				reached = append(reached, step.to)
			}
		}
	}
	return reached
}

func (m *Machine[S, E, T]) find(state S) *node[S, E, T] {
	if m.index != nil {
		if i, ok := m.index[state]; ok {
			return &m.states[i]
		}
		return nil
	}
	for i := range m.states {
		if m.states[i].state == state {
			return &m.states[i]
		}
	}
	return nil
}

func (n *node[S, E, T]) on(event E) *edge[S, E, T] {
	for i := range n.edges {
		if n.edges[i].event == event {
			return &n.edges[i]
		}
	}
	return nil
}

func (m *Machine[S, E, T]) refuse(state S, event E, cause error) error {
	return &Error[S, E]{Machine: m.name, From: state, Event: event, Cause: cause}
}
