// Package shippingtest proves that a carrier can be trusted with parcels.
//
//	func TestCarrier(t *testing.T) {
//		shippingtest.Run(t, shippingtest.Harness{New: func() (*shippingtest.System, error) {
//			return &shippingtest.System{Carrier: myCarrier, Parcel: myParcel, Now: clock}, nil
//		}})
//	}
//
// Rules about parts of a System that are nil are skipped, visibly. Check runs
// the same rules without a test, as the mutants of this package's own tests do.
package shippingtest
