package promotion

import (
	"math/bits"
	"slices"
)

// Evaluate prices a cart. The same rules, facts and options give the same result,
// byte for byte in JSON. Facts that cannot be are an *InputError. The facts are
// read only.
func (s *Snapshot) Evaluate(f Facts, o Options) (Result, error) {
	result, _, err := s.evaluate(&f, o, false)
	return result, err
}

// evaluate also answers, where it is to be proved, which rules were looked at.
func (s *Snapshot) evaluate(f *Facts, o Options, prove bool) (Result, []int32, error) {
	s = s.ready()
	if !slices.Contains([]Objective{"", CustomerBest, MerchantBest, ByPriority}, o.Objective) {
		return Result{}, nil, bad("objective", "%q is none of customer, merchant, priority", o.Objective)
	}
	e, err := s.begin(f, o)
	if err != nil {
		return Result{}, nil, err
	}
	defer e.end()
	if err := e.checkWhole(); err != nil {
		return Result{}, nil, err
	}
	e.proving = prove
	state := e.untouched()
	seen, list := e.gather(state)
	list, gap := e.choose(state, list)
	result := e.finish(state, seen, list, gap)
	if !prove {
		return result, nil, nil
	}
	rules := slices.Concat(e.light, e.found)
	if o.Explain {
		rules = slices.Clone(e.keys.marked)
	}
	slices.Sort(rules)
	return result, rules, nil
}

// choose finds the best combination: first what can be settled without a search,
// then the rest, of which what has nothing to do with each other is solved apart.
// It answers the candidates that were looked at, in order; those that act say so.
func (e *evaluation) choose(s *state, list []*candidate) (all []*candidate, gap int64) {
	m := s.mark()
	arrange(list)
	fixed, rest := e.reduce(s, list)
	if arrange(rest); len(fixed) > 0 {
		e.solo(s, rest)
	}
	work, exact := e.options.Work, int64(0)
	if work <= 0 {
		work, exact = defaultWork, exactWork
	}
	for _, part := range e.components(rest) {
		left := &work
		if exact > 0 && len(part) <= proved {
			left = &exact
		}
		gap += e.solve(s, part, left)
	}
	s.undo(m)
	for _, c := range fixed {
		c.acts = true
	}
	if all = list; len(e.lites.list)+len(e.ladders.list) > 0 {
		all = slices.Concat(fixed, rest)
	}
	arrange(all)
	return all, gap
}

// solo measures anew what each candidate gives alone.
func (e *evaluation) solo(s *state, list []*candidate) {
	for _, c := range list {
		if !c.wild && c.mode != Lowest {
			c.solo, _ = s.would(c)
		}
	}
}

// components parts the candidates into those that depend on each other: that
// share a line, a fee or a group, or name each other.
func (e *evaluation) components(list []*candidate) [][]*candidate {
	u := &e.parts
	u.parent = zeroed(u.parent, len(list))
	u.byBit = zeroed(u.byBit, 64*e.words.n)
	u.byGroup = zeroed(u.byGroup, len(e.rules.groups))
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	byRule := map[int32]int32{}
	for i, c := range list {
		if c.onlyWith != nil {
			return [][]*candidate{list}
		}
		for w := range c.touch {
			for left := c.touch[w] | c.reads[w]; left != 0; left &= left - 1 {
				u.join(&u.byBit[w<<6+bits.TrailingZeros64(left)], int32(i))
			}
		}
		for _, g := range c.groups {
			u.join(&u.byGroup[g], int32(i))
		}
		if c.without != nil {
			slot := byRule[c.id]
			u.join(&slot, int32(i))
			byRule[c.id] = slot
		}
	}
	for i, c := range list {
		for other := range c.without {
			if at := byRule[other]; at > 0 {
				u.unite(int32(i), at-1)
			}
		}
	}
	return u.split(list)
}

// union is a union-find over candidates.
type union struct {
	parent  []int32
	byBit   []int32 // 1 + a candidate that has the line or fee
	byGroup []int32
	parts   [][]*candidate
	at      []int32
}

func (u *union) root(i int32) int32 {
	for u.parent[i] != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = u.parent[i]
	}
	return i
}

func (u *union) unite(a, b int32) {
	a, b = u.root(a), u.root(b)
	u.parent[max(a, b)] = min(a, b)
}

// join unites n with whoever was there before; slots hold 1 + candidate.
func (u *union) join(slot *int32, n int32) {
	if *slot == 0 {
		*slot = n + 1
		return
	}
	u.unite(*slot-1, n)
}

// split lists the components in the order of their first candidates. They are
// valid until the next call.
func (u *union) split(list []*candidate) [][]*candidate {
	n := 0
	u.at = zeroed(u.at, len(list))
	for i, c := range list {
		root := u.root(int32(i))
		if u.at[root] == 0 {
			if n == len(u.parts) {
				u.parts = append(u.parts, nil)
			}
			u.parts[n] = u.parts[n][:0]
			n++
			u.at[root] = int32(n)
		}
		part := &u.parts[u.at[root]-1]
		*part = append(*part, c)
	}
	return u.parts[:n]
}
