package payment

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/money"
)

// check refuses what the provider could not do, before any call.
func check(i Info, r Request, now time.Time) error {
	if err := errors.Join(checkTexts(r), checkCards(r)); err != nil {
		return err
	}
	fits, err := refFits(i.RefPattern, r.Ref)
	switch {
	case err != nil:
		return fmt.Errorf("payment: provider %s: RefPattern: %w", i.Name, err)
	case !fits:
		return &InputError{Field: "ref", Reason: "does not fit the provider"}
	case !slices.Contains([]Kind{Sale, Authorize, Capture, Void, Refund}, r.Kind):
		return &InputError{Field: "kind", Reason: "is unknown"}
	case r.Payment == "":
		return &InputError{Field: "payment", Reason: "is missing"}
	case (r.Kind == Sale || r.Kind == Authorize) != (r.Parent == ""):
		return &InputError{Field: "parent", Reason: "belongs to capture, void and refund, and to all of them"}
	case (r.Kind == Sale || r.Kind == Authorize) && !slices.Contains(i.Methods, r.Method):
		return &InputError{Field: "method", Reason: "is not offered by the provider"}
	case r.Kind == Authorize && i.AuthValidity == 0:
		return &InputError{Field: "kind", Reason: "the provider does not authorize"}
	case (r.Kind == Sale || r.Kind == Authorize) && !r.Expires.IsZero() && !r.Expires.After(now):
		return &InputError{Field: "expires", Reason: "has passed"}
	case r.ReturnURL != "" && !web(r.ReturnURL):
		return &InputError{Field: "return_url", Reason: "is not an absolute http or https address"}
	}
	return checkAmount(i, r.Amount, r.Kind, now)
}

// checkTexts refuses what no column and no log should hold.
func checkTexts(r Request) error {
	for _, field := range [...]struct {
		name, value string
		most        int // bytes
	}{
		{"payment", string(r.Payment), 64},
		{"subject", r.Subject, 256},
		{"cause", r.Cause, 256},
		{"method", r.Method, 64},
		{"instrument", r.Instrument, 4096},
		{"return_url", r.ReturnURL, 4096},
	} {
		switch {
		case len(field.value) > field.most:
			return &InputError{Field: field.name, Reason: fmt.Sprintf("is longer than %d bytes", field.most)}
		case !utf8.ValidString(field.value):
			return &InputError{Field: field.name, Reason: "is not UTF-8"}
		case strings.ContainsFunc(field.value, unicode.IsControl):
			return &InputError{Field: field.name, Reason: "has control characters"}
		}
	}
	return nil
}

// plainRef is what a reference must match where a provider says nothing else:
// compiled once, since every sale asks.
var plainRef = regexp.MustCompile(`\A[0-9A-Za-z]{1,32}\z`)

func refFits(pattern string, ref Ref) (bool, error) {
	if pattern == "" {
		return plainRef.MatchString(string(ref)), nil
	}
	return regexp.MatchString(`\A(?:`+pattern+`)\z`, string(ref))
}

// checkCards refuses card numbers, wherever somebody may have put one.
func checkCards(r Request) error {
	for _, field := range [...]struct{ name, value string }{
		{"instrument", r.Instrument},
		{"cause", r.Cause},
		{"subject", r.Subject},
		{"method", r.Method},
		{"return_url", r.ReturnURL},
	} {
		if cardNumber(field.value) {
			return &InputError{Field: field.name, Reason: "looks like a card number: use a token"}
		}
	}
	return nil
}

func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && u.User == nil
}

func checkAmount(i Info, m money.Money, kind Kind, now time.Time) error {
	wrong := func(why string) error { return &InputError{Field: "amount", Reason: why} }
	if !m.HasCurrency() {
		return wrong("has no currency")
	}
	code := m.Currency().Code()
	if !m.IsPositive() {
		return wrong("must be above zero")
	}
	if len(i.Currencies) > 0 && !slices.Contains(i.Currencies, code) {
		return wrong("is in a currency that the provider does not take")
	}
	if kind != Refund && m.Currency().WithdrawnBy(now) {
		return wrong("is in a withdrawn currency")
	}
	if _, err := m.Minor(); err != nil {
		return wrong("does not fit minor units")
	}
	digits, ok := i.WireDigits[code]
	if !ok {
		digits = m.Currency().Digits()
	}
	wire, err := m.MinorIn(digits)
	if err != nil {
		return wrong("does not fit the provider's units")
	}
	if kind != Refund && wire < i.MinAmount[code] {
		return wrong("is below the provider's smallest amount")
	}
	return nil
}
