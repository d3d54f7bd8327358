// Package paymenthttp brings the notifications of payment providers to a
// payment.Engine.
//
//	mux.Handle("/notify/sandbox", paymenthttp.NotifyHandler(engine, "sandbox", time.Now))
//
// The address is public and anybody may call it: what counts is what the
// provider's adapter can verify. A provider sends again what was not answered
// with 200, so 200 means committed and nothing else.
//
// A notification that is verified and whose reference is unknown is answered
// with 503, so that the provider sends it again. An intent is committed before
// its provider is called, and so this is no sale of this database: another
// program shares the merchant account, a wrong database was opened, or one was
// restored from before the sale. Acknowledging would lose what the restored one
// must still hear; where it is another program's, give each program an address
// of its own, or wrap the engine and answer nil for payment.ErrUnknownRef.
package paymenthttp
