// Package carttest proves that a store keeps carts as package cart needs them:
// one a person, and no change lost between two tabs.
//
//	func TestCarts(t *testing.T) {
//		carttest.Run(t, carttest.Harness{New: func() (*carttest.System, error) {
//			return &carttest.System{Carts: memstore.New().Carts()}, nil
//		}})
//	}
//
// Check runs the same rules without a test.
package carttest
