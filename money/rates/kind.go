package rates

import (
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

// Kind says what a rate is good for.
type Kind uint8

// The kinds of rates. Buy and Sell are seen from the provider: it buys the base
// currency at the one and sells it at the other.
const (
	Reference Kind = iota // published for information, such as those of the ECB
	Mid                   // the middle of a market
	Buy                   // at which the provider buys the base currency
	Sell                  // at which the provider sells the base currency
	Fixed                 // set by law or by the shop, the same in both directions
)

func kindNames() []string { return []string{"reference", "mid", "buy", "sell", "fixed"} }

// String returns the name, such as "reference".
func (k Kind) String() string {
	if names := kindNames(); int(k) < len(names) {
		return names[k]
	}
	return "(unknown kind)"
}

// MarshalText writes the name; a value outside the list is ErrInput.
func (k Kind) MarshalText() ([]byte, error) {
	if k > Fixed {
		return nil, bad("kind", "is not in the list")
	}
	return []byte(k.String()), nil
}

// UnmarshalText reads a name as String writes it; another is ErrInput.
func (k *Kind) UnmarshalText(text []byte) error {
	i := slices.Index(kindNames(), string(text))
	if i < 0 {
		return bad("kind", "is not in the list")
	}
	*k = Kind(i)
	return nil
}

// inverse is the kind of the pair read the other way round: who buys euros for
// dollars sells dollars for euros.
func (k Kind) inverse() Kind {
	switch k {
	case Buy:
		return Sell
	case Sell:
		return Buy
	default:
		return k
	}
}

// across is the kind of two rates in a row; ok is false where the product would
// be nobody's price.
func (k Kind) across(next Kind) (kind Kind, ok bool) {
	switch {
	case k == next || next == Fixed:
		return k, true
	case k == Fixed:
		return next, true
	case k == Buy || k == Sell || next == Buy || next == Sell:
		return 0, false
	}
	return Mid, true
}

// Info says where a rate comes from and when it holds.
type Info struct {
	Provider   string    // required, at most 100 bytes, such as "ecb"
	Kind       Kind      // Reference when left out
	AsOf       time.Time // required; feeds that name a day only give its midnight in UTC
	ValidUntil time.Time // the first moment at which the rate no longer holds; zero for none
}

// maxProvider bounds the name of a provider, in bytes.
const maxProvider = 100

func (i Info) check() error {
	switch {
	case i.Provider == "":
		return bad("provider", "is missing")
	case len(i.Provider) > maxProvider:
		return bad("provider", "is longer than 100 bytes")
	case i.Kind > Fixed:
		return bad("kind", "is not in the list")
	case i.AsOf.IsZero():
		return bad("as-of", "is missing")
	case !i.ValidUntil.IsZero() && !i.ValidUntil.After(i.AsOf):
		return bad("valid-until", "is not after as-of")
	}
	return nil
}

func (i Info) utc() Info {
	i.AsOf = i.AsOf.UTC()
	if !i.ValidUntil.IsZero() {
		i.ValidUntil = i.ValidUntil.UTC()
	}
	return i
}

// Leg is one published rate that a rate is made of, in the direction in which
// it was published.
type Leg struct {
	Base, Quote money.Currency
	Info
}
