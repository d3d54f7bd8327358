package main

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
)

// shelfSize is how many products one page of a list shows.
const shelfSize = 24

// cards are the products that a query finds.
func (s *server) cards(v *visit, q catalog.Query) ([]page.Card, error) {
	var found []catalog.Product
	var skus []catalog.SKU
	for p, err := range s.shop.Catalog.Products(v.Context(), v.By, q) {
		if err != nil {
			return nil, err
		}
		found = append(found, p)
		for _, variant := range p.Variants {
			skus = append(skus, variant.SKU)
		}
	}
	left, err := s.pieces(v, skus...)
	if err != nil {
		return nil, err
	}
	list := make([]page.Card, len(found))
	for i, p := range found {
		list[i] = s.card(v, p, left)
	}
	return list, nil
}

// pieces answers how many of each SKU can be promised now.
func (s *server) pieces(v *visit, skus ...catalog.SKU) (map[catalog.SKU]int64, error) {
	left := map[catalog.SKU]int64{}
	if len(skus) == 0 {
		return left, nil
	}
	levels, err := s.shop.Stock.Levels(v.Context(), skus...)
	for _, l := range levels {
		left[l.SKU] += l.Available()
	}
	return left, err
}

func (s *server) card(v *visit, p catalog.Product, left map[catalog.SKU]int64) page.Card {
	currency := money.MustCurrency(v.Currency)
	price, _ := catalog.In(p.Variants[0].Prices, currency)
	c := page.Card{
		URL: "/product/" + p.Slug, Title: p.Texts.In(v.Lang).Title, Picture: s.link(p.Picture),
		Price: price.DisplayShort(v.Lang), SoldOut: true,
	}
	if was, ok := catalog.In(p.Variants[0].Listed, currency); ok {
		c.Was = was.DisplayShort(v.Lang)
	}
	for _, variant := range p.Variants {
		c.SoldOut = c.SoldOut && left[variant.SKU] < 1
		if dot := s.art[variant.Picture].colour; dot != "" && !slices.Contains(c.Colours, dot) {
			c.Colours = append(c.Colours, dot)
		}
	}
	if len(c.Colours) < 2 {
		c.Colours = nil
	}
	return c
}

func (s *server) home(v *visit) error {
	list, err := s.cards(v, catalog.Query{Limit: 40})
	if err != nil {
		return err
	}
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	if err != nil {
		return err
	}
	tile := func(name, to string) page.Way {
		return page.Way{
			Link: page.Link{Label: v.say("tile." + name), URL: to}, Text: v.say("tile." + name + ".text"),
			Picture: s.link(name), Tall: s.link(name) + "#tall",
		}
	}
	view := page.Home{
		Frame: s.frame(v), Head: v.say("hero.head"), Text: v.say("hero.text"), Picture: s.link("hero"),
		Campaign: page.Link{Label: v.say("hero.button"), URL: "/c/home"},
		Tiles:    []page.Way{tile("shoes", "/product/runner"), tile("baby", "/c/baby")}, Cards: list,
	}
	view.Ways = s.ways(v, shelves)
	return show(v, s.pages.Home, view)
}

func (s *server) ways(v *visit, shelves []catalog.Category) (list []page.Way) {
	for _, c := range shelves {
		list = append(list, page.Way{Link: page.Link{Label: c.Texts.In(v.Lang).Title, URL: "/c/" + c.Slug}, Picture: s.link(c.Picture)})
	}
	return list
}

// categories is where a phone looks for a category.
func (s *server) categories(v *visit) error {
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	if err != nil {
		return err
	}
	return show(v, s.pages.Ways, page.Home{Frame: s.frame(v), Ways: s.ways(v, shelves)})
}

func (s *server) category(v *visit) error {
	c, err := s.shelf(v, func(c catalog.Category) bool { return c.Slug == v.PathValue("slug") })
	if err != nil {
		return err
	}
	return s.shelve(v, page.List{Title: c.Texts.In(v.Lang).Title}, catalog.Query{Category: c.ID})
}

func (s *server) search(v *visit) error {
	words := strings.TrimSpace(clean(v.URL.Query().Get("q")))
	if len(words) > 200 {
		words = strings.ToValidUTF8(words[:200], "")
	}
	if words == "" {
		return s.shelve(v, page.List{Title: v.say("everything")}, catalog.Query{})
	}
	return s.shelve(v, page.List{Title: words, Found: true}, catalog.Query{Text: words})
}

// shelve shows the page of a list that the address names.
func (s *server) shelve(v *visit, view page.List, q catalog.Query) error {
	n, err := s.shop.Catalog.Count(v.Context(), v.By, q)
	if err != nil {
		return err
	}
	last := max(1, (n+shelfSize-1)/shelfSize)
	no, err := strconv.Atoi(cmp.Or(v.URL.Query().Get("page"), "1"))
	if err != nil || no < 1 || no > last {
		return catalog.ErrUnknown
	}
	q.Offset, q.Limit = (no-1)*shelfSize, shelfSize
	if view.Cards, err = s.cards(v, q); err != nil {
		return err
	}
	view.Frame, view.Count = s.frame(v), n
	for i := 1; i <= last; i++ {
		view.Pages = append(view.Pages, page.Link{Label: strconv.Itoa(i), URL: v.with("page", strconv.Itoa(i)), Current: i == no})
	}
	if view.Found {
		view.Query = view.Title
	}
	return show(v, s.pages.List, view)
}

// shelf finds a category.
func (s *server) shelf(v *visit, is func(catalog.Category) bool) (catalog.Category, error) {
	shelves, err := s.shop.Catalog.Store.Categories(v.Context())
	if err != nil {
		return catalog.Category{}, err
	}
	if i := slices.IndexFunc(shelves, is); i >= 0 {
		return shelves[i], nil
	}
	return catalog.Category{}, catalog.ErrUnknown
}

func (s *server) product(v *visit) error {
	p, err := s.shop.Catalog.Product(v.Context(), v.By, v.PathValue("slug"))
	if err != nil {
		return err
	}
	return s.showProduct(v, p, slip{})
}

// showProduct shows a product, with what was wrong with its form.
func (s *server) showProduct(v *visit, p catalog.Product, wrong slip) error {
	c, err := s.choice(v, p)
	if err != nil {
		return err
	}
	text, chosen := p.Texts.In(v.Lang), p.Variants[c.chosen]
	offer := s.offer(v, p, c, c.chosen)
	if offer.Price == "" {
		return catalog.ErrNoPrice
	}
	look := s.art[chosen.Picture]
	view := page.Product{
		Frame: s.frame(v), Title: text.Title, Seller: sellerName(p.Seller, v.Lang), Summary: text.Summary, Action: "/product/" + p.Slug,
		Price: offer.Price, Was: offer.Was, Stock: offer.Stock, SoldOut: offer.SoldOut, Max: offer.Max, Qty: cmp.Or(v.FormValue("qty"), "1"),
		Wrong: wrong.words, Closed: !v.buyer(),
		Picture: s.link(chosen.Picture), Groups: s.groups(v, p, c), Return: s.returnPromise(v, p.Slug), Text: strings.Split(text.Description, "\n\n"),
	}
	view.Delivery = v.fee()
	if when := s.arrival(v, p.Seller, chosen.Grams); when != "" {
		view.Delivery = when + v.comma() + view.Delivery
	}
	for i := range p.Variants {
		view.Variants = append(view.Variants, s.offer(v, p, c, i))
	}
	if err := s.band(v, &view, p, c.chosen); err != nil {
		return err
	}
	if wrong.words != "" {
		view.Notice = &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: wrong.words}
	}
	if len(look.views) > 0 {
		view.Thumbs = []string{view.Picture}
	}
	for _, name := range look.views {
		view.Thumbs = append(view.Thumbs, view.Picture+"#"+name)
	}
	for _, name := range slices.Sorted(maps.Keys(p.Details[v.Lang])) {
		view.Details = append(view.Details, page.Pair{Name: name, Value: p.Details[v.Lang][name]})
	}
	view.Crumbs = []page.Link{{Label: v.say("home"), URL: "/"}}
	if c, err := s.shelf(v, func(c catalog.Category) bool { return c.ID == p.Category }); err == nil {
		view.Crumbs = append(view.Crumbs, page.Link{Label: c.Texts.In(v.Lang).Title, URL: "/c/" + c.Slug})
	}
	view.Crumbs = append(view.Crumbs, page.Link{Label: text.Title, Current: true})
	return show(v, s.pages.Product, view)
}

func sellerName(id catalog.SellerID, lang string) string {
	for _, s := range seed.Sellers() {
		if s.ID == id {
			return s.Names[lang]
		}
	}
	return string(id)
}

// choose puts the variant that the form names into the cart, or only shows it.
func (s *server) choose(v *visit) error {
	p, err := s.shop.Catalog.Product(v.Context(), v.By, v.PathValue("slug"))
	if err != nil {
		return err
	}
	i, do := v.asked(p), v.FormValue("do")
	if i < 0 {
		return s.unchosen(v, p, v.say("fault.option"))
	}
	sku := p.Variants[i].SKU
	qty, err := v.whole("qty", "1")
	if step, counted := map[string]int64{"look": 0, "less": -1, "more": 1}[do]; counted {
		qty = min(max(1, qty+step), 99)
		return v.redirect("/product/" + p.Slug + "?sku=" + url.QueryEscape(string(sku)) + "&qty=" + strconv.FormatInt(qty, 10))
	}
	if err != nil {
		return s.unchosen(v, p, v.say("fault.number"))
	}
	if err := s.reprice(v); err != nil {
		return err
	}
	_, err = s.shop.Carts.Add(v.Context(), v.By, v.Currency, sku, qty)
	var input *order.InputError
	if errors.As(err, &input) && input.Field == "qty" {
		return s.unchosen(v, p, reason(v, input))
	}
	if err != nil {
		return err
	}
	if do == "buy" {
		return v.redirect("/checkout")
	}
	return v.redirect("/cart")
}

// asked is the variant whose options the form names; -1: none.
func (v *visit) asked(p catalog.Product) int {
	return slices.IndexFunc(p.Variants, func(variant catalog.Variant) bool {
		for _, name := range optionNames(p) {
			if variant.Options[name] != v.PostFormValue(name) {
				return false
			}
		}
		return true
	})
}

// unchosen shows a product again with what is wrong with its form.
func (s *server) unchosen(v *visit, p catalog.Product, words string) error {
	v.status = http.StatusUnprocessableEntity
	return s.showProduct(v, p, slip{words: words})
}
