package format

import (
	"strings"

	"github.com/cartwright-go/cartwright/money"
)

// detect reads an amount together with its currency.
func (f Formatter) detect(text string) (money.Money, error) {
	switch {
	case f.s == nil:
		return money.Money{}, wrong(text, 0, "the zero Formatter reads nothing")
	case len(text) > maxText:
		return money.Money{}, wrong(text, maxText, "too long")
	case f.s.options.Style == Number:
		return money.Money{}, &ParseError{Text: clip(text), Reason: "a number has no currency: give one", Err: ErrAmbiguous}
	}
	var found money.Money
	var failed error
	for c := range money.Currencies() {
		if f.s.options.Style != Code && c.Withdrawn() != "" {
			continue
		}
		if !typedIn(text, f.s.symbol(c.Code())) {
			continue
		}
		m, err := f.s.layOut(c).parse(text)
		switch {
		case err != nil:
			failed = err
		case found.HasCurrency():
			return money.Money{}, &ParseError{
				Text: clip(text), Err: ErrAmbiguous,
				Reason: "may be " + found.Currency().Code() + " or " + c.Code() + ": give the currency",
			}
		default:
			found = m
		}
	}
	switch {
	case found.HasCurrency():
		return found, nil
	case failed != nil:
		return money.Money{}, failed
	}
	return money.Money{}, wrong(text, 0, "no currency in it")
}

// typedIn reports whether the text holds the symbol. A symbol with a space or a
// mark in it may be typed in other ways, and counts as held.
func typedIn(text, symbol string) bool {
	return strings.Contains(text, symbol) || strings.ContainsAny(symbol, "\u00a0\u202f\u200e\u200f\u061c")
}
