package promotion

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// compiled is a rule that is ready to act.
type compiled struct {
	rule     Rule
	layer    int
	mode     Mode
	starts   int64 // nanoseconds; the smallest and largest number for none
	ends     int64
	seller   []int32 // key of the seller, or nil
	lines    *Lines  // nil: all
	still    []*when // conditions that other rules cannot change
	moving   []*when
	when     *when
	wild     bool // may become true, or give more, by what other rules do
	whole    bool // looks at the whole cart while other rules act
	several  bool // more keys than one find it
	actions  []Action
	ranges   []lineRange // of a simple rule
	unit     unitAction  // the only action, where it is one and nothing limits it
	further  []*Lines    // of all actions, in order
	nFurther []int       // how many of them each action has
	takers   int         // actions that take off lines
	gives    bool        // some action is a gift
	// plainItems says that a rule touches its lines, all of them and nothing else.
	plainItems bool
	traits     traits
	cap        fixed
	budget     fixed
	groups     []int32
	tight      []int32        // those of groups that hold one rule
	without    map[int32]bool // rules
	onlyWith   map[int32]bool // rules; nil: any
}

// cover is the keys by which the index finds the rule: of all that a cart must
// have, those that the fewest carts have.
func (c *compiled) cover(d *dict) []int32 {
	best := d.rarer(c.lines.cover(d), c.seller)
	if len(c.actions) == 1 { // of several, one can act where another finds nothing
		for _, further := range c.further {
			best = d.rarer(best, further.cover(d))
		}
	}
	return d.rarer(best, c.when.cover(d))
}

// compile reads the raw parts of a rule that was read already.
func (p *parser) compile(r *Rule) *compiled {
	if p.dict == nil {
		p.dict = &dict{}
	}
	p.base = cmp.Or(r.Base, Current)
	c := &compiled{rule: *r, starts: math.MinInt64, ends: math.MaxInt64, cap: r.Cap.fixed(), budget: r.Limits.Budget.fixed()}
	if !r.Starts.IsZero() {
		c.starts = r.Starts.UnixNano()
	}
	if !r.Ends.IsZero() {
		c.ends = r.Ends.UnixNano()
	}
	if r.Seller != "" {
		c.seller = []int32{p.dict.id(dimSeller, r.Seller)}
	}
	if len(r.Items) > 0 {
		c.lines = p.lines("items", r.Items, 1)
	}
	if len(r.When) > 0 {
		c.when = p.when("when", r.When)
		c.still, c.moving = c.when.parts()
		for _, w := range c.moving {
			c.wild = c.wild || w.wild
			c.whole = c.whole || w.whole()
		}
	}
	c.traits = traits{apart: len(c.moving) == 0 && len(r.Cap) == 0 && len(r.Limits.Budget) == 0 && len(r.Then) == 1, total: len(r.Then) == 1}
	c.traits.unit, c.traits.line = c.traits.apart, c.traits.apart
	for i, raw := range r.Then {
		p.action(c, fmt.Sprintf("then[%d]", i), raw)
	}
	c.plainItems = c.traits.items && !c.traits.fees && !c.gives && len(c.further) == 0
	if c.traits.unit && len(c.actions) == 1 {
		c.unit, _ = c.actions[0].(unitAction)
	}
	return c
}

func (p *parser) action(c *compiled, path string, raw json.RawMessage) {
	o := p.object(path, raw, 1)
	name := o.Text("kind")
	kind, ok := p.kinds.actions[name]
	if !ok {
		p.unknown(o, name, "actions")
		return
	}
	action := parsed(o, kind.Parse)
	c.actions = append(c.actions, action)
	b, ok := action.(builtin)
	if !ok {
		c.wild = true
		c.traits = traits{items: true, fees: true}
		c.nFurther = append(c.nFurther, 0)
		return
	}
	t := b.traits()
	c.traits.items = c.traits.items || t.items
	c.traits.fees = c.traits.fees || t.fees
	c.traits.picks = c.traits.picks || t.picks
	c.traits.apart = c.traits.apart && t.apart
	c.traits.total = c.traits.total && t.total
	c.traits.unit, c.traits.line = c.traits.unit && t.unit, c.traits.line && t.line
	further := b.further()
	c.further = append(c.further, further...)
	c.nFurther = append(c.nFurther, len(further))
	switch a := action.(type) {
	case gift:
		c.gives, c.wild = true, c.wild || len(a.of) > 1
	case points, shipping:
	default:
		c.takers++
	}
	if c.takers > 1 { // what the second takes can grow when the first takes less
		c.wild = true
	}
}

// Snapshot is a compiled Book. It is immutable and safe for concurrent use: to
// change rules, compile again and swap the pointer. Nil and the zero value have no
// rules and know no kinds.
type Snapshot struct {
	book     Book
	kinds    Kinds
	layers   []Layer
	groups   []int            // Max by group
	names    map[string]int32 // of groups
	compiled []*compiled      // in the order in which rules act
	index    index
}

// Compile makes a book ready. It refuses what ParseRule refuses, IDs that occur
// twice, rules of layers that the book does not have, and rules that exclude
// each other in contradiction: a *RuleError each.
func Compile(b Book, kinds Kinds) (*Snapshot, error) {
	s := &Snapshot{book: b, kinds: kinds, layers: b.Layers}
	if len(s.layers) == 0 {
		s.layers = Layers()
	}
	s.names = map[string]int32{}
	s.index.codes, s.index.ids = map[string][]int32{}, map[string]int32{}
	if err := s.checkNames(); err != nil {
		return nil, err
	}
	for i := range b.Rules {
		c, err := s.compileRule(&b.Rules[i], i)
		if err != nil {
			return nil, err
		}
		s.compiled = append(s.compiled, c)
	}
	slices.SortFunc(s.compiled, func(x, y *compiled) int {
		return cmp.Or(cmp.Compare(x.layer, y.layer), cmp.Compare(y.rule.Priority, x.rule.Priority), cmp.Compare(x.rule.ID, y.rule.ID))
	})
	for i, c := range s.compiled {
		if _, twice := s.index.ids[c.rule.ID]; twice {
			return nil, &RuleError{Rule: c.rule.ID, Field: "id", Reason: "occurs twice"}
		}
		s.index.ids[c.rule.ID] = int32(i)
	}
	if err := s.relate(); err != nil {
		return nil, err
	}
	s.index.post(s.compiled)
	return s, nil
}

func (s *Snapshot) checkNames() error {
	seen := map[string]bool{}
	for i, l := range s.layers {
		if l.Name == "" || seen[l.Name] {
			return &RuleError{Field: fmt.Sprintf("layers[%d].name", i), Reason: "is missing, or occurs twice"}
		}
		seen[l.Name] = true
		if !slices.Contains([]Mode{"", Best, All, First, Lowest}, l.Mode) {
			return &RuleError{Field: fmt.Sprintf("layers[%d].mode", i), Reason: fmt.Sprintf("%q is none of best, all, first, lowest", l.Mode)}
		}
	}
	for i, g := range s.book.Groups {
		if _, twice := s.names[g.Name]; g.Name == "" || twice || g.Max < 0 {
			return &RuleError{Field: fmt.Sprintf("groups[%d]", i), Reason: "has no name, one that occurs twice, or max below 0"}
		}
		s.groups[s.group(g.Name)] = max(1, g.Max)
	}
	return nil
}

func (s *Snapshot) compileRule(r *Rule, at int) (*compiled, error) {
	data, err := json.Marshal(r)
	p := &parser{rule: r.ID, kinds: s.kinds, root: fmt.Sprintf("rules[%d]", at), dict: &s.index.dict}
	if err != nil {
		p.fail("", "%v", err)
		return nil, p.err
	}
	o := p.object("", data, 0)
	read := readRule(o)
	o.done()
	if p.err != nil {
		return nil, p.err
	}
	c := p.compile(&read)
	if p.err != nil {
		return nil, p.err
	}
	c.layer = slices.IndexFunc(s.layers, func(l Layer) bool { return l.Name == read.Layer })
	if c.layer < 0 {
		return nil, &RuleError{Rule: r.ID, Field: "layer", Reason: fmt.Sprintf("%q is none of the book's", read.Layer)}
	}
	c.mode = cmp.Or(s.layers[c.layer].Mode, Best)
	for _, name := range read.Stack.Groups {
		c.groups = append(c.groups, s.group(name))
	}
	return c, nil
}

func (s *Snapshot) group(name string) int32 {
	i, ok := s.names[name]
	if !ok {
		i = int32(len(s.groups))
		s.names[name], s.groups = i, append(s.groups, 1)
	}
	return i
}

// relate turns the IDs that rules name into rules, both ways. A name without a
// rule means nothing here; the linter reports it.
func (s *Snapshot) relate() error {
	for i, c := range s.compiled {
		for _, g := range c.groups {
			if s.groups[g] == 1 {
				c.tight = append(c.tight, g)
			}
		}
		for _, j := range s.named(c.rule.Stack.Without) {
			exclude(c, j)
			exclude(s.compiled[j], int32(i))
		}
		if len(c.rule.Stack.OnlyWith) > 0 {
			c.onlyWith = map[int32]bool{}
		}
		for _, j := range s.named(c.rule.Stack.OnlyWith) {
			c.onlyWith[j] = true
		}
	}
	for i, c := range s.compiled {
		for _, j := range s.named(c.rule.Stack.OnlyWith) {
			if other := s.compiled[j]; c.without[j] || other.onlyWith != nil && !other.onlyWith[int32(i)] {
				return &RuleError{Rule: c.rule.ID, Field: "stack.only_with", Reason: other.rule.ID + " does not go with this rule: the two contradict"}
			}
		}
	}
	return nil
}

// named are the rules of the book that have one of the IDs.
func (s *Snapshot) named(ids []string) []int32 {
	var rules []int32
	for _, id := range ids {
		if j, ok := s.index.ids[id]; ok {
			rules = append(rules, j)
		}
	}
	return rules
}

func exclude(c *compiled, j int32) {
	if c.without == nil {
		c.without = map[int32]bool{}
	}
	c.without[j] = true
}
