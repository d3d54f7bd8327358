package promotion

import (
	"cmp"
	"slices"
)

// prune adds the members of a class that was not settled to the rest, leaving out
// those that cannot be in any best combination. Where all give unit by unit and
// start from the same prices, one that gives as much as another is the same. And
// one that gives less than the largest, by more than all later rules on its lines
// can give together, is worse than the largest without these.
func (r *reducer) prune(k *class) {
	if k.allTotal && k.free && !k.all && len(k.members)+len(k.ladders) > 1 && r.alone(k) && r.harmlessLater(k) {
		r.undominated(k)
		r.undominatedLadders(k)
		return
	}
	r.keepLadders(k)
	later, ok := r.later(k)
	if !ok || !k.free || !k.allUnit || k.all || k.touch.meets(r.dirty) || !r.uniform(k.touch) || !r.alone(k) {
		r.rest = append(r.rest, k.members...)
		for at := k.lites; at > 0; at = r.e.lites.list[at-1].next {
			r.rest = append(r.rest, r.e.candidate(&r.e.lites.list[at-1]))
		}
		return
	}
	var most int64
	r.offs = r.offs[:0]
	see := func(off int64) {
		r.offs, most = append(r.offs, off), max(most, off)
	}
	for _, c := range k.members {
		v, _ := r.s.would(c)
		see(v.off)
	}
	for at := k.lites; at > 0; at = r.e.lites.list[at-1].next {
		see(r.s.now(&r.e.lites.list[at-1]))
	}
	for i, c := range k.members {
		if off := r.offs[i]; off > 0 && off+later >= most && !slices.Contains(r.offs[:i], off) {
			r.rest = append(r.rest, c)
		}
	}
	i := len(k.members)
	for at := k.lites; at > 0; at = r.e.lites.list[at-1].next {
		if off := r.offs[i]; off > 0 && off+later >= most && !slices.Contains(r.offs[:i], off) {
			r.rest = append(r.rest, r.e.candidate(&r.e.lites.list[at-1]))
		}
		i++
	}
}

// later is the most that classes can give which act on, or look at, the lines of
// k after it, and whether it is certain that they can be left out.
func (r *reducer) later(k *class) (int64, bool) {
	var sum int64
	for _, other := range k.near {
		if before(other, k) {
			continue
		}
		sum += other.most
		for _, c := range other.members {
			if c.wild || c.mode == First || c.mode == Lowest {
				return 0, false
			}
		}
	}
	return sum, true
}

// undominated adds the members of a class by the sum to the rest, without those
// that take no more than another whatever the lines cost.
func (r *reducer) undominated(k *class) {
	sorted := slices.Clone(k.members)
	slices.SortStableFunc(sorted, func(a, b *candidate) int {
		return cmp.Compare(min(b.sumOff(r.e, k.high), b.limit), min(a.sumOff(r.e, k.high), a.limit))
	})
	var kept []*candidate
	for _, c := range sorted {
		if !slices.ContainsFunc(kept, func(better *candidate) bool { return r.dominates(better, c, k) }) {
			kept = append(kept, c)
		}
	}
	r.rest = append(r.rest, kept...)
}

// dominates reports whether a takes at least what b does for every sum that can
// occur. Between the sums at which b steps up, b stays the same and a does not
// fall.
func (r *reducer) dominates(a, b *candidate, k *class) bool {
	if len(a.moving) > 0 || a.rule.Base == Original || b.rule.Base == Original {
		return false
	}
	least := func(n int64) bool {
		return min(a.sumOff(r.e, n), a.limit) >= min(b.sumOff(r.e, n), b.limit)
	}
	switch action := b.actions[0].(type) {
	case off:
		return least(k.low)
	case tiers:
		for _, s := range action.steps {
			from, ok := s.from.in(r.e)
			if !ok || s.part > 0 || from > k.low && from <= k.high && !least(from) {
				return false
			}
		}
		return least(k.low)
	default:
		return false
	}
}
