package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	slugForm    = regexp.MustCompile(`\A[a-z0-9]+(?:-[a-z0-9]+)*\z`)
	tagForm     = regexp.MustCompile(`\A[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*\z`) // RFC 5646, without its registry
	countryForm = regexp.MustCompile(`\A[A-Z]{2}\z`)
	pictureForm = regexp.MustCompile(`\A[A-Za-z0-9._~:/?#@!$&()*+,;=%-]*\z`) // RFC 3986, without quotes and brackets
)

func wrong(field, format string, args ...any) error {
	return &InputError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

func checkVersion(n int64) error {
	if n < 0 {
		return wrong("version", "must not be negative")
	}
	return nil
}

func checkSlug(slug string) error {
	if len(slug) > 100 || !slugForm.MatchString(slug) {
		return wrong("slug", "must be words of a-z and 0-9 joined by single hyphens, at most 100 characters")
	}
	return nil
}

// checkID judges ids and SKUs: what stands in URLs, keys and other people's files.
func checkID(field, id string) error {
	if n := len(id); n < 1 || n > 64 || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return wrong(field, "must be 1 to 64 printable ASCII characters without spaces")
	}
	return nil
}

// checkPicture lets through a name, a path or an address of the web, so that no
// page that shows it can be made to run anything.
func checkPicture(field, picture string) error {
	if len(picture) > 500 || !pictureForm.MatchString(picture) {
		return wrong(field, "must be at most 500 characters of a URL")
	}
	if i := strings.IndexAny(picture, ":/?#"); i >= 0 && picture[i] == ':' {
		if scheme := strings.ToLower(picture[:i]); scheme != "https" && scheme != "http" {
			return wrong(field, "must be a path, or an address of http or https")
		}
	}
	return nil
}

func checkTags(field string, tags []string) error {
	if len(tags) > maxTags {
		return wrong(field, "are in more than %d languages", maxTags)
	}
	for _, tag := range tags {
		if len(tag) > 35 || !tagForm.MatchString(tag) {
			return wrong(field, "have a key that is no language tag")
		}
	}
	return nil
}

func checkTexts(t Texts) error {
	if len(t) == 0 {
		return wrong("texts", "are missing")
	}
	tags := slices.Sorted(maps.Keys(t))
	if err := checkTags("texts", tags); err != nil {
		return err
	}
	for _, tag := range tags {
		text, field := t[tag], "texts["+tag+"]"
		if strings.TrimSpace(text.Title) == "" {
			return wrong(field+".title", "is missing")
		}
		if err := checkLine(field+".title", text.Title, 200); err != nil {
			return err
		}
		if err := checkLine(field+".summary", text.Summary, 500); err != nil {
			return err
		}
		if err := checkWords(field+".description", text.Description, 20_000); err != nil {
			return err
		}
	}
	return nil
}

func checkDetails(details map[string]map[string]string) error {
	tags := slices.Sorted(maps.Keys(details))
	if err := checkTags("details", tags); err != nil {
		return err
	}
	for _, tag := range tags {
		if err := checkPairs("details["+tag+"]", details[tag], maxDetails, 2000); err != nil {
			return err
		}
	}
	return nil
}

// checkPairs judges names and what they say. The field names the pair by its
// place among the sorted names, since a bad name does not belong in an error.
func checkPairs(field string, pairs map[string]string, most, longest int) error {
	if len(pairs) > most {
		return wrong(field, "are more than %d", most)
	}
	for i, name := range slices.Sorted(maps.Keys(pairs)) {
		at := fmt.Sprintf("%s[%d]", field, i)
		if strings.TrimSpace(name) == "" || strings.TrimSpace(pairs[name]) == "" {
			return wrong(at, "is empty")
		}
		if err := checkLine(at, name, 100); err != nil {
			return err
		}
		if err := checkLine(at, pairs[name], longest); err != nil {
			return err
		}
	}
	return nil
}

// checkLine is checkWords for what stands in one line.
func checkLine(field, value string, most int) error {
	if strings.Contains(value, "\n") {
		return wrong(field, "contains a line break")
	}
	return checkWords(field, value, most)
}

// checkWords refuses what is too long, is not UTF-8, or holds control characters.
func checkWords(field, value string, most int) error {
	switch {
	case !utf8.ValidString(value):
		return wrong(field, "is not valid UTF-8")
	case utf8.RuneCountInString(value) > most:
		return wrong(field, "is longer than %d characters", most)
	case strings.ContainsFunc(value, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		return wrong(field, "contains control characters")
	}
	return nil
}
