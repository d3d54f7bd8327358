package main

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion"
)

// A writer turns a draft into the editor's sentences.
type writer struct {
	v        *visit
	d        draft
	book     promotion.Book
	shelves  []catalog.Category
	products []catalog.Product // that the rule may be about
	known    bool              // the rule is kept already: its id stays
}

// sentences are the rule's name and its five sentences.
func (w *writer) sentences() (names, list []page.Sentence) {
	names = []page.Sentence{w.sentence("say.name", map[bool]string{true: "say.name.known", false: "say.name.line"}[w.known])}
	must := []string{"say.must.line"}
	switch w.d.Get("measure") {
	case "amount", "original":
		must = append(must, "say.must.amount")
	case "quantity":
		must = append(must, "say.must.units")
	}
	list = []page.Sentence{
		w.sentence("say.when", "say.when.line"),
		w.sentence("say.must", must...),
		w.sentence("say.give", append(w.gives(), "say.give.cap")...),
		w.sentence("say.with", "say.with.line"),
		w.sentence("say.limits", "say.limits.line", "say.limits.pay"),
	}
	return names, list
}

// gives are the lines of the third sentence, which depend on the kind of action.
func (w *writer) gives() []string {
	kind := w.d.Get("kind")
	if !slices.Contains(actions(), kind) {
		kind = "tiers"
	}
	lines := []string{"say.give." + kind}
	if kind != "tiers" {
		return lines
	}
	for i := 1; i <= maxSteps; i++ {
		no := strconv.Itoa(i)
		if w.d.Get("percent"+no) != "" {
			lines = append(lines, "say.give.part"+no)
		} else {
			lines = append(lines, "say.give.step"+no)
		}
	}
	return lines
}

// sentence cuts lines of words at their fields.
func (w *writer) sentence(head string, lines ...string) page.Sentence {
	s := page.Sentence{Head: w.v.say(head)}
	for _, key := range lines {
		var parts []page.Part
		for rest := w.v.say(key); rest != ""; {
			before, after, found := strings.Cut(rest, "{")
			if before != "" {
				parts = append(parts, page.Part{Text: before})
			}
			if !found {
				break
			}
			name, tail, _ := strings.Cut(after, "}")
			c := w.control(name)
			if f, bad := w.d.wrong[name]; bad {
				c.Wrong, c.ErrorID = true, "w-"+name
				s.Wrong = append(s.Wrong, page.Amiss{ID: c.ErrorID, Words: c.Label + w.v.colon() + w.v.flaw(f)})
			}
			parts = append(parts, page.Part{Field: &c})
			rest = tail
		}
		s.Lines = append(s.Lines, parts)
	}
	return s
}

// flaw says what is wrong with a field.
func (v *visit) flaw(f flaw) string {
	if f.key == "" {
		return v.say("fault.rule", f.said)
	}
	return v.say(f.key, f.args...)
}

// control is the field of a name.
func (w *writer) control(name string) page.Control {
	c := page.Control{Name: name, ID: "p-" + name, Kind: "number", Value: w.d.Get(name), Label: w.v.say("part.number")}
	base, code, money := strings.Cut(name, "_")
	switch {
	case money && slices.Contains(currencies(), code):
		c.Kind, c.Label = "money", w.v.say("part.amount.in", code)
		c.Unit = map[string]string{"CNY": "¥", "USD": "$"}[code]
		return c
	case strings.HasPrefix(base, "percent") || name == "share":
		c.Label = w.v.say("part.percent")
		return c
	}
	if label := w.v.sayOr("part."+map[string]string{"payment": "paying"}[name], ""); label != "" {
		c.Label = label
	} else {
		c.Label = w.v.sayOr("part."+name, c.Label)
	}
	switch name {
	case "name_zh", "name_en", "id", "codes":
		c.Kind = "text"
	case "starts", "ends":
		c.Kind = "date"
	case "scope", "except", "groups", "without":
		w.pick(&c)
	default:
		w.choose(&c)
	}
	return c
}

// choose makes a field one of a few values, where its name has such.
func (w *writer) choose(c *page.Control) {
	keys := map[string][]string{
		"buyers":  {"", "buyers.all", "signed_in", "buyers.signed_in", "first_order", "buyers.first_order"},
		"measure": {"", "measure.none", "amount", "measure.amount", "original", "measure.original", "quantity", "measure.quantity"},
		"base":    {"", "base.current", "original", "base.original"},
		"stop":    {"", "stop.no", "yes", "stop.yes"},
		"open":    {"", "open.all", "wallet", "open.wallet", "code", "open.code"},
		"per":     {"unit", "per.unit", "line", "per.line", "set", "per.set"},
	}[c.Name]
	for i := 0; i < len(keys); i += 2 {
		c.Choices = append(c.Choices, page.Link{URL: keys[i], Label: w.v.say(keys[i+1])})
	}
	switch c.Name {
	case "kind":
		for _, kind := range actions() {
			c.Choices = append(c.Choices, page.Link{URL: kind, Label: w.v.say("kind." + kind)})
		}
	case "payment":
		c.Choices = []page.Link{{Label: w.v.say("paying.any")}}
		for _, t := range tenders() {
			c.Choices = append(c.Choices, page.Link{URL: t.Method, Label: w.v.say("paying." + t.Kind)})
		}
	case "layer":
		for _, l := range w.layers() {
			c.Choices = append(c.Choices, page.Link{URL: l, Label: w.v.sayOr("layer."+l, l)})
		}
	case "gift":
		for _, p := range w.products {
			c.Choices = append(c.Choices, page.Link{URL: string(p.Variants[0].SKU), Label: p.Texts.In(w.v.Lang).Title})
		}
	}
	if len(c.Choices) == 0 {
		return
	}
	c.Kind = "select"
	value := c.Value
	if c.Name == "per" && value == "" {
		value = map[string]string{"percent": "unit"}[w.d.Get("kind")]
		if value == "" {
			value = "set"
		}
	}
	for i := range c.Choices {
		c.Choices[i].Current = c.Choices[i].URL == value
	}
}

func (w *writer) layers() (names []string) {
	layers := w.book.Layers
	if len(layers) == 0 {
		layers = promotion.Layers()
	}
	for _, l := range layers {
		names = append(names, l.Name)
	}
	return names
}

// pick makes a field any number of values.
func (w *writer) pick(c *page.Control) {
	c.Kind = "pick"
	fields := []string{c.Name}
	add := func(name, value, label string) {
		c.Choices = append(c.Choices, page.Link{URL: value, Brief: name, Label: label, Current: slices.Contains(w.d.Values[name], value)})
	}
	switch c.Name {
	case "scope":
		fields = []string{"category", "product"}
		c.Choices = append(c.Choices, page.Link{Label: w.v.say("scope.categories")})
		for _, s := range w.shelves {
			add("category", string(s.ID), s.Texts.In(w.v.Lang).Title)
		}
		c.Choices = append(c.Choices, page.Link{Label: w.v.say("scope.products")})
		for _, p := range w.products {
			add("product", string(p.ID), p.Texts.In(w.v.Lang).Title)
		}
	case "except":
		for _, p := range w.products {
			add("except", string(p.ID), p.Texts.In(w.v.Lang).Title)
		}
	case "groups":
		for _, g := range w.book.Groups {
			add("groups", g.Name, g.Name)
		}
	case "without":
		for _, r := range w.book.Rules {
			if r.ID != w.d.Get("id") {
				add("without", r.ID, r.Words(lexical(w.v.Lang)))
			}
		}
	}
	c.Shown = w.shown(c, fields)
}

// shown is what a closed pick says.
func (w *writer) shown(c *page.Control, fields []string) string {
	var chosen []string
	for _, o := range c.Choices {
		if o.Current {
			chosen = append(chosen, o.Label)
		}
	}
	switch {
	case len(chosen) == 0 && slices.Contains(fields, "category"):
		return w.v.say("scope.all")
	case len(chosen) == 0:
		return w.v.say("none")
	case len(chosen) <= 2:
		return strings.Join(chosen, w.v.comma())
	}
	return w.v.say("scope.n", len(chosen))
}

// lexical is a language as names of rules have it.
func lexical(lang string) string {
	short, _, _ := strings.Cut(lang, "-")
	return short
}

// fresh is the form of a rule that does not exist yet.
func fresh() url.Values {
	return url.Values{"kind": {"tiers"}, "layer": {"shop"}, "share": {"100"}}
}
