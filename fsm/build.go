package fsm

import (
	"errors"
	"fmt"
	"slices"
)

// build fills states from rules and returns what is wrong with them.
func (m *Machine[S, E, T]) build() []error {
	var faults []error
	if m.name == "" {
		faults = append(faults, errors.New("the name is empty"))
	}
	if err := named("initial state", m.initial); err != nil {
		faults = append(faults, err)
	}
	if len(m.rules) == 0 {
		faults = append(faults, errors.New("there are no rules"))
	}
	m.add(m.initial)
	for i, rule := range m.rules {
		for _, err := range m.addRule(rule) {
			faults = append(faults, fmt.Errorf("rule %d: %w", i+1, err))
		}
	}
	m.indexLarge()
	return append(faults, m.leavingFinal()...)
}

// indexLarge runs when the table is complete: find trusts the index alone.
func (m *Machine[S, E, T]) indexLarge() {
	if len(m.states) <= large {
		return
	}
	m.index = make(map[S]int, len(m.states))
	for i := range m.states {
		m.index[m.states[i].state] = i
	}
}

func (m *Machine[S, E, T]) addRule(rule Rule[S, E, T]) []error {
	faults := malformed(rule)
	if len(faults) > 0 {
		return faults
	}
	for _, from := range rule.From {
		at := m.add(from)
		if at.on(rule.Event) != nil {
			faults = append(faults, fmt.Errorf("event %q already has a rule in state %q", label(rule.Event), label(from)))
			continue
		}
		at.edges = append(at.edges, edge[S, E, T]{event: rule.Event, to: rule.To, guard: rule.If})
	}
	if to := m.add(rule.To); rule.Final {
		to.final = true
	}
	return faults
}

// malformed looks at one rule by itself.
func malformed[S, E comparable, T any](rule Rule[S, E, T]) []error {
	faults := []error{named("Event", rule.Event), named("To", rule.To)}
	if len(rule.From) == 0 {
		faults = append(faults, errors.New("From is empty"))
	}
	for i, from := range rule.From {
		faults = append(faults, named("From", from))
		if slices.Contains(rule.From[:i], from) {
			faults = append(faults, fmt.Errorf("From names state %q twice", label(from)))
		}
	}
	return slices.DeleteFunc(faults, func(err error) bool { return err == nil })
}

// leavingFinal runs after every rule is in, since any of them may declare a state
// final.
func (m *Machine[S, E, T]) leavingFinal() []error {
	var faults []error
	for i := range m.states {
		if at := &m.states[i]; at.final && len(at.edges) > 0 {
			faults = append(faults, fmt.Errorf("state %q is final but event %q leaves it", label(at.state), label(at.edges[0].event)))
		}
	}
	return faults
}

// add returns the node of state, new if need be. The pointer is good until the
// next call.
func (m *Machine[S, E, T]) add(state S) *node[S, E, T] {
	if at := m.find(state); at != nil {
		return at
	}
	m.states = append(m.states, node[S, E, T]{state: state})
	return &m.states[len(m.states)-1]
}

// named refuses what a scan could not find again or a reader could not tell from
// a forgotten field.
func named[V comparable](field string, value V) error {
	switch {
	case value != value: //nolint:gocritic // true for NaN and for what contains it
		return fmt.Errorf("%s is not equal to itself", field)
	case label(value) == "":
		return fmt.Errorf("%s is empty", field)
	}
	return nil
}

func copyRules[S, E comparable, T any](rules []Rule[S, E, T]) []Rule[S, E, T] {
	copied := slices.Clone(rules)
	for i := range copied {
		copied[i].From = slices.Clone(copied[i].From)
	}
	return copied
}
