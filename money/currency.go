package money

import (
	"fmt"
	"iter"
	"time"
)

// Currency names a currency: one of ISO 4217, active or withdrawn, or one that
// the host added with Register. It is a small comparable value, usable with ==
// and as a map key. The zero Currency is none. Its inner id is not stable
// between processes: store the code.
type Currency struct{ id uint16 }

const isoCount = len(isoCodes) / 3

type isoInfo struct {
	numeric   uint16
	digits    uint8
	minor     bool   // ISO names a minor unit
	withdrawn uint16 // year*12 + month-1, 0 while active
}

// ParseCurrency finds a currency by its code, in capitals as ISO 4217 and
// Register have it. An unknown code is ErrCurrency. Withdrawn currencies are
// found, so that old amounts still load; refuse them for new amounts with
// Withdrawn.
func ParseCurrency(code string) (Currency, error) {
	if c, ok := lookup(code); ok {
		return c, nil
	}
	return Currency{}, fmt.Errorf("%w: code %q", ErrCurrency, clip(code))
}

// MustCurrency is ParseCurrency for codes known to be right, such as
// constants; it panics on an unknown one.
func MustCurrency(code string) Currency {
	c, err := ParseCurrency(code)
	if err != nil {
		panic(err)
	}
	return c
}

func lookup[T string | []byte](code T) (Currency, bool) {
	if len(code) == 3 && code[0] >= 'A' && code[0] <= 'Z' {
		lo, hi := int(isoStart[code[0]-'A']), int(isoStart[code[0]-'A'+1])
		want := uint32(code[1])<<8 | uint32(code[2])
		for lo < hi {
			mid := (lo + hi) / 2
			got := uint32(isoCodes[3*mid+1])<<8 | uint32(isoCodes[3*mid+2])
			switch {
			case got == want:
				return Currency{uint16(mid + 1)}, true
			case got < want:
				lo = mid + 1
			default:
				hi = mid
			}
		}
	}
	return lookupRegistered(string(code))
}

// Code returns the code, such as "USD"; it is empty for the zero Currency.
func (c Currency) Code() string {
	switch {
	case c.id == 0:
		return ""
	case int(c.id) <= isoCount:
		return isoCodes[3*int(c.id)-3 : 3*int(c.id)]
	}
	return registeredDef(c).Code
}

// String returns the code, or "(none)" for the zero Currency.
func (c Currency) String() string {
	if c.id == 0 {
		return "(none)"
	}
	return c.Code()
}

// Numeric returns the ISO 4217 numeric code, such as 840 for USD, or 0 where
// there is none. It identifies active currencies only: withdrawn ones share
// numbers.
func (c Currency) Numeric() int {
	switch {
	case c.id == 0:
		return 0
	case int(c.id) <= isoCount:
		return int(isoTable[c.id-1].numeric)
	}
	return registeredDef(c).Numeric
}

// Digits returns how many decimals the minor unit has by ISO 4217: 2 for USD,
// 0 for JPY, 3 for KWD. These are the digits of storage and settlement; what a
// page shows and what a payment provider expects can differ. Units without a
// minor unit, such as XAU, have 0. For withdrawn currencies it is the value of
// the last ISO edition that listed them.
func (c Currency) Digits() int {
	switch {
	case c.id == 0:
		return 0
	case int(c.id) <= isoCount:
		return int(isoTable[c.id-1].digits)
	}
	return registeredDef(c).Digits
}

// HasMinorUnit tells currencies from units of account and metals, such as XDR
// and XAU, for which ISO 4217 names no minor unit, and from test codes.
// Withdrawn and registered currencies have one.
func (c Currency) HasMinorUnit() bool {
	if c.id == 0 || int(c.id) > isoCount {
		return c.id != 0
	}
	info := isoTable[c.id-1]
	return info.minor || info.withdrawn != 0
}

// Withdrawn returns the month in which ISO 4217 withdrew the currency, as
// "2023-01", and "" while it is active. Where ISO gives only a span, it is the
// last month of the span. Do not accept new amounts in a withdrawn currency.
func (c Currency) Withdrawn() string {
	if c.id == 0 || int(c.id) > isoCount {
		return ""
	}
	w := isoTable[c.id-1].withdrawn
	if w == 0 {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", w/12, w%12+1)
}

// WithdrawnBy reports whether the currency was withdrawn in or before the UTC
// month of t.
func (c Currency) WithdrawnBy(t time.Time) bool {
	if c.id == 0 || int(c.id) > isoCount {
		return false
	}
	w := isoTable[c.id-1].withdrawn
	t = t.UTC()
	return w != 0 && t.Year()*12+int(t.Month())-1 >= int(w)
}

// MarshalText writes the code. The zero Currency is ErrCurrency.
func (c Currency) MarshalText() ([]byte, error) {
	if c.id == 0 {
		return nil, fmt.Errorf("%w: none to encode", ErrCurrency)
	}
	return []byte(c.Code()), nil
}

// UnmarshalText reads a code as ParseCurrency does.
func (c *Currency) UnmarshalText(text []byte) error {
	got, err := ParseCurrency(string(text))
	if err == nil {
		*c = got
	}
	return err
}

// Currencies lists ISO 4217, active and withdrawn, in order of their codes,
// then the registered ones in order of registration.
func Currencies() iter.Seq[Currency] {
	return func(yield func(Currency) bool) {
		for id := 1; id <= isoCount+len(snapshot()); id++ {
			if !yield(Currency{uint16(id)}) {
				return
			}
		}
	}
}
