// Package entitlement answers what a buyer is owed for what comes back, to the
// last minor unit.
//
//	book, err := entitlement.Of(o) // what each unit of an order was paid with
//	sums, err := book.Refund(past, refunded, []entitlement.Claim{{Line: 1, Units: 2}})
//	sums.Total // is what to refund now
//
// There is one rule: what is refunded now is what all claims together entitle
// to, less what has been refunded so far. Since the entitlement depends on the
// set of claims alone, it does not matter in which order, in which groups or in
// how many cases goods come back: all of them together give exactly what was
// paid, and no prefix gives more. Split divides such a refund among several ways of
// paying, a card, points, a gift card, store credit, so that each has back what it
// gave; Campaigns says which discounts go back in kind. Everything here is pure.
package entitlement
