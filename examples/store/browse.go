package main

import (
	"net/http"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// A card is a product in a list.
type card struct {
	Slug, Title, Picture, Price string
}

func (s *server) cards(v *visit, q catalog.Query) ([]card, error) {
	var list []card
	currency := money.MustCurrency(v.Currency)
	for p, err := range s.shop.Catalog.Products(v.Context(), v.By, q) {
		if err != nil {
			return nil, err
		}
		price, _ := catalog.In(p.Variants[0].Prices, currency)
		list = append(list, card{p.Slug, p.Texts.In(v.Lang).Title, p.Picture, price.DisplayShort(v.Lang)})
	}
	return list, nil
}

func (s *server) home(v *visit) error {
	list, err := s.cards(v, catalog.Query{Limit: 40})
	if err != nil {
		return err
	}
	return s.show(v, "home", map[string]any{"Cards": list})
}

func (s *server) category(v *visit) error {
	slug := v.PathValue("slug")
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	if err != nil {
		return err
	}
	for _, c := range shelves {
		if c.Slug == slug {
			list, err := s.cards(v, catalog.Query{Category: c.ID})
			if err != nil {
				return err
			}
			return s.show(v, "list", map[string]any{"Title": c.Texts.In(v.Lang).Title, "Cards": list})
		}
	}
	return catalog.ErrUnknown
}

func (s *server) search(v *visit) error {
	words := strings.TrimSpace(v.URL.Query().Get("q"))
	if len(words) > 200 {
		words = words[:200]
	}
	list, err := s.cards(v, catalog.Query{Text: strings.ToValidUTF8(words, "")})
	if err != nil {
		return err
	}
	return s.show(v, "list", map[string]any{"Title": "“" + words + "”", "Asked": words, "Cards": list})
}

// A choice is a variant on a product's page.
type choice struct {
	SKU          catalog.SKU
	Colour, Size string
	Picture      string
	Left         int64
	Chosen       bool
}

// choices are a product's variants with what is left of each, and the chosen one.
func (s *server) choices(v *visit, p catalog.Product) (list []choice, chosen int, err error) {
	var skus []catalog.SKU
	for _, variant := range p.Variants {
		skus = append(skus, variant.SKU)
	}
	levels, err := s.shop.Stock.Levels(v.Context(), skus...)
	if err != nil {
		return nil, 0, err
	}
	left := map[catalog.SKU]int64{}
	for _, l := range levels {
		left[l.SKU] += l.Available()
	}
	want := catalog.SKU(v.URL.Query().Get("sku"))
	for i, variant := range p.Variants {
		if variant.SKU == want || want == "" && left[p.Variants[chosen].SKU] < 1 && left[variant.SKU] > 0 {
			chosen = i
		}
		list = append(list, choice{
			SKU: variant.SKU, Colour: colourName(variant, v.Lang), Size: variant.Options["size"],
			Picture: variant.Picture, Left: left[variant.SKU],
		})
	}
	list[chosen].Chosen = true
	return list, chosen, nil
}

// colourName is the colour of a variant in the visitor's language.
func colourName(variant catalog.Variant, lang string) string {
	for _, p := range picture.All() {
		for _, look := range p.Variants {
			if look.Slug == variant.Picture && lang == "zh-CN" && variant.Options["colour"] != "" {
				return look.Chinese
			}
		}
	}
	return variant.Options["colour"]
}

// colours are one choice a colour, in the chosen size where there is one; sizes
// are the choices of the chosen colour.
func colours(list []choice, chosen choice) (colours, sizes []choice) {
	at := map[string]int{}
	for _, c := range list {
		if c.Colour == chosen.Colour {
			sizes = append(sizes, c)
		}
		i, seen := at[c.Colour]
		switch {
		case !seen:
			at[c.Colour] = len(colours)
			colours = append(colours, c)
		case c.Size == chosen.Size:
			colours[i] = c
		}
	}
	for i := range colours {
		colours[i].Chosen = colours[i].Colour == chosen.Colour
	}
	return colours, sizes
}

func (s *server) product(v *visit) error {
	p, err := s.shop.Catalog.Product(v.Context(), v.By, v.PathValue("slug"))
	if err != nil {
		return err
	}
	list, chosen, err := s.choices(v, p)
	if err != nil {
		return err
	}
	price, ok := catalog.In(p.Variants[chosen].Prices, money.MustCurrency(v.Currency))
	if !ok {
		return catalog.ErrNoPrice
	}
	listed := ""
	if was, ok := catalog.In(p.Variants[chosen].Listed, price.Currency()); ok {
		listed = was.Display(v.Lang)
	}
	byColour, bySize := colours(list, list[chosen])
	text := p.Texts.In(v.Lang)
	look, _ := picture.Find(list[chosen].Picture)
	return s.show(v, "product", map[string]any{
		"Title": text.Title, "Text": text, "Paragraphs": strings.Split(text.Description, "\n\n"), "Details": p.Details[v.Lang],
		"Price": price.Display(v.Lang), "Listed": listed, "Chosen": list[chosen], "Colours": byColour, "Sizes": bySize,
		"Views": picture.Views(look.Kind), "Seller": sellerName(p.Seller, v.Lang), "Category": s.shelf(v, p.Category),
	})
}

// shelf is the slug of a category.
func (s *server) shelf(v *visit, id catalog.CategoryID) string {
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	for _, c := range shelves {
		if err == nil && c.ID == id {
			return c.Slug
		}
	}
	return ""
}

func sellerName(id catalog.SellerID, lang string) string {
	for _, s := range seed.Sellers() {
		if s.ID == id {
			return s.Names[lang]
		}
	}
	return string(id)
}

func (s *server) chooser(v *visit) error {
	return s.show(v, "people", map[string]any{"People": seed.People()})
}

func (s *server) choose(v *visit) error {
	who := v.FormValue("who")
	http.SetCookie(v.w, &http.Cookie{Name: "who", Value: who, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if p, ok := person(who); ok && p.Actor.Role != secure.RoleBuyer {
		return v.redirect("/desk")
	}
	return v.redirect("/")
}
