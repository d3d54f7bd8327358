package order

import (
	"errors"

	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// Events of the lifecycle.
const (
	Place        Event = "place"          // written with everything that belongs to it
	Pay          Event = "pay"            // money moved, or is promised
	Accept       Event = "accept"         // by the merchant
	Reject       Event = "reject"         // by the merchant, before anything is packed
	Cancel       Event = "cancel"         // by the buyer, after payment and before acceptance
	Withdraw     Event = "withdraw"       // by the buyer, before payment
	Close        Event = "close"          // the charge is proven over: nobody can pay any more
	HandOverPart Event = "hand_over_part" // a carrier has some units
	HandOver     Event = "hand_over"      // carriers have all units
	TakeBackPart Event = "take_back_part" // a booked label was cancelled, others are on their way
	TakeBack     Event = "take_back"      // the only booked label was cancelled
	Deliver      Event = "deliver"        // all units arrived
	Confirm      Event = "confirm"        // by the buyer or the timer
	Pack         Event = "pack"           // a label is being booked; keeps the status
	Unpack       Event = "unpack"         // the label was refused or ended unused; keeps the status
	MoveParcel   Event = "move_parcel"    // units arrived or came back; keeps the status
	Decline      Event = "decline"        // the charge was declined; keeps the status
	Doubt        Event = "doubt"          // the charge is in doubt, or no longer; keeps the status
	Hold         Event = "hold"           // the payment needs a person; keeps the status
	Retry        Event = "retry"          // another charge was opened; keeps the status
	Collect      Event = "collect"        // promised money moved; keeps the status
	AskRefund    Event = "ask_refund"     // a refund was opened; keeps the status
	FinishRefund Event = "finish_refund"  // money went back; keeps the status
	RefuseRefund Event = "refuse_refund"  // money did not go back; keeps the status
	RefundLate   Event = "refund_late"    // money for a cancelled order goes back; keeps the status
	Void         Event = "void"           // a promise was given back; keeps the status

	ReturnSurplus Event = "return_surplus" // money that came twice goes back; Why is the reference; keeps the status
	FinishSurplus Event = "finish_surplus" // it went back; keeps the status
	RefuseSurplus Event = "refuse_surplus" // it did not: see Service.RetrySurplus; keeps the status

	// UnexpectedLabel says that a label turned up, or a parcel moved, under which
	// nothing was to be sent any more; Why is the shipment; keeps the status.
	UnexpectedLabel Event = "unexpected_label"
)

// ErrPacked is the reason why an order with packed units cannot be rejected.
var ErrPacked = errors.New("order: units are packed already")

type rule = fsm.Rule[Status, Event, *Order]

var lifecycle = fsm.Must(fsm.New("order", Placed,
	rule{Event: Pay, From: []Status{Placed}, To: Confirmed},
	rule{Event: Withdraw, From: []Status{Placed}, To: Cancelling},
	rule{Event: Close, From: []Status{Placed, Cancelling}, To: Cancelled, Final: true},
	rule{Event: Pay, From: []Status{Cancelling}, To: Cancelled},
	rule{Event: Accept, From: []Status{Confirmed}, To: Accepted},
	rule{Event: Cancel, From: []Status{Confirmed}, To: Cancelled},
	rule{Event: Reject, From: []Status{Confirmed, Accepted}, To: Cancelled, If: unpacked},
	rule{Event: HandOverPart, From: []Status{Accepted, PartShipped}, To: PartShipped},
	rule{Event: HandOver, From: []Status{Accepted, PartShipped}, To: Shipped},
	rule{Event: TakeBackPart, From: []Status{PartShipped, Shipped}, To: PartShipped},
	rule{Event: TakeBack, From: []Status{PartShipped, Shipped}, To: Accepted},
	rule{Event: Deliver, From: []Status{Accepted, PartShipped, Shipped}, To: Delivered},
	rule{Event: Confirm, From: []Status{Shipped, Delivered}, To: Completed, Final: true},
))

// Lifecycle is the table of an order's moves. A host that needs further states
// grows it with With and gives it to Service.Lifecycle. Events that keep the
// status (money and parcels on their way) are not in it.
func Lifecycle() *fsm.Machine[Status, Event, *Order] { return lifecycle }

func unpacked(o *Order) error {
	for _, p := range o.Progress {
		if p.Packed > 0 {
			return ErrPacked
		}
	}
	return nil
}

// PaymentStatusOf derives an order's payment status from what its charge proves
// (PayUnpaid, PayInDoubt, PayAuthorized, PayPaid, PayVoided or PayReview) and
// from what went back.
func PaymentStatusOf(charge PaymentStatus, total, refunded money.Money) PaymentStatus {
	left, err := total.Sub(refunded)
	switch {
	case !moved(charge):
		return charge
	case refunded.IsZero():
		return PayPaid
	case err == nil && !left.IsPositive(): // more only where a provider paid twice
		return PayRefunded
	}
	return PayPartRefunded
}

// moved reports whether money was taken.
func moved(s PaymentStatus) bool {
	return s == PayPaid || s == PayPartRefunded || s == PayRefunded
}

// chargeStatus is what a Sale or Authorize operation proves.
func chargeStatus(o payment.Operation) PaymentStatus {
	switch o.Status {
	case payment.Succeeded:
		if o.Kind == payment.Authorize {
			return PayAuthorized
		}
		return PayPaid
	case payment.InDoubt:
		return PayInDoubt
	case payment.Review:
		return PayReview
	case payment.Intent, payment.Pending, payment.Declined, payment.Closed:
		return PayUnpaid
	}
	return PayUnpaid
}

// ShippingStatusOf derives an order's shipping status from its progress. Units
// that are dropped need not travel.
func ShippingStatusOf(lines []Line, progress []Progress) ShippingStatus {
	var qty, shipped, delivered, returned int64
	for i, p := range progress {
		qty += lines[i].Qty - p.Dropped
		shipped += p.Shipped
		delivered += p.Delivered
		returned += p.Returned
	}
	switch {
	case shipped == 0:
		return ShipNone
	case returned == shipped:
		return ShipReturned
	case shipped < qty:
		return ShipPart
	case delivered+returned >= qty:
		return ShipDelivered
	}
	return ShipShipped
}
