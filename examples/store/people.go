package main

import (
	"errors"
	"net/http"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/cart"
	"github.com/cartwright-go/cartwright/secure"
)

// people is the demo's sign-in; a real host brings its own identity.
func (s *server) people(v *visit) error {
	view := page.People{Frame: s.frame(v), Action: "/people", Persons: []page.Person{{Role: "guest", Current: v.Person.Actor.ID == ""}}}
	for _, p := range seed.People() {
		view.Persons = append(view.Persons, page.Person{
			ID: p.Actor.ID, Name: p.Names[v.Lang], Role: string(p.Actor.Role), Current: p.Actor.ID == v.By.ID,
		})
	}
	return show(v, s.pages.People, view)
}

func (s *server) become(v *visit) error {
	who := v.PostFormValue("who")
	p, known := person(who)
	if !known && who != "" {
		return fault("fault.choose")
	}
	if known && v.Person.Actor.ID == "" && p.Actor.Role == secure.RoleBuyer {
		if err := s.takeAlong(v, p.Actor); err != nil {
			return err
		}
	}
	if !v.guest() {
		v.keepCodes(nil) // they are the other person's
	}
	http.SetCookie(v.w, &http.Cookie{Name: "who", Value: who, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if known && p.Actor.Role != secure.RoleBuyer {
		return v.redirect("/desk")
	}
	return v.redirect("/")
}

// takeAlong puts what a guest has chosen into the cart of whom they turn out to
// be, on top of what is there. What has no price in that cart's currency, or no
// room, stays behind.
func (s *server) takeAlong(v *visit, to secure.Actor) error {
	guest, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil {
		return err
	}
	own, err := s.shop.Carts.Find(v.Context(), to)
	if err != nil {
		return err
	}
	currency := ""
	if len(own.Lines) == 0 {
		currency = guest.Currency
	}
	for _, l := range guest.Lines {
		_, err := s.shop.Carts.Add(v.Context(), to, currency, l.SKU, l.Qty)
		var input *order.InputError
		if errors.As(err, &input) || errors.Is(err, cart.ErrFull) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := s.shop.Carts.Remove(v.Context(), v.By, l.SKU); err != nil {
			return err
		}
	}
	return nil
}
