package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/money"
)

// boxDeal is the line above a seller's goods: what they get, and what the next
// step needs.
func (s *server) boxDeal(v *visit, seller catalog.SellerID, shown cartwright.Shown) *page.Deal {
	var have []string
	var next *promotion.Explanation
	var nextRule promotion.Rule
	for i := range shown.Explained {
		x := &shown.Explained[i]
		rule := s.ruleOf(v, x.Rule)
		if sellerOf(rule) != seller {
			continue
		}
		if x.Reason == promotion.ReasonApplied && x.Layer == "shop" {
			have = append(have, v.gist(rule, v.reached(rule, x.Amount)))
		}
		if reachable(*x) && (next == nil || closer(*x, *next)) {
			next, nextRule = x, rule
		}
	}
	d := &page.Deal{}
	if len(have) > 0 {
		d.Words = v.spans("deal.have", v.list(have))
	}
	if next != nil {
		if len(d.Words) > 0 {
			d.Words = append(d.Words, page.Span{Text: v.say("deal.stop")})
		}
		d.Words = append(d.Words, v.nextStep(*next, nextRule)...)
		d.Link = &page.Link{Label: v.say("deal.fits"), URL: s.fitting(nextRule)}
	}
	if len(d.Words) == 0 {
		return nil
	}
	return d
}

// reachable reports whether a little more would bring a rule's next step.
func reachable(x promotion.Explanation) bool {
	switch x.Reason {
	case promotion.ReasonApplied, promotion.ReasonAmount, promotion.ReasonQuantity:
	default:
		return false
	}
	if x.Units > 0 {
		return x.Units <= 2
	}
	return x.Short.IsPositive() && x.Need.IsPositive() && atMost(x.Short.Mul(5), x.Need.Mul(3))
}

// closer reports whether less is missing of one step than of another.
func closer(a, b promotion.Explanation) bool {
	if a.Short.IsPositive() && b.Short.IsPositive() {
		return !atMost(b.Short, a.Short)
	}
	return a.Short.IsPositive() && b.Units > 1 || a.Units == 1 && !b.Short.IsPositive()
}

// nextStep says what the next step needs and gives.
func (v *visit) nextStep(x promotion.Explanation, r promotion.Rule) []page.Span {
	if x.Units > 0 {
		return v.spans("deal.pieces", x.Units, v.gist(r, money.Money{}))
	}
	return v.spans("deal.next", x.Short.Display(v.Lang), v.gist(r, x.Need))
}

// gist says what a rule gives in the visitor's currency, for example "$6 off $45";
// its name where that says more. Of a ladder it is the step that asks for need,
// or the first.
func (v *visit) gist(r promotion.Rule, need money.Money) string {
	f, c := formOf(r), money.MustCurrency(v.Currency)
	amount := func(name string) string {
		m, err := money.Parse(f.Get(name+"_"+v.Currency), c)
		if err != nil {
			return ""
		}
		return m.DisplayShort(v.Lang)
	}
	no := "1"
	for _, at := range []string{"2", "3"} {
		if m, err := money.Parse(f.Get("from"+at+"_"+v.Currency), c); err == nil && need.HasCurrency() && m.Equal(need) {
			no = at
		}
	}
	say := func(key string, parts ...string) string {
		if slices.Contains(parts, "") {
			return ""
		}
		return v.say(key, stepArgs(v.Lang, parts...)...)
	}
	words := ""
	switch f.Get("kind") {
	case "tiers":
		words = say("deal.step", amount("from"+no), amount("off"+no))
	case "every":
		words = say("deal.every", amount("from"), amount("off"))
	case "off":
		if words = say("deal.step", amount("min"), amount("amount")); words == "" {
			words = say("deal.off", amount("amount"))
		}
	case "flash":
		words = say("deal.price", amount("price"))
	case "bundle":
		words = v.say("deal.bundle", f.Get("units"), amount("price"))
	}
	return cmp.Or(words, r.Words(lexical(v.Lang)))
}

// title is a rule's name with what it gives.
func (v *visit) title(r promotion.Rule) string {
	name, gist := r.Words(lexical(v.Lang)), v.gist(r, money.Money{})
	if gist == name {
		return name
	}
	return name + " " + gist
}

// reached is the step of a ladder that gave an amount.
func (v *visit) reached(r promotion.Rule, given money.Money) money.Money {
	f, c := formOf(r), money.MustCurrency(v.Currency)
	for _, no := range []string{"1", "2", "3"} {
		off, err := money.Parse(f.Get("off"+no+"_"+v.Currency), c)
		if err == nil && given.HasCurrency() && off.Equal(given) {
			from, _ := money.Parse(f.Get("from"+no+"_"+v.Currency), c)
			return from
		}
	}
	return money.Money{}
}

// stepArgs are threshold and discount in the order of a language: English names
// the discount first.
func stepArgs(lang string, parts ...string) []any {
	list := make([]any, len(parts))
	for i, p := range parts {
		at := i
		if lang != seed.Chinese {
			at = len(parts) - 1 - i
		}
		list[at] = p
	}
	return list
}

// fitting is where to find what a rule is about.
func (s *server) fitting(r promotion.Rule) string {
	f := formOf(r)
	for _, c := range seed.Categories() {
		if slices.Contains(f["category"], string(c.ID)) {
			return "/c/" + c.Slug
		}
	}
	for _, p := range seed.Products() {
		if slices.Contains(f["product"], string(p.ID)) {
			return "/product/" + p.Slug
		}
	}
	for _, p := range seed.Products() {
		if p.Seller == sellerOf(r) {
			for _, c := range seed.Categories() {
				if c.ID == p.Category {
					return "/c/" + c.Slug
				}
			}
		}
	}
	return "/search"
}

// unused are promotions that the visitor could have expected, and why they give
// nothing.
func (s *server) unused(v *visit, shown promotion.Result) []page.Unused {
	var list []page.Unused
	for _, x := range shown.Explained {
		switch x.Reason {
		case promotion.ReasonLost, promotion.ReasonAmount, promotion.ReasonQuantity, promotion.ReasonGone, promotion.ReasonLimit, promotion.ReasonUsed,
			promotion.ReasonBudget, promotion.ReasonSignIn, promotion.ReasonPayment, promotion.ReasonExcluded:
			list = append(list, page.Unused{Name: v.title(s.ruleOf(v, x.Rule)), Words: v.became(x, shown.Explained)})
		default:
		}
	}
	return list
}

// spans are the words of a key, with what goes into them strong.
func (v *visit) spans(key string, args ...any) []page.Span {
	var list []page.Span
	rest := v.say(key)
	for _, a := range args {
		before, after, _ := strings.Cut(rest, "%s")
		list = append(list, page.Span{Text: before}, page.Span{Text: fmt.Sprint(a), Strong: true})
		rest = after
	}
	return append(list, page.Span{Text: rest})
}
