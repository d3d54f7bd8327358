package format

import (
	"strings"
	"unicode/utf8"
)

// What a keyboard has for characters that it lacks.
const (
	hyphen      = '-'
	minusSign   = '\u2212'
	noBreak     = '\u00a0'
	thinNoBreak = '\u202f'
)

// keyed returns what a person types for a rune, and whether it is anything: the
// marks of writing direction are not.
func keyed(r rune) (rune, bool) {
	switch r {
	case minusSign:
		return hyphen, true
	case noBreak, thinNoBreak:
		return ' ', true
	case '\u200e', '\u200f', '\u061c': // left-to-right, right-to-left, Arabic letter mark
		return 0, false
	}
	return r, true
}

// find returns where the number lies that the affix stands around. What is typed
// for the affix counts as the affix.
func (a *affix) find(text string) (start, end int, err *ParseError) {
	start, ok := match(text, a.before)
	if !ok {
		return 0, 0, wrong(text, start, "want "+quoted(a.before)+" before the number")
	}
	end, ok = matchEnd(text[start:], a.after)
	end += start
	if !ok {
		return 0, 0, wrong(text, end, "want "+quoted(a.after)+" after the number")
	}
	return start, end, nil
}

func quoted(affix string) string {
	if affix == "" {
		return "nothing"
	}
	return "\"" + affix + "\""
}

// match consumes want from the beginning of text and returns how far it came.
func match(text, want string) (int, bool) {
	at := 0
	for {
		wanted, size := nextKeyed(want)
		want = want[size:]
		got, used := nextKeyed(text[at:])
		if wanted == utf8.RuneError {
			return at + marks(text[at:]), true
		}
		if got != wanted {
			return at, false
		}
		at += used
	}
}

// matchEnd is match from the end; it returns where want begins.
func matchEnd(text, want string) (int, bool) {
	at := len(text)
	for {
		wanted, size := lastKeyed(want)
		want = want[:len(want)-size]
		got, used := lastKeyed(text[:at])
		if wanted == utf8.RuneError {
			for at > 0 {
				r, size := utf8.DecodeLastRuneInString(text[:at])
				if _, some := keyed(r); some {
					break
				}
				at -= size
			}
			return at, true
		}
		if got != wanted {
			return at, false
		}
		at -= used
	}
}

// nextKeyed returns the first rune that is typed, RuneError when there is none,
// and how many bytes lead past it.
func nextKeyed(s string) (rune, int) {
	at := marks(s)
	r, size := utf8.DecodeRuneInString(s[at:])
	if size == 1 && r == utf8.RuneError {
		return -1, at // not UTF-8: equal to nothing
	}
	r, _ = keyed(r)
	return r, at + size
}

func lastKeyed(s string) (rune, int) {
	used := 0
	for {
		r, size := utf8.DecodeLastRuneInString(s[:len(s)-used])
		if size == 1 && r == utf8.RuneError {
			return -1, used
		}
		used += size
		if k, some := keyed(r); some {
			return k, used
		}
	}
}

// marks returns how many bytes of direction marks s begins with.
func marks(s string) int {
	at := 0
	for at < len(s) {
		r, size := utf8.DecodeRuneInString(s[at:])
		if _, some := keyed(r); some {
			break
		}
		at += size
	}
	return at
}

// reading is a number on its way into figures with a point.
type reading struct {
	*layout
	text    string
	at, end int // what is left to read of text
	out     []byte
}

// plainNumber reads the number text[at:end].
func (l *layout) plainNumber(text string, at, end int) ([]byte, *ParseError) {
	r := reading{layout: l, text: text, at: at, end: end, out: make([]byte, 0, 64)}
	if err := r.whole(); err != nil || r.at == r.end {
		return r.out, err
	}
	size := sizeOf(r.rest(), l.decimal)
	if size == 0 {
		return nil, wrong(text, r.at, "not a digit or separator of this locale")
	}
	r.at += size
	r.out = append(r.out, '.')
	switch run := r.digits(); {
	case r.at < r.end:
		return nil, wrong(text, r.at, "want digits after the decimal separator")
	case run == 0:
		return nil, wrong(text, r.at, "no digit after the decimal separator")
	case run > l.most:
		return nil, wrong(text, r.at, "more decimals than the currency has")
	}
	return r.out, nil
}

func (r *reading) rest() string { return r.text[r.at:r.end] }

// digits reads digits that follow each other and returns how many.
func (r *reading) digits() int {
	run := 0
	for r.at < r.end {
		d, size := r.digitAt(r.rest())
		if size == 0 {
			break
		}
		r.out = append(r.out, d)
		run++
		r.at += size
	}
	return run
}

// whole reads the digits before the decimals, in groups or not.
func (r *reading) whole() *ParseError {
	separator := ""
	for groups := 0; ; groups++ {
		run := r.digits()
		size := sizeOf(r.rest(), r.group)
		if size == 0 {
			return r.wholeEnds(run, groups)
		}
		switch used := r.text[r.at : r.at+size]; {
		case groups > 0 && used != separator:
			return wrong(r.text, r.at, "another separator than before")
		case !r.opens(run, groups):
			return wrong(r.text, r.at, "a separator after a group of the wrong size")
		default:
			separator = used
		}
		r.at += size
	}
}

// wholeEnds checks the digits before the decimals, the last group of run digits.
func (r *reading) wholeEnds(run, groups int) *ParseError {
	switch {
	case len(r.out) == 0:
		return wrong(r.text, r.at, "want a digit")
	case groups > 0 && run != r.primary:
		return wrong(r.text, r.at, "the last group of digits has the wrong size")
	case len(r.out) > 1 && r.out[0] == '0':
		return wrong(r.text, r.at, "a zero before other digits")
	}
	return nil
}

// digitAt reads a digit of the numbering system; size 0 is none.
func (l *layout) digitAt(s string) (digit byte, size int) {
	if len(s) < l.width {
		return 0, 0
	}
	for i := range 10 {
		if s[:l.width] == l.digits[i*l.width:(i+1)*l.width] {
			return byte('0' + i), l.width
		}
	}
	return 0, 0
}

// sizeOf returns how many bytes of s are the separator, typed or not; 0 is none.
func sizeOf(s, separator string) int {
	if separator != "" && strings.HasPrefix(s, separator) {
		return len(separator)
	}
	want, _ := utf8.DecodeRuneInString(separator)
	got, size := utf8.DecodeRuneInString(s)
	if want == noBreak || want == thinNoBreak {
		if k, _ := keyed(got); k == ' ' {
			return size
		}
	}
	return 0
}
