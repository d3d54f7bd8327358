package main

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/secure"
)

// place orders what is in the cart, or changes the form: do=look shows it again
// for another country or language, drop and take change a line that cannot be
// bought as it is.
func (s *server) place(v *visit) error {
	if err := s.adjust(v); err != nil {
		return err
	}
	c, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil {
		return err
	}
	if len(c.Lines) == 0 {
		return s.emptyHanded(v)
	}
	if v.FormValue("do") == "look" || v.PostForm.Has("drop") || v.PostForm.Has("take") {
		return s.showCheckout(v, retake{})
	}
	if wrong := s.faults(v); len(wrong) > 0 {
		v.status = http.StatusUnprocessableEntity
		return s.showCheckout(v, retake{wrong: wrong, notice: &page.Notice{Tone: "bad", Head: v.say("error.checkout"), Text: v.say("error.checkout.text")}})
	}
	r, err := s.request(v)
	if err != nil {
		return err
	}
	r.Lines, r.Currency = c.Items(), c.Currency
	s.agreed(v, &r)
	if r.Key != v.PostFormValue("key") || !r.ExpectedTotal.HasCurrency() {
		v.status = http.StatusConflict
		return s.showCheckout(v, retake{confirm: true})
	}
	placed, err := s.shop.Orders.Place(v.Context(), v.By, r)
	if err != nil {
		return s.unplaced(v, err)
	}
	if err := s.shop.Carts.Clear(v.Context(), v.By); err != nil {
		return err
	}
	v.keepCodes(nil)
	return s.onward(v, placed.Purchase)
}

// adjust takes out a line that cannot be bought, or as much of it as is missing.
func (s *server) adjust(v *visit) error {
	if drop := v.PostFormValue("drop"); drop != "" {
		_, err := s.shop.Carts.Remove(v.Context(), v.By, catalog.SKU(drop))
		return err
	}
	take := catalog.SKU(v.PostFormValue("take"))
	if take == "" {
		return nil
	}
	left, err := s.pieces(v, take)
	if err == nil {
		_, err = s.shop.Carts.Set(v.Context(), v.By, take, left[take])
	}
	var gone *order.InputError
	if errors.As(err, &gone) { // another tab has taken it out
		return nil
	}
	return err
}

// request is the order that a faultless form asks for, without its lines. An
// ExpectedTotal that cannot be read is the zero Money.
func (s *server) request(v *visit) (order.Request, error) {
	r := order.Request{Key: v.key(false), Language: v.Lang, To: v.address(), Guest: v.guest(), Codes: s.codes(v)}
	r.ExpectedTotal, _ = money.ParseText(v.PostFormValue("expected"))
	t, err := v.tender()
	if err != nil {
		return r, err
	}
	r.Provider, r.Method, r.ReturnURL = t.Provider, t.Method, t.ReturnURL
	r.Carrier, r.Service, err = s.delivery(v)
	return r, err
}

// unplaced shows why an order was not placed, with everything that was typed.
func (s *server) unplaced(v *visit, err error) error {
	var input *order.InputError
	var price *order.PriceChangedError
	var spent *coupon.RefusedError
	say := func(status int, key string) retake {
		v.status = status
		return retake{notice: &page.Notice{Tone: "bad", Head: v.say(key), Text: v.say(key + ".text")}}
	}
	switch {
	case errors.Is(err, stock.ErrOutOfStock):
		return s.showCheckout(v, say(http.StatusConflict, "error.stock"))
	case errors.As(err, &spent):
		v.status = http.StatusConflict
		return s.showCheckout(v, retake{gone: spent.Rule})
	case errors.As(err, &price):
		v.status = http.StatusConflict
		return s.showCheckout(v, retake{priced: true})
	case errors.Is(err, order.ErrKeyReused):
		why := say(http.StatusConflict, "error.used")
		why.fresh = true
		return s.showCheckout(v, why)
	case errors.As(err, &input) && among(err, catalog.ErrUnknown, catalog.ErrInactive, catalog.ErrNoPrice):
		return s.showCheckout(v, say(http.StatusConflict, "error.stock"))
	case errors.As(err, &input):
		return s.showCheckout(v, say(http.StatusUnprocessableEntity, "error.checkout"))
	}
	return err
}

// emptyHanded answers an order for an empty cart: the form was sent before, or
// another tab has emptied the cart.
func (s *server) emptyHanded(v *visit) error {
	p, err := s.shop.Orders.Store.FindPurchaseByKey(v.Context(), keyed(v.By, v.PostFormValue("key")))
	if errors.Is(err, event.ErrNotFound) {
		v.status = http.StatusConflict
		return s.showCart(v, &page.Notice{Tone: "bad", Head: v.say("error.empty"), Text: v.say("error.empty.text")})
	}
	if err != nil {
		return err
	}
	if p.To == v.address() && kind(p.Method) == cmp.Or(v.PostFormValue("method"), "card") { // a second click
		return s.onward(v, p)
	}
	orders, err := s.shop.Orders.Store.OrdersOfPurchase(v.Context(), p.ID)
	if err != nil {
		return err
	}
	return v.redirect("/order/" + string(orders[0].ID) + "?placed=before")
}

// keyed is an order.Purchase's Key: how the library keeps a buyer's key.
func keyed(by secure.Actor, key string) string {
	sum := sha256.Sum256([]byte(by.ID + "\x00" + key))
	return hex.EncodeToString(sum[:])
}
