package promotion

// choice is a plain account of who may join whom, beside which the search is held:
// the candidates that act so far, and what may still join them.
type choice struct {
	e         *evaluation
	chosen    []*candidate
	occupied  []set // by layer
	stopped   set   // lines that later rules leave alone
	perRule   map[int32]int
	perGroup  []int
	exclusive int // chosen with onlyWith
}

func (e *evaluation) newChoice() *choice {
	c := &choice{e: e, perRule: map[int32]int{}, perGroup: make([]int, len(e.rules.groups)), stopped: e.words.set()}
	for range e.rules.layers {
		c.occupied = append(c.occupied, e.words.set())
	}
	return c
}

// allows reports whether c may join, as far as layers, groups and pairs go.
func (h *choice) allows(c *candidate) bool {
	if c.mode != All && h.occupied[c.layer].meets(c.touch) || h.stopped.meets(c.touch) {
		return false
	}
	if len(c.groups) > 0 && h.perRule[c.id] == 0 {
		for _, g := range c.groups {
			if h.perGroup[g] >= h.e.rules.groups[g] {
				return false
			}
		}
	}
	if c.without == nil && c.onlyWith == nil && h.exclusive == 0 {
		return true
	}
	for _, other := range h.chosen {
		if apart(c, other) {
			return false
		}
	}
	return true
}

// blocks reports whether a chosen candidate keeps c out, in whatever order.
func (h *choice) blocks(c *candidate) bool {
	for _, g := range c.groups {
		if h.perRule[c.id] == 0 && h.perGroup[g] >= h.e.rules.groups[g] {
			return true
		}
	}
	for _, other := range h.chosen {
		if rival(c, other) {
			return true
		}
	}
	return false
}

// join adds a candidate.
func (h *choice) join(c *candidate) {
	h.chosen = append(h.chosen, c)
	if h.perRule[c.id]++; h.perRule[c.id] == 1 {
		for _, g := range c.groups {
			h.perGroup[g]++
		}
	}
	if c.onlyWith != nil {
		h.exclusive++
	}
	if c.rule.Stack.Stop {
		h.stopped.join(c.touch)
	}
	if c.mode != All {
		h.occupied[c.layer].join(c.touch)
	}
}
