package main

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/shipping"
)

func (s *server) cart(v *visit) error { return s.showCart(v, nil) }

// showCart shows the cart; notice says why an order could not be placed.
func (s *server) showCart(v *visit, notice *page.Notice) error {
	view := page.Cart{Frame: s.frame(v), Action: "/cart"}
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
	view.Boxes = s.boxes(v, c)
	if len(c.Lines) > 0 {
		goods := page.Sum{Label: v.say("sum.goods", c.Cart.Units()), Amount: c.Goods.Display(v.Lang)}
		view.Sums, view.Total = []page.Sum{goods}, goods.Amount
	}
	if c.Ready {
		quote := order.Request{Lines: c.Cart.Items(), Currency: c.Cart.Currency, Language: v.Lang}
		orders, total, err := s.shop.Orders.Quote(v.Context(), v.By, quote)
		if err != nil {
			return err
		}
		if view.Sums, err = v.sums(orders...); err != nil {
			return err
		}
		view.Total, view.Checkout = total.Display(v.Lang), "/checkout"
	}
	return show(v, s.pages.Cart, view)
}

// boxes are the lines of a cart by seller.
func (s *server) boxes(v *visit, c cart.View) []page.Box {
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
		list[i].Lines = append(list[i].Lines, s.cartLine(v, l))
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
		ID: string(l.SKU), Title: l.Offer.Title, Options: s.options(v, l.Offer.Picture, l.Offer.Options), Picture: s.link(l.Offer.Picture),
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

// changeCart sets (do=set) or removes (do=remove) one line.
func (s *server) changeCart(v *visit) error {
	sku := catalog.SKU(v.FormValue("line"))
	var err error
	switch v.FormValue("do") {
	case "remove":
		_, err = s.shop.Carts.Remove(v.Context(), v.By, sku)
	case "set":
		qty, bad := strconv.ParseInt(v.FormValue("qty"), 10, 64)
		if bad != nil {
			return fault("fault.number")
		}
		_, err = s.shop.Carts.Set(v.Context(), v.By, sku, qty)
	default:
		return fault("fault.form")
	}
	if err != nil {
		return err
	}
	return v.redirect("/cart")
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

// sums adds up the parts of orders.
func (v *visit) sums(orders ...order.Order) ([]page.Sum, error) {
	var parts [5]money.Money
	var units int64
	for i, o := range orders {
		for j, part := range []money.Money{o.Goods, o.Discount.Neg(), o.Shipping, o.Tax, o.Total} {
			if i == 0 {
				parts[j] = part
				continue
			}
			var err error
			if parts[j], err = parts[j].Add(part); err != nil {
				return nil, err
			}
		}
		for _, l := range o.Lines {
			units += l.Qty
		}
	}
	var list []page.Sum
	for j, label := range []string{v.say("sum.goods", units), v.say("sum.discount"), v.say("sum.delivery"), v.say("sum.tax"), v.say("sum.total")} {
		if j != 1 && j != 3 || !parts[j].IsZero() {
			list = append(list, page.Sum{Label: label, Amount: v.amount(parts[j]), Strong: j == 4})
		}
	}
	return list, nil
}

// unplaced shows why an order was not placed, with everything that was typed.
func (s *server) unplaced(v *visit, err error) error {
	var input *order.InputError
	var own fault
	var price *order.PriceChangedError
	switch {
	case errors.Is(err, stock.ErrOutOfStock):
		v.status = http.StatusConflict
		return s.showCart(v, &page.Notice{Tone: "bad", Head: v.say("error.stock"), Text: v.say("error.stock.text")})
	case errors.As(err, &price):
		v.status = http.StatusConflict
		notice := &page.Notice{Tone: "bad", Head: v.say("error.price"), Text: v.say("error.price.text", price.Actual.Display(v.Lang))}
		return s.showCheckout(v, nil, notice)
	case errors.As(err, &input), errors.As(err, &own):
		v.status = http.StatusUnprocessableEntity
		return s.showCheckout(v, err, &page.Notice{Tone: "bad", Head: v.say("error.checkout"), Text: v.say("error.checkout.text")})
	}
	return err
}
