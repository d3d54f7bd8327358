package format

import (
	"fmt"

	"github.com/cartwright-go/cartwright/money"
)

// Options say how a Formatter writes. The zero Options are what a shop shows:
// the symbol, the decimals of CLDR, rounded half away from zero, a minus before
// what is negative.
type Options struct {
	Style  Style      // what stands for the currency
	Digits Digits     // how many decimals are written
	Mode   money.Mode // how they are rounded
	Sign   Sign       // when a sign is written
	Whole  bool       // leave out decimals that are all zero: "$12", but "$12.50"
}

// Style says what stands for the currency.
type Style uint8

// The styles.
const (
	Symbol     Style = iota // the symbol of the locale, unique there: "US$12.00" in Canada
	Narrow                  // the shortest symbol, often shared between currencies: "$12.00"
	Code                    // the ISO code: "USD 12.00"
	Accounting              // the symbol, with negative amounts as bookkeepers write them: "($12.00)"
	Number                  // nothing, for a column or a field whose currency is written elsewhere
)

// Digits says how many decimals are written.
type Digits uint8

// The rules for decimals. They differ: the forint has two in ISO 4217, none in
// CLDR, and is paid in cash in steps of five.
const (
	DisplayDigits Digits = iota // what CLDR has readers expect
	ISODigits                   // those of the minor unit, see money.Currency.Digits
	CashDigits                  // what CLDR has for cash, rounded to the smallest coin
	AllDigits                   // those of the minor unit, and more when the amount is finer; never rounds
)

// Sign says when a sign is written.
type Sign uint8

// The rules for signs.
const (
	SignNegative   Sign = iota // a minus before negative amounts, also when they round to zero
	SignAlways                 // a plus before the others, also before zero
	SignExceptZero             // a plus or a minus, and none before what is shown as zero
)

func (o Options) check() error {
	switch {
	case o.Style > Number:
		return fmt.Errorf("%w: Style %d", ErrOption, o.Style)
	case o.Digits > AllDigits:
		return fmt.Errorf("%w: Digits %d", ErrOption, o.Digits)
	case o.Mode > money.Floor:
		return fmt.Errorf("%w: Mode %d", ErrOption, o.Mode)
	case o.Sign > SignExceptZero:
		return fmt.Errorf("%w: Sign %d", ErrOption, o.Sign)
	}
	return nil
}
