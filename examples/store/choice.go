package main

import (
	"net/http"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/money"
)

// A choice is what there is of a product's variants, and the one that is shown.
type choice struct {
	left   map[catalog.SKU]int64
	chosen int
}

// choice answers the variant that the address names, else the first that is there.
func (s *server) choice(v *visit, p catalog.Product) (choice, error) {
	var c choice
	skus := make([]catalog.SKU, len(p.Variants))
	for i, variant := range p.Variants {
		skus[i] = variant.SKU
	}
	var err error
	if c.left, err = s.pieces(v, skus...); err != nil {
		return c, err
	}
	want := catalog.SKU(v.URL.Query().Get("sku"))
	c.chosen = slices.Index(skus, want)
	if i := v.asked(p); v.Method == http.MethodPost && i >= 0 {
		c.chosen = i
	}
	if c.chosen < 0 {
		c.chosen = max(0, slices.IndexFunc(skus, func(sku catalog.SKU) bool { return c.left[sku] > 0 }))
	}
	return c, nil
}

// optionNames are the options of a product in the order of the page.
func optionNames(p catalog.Product) []string {
	return slices.DeleteFunc([]string{"colour", "size"}, func(name string) bool { return p.Variants[0].Options[name] == "" })
}

// groups are the options to choose from. An option that is gone whatever is
// chosen after it is shown, but cannot be chosen.
func (s *server) groups(v *visit, p catalog.Product, c choice) []page.Group {
	var list []page.Group
	var before []string // names of the groups above
	names := optionNames(p)
	for i, name := range names {
		g := page.Group{Name: name, Label: v.say(name), Swatch: name == "colour"}
		chosen := p.Variants[c.chosen].Options[name]
		for _, variant := range p.Variants {
			value := variant.Options[name]
			if slices.ContainsFunc(g.Options, func(o page.Option) bool { return o.Value == value }) {
				continue
			}
			o := page.Option{Value: value, Label: value, Chosen: value == chosen, Disabled: true}
			if g.Swatch {
				o.Label, o.Picture = s.colour(v, variant), s.link(variant.Picture)
			}
			if o.Chosen {
				g.Chosen = o.Label
			}
			for _, other := range p.Variants {
				if other.Options[name] == value && alike(other, p.Variants[c.chosen], before) && c.left[other.SKU] > 0 {
					o.Disabled = false
					if i == len(names)-1 { // it is one variant
						o.Left = int(c.left[other.SKU])
					}
				}
			}
			g.Options = append(g.Options, o)
		}
		list, before = append(list, g), append(before, name)
	}
	return list
}

// alike reports whether two variants have the same options of some names.
func alike(a, b catalog.Variant, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return a.Options[name] != b.Options[name] })
}

// offer is what the i-th variant costs and whether it is there.
func (s *server) offer(v *visit, p catalog.Product, c choice, i int) page.Variant {
	variant, currency := p.Variants[i], money.MustCurrency(v.Currency)
	var values []string
	for _, name := range optionNames(p) {
		values = append(values, variant.Options[name])
	}
	o := page.Variant{Key: strings.Join(values, "|"), Picture: s.link(variant.Picture), Max: int(min(99, max(1, c.left[variant.SKU])))}
	if price, ok := catalog.In(variant.Prices, currency); ok {
		o.Price = v.tag(price)
	}
	if was, ok := catalog.In(variant.Listed, currency); ok {
		o.Was = v.tag(was)
	}
	switch n := c.left[variant.SKU]; {
	case n < 1:
		o.SoldOut = true
	case n <= 3:
		o.Stock, o.Few = v.say("only", n), v.say("left", n)
	default:
		o.Stock = v.say("stock", n)
	}
	return o
}

// tag is a price as it is written on goods: Chinese readers leave out decimals
// that say nothing.
func (v *visit) tag(m money.Money) string {
	if v.Lang == seed.Chinese {
		return m.DisplayShort(v.Lang)
	}
	return m.Display(v.Lang)
}
