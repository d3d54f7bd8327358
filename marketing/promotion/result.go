package promotion

import (
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// A Result is the price of a cart. Goods less Discount plus Shipping is Total,
// where Shipping is after its own discounts; each is the exact sum of its parts.
type Result struct {
	Currency  string        `json:"currency"`
	Goods     money.Money   `json:"goods"`    // before promotions
	Discount  money.Money   `json:"discount"` // of goods
	Shipping  money.Money   `json:"shipping"` // after promotions
	Total     money.Money   `json:"total"`
	Lines     []LineResult  `json:"lines"` // as in Facts
	Fees      []FeeResult   `json:"fees,omitempty"`
	Applied   []Applied     `json:"applied,omitempty"` // in the order in which they acted
	Gifts     []Gift        `json:"gifts,omitempty"`
	Codes     []CodeResult  `json:"codes,omitempty"` // as in Facts
	Explained []Explanation `json:"explained,omitempty"`
	// Optimal says that no allowed combination is better by the objective. Where
	// it is false the search was cut short, and a better one gives at most Gap more.
	Optimal bool        `json:"optimal"`
	Gap     money.Money `json:"gap"`
}

// A LineResult is what one line costs.
type LineResult struct {
	Rows     []Row       `json:"rows"` // their units are those of the line
	Discount money.Money `json:"discount"`
	Net      money.Money `json:"net"`
}

// A Row is a run of units of one line that got the same: Units times Price less
// Discount is Net, and Discount divides by Units exactly.
type Row struct {
	Units    int64       `json:"units"`
	Price    money.Money `json:"price"` // of one unit, before promotions
	Discount money.Money `json:"discount"`
	Net      money.Money `json:"net"`
	Shares   []Share     `json:"shares,omitempty"` // add up to Discount
}

// A Share is what one rule gives and one party bears, for a whole row or fee.
type Share struct {
	Rule   string      `json:"rule"`
	Payer  string      `json:"payer"`
	Amount money.Money `json:"amount"` // zero or above
}

// A FeeResult is what the goods of one seller cost to ship: Before less Discount.
type FeeResult struct {
	Seller   catalog.SellerID `json:"seller"`
	Before   money.Money      `json:"before"`
	Discount money.Money      `json:"discount"`
	Shares   []Share          `json:"shares,omitempty"`
}

// Applied is a rule that acted, and what has to be reserved for it.
type Applied struct {
	Rule     string      `json:"rule"`
	Revision int64       `json:"revision,omitempty"`
	Layer    string      `json:"layer"`
	Amount   money.Money `json:"amount"`           // off goods and shipping
	Code     string      `json:"code,omitempty"`   // as entered
	Units    int64       `json:"units,omitempty"`  // of a flash price's stock
	Points   int64       `json:"points,omitempty"` // to be credited
	// Sellers are those whose lines earned the Points, sorted.
	Sellers []catalog.SellerID `json:"sellers,omitempty"`
	// Coupon is the code as FoldCode has it where a code store found the rule.
	Coupon string `json:"coupon,omitempty"`
	Limits Limits `json:"limits,omitzero"` // of the rule
	// Stock and PerBuyer bound the units of a flash price.
	Stock    int64 `json:"stock,omitempty"`
	PerBuyer int64 `json:"per_buyer,omitempty"`
}

// A Gift is added to the order at no price.
type Gift struct {
	Rule  string      `json:"rule"`
	SKU   catalog.SKU `json:"sku"`
	Units int64       `json:"units"`
	Worth money.Money `json:"worth"` // of all units
}

// A CodeResult is the answer to one entered code.
type CodeResult struct {
	Text   string     `json:"text"`
	Answer CodeAnswer `json:"answer"`
	Rule   string     `json:"rule,omitempty"`
}

// Options say how to evaluate. The zero value is the plain price.
type Options struct {
	Objective Objective `json:"objective,omitempty"`
	// Explain asks for Result.Explained: every rule that the cart could meet.
	Explain bool `json:"explain,omitempty"`
	// All looks at every rule of the book, so that Explained names each.
	All bool `json:"all,omitempty"`
	// Fractions accepts lines whose price times units is no whole number of smallest
	// units, which are an *InputError otherwise. Totals may then have fractions, too:
	// for a host that refuses or rounds what nobody can pay.
	Fractions bool `json:"fractions,omitempty"`
	// Work bounds the search of a cart, in steps: a rule that is tried on up to eight
	// lines is one, and one more for every eight lines. 0 is 25,000, some 50 ms, for
	// rules of which more than 30 depend on each other, where Result.Gap says what is
	// left; up to 30 have 500,000 and are searched to the end. The same work gives
	// the same result on every machine.
	Work int64 `json:"work,omitempty"`
}
