// Package cart keeps what a buyer means to buy: quantities of SKUs, and what each
// cost when it was put in. A cart promises nothing: stock is looked at here and
// reserved when the purchase is placed, and prices are shown as they are now,
// with a note where one has changed.
//
//	carts := &cart.Service{Store: store, Catalog: catalogue, Stock: levels, Policy: &policy}
//	_, err := carts.Add(ctx, by, "CNY", "TEA-250", 2)
//	view, err := carts.View(ctx, by, "zh-CN")
//
// A view shows units at their prices. What promotions take off is shown by whoever
// prices purchases, from the view's lines: Promotions.Show in package cartwright,
// or Service.Quote in package order for the sum alone.
//
// A cart is neither money, nor status, nor stock, and so its commands have no
// form inside a wider transaction: call Clear once a purchase is placed. Where
// the process dies between the two, the buyer finds the cart as it was, and
// placing it again with the same key answers the purchase that is there.
package cart
