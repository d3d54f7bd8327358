package promotion

import (
	"cmp"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// rung is one step of a ladder: from a sum on, an amount or millionths of the sum.
type rung struct{ from, off, part int64 }

// ladder is a simple rule by the sum of its lines, before it is worth a candidate.
type ladder struct {
	rule  int32
	next  int32 // 1 + the next of the same layer and lines
	rungs []rung
	most  int64 // what it takes off the untouched cart
}

// ladders are all of them, by layer and key of their lines.
type ladders struct {
	list  []ladder
	first []int32 // by layer × keys + key, 1 + position; key 0 stands for all lines
}

func (l *ladders) reset(slots int) { l.list, l.first = l.list[:0], zeroed(l.first, slots) }

// climbs fills in the rungs of a rule that a quick can hold.
func (x *index) climbs(q *quick, c *compiled) {
	var list []rung
	ok := true
	amount := func(f fixed) int64 {
		one := q.currency == f.first.c || q.currency == (money.Currency{})
		ok = ok && one && !f.none() && len(f.more) == 0
		q.currency = f.first.c
		return f.first.minor
	}
	switch a := c.actions[0].(type) {
	case percent:
		list = append(list, rung{part: a.part})
	case off:
		list = append(list, rung{off: amount(a.amount)})
	case tiers:
		for _, s := range a.steps {
			r := rung{from: amount(s.from), part: s.part}
			if s.part == 0 {
				r.off = amount(s.off)
			}
			list = append(list, r)
		}
		ok = ok && !a.byUnits
	default:
		return
	}
	if ok {
		q.act = quickLadder
		q.from, q.to = int32(len(x.rungs)), int32(len(x.rungs)+len(list))
		x.rungs = append(x.rungs, list...)
	}
}

// addLadder files what a simple rule by the sum can do.
func (e *evaluation) addLadder(q *quick) {
	if q.currency != e.currency && q.currency != (money.Currency{}) {
		return
	}
	slot := int(q.layer) * (len(e.keys.lines) + 1)
	if key := q.items[0]; key.n > 0 {
		slot += int(e.keys.slot[key.key])
	}
	l := &e.ladders
	l.list = append(l.list, ladder{rule: q.rule, next: l.first[slot], rungs: e.rules.index.rungs[q.from:q.to]})
	l.first[slot] = int32(len(l.list))
}

// takes is what a ladder takes of a sum.
func (l *ladder) takes(sum, quantum int64) int64 {
	at := l.reached(sum, quantum)
	if at < 0 {
		return 0
	}
	if r := &l.rungs[at]; r.part > 0 {
		return part(sum, r.part, quantum)
	}
	return min(l.rungs[at].off*quantum, sum)
}

// reached is the number of the highest rung that a sum reaches, -1 for none.
func (l *ladder) reached(sum, quantum int64) int {
	at := len(l.rungs) - 1
	for at >= 0 && sum < l.rungs[at].from*quantum {
		at--
	}
	return at
}

// dominates reports whether l takes at least what another does of every sum from
// low to high. Between the rungs of the other, the other stays the same and l
// does not fall.
func (l *ladder) dominates(other *ladder, low, high, quantum int64) bool {
	if l.takes(low, quantum) < other.takes(low, quantum) {
		return false
	}
	for i := range other.rungs {
		r := &other.rungs[i]
		if r.part > 0 {
			return false
		}
		if from := r.from * quantum; from > low && from <= high && l.takes(from, quantum) < other.takes(from, quantum) {
			return false
		}
	}
	return true
}

// ladder makes a full candidate of a ladder on some lines.
func (e *evaluation) ladder(l *ladder, lines set) *candidate {
	rule := e.rules.compiled[l.rule]
	c := e.slab.next()
	*c = candidate{
		compiled: rule, layer: rule.layer, mode: Best, id: l.rule, atom: -1, lines: lines, touch: lines, reads: lines,
		limit: maxTotal, solo: value{off: l.most},
	}
	return c
}

// eachGroup calls fn with the lines of each group of ladders, and its first.
func (e *evaluation) eachGroup(fn func(layer int, lines set, first int32)) {
	keys := len(e.keys.lines) + 1
	for slot, first := range e.ladders.first {
		if first == 0 {
			continue
		}
		lines := e.everyone
		if key := slot % keys; key > 0 {
			lines = e.keys.lines[key-1]
		}
		fn(slot/keys, lines, first)
	}
}

// amountOf is what lines cost before every rule.
func (e *evaluation) amountOf(lines set) int64 {
	var sum int64
	for i := range lines.all() {
		sum += e.lines[i].amount
	}
	return sum
}

// sortLadders adds ladders that give something to the classes of their lines.
func (r *reducer) sortLadders() {
	e := r.e
	e.eachGroup(func(layer int, lines set, first int32) {
		var k *class
		sum := e.amountOf(lines)
		for at := first; at > 0; {
			l := &e.ladders.list[at-1]
			this := at - 1
			at = l.next
			if l.most = l.takes(sum, e.quantum); l.most == 0 {
				continue
			}
			if k == nil {
				k = r.whole(layer, 0, lines)
				k.allUnit = false
			}
			k.ladders = append(k.ladders, this)
			k.most = max(k.most, l.most)
		}
	})
}

// bestLadder is the ladder of a class that takes most of a sum, the earliest rule
// of several, and what it takes; nil for none.
func (r *reducer) bestLadder(k *class, sum int64) (best *ladder, most int64) {
	for _, at := range k.ladders {
		l := &r.e.ladders.list[at]
		off := l.takes(sum, r.e.quantum)
		if off > most || off == most && off > 0 && l.rule < best.rule {
			best, most = l, off
		}
	}
	return best, most
}

// undominatedLadders adds the ladders of a class to the rest, without those that
// take no more than another whatever the lines cost.
func (r *reducer) undominatedLadders(k *class) {
	list, quantum := r.e.ladders.list, r.e.quantum
	slices.SortFunc(k.ladders, func(a, b int32) int {
		return cmp.Or(cmp.Compare(list[b].most, list[a].most), cmp.Compare(list[a].rule, list[b].rule))
	})
	kept := k.ladders[:0]
	for _, at := range k.ladders {
		if !slices.ContainsFunc(kept, func(better int32) bool { return list[better].dominates(&list[at], k.low, k.high, quantum) }) {
			kept = append(kept, at)
		}
	}
	k.ladders = kept
	r.keepLadders(k)
}

// keepLadders adds all ladders of a class to the rest.
func (r *reducer) keepLadders(k *class) {
	for _, at := range k.ladders {
		r.rest = append(r.rest, r.e.ladder(&r.e.ladders.list[at], k.touch))
	}
}
