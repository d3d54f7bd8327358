package aftersalestest

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// start is the moment at which the rules' clock stands.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 123_000_000, time.UTC) }

func eur(minor int64) money.Money { return money.New(minor, money.MustCurrency("EUR")) }

func caseID(n int) aftersales.ID    { return aftersales.ID(fmt.Sprintf("01JCASE%019d", n)) }
func orderID(n int) order.ID        { return order.ID(fmt.Sprintf("01JRDER%019d", n)) }
func refundRef(n int) payment.Ref   { return payment.Ref(fmt.Sprintf("01JRFND%019d", n)) }
func seller(n int) catalog.SellerID { return catalog.SellerID(fmt.Sprint("seller-", n)) }

// sample is the n-th case, of the order of the same number, with every field set.
func sample(n int) aftersales.Case {
	hour := func(h int) time.Time { return start().Add(time.Duration(h) * time.Hour) }
	return aftersales.Case{
		ID: caseID(n), Order: orderID(n), Buyer: "buyer-1", Seller: seller(1), Kind: flow.KindReturn, Reason: "changed_mind", State: flow.Requested,
		Subject: flow.Subject{
			Remedy: flow.ReturnRefund, Travels: true, Intercepted: true, Posted: true, Back: true, Arrived: true, Owed: true, Offers: 1, Amended: 2,
			Rounds: 1, Losses: 1, Tries: 3, Verdict: flow.ForBuyer, Appealed: true,
		},
		Items: []aftersales.Item{{Line: 1, Units: 2, Grade: "A", SKU: `TEA'"%_\`, Grams: 250}, {Line: 3, Units: 1, Want: "CUP", WantGrams: 300, SKU: "MUG", From: caseID(99)}},
		Asked: eur(1234), Offer: &aftersales.Terms{Remedy: flow.Refund, Amount: eur(500)}, Policy: "eu-withdrawal", Edition: 7,
		Decision: policy.Decision{
			Allowed: true, Rule: "withdrawal", Code: policy.CodeAllowed, Until: hour(300), Fault: flow.Buyer, Shipping: entitlement.WholeShipping,
			Freight: flow.Buyer, Agree: true, RefundFirst: true, Trace: []policy.Step{{Rule: "faulty", Code: "window"}, {Rule: "withdrawal", Code: "excluded", Tag: "red"}},
		},
		Since: hour(1), Deadline: hour(49), Left: 90 * time.Minute, Extended: 1, Warned: 50,
		Pauses:  []aftersales.Pause{{Reason: aftersales.PauseHoliday, By: "staff-1", From: hour(2), To: hour(3)}, {Reason: aftersales.PauseHold, By: "staff-1", From: hour(4)}},
		Refunds: []payment.Ref{refundRef(10 * n), refundRef(10*n + 1)}, Tried: 1,
		Declined: []payment.Ref{refundRef(10 * n), "dfdifference"},
		Claims:   []entitlement.Claim{{Line: 1, Units: 2, Fee: 1500, Shipping: entitlement.ShareShipping, Freight: eur(420)}, {Line: 3, Allowance: eur(100)}},
		Sums: entitlement.Sums{
			Goods: eur(1), Tax: eur(2), Shipping: eur(3), Allowance: eur(4), Kept: eur(5), Freight: eur(6), TakenBack: eur(7), Earlier: eur(-8), Total: eur(9), Exchanged: eur(10),
		},
		Repriced: policy.RulesNow, Offline: eur(11), Compensated: eur(12), Promised: []aftersales.Promise{{Key: "k", Amount: eur(12)}}, Restocked: true, Difference: eur(-13),
		Extra: aftersales.Extra{Payment: "01JPAYM0000000000000000009", Charge: "01JCHRG0000000000000000009", Paid: true, Offline: true},
		Parcels: []aftersales.Parcel{
			{Way: aftersales.WayBack, Carrier: "van", Number: "V1", Shipment: "01JSHIP0000000000000000001", Freight: eur(420), Booked: true, At: hour(5)},
			{Way: aftersales.WayOut, Carrier: "post", Number: "P1", At: hour(6)},
		},
		Steps: 3, Messages: 2, Evidence: 4, Code: "why", Opened: start(), Updated: hour(7),
	}
}

// bare is the n-th case with nothing set that may be empty.
func bare(n int) aftersales.Case {
	return aftersales.Case{
		ID: caseID(n), Order: orderID(n), Buyer: "buyer-1", Seller: seller(1), Kind: flow.KindComplaint, Reason: "service", State: flow.Draft,
		Subject: flow.Subject{Remedy: flow.Nothing}, Policy: "basic", Edition: 1, Since: start(), Opened: start(), Updated: start(),
	}
}

func change(c aftersales.ID, no int64) aftersales.Change {
	return aftersales.Change{
		Case: c, No: no, From: flow.Requested, To: flow.AwaitingReturn, Event: flow.GrantReturn, By: "merchant-1", Role: "merchant", Why: "碎了",
		At: start().Add(time.Duration(no) * time.Second),
	}
}

func message(c aftersales.ID, no int64) aftersales.Message {
	return aftersales.Message{
		Case: c, No: no, By: "buyer-1", Party: flow.Buyer, Text: "杯子碎了 \"broken\" 🍵\nsecond line", Terms: &aftersales.Terms{Remedy: flow.Refund, Amount: eur(no)},
		Evidence: []aftersales.Piece{{Key: "k1", Type: "image/png", Bytes: 12, Hash: "ab"}}, At: start().Add(time.Duration(no) * time.Second),
	}
}

// placed writes an order that cases can be about.
func placed(ctx context.Context, tx aftersales.Tx, n int) error {
	zero, one := eur(0), eur(100)
	p := order.Purchase{
		ID: order.PurchaseID(fmt.Sprintf("01JPRCH%019d", n)), Buyer: "buyer-1", Key: fmt.Sprint("key-", n), Currency: "EUR", Total: one,
		Payment: payment.ID(fmt.Sprintf("01JPAYM%019d", n)), Charge: "c", Method: "card", Placed: start(),
	}
	if err := tx.SavePurchase(ctx, p); err != nil {
		return err
	}
	return tx.SaveOrders(ctx, order.Order{
		ID: orderID(n), Purchase: p.ID, Buyer: "buyer-1", Seller: seller(1), Status: order.Delivered, PaymentStatus: order.PayPaid,
		ShippingStatus: order.ShipDelivered, Goods: one, Discount: zero, Shipping: zero, Tax: zero, Total: one, Refunding: zero, Refunded: zero,
		Lines: []order.Line{{
			No: 1, SKU: "A", Product: "p", Kind: catalog.Goods, Title: "A", Slug: "a", Qty: 1,
			Rows: []order.Row{{Units: 1, Price: one, Discount: zero, Tax: zero, Net: one}},
		}},
		Progress: []order.Progress{{Line: 1, Packed: 1, Shipped: 1, Delivered: 1}}, Placed: start(), Updated: start(),
	})
}
