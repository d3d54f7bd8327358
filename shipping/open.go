package shipping

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/event"
)

// Limits of what a label can say.
const (
	maxField = 300    // characters of one field of an address
	maxItems = 10_000 // lines in one parcel
)

// Open writes the intent to book s in the caller's transaction and calls
// nobody. Order, Carrier, To and Items must be set; an empty Service takes the
// carrier's first; Cost and Promised may hold what was quoted; everything that
// only a carrier can know is reset. What cannot work is refused here, with
// nothing written: *InputError or ErrNoCarrier. After the commit, call Advance;
// a timer does where the process dies.
func (d *Desk) Open(ctx context.Context, tx Tx, s Shipment) (Shipment, error) {
	services, err := d.services(s.Carrier, s.Service)
	if err != nil {
		return s, err
	}
	if s.Service == "" && len(services) > 0 {
		s.Service = services[0]
	}
	if err := check(s); err != nil {
		return s, err
	}
	now := d.now()
	s.Booking, s.Status = Intent, Pending
	s.Number, s.Code, s.Events, s.Attempts = "", "", nil, 0
	s.Created, s.Updated, s.BookedAt, s.Version = now, now, Shipment{}.BookedAt, 0
	s.Items = slices.Clone(s.Items)
	if err := tx.SaveShipment(ctx, s); err != nil {
		return s, err
	}
	s.Version++
	return s, tx.Schedule(ctx, event.Timer{Kind: RecoverTimer, Subject: string(s.ID), Due: now.Add(firstLook)})
}

// Offers answers nil where Open would take this carrier and service, and the
// error of Open otherwise: ErrNoCarrier, or an *InputError about "carrier" or
// "service". An empty service is the carrier's first. Ask it before a buyer is
// charged for a delivery that nobody makes; it calls nobody.
func (d *Desk) Offers(carrier, service string) error {
	_, err := d.services(carrier, service)
	return err
}

// services are those of a carrier, of which service is one.
func (d *Desk) services(carrier, service string) ([]string, error) {
	c, err := d.carrier(carrier)
	if err != nil {
		return nil, err
	}
	services := c.Info().Services
	if service != "" && len(services) > 0 && !slices.Contains(services, service) {
		return nil, &InputError{Field: "service", Reason: "is not offered by the carrier"}
	}
	return services, nil
}

func check(s Shipment) error {
	switch {
	case !reference(string(s.ID)):
		return &InputError{Field: "id", Reason: "must have 1 to 32 letters, digits or dashes"}
	case s.Order == "":
		return &InputError{Field: "order", Reason: "is missing"}
	case s.Grams < 0:
		return &InputError{Field: "grams", Reason: "must not be negative"}
	case s.Cost.IsNegative():
		return &InputError{Field: "cost", Reason: "must not be negative"}
	case len(s.Items) == 0:
		return &InputError{Field: "items", Reason: "are missing"}
	case len(s.Items) > maxItems:
		return &InputError{Field: "items", Reason: "are more than " + strconv.Itoa(maxItems)}
	}
	for i, item := range s.Items {
		if item.Line < 1 || item.Units < 1 {
			return &InputError{Field: "items[" + strconv.Itoa(i) + "]", Reason: "needs a line and units from 1"}
		}
	}
	return s.To.check()
}

// check finds what no carrier could deliver to.
func (a Address) check() error {
	if err := checkCountry(a.Country); err != nil {
		return err
	}
	for _, f := range []struct {
		name, value string
		required    bool
	}{
		{"name", a.Name, true},
		{"phone", a.Phone, false},
		{"region", a.Region, false},
		{"city", a.City, true},
		{"district", a.District, false},
		{"street", a.Street, true},
		{"postcode", a.Postcode, false},
	} {
		switch {
		case f.required && strings.TrimSpace(f.value) == "":
			return &InputError{Field: "to." + f.name, Reason: "is missing"}
		case utf8.RuneCountInString(f.value) > maxField:
			return &InputError{Field: "to." + f.name, Reason: "is longer than " + strconv.Itoa(maxField) + " characters"}
		case !utf8.ValidString(f.value) || strings.ContainsFunc(f.value, control):
			return &InputError{Field: "to." + f.name, Reason: "has characters that cannot be printed"}
		}
	}
	return nil
}

func checkCountry(code string) error {
	if len(code) != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z' {
		return &InputError{Field: "to.country", Reason: "must be two capital letters of ISO 3166-1"}
	}
	return nil
}

func control(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\r' }

// reference reports whether id is fit to be a carrier's idempotency key.
func reference(id string) bool {
	return id != "" && len(id) <= 32 && !strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}
