package format

import (
	"fmt"
	"strings"

	"golang.org/x/text/language"
)

// resolve finds the locale whose data a tag uses.
func resolve(tag language.Tag) (int, error) {
	if at, ok := lookup(tag); ok {
		return at, nil
	}
	if modern, err := (language.All &^ language.SuppressScript).Canonicalize(tag); err == nil { // such as sr-Latn for sh
		if at, ok := lookup(modern); ok {
			return at, nil
		}
	}
	// A language that CLDR has no data for: a neighbour may be understood.
	known := languages()
	_, at, confidence := language.NewMatcher(known).Match(tag)
	if confidence != language.No {
		if found, ok := lookup(known[at]); ok {
			return found, nil
		}
	}
	return 0, fmt.Errorf("%w: %q", ErrLocale, tag)
}

// lookup follows the inheritance of CLDR: the tag as it is, then with the script
// that is usual there, then without the region, and, when the script is the usual
// one of the language, without the script. A language in a script it is not
// usually written in has no parent but the root, and so none here.
func lookup(tag language.Tag) (int, bool) {
	base, script, region := tag.Raw()
	lang, area := base.String(), ""
	if region != (language.Region{}) {
		area = "-" + region.String()
	}
	for _, v := range tag.Variants() {
		if at, ok := findLocale(lang + area + "-" + v.String()); ok {
			return at, ok
		}
	}
	var names [5]string
	usual, here := likelyScript(lang), likelyScript(lang+area)
	written := "-" + script.String()
	if script == (language.Script{}) {
		names[0] = lang + area
		if written = "-" + usual; here != "" {
			written = "-" + here
		}
	}
	names[1], names[2] = lang+written+area, lang+written
	if written == "-"+usual {
		names[3], names[4] = lang+area, lang
	}
	for _, name := range names {
		if at, ok := findLocale(name); ok {
			return at, true
		}
	}
	return 0, false
}

// languages lists the languages of CLDR, for the matcher.
func languages() []language.Tag {
	var tags []language.Tag
	for i := range len(localeAt) - 1 {
		if name := localeName(i); !strings.Contains(name, "-") && i != rootLocale {
			if tag, err := language.Parse(name); err == nil {
				tags = append(tags, tag)
			}
		}
	}
	return tags
}

// numberingOf returns the system that a tag asks for with -u-nu-, or the usual
// one of the locale. Symbols and patterns that the locale lacks for it are those
// of its Latin digits, but Arabic digits keep Arabic separators. What is not a system of ten digits counts as not asked.
func numberingOf(locale int, tag language.Tag) system {
	set := numberSets[locales[locale].numbers]
	own := systems[set.first : set.first+uint16(set.systems)]
	want := int(own[0].numbering)
	switch asked := tag.TypeForKey("nu"); asked {
	case "":
	case "native":
		want = either(set.native, want)
	case "traditio":
		want = either(set.traditional, either(set.native, want))
	case "finance":
		want = either(set.finance, want)
	default:
		if at, ok := findNumbering(asked); ok {
			want = at
		}
	}
	latin := own[0]
	for _, s := range own {
		if int(s.numbering) == want {
			return s
		}
		if s.numbering == latinNumbering {
			latin = s
		}
	}
	latin.numbering = uint8(want)
	switch numberings[want].name {
	case "arab":
		latin.separators = separatorsOf("ar", want, latin.separators)
	case "arabext":
		latin.separators = separatorsOf("fa", want, latin.separators)
	}
	return latin
}

// separatorsOf borrows the symbols of a numbering from a locale that has them.
func separatorsOf(locale string, numbering int, otherwise uint8) uint8 {
	at, _ := findLocale(locale)
	set := numberSets[locales[at].numbers]
	for _, s := range systems[set.first : set.first+uint16(set.systems)] {
		if int(s.numbering) == numbering {
			return s.separators
		}
	}
	return otherwise
}

func either(numbering uint8, otherwise int) int {
	if numbering == 255 {
		return otherwise
	}
	return int(numbering)
}
