// Package ordertest proves that a store keeps purchases, orders, payments and
// stock as package order needs them: together or not at all, each version once,
// nothing sold twice, and nobody troubled by a neighbour.
//
//	func TestOrders(t *testing.T) {
//		ordertest.Run(t, ordertest.Harness{New: func() (*ordertest.System, error) {
//			db := memstore.New()
//			return &ordertest.System{Orders: db.Orders(), Payments: db.Payments(), Stock: db.Stock(), Outbox: db, Timers: db}, nil
//		}})
//	}
//
// Check runs the same rules without a test, as the mutants of this package's
// own tests do. A rule that does not end within 20 seconds has failed: a store
// that forgets to pass its turn on shows as a hang.
package ordertest
