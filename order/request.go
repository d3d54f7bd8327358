package order

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
)

// An Item is a number of units that somebody wants. The same SKU twice counts
// as one line with both.
type Item struct {
	SKU catalog.SKU
	Qty int64
}

// A Request asks for a purchase. Quote needs Lines, Currency and Language
// alone; Place needs all but Note, Email, Instrument, ReturnURL, Carrier and
// Service, and To only where goods travel.
type Request struct {
	Key           string // idempotency key of the buyer's attempt: 1 to 128 printable ASCII characters
	Lines         []Item
	Currency      string      // ISO 4217
	ExpectedTotal money.Money // what the buyer was shown
	To            shipping.Address
	Email         string
	Note          string // the buyer's words to the sellers
	Language      string // BCP 47 tag; empty: the catalogue's choice
	Guest         bool   // make a link token: the buyer will not sign in
	Provider      string
	Method        string
	Instrument    string // a provider's token for a card or wallet, never a card number
	ReturnURL     string // absolute http or https, where a redirected payer comes back to
	Carrier       string
	Service       string
	// Codes are what the buyer typed for a discount: at most 20, each of 1 to 64
	// bytes. A Pricer judges them; none is stored.
	Codes []string `json:",omitempty"`
}

// A Tender is how a buyer wants to pay.
type Tender struct {
	Provider   string
	Method     string
	Instrument string // a provider's token for a card or wallet, never a card number
	ReturnURL  string // absolute http or https
}

func (r Request) tender() Tender { return Tender{r.Provider, r.Method, r.Instrument, r.ReturnURL} }

// A Basket is what a Pricer prices.
type Basket struct {
	Currency money.Currency
	Items    []BasketItem // in the order of the request, each SKU once
	To       shipping.Address
	Carrier  string
	Service  string
	Codes    []string // as typed
	Method   string   // of payment; empty before it is chosen
	Language string   // BCP 47 tag, for what a Pricer adds
	Guest    bool     // the buyer will not sign in
}

// A BasketItem is an offer and how many units of it.
type BasketItem struct {
	Offer catalog.Offer
	Qty   int64
}

func bad(field, format string, args ...any) error {
	return &InputError{Field: field, Reason: fmt.Sprintf(format, args...)}
}

// merged checks lines and adds up those of one SKU.
func (l Limits) merged(lines []Item) ([]Item, error) {
	if len(lines) == 0 {
		return nil, bad("lines", "nothing is asked for")
	}
	most, where := positive(l.MaxQty, 100_000), map[catalog.SKU]int{}
	var merged []Item
	for i, line := range lines {
		field := fmt.Sprintf("lines[%d]", i)
		if why := sku(line.SKU); why != "" {
			return nil, bad(field+".sku", "%s", why)
		}
		if line.Qty < 1 {
			return nil, bad(field+".qty", "must be at least 1")
		}
		at, seen := where[line.SKU]
		if !seen {
			at = len(merged)
			where[line.SKU] = at
			merged = append(merged, Item{SKU: line.SKU})
		}
		if line.Qty > most-merged[at].Qty {
			return nil, bad(field+".qty", "must be at most %d", most)
		}
		merged[at].Qty += line.Qty
	}
	if n := positive(l.MaxLines, 200); len(merged) > n {
		return nil, bad("lines", "at most %d different products", n)
	}
	return merged, nil
}

func sku(s catalog.SKU) string {
	if len(s) < 1 || len(s) > 64 {
		return "must have 1 to 64 characters"
	}
	if !ascii(string(s)) {
		return "must be printable ASCII"
	}
	return ""
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}

// A form is a text field and what it must look like.
type form struct {
	field, value string
	need         bool
	most         int                   // runes
	lines        bool                  // may have line breaks and tabs
	check        func(v string) string // answers what is wrong
}

func (f form) wrong() error {
	switch {
	case !utf8.ValidString(f.value):
		return bad(f.field, "is not valid UTF-8")
	case f.need && !strings.ContainsFunc(f.value, visible):
		return bad(f.field, "is missing")
	case utf8.RuneCountInString(f.value) > f.most:
		return bad(f.field, "is longer than %d characters", f.most)
	case strings.ContainsFunc(f.value, func(r rune) bool { return hostile(r, f.lines) }):
		return bad(f.field, "contains control characters")
	case f.check == nil || f.value == "":
		return nil
	}
	if why := f.check(f.value); why != "" {
		return bad(f.field, "%s", why)
	}
	return nil
}

func firstWrong(forms ...form) error {
	for _, f := range forms {
		if err := f.wrong(); err != nil {
			return err
		}
	}
	return nil
}

// checkWords judges everything of a request but lines and address.
func (r Request) checkWords() error {
	return firstWrong(
		form{field: "key", value: r.Key, need: true, most: 128, check: printable},
		form{field: "email", value: r.Email, most: 254, check: email},
		form{field: "note", value: r.Note, most: 1000, lines: true},
		form{field: "language", value: r.Language, most: 35, check: tag},
		form{field: "carrier", value: r.Carrier, most: 64, check: printable},
		form{field: "service", value: r.Service, most: 64, check: printable},
	)
}

// checkCodes judges the codes.
func (r Request) checkCodes() error {
	if len(r.Codes) > maxCodes {
		return bad("codes", "at most %d", maxCodes)
	}
	for i, code := range r.Codes {
		field := fmt.Sprintf("codes[%d]", i)
		if len(code) > maxCode {
			return bad(field, "is longer than %d bytes", maxCode)
		}
		if err := (form{field: field, value: code, need: true, most: maxCode}).wrong(); err != nil {
			return err
		}
	}
	return nil
}

const (
	maxCodes = 20
	maxCode  = 64
)

func (t Tender) checkWords() error {
	return firstWrong(
		form{field: "provider", value: t.Provider, need: true, most: 64, check: printable},
		form{field: "method", value: t.Method, need: true, most: 64, check: printable},
		form{field: "instrument", value: t.Instrument, most: 512, check: printable},
		form{field: "return_url", value: t.ReturnURL, most: 2048, check: link},
	)
}

// CheckAddress judges where a parcel is to go. needed says that something
// really travels: name, country, city and street must then be there. The error
// is an *InputError whose Field begins with "to.".
func CheckAddress(a shipping.Address, needed bool) error {
	return firstWrong(
		form{field: "to.name", value: a.Name, need: needed, most: 100},
		form{field: "to.phone", value: a.Phone, most: 32, check: phone},
		form{field: "to.country", value: a.Country, need: needed, most: 100, check: country},
		form{field: "to.region", value: a.Region, most: 100},
		form{field: "to.city", value: a.City, need: needed, most: 100},
		form{field: "to.district", value: a.District, most: 100},
		form{field: "to.street", value: a.Street, need: needed, most: 300, lines: true},
		form{field: "to.postcode", value: a.Postcode, most: 16, check: printable},
	)
}

func printable(v string) string {
	if !ascii(v) {
		return "must be printable ASCII"
	}
	return ""
}

func email(v string) string {
	local, domain, found := strings.Cut(v, "@")
	if !found || local == "" || len(domain) < 3 || !strings.Contains(domain, ".") ||
		strings.ContainsAny(domain, "@") || strings.ContainsFunc(v, unicode.IsSpace) || strings.ContainsAny(v, "<>,;\"") {
		return "is not an address"
	}
	return ""
}

func phone(v string) string {
	digits := 0
	for _, r := range v {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+-() ./", r):
			return "may have digits, spaces and +-()./ only"
		}
	}
	if digits < 5 {
		return "must have at least 5 digits"
	}
	return ""
}

func tag(v string) string {
	if strings.ContainsFunc(v, func(r rune) bool { return r != '-' && (r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r)) }) {
		return "is not a language tag"
	}
	return ""
}

func link(v string) string {
	if !ascii(v) || strings.Contains(v, " ") || !strings.HasPrefix(v, "https://") && !strings.HasPrefix(v, "http://") {
		return "must be an absolute http or https address"
	}
	return ""
}

func skus(items []Item) []catalog.SKU {
	list := make([]catalog.SKU, len(items))
	for i, item := range items {
		list[i] = item.SKU
	}
	slices.Sort(list)
	return list
}
