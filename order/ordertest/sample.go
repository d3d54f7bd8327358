package ordertest

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/shipping"
)

// start is the moment at which the rules' clock stands.
func start() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 123_000_000, time.UTC) }

func eur(minor int64) money.Money { return money.New(minor, money.MustCurrency("EUR")) }

func orderID(n int) order.ID            { return order.ID(fmt.Sprintf("01JRDER%019d", n)) }
func purchaseID(n int) order.PurchaseID { return order.PurchaseID(fmt.Sprintf("01JPRCH%019d", n)) }
func paymentID(n int) payment.ID        { return payment.ID(fmt.Sprintf("01JPAYM%019d", n)) }
func chargeRef(n int) payment.Ref       { return payment.Ref(fmt.Sprintf("01JCHRG%019d", n)) }

// purchase is the n-th purchase with every field set but the guest's.
func purchase(n int) order.Purchase {
	return order.Purchase{
		ID: purchaseID(n), Buyer: "buyer-1", Key: fmt.Sprint("key-", n), Fingerprint: "f", Currency: "EUR",
		Total: eur(2230), Payment: paymentID(n), Charge: chargeRef(n), Method: "card", Language: "zh-CN",
		To: shipping.Address{
			Name: "林小雨", Phone: "+86 138 0000 0000", Country: "CN", Region: "浙江", City: "杭州", District: "西湖",
			Street: "文三路 1 号\n2 单元", Postcode: "310000",
		},
		Email: "lin@example.com", Note: "请轻放", Placed: start(),
	}
}

// sample is the n-th order with every field set: two lines, three rows, shares.
func sample(n int) order.Order {
	return order.Order{
		ID: orderID(n), Purchase: purchaseID(n), Buyer: "buyer-1", Seller: "seller-1", Status: order.Placed,
		PaymentStatus: order.PayUnpaid, ShippingStatus: order.ShipNone,
		Goods: eur(2300), Discount: eur(270), Shipping: eur(100), Tax: eur(100), Total: eur(2230),
		Refunding: eur(0), Refunded: eur(0),
		Lines: []order.Line{
			{
				No: 1, SKU: "A", Product: "01JPRDT0000000000000000001", Kind: catalog.Goods, Title: "茶 & \"tea\" 🍵", Options: "green, M",
				Picture: "a.svg", Slug: "tea", Grams: 250, Qty: 3, Rows: []order.Row{
					{
						Units: 2, Price: eur(1000), Discount: eur(270), Tax: eur(90), Net: eur(1820),
						Discounts: []order.Share{
							{Code: "SPRING", Payer: "seller", Amount: eur(200)}, {Code: "WELCOME", Payer: "platform", Amount: eur(70)},
						},
					},
					{Units: 1, Price: eur(200), Discount: eur(0), Tax: eur(10), Net: eur(210)},
				},
			},
			{
				No: 2, SKU: "B", Product: "01JPRDT0000000000000000002", Kind: catalog.Digital, Title: "Song", Slug: "song", Qty: 1,
				Rows: []order.Row{{Units: 1, Price: eur(100), Discount: eur(0), Tax: eur(0), Net: eur(100)}},
			},
		},
		Progress: []order.Progress{{Line: 1}, {Line: 2}},
		Carrier:  "van", Service: "day", Placed: start(), Deadline: start().Add(30 * time.Minute), Updated: start(),
	}
}

// place writes everything that a purchase of one order needs, stock last, as
// order.Service does. lines are what is reserved.
func place(ctx context.Context, tx order.Tx, n int, lines ...stock.Line) error {
	if err := tx.SavePurchase(ctx, purchase(n)); err != nil {
		return err
	}
	if err := tx.SaveOrders(ctx, sample(n)); err != nil {
		return err
	}
	if err := tx.AddHistory(ctx, change(n, 1)); err != nil {
		return err
	}
	if err := pay(ctx, tx, n); err != nil {
		return err
	}
	id := string(orderID(n))
	if err := tx.Emit(ctx, event.Event{ID: "order." + id + ".1", Type: "order.placed", Subject: "order/" + id, Version: 1, At: start()}); err != nil {
		return err
	}
	t := event.Timer{Kind: "order.expire", Subject: string(purchaseID(n)), Due: start().Add(time.Minute)}
	if err := tx.Schedule(ctx, t); err != nil {
		return err
	}
	if len(lines) == 0 {
		return nil
	}
	return tx.ReserveStock(ctx, id, lines)
}

// pay writes the intent of a payment.
func pay(ctx context.Context, tx order.Tx, n int) error {
	err := tx.SavePayment(ctx, payment.Payment{
		ID: paymentID(n), Subject: string(purchaseID(n)), Provider: "p", Method: "card", Charge: chargeRef(n), Amount: eur(2230),
		Authorized: eur(0), Captured: eur(0), Refunding: eur(0), Refunded: eur(0), Created: start(), Updated: start(),
	})
	if err != nil {
		return err
	}
	return tx.SaveOperation(ctx, payment.Operation{
		Ref: chargeRef(n), Payment: paymentID(n), Kind: payment.Sale, Cause: "purchase/" + string(purchaseID(n)), Provider: "p",
		Method: "card", Amount: eur(2230), Status: payment.Intent, Created: start(), Updated: start(),
	})
}

func change(n int, version int64) order.Change {
	return order.Change{
		Order: orderID(n), Version: version, From: order.Placed, To: order.Confirmed, Event: order.Pay, By: "payment",
		Role: "system", Why: "why", At: start(),
	}
}

func refund(n, k int) order.Refund {
	return order.Refund{
		Ref: payment.Ref(fmt.Sprintf("01JRFND%d0%017d", k, n)), Order: orderID(n), Amount: eur(int64(100 + k)),
		Items: []order.Units{{Line: 1, Units: 2}}, Runs: []order.Run{{Line: 1, From: int64(k), Units: 1}, {Line: 1, From: 4, Units: 1}}, Reason: "碎了", By: "merchant-1", Status: payment.Intent,
		At: start().Add(time.Duration(k) * time.Second),
	}
}

func line(sku catalog.SKU, n int64) stock.Line { return stock.Line{SKU: sku, Qty: n} }
