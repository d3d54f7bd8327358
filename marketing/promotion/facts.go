package promotion

import (
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// Facts are all that an evaluation knows of a cart. They are plain values, JSON
// included, and hold no personal data beyond an opaque buyer id.
type Facts struct {
	At       time.Time        `json:"at"` // the moment of the price; required
	Currency string           `json:"currency"`
	Lines    []Line           `json:"lines"`
	Fees     []Fee            `json:"fees,omitempty"` // shipping, one per seller who has lines
	Buyer    Buyer            `json:"buyer"`
	Channel  string           `json:"channel,omitempty"`
	Country  string           `json:"country,omitempty"` // ISO 3166-1 alpha-2 of the destination
	Payment  string           `json:"payment,omitempty"` // the method chosen, "" before
	Codes    []Entered        `json:"codes,omitempty"`   // in the order in which they were entered
	Usage    map[string]Usage `json:"usage,omitempty"`   // by rule ID, of rules with limits
	Gifts    []Stocked        `json:"gifts,omitempty"`   // what can be given away
	// Extra are a host's own facts, for its own kinds.
	Extra map[string]string `json:"extra,omitempty"`
}

// A Line is a number of units of one variant at one price.
type Line struct {
	SKU      catalog.SKU       `json:"sku"`
	Product  catalog.ProductID `json:"product,omitempty"`
	Seller   catalog.SellerID  `json:"seller"`
	Brand    string            `json:"brand,omitempty"`
	Category []string          `json:"category,omitempty"` // the category and all above it, in any order
	Tags     []string          `json:"tags,omitempty"`
	Units    int64             `json:"units"`
	// Price is of one unit, before promotions. It may be finer than the smallest unit,
	// by three decimals at most, where Units of it come to whole ones.
	Price money.Money `json:"price"`
	// Lists are other prices of one unit, such as "member", for list_price.
	Lists map[string]money.Money `json:"lists,omitempty"`
	// Floor is the lowest price a unit may come to; the zero Money is none. A price
	// that is below it already stays: nothing comes off.
	Floor money.Money       `json:"floor,omitzero"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Fee is what the goods of one seller cost to ship.
type Fee struct {
	Seller catalog.SellerID `json:"seller"`
	Amount money.Money      `json:"amount"`
}

// A Buyer is whoever the price is for. An empty ID is somebody not signed in.
type Buyer struct {
	ID     string   `json:"id,omitempty"` // opaque
	Groups []string `json:"groups,omitempty"`
	Orders int64    `json:"orders,omitempty"` // placed before and not cancelled
}

// An Entered code is what a buyer typed, and the rule a code store found for it;
// without one, the rules' own shared codes are searched.
type Entered struct {
	Text string `json:"text"`
	Rule string `json:"rule,omitempty"`
	// Refused is the answer of the code store when the code cannot be used, for
	// example CodeExpired; "" lets the evaluator judge.
	Refused CodeAnswer `json:"refused,omitempty"`
}

// Usage is how often a rule has been redeemed before this cart; nothing is negative.
type Usage struct {
	Total      int64       `json:"total,omitempty"`
	Buyer      int64       `json:"buyer,omitempty"` // by this buyer
	Today      int64       `json:"today,omitempty"`
	Units      int64       `json:"units,omitempty"`       // sold of a flash price's stock
	BuyerUnits int64       `json:"buyer_units,omitempty"` // of these by this buyer
	Spent      money.Money `json:"spent,omitzero"`        // of the budget
}

// A Stocked gift is one that can be given away now.
type Stocked struct {
	SKU   catalog.SKU `json:"sku"`
	Left  int64       `json:"left"`
	Worth money.Money `json:"worth"` // of one unit; counts for the objective
	// Seller is whose it is: the rule of one seller gives nothing of another's.
	// None: anybody may give it.
	Seller catalog.SellerID `json:"seller,omitempty"`
}
