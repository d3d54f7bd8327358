package promotion

import (
	"cmp"
	"slices"
)

// An Objective says which of the allowed combinations is the price.
type Objective string

// The objectives.
const (
	CustomerBest Objective = "customer" // the buyer gets most; the objective when none is named
	MerchantBest Objective = "merchant" // least is given, though no rule is held back that could join
	ByPriority   Objective = "priority" // each rule in order joins when it can
)

const (
	// defaultWork is how many steps the searches of one cart may take when Options
	// do not say: one per candidate that acts and one more for every eight of its
	// lines. It is what a search of some 50 ms takes where rules look at units.
	defaultWork = 25_000
	// proved is how many candidates that depend on each other are searched to the
	// end, with exactWork for all such searches of a cart: several times what the
	// worst of them is known to take.
	proved    = 30
	exactWork = 500_000
)

// search finds the best combination of candidates that depend on each other.
type search struct {
	e       *evaluation
	s       *state
	list    []*candidate
	clash   clashes
	cliques cliques
	levels  []level // by how many act
	chosen  bitset
	groups  []int // by group: how many act
	best    bitset
	top     value
	found   bool
	open    value // the largest bound of what was not searched, or for the merchant the least that was given there
	cut     bool
	work    *int64
	waiting []int // left out though they could act (MerchantBest)
	climb   climb
}

// level is what is known once a number of candidates act.
type level struct {
	shut  bitset  // what they keep out
	gives []value // what each still gives at most
	most  []value // what all from one on give at most, and one more
	stale bool    // some of gives are from before the last of them acted
}

// solve finds which of the list act, which then say so, and answers how much more
// a better combination could give at most.
func (e *evaluation) solve(s *state, list []*candidate, work *int64) int64 {
	if len(list) == 1 {
		list[0].acts = !s.gives(list[0]).zero()
		return 0
	}
	if e.exchange(s, list) {
		return 0
	}
	return e.seek(s, list, work)
}

// seek solves a list by a search.
func (e *evaluation) seek(s *state, list []*candidate, work *int64) int64 {
	w := &e.search
	w.begin(e, s, list, work)
	start := s.mark()
	s.coarse = e.sumsOnly(list)
	if w.bounded() {
		w.greedy()
	}
	w.walk(0, 0)
	s.undo(start)
	s.coarse = false
	for i, c := range list {
		c.acts = w.best.has(i)
	}
	return w.gap()
}

// begin makes the search ready for a list.
func (w *search) begin(e *evaluation, s *state, list []*candidate, work *int64) {
	if e.options.Objective != ByPriority {
		bySize(list)
	}
	n := len(list)
	w.e, w.s, w.list, w.work = e, s, list, work
	w.found, w.cut, w.top, w.open, w.waiting = false, false, value{}, value{}, w.waiting[:0]
	w.groups = zeroed(w.groups, len(e.rules.groups))
	w.clash.find(list)
	w.chosen, w.best = zeroed(w.chosen, w.clash.words), zeroed(w.best, w.clash.words)
	for len(w.levels) <= n {
		w.levels = append(w.levels, level{})
	}
	l := w.level(0)
	clear(l.shut)
	for i, c := range list {
		l.gives[i] = c.solo
	}
	if l.stale = false; w.bounded() {
		w.suffix(l.gives, l.shut, 0, l.most)
	}
}

// level makes a level ready; what it holds is that of another search.
func (w *search) level(n int) *level {
	l := &w.levels[n]
	if cap(l.most) <= len(w.list) {
		l.gives, l.most = make([]value, len(w.list)), make([]value, len(w.list)+1)
	}
	if len(l.shut) != w.clash.words {
		l.shut = make(bitset, w.clash.words)
	}
	l.gives, l.most = l.gives[:len(w.list)], l.most[:len(w.list)+1]
	return l
}

// gap is how much better a combination that was not looked at could be.
func (w *search) gap() int64 {
	switch {
	case !w.cut:
		return 0
	case w.e.options.Objective == MerchantBest:
		return max(0, w.top.off-w.open.off)
	}
	return max(0, w.open.off-w.top.off)
}

// bounded reports whether what is still open is worth bounding.
func (w *search) bounded() bool {
	return w.e.options.Objective != MerchantBest && w.e.options.Objective != ByPriority
}

// bySize puts the largest first where candidates of a layer each take one line by
// the unit: they do not see each other, and the search ends sooner.
func bySize(list []*candidate) {
	for from := 0; from < len(list); {
		to, plain := from, true
		for ; to < len(list) && list[to].layer == list[from].layer; to++ {
			c := list[to]
			plain = plain && c.mode == Best && c.atom >= 0 && c.unit != nil && c.without == nil && c.onlyWith == nil
		}
		if plain {
			slices.SortStableFunc(list[from:to], func(a, b *candidate) int {
				return cmp.Or(cmp.Compare(a.atom, b.atom), cmp.Compare(b.solo.off, a.solo.off))
			})
		}
		from = to
	}
}

// forced reports whether a candidate that can act must.
func (w *search) forced(c *candidate) bool {
	return w.e.options.Objective == ByPriority || c.mode == First || c.mode == Lowest
}

// spend reports whether there is work left for a candidate to act.
func (w *search) spend(c *candidate) bool {
	*w.work -= int64(1 + c.touch.count()/8)
	return *w.work > 0
}

// hopeless reports whether what is still open cannot beat the best.
func (w *search) hopeless(most value) bool {
	if !w.found {
		return false
	}
	if w.e.options.Objective == MerchantBest {
		return !w.top.above(w.s.gave)
	}
	return !w.s.gave.plus(most).above(w.top)
}

// full reports whether a group of a candidate has all it may.
func (w *search) full(c *candidate) bool {
	for _, g := range c.groups {
		if w.groups[g] >= w.e.rules.groups[g] {
			return true
		}
	}
	return false
}

// walk decides about the candidates from i on, when n act.
func (w *search) walk(i, n int) {
	waited := len(w.waiting)
	defer func() { w.waiting = w.waiting[:waited] }()
	l := &w.levels[n]
	for ; i < len(w.list); i++ {
		if w.bounded() && l.stale && i > 0 && w.list[i].layer != w.list[i-1].layer && !w.hopeless(l.most[i]) {
			w.refresh(l, i)
		}
		if w.hopeless(l.most[i]) {
			return
		}
		c := w.list[i]
		if l.shut.has(i) || w.full(c) || w.bounded() && l.gives[i].zero() {
			continue
		}
		if !w.spend(c) && w.found {
			w.giveUp(l.most[i])
			return
		}
		if w.branch(i, n) && w.forced(c) {
			return
		}
	}
	w.leaf()
}

// branch looks at the combinations in which a candidate acts, and reports whether
// it can.
func (w *search) branch(i, n int) bool {
	c, l, next := w.list[i], &w.levels[n], w.level(n+1)
	next.shut.either(l.shut, w.clash.row(i))
	if w.bounded() && !w.forced(c) {
		w.suffix(l.gives, next.shut, i+1, next.most)
		if w.hopeless(l.gives[i].plus(next.most[i+1])) {
			return false
		}
	}
	m := w.s.mark()
	if !w.s.apply(c).Met {
		return false
	}
	w.join(i, 1)
	if w.bounded() {
		w.measure(l, next, i)
	}
	w.walk(i+1, n+1)
	w.join(i, -1)
	w.s.undo(m)
	w.waiting = append(w.waiting, i)
	return true
}

// join counts a candidate in, or with -1 out.
func (w *search) join(i, n int) {
	if n > 0 {
		w.chosen.add(i)
	} else {
		w.chosen.drop(i)
	}
	for _, g := range w.list[i].groups {
		w.groups[g] += n
	}
}

// giveUp notes what might still have been found.
func (w *search) giveUp(most value) {
	if w.e.options.Objective == MerchantBest {
		if !w.cut || w.open.above(w.s.gave) {
			w.open = w.s.gave
		}
	} else if b := w.s.gave.plus(most); b.above(w.open) {
		w.open = b
	}
	w.cut = true
}

// leaf judges a finished combination.
func (w *search) leaf() {
	if w.e.options.Objective == MerchantBest {
		for _, i := range w.waiting {
			if !w.full(w.list[i]) && !w.clash.row(i).meets(w.chosen) {
				return
			}
		}
	}
	if w.hopeless(value{}) {
		return
	}
	w.found, w.top = true, w.s.gave
	copy(w.best, w.chosen)
}

// measure finds what the candidates after i still give once it acts.
func (w *search) measure(l, next *level, i int) {
	c := w.list[i]
	next.stale = l.stale
	for j := i + 1; j < len(w.list); j++ {
		other, before := w.list[j], l.gives[j]
		next.gives[j] = before
		if next.shut.has(j) || before.zero() || other.wild || !c.touch.meets(other.touch) && !c.touch.meets(other.reads) {
			continue
		}
		if other.cheap() {
			next.gives[j] = w.s.gives(other)
		} else {
			next.stale = true
		}
	}
	w.suffix(next.gives, next.shut, i+1, next.most)
}

// refresh measures what has become stale, where a layer begins.
func (w *search) refresh(l *level, i int) {
	if len(w.list)-i <= 2 {
		return
	}
	for j := i; j < len(w.list); j++ {
		c := w.list[j]
		if l.shut.has(j) || l.gives[j].zero() || c.wild || c.cheap() {
			continue
		}
		if !w.spend(c) {
			return
		}
		l.gives[j] = w.s.gives(c)
	}
	l.stale = false
	w.suffix(l.gives, l.shut, i, l.most)
}
