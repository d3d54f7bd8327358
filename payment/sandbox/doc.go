// Package sandbox is a payment provider that moves no money: it behaves as a
// real one does, bad days included. It can decline, stall, be too busy, lose a request or
// an answer, and notify twice, late or before its answer.
//
//	provider, err := sandbox.New(sandbox.Config{Secret: secret, Now: time.Now})
//
// What happens to a charge is chosen by its Instrument, a token such as
// OK or Decline, by its method, or by a Script. It refuses nothing that a test
// may want and holds no card numbers: those stay in sandboxhttp, the hosted pay
// page, which turns them into an outcome.
package sandbox
