package catalog

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/internal/ids"
	"github.com/cartwright-go/cartwright/money"
)

// What one product may hold: far more than any shop shows on a page.
const (
	maxVariants = 1000
	maxOptions  = 10
	maxDetails  = 100
	maxTags     = 50
	maxDepth    = 10 // of categories below one another
)

// check judges everything of a category that needs no store.
func (c Category) check() error {
	if err := checkVersion(c.Version); err != nil {
		return err
	}
	if err := checkID("id", string(c.ID)); err != nil {
		return err
	}
	if c.Parent == c.ID {
		return wrong("parent", "is the category itself")
	}
	if c.Parent != "" {
		if err := checkID("parent", string(c.Parent)); err != nil {
			return err
		}
	}
	return errors.Join(checkSlug(c.Slug), checkTexts(c.Texts), checkPicture("picture", c.Picture))
}

// check judges what strangers may ask a store for.
func (q Query) check() error {
	switch {
	case q.Limit < 0 || q.Limit > 500:
		return wrong("limit", "must be 0 to 500")
	case q.Offset < 0:
		return wrong("offset", "must not be negative")
	case q.Sort != ByRank && q.Sort != ByTitle && q.Sort != ByNew:
		return wrong("sort", "is unknown")
	}
	for _, id := range [][2]string{{"category", string(q.Category)}, {"seller", string(q.Seller)}} {
		if id[1] != "" {
			if err := checkID(id[0], id[1]); err != nil {
				return err
			}
		}
	}
	return checkLine("text", strings.Join(strings.Fields(q.Text), " "), 200)
}

// check judges everything of a seller that needs no store.
func (s Seller) check() error {
	if err := checkVersion(s.Version); err != nil {
		return err
	}
	if err := checkID("id", string(s.ID)); err != nil {
		return err
	}
	if s.Country != "" && !countryForm.MatchString(s.Country) {
		return wrong("country", "must be two capital letters of ISO 3166-1, or empty")
	}
	if len(s.Names) == 0 {
		return wrong("names", "are missing")
	}
	if err := checkTags("names", slices.Sorted(maps.Keys(s.Names))); err != nil {
		return err
	}
	return checkPairs("names", s.Names, maxTags, 200)
}

// check judges everything of a product that needs no store.
func (p Product) check(now time.Time) error {
	if err := p.checkNames(); err != nil {
		return err
	}
	switch {
	case p.Kind != Goods && p.Kind != Digital && p.Kind != Services:
		return wrong("kind", "must be goods, digital or service")
	case p.Status != Draft && p.Status != Active && p.Status != Archived:
		return wrong("status", "must be draft, active or archived")
	case len(p.Variants) == 0 || len(p.Variants) > maxVariants:
		return wrong("variants", "must be 1 to %d", maxVariants)
	}
	if err := checkLine("brand", p.Brand, 100); err != nil {
		return err
	}
	if err := checkTexts(p.Texts); err != nil {
		return err
	}
	if err := checkDetails(p.Details); err != nil {
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

// checkNames judges what the product is known by and what it belongs to.
func (p Product) checkNames() error {
	if err := checkVersion(p.Version); err != nil {
		return err
	}
	switch {
	case p.ID == "" && p.Version > 0:
		return wrong("id", "is missing")
	case p.ID != "" && ids.Valid(string(p.ID)) != nil:
		return wrong("id", "must be empty, or %d characters of Crockford's base 32 in capitals", ids.Len)
	}
	if err := checkSlug(p.Slug); err != nil {
		return err
	}
	if err := checkID("seller", string(p.Seller)); err != nil {
		return err
	}
	if p.Category != "" {
		if err := checkID("category", string(p.Category)); err != nil {
			return err
		}
	}
	return checkPicture("picture", p.Picture)
}

func (v Variant) check(field string, now time.Time) error {
	if err := checkID(field+".sku", string(v.SKU)); err != nil {
		return err
	}
	if v.Grams < 0 || v.Grams > 10_000_000 {
		return wrong(field+".grams", "must be 0 to 10,000,000")
	}
	if err := checkPicture(field+".picture", v.Picture); err != nil {
		return err
	}
	if err := checkPairs(field+".options", v.Options, maxOptions, 100); err != nil {
		return err
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
