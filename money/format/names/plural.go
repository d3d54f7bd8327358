package names

import (
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/money"
)

// pluralRule is the rules of some languages, as they are generated: the names with
// spaces around, and "letter:condition" with semicolons between.
type pluralRule struct{ languages, rules string }

// rule is one plural category: any of the groups, of which all must hold.
type rule struct {
	letter byte
	any    [][]relation
}

// relation compares an operand with ranges of whole numbers.
type relation struct {
	operand byte // n, i, v, f or t as UTS 35 has them; e is always 0
	modulus uint64
	not     bool
	ranges  [][2]uint64
}

// rulesOf returns the rules of a locale: those of the nearest one it inherits
// from, else those of its language. None means that numbers make no difference.
func rulesOf(locale string) []rule {
	for at, ok := findLocale(locale); ok; at = int(parents[at]) {
		if text := pluralsOf(localeName(at)); text != "" {
			return parseRules(text)
		}
		if int(parents[at]) == at {
			break
		}
	}
	language, _, _ := strings.Cut(locale, "-")
	return parseRules(pluralsOf(language))
}

func pluralsOf(name string) string {
	for _, p := range pluralRules {
		if strings.Contains(p.languages, " "+name+" ") {
			return p.rules
		}
	}
	return ""
}

func parseRules(text string) []rule {
	var rules []rule
	for part := range strings.SplitSeq(text, ";") {
		letter, condition, ok := strings.Cut(part, ":")
		if !ok {
			continue
		}
		r := rule{letter: letter[0]}
		for group := range strings.SplitSeq(condition, " or ") {
			var all []relation
			for one := range strings.SplitSeq(group, " and ") {
				all = append(all, parseRelation(one))
			}
			r.any = append(r.any, all)
		}
		rules = append(rules, r)
	}
	return rules
}

// parseRelation reads such as "i % 10 != 2..4,9".
func parseRelation(text string) relation {
	words := strings.Fields(text)
	r := relation{operand: words[0][0]}
	if words[1] == "%" {
		r.modulus = whole(words[2])
		words = words[2:]
	}
	r.not = words[1] == "!="
	for span := range strings.SplitSeq(words[2], ",") {
		from, to, ok := strings.Cut(span, "..")
		if !ok {
			to = from
		}
		r.ranges = append(r.ranges, [2]uint64{whole(from), whole(to)})
	}
	return r
}

// whole reads a number of the tables.
func whole(s string) uint64 {
	n, _ := strconv.ParseUint(s, 10, 64)
	return n
}

// operands are what the rules look at, see UTS 35: the digits before the decimals
// (i) and after (f), these without zeros at their end (t), and their count (v).
type operands struct {
	i, f, t uint64
	v       int
}

// count returns the letter of the plural category of the amount as it is shown.
func (s *state) count(m money.Money) byte {
	if len(s.rules) == 0 {
		return 'x'
	}
	shown := s.numbers.Decimals(m)
	text := s.numbers.Round(m).Abs().Decimal().StringFixed(int32(shown))
	before, after, _ := strings.Cut(text, ".")
	o := operands{i: last(before), f: last(after), t: last(strings.TrimRight(after, "0")), v: len(after)}
	for _, r := range s.rules {
		if r.holds(o) {
			return r.letter
		}
	}
	return 'x'
}

// last reads the last 18 digits. That more came before is kept as a number that
// equals none of the rules, all of which look at six digits at most.
func last(digits string) uint64 {
	const most, beyond = 18, 1e18
	if len(digits) > most {
		return whole(digits[len(digits)-most:]) + beyond
	}
	return whole(digits)
}

func (r rule) holds(o operands) bool {
	for _, group := range r.any {
		all := true
		for _, one := range group {
			all = all && one.holds(o)
		}
		if all {
			return true
		}
	}
	return false
}

func (r relation) holds(o operands) bool {
	value, fraction := o.i, false
	switch r.operand {
	case 'n':
		fraction = o.t != 0 // equal to no whole number
	case 'v':
		value = uint64(o.v)
	case 'f':
		value = o.f
	case 't':
		value = o.t
	case 'e':
		value = 0
	}
	if r.modulus > 0 {
		value %= r.modulus
	}
	in := false
	for _, span := range r.ranges {
		in = in || !fraction && span[0] <= value && value <= span[1]
	}
	return in != r.not
}
