package main

import (
	"net/http"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/seed"
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
	who := v.FormValue("who")
	http.SetCookie(v.w, &http.Cookie{Name: "who", Value: who, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	if p, ok := person(who); ok && p.Actor.Role != secure.RoleBuyer {
		return v.redirect("/desk")
	}
	return v.redirect("/")
}
