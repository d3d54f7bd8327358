package promotion

import (
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
)

// Needs are what the rules that a cart could meet ask of a host beyond the cart,
// so that it reads that alone.
type Needs struct {
	Counted []Rule        // whose Facts.Usage is wanted, as Snapshot.Counted lists them
	Gifts   []catalog.SKU // which Facts.Gifts are, sorted
	Orders  bool          // whether Facts.Buyer.Orders is, by the conditions first_order and orders
}

// Needs looks at the rules that a cart could meet. The facts need no usage, gifts
// or number of orders yet.
func (s *Snapshot) Needs(f Facts) (Needs, error) {
	s = s.ready()
	e, err := s.begin(&f, Options{})
	if err != nil {
		return Needs{}, err
	}
	defer e.end()
	var n Needs
	for _, id := range e.consider() {
		c := s.compiled[id]
		if c.counts() {
			n.Counted = append(n.Counted, c.rule)
		}
		for _, a := range c.actions {
			if g, ok := a.(gift); ok {
				for _, sku := range g.of {
					n.Gifts = append(n.Gifts, catalog.SKU(sku))
				}
			}
		}
		n.Orders = n.Orders || c.when.asks("first_order", "orders")
	}
	slices.Sort(n.Gifts)
	n.Gifts = slices.Compact(n.Gifts)
	return n, nil
}

// Asks reports whether a rule's condition is made of one of some kinds, or has one
// among its parts, however the rule was written. A rule that is not there asks
// nothing.
func (s *Snapshot) Asks(rule string, kinds ...string) bool {
	at, ok := s.index.ids[rule]
	return ok && s.compiled[at].when.asks(kinds...)
}

// asks looks for kinds of conditions in the tree; a nil tree has none.
func (w *when) asks(kinds ...string) bool {
	if w == nil {
		return false
	}
	return slices.Contains(kinds, w.kind) || slices.ContainsFunc(w.kids, func(k *when) bool { return k.asks(kinds...) })
}

// Rule answers the rule with an ID.
func (s *Snapshot) Rule(id string) (Rule, bool) {
	s = s.ready()
	at, ok := s.index.ids[id]
	if !ok {
		return Rule{}, false
	}
	return s.compiled[at].rule, true
}
