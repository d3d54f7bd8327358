package format

import (
	"fmt"
	"strings"

	"github.com/cartwright-go/cartwright/money"
)

// maxText bounds the text of one amount before it is looked at. It holds
// money.MaxDigits digits and their separators at four bytes each.
const maxText = 512

// Parse reads an amount of c that was written in this locale and style, exactly.
// It takes what Format writes, and what a person types for it:
//
//   - separators between groups of digits are all there or all missing;
//   - fewer decimals than are shown, or none at all with their separator, but not
//     more than are shown or than the minor unit has;
//   - a space from the keyboard for a no-break space of the locale, a hyphen for
//     its minus or a minus for its hyphen, and no invisible marks of writing
//     direction;
//   - a plus, but only where the Sign option writes one.
//
// The symbol and the space beside it stand where Format puts them.
//
// Everything else is refused with a *ParseError that names the place and the
// reason: nothing is skipped, and no separator is guessed to mean another. So are
// groups of the wrong size ("1.50" in German), digits of another script or of
// several, separators that only look like those of the locale, zeros before other
// digits, signs or symbols where the style has none, and more than 512 bytes.
//
// With the zero Currency it is read out of the text: its code with Code, else a
// symbol that no other currency in use has in this locale and style. A symbol
// that several have is ErrAmbiguous, and Number needs the currency. Codes of
// withdrawn currencies are read; see money.Currency.Withdrawn.
func (f Formatter) Parse(text string, c money.Currency) (money.Money, error) {
	if f.s == nil || c == (money.Currency{}) {
		return f.detect(text)
	}
	l := f.s.first.Load()
	if l == nil || l.currency != c {
		l = f.s.find(c)
	}
	if m, ok := l.quick(text); ok {
		return m, nil
	}
	return l.parse(text)
}

// quick reads what Format wrote, if it fits 18 digits.
func (l *layout) quick(text string) (money.Money, bool) {
	var coef int64
	var scale int
	var ok bool
	if a := &l.affixes[positive]; a.around(text) {
		coef, scale, ok = l.scan(text[len(a.before) : len(text)-len(a.after)])
	}
	if !ok {
		a := &l.affixes[negative]
		if !a.around(text) {
			return money.Money{}, false
		}
		if coef, scale, ok = l.scan(text[len(a.before) : len(text)-len(a.after)]); !ok {
			return money.Money{}, false
		}
		coef = -coef
	}
	if scale == l.iso {
		return money.New(coef, l.currency), true
	}
	m, err := money.FromUnscaled(coef, scale, l.currency)
	return m, err == nil
}

// around reports whether text begins and ends as the affix says, with something
// in between.
func (a *affix) around(text string) bool {
	return len(text) > len(a.before)+len(a.after) && strings.HasPrefix(text, a.before) && strings.HasSuffix(text, a.after)
}

// scan reads a number of up to 18 digits: Latin ones with separators of one byte
// itself.
func (l *layout) scan(s string) (coef int64, scale int, ok bool) {
	if !l.bytes {
		return l.scanWide(s)
	}
	begin, groups, i := 0, 0, 0
	for ; i < len(s); i++ {
		d := s[i] - '0'
		if d <= 9 {
			coef = coef*10 + int64(d)
			continue
		}
		if s[i] != l.group[0] || !l.opens(i-begin, groups) {
			break
		}
		begin = i + 1
		groups++
	}
	if begin == i || groups > 0 && i-begin != l.primary || s[0] == '0' && i > 1 {
		return 0, 0, false
	}
	if i == len(s) {
		return coef, 0, i-groups <= 18
	}
	if s[i] != l.decimal[0] {
		return 0, 0, false
	}
	for _, b := range []byte(s[i+1:]) {
		d := b - '0'
		if d > 9 {
			return 0, 0, false
		}
		coef = coef*10 + int64(d)
	}
	scale = len(s) - 1 - i
	return coef, scale, scale > 0 && scale <= l.most && len(s)-1-groups <= 18
}

// scanWide is scan for other digits and separators.
func (l *layout) scanWide(s string) (coef int64, scale int, ok bool) {
	if !l.follow {
		return 0, 0, false
	}
	if l.width == 2 && len(l.decimal) == 2 && len(l.group) == 2 {
		return l.scanPairs(s)
	}
	coef, n, at := l.scanWhole(s)
	if n == 0 || at == len(s) {
		return coef, 0, n > 0 && n <= 18
	}
	if !begins(s[at:], l.decimal) {
		return 0, 0, false
	}
	for at += len(l.decimal); at < len(s); at += l.width {
		d := l.figure(s, at)
		if d > 9 {
			return 0, 0, false
		}
		coef = coef*10 + int64(d)
		scale++
	}
	return coef, scale, scale > 0 && scale <= l.most && n+scale <= 18
}

// scanPairs is scan where digits and separators have two bytes.
func (l *layout) scanPairs(s string) (coef int64, scale int, ok bool) {
	lead, zero, group0, group1 := l.digits[0], l.digits[1], l.group[0], l.group[1]
	begin, groups, i := 0, 0, 0
	for ; i+1 < len(s); i += 2 {
		d := s[i+1] - zero
		if s[i] == lead && d <= 9 {
			coef = coef*10 + int64(d)
			continue
		}
		if s[i] != group0 || s[i+1] != group1 || !l.opens((i-begin)/2, groups) {
			break
		}
		begin = i + 2
		groups++
	}
	if begin == i || groups > 0 && (i-begin)/2 != l.primary || s[1] == zero && i > 2 {
		return 0, 0, false
	}
	if i == len(s) {
		return coef, 0, i/2-groups <= 18
	}
	rest := s[i:]
	if len(rest)%2 != 0 || rest[0] != l.decimal[0] || rest[1] != l.decimal[1] {
		return 0, 0, false
	}
	for i = 2; i < len(rest); i += 2 {
		d := rest[i+1] - zero
		if rest[i] != lead || d > 9 {
			return 0, 0, false
		}
		coef = coef*10 + int64(d)
	}
	scale = len(rest)/2 - 1
	return coef, scale, scale > 0 && scale <= l.most && len(s)/2-1-groups <= 18
}

// begins is strings.HasPrefix, quick for one byte.
func begins(s, separator string) bool {
	return s[0] == separator[0] && (len(separator) == 1 || strings.HasPrefix(s, separator))
}

// scanWhole reads the digits before the decimals: their value, how many there are
// and where they end. No digits means that they are not in order.
func (l *layout) scanWhole(s string) (coef int64, n, at int) {
	run, groups := 0, 0
	for at < len(s) {
		if d := l.figure(s, at); d <= 9 {
			coef = coef*10 + int64(d)
			run++
			at += l.width
			continue
		}
		if !begins(s[at:], l.group) || !l.opens(run, groups) {
			break
		}
		n += run
		run = 0
		groups++
		at += len(l.group)
	}
	n += run
	if run == 0 || groups > 0 && run != l.primary || n > 1 && l.figure(s, 0) == 0 {
		return 0, 0, at
	}
	return coef, n, at
}

// opens reports whether a group of run digits may end with a separator, when
// before groups came before it.
func (l *layout) opens(run, before int) bool {
	if before == 0 {
		return l.primary > 0 && run >= 1 && run <= l.secondary
	}
	return run == l.secondary
}

// parse reads with all that Parse takes, and finds out what is wrong.
func (l *layout) parse(text string) (money.Money, error) {
	if len(text) > maxText {
		return money.Money{}, wrong(text, maxText, fmt.Sprintf("longer than %d bytes", maxText))
	}
	var best *ParseError
	for _, which := range [3]int{negative, plus, positive} {
		if which == plus && !l.signed {
			continue
		}
		start, end, err := l.affixes[which].find(text)
		if err == nil {
			var plain []byte
			if plain, err = l.plainNumber(text, start, end); err == nil {
				if which == negative {
					plain = append([]byte{'-'}, plain...)
				}
				return l.exact(text, start, string(plain))
			}
		}
		if best == nil || err.Offset >= best.Offset {
			best = err
		}
	}
	return money.Money{}, best
}

func (l *layout) exact(text string, start int, plain string) (money.Money, error) {
	m, err := money.Parse(plain, l.currency)
	if err != nil {
		return money.Money{}, &ParseError{Text: clip(text), Offset: start, Reason: "the number is too large or too fine", Err: err}
	}
	return m, nil
}

func wrong(text string, at int, reason string) *ParseError {
	return &ParseError{Text: clip(text), Offset: at, Reason: reason, Err: ErrSyntax}
}
