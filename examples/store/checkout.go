package main

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

// tenders are the ways of paying by the name that a form sends.
func tenders() []struct{ Kind, Provider, Method string } {
	return []struct{ Kind, Provider, Method string }{
		{"card", "sandbox", sandbox.Hosted},
		{"transfer", "offline", offline.Transfer},
		{"cash", "offline", offline.CashOnDelivery},
	}
}

// tender is the way of paying that a form asks for. A provider sends the payer
// back to the name under which the visitor knows this machine: the cookies are
// there.
func (v *visit) tender() (order.Tender, error) {
	for _, t := range tenders() {
		if t.Kind == v.FormValue("method") {
			return order.Tender{Provider: t.Provider, Method: t.Method, ReturnURL: "http://" + v.Host + "/purchase"}, nil
		}
	}
	return order.Tender{}, fault("fault.method")
}

// kind is a method of a purchase as a form names it.
func kind(method string) string {
	for _, t := range tenders() {
		if t.Method == method {
			return t.Kind
		}
	}
	return "card"
}

func methods(chosen string) []page.Method {
	var list []page.Method
	for _, t := range tenders() {
		list = append(list, page.Method{Kind: t.Kind, Chosen: t.Kind == chosen})
	}
	return list
}

// delivery is the carrier and service that a form asks for, or the usual ones.
func (s *server) delivery(v *visit) (carrier, service string, err error) {
	asked := v.FormValue("carrier")
	if asked == "" {
		return s.carrier, s.shop.Parcels.Carriers[s.carrier].Info().Services[0], nil
	}
	carrier, service, _ = strings.Cut(asked, "/")
	if c := s.shop.Parcels.Carriers[carrier]; c != nil && slices.Contains(c.Info().Services, service) {
		return carrier, service, nil
	}
	return "", "", fault("fault.carrier")
}

// A retake is a checkout that is shown again, and why.
type retake struct {
	wrong   map[string]string // by field
	notice  *page.Notice
	confirm bool   // the buyer has not agreed to this total
	fresh   bool   // the form's key belongs to another order
	priced  bool   // the total is another one than was agreed to
	gone    string // a promotion that was used up meanwhile
}

func (s *server) checkout(v *visit) error { return s.showCheckout(v, retake{}) }

// showCheckout shows the form with what was typed. What cannot be bought now is
// named first, and can be taken out without leaving the page.
func (s *server) showCheckout(v *visit, why retake) error {
	if err := s.reprice(v); err != nil {
		return err
	}
	c, err := s.shop.Carts.View(v.Context(), v.By, v.Lang)
	if err != nil {
		return err
	}
	view := page.Checkout{
		Frame: s.frame(v), Action: "/checkout", Key: v.key(why.fresh), Address: s.address(v, why.wrong),
		Methods: methods(cmp.Or(v.PostFormValue("method"), "card")), Errors: why.wrong,
	}
	var items []order.Item
	for _, l := range c.Lines {
		if l.Buyable() {
			items = append(items, order.Item{SKU: l.SKU, Qty: l.Qty})
			continue
		}
		line := s.cartLine(v, l)
		line.Gone = l.Left < 1 || l.Offer.Slug == ""
		view.Blocked = append(view.Blocked, line)
	}
	if len(c.Lines) == 0 {
		return v.redirect("/cart")
	}
	if len(items) == 0 {
		return s.showCart(v, why.notice)
	}
	orders, err := s.priceCheckout(v, &view, c.Cart.Currency, items)
	if err != nil {
		return err
	}
	view.Notice = why.notice
	switch {
	case why.confirm:
		view.Notice = &page.Notice{Tone: "warn", Head: v.say("error.confirm"), Text: v.say("error.confirm.text", view.Total)}
	case why.priced || why.gone != "":
		view.Notice = s.dearer(v, view, why.gone)
	}
	for _, o := range orders {
		view.Lines = append(view.Lines, s.lines(v, o)...)
	}
	if view.Delivery, err = s.deliveries(v, orders); err != nil {
		return err
	}
	return show(v, s.pages.Checkout, view)
}

// key is the form's idempotency key, or a new one where it has none that works.
func (v *visit) key(fresh bool) string {
	key := v.PostFormValue("key")
	odd := strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' })
	if fresh || key == "" || len(key) > 128 || odd {
		return token()
	}
	return key
}

// address is the form with what was typed, or with what we know of a person.
func (s *server) address(v *visit, wrong map[string]string) []page.Field {
	fields := page.AddressFields(v.Lang)
	for i := range fields {
		f := &fields[i]
		f.Value, f.Error = v.typed(f.Name), wrong[f.Name]
		if f.Name == "country" {
			for _, code := range countries() {
				f.Choices = append(f.Choices, page.Link{Label: v.say("country." + code), URL: code, Current: code == cmp.Or(f.Value, v.country())})
			}
		}
	}
	return fields
}

// faults finds everything that is wrong with the form, by field. An address is
// judged by the library: what it finds is replaced by something good until
// nothing is left.
func (s *server) faults(v *visit) map[string]string {
	found, to := map[string]string{}, v.address()
	if !slices.Contains(countries(), to.Country) {
		found["country"], to.Country = v.say("fault.country"), "CN"
	}
	for {
		var wrong *order.InputError
		if !errors.As(order.CheckAddress(to, true), &wrong) {
			break
		}
		name := strings.TrimPrefix(wrong.Field, "to.")
		if found[name] != "" {
			break
		}
		found[name] = reason(v, wrong)
		if at := part(&to, name); at != nil {
			*at = map[string]string{"name": "good", "city": "good", "street": "good"}[name]
		}
	}
	if _, err := v.tender(); err != nil {
		found["method"] = v.say("fault.choose")
	}
	if _, _, err := s.delivery(v); err != nil {
		found["carrier"] = v.say("fault.choose")
	}
	return found
}

// part is the part of an address that a field is for.
func part(to *shipping.Address, name string) *string {
	return map[string]*string{
		"name": &to.Name, "phone": &to.Phone, "region": &to.Region, "city": &to.City, "street": &to.Street, "postcode": &to.Postcode,
	}[name]
}

// address is what the form says.
func (v *visit) address() shipping.Address {
	return shipping.Address{
		Name: v.FormValue("name"), Phone: v.FormValue("phone"), Country: v.FormValue("country"), Region: v.FormValue("region"),
		City: v.FormValue("city"), Street: v.FormValue("street"), Postcode: v.FormValue("postcode"),
	}
}

func countries() []string { return []string{"CN", "GB", "US", "DE", "JP"} }

// typed is what the visitor wrote into a field, or what we know of a person.
func (v *visit) typed(name string) string {
	if v.Method == http.MethodPost {
		return v.PostFormValue(name)
	}
	home := v.Person.Address
	return map[string]string{
		"name": home.Name, "phone": home.Phone, "region": home.Region, "city": home.City,
		"street": strings.TrimSpace(home.District + " " + home.Street), "postcode": home.Postcode, "country": home.Country,
	}[name]
}

// deliveries asks every carrier when the goods of each seller would arrive. A
// carrier that does not answer for all of them is left out.
func (s *server) deliveries(v *visit, orders []order.Order) ([]page.Choice, error) {
	to := v.country()
	if typed := v.typed("country"); slices.Contains(countries(), typed) {
		to = typed
	}
	fees := make([]money.Money, len(orders))
	for i, o := range orders {
		fees[i] = o.Shipping
	}
	fee, err := money.Sum(fees...)
	if err != nil {
		return nil, err
	}
	var list []page.Choice
	latest := map[string]time.Time{}
	for i, o := range orders {
		var grams int64
		for _, l := range o.Lines {
			grams += l.Grams * l.Qty
		}
		found, err := s.shop.Parcels.Rates(v.Context(), shipping.Quote{
			Seller: string(o.Seller), To: shipping.Address{Country: to}, Grams: grams, Currency: v.Currency, At: now(),
		})
		if len(found) == 0 {
			return nil, err
		}
		for _, r := range found {
			value := r.Carrier + "/" + r.Service
			at := slices.IndexFunc(list, func(c page.Choice) bool { return c.Value == value })
			if at < 0 && i == 0 {
				at = len(list)
				note := s.carrierName(v, r.Carrier) + " · " + v.say("service."+r.Service)
				list = append(list, page.Choice{Value: value, Note: note, Price: v.amount(fee), Chosen: value == v.PostFormValue("carrier")})
			}
			if at < 0 {
				continue
			}
			if r.By.After(latest[value]) {
				latest[value] = r.By
			}
			list[at].Label = v.say("arrives", deadline(v.Lang, latest[value]))
			part := page.Pair{Name: sellerName(o.Seller, v.Lang), Value: v.say("arrives", deadline(v.Lang, r.By)) + v.comma() + v.amount(o.Shipping)}
			list[at].Parts = append(list[at].Parts, part)
		}
		list = slices.DeleteFunc(list, func(c page.Choice) bool { return len(c.Parts) <= i })
	}
	for i := range list {
		if len(orders) == 1 {
			list[i].Parts = nil
		}
	}
	if len(list) > 0 && !slices.ContainsFunc(list, func(c page.Choice) bool { return c.Chosen }) {
		list[0].Chosen = true
	}
	return list, nil
}

// carrierName is what a carrier is called in the visitor's language.
func (s *server) carrierName(v *visit, name string) string {
	c := s.shop.Parcels.Carriers[name]
	if c == nil {
		return name
	}
	lang, _, _ := strings.Cut(v.Lang, "-")
	return cmp.Or(c.Info().Names[lang], name)
}
