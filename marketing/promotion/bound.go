package promotion

import "slices"

// bitset is a set of candidates of one search.
type bitset []uint64

func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) add(i int)      { b[i>>6] |= 1 << (i & 63) }
func (b bitset) drop(i int)     { b[i>>6] &^= 1 << (i & 63) }

// either makes b what is in one of two.
func (b bitset) either(x, y bitset) {
	for i := range b {
		b[i] = x[i] | y[i]
	}
}

func (b bitset) meets(x bitset) bool {
	for i := range b {
		if b[i]&x[i] != 0 {
			return true
		}
	}
	return false
}

func (b bitset) within(x bitset) bool {
	for i := range b {
		if b[i]&^x[i] != 0 {
			return false
		}
	}
	return true
}

// clashes are which candidates of a search can never both act, by pairs. Groups
// that hold more than one are not among them.
type clashes struct {
	words int
	bits  bitset
}

func (c *clashes) row(i int) bitset { return c.bits[i*c.words : (i+1)*c.words] }

func (c *clashes) find(list []*candidate) {
	c.words = (len(list) + 63) / 64
	c.bits = zeroed(c.bits, c.words*len(list))
	for i, a := range list {
		for j, b := range list[:i] {
			if rival(a, b) || meet(a.tight, b.tight) && a.id != b.id {
				c.row(i).add(j)
				c.row(j).add(i)
			}
		}
	}
}

// apart reports whether pairwise rules keep two candidates from going together.
func apart(a, b *candidate) bool {
	if a.id == b.id {
		return false
	}
	return a.without[b.id] || a.onlyWith != nil && !a.onlyWith[b.id] || b.onlyWith != nil && !b.onlyWith[a.id]
}

// rival reports whether two candidates can never both act, groups aside.
func rival(a, b *candidate) bool {
	if (a.without != nil || a.onlyWith != nil || b.onlyWith != nil) && apart(a, b) {
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

// shareGroup reports whether two candidates of different rules are of one group.
func shareGroup(a, b *candidate) bool { return a.id != b.id && meet(a.groups, b.groups) }

func meet(a, b []int32) bool {
	for _, g := range a {
		if slices.Contains(b, g) {
			return true
		}
	}
	return false
}

// cliques bound what some candidates give together. Each clique is candidates of
// which at most one acts, with a weight; what a candidate gives at most is spread
// over cliques, in none of which its part is above the weight. So whoever acts,
// all give at most the sum of the weights.
type cliques struct {
	weights []int64
	members bitset
}

// suffix writes into most, for every position from one on, what the candidates
// from there on that are not shut give together at most.
func (w *search) suffix(gives []value, shut bitset, from int, most []value) {
	w.cliques.weights, w.cliques.members = w.cliques.weights[:0], w.cliques.members[:0]
	var sum value
	most[len(w.list)] = sum
	for i := len(w.list) - 1; i >= from; i-- {
		if !shut.has(i) {
			sum.off = min(maxTotal, sum.off+w.place(i, gives[i].off))
			sum.points = min(maxTotal, sum.points+gives[i].points)
		}
		most[i] = sum
	}
}

// place spreads what a candidate gives over cliques and answers what that adds.
func (w *search) place(i int, gives int64) int64 {
	row, n, q := w.clash.row(i), w.clash.words, &w.cliques
	for k, weight := range q.weights {
		if gives <= 0 {
			return 0
		}
		if members := q.members[k*n : (k+1)*n]; members.within(row) {
			members.add(i)
			gives -= weight
		}
	}
	if gives <= 0 {
		return 0
	}
	at := len(q.members)
	for range n {
		q.members = append(q.members, 0)
	}
	q.members[at:].add(i)
	q.weights = append(q.weights, gives)
	return gives
}
