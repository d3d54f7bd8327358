package shipping

import "github.com/cartwright-go/cartwright/fsm"

// A Happening is what can happen to a booking: what a fact brings.
type Happening string

// Happenings.
const (
	Books   Happening = "books"   // the carrier has it
	Doubts  Happening = "doubts"  // a call ended without an outcome
	Refuses Happening = "refuses" // proven not booked
	Cancels Happening = "cancels" // the label was withdrawn
	Recalls Happening = "recalls" // we want it withdrawn: no fact of a carrier, but Desk.Recall
)

type rule = fsm.Rule[Booking, Happening, *Shipment]

// Lifecycle is the table of bookings. A label that exists wins: it is news even
// after a refusal or a cancellation, and once booked only a cancellation is.
func Lifecycle() *fsm.Machine[Booking, Happening, *Shipment] { return lifecycle }

var lifecycle = fsm.Must(fsm.New("shipping label", Intent,
	rule{Event: Doubts, From: []Booking{Intent, InDoubt}, To: InDoubt},
	rule{Event: Books, From: []Booking{Intent, InDoubt, Refused, Cancelled}, To: Booked},
	rule{Event: Refuses, From: []Booking{Intent, InDoubt}, To: Refused},
	rule{Event: Cancels, From: []Booking{Intent, InDoubt, Booked, Recalled}, To: Cancelled},
	rule{Event: Recalls, From: []Booking{Booked}, To: Recalled},
))

// happening is what a fact's booking means in the table's words.
func happening(b Booking) (Happening, bool) {
	switch b {
	case Booked:
		return Books, true
	case InDoubt:
		return Doubts, true
	case Refused:
		return Refuses, true
	case Cancelled:
		return Cancels, true
	case Intent, Recalled:
	}
	return "", false
}
