package promotion

// between answers what an action by the sum of its lines takes when they cost
// from low to high, and whether it is certain that a larger sum never leaves less
// to pay and never takes less.
func (c *candidate) between(e *evaluation, low, high int64) (least, most int64, ok bool) {
	if c.rule.Base == Original {
		high = 0
		for i := range c.lines.all() {
			high += e.lines[i].amount
		}
		low = high
	}
	least, most = c.sumOff(e, low), c.sumOff(e, high)
	switch a := c.actions[0].(type) {
	case tiers:
		ok = a.byUnits || a.reached(e, low) == a.reached(e, high)
	case every:
		from, _ := a.from.in(e)
		ok = from > 0 && min(low/from, a.most) == min(high/from, a.most)
	default:
		ok = true
	}
	return min(least, c.limit), min(most, c.limit), ok
}

// sumOff is what an action by the sum takes of n, before cap and room.
func (c *candidate) sumOff(e *evaluation, n int64) int64 {
	switch a := c.actions[0].(type) {
	case percent:
		return part(n, a.part, e.quantum)
	case off:
		amount, _ := a.amount.in(e)
		return amount
	case tiers:
		at := a.reached(e, a.counted(e, c.lines, n))
		if at < 0 {
			return 0
		}
		if s := a.steps[at]; s.part > 0 {
			return part(n, s.part, e.quantum)
		}
		amount, _ := a.steps[at].off.in(e)
		return amount
	case every:
		from, given := a.from.in(e)
		amount, _ := a.off.in(e)
		if !given || from == 0 {
			return 0
		}
		return times(amount, min(n/from, a.most))
	}
	return 0
}

// counted is what tiers compare with their steps when the lines cost n.
func (a tiers) counted(e *evaluation, lines set, n int64) int64 {
	if !a.byUnits {
		return n
	}
	n = 0
	for i := range lines.all() {
		n += e.lines[i].units
	}
	return n
}
