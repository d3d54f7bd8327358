package promotion

import (
	"math"
	"slices"
)

// reach finds rules and steps that can never act.
func (l *linter) reach() {
	if !l.o.At.IsZero() && l.o.At.UnixNano() >= l.c.ends {
		l.say("ends", ProblemUnreachable, "")
	}
	if l.c.seller != nil {
		for _, keys := range l.c.lines.required(nil) {
			if l.dim(keys) == dimSeller && !slices.Contains(keys, l.c.seller[0]) {
				l.say("items", ProblemUnreachable, "")
			}
		}
	}
	if l.c.when.contradicts() {
		l.say("when", ProblemUnreachable, "amount")
	}
	for _, a := range l.c.actions {
		if t, ok := a.(tiers); ok {
			l.steps(t)
		}
	}
	if len(l.carts) > 0 && !slices.ContainsFunc(l.carts, func(e *evaluation) bool { return !l.c.choose(e).empty() }) {
		l.say("items", ProblemUnreachable, "")
	}
}

// together are the amounts that must all be met.
func (w *when) together(list []amountOver) []amountOver {
	switch {
	case w == nil:
	case w.op == opAll:
		for _, kid := range w.kids {
			list = kid.together(list)
		}
	case w.op == opLeaf:
		if a, ok := w.leaf.(amountOver); ok {
			list = append(list, a)
		}
	}
	return list
}

// contradicts reports whether one amount asks for more than another allows. The
// rule's lines never cost more than the cart, nor less before discounts than after.
func (w *when) contradicts() bool {
	list := w.together(nil)
	for _, a := range list {
		for _, b := range list {
			under := (a.cart == b.cart || !a.cart) && (a.base == b.base || a.base == Current)
			if under && slices.ContainsFunc(a.min.list(), b.max.below) {
				return true
			}
		}
	}
	return false
}

// below reports whether there is an amount in the currency of n, and less than n.
func (f *fixed) below(n smallest) bool {
	return slices.ContainsFunc(f.list(), func(a smallest) bool { return a.c == n.c && a.minor < n.minor })
}

// dim is what keys are about.
func (l *linter) dim(keys []int32) dim {
	if len(keys) == 0 {
		return math.MaxUint8
	}
	return l.dims[keys[0]]
}

// steps finds steps below what the rule asks for anyway, and steps that give no
// more than the one before because of the cap.
func (l *linter) steps(t tiers) {
	for i := range t.steps[:len(t.steps)-1] {
		next := t.steps[i+1]
		for _, w := range l.c.moving {
			a, ok := w.leaf.(amountOver)
			if !ok || w.op != opLeaf || a.cart || t.byUnits {
				continue
			}
			if !next.from.none() && next.from.first.c == a.min.first.c && next.from.first.minor <= a.min.first.minor {
				l.say("then", ProblemUnreachable, "steps")
			}
		}
		off := t.steps[i].off
		if !off.none() && l.c.cap.first.c == off.first.c && l.c.cap.first.minor <= off.first.minor {
			l.say("cap", ProblemUnreachable, "steps")
		}
	}
}

// others compares a rule with every other.
func (l *linter) others() {
	var overlap []string
	best := map[int]percentOf{l.c.layer: {l.c.rule.ID, originalPercent(l.c)}}
	for i, other := range l.s.compiled {
		if int32(i) == l.id || !l.together(other) {
			continue
		}
		if other.layer == l.c.layer && l.c.mode != All {
			overlap = append(overlap, other.rule.ID)
			if l.covers(other) {
				l.say("then", ProblemUnreachable, "", other.rule.ID)
			}
			continue
		}
		if p := originalPercent(other); p > best[other.layer].part {
			best[other.layer] = percentOf{other.rule.ID, p}
		}
	}
	if len(overlap) > 0 {
		l.say("items", ProblemOverlap, "", overlap...)
	}
	var sum int64
	var names []string
	for layer := range l.s.layers {
		p := best[layer]
		if sum += p.part; p.part > 0 && p.rule != l.c.rule.ID {
			names = append(names, p.rule)
		}
	}
	if sum > hundred && best[l.c.layer].part > 0 {
		l.say("then", ProblemOver100, "", names...)
	}
}

type percentOf struct {
	rule string
	part int64
}

// originalPercent is what a rule takes off the original price, 0 where it does not
// say so.
func originalPercent(c *compiled) int64 {
	if c.rule.Base != Original {
		return 0
	}
	for _, a := range c.actions {
		if p, ok := a.(percent); ok {
			return p.part
		}
	}
	return 0
}

// together reports whether two rules could want the same line at the same time
// and may both be offered to one buyer.
func (l *linter) together(other *compiled) bool {
	c := l.c
	if c.starts >= other.ends || other.starts >= c.ends || c.without[l.s.index.ids[other.rule.ID]] || !c.traits.items || !other.traits.items {
		return false
	}
	if c.seller != nil && other.seller != nil && c.seller[0] != other.seller[0] {
		return false
	}
	if len(l.carts) > 0 {
		return slices.ContainsFunc(l.carts, func(e *evaluation) bool { return c.choose(e).meets(other.choose(e)) })
	}
	for _, a := range c.lines.required(nil) {
		for _, b := range other.lines.required(nil) {
			d := l.dim(a)
			single := d == dimProduct || d == dimVariant || d == dimBrand || d == dimSeller
			if single && d == l.dim(b) && !slices.ContainsFunc(a, func(id int32) bool { return slices.Contains(b, id) }) {
				return false
			}
		}
	}
	return true
}

// covers reports whether another rule gives more wherever this one could act: the
// same conditions, a window that holds this one, and a higher percentage.
func (l *linter) covers(other *compiled) bool {
	c := l.c
	same := string(c.rule.Items) == string(other.rule.Items) && string(c.rule.When) == string(other.rule.When) &&
		c.rule.Seller == other.rule.Seller && c.rule.Base == other.rule.Base
	free := len(other.rule.Codes) == 0 && !other.rule.ByCode && !other.rule.Limits.any() && other.cap.none() && len(other.groups) == 0
	if !same || !free || other.starts > c.starts || other.ends < c.ends || len(c.actions) != 1 || len(other.actions) != 1 {
		return false
	}
	mine, ok := c.actions[0].(percent)
	theirs, also := other.actions[0].(percent)
	return ok && also && theirs.per == mine.per && theirs.part > mine.part
}

// floor lets the rule act alone on each line of the sample.
func (l *linter) floor() {
	for _, e := range l.carts {
		lines := l.c.choose(e)
		for i := range lines.all() {
			if l.reaches(e, i) {
				l.say("then", ProblemFloor, string(e.facts.Lines[i].SKU))
			}
		}
	}
}

// reaches reports whether the rule takes all there is to take off a line.
func (l *linter) reaches(e *evaluation, line int) bool {
	c := &candidate{compiled: l.c, layer: l.c.layer, mode: l.c.mode, id: l.id, atom: -1, limit: maxTotal, lines: e.words.set()}
	if n, ok := l.c.cap.in(e); ok {
		c.limit = n
	}
	c.lines.add(line)
	for range l.c.further {
		c.also = append(c.also, c.lines)
	}
	s := e.untouched()
	for _, a := range l.c.actions {
		if f, ok := a.(flash); ok {
			n, given := f.amount.in(e)
			return given && n < e.lines[line].floor
		}
	}
	s.apply(c)
	at := &e.lines[line]
	return at.amount > 0 && s.lines[line].amount <= min(at.amount, at.floor*at.units) && s.lines[line].amount < at.amount
}
