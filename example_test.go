package cartwright_test

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/order/pricing"
	"github.com/cartwright-go/cartwright/secure"
)

// tea is a shop with one product and these rules.
func tea(ctx context.Context, book string) (*cartwright.Shop, error) {
	rules, err := promotion.ParseBook([]byte(book), promotion.Standard())
	if err != nil {
		return nil, err
	}
	snapshot, err := promotion.Compile(rules, promotion.Standard())
	if err != nil {
		return nil, err
	}
	shop, err := cartwright.Wire(memstore.New(), cartwright.Options{
		Rules: cartwright.FixedRules(snapshot), Fees: []pricing.Fee{{Flat: money.MustParseText("12 CNY")}},
		Now: func() time.Time { return time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC) },
	})
	if err != nil {
		return nil, err
	}
	_, err = shop.Catalog.SaveProduct(ctx, secure.Actor{ID: "staff", Role: secure.RoleStaff}, catalog.Product{
		Slug: "longjing", Seller: "fern", Kind: catalog.Goods, Status: catalog.Active, Texts: catalog.Texts{"en": {Title: "Longjing"}},
		Variants: []catalog.Variant{{SKU: "LONGJING", Prices: []money.Money{money.MustParseText("128 CNY")}, Grams: 100}},
	})
	return shop, err
}

func ExamplePromotions_Show() {
	ctx := context.Background()
	shop, err := tea(ctx, `{"rules":[
		{"version":1, "id":"spring", "layer":"platform", "by_code":true, "codes":["SPRING"], "name":{"en":"Spring"},
		 "then":[{"kind":"percent","off":"10"}]},
		{"version":1, "id":"free", "layer":"shipping", "name":{"en":"Free delivery from 300"},
		 "when":{"kind":"amount","min":["300 CNY"]}, "then":[{"kind":"shipping","percent":"100"}]}
	]}`)
	if err != nil {
		fmt.Println(err)
		return
	}
	shown, err := shop.Promotions.Show(ctx, secure.Actor{}, order.Request{
		Lines: []order.Item{{SKU: "LONGJING", Qty: 2}}, Currency: "CNY", Codes: []string{"spring", "summer"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(shown.Goods, "-", shown.Discount, "+", shown.Shipping, "=", shown.Total)
	for _, code := range shown.Codes {
		fmt.Println(code.Text+":", code.Answer)
	}
	for _, x := range shown.Explained {
		fmt.Println(x.Words("en"))
	}
	// Output:
	// 256.00 CNY - 25.60 CNY + 12.00 CNY = 242.40 CNY
	// spring: applied
	// summer: discount_code_user_not_logged_in
	// Spring: CN¥25.60 off
	// Free delivery from 300: CN¥69.60 more needed
}
