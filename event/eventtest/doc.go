// Package eventtest proves that a store keeps events, timers and inbox marks
// as package event needs them, and that a publisher can be trusted.
//
//	func TestEvents(t *testing.T) {
//		eventtest.Run(t, eventtest.Harness{New: func() (*eventtest.System, error) {
//			db := memstore.New()
//			return &eventtest.System{Do: db.Inbox().Do, Outbox: db, Timers: db, Retention: db}, nil
//		}})
//	}
//
// Parts of a System that are nil are skipped, visibly. Check runs the same
// rules without a test, as the mutants of this package's own tests do.
package eventtest
