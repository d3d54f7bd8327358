// Package cartwright wires a whole shop: catalogue, stock, carts, orders,
// payments and parcels over one backend, so that what belongs together commits
// together. Hosts that need one part only import that part and skip this
// package.
//
//	shop, err := cartwright.Wire(memstore.New(), cartwright.Options{
//		Providers: map[string]payment.Provider{"sandbox": provider},
//		Carriers:  map[string]shipping.Carrier{"simcarrier": carrier},
//	})
package cartwright
