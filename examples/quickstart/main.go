// Quickstart goes from an empty shop to a paid order.
package main

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
	"github.com/cartwright-go/cartwright/shipping"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	// readme:start sale
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("a secret of 16 bytes"), Now: time.Now})
	if err != nil {
		return err
	}
	shop, err := cartwright.Open(ctx, "memory:", cartwright.Options{Providers: map[string]payment.Provider{"sandbox": psp}})
	if err != nil {
		return err
	}
	staff, ada := secure.Actor{ID: "staff", Role: secure.RoleStaff}, secure.Actor{ID: "ada", Role: secure.RoleBuyer}
	price := money.MustParseText("19.99 USD")
	if _, err := shop.Catalog.SaveProduct(ctx, staff, catalog.Product{
		Slug: "lamp", Seller: "lamplight", Kind: catalog.Goods, Status: catalog.Active,
		Texts: catalog.Texts{"en": {Title: "Lamp"}}, Variants: []catalog.Variant{{SKU: "LAMP", Prices: []money.Money{price}}},
	}); err != nil {
		return err
	}
	if err := shop.Stock.Move(ctx, staff, stock.Delivery{Reason: stock.Received, Lines: []stock.Line{{SKU: "LAMP", Qty: 10}}}); err != nil {
		return err
	}
	placed, err := shop.Orders.Place(ctx, ada, order.Request{
		Key: "attempt-1", Lines: []order.Item{{SKU: "LAMP", Qty: 2}}, Currency: "USD", ExpectedTotal: price.Mul(2),
		To:       shipping.Address{Name: "Ada", Country: "GB", City: "London", Street: "1 Mill Lane"},
		Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK,
	})
	// readme:end
	if err != nil {
		return err
	}
	o, err := shop.Orders.Order(ctx, ada, placed.Orders[0].ID)
	fmt.Println(o.Status, o.PaymentStatus, o.Total)
	return err
}
