package format

import (
	"sort"
	"strings"
)

// The types of the generated tables.
type (
	// localeInfo is a locale: whom it inherits symbols from, where its own begin
	// in symbolKeys, and its record in numberSets.
	localeInfo struct{ parent, symbols, numbers uint16 }

	// numberSet is how a locale writes numbers: its systems, the default first,
	// how many digits must precede the first separator, and the numberings that
	// the names "native", "traditio" and "finance" stand for (255 is none).
	numberSet struct {
		first                        uint16
		systems, minGroup            uint8
		native, traditional, finance uint8
	}

	// system is one numbering with its symbols and patterns.
	system struct{ numbering, separators, patterns uint8 }

	// separators are the symbols of a number.
	separators struct{ decimal, group, minus, plus string }

	// patternSet holds indexes of patterns: of each pair, the second is for a
	// symbol that has a letter next to the number.
	patternSet struct{ standard, standardAlpha, accounting, accountingAlpha, number uint8 }

	// fraction says with how many decimals a currency is shown, and in cash, and
	// to which multiple of the last digit cash is rounded (0 is 1).
	fraction struct {
		code                     uint16
		digits, cashDigits, cash uint8
	}

	// ownFormat is what a locale writes differently for one currency; empty is as
	// always.
	ownFormat struct {
		locale, code            uint16
		pattern, decimal, group string
	}

	// numbering is a numbering system and its ten digits.
	numbering struct{ name, digits string }
)

// findLocale returns the number of a locale by its exact name.
func findLocale(name string) (int, bool) {
	at, found := sort.Find(len(localeAt)-1, func(i int) int {
		return strings.Compare(name, localeName(i))
	})
	return at, found
}

func localeName(i int) string { return localeNames[localeAt[i]:localeAt[i+1]] }

// likelyScript returns the usual script of a language, or of a language in a
// region where it is another; empty when CLDR says nothing.
func likelyScript(name string) string {
	at, found := sort.Find(len(likelyAt)-1, func(i int) int {
		return strings.Compare(name, likelyNames[likelyAt[i]:likelyAt[i+1]])
	})
	if !found {
		return ""
	}
	return likelyScripts[4*at : 4*at+4]
}

// findCode returns the number of a currency code.
func findCode(code string) (int, bool) {
	if len(code) != 3 {
		return 0, false
	}
	return sort.Find(len(codes)/3, func(i int) int {
		return strings.Compare(code, codes[3*i:3*i+3])
	})
}

// findSymbol returns what the locale or the nearest one above it says about the
// key, empty when that is nothing.
func findSymbol(locale int, key uint16) string {
	for {
		info := locales[locale]
		own := symbolKeys[info.symbols:locales[locale+1].symbols]
		at, found := sort.Find(len(own), func(i int) int { return int(key) - int(own[i]) })
		if found {
			text := symbolTexts[int(info.symbols)+at]
			return symbolBlob[symbolAt[text]:symbolAt[text+1]]
		}
		if locale == rootLocale {
			return ""
		}
		locale = int(info.parent)
	}
}

// symbolFor returns the symbol of a currency in a locale, its code where there
// is none. Where there is no narrow symbol it is the symbol.
func symbolFor(locale int, code string, narrow bool) string {
	number, known := findCode(code)
	if !known {
		return code
	}
	if narrow {
		if s := findSymbol(locale, uint16(2*number+1)); s != "" {
			return s
		}
	}
	if s := findSymbol(locale, uint16(2*number)); s != "" {
		return s
	}
	return code
}

// findFraction returns the decimals of a code of CLDR; ok is false for others.
func findFraction(code string) (f fraction, ok bool) {
	number, known := findCode(code)
	if !known {
		return fraction{}, false
	}
	at, found := sort.Find(len(fractions), func(i int) int { return number - int(fractions[i].code) })
	if found {
		return fractions[at], true
	}
	return fraction{code: uint16(number), digits: 2, cashDigits: 2}, true
}

// findOwn returns what a locale writes differently for a currency.
func findOwn(locale int, code string) ownFormat {
	number, known := findCode(code)
	if !known {
		return ownFormat{}
	}
	at, found := sort.Find(len(ownFormats), func(i int) int {
		if d := locale - int(ownFormats[i].locale); d != 0 {
			return d
		}
		return number - int(ownFormats[i].code)
	})
	if !found {
		return ownFormat{}
	}
	return ownFormats[at]
}

// findNumbering returns the number of a numbering system by its name.
func findNumbering(name string) (int, bool) {
	return sort.Find(len(numberings), func(i int) int { return strings.Compare(name, numberings[i].name) })
}
