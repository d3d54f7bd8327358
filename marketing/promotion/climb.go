package promotion

import "slices"

// climb is the memory of the search's first steps.
type climb struct {
	order              []int
	trial, shut, acted bitset
	groups             []int
}

// greedy finds combinations to begin with: everything in order, everything by
// what it gives alone; where there are many, each on its own, and then better ones
// by letting in what was left out.
func (w *search) greedy() {
	h := &w.climb
	h.trial, h.shut, h.acted = zeroed(h.trial, w.clash.words), zeroed(h.shut, w.clash.words), zeroed(h.acted, w.clash.words)
	h.groups = zeroed(h.groups, len(w.groups))
	h.order = h.order[:0]
	for i := range w.list {
		h.order = append(h.order, i)
	}
	w.offer(h.order)
	solo := w.levels[0].gives
	slices.SortStableFunc(h.order, func(a, b int) int {
		switch {
		case solo[a].above(solo[b]):
			return -1
		case solo[b].above(solo[a]):
			return 1
		}
		return 0
	})
	w.offer(h.order)
	if len(w.list) <= proved {
		return // searching is faster than climbing
	}
	for i := range h.order {
		if at := h.order[i]; !w.top.above(solo[at]) && !w.list[at].wild {
			w.offer(h.order[i : i+1])
		}
	}
	w.improve(h.order, w.levels[0].most[0])
}

// offer lets candidates join as far as they go together, in the order given, and
// keeps the combination when it is the best so far.
func (w *search) offer(order []int) {
	if *w.work <= 0 && w.found {
		return
	}
	h := &w.climb
	clear(h.trial)
	h.begin()
	for _, i := range order {
		if h.allows(w, i) {
			h.join(w, i)
			h.trial.add(i)
		}
	}
	w.play()
}

// begin forgets who has joined.
func (h *climb) begin() {
	clear(h.shut)
	clear(h.groups)
}

func (h *climb) allows(w *search, i int) bool {
	if h.shut.has(i) {
		return false
	}
	for _, g := range w.list[i].groups {
		if h.groups[g] >= w.e.rules.groups[g] {
			return false
		}
	}
	return true
}

func (h *climb) join(w *search, i int) {
	h.shut.either(h.shut, w.clash.row(i))
	for _, g := range w.list[i].groups {
		h.groups[g]++
	}
}

// play lets those on trial act in their order, and keeps them if they are better.
func (w *search) play() bool {
	h, m := &w.climb, w.s.mark()
	defer w.s.undo(m)
	h.begin()
	clear(h.acted)
	for i, c := range w.list {
		if (!h.trial.has(i) && !w.forced(c)) || !h.allows(w, i) {
			continue
		}
		w.spend(c)
		if w.s.apply(c).Met {
			h.join(w, i)
			h.acted.add(i)
		}
	}
	if w.found && !w.s.gave.above(w.top) {
		return false
	}
	w.found, w.top = true, w.s.gave
	copy(w.best, h.acted)
	return true
}

// improve lets one candidate in that was left out, and whatever it rules out go,
// as long as that helps.
func (w *search) improve(order []int, most value) {
	for again := true; again && most.above(w.top) && *w.work > 0; {
		again = false
		for _, i := range order {
			if w.best.has(i) || *w.work <= 0 {
				continue
			}
			h := &w.climb
			copy(h.trial, w.best)
			h.trial.add(i)
			for j, c := range w.list {
				if h.trial.has(j) && (w.clash.row(i).has(j) || shareGroup(c, w.list[i])) {
					h.trial.drop(j)
				}
			}
			again = w.play() || again
		}
	}
}
