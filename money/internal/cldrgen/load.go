package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// cldr is what the tables are made of.
type cldr struct {
	dir       string
	locales   []string            // sorted, "und" among them
	numbers   map[string]numbers  // by locale
	money     map[string]monies   // by locale
	parents   map[string]string   // explicit parents of locales
	fractions map[string]fraction // by currency code and "DEFAULT"
	systems   map[string]string   // ten digits by numeric numbering system
	codes     []string            // sorted currency codes
	plurals   map[string]map[string]string
	likely    map[string]string // full tags by what is given of them
}

type (
	numbers map[string]json.RawMessage
	monies  map[string]map[string]string
)

type fraction struct {
	Digits       string `json:"_digits"`
	Rounding     string `json:"_rounding"`
	CashDigits   string `json:"_cashDigits"`
	CashRounding string `json:"_cashRounding"`
}

func load(dir string) (*cldr, error) {
	c := &cldr{dir: dir, numbers: map[string]numbers{}, money: map[string]monies{}}
	for _, name := range []string{"cldr-core", "cldr-numbers-full"} {
		var about struct{ Version string }
		if err := read(&about, dir, name, "package.json"); err != nil {
			return nil, err
		}
		if about.Version != version {
			return nil, fmt.Errorf("%s is version %s, want %s", name, about.Version, version)
		}
	}
	if err := c.loadCore(); err != nil {
		return nil, err
	}
	folders, err := os.ReadDir(filepath.Join(dir, "cldr-numbers-full", "main"))
	if err != nil {
		return nil, err
	}
	for _, f := range folders {
		if err := c.loadLocale(f.Name()); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
	}
	slices.Sort(c.locales)
	for code := range c.money["en"] {
		c.codes = append(c.codes, code)
	}
	slices.Sort(c.codes)
	return c, nil
}

func (c *cldr) loadCore() error {
	var core struct {
		Supplemental struct {
			CurrencyData struct {
				Fractions map[string]fraction
			}
			NumberingSystems map[string]struct {
				Type   string `json:"_type"`
				Digits string `json:"_digits"`
			}
			ParentLocales struct {
				ParentLocale map[string]string
			}
			Plurals       map[string]map[string]string `json:"plurals-type-cardinal"`
			LikelySubtags map[string]string
		}
	}
	for _, name := range []string{"currencyData", "numberingSystems", "parentLocales", "plurals", "likelySubtags"} {
		if err := read(&core, c.dir, "cldr-core", "supplemental", name+".json"); err != nil {
			return err
		}
	}
	s := core.Supplemental
	c.fractions, c.parents, c.plurals = s.CurrencyData.Fractions, s.ParentLocales.ParentLocale, s.Plurals
	c.likely, c.systems = s.LikelySubtags, map[string]string{}
	for name, system := range s.NumberingSystems {
		if system.Type == "numeric" {
			c.systems[name] = system.Digits
		}
	}
	return nil
}

func (c *cldr) loadLocale(name string) error {
	type main[T any] struct {
		Main map[string]struct{ Numbers T }
	}
	var n main[numbers]
	if err := read(&n, c.dir, "cldr-numbers-full", "main", name, "numbers.json"); err != nil {
		return err
	}
	var m main[struct{ Currencies monies }]
	if err := read(&m, c.dir, "cldr-numbers-full", "main", name, "currencies.json"); err != nil {
		return err
	}
	c.locales = append(c.locales, name)
	c.numbers[name], c.money[name] = n.Main[name].Numbers, m.Main[name].Numbers.Currencies
	return nil
}

// parent returns the locale that name inherits from, "" for the root.
func (c *cldr) parent(name string) string {
	if name == "und" {
		return ""
	}
	for {
		if p, ok := c.parents[name]; ok {
			name = p
		} else if at := strings.LastIndexByte(name, '-'); at > 0 {
			name = name[:at]
		} else {
			return "und"
		}
		if _, ok := slices.BinarySearch(c.locales, name); ok {
			return name
		}
	}
}

// text reads a string out of the numbers of a locale.
func (n numbers) text(key string) string {
	var s string
	_ = json.Unmarshal(n[key], &s)
	return s
}

// texts reads the strings of an object out of the numbers of a locale.
func (n numbers) texts(key string) map[string]string {
	var all map[string]json.RawMessage
	_ = json.Unmarshal(n[key], &all)
	out := map[string]string{}
	for k, raw := range all {
		var s string
		if json.Unmarshal(raw, &s) == nil {
			out[k] = s
		}
	}
	return out
}

// spacing reads what is put between a currency and a digit, before and after.
func (n numbers) spacing(key string) ([2]string, error) {
	type side struct{ CurrencyMatch, SurroundingMatch, InsertBetween string }
	var f struct {
		CurrencySpacing struct{ BeforeCurrency, AfterCurrency side }
	}
	if err := json.Unmarshal(n[key], &f); err != nil {
		return [2]string{}, err
	}
	s := f.CurrencySpacing
	for _, at := range []side{s.BeforeCurrency, s.AfterCurrency} {
		if at.CurrencyMatch != "[[:^S:]&[:^Z:]]" || at.SurroundingMatch != "[:digit:]" {
			return [2]string{}, fmt.Errorf("%s: currency spacing by unknown sets %q, %q", key, at.CurrencyMatch, at.SurroundingMatch)
		}
	}
	return [2]string{s.BeforeCurrency.InsertBetween, s.AfterCurrency.InsertBetween}, nil
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func read(into any, path ...string) error {
	name := filepath.Join(path...)
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
