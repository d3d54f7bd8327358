package seed

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/payment/offline"
)

//go:embed promotions.json
var promotions []byte

// Book returns the rules of the store's promotions as they are on the day of its
// first start: sellers' and the platform's, on every layer. Names of sellers,
// categories, products and days stand in the file as @seller/valley or @day/7.
func Book(at time.Time) (promotion.Book, error) {
	first := map[string]string{}
	for _, p := range Products() {
		first[p.Slug] = string(p.Variants[0].SKU)
	}
	day := at.UTC().Truncate(24 * time.Hour)
	var missing error
	text := regexp.MustCompile(`@([a-z]+)/([a-z0-9-]+)`).ReplaceAllStringFunc(string(promotions), func(name string) string {
		kind, key, _ := strings.Cut(name[1:], "/")
		switch kind {
		case "seller", "category", "product":
			return id(kind, key)
		case "sku":
			return first[key]
		case "method":
			return map[string]string{"transfer": offline.Transfer}[key]
		case "day":
			if n, err := strconv.Atoi(key); err == nil {
				return day.AddDate(0, 0, n).Format(time.RFC3339)
			}
		}
		missing = fmt.Errorf("seed: promotions.json names %s, which nothing has", name)
		return name
	})
	if missing != nil {
		return promotion.Book{}, missing
	}
	return promotion.ParseBook(json.RawMessage(text), promotion.Standard())
}

// Campaigns returns what gives out the coupons of the book's wallet rules: a
// seller's and the platform's, one that has not begun and one that is over.
func Campaigns(at time.Time) []coupon.Campaign {
	day := at.UTC().Truncate(24 * time.Hour)
	in := func(days int) time.Time { return day.AddDate(0, 0, days) }
	return []coupon.Campaign{
		{ID: "valley-20", Rule: "coupon-valley-20", Seller: string(valley()), From: in(-3), Until: in(30), Stock: 500, PerBuyer: 1, ValidFor: 7 * 24 * time.Hour},
		{ID: "platform-50", Rule: "coupon-platform-50", From: in(-3), Until: in(30), Stock: 1000, PerBuyer: 2, ValidFor: 14 * 24 * time.Hour},
		{ID: "shipping", Rule: "coupon-shipping", From: in(2), Until: in(30), Stock: 200, PerBuyer: 1, ValidFor: 3 * 24 * time.Hour},
		{ID: "early", Rule: "coupon-valley-20", Seller: string(valley()), From: in(-20), Until: in(-5), Stock: 100, PerBuyer: 1, Expires: in(-4)},
	}
}
