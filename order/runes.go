package order

import "unicode"

// hostile runes change how the text around them is shown, hide in it, or end up
// as something else in a header, a label or a log. The joiners that Persian,
// Indic scripts and emoji are written with are none, nor are the marks that stand
// before Arabic numbers.
func hostile(r rune, lines bool) bool {
	switch {
	case r == '\n' || r == '\t' || r == '\r':
		return !lines
	case r == 0x200C || r == 0x200D:
		return false
	case unicode.Is(unicode.Cf, r):
		return !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
	}
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029
}

// visible reports whether a rune shows something by itself: a text of others is
// empty to whoever reads it.
func visible(r rune) bool {
	if r == 0x2800 || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) { // the blank of Braille, fillers of Hangul
		return false
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsPunct(r) || unicode.IsSymbol(r)
}
