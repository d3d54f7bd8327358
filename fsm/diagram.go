package fsm

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// guarded follows the event of a rule that has a guard, as UML writes it.
const guarded = " [guarded]"

// WriteMermaid writes the table as a Mermaid state diagram, states and edges in
// rule order, so that the text can be kept in a document and compared. Whatever
// the names contain, they stay text. The error is the writer's.
func (m *Machine[S, E, T]) WriteMermaid(w io.Writer) error {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	ids := m.mermaidIDs()
	if ids == nil {
		ids = m.numbered()
		for i := range m.states {
			fmt.Fprintf(&b, "    state \"%s\" as %s\n", mermaidText(label(m.states[i].state)), ids[i])
		}
	}
	fmt.Fprintf(&b, "    [*] --> %s\n", ids[0])
	m.eachEdge(func(from, to int, event string) {
		fmt.Fprintf(&b, "    %s --> %s : %s\n", ids[from], ids[to], mermaidText(event))
	})
	for i := range m.states {
		if m.states[i].final {
			fmt.Fprintf(&b, "    %s --> [*]\n", ids[i])
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteDOT writes the table as a Graphviz digraph, states and edges in rule
// order; final states have a double border. Whatever the names contain, they stay
// text. The error is the writer's.
func (m *Machine[S, E, T]) WriteDOT(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph \"%s\" {\n", dotText(m.name))
	b.WriteString("    rankdir=LR\n    node [shape=box, style=rounded]\n    start [shape=point, label=\"\"]\n")
	ids := m.numbered()
	for i := range m.states {
		double := ""
		if m.states[i].final {
			double = ", peripheries=2"
		}
		fmt.Fprintf(&b, "    %s [label=\"%s\"%s]\n", ids[i], dotText(label(m.states[i].state)), double)
	}
	fmt.Fprintf(&b, "    start -> %s\n", ids[0])
	m.eachEdge(func(from, to int, event string) {
		fmt.Fprintf(&b, "    %s -> %s [label=\"%s\"]\n", ids[from], ids[to], dotText(event))
	})
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// eachEdge visits the edges in rule order, states by their index.
func (m *Machine[S, E, T]) eachEdge(visit func(from, to int, event string)) {
	index := func(state S) int {
		return slices.IndexFunc(m.states, func(n node[S, E, T]) bool { return n.state == state })
	}
	for _, rule := range m.rules {
		event := label(rule.Event)
		if rule.If != nil {
			event += guarded
		}
		for _, from := range rule.From {
			visit(index(from), index(rule.To), event)
		}
	}
}

func (m *Machine[S, E, T]) numbered() []string {
	ids := make([]string, len(m.states))
	for i := range ids {
		ids[i] = fmt.Sprintf("s%d", i)
	}
	return ids
}

// mermaidIDs returns the states' own names where Mermaid takes all of them as
// they are, else nil.
func (m *Machine[S, E, T]) mermaidIDs() []string {
	ids := make([]string, len(m.states))
	for i := range m.states {
		name := label(m.states[i].state)
		if !plain(name) || slices.Contains(ids[:i], name) {
			return nil
		}
		ids[i] = name
	}
	return ids
}

// plain reports whether name is an identifier that Mermaid does not read as one
// of its own words.
func plain(name string) bool {
	for i, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r != '_' && (r < '0' || '9' < r)) {
			return false
		}
	}
	switch strings.ToLower(name) {
	case "", "as", "class", "classdef", "click", "default", "direction", "end", "hide", "href", "left", "note", "of", "over",
		"right", "scale", "state", "statediagram", "style", "tb", "td", "bt", "lr", "rl", "acctitle", "accdescr":
		return false
	}
	return true
}

// mermaidText writes everything that Mermaid could read as syntax as a numeric
// character entity.
func mermaidText(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" _-.,/()[]", r) {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "#%d;", r)
		}
	}
	return b.String()
}

// dotText escapes a label of Graphviz, which knows backslash escapes and HTML
// entities in quoted strings.
func dotText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '&':
			b.WriteString("&amp;")
		case r == '\n':
			b.WriteString(`\n`)
		case unicode.IsControl(r):
			b.WriteRune(unicode.ReplacementChar)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
