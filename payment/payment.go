package payment

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

type (
	// ID names a payment: the host's own, at most 64 bytes; ours have 26 characters.
	ID string
	// Ref names an operation. It is the merchant's number at the provider and
	// the idempotency key of every call about it, so it is never used again
	// with other parameters. Letters and digits only, at most 32.
	Ref string
	// Kind says what an operation does at the provider.
	Kind string
	// Status is where an operation stands.
	Status string
)

// Kinds of operations.
const (
	Sale      Kind = "sale"      // authorize and capture at once
	Authorize Kind = "authorize" // promise without moving money
	Capture   Kind = "capture"   // move what Parent authorized
	Void      Kind = "void"      // give back what Parent authorized and nobody captured
	Refund    Kind = "refund"    // give back what Parent captured
)

// Statuses of an operation. See Lifecycle for the table of moves.
const (
	Intent    Status = "intent"    // written, nobody called yet, or called and the answer never recorded
	Pending   Status = "pending"   // the provider has it and waits for the payer or for itself
	InDoubt   Status = "in_doubt"  // a call ended without a proven outcome
	Succeeded Status = "succeeded" // money moved, or is promised for Authorize
	Declined  Status = "declined"  // proven not executed
	Closed    Status = "closed"    // proven closed at the provider: the payer can no longer pay
	Review    Status = "review"    // the provider's facts contradict the intent: a person decides, see Engine.Decide
)

// Errors of the package. Provider errors are *Error.
var (
	ErrRequest     = errors.New("payment: bad request")
	ErrOverRefund  = errors.New("payment: refunds exceed the captured amount")
	ErrOverCapture = errors.New("payment: captures exceed the authorized amount")
	// ErrAuthExpired says that an authorization is older than the provider's
	// AuthValidity: its money is no longer promised, so charge anew. It can
	// still be voided.
	ErrAuthExpired = errors.New("payment: authorization expired")
	ErrUnknownRef  = errors.New("payment: unknown reference")
	ErrUnsettled   = errors.New("payment: Engine.Settle is not set")
	ErrConfig      = errors.New("payment: engine not complete")
	ErrNoProvider  = errors.New("payment: no such provider")
	ErrNotVerified = errors.New("payment: notification not verified")
	ErrDeclined    = errors.New("payment: declined")
	ErrInDoubt     = errors.New("payment: the outcome is in doubt")
	// ErrReview says that an operation waits for a person, see Engine.Decide. It
	// comes together with ErrInDoubt.
	ErrReview = errors.New("payment: held for review")
)

// A Payment is the money side of one subject, for example a purchase. Amounts
// are all in one currency.
type Payment struct {
	ID         ID
	Subject    string // what is paid for; the payment package never interprets it
	Provider   string
	Method     string
	Charge     Ref         // the latest Sale or Authorize; at most one is live
	Amount     money.Money // what is asked
	Authorized money.Money // promised by succeeded Authorize operations, less what captures and voids claim from intent on
	Captured   money.Money // moved by succeeded Sale and Capture operations
	Refunding  money.Money // open refunds: counted from intent until they end
	Refunded   money.Money // moved back
	Created    time.Time
	Updated    time.Time
	Version    int64 // 0 inserts; every save stores one more than it was given
}

// An Operation is one effect at a provider.
type Operation struct {
	Ref        Ref
	Payment    ID
	Kind       Kind
	Parent     Ref    // of Capture, Void and Refund: the operation they act on
	Cause      string // what asked, for example "purchase/01J…"
	Provider   string
	Method     string // the provider's method, for example "card"
	Instrument string `json:"-"` // a provider's token for a card or wallet; personal, sealed at rest, never a card number
	ReturnURL  string `json:"-"` // where a redirected payer comes back to; it may hold a guest's token
	Amount     money.Money
	Expires    time.Time // after this the engine closes an unpaid Sale or Authorize; zero: never
	Status     Status
	ProviderID string // the provider's own number, once known
	Code       string // a decline or review code, once known; the reason of a Decision
	Action     Action // what the payer must do while Pending
	DecidedBy  string // the actor who ended its last review
	Attempts   int    // calls that ended in doubt
	Created    time.Time
	Updated    time.Time
	Version    int64 // 0 inserts; every save stores one more than it was given
}

// A Request asks for an operation.
type Request struct {
	Ref        Ref
	Payment    ID
	Subject    string // Sale and Authorize: names the payment's subject
	Cause      string
	Kind       Kind
	Parent     Ref
	Provider   string
	Method     string
	Instrument string `json:"-"` // see Operation
	ReturnURL  string `json:"-"` // see Operation; absolute http or https
	Amount     money.Money
	Expires    time.Time
	Again      bool // Sale and Authorize: the payment exists and its last charge is over
}

// An ActionKind says what a payer has to do.
type ActionKind string

// Kinds of actions.
const (
	NoAction  ActionKind = ""
	Redirect  ActionKind = "redirect"  // send the payer to URL
	QRCode    ActionKind = "qr"        // show Content as a QR code
	AppInvoke ActionKind = "app"       // hand Content to the wallet's app
	Challenge ActionKind = "challenge" // 3-D Secure at URL
	Transfer  ActionKind = "transfer"  // pay by bank transfer quoting Content
	Wait      ActionKind = "wait"      // the payer confirms elsewhere; ask again
)

// An Action is what a payer has to do before money moves. It holds no secret
// that a payer may not see.
type Action struct {
	Kind    ActionKind
	URL     string
	Content string
	Expires time.Time
}

// A Source says how we learned a fact.
type Source string

// Sources of facts.
const (
	FromAnswer       Source = "answer"
	FromNotification Source = "notification"
	FromQuery        Source = "query"
	FromSettlement   Source = "settlement"
	FromStaff        Source = "staff"
)

// A Fact is what a provider told us about one operation, by whatever way. What
// does not fit the operation is held for review.
type Fact struct {
	Provider   string // compared with the operation's
	Account    string // the merchant account that it names, compared with Info's; empty where it names none
	Ref        Ref
	Status     Status      // Pending, InDoubt, Succeeded, Declined or Closed; Review holds it for a person
	Amount     money.Money // required for Succeeded: compared with the intent
	ProviderID string      // the provider's own number: one and the same in every fact about an operation
	Code       string      // decline code, provider's vocabulary mapped by the adapter
	Action     Action
	Source     Source
	At         time.Time     // the provider's time; zero where it gives none
	Retry      time.Duration // of InDoubt: ask again no sooner than this
	decidedBy  string        // set by Decide alone: whoever ends the operation's review
}

// A Change is what a fact did. The zero Change means that nothing was new.
type Change struct {
	Payment   Payment
	Operation Operation
	Before    Status // the operation's status before
}

// None reports whether the fact was already known.
func (c Change) None() bool { return c.Operation.Ref == "" }

// A Posting is one side of a ledger entry. The postings of one call to
// Tx.PostEntries add up to zero. ID makes each unrepeatable.
type Posting struct {
	ID      string
	Payment ID
	Account string // for example "psp:sandbox:clearing", "order:<subject>:receivable"
	Amount  money.Money
	At      time.Time
}
