package payment

import (
	"context"
	"iter"
	"time"

	"github.com/cartwright-go/cartwright/event"
)

// Tx is what one payment transaction can do. Rows that it returns are held
// until the end; the lock order is operation, then payment.
type Tx interface {
	event.Tx
	// Payment returns a payment and holds it, or event.ErrNotFound.
	Payment(ctx context.Context, id ID) (Payment, error)
	// SavePayment inserts at Version 0 and otherwise compares: event.ErrStale.
	// What it stores has the next version.
	SavePayment(ctx context.Context, p Payment) error
	// Operation returns an operation and holds it, or event.ErrNotFound.
	Operation(ctx context.Context, ref Ref) (Operation, error)
	// SaveOperation inserts at Version 0 and otherwise compares: event.ErrStale.
	// What it stores has the next version.
	SaveOperation(ctx context.Context, o Operation) error
	// OperationsOf returns the operations of a payment, oldest first, and
	// holds none of them: who holds the payment knows that no other is opened.
	OperationsOf(ctx context.Context, id ID) ([]Operation, error)
	// PostEntries adds postings to the ledger; an ID seen before is event.ErrStale.
	PostEntries(ctx context.Context, entries ...Posting) error
}

// Store keeps payments.
type Store interface {
	// Do runs fn in one transaction, committed when fn returns nil. fn may
	// run again when the database asks for it.
	Do(ctx context.Context, fn func(context.Context, Tx) error) error
	Reader
}

// Reader reads without a transaction and without holding anything.
type Reader interface {
	FindOperation(ctx context.Context, ref Ref) (Operation, error)
	FindPayment(ctx context.Context, id ID) (Payment, error)
	// Operations lists the operations of one payment, oldest first.
	Operations(ctx context.Context, id ID) iter.Seq2[Operation, error]
	// Postings lists the ledger entries of one payment in the order of their IDs.
	Postings(ctx context.Context, id ID) iter.Seq2[Posting, error]
}

// A Provider is a payment service behind one merchant account: Alipay, a card
// processor, the sandbox. It is called outside every transaction and must be
// safe for concurrent use. Every error means "in doubt" unless it is an *Error
// that proves otherwise; see OutcomeOf. NotExecuted speaks of the call that it
// answers and not of earlier ones under the same Ref; a Fact that is Declined
// speaks of the operation, and never of a request that was refused unread.
// Capabilities beyond these seven calls are the small interfaces Capturer and
// friends, found with As.
type Provider interface {
	// Info describes the provider; it never fails and never changes.
	Info() Info
	// Start begins a Sale or an Authorize. The same Ref with the same
	// parameters again must answer for the same trade and never start a
	// second one; other parameters must be refused as NotExecuted.
	Start(ctx context.Context, o Operation) (Fact, error)
	// Query asks what became of an operation that Start began. It has no
	// side effect. A provider that does not know the Ref answers
	// Outcome NotFound, which proves nothing while a call may be under way.
	Query(ctx context.Context, o Operation) (Fact, error)
	// Close makes an unpaid operation unpayable. It answers Closed, or
	// Succeeded when the payer was faster. A provider that closes nothing so
	// soon after Start answers an *Error whose Retry says when to come back.
	Close(ctx context.Context, o Operation) (Fact, error)
	// Refund gives back o.Amount of o.Parent. The same Ref again answers for
	// the same refund.
	Refund(ctx context.Context, o Operation) (Fact, error)
	// QueryRefund asks what became of a refund.
	QueryRefund(ctx context.Context, o Operation) (Fact, error)
	// ParseNotification verifies and reads what the provider sent. It trusts
	// nothing it did not verify: ErrNotVerified otherwise.
	ParseNotification(ctx context.Context, n Notification) (Fact, error)
}

// A Capturer can move authorized money later.
type Capturer interface {
	Capture(ctx context.Context, o Operation) (Fact, error)
	QueryCapture(ctx context.Context, o Operation) (Fact, error)
}

// A Voider can give back an authorization.
type Voider interface {
	Void(ctx context.Context, o Operation) (Fact, error)
}

// A Notification is a raw HTTP request as a value, so that domains need no net/http.
type Notification struct {
	Method   string
	Path     string
	RawQuery string
	Header   map[string][]string // canonical keys
	Body     []byte
	Received time.Time
}

// Forever is the AuthValidity of promises that no clock ends.
const Forever time.Duration = 1<<63 - 1

// Info describes a provider: the engine refuses what it cannot do before any call.
type Info struct {
	Name          string           // unique among the host's providers
	Account       string           // the merchant account, as notifications name it; empty: they name none
	Methods       []string         // for example "card", "wallet"
	Currencies    []string         // ISO 4217 codes; empty: any
	WireDigits    map[string]int   // minor units on the wire where they differ from ISO 4217
	RefPattern    string           // a regular expression every Ref must match; empty: [0-9A-Za-z]{1,32}
	MinAmount     map[string]int64 // minor units per currency; absent: 1
	KeyLife       time.Duration    // how long the provider remembers a Ref, which is not sent again later; 0: for ever
	AuthValidity  time.Duration    // how long an authorization holds; 0: not offered; Forever: until it is captured or voided
	RefundWindow  time.Duration    // how long after capture a refund is possible; 0: for ever
	PartialRefund bool
	TestMode      bool
}
