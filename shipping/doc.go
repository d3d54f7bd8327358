// Package shipping moves parcels: it books labels at carriers, follows every
// stop in one normal form of 14 statuses, and never books twice when an answer
// is lost. Its Desk has the same four words as payment.Engine: Open, Advance,
// Learn and Apply.
package shipping
