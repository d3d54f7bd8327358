// Package seed is what the example store has for sale on its first day: two
// sellers, eight categories, forty products in Chinese and English with prices
// in yuan and dollars, their opening stock, and a few people to try it with.
//
//	for _, p := range seed.Products() {
//		_, err := shop.Catalog.SaveProduct(ctx, staff, p)
//		…
//	}
//	err := shop.Stock.Move(ctx, staff, stock.Delivery{Lines: seed.Stock(), Reason: stock.Received, Ref: "opening"})
//
// Every call returns fresh values, the same on every run: ids and SKUs can be
// written down in tests. All sellers, brands, book titles and people are
// invented. Looks and titles come from the package picture.
package seed
