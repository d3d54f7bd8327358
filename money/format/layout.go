package format

import (
	"math"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/money"
)

// layout is all that writing and reading amounts of one currency takes.
type layout struct {
	currency money.Currency
	affixes  [3]affix // by signOf: positive, negative, with a plus
	decimal  string
	group    string
	figures
	iso       int    // decimals of the minor unit
	shown     int    // decimals written; at least so many with AllDigits
	most      int    // decimals that Parse takes
	step      int64  // multiple of the last decimal that amounts are rounded to, or 0
	primary   int    // digits of the group next to the decimals, 0 when there are no groups
	secondary int    // digits of the other groups
	grouped   int    // least digits before the decimals that are grouped
	above     int    // affix of what is not negative
	signed    bool   // a plus is read
	bytes     bool   // digits and separators are of one byte
	groupFrom uint64 // least whole number that is grouped
	plain     bool   // an amount of iso decimals is written with shown ones,
	cut       uint64 // divided by this, halves away from zero, if it is not 0

	next atomic.Pointer[layout] // of the formatter's next currency
}

// affix stands around the number.
type affix struct {
	before, after string
	short         bool       // a number of 64 bits in digits of one or two bytes fits between them into
	tail          [room]byte // this, which ends as they do
}

const (
	positive = iota
	negative
	plus
)

// layOut builds the layout of a currency.
func (s *state) layOut(c money.Currency) *layout {
	code := c.Code()
	sep := separatorSets[s.system.separators]
	own := findOwn(s.locale, code)
	l := &layout{currency: c, figures: s.figures, decimal: sep.decimal, group: sep.group, iso: c.Digits()}
	pattern := s.pattern("")
	if s.options.Style != Number {
		symbol := s.symbol(code)
		pattern = s.pattern(symbol)
		if own.pattern != "" && s.options.Style != Accounting {
			pattern = own.pattern
		}
		l.affixes = affixes(pattern, symbol, sep, s.figures.between())
		l.decimal, l.group = either2(own.decimal, l.decimal), either2(own.group, l.group)
	} else {
		l.affixes = affixes(pattern, "", sep, "")
	}
	l.groups(pattern, int(numberSets[locales[s.locale].numbers].minGroup))
	l.decimals(code, s.options)
	l.bytes = l.latin && len(l.decimal) == 1 && len(l.group) == 1
	l.fit()
	return l
}

func either2(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

// symbol returns what stands for the currency.
func (s *state) symbol(code string) string {
	if s.options.Style == Code {
		return code
	}
	return symbolFor(s.locale, code, s.options.Style == Narrow)
}

// pattern chooses the pattern for a symbol.
func (s *state) pattern(symbol string) string {
	set := patternSets[s.system.patterns]
	usual, alpha := set.standard, set.standardAlpha
	switch s.options.Style {
	case Number:
		return patterns[set.number]
	case Accounting:
		usual, alpha = set.accounting, set.accountingAlpha
	case Symbol, Narrow, Code:
	}
	p := patterns[usual]
	edge, _ := utf8.DecodeRuneInString(symbol)
	if strings.Index(p, "¤") < strings.IndexAny(p, "#0") {
		edge, _ = utf8.DecodeLastRuneInString(symbol)
	}
	if unicode.IsLetter(edge) {
		return patterns[alpha]
	}
	return p
}

// decimals sets how many decimals are written and read.
func (l *layout) decimals(code string, o Options) {
	l.shown = l.iso
	f, known := findFraction(code)
	switch {
	case o.Digits == DisplayDigits && known:
		l.shown = int(f.digits)
	case o.Digits == CashDigits && known:
		l.shown, l.step = int(f.cashDigits), int64(f.cash)
	}
	l.most = max(l.shown, l.iso)
	if o.Digits == AllDigits {
		l.most = money.MaxScale
	}
	l.signed = o.Sign != SignNegative
	if o.Sign == SignAlways {
		l.above = plus
	}
	l.plain = l.shown <= mostShown && l.step < 2 && !o.Whole && o.Digits != AllDigits && o.Sign != SignExceptZero
	switch less := l.iso - l.shown; {
	case less == 0:
	case 0 < less && less < mostShown && o.Mode == money.HalfUp:
		l.cut, _ = rescale(1, less)
	default:
		l.plain = false
	}
}

// groups reads the sizes of groups out of a pattern.
func (l *layout) groups(pattern string, minimum int) {
	positive, _, _ := strings.Cut(pattern, ";")
	core := positive[strings.IndexAny(positive, "#0,"):]
	core, _, _ = strings.Cut(core, ".")
	parts := strings.Split(core, ",")
	l.groupFrom = math.MaxUint64
	if len(parts) < 2 {
		return
	}
	l.primary = len(parts[len(parts)-1])
	l.secondary = l.primary
	if len(parts) > 2 {
		l.secondary = len(parts[len(parts)-2])
	}
	l.grouped = l.primary + max(minimum, 1)
	l.groupFrom = 1
	for range l.grouped - 1 {
		l.groupFrom *= 10
	}
}

// affixes makes what stands before and after the number out of a pattern.
func affixes(pattern, symbol string, sep separators, between string) [3]affix {
	above, below, explicit := strings.Cut(pattern, ";")
	if !explicit {
		below = "-" + above
	}
	more := "+" + above
	if explicit && strings.Contains(below, "-") {
		more = strings.Replace(below, "-", "+", 1)
	}
	return [3]affix{
		positive: around(above, symbol, sep, between),
		negative: around(below, symbol, sep, between),
		plus:     around(more, symbol, sep, between),
	}
}

func around(pattern, symbol string, sep separators, between string) affix {
	start := strings.IndexAny(pattern, "#0")
	end := strings.LastIndexAny(pattern, "#0") + 1
	before, after := pattern[:start], pattern[end:]
	if last, _ := utf8.DecodeLastRuneInString(symbol); strings.HasSuffix(before, "¤") && apart(last) {
		before += between
	}
	if first, _ := utf8.DecodeRuneInString(symbol); strings.HasPrefix(after, "¤") && apart(first) {
		after = between + after
	}
	return affix{before: fill(before, symbol, sep), after: fill(after, symbol, sep)}
}

// fill puts the symbols into an affix of a pattern.
func fill(affix, symbol string, sep separators) string {
	var out []byte
	for _, r := range affix {
		switch r {
		case '-':
			out = append(out, sep.minus...)
		case '+':
			out = append(out, sep.plus...)
		case '¤':
			out = append(out, symbol...)
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return string(out)
}

// fit prepares the affixes for numbers of 64 bits.
func (l *layout) fit() {
	most := 20*l.width + len(l.decimal)
	if l.primary > 0 {
		most += (1 + (20-l.primary-1)/l.secondary) * len(l.group)
	}
	for i := range l.affixes {
		a := &l.affixes[i]
		a.short = l.width <= 2 && l.follow && len(a.before)+most+len(a.after) <= room
		l.plain = l.plain && a.short
		if a.short {
			copy(a.tail[room-len(a.after):], a.after)
		}
	}
}

// between returns what separates a symbol that must not touch a digit: nothing for
// the numerals of hanidec, which are not digits to Unicode.
func (f figures) between() string {
	if one, _ := utf8.DecodeLastRuneInString(f.digits); !unicode.IsDigit(one) {
		return ""
	}
	return spacing
}

// apart reports whether a digit may not touch the rune: CLDR's set
// [[:^S:]&[:^Z:]].
func apart(r rune) bool { return !unicode.Is(unicode.S, r) && !unicode.Is(unicode.Z, r) }
