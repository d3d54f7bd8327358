package catalog

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/money"
)

var slugForm = regexp.MustCompile(`\A[a-z0-9]+(?:-[a-z0-9]+)*\z`)

func wrong(field, format string, args ...any) error {
	return &InputError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// check judges everything of a product that needs no store.
func (p Product) check(now time.Time) error {
	if err := checkSlug(p.Slug); err != nil {
		return err
	}
	switch {
	case p.Seller == "":
		return wrong("seller", "is missing")
	case p.Category == "":
		return wrong("category", "is missing")
	case p.Kind != Goods && p.Kind != Digital && p.Kind != Services:
		return wrong("kind", "must be goods, digital or service")
	case p.Status != Draft && p.Status != Active && p.Status != Archived:
		return wrong("status", "must be draft, active or archived")
	case len(p.Variants) == 0 || len(p.Variants) > 1000:
		return wrong("variants", "must be 1 to 1000")
	}
	if err := checkWords("brand", p.Brand, 100); err != nil {
		return err
	}
	if err := checkTexts(p.Texts); err != nil {
		return err
	}
	seen := map[SKU]bool{}
	for i, v := range p.Variants {
		if err := v.check(fmt.Sprintf("variants[%d]", i), now); err != nil {
			return err
		}
		if seen[v.SKU] {
			return wrong(fmt.Sprintf("variants[%d].sku", i), "occurs twice")
		}
		seen[v.SKU] = true
	}
	return nil
}

func (v Variant) check(field string, now time.Time) error {
	if n := len(v.SKU); n < 1 || n > 64 || strings.ContainsFunc(string(v.SKU), func(r rune) bool { return r <= ' ' || r > '~' }) {
		return wrong(field+".sku", "must be 1 to 64 printable ASCII characters without spaces")
	}
	if v.Grams < 0 || v.Grams > 10_000_000 {
		return wrong(field+".grams", "must be 0 to 10,000,000")
	}
	for _, name := range slices.Sorted(maps.Keys(v.Options)) {
		if err := checkWords(field+".options", name+v.Options[name], 100); err != nil {
			return err
		}
	}
	if err := checkPrices(field+".prices", v.Prices, now); err != nil {
		return err
	}
	return checkPrices(field+".listed", v.Listed, now)
}

func checkPrices(field string, prices []money.Money, now time.Time) error {
	seen := map[money.Currency]bool{}
	for i, p := range prices {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch _, _, err := p.Unscaled(); {
		case !p.HasCurrency():
			return wrong(at, "has no currency")
		case !p.IsPositive():
			return wrong(at, "must be above zero")
		case p.Currency().WithdrawnBy(now):
			return wrong(at, "is in a withdrawn currency")
		case seen[p.Currency()]:
			return wrong(at, "is a second price in one currency")
		case err != nil:
			return wrong(at, "is too large")
		}
		seen[p.Currency()] = true
	}
	return nil
}

func checkSlug(slug string) error {
	if len(slug) > 100 || !slugForm.MatchString(slug) {
		return wrong("slug", "must be words of a-z and 0-9 joined by single hyphens, at most 100 characters")
	}
	return nil
}

func checkID(field, id string) error {
	if len(id) < 1 || len(id) > 64 {
		return wrong(field, "must have 1 to 64 characters")
	}
	return nil
}

func checkTexts(t Texts) error {
	if len(t) == 0 {
		return wrong("texts", "are missing")
	}
	for _, tag := range slices.Sorted(maps.Keys(t)) {
		text, field := t[tag], "texts["+tag+"]"
		if len(tag) < 2 || len(tag) > 35 {
			return wrong("texts", "have a key that is no language tag")
		}
		if strings.TrimSpace(text.Title) == "" {
			return wrong(field+".title", "is missing")
		}
		for _, part := range []struct {
			name, value string
			most        int
		}{{".title", text.Title, 200}, {".summary", text.Summary, 500}, {".description", text.Description, 20_000}} {
			if err := checkWords(field+part.name, part.value, part.most); err != nil {
				return err
			}
		}
	}
	return nil
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
