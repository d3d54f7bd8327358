// Package coupontest proves that a store keeps coupons as package coupon needs
// it: a limit is a limit however many buy at once, what was saved reads back,
// what is given back can be used again.
//
//	func TestCoupons(t *testing.T) {
//		coupontest.Run(t, coupontest.Harness{New: func() (*coupontest.System, error) {
//			return &coupontest.System{Coupons: memstore.New().Coupons()}, nil
//		}})
//	}
//
// Check runs the same rules without a test.
package coupontest
