package main

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/shipping"
)

func (s *server) cart(v *visit) error { return s.showCart(v, nil) }

// showCart shows the cart; notice says why an order could not be placed, and
// wrong which line, by its SKU, could not be counted.
func (s *server) showCart(v *visit, notice *page.Notice, wrong ...slip) error {
	view := page.Cart{Frame: s.frame(v), Action: "/cart", Closed: !v.buyer()}
	view.Notice = notice
	if !v.buyer() {
		return show(v, s.pages.Cart, view)
	}
	if err := s.reprice(v); err != nil {
		return err
	}
	c, err := s.shop.Carts.View(v.Context(), v.By, v.Lang)
	if err != nil {
		return err
	}
	view.Boxes = s.boxes(v, c, wrong...)
	var items []order.Item
	for _, l := range c.Lines {
		switch {
		case l.Buyable():
			items = append(items, order.Item{SKU: l.SKU, Qty: l.Qty})
		case l.Left > 0 && l.Offer.Slug != "":
			view.Blocked = cmp.Or(view.Blocked, v.say("cart.fewer"))
		default:
			view.Blocked = v.say("cart.blocked")
		}
	}
	if len(items) > 0 { // what can be bought
		if err := s.priceCart(v, &view, c, items); err != nil {
			return err
		}
	}
	if c.Ready {
		view.Checkout = "/checkout"
	}
	if len(c.Lines) == 0 {
		if view.Cards, err = s.cards(v, catalog.Query{Limit: 5}); err != nil {
			return err
		}
	}
	return show(v, s.pages.Cart, view)
}

// boxes are the lines of a cart by seller.
func (s *server) boxes(v *visit, c cart.View, wrong ...slip) []page.Box {
	var list []page.Box
	var sellers []catalog.SellerID
	grams := map[catalog.SellerID]int64{}
	for _, l := range c.Lines {
		i := slices.Index(sellers, l.Offer.Seller)
		if i < 0 {
			i = len(sellers)
			sellers = append(sellers, l.Offer.Seller)
			list = append(list, page.Box{Seller: cmp.Or(sellerName(l.Offer.Seller, v.Lang), v.say("note.not_on_sale"))})
		}
		grams[l.Offer.Seller] += l.Offer.Grams * l.Qty
		line := s.cartLine(v, l)
		for _, w := range wrong {
			if w.field == line.ID {
				line.Wrong, line.Typed = w.words, v.FormValue("qty")
			}
		}
		list[i].Lines = append(list[i].Lines, line)
	}
	for i, seller := range sellers {
		if grams[seller] > 0 {
			list[i].Arrives = s.arrival(v, seller, grams[seller])
		}
	}
	return list
}

func (s *server) cartLine(v *visit, l cart.PricedLine) page.Line {
	line := page.Line{
		ID: string(l.SKU), Typed: strconv.FormatInt(l.Qty, 10), Left: int(l.Left), Title: l.Offer.Title, Options: s.options(v, l.Offer.Picture, l.Offer.Options), Picture: s.link(l.Offer.Picture),
		URL: "/product/" + l.Offer.Slug + "?sku=" + string(l.SKU), Qty: int(l.Qty), Max: int(min(99, max(1, l.Left))),
	}
	if l.Offer.Slug == "" { // not on sale: the catalogue says nothing more
		line.Title, line.URL, line.Picture = string(l.SKU), "/cart", s.link("mark")
	}
	if l.Total.HasCurrency() {
		line.Total = l.Total.Display(v.Lang)
	}
	var words []string
	for _, n := range l.Notes {
		line.Gone = line.Gone || n == cart.SoldOut || n == cart.NotOnSale
		if n == cart.FewLeft || n == cart.TooMany {
			words = append(words, v.say("note."+string(n), l.Left))
		} else {
			words = append(words, v.say("note."+string(n)))
		}
	}
	if len(words) > 0 {
		line.Note = &page.Notice{Tone: "warn", Text: strings.Join(words, " · ")}
	}
	return line
}

// changeCart sets (do=set) a line, makes it one less or more, or removes it.
func (s *server) changeCart(v *visit) error {
	sku, do := catalog.SKU(v.FormValue("line")), v.FormValue("do")
	step, known := map[string]int64{"set": 0, "less": -1, "more": 1}[do]
	var err error
	switch {
	case do == "remove":
		_, err = s.shop.Carts.Remove(v.Context(), v.By, sku)
	case known:
		qty, bad := v.whole("qty", "")
		if bad != nil {
			return s.miscounted(v, sku, v.say("fault.number"))
		}
		_, err = s.shop.Carts.Set(v.Context(), v.By, sku, qty+step)
	default:
		return fault("fault.form")
	}
	var input *order.InputError
	if errors.As(err, &input) && input.Field == "qty" {
		return s.miscounted(v, sku, reason(v, input))
	}
	if err != nil {
		return err
	}
	return v.redirect("/cart")
}

// miscounted shows the cart again with what is wrong with a line's number.
func (s *server) miscounted(v *visit, sku catalog.SKU, words string) error {
	v.status = http.StatusUnprocessableEntity
	return s.showCart(v, &page.Notice{Tone: "bad", Head: v.say("error.input"), Text: words}, slip{field: string(sku), words: words})
}

// reprice moves a cart into the currency that the visitor now reads. Where
// something has no price in it, the cart stays as it is.
func (s *server) reprice(v *visit) error {
	c, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil || len(c.Lines) == 0 || c.Currency == v.Currency {
		return err
	}
	skus := make([]catalog.SKU, len(c.Lines))
	for i, l := range c.Lines {
		skus[i] = l.SKU
	}
	offers, err := s.shop.Catalog.Offers(v.Context(), v.By, v.Lang, v.Currency, skus...)
	if among(err, catalog.ErrNoPrice, catalog.ErrUnknown, catalog.ErrInactive) || err == nil && len(offers) < len(skus) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.shop.Carts.Clear(v.Context(), v.By); err != nil {
		return err
	}
	for _, l := range c.Lines {
		if _, err := s.shop.Carts.Add(v.Context(), v.By, v.Currency, l.SKU, l.Qty); err != nil {
			return err
		}
	}
	return nil
}

// arrival says when something would arrive, or nothing where no carrier answers.
func (s *server) arrival(v *visit, seller catalog.SellerID, grams int64) string {
	found, _ := s.shop.Parcels.Rates(v.Context(), shipping.Quote{
		Seller: string(seller), To: shipping.Address{Country: v.country()}, Grams: grams, Currency: v.Currency, At: now(),
	})
	if len(found) == 0 {
		return ""
	}
	return v.say("arrives", deadline(v.Lang, found[0].By))
}

// fee says what a seller's parcel costs.
func (v *visit) fee() string {
	for _, f := range fees() {
		if f.Flat.Currency().Code() == v.Currency {
			return v.say("free.from", f.Flat.DisplayShort(v.Lang), f.FreeFrom.DisplayShort(v.Lang))
		}
	}
	return v.say("fee.free")
}

// country is where the visitor's parcels probably go.
func (v *visit) country() string {
	return cmp.Or(v.Person.Address.Country, map[string]string{"zh-CN": "CN", "en": "GB"}[v.Lang])
}

// amount is a part of a sum; nothing is free.
func (v *visit) amount(m money.Money) string {
	if m.IsZero() {
		return v.say("fee.free")
	}
	return m.Display(v.Lang)
}
