// Package stocktest proves that a store keeps stock as package stock needs it:
// nothing is sold twice, nothing is lost, and the rows always balance.
//
//	func TestStock(t *testing.T) {
//		stocktest.Run(t, stocktest.Harness{New: func() (*stocktest.System, error) {
//			return &stocktest.System{Stock: memstore.New().Stock()}, nil
//		}})
//	}
//
// Check runs the same rules without a test. Balance proves the books of any
// store, for example at the end of a test of one's own.
package stocktest
