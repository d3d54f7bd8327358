package catalog

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

type (
	// ProductID names a product: 26 characters of Crockford's base 32.
	ProductID string
	// SKU names a variant; the seller's own code, 1 to 64 printable ASCII characters.
	SKU string
	// SellerID names a seller: 1 to 64 printable ASCII characters.
	SellerID string
	// CategoryID names a category: 1 to 64 printable ASCII characters.
	CategoryID string
	// Kind says what a product is.
	Kind string
	// Status says whether a product is for sale.
	Status string
)

// Kinds of products. Only Goods travel in parcels.
const (
	Goods    Kind = "goods"
	Digital  Kind = "digital"
	Services Kind = "service"
)

// Statuses of a product.
const (
	Draft    Status = "draft"    // seen by its seller and staff
	Active   Status = "active"   // seen and bought by everybody
	Archived Status = "archived" // kept for old orders
)

// Errors of the package. A refused input is an *InputError.
var (
	ErrUnknown  = errors.New("catalog: unknown product")
	ErrInput    = errors.New("catalog: bad input")
	ErrNoPrice  = errors.New("catalog: no price in this currency")
	ErrInactive = errors.New("catalog: not for sale")
)

// An InputError names the field that is wrong and why. It matches ErrInput.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "catalog: " + e.Field + ": " + e.Reason }

// Is matches ErrInput.
func (e *InputError) Is(target error) bool { return target == ErrInput }

// A Text is what people read about a thing in one language.
type Text struct {
	Title       string
	Summary     string // one sentence
	Description string // paragraphs separated by blank lines
}

// Texts are keyed by BCP 47 language tags, for example "zh-CN".
type Texts map[string]Text

// A Seller offers products.
type Seller struct {
	ID      SellerID
	Names   map[string]string // by language tag
	Country string            // ISO 3166-1 alpha-2, or empty
	Version int64
}

// A Category is a shelf. Parent is empty at the top.
type Category struct {
	ID      CategoryID
	Slug    string
	Parent  CategoryID
	Texts   Texts
	Rank    int // order among its neighbours, lowest first
	Picture string
	Version int64
}

// A Variant is what is really bought.
type Variant struct {
	SKU     SKU
	Options map[string]string // at most 10, for example colour: green, size: M
	Prices  []money.Money     // at most one per currency, above zero
	Listed  []money.Money     // struck prices really asked before, at most one per currency
	Grams   int64             // packed weight
	Picture string
}

// A Product is one page of the shop.
type Product struct {
	ID       ProductID
	Slug     string
	Seller   SellerID
	Category CategoryID // empty: on no shelf, found by its slug, its seller and by search
	Kind     Kind
	Status   Status
	Brand    string
	Texts    Texts
	Details  map[string]map[string]string // language tag → property → value
	Variants []Variant
	Picture  string // a name, a path, or an address of http or https, in URL characters
	Rank     int    // order in lists, lowest first
	Created  time.Time
	Updated  time.Time
	Version  int64 // 0 inserts
}

// An Offer is one variant as it can be bought now, in one currency.
type Offer struct {
	SKU     SKU
	Product ProductID
	Slug    string
	Seller  SellerID
	Kind    Kind
	Title   string // in the language asked for
	Options string // in words, for example "green, M"
	Picture string
	Price   money.Money
	Listed  money.Money // zero when there is none
	Grams   int64
}
