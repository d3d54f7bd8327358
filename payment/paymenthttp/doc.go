// Package paymenthttp brings the notifications of payment providers to a
// payment.Engine.
//
//	mux.Handle("/notify/sandbox", paymenthttp.NotifyHandler(engine, "sandbox", time.Now))
//
// The address is public and anybody may call it: what counts is what the
// provider's adapter can verify. A provider sends again what was not answered
// with 200, so 200 means committed and nothing else.
package paymenthttp
