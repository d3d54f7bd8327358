package promotion

import (
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// An Explanation says what became of one rule that the cart could meet.
type Explanation struct {
	Rule     string            `json:"rule"`
	Revision int64             `json:"revision,omitempty"`
	Name     map[string]string `json:"name,omitempty"`
	Layer    string            `json:"layer"`
	Reason   Reason            `json:"reason"`
	// Amount is what an applied rule gives, and what a lost one would have given
	// when its turn came.
	Amount money.Money `json:"amount"`
	Need   money.Money `json:"need,omitzero"` // the amount that is asked for, or that the next step asks for
	// Short is what is missing of it after what acts before this rule: with as
	// much more on its lines, and nothing else changed, the rule would act, too.
	Short money.Money `json:"short,omitzero"`
	Units int64       `json:"units,omitempty"`
	// LostTo are the rules that act instead; none where it is the whole
	// combination that is better without this one.
	LostTo []string `json:"lost_to,omitempty"`
}

// explainer writes what became of the rules that were looked at.
type explainer struct {
	fin    *finisher
	turns  []turn
	byRule map[int32][]*candidate
	picked []*candidate
}

func (x *explainer) explain(seen []considered) {
	x.byRule = map[int32][]*candidate{}
	for _, c := range x.fin.list {
		x.byRule[c.id] = append(x.byRule[c.id], c)
		if c.acts {
			x.picked = append(x.picked, c)
		}
	}
	e, r := x.fin.e, &x.fin.result
	why := map[int32]Explanation{}
	if e.options.Explain {
		r.Explained = make([]Explanation, 0, len(seen))
	}
	for _, s := range seen {
		one := x.one(s)
		if e.codes[s.id] > 0 {
			why[s.id] = one
		}
		if e.options.Explain {
			r.Explained = append(r.Explained, one)
		}
	}
	r.Codes = e.answers
	for i := range r.Codes {
		x.answer(&r.Codes[i], i, why)
	}
}

// answer fills in one code; of several rules the one that got furthest counts.
func (x *explainer) answer(c *CodeResult, at int, why map[int32]Explanation) {
	if c.Answer != "" {
		return
	}
	e := x.fin.e
	for _, r := range e.opened(e.facts.Codes[at], FoldCode(c.Text)) {
		if e.codes[r] != at+1 {
			continue
		}
		answer := answerFor(why[r].Reason)
		if c.Answer == "" || answer == CodeApplied || answer == CodeCombination && c.Answer != CodeApplied {
			c.Answer, c.Rule = answer, e.rules.compiled[r].rule.ID
		}
	}
	if c.Answer == "" { // another code has opened the same rules
		c.Answer = CodeRepeated
	}
}

func (x *explainer) one(s considered) Explanation {
	rule := &x.fin.e.rules.compiled[s.id].rule
	out := Explanation{Rule: rule.ID, Revision: rule.Revision, Name: rule.Name, Layer: rule.Layer, Amount: x.fin.e.money(0)}
	if at, ok := x.fin.applied[s.id]; ok {
		out.Reason, out.Amount = ReasonApplied, x.fin.e.money(x.fin.amounts[at])
		for _, c := range x.byRule[s.id] {
			if c.acts {
				out.missing(x.turns[c.no].verdict)
			}
		}
		return out
	}
	if !s.verdict.Met {
		out.Reason = s.verdict.Reason
		out.missing(s.verdict)
		if later, ok := x.fin.near[s.id]; ok {
			out.missing(later)
		}
		return out
	}
	x.lost(s.id, &out)
	return out
}

func (x *Explanation) missing(v Verdict) {
	x.Need, x.Short, x.Units = v.Need, v.Short, v.Units
}

// lost says which rules keep a candidate out, or that earlier discounts took it
// below what it asks for.
func (x *explainer) lost(id int32, out *Explanation) {
	var gives int64
	failed := Verdict{Met: true}
	for _, c := range x.byRule[id] {
		t := x.turns[c.no]
		gives += t.gives
		if !t.verdict.Met {
			failed = t.verdict
		}
		for _, other := range x.picked {
			if (rival(c, other) || shareGroup(c, other)) && !slices.Contains(out.LostTo, other.rule.ID) {
				out.LostTo = append(out.LostTo, other.rule.ID)
			}
		}
	}
	out.Reason, out.Amount = ReasonLost, x.fin.e.money(gives)
	if len(out.LostTo) == 0 && gives == 0 && !failed.Met {
		out.Reason = failed.Reason
		out.missing(failed)
	}
}
