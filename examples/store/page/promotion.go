package page

import "io"

// A Span is a piece of a sentence; a strong one is what the reader looks for.
type Span struct {
	Text   string
	Strong bool
}

// A Deal is what a seller's promotions give in a box of the cart, and what the
// next step needs.
type Deal struct {
	Words []Span
	Link  *Link // what fits
}

// A Voucher is a coupon that a buyer can claim or has.
type Voucher struct {
	Name  string // what it gives
	From  string // who gives it
	Terms string // until when, or why not
	Claim string // the campaign that a form sends as "claim"; empty: nothing to claim
	Held  bool   // it is in the buyer's wallet
	Use   string // address of what it can be used for; empty: none
}

// Claims are vouchers with a button for those that can be claimed.
type Claims struct {
	Action   string // takes "claim"
	Back     string // where the form returns to, as the field "back"
	Vouchers []Voucher
}

// A Code is a code that was entered, and what became of it.
type Code struct {
	Text  string
	Words string
	Tone  string // "ok" or "warn"
}

// A Coding is the field for codes: what was typed and what is wrong with it.
type Coding struct {
	Action string
	Back   string // where the form returns to, as the field "back"
	Typed  string
	Wrong  string
	Codes  []Code
}

// An Unused is a promotion that does not act, and why.
type Unused struct{ Name, Words string }

// A Band is a product's price with every promotion that a single piece gets.
type Band struct {
	Label    string   // what kind of price Price is; empty: the plain one
	Sentence string   // the arithmetic in one sentence
	Steps    []Sum    // each step of it; the last is the price
	Near     []Span   // what the next step needs
	Chips    []string // promotions that need no claim
	Claims   Claims
}

// A Wallet is the buyer's coupons.
type Wallet struct {
	Frame
	Coding  Coding
	Offered Claims
	Usable  []Voucher
	Used    []Voucher
	Expired []Voucher
	Guest   bool // nobody is signed in: there is no wallet
	Closed  bool // whoever sells does not buy here
}

// A Control is a field within a sentence.
type Control struct {
	Name    string
	ID      string // unique on the page
	Label   string // for whoever does not see the sentence
	Kind    string // "text", "number", "money", "date", "select" or "pick"
	Value   string
	Unit    string // before the field: ¥
	Choices []Link // of a select or pick: URL is the value that is sent
	Shown   string // what a pick shows while it is closed
	Wrong   bool
	ErrorID string
}

// A Part is a piece of a sentence: text or a field.
type Part struct {
	Text  string
	Field *Control
}

// A Amiss is what is wrong with a field.
type Amiss struct{ ID, Words string }

// A Sentence is one of the five of a rule.
type Sentence struct {
	Head  string
	Lines [][]Part
	Wrong []Amiss
	Hint  string
}

// A Weighed is a promotion that a sample cart was tried with.
type Weighed struct {
	Name    string
	Layer   string
	Amount  string
	Words   []string
	Applied bool
	Own     bool // the rule that is being edited
}

// A Trial is a sample cart under the rule as the form has it.
type Trial struct {
	Carts   []Link // URL is the value that is sent
	Lines   []Line
	Note    string // how many rules were considered
	Rules   []Weighed
	Sums    []Sum
	Bearers string
	Trouble string // why there is none
}

// A Figure is a number with its name.
type Figure struct{ Label, Value, Note string }

// A Bar is a column of a histogram, in per cent of its width and height.
type Bar struct {
	X, Width, Y, Height string
	Colour              string // a custom property of the desk
}

// A Mark is a line across a chart.
type Mark struct {
	X     string // in per cent
	Label string
	End   bool // the label stands before the line
}

// A Histogram counts orders by value.
type Histogram struct {
	Label string // a sentence with the totals
	Bars  []Bar
	Marks []Mark
	Ticks []string
	Keys  []Pair // colour and words
	Table []Pair
}

// A Replayed is what a rule would have done to past orders.
type Replayed struct {
	Note    string
	Figures []Figure
	Chart   *Histogram
	Empty   string // why there is nothing
}

// A Promotion is the editor of one rule. It posts to Action the sentences'
// fields and "do": try, save, submit, approve, refuse, stop or start.
type Promotion struct {
	Frame
	Seller    string
	Title     string
	State     Pill
	Version   string
	Action    string
	Hidden    []Pair // sent along
	Names     []Sentence
	Sentences []Sentence
	Raw       *Control // the rule as JSON, where five sentences do not say it
	RawNote   string
	RawWrong  string
	Checks    []Notice
	Trial     Trial
	Replay    Replayed
	Buttons   []Link // label and what "do" says in URL; the current one is the main one
	Locked    string // why nothing can be changed
	History   []Change
}

// A PromotionRow is a rule in the desk's list.
type PromotionRow struct {
	URL, Name, ID, Layer, Whose, Gives, Used, Version, Dates string
	State                                                    Pill
}

// Promotions is the desk's list of rules.
type Promotions struct {
	Frame
	Seller string
	New    string // address of a new rule; empty: none can be made
	Tabs   []Tab
	Rows   []PromotionRow
}

// Wallet writes the buyer's coupons.
func (r *Renderer) Wallet(w io.Writer, v Wallet) error { return r.render(w, "wallet", v.Lang, v) }

// Promotion writes the editor of a rule. Only a merchant's or staff's request
// may ask for it.
func (r *Renderer) Promotion(w io.Writer, v Promotion) error {
	return r.render(w, "promotion", v.Lang, v)
}

// Promotions writes the desk's list of rules.
func (r *Renderer) Promotions(w io.Writer, v Promotions) error {
	return r.render(w, "promotions", v.Lang, v)
}
