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
	// lines.
	defaultWork = 20_000
	// proved is how many candidates that depend on each other are searched to the
	// end whatever that takes, up to provedWork.
	proved     = 30
	provedWork = 2_000_000
)

// search finds the best combination of candidates that depend on each other.
type search struct {
	e       *evaluation
	s       *state
	list    []*candidate
	picked  *choice
	bounds  *bounds
	solo    []value
	levels  [][]value // bounds by layer refreshed
	in      []bool
	best    []bool
	top     value
	found   bool
	open    value // the largest bound of what was not searched
	cut     bool
	work    *int64
	waiting []*candidate // left out though they could act (MerchantBest)
}

// solve answers which of the list act, and how much more a better combination
// could give at most.
func (e *evaluation) solve(s *state, list []*candidate, work *int64) ([]bool, int64) {
	if len(list) == 1 {
		gives, _ := s.would(list[0])
		return []bool{!gives.zero()}, 0
	}
	bySize(list)
	if own := int64(provedWork); len(list) <= proved && e.options.Work <= 0 {
		work = &own
	}
	w := &search{e: e, s: s, list: list, picked: e.choice(0), in: make([]bool, len(list)), best: make([]bool, len(list)), work: work}
	start := s.mark()
	if e.bounds == nil {
		e.bounds = e.newBounds()
	}
	w.bounds = e.bounds
	w.solo = make([]value, len(list))
	for i, c := range list {
		w.solo[i] = c.solo
	}
	ub := make([]value, len(list)+1)
	w.bounds.suffix(s, list, w.solo, ub)
	if e.options.Objective != MerchantBest && e.options.Objective != ByPriority {
		w.greedy(ub[0])
	}
	w.walk(0, ub)
	s.undo(start)
	w.top.off -= start.gave.off
	w.open.off -= start.gave.off
	if w.cut && w.open.off > w.top.off {
		return w.best, w.open.off - w.top.off
	}
	return w.best, 0
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
func (w *search) hopeless(ub value) bool {
	if !w.found {
		return false
	}
	if w.e.options.Objective == MerchantBest {
		return !w.top.above(w.s.gave)
	}
	return !w.s.gave.plus(ub).above(w.top)
}

// walk decides about the candidates from i on. ub are bounds for the present
// state, one for each candidate and one more.
func (w *search) walk(i int, ub []value) {
	waited := len(w.waiting)
	defer func() { w.waiting = w.waiting[:waited] }()
	for ; i < len(w.list); i++ {
		if ub = w.refresh(i, ub); w.hopeless(ub[i]) {
			return
		}
		c := w.list[i]
		if !w.picked.allows(c) {
			continue
		}
		if !w.spend(c) && w.found {
			w.giveUp(ub[i])
			return
		}
		if w.branch(i, ub) && w.forced(c) {
			return
		}
	}
	w.leaf()
}

// branch looks at the combinations in which a candidate acts, and reports whether
// it can.
func (w *search) branch(i int, ub []value) bool {
	c, m := w.list[i], w.s.mark()
	if !w.s.apply(c).Met {
		return false
	}
	stopped := w.picked.join(c)
	w.in[i] = true
	w.walk(i+1, ub)
	w.in[i] = false
	w.picked.leave(c, stopped)
	w.s.undo(m)
	w.waiting = append(w.waiting, c)
	return true
}

// giveUp notes what might still have been found.
func (w *search) giveUp(ub value) {
	w.cut = true
	if b := w.s.gave.plus(ub); b.above(w.open) {
		w.open = b
	}
}

// leaf judges a finished combination.
func (w *search) leaf() {
	if w.e.options.Objective == MerchantBest {
		for _, c := range w.waiting {
			if !w.picked.blocks(c) {
				return
			}
		}
	}
	if w.hopeless(value{}) {
		return
	}
	w.found, w.top = true, w.s.gave
	copy(w.best, w.in)
}

// entersLayer reports whether bounds are worth computing anew: a layer begins
// and something has changed since they were.
func (w *search) entersLayer(i int) bool {
	return i > 0 && w.list[i].layer != w.list[i-1].layer && len(w.list)-i > 2 && len(w.picked.chosen) > 0 &&
		w.e.options.Objective != MerchantBest && w.e.options.Objective != ByPriority
}

// refresh computes the bounds from i on for the present state where that is worth it.
func (w *search) refresh(i int, ub []value) []value {
	if w.hopeless(ub[i]) || !w.entersLayer(i) {
		return ub
	}
	level := w.list[i].layer
	for len(w.levels) <= level {
		w.levels = append(w.levels, make([]value, len(w.list)+1))
	}
	solo := make([]value, len(w.list)-i)
	for j, c := range w.list[i:] {
		if c.wild {
			solo[j] = c.solo
			continue
		}
		if !w.spend(c) {
			return ub
		}
		solo[j], _ = w.s.would(c)
	}
	fresh := w.levels[level]
	w.bounds.suffix(w.s, w.list[i:], solo, fresh[i:])
	return fresh
}

// greedy finds combinations to begin with: everything in order, everything by
// what it gives alone, each on its own, and then better ones by letting in what
// was left out.
func (w *search) greedy(most value) {
	order := make([]int, len(w.list))
	for i := range order {
		order[i] = i
	}
	w.offer(order)
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case w.solo[a].above(w.solo[b]):
			return -1
		case w.solo[b].above(w.solo[a]):
			return 1
		}
		return 0
	})
	w.offer(order)
	if len(w.list) <= 30 {
		return
	}
	for _, i := range order {
		if !w.top.above(w.solo[i]) && !w.list[i].wild {
			w.offer([]int{i})
		}
	}
	w.improve(order, most)
}

// offer lets candidates join as far as they go together, in the order given, and
// keeps the combination when it is the best so far.
func (w *search) offer(order []int) {
	if *w.work <= 0 && w.found {
		return
	}
	chosen := make([]bool, len(w.list))
	h := w.e.choice(1)
	for _, i := range order {
		if c := w.list[i]; h.allows(c) {
			h.join(c)
			chosen[i] = true
		}
	}
	w.play(chosen)
}

// play lets the chosen act in their order.
func (w *search) play(chosen []bool) bool {
	m := w.s.mark()
	defer w.s.undo(m)
	h := w.e.choice(1)
	acted := make([]bool, len(w.list))
	for i, c := range w.list {
		if (!chosen[i] && !w.forced(c)) || !h.allows(c) {
			continue
		}
		w.spend(c)
		if w.s.apply(c).Met {
			h.join(c)
			acted[i] = true
		}
	}
	if w.found && !w.s.gave.above(w.top) {
		return false
	}
	w.found, w.top = true, w.s.gave
	copy(w.best, acted)
	return true
}

// improve lets one candidate in that was left out, and whatever it rules out go,
// as long as that helps.
func (w *search) improve(order []int, most value) {
	for again := true; again && most.above(w.top) && *w.work > 0; {
		again = false
		for _, i := range order {
			if w.best[i] || *w.work <= 0 {
				continue
			}
			chosen := slices.Clone(w.best)
			chosen[i] = true
			for j, c := range w.list {
				if j != i && chosen[j] && (rival(c, w.list[i]) || shareGroup(c, w.list[i])) {
					chosen[j] = false
				}
			}
			again = w.play(chosen) || again
		}
	}
}

func shareGroup(a, b *candidate) bool {
	for _, g := range a.groups {
		if slices.Contains(b.groups, g) && a.id != b.id {
			return true
		}
	}
	return false
}
