package page

// A Frame is what every page shows around its own content.
type Frame struct {
	Lang       string // "zh-CN" or "en"; anything else is an error of the page
	Query      string // what the search field holds
	Person     string // the name of who is signed in; empty for a guest
	Desk       bool   // whether to link to the seller desk
	At         string // which tab of a phone this is: home, browse, cart, orders, account or none
	CartCount  int    // pieces in the cart; 0 hides the badge
	Waiting    int    // cases in which the desk's owner must act; 0 hides the badge
	Categories []Link // the category line, in the order to show
	Languages  []Link // one for each language, with the address that chooses it
	Currencies []Link // one for each currency, with the address that chooses it
	Notice     *Notice
}

// A Notice is a message above a page's content.
type Notice struct {
	Tone string // "", "ok", "warn" or "bad"; only bad is announced as an alert
	Head string // the fact
	Text string // what to do about it
}

// A Link is a labelled address.
type Link struct {
	Label   string
	Brief   string // a shorter label for a narrow header; languages and currencies only
	URL     string
	Current bool // marks the page, language or tab that is shown
}

// A Card is a product in a grid.
type Card struct {
	URL     string
	Title   string
	Picture string // address of a square picture
	Price   string
	Was     string // the price asked before; empty if there was none
	SoldOut bool
	Colours []string // #rrggbb of what there is to choose from; empty: no choice
}

// A Way is a link drawn as a picture.
type Way struct {
	Link
	Picture string
	Text    string // a second line; tiles only
	Tall    string // the picture for narrow screens; tiles only
}

// A Home is the first page of the shop.
type Home struct {
	Frame
	Campaign Link // where the hero's button leads; its label is the button's
	Head     string
	Text     string
	Picture  string // the hero's still life, wide, empty at the start side
	Tiles    []Way  // two, beside the hero; their pictures are wide
	Ways     []Way  // the categories; their pictures are square
	Cards    []Card
}

// A List is a category or the answer to a search.
type List struct {
	Frame
	Title string // the category's name, or the words searched for
	Found bool   // a search, not a category
	Count int    // of all pages
	Cards []Card
	Pages []Link // numbered pages; fewer than two are not shown
}

// A Group is one option of a product, such as its colours.
type Group struct {
	Name    string // the form field, unique on the page
	Label   string
	Chosen  string // the label of what is chosen
	Swatch  bool   // whether options are pictures
	Options []Option
}

// An Option is one radio button of a group. What cannot be had is disabled
// but stays visible.
type Option struct {
	Value    string
	Label    string
	Picture  string // for swatches
	Chosen   bool
	Disabled bool
	Left     int // shown if 1 to 3
}

// A Variant tells the script what a combination of options costs.
type Variant struct {
	Key     string // the chosen values, in the order of the groups, joined by "|"
	Price   string
	Was     string
	Picture string
	Stock   string // a sentence, such as "Only 2 left"
	Few     string // "2 left", where there are 1 to 3
	Max     int    // the largest quantity that the form takes
	SoldOut bool
}

// A Product is a product's page. Its form posts to Action with the groups'
// fields, "qty", and "do": add, buy, or look (show the chosen variant).
type Product struct {
	Frame
	Crumbs   []Link
	Title    string
	Seller   string
	Summary  string
	Action   string
	Price    string
	Was      string
	Band     Band   // how the price comes about
	Stock    string // a sentence; empty if there is nothing to say
	SoldOut  bool   // the chosen variant cannot be bought
	Max      int    // the largest quantity that the form takes
	Qty      string // what the quantity field holds
	Wrong    string // what is wrong with it
	Closed   bool   // whoever sells does not buy here
	Picture  string
	Thumbs   []string // addresses of further views
	Groups   []Group
	Variants []Variant
	Delivery string // when it arrives, with date and cost
	Return   string // how a purchase can be undone
	Text     []string
	Details  []Pair
}

// A Pair is a name and its value.
type Pair struct{ Name, Value string }

// A Line is a product in a cart or an order.
type Line struct {
	ID      string // what the forms send; unique in its list
	URL     string
	Title   string
	Options string
	Picture string
	Qty     int
	Max     int    // the largest quantity that the form takes
	Left    int    // how many can be bought, of a line that asks for more
	Typed   string // what the quantity field holds
	Wrong   string // what is wrong with it
	Total   string
	Was     string  // what it was before a promotion, or was really asked for before
	Gift    bool    // given by a promotion
	Note    *Notice // few left, or a price that changed
	Gone    bool    // sold out or no longer offered
}

// A Box is one seller's part of a cart.
type Box struct {
	Seller  string
	Arrives string
	Deal    *Deal
	Lines   []Line
}

// A Sum is one row of an addition; the rows above a strong one add up to it.
type Sum struct {
	Label  string
	Note   string // who gives it
	Amount string
	Strong bool
}

// A Cart is the cart's page. It posts "line", "qty" and "do" (set, remove).
type Cart struct {
	Frame
	Action   string
	Boxes    []Box // none: the cart is empty
	Sums     []Sum // of what can be bought
	Total    string
	Saved    string // a sentence
	Unused   []Unused
	Claims   Claims
	Coding   Coding
	Checkout string // address of the checkout; empty while nothing can be bought
	Blocked  string // why there is no checkout, and what to do
	Cards    []Card // to look at where the cart is empty
	Closed   bool   // whoever sells does not buy here
}

// A Field is one input of a form.
type Field struct {
	Name     string // one of AddressFields, or the label is missing
	Value    string
	Error    string // what is wrong, with an example; empty if nothing is
	Optional bool
	Half     bool
	Auto     string // the autocomplete token
	Mode     string // the inputmode, if not text
	Choices  []Link // a select: URL is the value sent
}

// A Choice is a way of delivery.
type Choice struct {
	Value  string
	Label  string // the arrival, not the speed
	Note   string
	Price  string
	Parts  []Pair // seller and arrival, where there are several parcels
	Chosen bool
	Why    string // why it cannot be chosen; empty if it can
}

// A Method is a way of paying.
type Method struct {
	Kind   string // "card", "transfer" or "cash"
	Chosen bool
	Deal   string // what paying so would save
	Why    string // why it cannot be chosen; empty if it can
}

// A Checkout is the page that places an order. Besides the address fields it
// posts "carrier", "method", "key" and "expected"; "do" look shows it again,
// "drop" and "take" name a blocked line to leave out or to take what is left of.
type Checkout struct {
	Frame
	Action   string
	Key      string // idempotency key: one for each purchase, kept after an error
	Expected string // the total as the buyer saw it, in the form that the server reads
	Method   string // the way of paying that it is for, sent as "for"
	Saved    string // a sentence
	Unused   []Unused
	Codes    []Code
	Deals    string // the rules that act, sent as "deals"
	Address  []Field
	Delivery []Choice
	Methods  []Method
	Errors   map[string]string // by "carrier", "method"; an address error stands in its field
	Lines    []Line
	Blocked  []Line // what cannot be bought as it is; nothing is ordered while there is some
	Sums     []Sum
	Total    string
}

// A PayState says which of its four faces a pay page shows.
type PayState string

// The states of a payment that a buyer can see.
const (
	PayWaiting  PayState = "waiting"  // the buyer has yet to pay
	PayInDoubt  PayState = "doubt"    // the provider has not said what happened
	PayDeclined PayState = "declined" // nothing was taken
	PayPaid     PayState = "paid"
)

// A Pay is the page between checkout and order.
type Pay struct {
	Frame
	State    PayState
	Amount   string
	Method   string // as Method.Kind
	Hosted   string // address of the provider's page; empty if there is none
	Transfer []Pair // what a bank transfer must say
	Reason   string // why the bank declined, in the buyer's language
	Held     string // until when the goods are held
	AnswerBy string // the latest time of an answer
	Poll     string // address of this page, asked again while waiting or in doubt
	Action   string // takes another "method" once the bank has declined
	Methods  []Method
	Order    string // address of the order
}

// A Step is one of the five of an order's progress.
type Step struct {
	State string // "done", "now", "problem", or empty: still to come
	Time  string
}

// A Stop is one event of a parcel.
type Stop struct {
	Day      string // named once for each day, on its first row
	Time     string
	DateTime string // machine-readable
	Words    string
	Place    string
}

// A Parcel is a shipment with its stops, newest first.
type Parcel struct {
	Status  string
	Carrier string
	Number  string
	Lines   []Line // what is in it
	Stops   []Stop
}

// A Refund is money on its way back.
type Refund struct {
	At, Amount, Reason, Status string
	Send                       string // reference of what staff have to transfer, posted as "ref" with "do" sent; empty: nothing
	Whole                      string // how much Send is for: several orders' shares may go back at once
}

// A Change is a line of an order's history.
type Change struct {
	Day                          string // named once for each day, on its first row
	At, DateTime, Words, By, Why string
}

// An Order is one order's page. It posts to Action with "do": confirm or
// cancel, and what Work offers. It follows Events and replaces its live part
// on "change".
type Order struct {
	Frame
	Number    string
	Action    string
	Events    string // address of the server-sent events; empty: not live
	Self      string // address of this page, for the refresh link
	Updated   string // when the page was true
	Arrival   string // the largest text
	Note      string
	Cancelled bool   // no progress is shown
	Problem   string // what went wrong with a parcel, if something did
	InDoubt   bool   // the bank has not answered
	AnswerBy  string
	Steps     [5]Step // ordered, paid, sent, on its way, delivered
	Door      bool    // it is paid on delivery, and has not been yet
	Pay       string  // where it can still be paid; empty if it cannot
	Confirm   bool    // whether the buyer can say that it arrived
	Cancel    bool    // whether the buyer can cancel
	Parcels   []Parcel
	Lines     []Line
	Sums      []Sum
	Refunds   []Refund
	Facts     []Pair   // seller, address, payment
	History   []Change // newest first
	Work      *DeskRow // what a merchant or staff can do; nil for a buyer
	After     *Aftersale
	Review    *Review
}

// An OrderRow is an order in a buyer's list.
type OrderRow struct {
	URL, Number, Placed, Status, Tone, Total string
	Lines                                    []Line
}

// Orders is the buyer's list of orders.
type Orders struct {
	Frame
	Rows []OrderRow
}

// A Tab is a saved view of the desk with its count.
type Tab struct {
	Link
	N   int
	Hot bool // a deadline is near
}

// A Pill is a status with its tone: "", "info", "ok", "warn" or "bad".
type Pill struct{ Tone, Words string }

// A Packable is a line of which units can still be handed over.
type Packable struct {
	Line  string // sent as "units" + Line
	Title string
	Left  int
}

// A DeskRow is an order on the desk. Its forms post to Action with "do":
// accept, reject ("why"), hand_over (units), collect, received ("statement") or
// refund ("amount", "why", "key").
type DeskRow struct {
	ID       string // unique on the page
	URL      string
	Number   string
	Placed   string
	Buyer    string
	Place    string
	Pictures []string
	Units    int
	Total    string
	Payment  Pill
	Parcel   Pill
	Due      string // what is left; empty if nothing is due
	DueTone  string // "", "warn" or "bad"
	Action   string
	Accept   bool
	Reject   bool
	Pack     []Packable // empty: nothing can be handed over
	Collect  string     // cash that the courier brings; empty: none
	Receive  string     // what a bank transfer must bring for the whole purchase; empty: none
	Refund   string     // the most that can be given back, as the form reads it; empty: none
	Most     string     // the same with its currency
	Key      string     // idempotency key of a refund
	Doubt    bool       // the payment is in doubt: it cannot be shipped
	Wrong    Wrong
}

// Idle reports whether there is nothing to do with the order.
func (r DeskRow) Idle() bool {
	return !r.Accept && !r.Reject && len(r.Pack) == 0 && r.Collect == "" && r.Receive == "" && r.Refund == "" && !r.Doubt
}

// A Wrong is a form of a row that was filled in wrongly.
type Wrong struct {
	Do     string            // which form; empty: none
	Fields map[string]string // what is wrong, by field
	Typed  map[string]string // what was typed, by field
}

// A Desk is the seller's list of orders.
type Desk struct {
	Frame
	Seller string
	Now    string
	Self   string // address of this view, for the refresh link and back
	Events string
	Tabs   []Tab
	Rows   []DeskRow
	Pages  []Link // numbered pages; fewer than two are not shown
}

// A Message is a page that only says something, such as an error.
type Message struct {
	Frame
	Status int    // 404 and 500 have words of their own
	Head   string // for any other status
	Text   string
	ID     string // what to name when asking about a 500
	At     string
	Back   *Link
}

// A Person can be chosen in the demo's sign-in.
type Person struct {
	ID      string // sent as "who"; empty for a guest
	Name    string
	Role    string // "guest", "buyer", "merchant" or "staff"
	Current bool
}

// People is the sign-in chooser.
type People struct {
	Frame
	Action  string
	Persons []Person
}
