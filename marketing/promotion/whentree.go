package promotion

import (
	"encoding/json"
	"iter"

	"github.com/cartwright-go/cartwright/money"
)

// A Verdict is the answer of a condition. Where it is not met it says why and,
// where that can be counted, how much is missing.
type Verdict struct {
	Met    bool
	Reason Reason      // why not
	Need   money.Money // the amount asked for
	Short  money.Money // what is missing of it
	Units  int64       // how many units are missing
}

// yes is a met condition.
func yes() Verdict { return Verdict{Met: true} }

func verdict(met bool, why Reason) Verdict {
	if met {
		return yes()
	}
	return Verdict{Reason: why}
}

// A View is what a condition sees: the facts, the lines that the rule chose, and
// what they cost at this point of the evaluation.
type View struct {
	e     *evaluation
	lines set
	state *state // nil: before every promotion
}

// Facts are the facts; do not change them.
func (v *View) Facts() *Facts { return v.e.facts }

// Lines lists the indexes of the lines that the rule is about.
func (v *View) Lines() iter.Seq[int] { return v.lines.all() }

// Amount is what these lines cost at this point.
func (v *View) Amount() money.Money { return v.e.money(v.amount(v.lines, Current)) }

func (v *View) amount(lines set, base Base) int64 {
	var n int64
	for i := range lines.all() {
		if base == Original || v.state == nil {
			n += v.e.lines[i].amount
		} else {
			n += v.state.lines[i].amount
		}
	}
	return n
}

// when is a tree of conditions of the cart.
type when struct {
	op      op
	kind    string // of a leaf
	kids    []*when
	leaf    Condition
	keys    []int32
	keyed   bool
	dynamic bool // discounts of other rules can change the answer
	wild    bool // and can make it true
}

func (p *parser) when(path string, raw json.RawMessage) *when {
	return p.whenTree(p.object(path, raw, 1))
}

func (p *parser) whenTree(o *Params) *when {
	w := &when{}
	var kids []*Params
	if w.op, kids = o.split(); w.op != opLeaf {
		for _, kid := range kids {
			k := p.whenTree(kid)
			w.kids = append(w.kids, k)
			w.dynamic = w.dynamic || k.dynamic
			w.wild = w.wild || k.wild || w.op == opNot && k.dynamic
		}
		return w
	}
	name := o.Text("kind")
	kind, ok := p.kinds.conditions[name]
	if !ok {
		p.unknown(o, name, "conditions")
		return w
	}
	w.kind = name
	w.leaf = parsed(o, kind.Parse)
	switch leaf := w.leaf.(type) {
	case keyedCart:
		w.keyed, w.keys = true, leaf.keys
	case amountOver:
		w.dynamic = leaf.base == Current
		w.wild = w.dynamic && !leaf.max.none()
	default:
		w.dynamic, w.wild = !kind.Fixed, !kind.Fixed
	}
	return w
}

// test walks the tree. Of several unmet alternatives it reports the first that
// knows what is missing, else the first.
func (w *when) test(v *View) Verdict {
	switch w.op {
	case opAll:
		for _, kid := range w.kids {
			if answer := kid.test(v); !answer.Met {
				return answer
			}
		}
		return yes()
	case opAny:
		return w.either(v)
	case opNot:
		return verdict(!w.kids[0].test(v).Met, ReasonExcluded)
	default:
		return w.leaf.Test(v)
	}
}

func (w *when) either(v *View) Verdict {
	var best Verdict
	for i, kid := range w.kids {
		answer := kid.test(v)
		if answer.Met {
			return answer
		}
		counted := answer.Units > 0 || answer.Short.HasCurrency()
		if i == 0 || counted && best.Units == 0 && !best.Short.HasCurrency() {
			best = answer
		}
	}
	return best
}

// cover is as for Lines.
func (w *when) cover(d *dict) []int32 {
	switch {
	case w == nil:
		return nil
	case w.op == opLeaf:
		return w.keys
	case w.op == opAll:
		return rarestOf(d, w.kids)
	case w.op == opAny:
		return eitherOf(d, w.kids)
	}
	return nil
}

// required is as for Lines.
func (w *when) required(list [][]int32) [][]int32 {
	switch {
	case w == nil:
	case w.op == opAll:
		for _, kid := range w.kids {
			list = kid.required(list)
		}
	case w.op == opLeaf && w.keyed:
		list = append(list, w.keys)
	}
	return list
}

// parts separates what other rules cannot change from what they can.
func (w *when) parts() (still, moving []*when) {
	switch {
	case w == nil:
		return nil, nil
	case w.op == opAll:
		for _, kid := range w.kids {
			s, m := kid.parts()
			still, moving = append(still, s...), append(moving, m...)
		}
		return still, moving
	case w.dynamic:
		return nil, []*when{w}
	}
	return []*when{w}, nil
}

// whole reports whether a moving condition looks at lines beyond the rule's own.
func (w *when) whole() bool {
	for _, kid := range w.kids {
		if kid.whole() {
			return true
		}
	}
	if w.op != opLeaf || !w.dynamic {
		return false
	}
	a, ok := w.leaf.(amountOver)
	return !ok || a.cart
}
