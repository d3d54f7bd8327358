package promotion

import "slices"

// Evaluate prices a cart. The same rules, facts and options give the same result,
// byte for byte in JSON. Facts that cannot be are an *InputError. The facts are
// read only.
func (s *Snapshot) Evaluate(f Facts, o Options) (Result, error) {
	result, _, err := s.evaluate(&f, o)
	return result, err
}

// evaluate also answers which rules were looked at.
func (s *Snapshot) evaluate(f *Facts, o Options) (Result, []int32, error) {
	if !slices.Contains([]Objective{"", CustomerBest, MerchantBest, ByPriority}, o.Objective) {
		return Result{}, nil, bad("objective", "%q is none of customer, merchant, priority", o.Objective)
	}
	e, err := s.prepare(f, o)
	if err != nil {
		return Result{}, nil, err
	}
	e.keys = s.index.keyring()
	defer s.index.release(e.keys)
	e.noteAll()
	e.enterCodes()
	state := e.newState()
	seen, list := e.gather(state)
	list, chosen, gap := e.choose(state, list)
	return e.finish(state, seen, list, outcome{chosen: chosen, gap: gap}), slices.Clone(e.keys.rules), nil
}

// outcome is what the search found.
type outcome struct {
	chosen []bool
	gap    int64
}

// choose finds the best combination: first what can be settled without a search,
// then the rest, of which what has nothing to do with each other is solved apart.
// It answers the candidates that were looked at, in order, and which of them act.
func (e *evaluation) choose(s *state, list []*candidate) (all []*candidate, chosen []bool, gap int64) {
	m := s.mark()
	arrange(list)
	fixed, rest := e.reduce(s, list)
	if arrange(rest); len(fixed) > 0 {
		e.solo(s, rest)
	}
	best := map[*candidate]bool{}
	work := e.options.Work
	if work <= 0 {
		work = defaultWork
	}
	for _, part := range e.components(rest) {
		in, more := e.solve(s, part, &work)
		gap += more
		for i, c := range part {
			best[c] = in[i]
		}
	}
	s.undo(m)
	all = list
	if len(e.lites.list) > 0 {
		all = append(slices.Clone(fixed), rest...)
	}
	arrange(all)
	for _, c := range fixed {
		best[c] = true
	}
	chosen = make([]bool, len(all))
	for i, c := range all {
		chosen[i] = best[c]
	}
	return all, chosen, gap
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
	u := union{parent: make([]int32, len(list))}
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	byBit := make([]int32, 64*e.words.n)
	byGroup := map[int32]int32{}
	byRule := map[int32]int32{}
	for i, c := range list {
		for w := range c.touch {
			for at := range (set{c.touch[w] | c.reads[w]}).all() {
				u.join(&byBit[w*64+at], int32(i))
			}
		}
		for _, g := range c.groups {
			u.joinMap(byGroup, g, int32(i))
		}
		if c.without != nil {
			u.joinMap(byRule, c.id, int32(i))
		}
		if c.onlyWith != nil {
			return [][]*candidate{list}
		}
	}
	for i, c := range list {
		for other := range c.without {
			if at, ok := byRule[other]; ok {
				u.unite(int32(i), at-1)
			}
		}
	}
	return u.parts(list)
}

// union is a union-find over candidates.
type union struct{ parent []int32 }

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

func (u *union) joinMap(m map[int32]int32, key, n int32) {
	slot := m[key]
	u.join(&slot, n)
	m[key] = slot
}

// parts lists the components in the order of their first candidates.
func (u *union) parts(list []*candidate) [][]*candidate {
	var parts [][]*candidate
	at := make([]int32, len(list))
	for i, c := range list {
		root := u.root(int32(i))
		if at[root] == 0 {
			parts = append(parts, nil)
			at[root] = int32(len(parts))
		}
		parts[at[root]-1] = append(parts[at[root]-1], c)
	}
	return parts
}
