package shipping

import (
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/money"
)

type (
	// ID names a shipment: 26 characters, ours. It is the reference and
	// idempotency key at the carrier.
	ID string
	// Booking is where the label of a shipment stands.
	Booking string
	// Status is where a parcel is, in the normal form of all carriers.
	Status string
	// Fault says who caused a problem; empty where nobody did.
	Fault string
)

// Bookings.
const (
	Intent    Booking = "intent"   // written, carrier not called, or the answer never recorded
	InDoubt   Booking = "in_doubt" // a call ended without a proven outcome
	Booked    Booking = "booked"   // the carrier has it; Number is set
	Refused   Booking = "refused"  // the carrier proved that it will not carry it
	Cancelled Booking = "cancelled"
	Recalled  Booking = "recalled" // the carrier has it and nobody wants it: it is being withdrawn
)

// Statuses of a parcel. Terminal ones stay unless a later event re-opens them.
const (
	Unknown            Status = "unknown"
	Pending            Status = "pending" // announced to the carrier
	PickedUp           Status = "picked_up"
	InTransit          Status = "in_transit"
	OutForDelivery     Status = "out_for_delivery"
	AvailableForPickup Status = "available_for_pickup"
	AttemptFailed      Status = "attempt_failed"
	Exception          Status = "exception"
	Delivered          Status = "delivered"
	Returning          Status = "returning"
	Returned           Status = "returned"
	Lost               Status = "lost"
	Withdrawn          Status = "cancelled" // the parcel was cancelled
	Expired            Status = "expired"   // nothing heard for long
)

// Faults.
const (
	ByCarrier   Fault = "carrier"
	ByShipper   Fault = "shipper"
	ByRecipient Fault = "recipient"
	ByCustoms   Fault = "customs"
	ByForce     Fault = "force_majeure"
)

// Errors of the package.
var (
	ErrRequest     = errors.New("shipping: bad request")
	ErrNoCarrier   = errors.New("shipping: no such carrier")
	ErrUnsettled   = errors.New("shipping: Desk.Settle is not set")
	ErrUnknown     = errors.New("shipping: unknown shipment")
	ErrNotVerified = errors.New("shipping: notification not verified")
)

// An InputError names the field that is wrong and why. It matches ErrRequest.
type InputError struct{ Field, Reason string }

// Error describes the field and the reason.
func (e *InputError) Error() string { return "shipping: " + e.Field + ": " + e.Reason }

// Is matches ErrRequest.
func (e *InputError) Is(target error) bool { return target == ErrRequest }

// An Address is where a parcel goes. It is personal data: sealed at rest.
type Address struct {
	Name     string
	Phone    string
	Country  string // ISO 3166-1 alpha-2
	Region   string // province, state
	City     string
	District string
	Street   string // street and number, may have several lines
	Postcode string
}

// An Item is a number of units of one line of an order.
type Item struct {
	Line  int // the line's number in its order, from 1
	Units int64
}

// A Shipment is one parcel and its label.
type Shipment struct {
	ID       ID
	Order    string // whose parcel; the shipping package never interprets it
	Seller   string
	Carrier  string
	Service  string
	Booking  Booking
	Number   string // the carrier's tracking number
	Status   Status
	To       Address
	Items    []Item
	Grams    int64
	Cost     money.Money // what the carrier charges; zero until known
	Promised time.Time   // latest promised arrival; zero until known
	Code     string      // why it was refused
	Events   []Event     // every stop, oldest first
	Attempts int
	Created  time.Time
	BookedAt time.Time
	Updated  time.Time
	Version  int64 // 0 inserts
}

// An Event is one stop of a parcel. Key, Code and Detail have at most 100
// characters that can be printed, and Status and Fault are of this package's
// lists: the Desk refuses a fact otherwise. Place is cut to 200 characters and
// Words to 1,000, and what in them cannot be printed is kept as a space.
type Event struct {
	Key      string // unique within the shipment, see EventKey
	Status   Status // in the normal form; Unknown where the code is unmapped
	Code     string // the carrier's own code
	Detail   string // a finer code, for example "customs_processing"
	Fault    Fault  // empty where nobody is to blame
	Place    string // city or depot, no personal data
	Words    string // the carrier's words
	Occurred time.Time
	Sequence int64 // the carrier's order of events of one instant
}

// A Fact is what a carrier told us about one shipment, by whatever way. Number
// and Code have at most 100 characters that can be printed, and there are at
// most 1,000 Events.
type Fact struct {
	Shipment ID
	Booking  Booking // Booked, Refused, Cancelled, InDoubt; "" where it only brings events
	Number   string
	Cost     money.Money
	Promised time.Time
	Code     string
	Events   []Event // any order, repeats allowed: a full history replayed is no news
	At       time.Time
	Retry    time.Duration // of InDoubt: ask again no sooner than this
}

// A Change is what a fact did. The zero Change means that nothing was new.
type Change struct {
	Shipment      Shipment
	BookingBefore Booking
	StatusBefore  Status
}

// None reports whether the fact was already known.
func (c Change) None() bool { return c.Shipment.ID == "" }

// A Quote asks what a parcel costs.
type Quote struct {
	Seller   string
	To       Address
	Grams    int64
	Currency string
	At       time.Time
}

// A Rate is what a carrier asks for a parcel and when it arrives.
type Rate struct {
	Carrier string
	Service string
	Price   money.Money
	From    time.Time // earliest arrival
	By      time.Time // latest arrival
}

// Info describes a carrier.
type Info struct {
	Name     string
	Names    map[string]string // shown, by language tag
	Services []string
	Poll     time.Duration // how long to wait between two looks at one parcel; 0: one hour
}
