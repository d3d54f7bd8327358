package promotion

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

const (
	maxLimit = 1_000_000_000_000
	maxNames = 64
)

// ParseRule reads one rule strictly: an unknown member, kind or version, a
// missing currency, a discount over 100 % or below zero, an end before the start
// is a *RuleError that names the field. Input above 64 KiB is refused.
func ParseRule(data []byte, kinds Kinds) (Rule, error) {
	return parseRule(data, &parser{kinds: kinds})
}

func parseRule(data []byte, p *parser) (Rule, error) {
	if len(data) > maxRuleBytes {
		p.fail("", "is longer than %d bytes", maxRuleBytes)
		return Rule{}, p.err
	}
	o := p.object("", data, 0)
	if m := o.find("id"); m != nil {
		_ = json.Unmarshal(m.raw, &p.rule)
	}
	r := readRule(o)
	o.done()
	if p.err == nil {
		p.compile(&r)
	}
	if p.err != nil {
		return Rule{}, p.err
	}
	return r, nil
}

// Check judges a rule that was built as a value, as ParseRule does.
func (r Rule) Check(kinds Kinds) error {
	data, err := json.Marshal(r)
	if err != nil {
		return &RuleError{Rule: r.ID, Field: "rule", Reason: err.Error()}
	}
	_, err = ParseRule(data, kinds)
	return err
}

// ParseBook reads {"layers": […], "groups": […], "rules": […]}; the first two may
// be missing. A book may be larger than a rule. A *RuleError names the rule by its
// ID, and by its place while that is unknown: rules[2].id.
func ParseBook(data []byte, kinds Kinds) (Book, error) {
	p := &parser{kinds: kinds, root: "book"}
	o := p.object("", data, 0)
	var b Book
	if o.Has("layers") {
		for _, l := range o.objects("layers", maxNames) {
			b.Layers = append(b.Layers, Layer{Name: l.Text("name"), Mode: Mode(l.Word("mode", string(Best), string(All), string(First), string(Lowest)))})
			l.done()
		}
	}
	if o.Has("groups") {
		for _, g := range o.objects("groups", maxNames) {
			b.Groups = append(b.Groups, Group{Name: g.Text("name"), Max: int(g.Int("max", 1, 1, maxNames))})
			g.done()
		}
	}
	var rules []json.RawMessage
	if o.needs("rules") {
		o.decode("rules", "a list of rules", &rules)
	}
	o.done()
	if p.err != nil {
		return Book{}, p.err
	}
	for i, raw := range rules {
		r, err := parseRule(raw, &parser{kinds: kinds, root: fmt.Sprintf("rules[%d]", i)})
		if err != nil {
			return Book{}, err
		}
		b.Rules = append(b.Rules, r)
	}
	_, err := Compile(b, kinds)
	return b, err
}

// MarshalJSON writes what ParseBook reads.
func (b Book) MarshalJSON() ([]byte, error) {
	rules := b.Rules
	if rules == nil {
		rules = []Rule{}
	}
	return json.Marshal(struct {
		Layers []Layer `json:"layers,omitempty"`
		Groups []Group `json:"groups,omitempty"`
		Rules  []Rule  `json:"rules"`
	}{b.Layers, b.Groups, rules})
}

func readRule(o *Params) Rule {
	for _, name := range []string{"version", "id", "layer", "then"} {
		o.needs(name)
	}
	r := Rule{
		Version: int(o.Int("version", 0, Version, Version)), ID: o.Text("id"), Revision: o.Int("revision", 0, 0, maxLimit),
		Layer: o.Text("layer"), Priority: o.Int("priority", 0, -maxLimit, maxLimit), Seller: o.Text("seller"),
		Starts: o.Time("starts"), Ends: o.Time("ends"), Base: Base(o.Word("base", string(Current), string(Original))),
		Cap: o.optionalAmounts("cap"), Codes: o.optionalTexts("codes"), ByCode: o.Bool("by_code"),
	}
	if r.Base == Current {
		r.Base = ""
	}
	if r.Layer == "" {
		o.Fail("layer", "is missing")
	}
	checkRuleID(o, "id", r.ID)
	if r.Seller != "" {
		checkRuleID(o, "seller", r.Seller)
	}
	if !r.Starts.IsZero() && !r.Ends.IsZero() && !r.Ends.After(r.Starts) {
		o.Fail("ends", "must be after starts")
	}
	o.decode("name", "texts by language", &r.Name)
	if len(r.Name) > maxNames {
		o.Fail("name", "has more than %d languages", maxNames)
	}
	r.Items, _ = o.take("items")
	r.When, _ = o.take("when")
	o.decode("then", "a list of actions", &r.Then)
	if len(r.Then) == 0 || len(r.Then) > 8 {
		o.Fail("then", "must list 1 to 8 actions")
	}
	for i, code := range r.Codes {
		if r.Codes[i] = FoldCode(code); r.Codes[i] == "" {
			o.Fail("codes", "%q is not a code", code)
		}
	}
	readStack(o, &r)
	readPayers(o, &r)
	readLimits(o, &r)
	return compact(r)
}

// compact makes the raw parts the same however they were spaced.
func compact(r Rule) Rule {
	squeeze := func(raw json.RawMessage) json.RawMessage {
		var b bytes.Buffer
		if len(raw) == 0 || json.Compact(&b, raw) != nil {
			return nil
		}
		return b.Bytes()
	}
	r.Items, r.When = squeeze(r.Items), squeeze(r.When)
	for i := range r.Then {
		r.Then[i] = squeeze(r.Then[i])
	}
	return r
}

func checkRuleID(o *Params, field, id string) {
	if n := len(id); n < 1 || n > 64 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		o.Fail(field, "must be 1 to 64 printable ASCII characters without spaces")
	}
}

func readStack(o *Params, r *Rule) {
	raw, ok := o.take("stack")
	if !ok {
		return
	}
	s := o.p.object(o.at("stack"), raw, o.depth+1)
	r.Stack = Stack{Groups: s.optionalTexts("groups"), Without: s.optionalTexts("without"), OnlyWith: s.optionalTexts("only_with"), Stop: s.Bool("stop")}
	for _, id := range r.Stack.Without {
		if id == r.ID {
			s.Fail("without", "names the rule itself")
		}
		for _, other := range r.Stack.OnlyWith {
			if other == id {
				s.Fail("without", "%s is also in only_with: the two contradict", id)
			}
		}
	}
	s.done()
}

func readPayers(o *Params, r *Rule) {
	if !o.Has("payers") {
		return
	}
	for i, p := range o.objects("payers", 8) {
		payer := Payer{Party: p.Text("party"), Parts: p.Int("parts", 1, 1, 1_000_000)}
		checkRuleID(p, "party", payer.Party)
		for _, other := range r.Payers[:i] {
			if other.Party == payer.Party {
				p.Fail("party", "%s is listed twice", payer.Party)
			}
		}
		p.done()
		r.Payers = append(r.Payers, payer)
	}
}

func readLimits(o *Params, r *Rule) {
	raw, ok := o.take("limits")
	if !ok {
		return
	}
	l := o.p.object(o.at("limits"), raw, o.depth+1)
	r.Limits = Limits{
		Total: l.Int("total", 0, 1, maxLimit), PerBuyer: l.Int("per_buyer", 0, 1, maxLimit), PerDay: l.Int("per_day", 0, 1, maxLimit),
		Budget: l.optionalAmounts("budget"),
	}
	l.done()
}
