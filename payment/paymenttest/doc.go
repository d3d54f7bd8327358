// Package paymenttest proves that a payment provider's adapter keeps the
// promises of payment.Provider, and that a store keeps payments as package
// payment needs them.
//
//	func TestProvider(t *testing.T) {
//		paymenttest.Run(t, paymenttest.Harness{New: func() (*paymenttest.System, error) {
//			...
//			return &paymenttest.System{Provider: p, Charge: sale, Books: fake.Trades}, nil
//		}})
//	}
//
// A System declares what the provider can do and what the harness can control;
// rules about the rest are skipped, visibly. Check runs the same rules without a
// test, as the mutants of this package's own tests do. RunStore and CheckStore
// do the same for a payment.Store.
package paymenttest
