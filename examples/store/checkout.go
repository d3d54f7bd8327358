package main

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"

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

func (s *server) checkout(v *visit) error { return s.showCheckout(v, nil, nil) }

// showCheckout shows the form, with what was typed and what is wrong with it.
func (s *server) showCheckout(v *visit, wrong error, notice *page.Notice) error {
	if err := s.reprice(v); err != nil {
		return err
	}
	c, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil {
		return err
	}
	if len(c.Lines) == 0 {
		return v.redirect("/cart")
	}
	orders, total, err := s.shop.Orders.Quote(v.Context(), v.By, order.Request{Lines: c.Items(), Currency: c.Currency, Language: v.Lang})
	if err != nil {
		return err
	}
	view := page.Checkout{
		Frame: s.frame(v), Action: "/checkout", Key: cmp.Or(v.FormValue("key"), token()), Expected: total.String(),
		Address: s.address(v, wrong), Methods: methods(cmp.Or(v.FormValue("method"), "card")), Errors: map[string]string{}, Total: total.Display(v.Lang),
	}
	view.Notice = notice
	switch {
	case errors.Is(wrong, fault("fault.method")):
		view.Errors["method"] = v.say("fault.choose")
	case errors.Is(wrong, fault("fault.carrier")):
		view.Errors["carrier"] = v.say("fault.choose")
	}
	if view.Sums, err = v.sums(orders...); err != nil {
		return err
	}
	for _, o := range orders {
		view.Lines = append(view.Lines, s.lines(v, o)...)
	}
	fee := view.Sums[len(view.Sums)-2].Amount
	if view.Delivery, err = s.deliveries(v, orders, fee); err != nil {
		return err
	}
	return show(v, s.pages.Checkout, view)
}

// address is the form with what was typed, or with what we know of a person.
func (s *server) address(v *visit, wrong error) []page.Field {
	faults := map[string]string{}
	var input *order.InputError
	if errors.As(wrong, &input) {
		faults = faultsOf(v)
	}
	fields := page.AddressFields(v.Lang)
	for i := range fields {
		f := &fields[i]
		f.Value = v.typed(f.Name)
		f.Error = faults["to."+f.Name]
		if f.Name == "country" {
			for _, code := range countries() {
				f.Choices = append(f.Choices, page.Link{Label: v.say("country." + code), URL: code, Current: code == cmp.Or(f.Value, v.country())})
			}
		}
	}
	return fields
}

// faultsOf finds everything that is wrong with an address: what was found is
// replaced by something good until nothing is left.
func faultsOf(v *visit) map[string]string {
	found, to := map[string]string{}, v.address()
	for {
		var wrong *order.InputError
		if !errors.As(order.CheckAddress(to, true), &wrong) || found[wrong.Field] != "" {
			return found
		}
		found[wrong.Field] = reason(v, wrong)
		switch wrong.Field {
		case "to.name":
			to.Name = "good"
		case "to.city":
			to.City = "good"
		case "to.street":
			to.Street = "good"
		case "to.country":
			to.Country = "CN"
		case "to.phone":
			to.Phone = ""
		case "to.region":
			to.Region = ""
		case "to.postcode":
			to.Postcode = ""
		}
	}
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

// deliveries asks every carrier when the first order's goods would arrive. A
// carrier that does not answer is left out.
func (s *server) deliveries(v *visit, orders []order.Order, fee string) ([]page.Choice, error) {
	var grams int64
	for _, l := range orders[0].Lines {
		grams += l.Grams * l.Qty
	}
	to := v.country()
	if typed := v.typed("country"); slices.Contains(countries(), typed) {
		to = typed
	}
	found, err := s.shop.Parcels.Rates(v.Context(), shipping.Quote{
		Seller: string(orders[0].Seller), To: shipping.Address{Country: to}, Grams: grams, Currency: v.Currency, At: now(),
	})
	if len(found) == 0 {
		return nil, err
	}
	var list []page.Choice
	for _, r := range found {
		value := r.Carrier + "/" + r.Service
		list = append(list, page.Choice{
			Value: value, Label: v.say("arrives", deadline(v.Lang, r.By)), Price: fee,
			Note: s.carrierName(v, r.Carrier) + " · " + v.say("service."+r.Service), Chosen: value == v.FormValue("carrier"),
		})
	}
	if !slices.ContainsFunc(list, func(c page.Choice) bool { return c.Chosen }) {
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

func (s *server) place(v *visit) error {
	c, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil {
		return err
	}
	if len(c.Lines) == 0 { // a second click: the cart is empty, the purchase is there
		return v.redirect("/orders")
	}
	r, err := s.request(v)
	if err != nil {
		return s.unplaced(v, err)
	}
	r.Lines, r.Currency = c.Items(), c.Currency
	placed, err := s.shop.Orders.Place(v.Context(), v.By, r)
	if err != nil {
		return s.unplaced(v, err)
	}
	if err := s.shop.Carts.Clear(v.Context(), v.By); err != nil {
		return err
	}
	return s.onward(v, placed.Purchase)
}

// request is the order that the form asks for, without its lines.
func (s *server) request(v *visit) (order.Request, error) {
	r := order.Request{Key: v.FormValue("key"), Language: v.Lang}
	var err error
	if r.ExpectedTotal, err = money.ParseText(v.FormValue("expected")); err != nil {
		return r, fault("fault.amount")
	}
	t, err := v.tender()
	if err != nil {
		return r, err
	}
	r.Provider, r.Method, r.ReturnURL = t.Provider, t.Method, t.ReturnURL
	if r.Carrier, r.Service, err = s.delivery(v); err != nil {
		return r, err
	}
	r.To = v.address()
	return r, nil
}
