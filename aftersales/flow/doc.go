// Package flow is the life of an after-sales case as one table: 24 states, of
// which every one says who must act, by when, what happens by itself when
// nobody does, and whether the case ends there.
//
//	next, subject, err := flow.Next(flow.Requested, flow.GrantReturn, subject)
//	duty, _ := flow.DutyOf(next) // the buyer, 7 days, else flow.Expire
//
// The table is data over package fsm: pure, without a clock and without a store.
// Check walks everything that anybody could ever do and proves that no case
// gets stuck and none goes on for ever.
//
// Silence never holds money back. That is also so for goods that the buyer says to
// have posted with a carrier who tells nobody anything: after 15 days without news or
// the merchant's word the case goes to arbitration by itself, where the merchant can
// say that nothing came, and where the platform decides nothing within its time
// either, the buyer is paid in full. A host that does not want that has its staff
// decide, or pause, the cases in ArbitrationEvidence and ArbitrationDeciding whose
// subject is Posted and not Back.
package flow
