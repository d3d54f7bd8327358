package main

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/shipping"
)

func (s *server) cart(v *visit) error {
	view, err := s.shop.Carts.View(v.Context(), v.By, v.Lang)
	if err != nil {
		return err
	}
	return s.show(v, "cart", map[string]any{"Cart": view})
}

// changeCart adds (do=add), sets (do=set) or removes (do=remove) one line; buy
// goes straight on to the checkout.
func (s *server) changeCart(v *visit) error {
	sku := catalog.SKU(v.FormValue("sku"))
	qty, err := strconv.ParseInt(v.FormValue("qty"), 10, 64)
	if err != nil && v.FormValue("do") != "remove" {
		return &order.InputError{Field: "qty", Reason: "must be a whole number"}
	}
	switch v.FormValue("do") {
	case "remove":
		_, err = s.shop.Carts.Remove(v.Context(), v.By, sku)
	case "set":
		_, err = s.shop.Carts.Set(v.Context(), v.By, sku, qty)
	default:
		_, err = s.shop.Carts.Add(v.Context(), v.By, v.Currency, sku, qty)
	}
	if err != nil {
		return err
	}
	if v.FormValue("go") == "checkout" {
		return v.redirect("/checkout")
	}
	return v.redirect("/cart")
}

// ask is the order request that the visitor's cart makes.
func (s *server) ask(v *visit) (order.Request, error) {
	c, err := s.shop.Carts.Find(v.Context(), v.By)
	if err != nil {
		return order.Request{}, err
	}
	r := order.Request{Currency: c.Currency, Language: v.Lang, Provider: "sandbox", Method: sandbox.Hosted}
	r.Carrier, r.Service = s.delivery(v.FormValue("carrier"))
	for _, l := range c.Lines {
		r.Lines = append(r.Lines, order.Item{SKU: l.SKU, Qty: l.Qty})
	}
	return r, nil
}

func (s *server) checkout(v *visit) error { return s.showCheckout(v, nil) }

// showCheckout shows the form, with what was typed and what is wrong with it.
func (s *server) showCheckout(v *visit, wrong *order.InputError) error {
	if wrong != nil {
		v.status = http.StatusUnprocessableEntity
	}
	r, err := s.ask(v)
	if err != nil {
		return err
	}
	if len(r.Lines) == 0 {
		return v.redirect("/cart")
	}
	orders, total, err := s.shop.Orders.Quote(v.Context(), v.By, r)
	if err != nil {
		return err
	}
	key := v.FormValue("key")
	if key == "" {
		key = rand.Text()
	}
	fee := money.New(0, total.Currency())
	for _, o := range orders {
		if fee, err = fee.Add(o.Shipping); err != nil {
			return err
		}
	}
	rates, err := s.rates(v, orders, cmp.Or(v.FormValue("carrier"), ""))
	if err != nil {
		return err
	}
	return s.show(v, "checkout", map[string]any{
		"Rates":  rates,
		"Orders": orders, "Total": total.Display(v.Lang), "Expected": total.String(), "Fee": fee.Display(v.Lang), "Key": key, "Wrong": wrong,
		"Form": v.typed,
	})
}

// delivery is the carrier and service that a form names, or the usual ones
// where it names none that we have.
func (s *server) delivery(asked string) (carrier, service string) {
	carrier, service, _ = strings.Cut(asked, "/")
	if c := s.shop.Parcels.Carriers[carrier]; c != nil && slices.Contains(c.Info().Services, service) {
		return carrier, service
	}
	return s.carrier, s.shop.Parcels.Carriers[s.carrier].Info().Services[0]
}

// A rate is a way of delivery: when, by whom.
type rate struct {
	Value, Name, By string
	Chosen          bool
}

// rates asks every carrier when the first order's goods would arrive. A carrier
// that does not answer is left out.
func (s *server) rates(v *visit, orders []order.Order, chosen string) ([]rate, error) {
	var grams int64
	for _, l := range orders[0].Lines {
		grams += l.Grams * l.Qty
	}
	country := v.say("CN", "GB")
	if c := v.typed("country"); slices.ContainsFunc(countries(), func(f field) bool { return f.Name == c }) {
		country = c
	}
	found, err := s.shop.Parcels.Rates(v.Context(), shipping.Quote{
		Seller: string(orders[0].Seller), To: shipping.Address{Country: country}, Grams: grams, Currency: v.Currency, At: time.Now(),
	})
	if len(found) == 0 {
		return nil, err
	}
	var list []rate
	for i, r := range found {
		value := r.Carrier + "/" + r.Service
		by := r.By.Format("01-02 15:04")
		if v.Lang == "en" {
			by = r.By.Format("Monday, 2 January, 15:04")
		}
		list = append(list, rate{value, r.Carrier + " " + r.Service, v.say("最晚 ", "by ") + by, value == chosen || chosen == "" && i == 0})
	}
	return list, nil
}

// say picks the words of the visitor's language.
func (v *visit) say(zh, en string) string {
	if v.Lang == "en" {
		return en
	}
	return zh
}

// typed is what the visitor wrote into a field, or what we know of a demo person.
func (v *visit) typed(name string) string {
	if v.Method == http.MethodPost {
		return v.PostFormValue(name)
	}
	return map[string]string{
		"name": v.Home.Name, "phone": v.Home.Phone, "region": v.Home.Region, "city": v.Home.City,
		"street": v.Home.Street, "postcode": v.Home.Postcode, "country": v.Home.Country,
	}[name]
}

func (s *server) place(v *visit) error {
	r, err := s.ask(v)
	if err != nil {
		return err
	}
	r.Key, r.Note = v.FormValue("key"), v.FormValue("note")
	if r.ExpectedTotal, err = money.ParseText(v.FormValue("expected")); err != nil {
		return &order.InputError{Field: "expected", Reason: "is no amount"}
	}
	r.To = shipping.Address{
		Name: v.FormValue("name"), Phone: v.FormValue("phone"), Country: v.FormValue("country"), Region: v.FormValue("region"),
		City: v.FormValue("city"), Street: v.FormValue("street"), Postcode: v.FormValue("postcode"),
	}
	if len(r.Lines) == 0 { // a second click: the cart is empty, the purchase is there
		return v.redirect("/orders")
	}
	placed, err := s.shop.Orders.Place(v.Context(), v.By, r)
	var wrong *order.InputError
	if asInput(err, &wrong) {
		return s.showCheckout(v, wrong)
	}
	if err != nil {
		return err
	}
	if err := s.shop.Carts.Clear(v.Context(), v.By); err != nil {
		return err
	}
	op, err := s.shop.Payments.Store.FindOperation(v.Context(), placed.Purchase.Charge)
	if err != nil || op.Action.Kind != payment.Redirect {
		return v.redirect("/order/" + string(placed.Orders[0].ID))
	}
	return v.redirect("/pay/" + string(op.Ref))
}

// payPage is the sandbox's hosted page: it stands for a provider's own site.
func (s *server) payPage(v *visit) error {
	t, err := s.psp.Find(payment.Ref(v.PathValue("ref")))
	if err != nil {
		return err
	}
	return s.show(v, "pay", map[string]any{"Trade": t, "Amount": t.Amount.Display(v.Lang), "Open": t.Status == payment.Pending})
}

func (s *server) pay(v *visit) error {
	ref := payment.Ref(v.PathValue("ref"))
	instrument := map[string]string{"pay": sandbox.OK, "decline": sandbox.Decline, "twice": sandbox.NotifyTwice}[v.FormValue("do")]
	if _, err := s.psp.Pay(v.Context(), ref, instrument); err != nil {
		return err
	}
	return v.redirect("/orders")
}
