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
package flow
