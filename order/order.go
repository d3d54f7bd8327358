package order

import (
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

type (
	// ID names an order: 26 characters, ours. It is the holder of the order's
	// stock reservation and the Order of its shipments.
	ID string
	// PurchaseID names a purchase: 26 characters, ours. It is the Subject of
	// the purchase's payment.
	PurchaseID string
	// Status is where an order stands. See Lifecycle for the table of moves.
	Status string
	// PaymentStatus says how the money of an order stands.
	PaymentStatus string
	// ShippingStatus says how the goods of an order stand.
	ShippingStatus string
	// Event is what happens to an order: a row of Lifecycle, and with "order."
	// in front the type of the event.Event that tells of it.
	Event string
	// Units is a number of units of one line of an order.
	Units = shipping.Item
)

// Statuses of an order.
const (
	Placed      Status = "placed"       // waits for payment, stock is reserved
	Confirmed   Status = "confirmed"    // paid, or the payment is promised
	Accepted    Status = "accepted"     // the merchant took it on
	PartShipped Status = "part_shipped" // some units left the warehouse
	Shipped     Status = "shipped"      // all units left the warehouse
	Delivered   Status = "delivered"    // all units arrived
	Completed   Status = "completed"    // the buyer, or the timer, confirmed the arrival
	Cancelling  Status = "cancelling"   // cancelled while unpaid: the provider is being asked to close
	Cancelled   Status = "cancelled"    // nothing is owed but what Refunding still shows
)

// Payment statuses, derived by PaymentStatusOf.
const (
	PayUnpaid       PaymentStatus = "unpaid"
	PayInDoubt      PaymentStatus = "in_doubt" // a call to the provider ended without a proven outcome
	PayAuthorized   PaymentStatus = "authorized"
	PayPaid         PaymentStatus = "paid"
	PayPartRefunded PaymentStatus = "part_refunded"
	PayRefunded     PaymentStatus = "refunded"
	PayVoided       PaymentStatus = "voided" // the promise was given back before money moved
	PayReview       PaymentStatus = "review" // the provider's facts contradict ours: a person decides
)

// Reasons of refunds that nobody asked for: codes for pages to put into words. By
// is "payment" then, the library itself.
const (
	ReasonCancelled = "cancelled" // the order was cancelled, or paid after that
	ReasonSurplus   = "surplus"   // the money came twice, or when everything was given back
)

// Shipping statuses, derived by ShippingStatusOf.
const (
	ShipNone      ShippingStatus = "none"
	ShipPart      ShippingStatus = "part"
	ShipShipped   ShippingStatus = "shipped"
	ShipDelivered ShippingStatus = "delivered"
	ShipReturned  ShippingStatus = "returned" // what was shipped came back undelivered
)

// A Purchase is what a buyer confirms and pays at once: one or more orders, one
// per seller, and one payment. It never changes after it was inserted, except
// for Charge and Method, which a retried payment replaces. Where the Total is zero
// there is no payment: Payment and Charge are empty.
type Purchase struct {
	ID          PurchaseID
	Buyer       string // the actor's id
	Key         string // hash of buyer and idempotency key; unique, never empty
	Fingerprint string // hash of the request, to tell a repeat from another request with the same key
	GuestHash   string // hash of the guest's link token; empty for signed-in buyers, else unique
	Currency    string // ISO 4217
	Total       money.Money
	Payment     payment.ID
	Charge      payment.Ref // the current Sale or Authorize operation; changes with a retry
	Method      string      // the charge's method; changes with a retry
	Language    string      // BCP 47 tag of the texts that the lines froze
	To          shipping.Address
	Email       string // personal: sealed at rest, like To and Note
	Note        string // the buyer's words to the sellers
	Placed      time.Time
	Version     int64 // 0 inserts
}

// An Order is what one buyer bought from one seller in one purchase. Goods less
// Discount plus Shipping plus Tax is Total; each of the first, second and
// fourth is the sum over the rows of the lines. Lines never change after the
// order was inserted; Progress says how far each has come.
type Order struct {
	ID             ID
	Purchase       PurchaseID
	Buyer          string // the actor's id
	Seller         catalog.SellerID
	Status         Status
	PaymentStatus  PaymentStatus  // derived, see PaymentStatusOf
	ShippingStatus ShippingStatus // derived, see ShippingStatusOf
	Goods          money.Money    // units times price
	Discount       money.Money    // zero or above
	Shipping       money.Money    // after its own discounts
	Tax            money.Money    // added on top of prices
	Total          money.Money
	Refunding      money.Money // open refunds: counted from intent until they end
	Refunded       money.Money // moved back
	Lines          []Line      // by No
	Progress       []Progress  // one per line, by Line
	Carrier        string      // what the buyer chose, or empty
	Service        string
	// ShippingDiscounts are what campaigns gave off the delivery, and who pays
	// that: the delivery cost Shipping and these before.
	ShippingDiscounts []Share
	// Awards are the points that campaigns give for the purchase, kept with its
	// first order.
	Awards []Award
	// Claims says that the purchase took something that is limited, see Claim.
	Claims bool
	// PayBy is the method of payment that a discount was given for: a retried
	// payment keeps to it. Empty: any.
	PayBy    string
	Placed   time.Time
	Deadline time.Time // when the present wait ends (payment, confirmation); zero: none
	Updated  time.Time
	Version  int64 // 0 inserts
}

// A Line is a number of units of one variant as it was offered: a snapshot that
// never changes.
type Line struct {
	No      int // from 1 within its order
	SKU     catalog.SKU
	Product catalog.ProductID
	Kind    catalog.Kind
	Title   string
	Options string
	Picture string
	Slug    string
	Grams   int64 // packed weight of one unit
	Qty     int64 // the sum of Units over Rows
	Gift    bool  // given by a campaign: its rows cost nothing and name the campaign
	Rows    []Row // in order, at least one
}

// A Row is a run of units of one line that cost the same: any subset of units
// can be refunded to the cent. Amounts but Price are for the whole run, and
// Price times Units less Discount plus Tax is Net, exactly.
type Row struct {
	Units     int64
	Price     money.Money // of one unit
	Discounts []Share     // who pays which part of Discount
	Discount  money.Money // zero or above
	Tax       money.Money // added on top
	Net       money.Money
}

// A Share is the part of a discount that one campaign gives and one party pays.
type Share struct {
	Code   string      `json:"code"`   // the campaign
	Payer  string      `json:"payer"`  // for example "seller", "platform"
	Amount money.Money `json:"amount"` // for the whole run or delivery, zero or above
}

// An Award is a number of points that one campaign gives, credited when every
// order that earned it is paid.
type Award struct {
	Code   string `json:"code"` // the campaign
	Points int64  `json:"points"`
	// Sellers are those whose orders of the purchase earned it; none: all orders
	// did. It goes back when these are cancelled.
	Sellers []catalog.SellerID `json:"sellers,omitempty"`
}

// Progress says how many units of one line have come how far. The first three
// counts include the later ones: Delivered plus Returned ≤ Shipped ≤ Packed, and
// Packed plus Dropped, like Refunded, is at most Qty.
type Progress struct {
	Line      int
	Packed    int64 // in a parcel, whose label may still be being booked
	Shipped   int64 // left the warehouse
	Delivered int64 // in parcels that are at the buyer's now
	Returned  int64 // shipped and came back undelivered
	Dropped   int64 // not sent any more, because refunded or confirmed without
	Refunded  int64 // counted from the refund's intent on
	Withheld  int64 // packed when they were refunded as not sent: dropped if their label ends unused
}

// A Change is one row of an order's history: who did what, when and why.
type Change struct {
	Order   ID
	Version int64 // the order's version after the change; unique within the order
	From    Status
	To      Status
	Event   Event
	By      string // the actor's id
	Role    string
	Why     string // the reason given, which may be about a person and is sealed at rest, or a code or reference
	At      time.Time
}

// A Refund is money on its way back to the buyer of one order.
type Refund struct {
	Ref     payment.Ref // of the Refund operation
	Order   ID
	Amount  money.Money
	Items   []Units        // what it pays for; none for a refund by amount
	Runs    []Run          // exactly which units these are
	Reason  string         // as it was given, which may be about a person and is sealed at rest, or one of the Reason constants
	By      string         // the actor's id
	Status  payment.Status // of the operation
	At      time.Time      // when it was asked for
	Version int64          // 0 inserts
	// Surplus says that the money was for nothing: it came twice, or after the
	// order had its money back, and went home by itself. It is neither in the
	// order's Refunding nor in its Refunded, and no store keeps it: the payment's
	// operation is its record, and Service.Refunds shows it with the order's
	// share as Amount; the shares of a purchase's orders add up to the operation.
	Surplus bool
}
