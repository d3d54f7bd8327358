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
//
// With Options.Policies what goes wrong after a sale is led to its end: payment,
// order, parcel and case move together, and a deadline that nobody kept does what
// the table of its state says:
//
//	opened, err := shop.Cases.Open(ctx, buyer, aftersales.Request{
//		Order: id, Kind: flow.KindReturn, Reason: policy.ChangedMind, Items: []aftersales.Item{{Line: 1, Units: 1}},
//	})
//	now, err := shop.Cases.Actions(ctx, merchant, opened.ID) // what may be done, by when, and what happens otherwise
//
// With Options.Supervision merchants are judged by what happens, see package
// standing.
package cartwright
