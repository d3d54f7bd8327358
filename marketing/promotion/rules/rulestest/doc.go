// Package rulestest proves that a store keeps rules as package rules needs it:
// what was saved reads back, a history only grows, and no two rules go live
// without having been judged together.
//
//	func TestRules(t *testing.T) {
//		rulestest.Run(t, rulestest.Harness{New: func() (*rulestest.System, error) {
//			db := memstore.New()
//			return &rulestest.System{Rules: db.Rules(), Events: db, Timers: db}, nil
//		}})
//	}
//
// Check runs the same rules without a test.
package rulestest
