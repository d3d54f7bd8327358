package promotion

// choice is the candidates that act so far, and what may still join them.
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

// choice answers an empty choice; there are two, to be used again.
func (e *evaluation) choice(n int) *choice {
	h := e.choices[n]
	if h == nil {
		e.choices[n] = e.newChoice()
		return e.choices[n]
	}
	h.chosen, h.exclusive = h.chosen[:0], 0
	clear(h.perRule)
	clear(h.perGroup)
	clear(h.stopped)
	for _, s := range h.occupied {
		clear(s)
	}
	return h
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

// apart reports whether pairwise rules keep two candidates from going together.
func apart(a, b *candidate) bool {
	if a.id == b.id {
		return false
	}
	return a.without[b.id] || a.onlyWith != nil && !a.onlyWith[b.id] || b.onlyWith != nil && !b.onlyWith[a.id]
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

// rival reports whether two candidates can never both act, groups aside.
func rival(a, b *candidate) bool {
	if apart(a, b) {
		return true
	}
	if !a.touch.meets(b.touch) {
		return false
	}
	first, second := a, b
	if b.no < a.no {
		first, second = b, a
	}
	return a.layer == b.layer && a.mode != All || first.rule.Stack.Stop && second.id != first.id
}

// join adds a candidate and returns what leave needs to remove it again.
func (h *choice) join(c *candidate) (stopped set) {
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
		stopped = append(set(nil), h.stopped...)
		h.stopped.join(c.touch)
	}
	if c.mode != All {
		h.occupied[c.layer].join(c.touch)
	}
	return stopped
}

func (h *choice) leave(c *candidate, stopped set) {
	h.chosen = h.chosen[:len(h.chosen)-1]
	if h.perRule[c.id]--; h.perRule[c.id] == 0 {
		for _, g := range c.groups {
			h.perGroup[g]--
		}
	}
	if c.onlyWith != nil {
		h.exclusive--
	}
	if stopped != nil {
		copy(h.stopped, stopped)
	}
	if c.mode != All {
		h.occupied[c.layer].without(c.touch) // nobody else of the layer may hold these
	}
}
