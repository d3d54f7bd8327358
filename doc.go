// Package cartwright wires a whole shop: catalogue, stock, carts, orders,
// payments and parcels over one backend, so that what belongs together commits
// together. Hosts that need one part only import that part and skip this
// package.
//
//	shop, err := cartwright.Wire(memstore.New(), cartwright.Options{
//		Providers: map[string]payment.Provider{"sandbox": provider},
//		Carriers:  map[string]shipping.Carrier{"simcarrier": carrier},
//	})
//
// With Options.Rules a purchase is priced after every promotion, and takes,
// confirms and gives back coupons and limits in the commits of its own life:
//
//	shown, err := shop.Promotions.Show(ctx, by, request) // for a page: what is applied, nearly applied, and why not
//	request.ExpectedTotal = shown.Total
//	placed, err := shop.Orders.Place(ctx, by, request)   // coupon.ErrRefused: somebody was faster
package cartwright
