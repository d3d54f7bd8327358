// Package fsm holds lifecycles as immutable, typed tables.
//
// A Machine is data: states, events and the rules between them. It holds no
// current state, calls nothing back when a state changes and knows no store, so
// one value serves every order (or payment, or return) of a program, from any
// number of goroutines.
//
//	type rule = fsm.Rule[Status, Event, *Order]
//
//	lifecycle := fsm.Must(fsm.New("order", Placed,
//		rule{Event: Pay, From: []Status{Placed}, To: Paid},
//		rule{Event: Ship, From: []Status{Paid}, To: Shipped, Final: true},
//		rule{Event: Cancel, From: []Status{Placed, Paid}, To: Cancelled, If: notPacked, Final: true},
//	))
//	next, err := lifecycle.Next(order.Status, Pay, order)
//
// Next is pure: it answers the state that follows or a *Error that says why the
// event is refused, and changes nothing. Writing the answer down, guarded by the
// version that was read, is the caller's part.
//
// States and events are usually string types, so that they read well in a
// database, in JSON and in a diagram. A host that needs further states asks the
// library's table for a larger one through Machine.With. A state that a newer
// version has written is refused with ErrUnknownState and otherwise left alone.
package fsm
