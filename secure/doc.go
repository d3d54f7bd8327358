// Package secure decides who may do what, and keeps personal data unreadable
// where it is stored.
//
// An Actor is whoever asks. A Policy is a deny-by-default table that answers
// whether an actor may act on a target, and which rows a query may see:
//
//	policy := secure.DefaultPolicy()
//	if err := policy.Allow(by, secure.OrderCancel, secure.Target{Owner: order.Buyer, Seller: order.Seller}); err != nil {
//		return err // errors.Is(err, secure.ErrDenied)
//	}
//	filter, err := policy.Scope(by, secure.OrderRead) // goes into WHERE, before any row is read
//
// A Sealer encrypts one field of one record; a Keyring is the Sealer of this
// package, AES-256-GCM with named keys that can be rotated. A BlindIndex finds
// equal values among sealed ones. Tokens let a guest come back to an order, and
// the Mask functions shorten personal data for a page or a log line.
//
// The package stores nothing and knows no database. Its errors, and its keys in
// any form of printing, carry no secret and no personal data.
package secure
