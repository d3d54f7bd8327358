package promotion

// settleConstant settles a class that gives the same whatever acts before it, and
// after which nothing acts that could notice.
func (r *reducer) settleConstant(k *class) {
	if !k.free || !k.constant || !r.alone(k) {
		return
	}
	for _, other := range k.near {
		switch {
		case other.settled:
			continue
		case before(other, k):
			if other.stops && other.touch.meets(k.touch) {
				return
			}
			continue
		}
		if other.touch.meets(k.touch) || other.reads != nil && other.reads.meets(k.touch) && !other.steady {
			return
		}
	}
	k.settled = true
	r.fixed = append(r.fixed, r.strongest(k))
}

// alone reports whether no other class of the layer wants any of the lines.
func (r *reducer) alone(k *class) bool {
	if k.all {
		return true
	}
	for i := range k.touch.all() {
		if r.cover[k.layer][i] > 1 {
			return false
		}
	}
	return true
}

// isClosed reports whether what acts later on the lines depends on their sum.
func (r *reducer) isClosed(k *class) bool {
	if k.allUnit {
		return true
	}
	for _, other := range k.near {
		if !other.settled && before(k, other) && other.touch.meets(k.touch) && !(other.allTotal && k.touch.within(other.touch)) {
			return false
		}
	}
	return true
}

// settle lets the best member act where that is proved right.
func (r *reducer) settle(k *class) bool {
	if !k.free || !k.allUnit && !k.allTotal && k.touch.count() > 1 || !r.known(k) || k.touch.meets(r.dirty) || k.touch.meets(r.watched) || !r.alone(k) {
		return false
	}
	if k.reads != nil && !k.steady && !k.reads.within(k.touch) {
		return false
	}
	if !r.harmlessLater(k) {
		return false
	}
	if best := r.strongest(k); best != nil {
		r.s.apply(best)
		r.fixed = append(r.fixed, best)
	}
	k.settled = true
	return true
}

// strongest is the member of a class that gives most now, of several the rule that
// acts first; nil where none gives anything.
func (r *reducer) strongest(k *class) *candidate {
	var best *candidate
	var top value
	for _, c := range k.members {
		if gives, _ := r.s.would(c); gives.above(top) {
			best, top = c, gives
		}
	}
	if x, most := r.bestLite(k); x != nil && wins(value{off: most}, x.rule, top, best) {
		best, top = r.e.candidate(x), value{off: most}
	}
	if len(k.ladders) == 0 {
		return best
	}
	var sum int64
	for i := range k.touch.all() {
		sum += r.s.lines[i].amount
	}
	if l, most := r.bestLadder(k, sum); l != nil && wins(value{off: most}, l.rule, top, best) {
		best = r.e.ladder(l, k.touch)
	}
	return best
}

// wins reports whether a rule that gives a value is to be preferred to the best so far.
func wins(gives value, rule int32, top value, best *candidate) bool {
	return gives.above(top) || gives == top && best != nil && rule < best.id
}

// bestLite is the lite of a class that gives most now, the earliest rule of several,
// and what it gives; nil for none.
func (r *reducer) bestLite(k *class) (best *lite, most int64) {
	for at := k.lites; at > 0; {
		x := &r.e.lites.list[at-1]
		at = x.next
		if off := r.s.now(x); off > most || off == most && off > 0 && x.rule < best.rule {
			best, most = x, off
		}
	}
	return best, most
}

// harmlessLater reports whether every class that is not settled, and may act after
// k, is harmless.
func (r *reducer) harmlessLater(k *class) bool {
	for _, other := range k.near {
		if !other.settled && !before(other, k) && !r.harmless(k, other) {
			return false
		}
	}
	return true
}

// known reports whether each member is by the unit or by the sum.
func (r *reducer) known(k *class) bool {
	for _, c := range k.members {
		if !c.traits.unit && !c.traits.total && (!c.traits.line || c.atom < 0) {
			return false
		}
	}
	return true
}

// harmless reports whether a class that acts after k never leaves more to pay
// when k takes more.
func (r *reducer) harmless(k, later *class) bool {
	if later.reads != nil && later.reads.meets(k.touch) && !later.steady {
		return false
	}
	if !before(k, later) || !later.touch.meets(k.touch) {
		return true
	}
	if !later.closed || !later.steady {
		return false
	}
	if later.allTotal && k.touch.within(later.touch) {
		return true
	}
	return k.allUnit && (later.allUnit || later.touch.count() == 1 && r.known(later)) && r.uniform(k.touch)
}

// uniform reports whether all units of each line cost the same so far.
func (r *reducer) uniform(lines set) bool {
	for i := range lines.all() {
		if i < len(r.s.lines) && len(r.s.lines[i].runs) > 1 {
			return false
		}
	}
	return true
}
