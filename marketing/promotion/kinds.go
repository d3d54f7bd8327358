package promotion

import (
	"encoding/json"
	"maps"
	"slices"
)

// A Condition of a cart is met or not. Its Test must be a pure function of the
// view, and safe for concurrent use.
type Condition interface {
	Test(v *View) Verdict
}

// A LineCondition chooses lines. Its Match must be a pure function of the line
// and the facts, and safe for concurrent use; it sees original prices.
type LineCondition interface {
	Match(f *Facts, line int) bool
}

// An Action gives something. Its Apply must be a pure function of the draft, and
// safe for concurrent use.
type Action interface {
	Apply(d *Draft)
}

// A ConditionKind is a kind of condition that rules may name.
type ConditionKind struct {
	Name string
	// Parse reads the members of the condition besides "kind". A rule that names a
	// kind without Parse, or one whose Parse returns nil, is a *RuleError.
	Parse func(p *Params) Condition
	// Fixed says that discounts never change the answer: it looks at the buyer
	// or the time, not at what the cart costs after other rules.
	Fixed bool
}

// A LineKind is a kind of condition on lines.
type LineKind struct {
	Name string
	// Parse is as for ConditionKind.
	Parse func(p *Params) LineCondition
}

// An ActionKind is a kind of action that rules may name.
type ActionKind struct {
	Name string
	// Parse is as for ConditionKind.
	Parse func(p *Params) Action
}

// Kinds are the conditions and actions that rules may be made of. It is
// immutable; the zero value knows none, Standard those of this package.
type Kinds struct {
	conditions map[string]ConditionKind
	lines      map[string]LineKind
	actions    map[string]ActionKind
}

// WithConditions returns the kinds and some more. A name that is taken is replaced.
func (k Kinds) WithConditions(more ...ConditionKind) Kinds {
	k.conditions = cloned(k.conditions)
	for _, c := range more {
		k.conditions[c.Name] = c
	}
	return k
}

// WithLines returns the kinds and some more. A name that is taken is replaced.
func (k Kinds) WithLines(more ...LineKind) Kinds {
	k.lines = cloned(k.lines)
	for _, l := range more {
		k.lines[l.Name] = l
	}
	return k
}

// WithActions returns the kinds and some more. A name that is taken is replaced.
func (k Kinds) WithActions(more ...ActionKind) Kinds {
	k.actions = cloned(k.actions)
	for _, a := range more {
		k.actions[a.Name] = a
	}
	return k
}

func cloned[T any](m map[string]T) map[string]T {
	if m == nil {
		return map[string]T{}
	}
	return maps.Clone(m)
}

// Names lists the names of all kinds: of conditions, on lines, and of actions.
func (k Kinds) Names() (conditions, lines, actions []string) {
	return slices.Sorted(maps.Keys(k.conditions)), slices.Sorted(maps.Keys(k.lines)), slices.Sorted(maps.Keys(k.actions))
}

// parsed lets a kind read its members. A kind without a parser, or one whose parser
// answers nothing, is the host's mistake: the rule is refused.
func parsed[T any](o *Params, parse func(p *Params) T) (leaf T) {
	if parse == nil {
		o.Fail("kind", "has no Parse")
		return leaf
	}
	if leaf = parse(o); any(leaf) == nil {
		o.Fail("kind", "was read as nothing: its Parse returns nil")
	}
	o.done()
	return leaf
}

// An op joins conditions.
type op uint8

const (
	opLeaf op = iota
	opAll
	opAny
	opNot
)

// split reads {"all": […]}, {"any": […]}, {"not": {…}} or a leaf with its kind.
func (o *Params) split() (op, []*Params) {
	switch {
	case o.Has("all"):
		kids := o.objects("all", maxNames)
		o.done()
		return opAll, kids
	case o.Has("any"):
		kids := o.objects("any", maxNames)
		o.done()
		return opAny, kids
	}
	if raw, ok := o.take("not"); ok {
		kid := o.p.object(o.at("not"), raw, o.depth+1)
		o.done()
		return opNot, []*Params{kid}
	}
	return opLeaf, nil
}

// Lines reads a member that is a tree of conditions on lines.
func (o *Params) Lines(name string) *Lines {
	raw, ok := o.take(name)
	if !ok {
		o.Fail(name, "is missing")
		return nil
	}
	return o.p.lines(o.at(name), raw, o.depth+1)
}

func (p *parser) lines(path string, raw json.RawMessage, depth int) *Lines {
	return p.lineTree(p.object(path, raw, depth))
}
