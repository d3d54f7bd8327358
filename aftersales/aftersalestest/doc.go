// Package aftersalestest proves that a store keeps its promises to package
// aftersales.
//
//	func TestStore(t *testing.T) {
//		aftersalestest.Run(t, aftersalestest.Harness{New: func() (*aftersalestest.System, error) {
//			db := memstore.New()
//			return &aftersalestest.System{Cases: db.Aftersales(), Outbox: db, Timers: db, Stock: db.Stock()}, nil
//		}})
//	}
//
// Each Rule says what breaks without it. Check does the same without a test, so
// that broken stores can be shown to be caught.
package aftersalestest
