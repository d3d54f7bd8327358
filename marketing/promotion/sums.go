package promotion

// bySum reports whether all that a candidate takes depends on the sum of its lines.
func (c *candidate) bySum() bool {
	return len(c.actions) == 1 && (c.traits.total || c.traits.line && c.atom >= 0)
}

// cheap reports whether what a candidate gives can be told without letting it act.
func (c *candidate) cheap() bool { return c.unit != nil && c.atom >= 0 || c.bySum() }

// gives is what a candidate gives if it acts now.
func (s *state) gives(c *candidate) value {
	switch {
	case c.unit != nil && c.atom >= 0:
		off, _ := s.byUnit(c)
		return value{off: off}
	case c.bySum():
		return value{off: s.takes(c)}
	}
	m := s.mark()
	s.apply(c)
	gives := value{s.gave.off - m.gave.off, s.gave.points - m.gave.points}
	s.undo(m)
	return gives
}

// byUnit is what a candidate by the unit takes off its one line, and whether it
// has an amount in the cart's currency.
func (s *state) byUnit(c *candidate) (int64, bool) {
	if _, ok := c.unit.each(s.e, unit{line: c.atom}); !ok {
		return 0, false
	}
	var off int64
	for _, r := range s.lines[c.atom].runs {
		off += s.each(c, r) * r.units
	}
	return off, true
}

// applyUnit lets a candidate by the unit act on its one line.
func (s *state) applyUnit(c *candidate) Verdict {
	off, ok := s.byUnit(c)
	if off == 0 {
		if !ok {
			return Verdict{Reason: ReasonCurrency}
		}
		return Verdict{Reason: ReasonNothing}
	}
	l := &s.lines[c.atom]
	s.log = append(s.log, undo{line: c.atom, old: *l})
	from := len(s.arena)
	for _, r := range l.runs {
		if n := s.each(c, r); n > 0 {
			s.history = append(s.history, gave{by: c.no, off: n, before: r.history})
			r.price, r.history = r.price-n, int32(len(s.history)-1)
		}
		s.arena = append(s.arena, r)
	}
	l.runs = s.arena[from:len(s.arena):len(s.arena)]
	l.amount -= off
	s.gave.off += off
	return yes()
}

// each is what a candidate by the unit takes off each unit of a run.
func (s *state) each(c *candidate, r run) int64 {
	l := &s.e.lines[c.atom]
	u := unit{c.atom, r.price, r.price}
	if c.rule.Base == Original {
		u.price = l.price
	}
	n, _ := c.unit.each(s.e, u)
	return max(0, min(n, r.price-l.floor))
}

// takes is what a candidate by the sum takes, 0 where it cannot act.
func (s *state) takes(c *candidate) int64 {
	if len(c.moving) > 0 {
		v := View{e: s.e, lines: c.lines, state: s}
		for _, w := range c.moving {
			if !w.test(&v).Met {
				return 0
			}
		}
	}
	var sum, room int64
	for i := range c.lines.all() {
		n, floor := s.lines[i].amount, s.e.lines[i].floor
		if c.rule.Base == Original {
			sum += s.e.lines[i].amount
		} else {
			sum += n
		}
		if floor == 0 {
			room += n
			continue
		}
		for _, r := range s.lines[i].runs {
			room += max(0, r.price-floor) * r.units
		}
	}
	return min(c.sumOff(s.e, sum), c.limit, room)
}

// sumsOnly reports whether what each line costs is all that the candidates of a
// search look at, so that nobody needs to know which units got what.
func (e *evaluation) sumsOnly(list []*candidate) bool {
	touched := e.words.set()
	for i, c := range list {
		if i > 0 && c.layer != list[i-1].layer {
			for _, before := range list[:i] {
				touched.join(before.touch)
			}
		}
		if !c.bySum() && (c.unit == nil || c.atom < 0 || c.touch.meets(touched)) {
			return false
		}
		for line := range c.lines.all() {
			if e.lines[line].floor > 0 {
				return false
			}
		}
	}
	return true
}

// applySum lets a candidate take off what its lines cost, without a word of units.
func (s *state) applySum(c *candidate) Verdict {
	if !c.bySum() {
		off, _ := s.byUnit(c)
		s.lower(c.atom, off)
		return verdict(off > 0, ReasonNothing)
	}
	off := s.takes(c)
	if off == 0 {
		return Verdict{Reason: ReasonNothing}
	}
	d := &s.draft.outer
	d.rests = d.rests[:0]
	var sum int64
	for i := range c.lines.all() {
		d.rests = append(d.rests, rest{of: s.lines[i].amount, n: 1})
		sum += s.lines[i].amount
	}
	quantum := d.share(off, sum, s.e.quantum)
	at := 0
	for i := range c.lines.all() {
		s.lower(i, (d.rests[at].quotient+d.rests[at].extra)*quantum)
		at++
	}
	return yes()
}

// lower lowers what a line costs.
func (s *state) lower(line int, off int64) {
	if off == 0 {
		return
	}
	l := &s.lines[line]
	s.log = append(s.log, undo{line: line, old: *l})
	l.amount -= off
	s.gave.off += off
}
