package promotion

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	maxRuleBytes = 64 << 10
	maxDepth     = 12
	maxList      = 10_000
	// maxMinor bounds an amount in a rule, in smallest units.
	maxMinor = 1_000_000_000_000_000
)

// Params reads the members of one JSON object strictly: each may occur once, be
// read once by its name, and none may be left over. The first mistake is kept
// and names the member; a kind's parser reads what it knows and never looks for
// errors itself.
type Params struct {
	p       *parser
	path    string
	depth   int
	members []member
}

type member struct {
	name string
	raw  json.RawMessage
	used bool
}

// parser is one rule being read.
type parser struct {
	rule  string
	kinds Kinds
	err   error
	// root is what an empty path stands for: "rule", "book", or rules[i] of a book.
	root string
	// dict numbers the values that the rule names.
	dict *dict
	base Base // of the rule
}

func (p *parser) fail(path, format string, args ...any) {
	switch {
	case p.err != nil:
		return
	case path == "":
		path = cmp.Or(p.root, "rule")
	case p.rule == "" && strings.HasPrefix(p.root, "rules["):
		path = p.root + "." + path
	}
	p.err = &RuleError{Rule: p.rule, Field: path, Reason: fmt.Sprintf(format, args...)}
}

// object opens raw as an object.
func (p *parser) object(path string, raw json.RawMessage, depth int) *Params {
	o := &Params{p: p, path: path, depth: depth}
	if depth > maxDepth {
		p.fail(path, "is nested more than %d deep", maxDepth)
		return o
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	open, err := d.Token()
	if err != nil || open != json.Delim('{') {
		p.fail(path, "is not an object")
		return o
	}
	for d.More() {
		key, err := d.Token()
		name, _ := key.(string)
		var value json.RawMessage
		if err == nil {
			err = d.Decode(&value)
		}
		if err != nil {
			p.fail(path, "is not valid JSON: %v", err)
			return o
		}
		if o.find(name) != nil {
			p.fail(o.at(name), "is given twice")
		}
		o.members = append(o.members, member{name: name, raw: value})
	}
	_, err = d.Token()
	if _, end := d.Token(); err != nil || !errors.Is(end, io.EOF) {
		p.fail(path, "is not one JSON object")
	}
	return o
}

func (o *Params) find(name string) *member {
	i := slices.IndexFunc(o.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return nil
	}
	return &o.members[i]
}

func (o *Params) at(name string) string {
	if o.path == "" {
		return name
	}
	return o.path + "." + name
}

// done refuses what nobody asked for.
func (o *Params) done() {
	for _, m := range o.members {
		if !m.used {
			o.p.fail(o.at(m.name), "is not known here")
		}
	}
}

// Fail refuses the rule because of a member. Only the first failure counts.
func (o *Params) Fail(name, format string, args ...any) { o.p.fail(o.at(name), format, args...) }

// Has reports whether the object has a member of this name. It does not read it.
func (o *Params) Has(name string) bool { return o.find(name) != nil }

// take marks a member as read; nil and false when it is missing or null.
func (o *Params) take(name string) (json.RawMessage, bool) {
	m := o.find(name)
	if m == nil {
		return nil, false
	}
	m.used = true
	if string(m.raw) == "null" {
		o.Fail(name, "must not be null: leave it out")
		return nil, false
	}
	return m.raw, true
}

// needs refuses an object without a member, or with null in its place.
func (o *Params) needs(name string) bool {
	m := o.find(name)
	if m == nil || string(m.raw) == "null" {
		o.Fail(name, "is missing")
		return false
	}
	return true
}

// decode reads a member into v; what says what it should be.
func (o *Params) decode(name, what string, v any) bool {
	raw, ok := o.take(name)
	if ok && json.Unmarshal(raw, v) != nil {
		o.Fail(name, "must be %s", what)
		return false
	}
	return ok
}

// Text reads a text, "" when it is missing.
func (o *Params) Text(name string) string {
	var s string
	o.decode(name, "a text", &s)
	if len(s) > 256 {
		o.Fail(name, "is longer than 256 bytes")
	}
	return s
}

// Word reads one of the given words, the first when it is missing.
func (o *Params) Word(name string, words ...string) string {
	if !o.Has(name) {
		return words[0]
	}
	s := o.Text(name)
	if !slices.Contains(words, s) {
		o.Fail(name, "%q is none of %s", s, strings.Join(words, ", "))
	}
	return s
}

// Texts reads a list of texts, sorted, each once; an empty or missing list fails.
func (o *Params) Texts(name string) []string {
	list := o.optionalTexts(name)
	if len(list) == 0 {
		o.Fail(name, "must list at least one")
	}
	return list
}

func (o *Params) optionalTexts(name string) []string {
	var list []string
	o.decode(name, "a list of texts", &list)
	if len(list) > maxList {
		o.Fail(name, "lists more than %d", maxList)
		return nil
	}
	for _, s := range list {
		if s == "" || len(s) > 256 {
			o.Fail(name, "has a text that is empty or longer than 256 bytes")
			return nil
		}
	}
	slices.Sort(list)
	if compact := slices.Compact(slices.Clone(list)); len(compact) != len(list) {
		o.Fail(name, "lists something twice")
	}
	return list
}

// Int reads a whole number from low to high; fallback when it is missing.
func (o *Params) Int(name string, fallback, low, high int64) int64 {
	raw, ok := o.take(name)
	if !ok {
		return fallback
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n < low || n > high {
		o.Fail(name, "must be a whole number from %d to %d", low, high)
	}
	return n
}

// Bool reads true or false; false when it is missing.
func (o *Params) Bool(name string) bool {
	var b bool
	o.decode(name, "true or false", &b)
	return b
}

// Percent reads a text such as "12.5", above 0 and at most 100, with at most
// four decimals, in millionths: 125000. A missing one is 0.
func (o *Params) Percent(name string) int64 {
	if !o.Has(name) {
		return 0
	}
	return o.scaled(name, 10_000, 4, 1_000_000, "a percentage above 0 and at most 100, as a text with at most four decimals")
}

// scaled reads a decimal text with at most digits decimals, times one.
func (o *Params) scaled(name string, one int64, digits int, most int64, what string) int64 {
	var s string
	if !o.decode(name, what, &s) {
		return 0
	}
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseUint(whole, 10, 32)
	ok := err == nil && len(fraction) <= digits && !strings.HasSuffix(s, ".") && !strings.HasPrefix(s, "+")
	var part uint64
	if ok && fraction != "" {
		part, err = strconv.ParseUint(fraction+strings.Repeat("0", digits-len(fraction)), 10, 32)
		ok = err == nil && !strings.HasPrefix(fraction, "+")
	}
	value := int64(n)*one + int64(part)
	if !ok || value < 1 || value > most {
		o.Fail(name, "must be %s", what)
		return 0
	}
	return value
}

// Time reads an RFC 3339 time with its offset, the zero time when it is missing.
func (o *Params) Time(name string) time.Time {
	var t time.Time
	o.decode(name, "a time such as 2026-11-11T00:00:00+08:00", &t)
	return t
}

// Amounts reads one amount per currency, such as ["300.00 CNY", "45.00 USD"]:
// each with its currency, above zero and in whole smallest units. A missing or
// empty list fails.
func (o *Params) Amounts(name string) Amounts {
	list := o.optionalAmounts(name)
	if len(list) == 0 {
		o.Fail(name, "must have an amount with its currency, such as [\"300.00 CNY\"]")
	}
	return list
}

func (o *Params) optionalAmounts(name string) Amounts {
	var texts []string
	if !o.decode(name, "a list of amounts with their currency, such as [\"300.00 CNY\"]", &texts) {
		return nil
	}
	list, wrong := parseAmounts(texts)
	if wrong != "" {
		o.Fail(name, "%s", wrong)
		return nil
	}
	return list
}

// objects opens a list of objects, at least one and at most n.
func (o *Params) objects(name string, n int) []*Params {
	var raws []json.RawMessage
	o.decode(name, "a list of objects", &raws)
	if len(raws) == 0 || len(raws) > n {
		o.Fail(name, "must list 1 to %d", n)
		return nil
	}
	list := make([]*Params, len(raws))
	for i, raw := range raws {
		list[i] = o.p.object(fmt.Sprintf("%s[%d]", o.at(name), i), raw, o.depth+1)
	}
	return list
}
