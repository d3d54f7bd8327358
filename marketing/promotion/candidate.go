package promotion

import (
	"cmp"
	"slices"
)

// candidate is a rule, or what a rule does to one line, that a combination may
// contain.
type candidate struct {
	*compiled
	layer int   // the rule's, close at hand
	mode  Mode  // the rule's
	no    int32 // position in the order in which candidates act
	id    int32 // the rule's number
	lines set   // that the rule is about
	touch set   // lines, fees and gifts that it may change or occupies
	reads set   // lines whose cost decides whether it applies
	also  []set // further lines
	limit int64 // cap and budget
	// wild says that the rule is, or that it picks units by one price and takes
	// from them by another (floors, original prices): it may give more when
	// others act.
	wild bool
	atom int   // the line, -1 for a whole rule
	solo value // what it gives the untouched cart, or more than it ever gives
	acts bool  // in the best combination
}

// considered is a rule that was looked at.
type considered struct {
	id      int32
	verdict Verdict // met for candidates, otherwise why it is none
}

// gather looks at the rules that the index finds and lists the candidates. What
// simple rules give goes into e.lites, unless every rule is to be explained.
func (e *evaluation) gather(s *state) (seen []considered, list []*candidate) {
	e.lites.reset(len(e.rules.layers) * len(e.lines))
	e.ladders.reset(len(e.rules.layers) * (len(e.keys.lines) + 1))
	explain := e.options.Explain
	var rules []int32
	if explain {
		rules = e.consider()
		seen = make([]considered, 0, len(rules))
	} else {
		rules = e.scan(e.options.Objective == "" || e.options.Objective == CustomerBest)
	}
	list = e.list
	for _, id := range rules {
		rule := e.rules.compiled[id]
		c := e.slab.next()
		*c = candidate{compiled: rule, layer: rule.layer, mode: rule.mode, wild: e.wild(rule), id: id, atom: -1}
		verdict := e.judge(c)
		if verdict.Met {
			list, verdict = e.measure(s, c, list)
		} else {
			e.slab.used--
		}
		if explain || e.codes[id] > 0 {
			seen = append(seen, considered{id: id, verdict: verdict})
		}
	}
	e.list = list
	return seen, list
}

// wild reports whether a rule may give more when others act.
func (e *evaluation) wild(rule *compiled) bool {
	return rule.wild || rule.traits.picks && (e.floors || rule.rule.Base == Original)
}

// judge judges what other rules cannot change, and fills the candidate's sets.
func (e *evaluation) judge(c *candidate) Verdict {
	at := e.facts.At.UnixNano()
	switch {
	case at < c.starts:
		return Verdict{Reason: ReasonNotStarted}
	case at >= c.ends:
		return Verdict{Reason: ReasonEnded}
	case (c.rule.ByCode || len(c.rule.Codes) > 0) && e.codes[c.id] == 0:
		return Verdict{Reason: ReasonCode}
	}
	if why := e.limits(c); !why.Met {
		return why
	}
	c.lines = c.choose(e)
	if c.lines.empty() {
		return Verdict{Reason: ReasonItems}
	}
	v := View{e: e, lines: c.lines}
	for _, w := range c.still {
		if answer := w.test(&v); !answer.Met {
			return answer
		}
	}
	e.reach(c)
	return yes()
}

// choose answers the lines that a rule is about; do not change them. Rules on the
// same one key share their set.
func (c *compiled) choose(e *evaluation) set {
	switch {
	case c.seller == nil && c.lines == nil:
		return e.everyone
	case c.seller == nil && c.lines.keyed && len(c.lines.keys) == 1:
		return e.having(c.lines.keys[0])
	case c.lines == nil:
		return e.having(c.seller[0])
	}
	lines := e.words.copy(e.everyone)
	if c.seller != nil {
		e.keep(lines, c.seller)
	}
	if c.lines != nil {
		c.lines.filter(e, lines)
	}
	return lines
}

// having are the lines that have a value.
func (e *evaluation) having(key int32) set {
	if lines := e.keys.linesOf(key); lines != nil {
		return lines
	}
	return e.nothing
}

func (e *evaluation) limits(c *candidate) Verdict {
	c.limit = maxTotal
	if n, ok := c.cap.in(e); ok {
		c.limit = n
	} else if !c.cap.none() {
		return Verdict{Reason: ReasonCurrency}
	}
	l := &c.rule.Limits
	if !l.any() {
		return yes()
	}
	used := e.facts.Usage[c.rule.ID]
	switch {
	case l.Total > 0 && used.Total >= l.Total, l.PerDay > 0 && used.Today >= l.PerDay:
		return Verdict{Reason: ReasonLimit}
	case l.PerBuyer > 0 && used.Buyer >= l.PerBuyer:
		return Verdict{Reason: ReasonUsed}
	case l.PerBuyer > 0 && e.facts.Buyer.ID == "":
		return Verdict{Reason: ReasonSignIn}
	case c.budget.none():
		return yes()
	}
	budget, ok := c.budget.in(e)
	if !ok {
		return Verdict{Reason: ReasonCurrency}
	}
	if used.Spent.HasCurrency() {
		spent, err := e.units("spent", used.Spent)
		if err != nil {
			return Verdict{Reason: ReasonCurrency}
		}
		budget -= spent
	}
	if budget <= 0 {
		return Verdict{Reason: ReasonBudget}
	}
	c.limit = min(c.limit, budget)
	return yes()
}

// reach fills what the candidate may change and what decides whether it applies.
func (e *evaluation) reach(c *candidate) {
	c.touch, c.reads = c.lines, c.lines
	if c.whole {
		c.reads = e.everyone
	}
	if c.plainItems {
		return
	}
	c.touch = e.words.set()
	if c.traits.items {
		c.touch.join(c.lines)
	}
	for _, tree := range c.further {
		lines := e.words.copy(c.lines)
		if tree != nil {
			tree.filter(e, lines)
		}
		c.also = append(c.also, lines)
		c.touch.join(lines)
	}
	if c.traits.fees {
		for i := range c.lines.all() {
			c.touch.add(len(e.lines) + e.lines[i].seller)
		}
	}
	if c.gives {
		c.touch.add(len(e.lines) + len(e.fees))
	}
}

// measure finds what a candidate gives the untouched cart, splits it into its
// lines where that makes no difference, and drops what gives nothing.
func (e *evaluation) measure(s *state, c *candidate, list []*candidate) ([]*candidate, Verdict) {
	if c.traits.apart && c.mode != All && len(c.groups) == 0 && !c.rule.Stack.Stop {
		before, answer := len(list), Verdict{Reason: ReasonNothing}
		for line := range c.lines.all() {
			a := e.slab.next()
			*a = *c
			a.atom, a.lines = line, e.single(line)
			a.touch, a.reads = a.lines, a.lines
			why := e.try(s, a)
			if !a.solo.zero() {
				list = append(list, a)
				continue
			}
			e.slab.used--
			if !why.Met {
				answer = why
			}
		}
		if len(list) > before {
			return list, yes()
		}
		return list, answer
	}
	why := e.try(s, c)
	if c.solo.zero() || c.touch.empty() {
		if e.options.Explain && why.Short.HasCurrency() {
			e.near = append(e.near, c)
		} else {
			e.slab.used--
		}
		return list, why
	}
	return append(list, c), yes()
}

// try sets what a candidate gives on its own, and says why when that is nothing.
func (e *evaluation) try(s *state, c *candidate) Verdict {
	var answer Verdict
	c.solo, answer = s.would(c)
	if c.wild {
		c.solo = e.atMost(c)
	}
	return answer
}

// would answers what a candidate gives if it acts now, and why that is nothing.
func (s *state) would(c *candidate) (value, Verdict) {
	switch {
	case c.unit != nil && c.atom >= 0:
		off, ok := s.byUnit(c)
		if !ok {
			return value{}, Verdict{Reason: ReasonCurrency}
		}
		return value{off: off}, verdict(off > 0, ReasonNothing)
	case c.bySum():
		if off := s.takes(c); off > 0 {
			return value{off: off}, yes()
		}
	}
	m := s.mark()
	answer := s.apply(c)
	gives := value{s.gave.off - m.gave.off, s.gave.points - m.gave.points}
	s.undo(m)
	return gives, answer
}

// atMost is what a candidate can give at the very most.
func (e *evaluation) atMost(c *candidate) value {
	v := value{points: maxTotal}
	for i := range c.lines.all() {
		v.off += e.lines[i].amount
	}
	if c.traits.fees {
		for _, fee := range e.fees {
			v.off += fee
		}
	}
	for _, a := range c.actions {
		g, ok := a.(gift)
		if !ok {
			continue
		}
		var most int64
		for j := range e.gifts {
			if slices.Contains(g.of, string(e.facts.Gifts[j].SKU)) {
				most = max(most, times(e.gifts[j], g.units))
			}
		}
		v.off += most
	}
	return v
}

// apply lets a candidate act. When it gives nothing the state is as before and
// the verdict says why. A met verdict may still tell what the next step wants.
func (s *state) apply(c *candidate) Verdict {
	switch {
	case s.coarse:
		return s.applySum(c)
	case c.unit != nil && c.atom >= 0:
		return s.applyUnit(c)
	}
	if len(c.moving) > 0 {
		v := View{e: s.e, lines: c.lines, state: s}
		for _, w := range c.moving {
			if answer := w.test(&v); !answer.Met {
				return answer
			}
		}
	}
	m := s.mark()
	d := &s.draft
	d.e, d.s, d.c, d.lines, d.left, d.answer = s.e, s, c, c.lines, c.limit, Verdict{Reason: ReasonNothing}
	further := 0
	for i, action := range c.actions {
		d.also = c.also[further : further+c.nFurther[i]]
		further += c.nFurther[i]
		d.action = action
		action.Apply(d)
	}
	if s.gave == m.gave {
		s.undo(m)
		return d.answer
	}
	d.answer.Met = true
	return d.answer
}

// arrange numbers candidates in the order in which they act.
func arrange(list []*candidate) {
	slices.SortFunc(list, func(a, b *candidate) int {
		if a.layer == b.layer && a.mode == Lowest && a.solo != b.solo {
			if b.solo.above(a.solo) {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.atom, b.atom))
	})
	for i, c := range list {
		c.no = int32(i)
	}
}
