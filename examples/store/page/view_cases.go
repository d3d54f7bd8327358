package page

// A Clock is a deadline: what is left, until when, who acts, what follows.
type Clock struct {
	Left     string // in words
	DateTime string
	Text     string // the end, who must act and what happens by itself
	Tone     string // "" more than half is left, "warn" less, "bad" less than a tenth or over
	Part     int    // percent that is left
	Paused   bool   // it stands: Left does not run
}

// A Choosable is a radio button or an option of a list.
type Choosable struct {
	Value, Label string
	Text         string // a second line
	Chosen       bool
	Why          string // why it cannot be chosen; empty if it can
}

// A ReturnLine is a line of an order of which units can be asked about.
type ReturnLine struct {
	Line
	Chosen bool
	Paid   string      // for one unit
	Counts []Choosable // how many, sent as "units" + ID; fewer than two are not shown
	Wants  []Choosable // of an exchange: what instead, sent as "want" + ID
	Why    string      // why nothing can be asked about it
}

// A Promise is a step of a case that is still to come: who does what by when.
type Promise struct {
	Head, Text string
	State      string // "done", "now" or ""
	Time       string // of a step that was done
}

// A CaseLink leads to a case.
type CaseLink struct {
	URL, Number, Kind string
	State             Pill
}

// A Return is the page that opens a case. It posts to Action: "line" for each
// line chosen, "units" + line, "want" + line, "kind", "reason", "amount", "text",
// "photos", "seen", and "do": look shows it again, send opens the case.
type Return struct {
	Frame
	Number  string
	Order   string // address of the order
	Action  string
	Seen    string // what a second click is known by
	Clock   *Clock
	Rules   []Pair // how the clock works
	Lines   []ReturnLine
	Kinds   []Choosable
	Reasons []Choosable
	Hint    string // who bears the way back
	Proof   bool   // at least one picture is needed
	Most    string // the largest sum that can be asked for; empty: no sum is asked for
	Text    string
	Amount  string
	Photos  int // the most pictures
	Errors  map[string]string
	Sums    []Sum
	Note    string // what happens to discounts of what is kept, or why there is no sum
	Steps   []Promise
	Cases   []CaseLink // that the order has already
	Closed  string     // why nothing can be asked for; then there is no form
}

// A CaseField is a field of a form of a case.
type CaseField struct {
	Name     string // unique within its form
	Label    string
	Kind     string // "text", "area", "choice", "radio" or "photos"
	Value    string
	Mode     string // the inputmode, if not text
	Hint     string
	Error    string
	Optional bool
	Choices  []Choosable
}

// An Act is something that the visitor can do with a case now: a button, or a
// form behind one.
type Act struct {
	Do     string // sent as "do"
	Label  string
	Hint   string // what follows
	Main   bool   // the one step that is next
	Open   bool   // it was filled in wrongly
	Fields []CaseField
}

// A CaseMessage is one entry of a case's thread.
type CaseMessage struct {
	Who, At, DateTime string
	Own               bool   // the visitor's
	Side              string // "buyer", "merchant" or "platform"
	Text              string
	Terms             string // of an offer
	Pieces            []Link // pictures
}

// A CaseParcel travels for a case.
type CaseParcel struct{ Head, Text string }

// A Case is one case's page, for both sides and staff. Its forms post to Action
// with "do", "seen" and their fields.
type Case struct {
	Frame
	Number  string
	Order   Link
	Self    string
	Events  string
	Action  string
	Seen    string
	Updated string
	Kind    string // what it is about
	State   string // the largest text
	Note    string // what that means, for the visitor
	Tone    string
	Clock   *Clock
	Steps   []Promise
	Acts    []Act
	Say     *Act
	Thread  []CaseMessage
	Sides   [2][]CaseMessage // at arbitration, for staff: what each side shows
	Lines   []Line
	Sums    []Sum
	Back    string // how the money goes back
	Refunds []Refund
	Parcels []CaseParcel
	Facts   []Pair
	Trace   []Pair // the policy's rules that were looked at, and what came of each
	History []Change
}

// A CaseRow is a case on the desk.
type CaseRow struct {
	ID, URL, Number, Opened string
	Buyer, Place            string
	Pictures                []string
	Units                   int
	Kind, Reason            string
	Sum                     string
	State                   Pill
	Who                     string // must act
	Due, DueTone            string
	Do                      string // what the button says; empty: look
}

// A Cases is the desk's queue of cases, or a buyer's list of theirs.
type Cases struct {
	Frame
	Seller string
	Now    string
	Self   string
	Events string
	Tabs   []Tab
	Rows   []CaseRow
	Pages  []Link
	Next   string // the nearest deadline of an empty view, in words
}

// A Review is a payment that the books and the provider do not agree on, for
// staff: posted with "do" review, "ref", "found" moved or nothing, and "why".
type Review struct {
	Ref    string
	Amount string
	Facts  []Pair // the evidence: what the provider said, its number, and when
	Error  string
	Typed  string
}

// An Aftersale is what an order's page says of returns.
type Aftersale struct {
	Ask     string // address of the return page; empty: nothing can be asked for
	Until   string // the last moment of a return without a reason
	Missing string // address to say that nothing came; empty: not now
	Within  string // how long the shop has to answer
	Cases   []CaseLink
}
