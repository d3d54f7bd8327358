package promotion

import (
	"encoding/json"
	"time"
)

// Version is the version of the rules' JSON that this package writes; that of a
// proof is ProofVersion.
const Version = 1

// A Mode says how the rules of one layer share the lines of a cart.
type Mode string

// The modes. In all but All a line takes at most one rule of the layer.
const (
	Best   Mode = "best"   // the objective chooses which; the mode when none is named
	All    Mode = "all"    // all that groups and pairs allow
	First  Mode = "first"  // the first in order that applies: higher priority, then smaller ID
	Lowest Mode = "lowest" // the one that would give least to the untouched cart
)

// A Layer is one storey of discounts. Rules of different layers stack.
type Layer struct {
	Name string `json:"name"`
	Mode Mode   `json:"mode,omitempty"`
}

// A Group holds rules of which a cart takes at most Max; 0 is 1.
type Group struct {
	Name string `json:"name"`
	Max  int    `json:"max,omitempty"`
}

// A Book is the rules of a shop and how they stack.
type Book struct {
	// Layers in the order in which they act; none are item, shop, platform,
	// payment and shipping, each of mode Best.
	Layers []Layer
	Groups []Group // a group that is not listed has Max 1
	Rules  []Rule  // in any order; an ID twice is refused
}

// Layers are those of a Book that names none.
func Layers() []Layer {
	return []Layer{{"item", Best}, {"shop", Best}, {"platform", Best}, {"payment", Best}, {"shipping", Best}}
}

// A Base says on which prices a rule counts.
type Base string

// The bases.
const (
	Current  Base = "current"  // what earlier layers and rules left; the base when none is named
	Original Base = "original" // before every promotion
)

// A Rule is one promotion. Build it with ParseRule, or as a value and let Check
// judge it; Items, When and Then are JSON of the registered kinds.
type Rule struct {
	Version  int               `json:"version"` // of the JSON
	ID       string            `json:"id"`
	Revision int64             `json:"revision,omitempty"` // of the rule; raise it with every change
	Name     map[string]string `json:"name,omitempty"`     // by language
	Layer    string            `json:"layer"`
	Priority int64             `json:"priority,omitempty"` // within the layer, higher acts first
	Seller   string            `json:"seller,omitempty"`   // set: the rule sees this seller's lines only
	Starts   time.Time         `json:"starts,omitzero"`    // from then on
	Ends     time.Time         `json:"ends,omitzero"`      // until before then
	Items    json.RawMessage   `json:"items,omitempty"`    // which lines it is about; none: all
	When     json.RawMessage   `json:"when,omitempty"`     // what must be met; none: nothing
	Then     []json.RawMessage `json:"then"`               // what is given, at least one
	Base     Base              `json:"base,omitempty"`
	Cap      Amounts           `json:"cap,omitempty"` // the most one cart gets
	Stack    Stack             `json:"stack,omitzero"`
	Payers   []Payer           `json:"payers,omitempty"` // none: the seller pays all
	Codes    []string          `json:"codes,omitempty"`  // shared codes; folded as FoldCode does
	ByCode   bool              `json:"by_code,omitempty"`
	Limits   Limits            `json:"limits,omitzero"`
}

// Stack says which other rules a rule goes together with.
type Stack struct {
	Groups   []string `json:"groups,omitempty"`
	Without  []string `json:"without,omitempty"`   // never together with these IDs, whoever names whom
	OnlyWith []string `json:"only_with,omitempty"` // together with no other rule than these IDs
	Stop     bool     `json:"stop,omitempty"`      // later rules leave the lines alone that it took
}

// A Payer bears parts of what a rule gives, in proportion to all parts.
type Payer struct {
	Party string `json:"party"` // for example "seller", "platform"
	Parts int64  `json:"parts"` // 1 to 1,000,000
}

// Limits bound how often a rule is redeemed; 0 and none are no limit. The
// evaluator compares them with Facts.Usage; the redemption store enforces them.
type Limits struct {
	Total    int64   `json:"total,omitempty"`
	PerBuyer int64   `json:"per_buyer,omitempty"`
	PerDay   int64   `json:"per_day,omitempty"`
	Budget   Amounts `json:"budget,omitempty"` // discount given in all carts
}

func (l Limits) any() bool {
	return l.Total > 0 || l.PerBuyer > 0 || l.PerDay > 0 || len(l.Budget) > 0
}

// Words is the rule's name in a language, in any other when that is missing, and
// the ID when it has none.
func (r *Rule) Words(language string) string {
	for _, l := range []string{language, "zh", "en"} {
		if name := r.Name[l]; name != "" {
			return name
		}
	}
	return r.ID
}
