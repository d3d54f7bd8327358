package main

import (
	"context"
	"errors"
	"strconv"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// prices in whole yuan; dollars are set beside them, not converted.
var prices = map[string][2]string{
	"down-jacket": {"699", "99"}, "cable-jumper": {"329", "46"}, "wrap-coat": {"1299", "185"}, "tee": {"89", "13"}, "oxford-shirt": {"199", "29"},
	"runner": {"459", "65"}, "high-top": {"369", "52"}, "chelsea-boot": {"629", "89"}, "loafer": {"529", "75"}, "plimsoll": {"199", "28"},
	"phone": {"3999", "569"}, "headphones": {"899", "129"}, "earbuds": {"349", "49"}, "watch": {"799", "115"}, "speaker": {"299", "42"},
	"bear": {"89", "13"}, "baby-bottle": {"79", "11.50"}, "romper": {"119", "17"}, "blocks": {"99", "14"}, "rings": {"69", "9.90"},
	"bud-vase": {"128", "18"}, "lamp": {"329", "47"}, "mug": {"69", "9.90"}, "cushion": {"119", "17"}, "chair": {"599", "85"},
	"book-postman": {"59", "8.50"}, "book-doors": {"69", "9.90"}, "book-night": {"49", "7"}, "book-garden": {"79", "11"}, "book-shapes": {"88", "12.50"},
	"tea-tin": {"138", "19.50"}, "coffee-bag": {"68", "9.80"}, "honey-jar": {"78", "11"}, "olive-oil": {"108", "15.50"}, "cookie-box": {"58", "8.20"},
	"perfume": {"359", "52"}, "cream-jar": {"219", "31"}, "lipstick": {"159", "23"}, "serum": {"289", "41"}, "hand-cream": {"59", "8.50"},
}

var sellers = []catalog.Seller{
	{ID: "valley", Names: map[string]string{"zh-CN": "山谷衣物", "en": "Valley Goods"}, Country: "CN"},
	{ID: "lamplight", Names: map[string]string{"zh-CN": "灯下家居", "en": "Lamplight Home"}, Country: "CN"},
}

// seed fills an empty shop; one that has products is left alone.
func (s *server) seed(ctx context.Context) error {
	by := secure.Actor{ID: "seed", Role: secure.RoleStaff}
	n, err := s.shop.Catalog.Count(ctx, by, catalog.Query{})
	if err != nil || n == len(picture.All()) {
		return err
	}
	have := map[string]bool{} // a start that was cut off goes on where it ended
	for p, err := range s.shop.Catalog.Products(ctx, by, catalog.Query{Limit: 500}) {
		if err != nil {
			return err
		}
		have[p.Slug] = true
	}
	if n == 0 {
		err = s.seedShelves(ctx, by)
	}
	for i, p := range picture.All() {
		if err == nil && !have[p.Slug] {
			err = s.seedProduct(ctx, by, i, p)
		}
	}
	return err
}

func (s *server) seedShelves(ctx context.Context, by secure.Actor) error {
	var errs []error
	for _, seller := range sellers {
		errs = append(errs, s.shop.Catalog.SaveSeller(ctx, by, seller))
	}
	for i, c := range picture.Categories() {
		errs = append(errs, s.shop.Catalog.SaveCategory(ctx, by, catalog.Category{
			ID: catalog.CategoryID(c.Slug), Slug: c.Slug, Rank: i, Picture: c.Cover,
			Texts: catalog.Texts{"zh-CN": {Title: c.Chinese}, "en": {Title: c.English}},
		}))
	}
	return errors.Join(errs...)
}

func (s *server) seedProduct(ctx context.Context, by secure.Actor, rank int, p picture.Product) error {
	price := []money.Money{money.MustParseText(prices[p.Slug][0] + " CNY"), money.MustParseText(prices[p.Slug][1] + " USD")}
	seller := sellers[0].ID
	if rank >= 20 {
		seller = sellers[1].ID
	}
	product := catalog.Product{
		Slug: p.Slug, Seller: seller, Category: catalog.CategoryID(p.Category), Kind: catalog.Goods, Status: catalog.Active,
		Texts:   catalog.Texts{"zh-CN": {Title: p.Chinese}, "en": {Title: p.English}},
		Picture: p.Slug, Rank: rank,
	}
	arrived := stock.Delivery{Reason: stock.Received, Ref: "opening"}
	for i, v := range p.Variants {
		sku := catalog.SKU("WA-" + strconv.Itoa(1001+rank) + "-" + strconv.Itoa(i+1))
		variant := catalog.Variant{SKU: sku, Prices: price, Grams: 800, Picture: v.Slug}
		if len(p.Variants) > 1 {
			variant.Options = map[string]string{"colour": v.English}
		}
		product.Variants = append(product.Variants, variant)
		arrived.Lines = append(arrived.Lines, stock.Line{SKU: sku, Qty: int64(3 + (rank*7+i*5)%40)})
	}
	// Stock first: a product that can be seen has its pieces.
	if err := s.shop.Stock.Move(ctx, by, arrived); err != nil {
		return err
	}
	_, err := s.shop.Catalog.SaveProduct(ctx, by, product)
	return err
}
