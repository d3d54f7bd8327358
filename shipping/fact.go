package shipping

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of what a fact can say.
const (
	maxStops = 1_000 // events in one fact
	maxCode  = 100   // characters of a number, a key or a code
	maxPlace = 200   // characters of an event's place; the rest is cut off
	maxWords = 1_000 // characters of an event's words; the rest is cut off
)

// Check answers an *InputError, which names the field, for a fact that no
// carrier can mean and no store should keep. The Desk asks it for every fact.
func (f Fact) Check() error {
	_, ok := happening(f.Booking)
	switch {
	case f.Booking != "" && !ok:
		return &InputError{Field: "booking", Reason: "is not a fact's booking"}
	case f.Cost.IsNegative():
		return &InputError{Field: "cost", Reason: "must not be negative"}
	case len(f.Events) > maxStops:
		return &InputError{Field: "events", Reason: "are more than " + strconv.Itoa(maxStops)}
	}
	if err := checkCodes("", code{"number", f.Number}, code{"code", f.Code}); err != nil {
		return err
	}
	for i, e := range f.Events {
		if err := e.check("events[" + strconv.Itoa(i) + "]."); err != nil {
			return err
		}
	}
	return nil
}

// check is Check for a fact about s: a label has a number.
func (f Fact) check(s Shipment) error {
	if f.Booking == Booked && f.Number == "" && s.Number == "" {
		return &InputError{Field: "number", Reason: "is missing"}
	}
	return f.Check()
}

// check refuses what an adapter must not answer; before is the event's path.
func (e Event) check(before string) error {
	switch {
	case !slices.Contains(Statuses(), e.Status):
		return &InputError{Field: before + "status", Reason: "is not one of Statuses"}
	case e.Fault != "" && !slices.Contains(faults(), e.Fault):
		return &InputError{Field: before + "fault", Reason: "is not a known fault"}
	}
	return checkCodes(before, code{"key", e.Key}, code{"code", e.Code}, code{"detail", e.Detail})
}

func faults() []Fault { return []Fault{ByCarrier, ByShipper, ByRecipient, ByCustoms, ByForce} }

// A code is a field whose value machines read, with its name.
type code struct{ field, value string }

func checkCodes(before string, codes ...code) error {
	for _, c := range codes {
		switch {
		case !utf8.ValidString(c.value) || strings.ContainsFunc(c.value, unicode.IsControl):
			return &InputError{Field: before + c.field, Reason: "has characters that cannot be printed"}
		case utf8.RuneCountInString(c.value) > maxCode:
			return &InputError{Field: before + c.field, Reason: "is longer than " + strconv.Itoa(maxCode) + " characters"}
		}
	}
	return nil
}

// clipped is free text of a carrier as it is kept: what cannot be printed is a
// space, and what is beyond so many characters is left out. A parcel is not lost
// sight of because its carrier says something odd.
func clipped(text string, most int) string {
	plain := len(text) <= most && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
	if plain {
		return text
	}
	var b strings.Builder
	for _, r := range text { // what is no UTF-8 is U+FFFD here
		if most--; most < 0 {
			break
		}
		if unicode.IsControl(r) {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}
