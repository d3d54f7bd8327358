package fsm_test

import (
	"errors"
	"fmt"
	"os"

	"github.com/cartwright-go/cartwright/fsm"
)

// A lifecycle is a table, and Next reads it.
func Example() {
	type Status string
	type Event string
	type Order struct{ Packed bool }
	type rule = fsm.Rule[Status, Event, *Order]

	errPacked := errors.New("the parcel is already packed")
	machine := fsm.Must(fsm.New("order", "placed",
		rule{Event: "pay", From: []Status{"placed"}, To: "paid"},
		rule{Event: "ship", From: []Status{"paid"}, To: "shipped", Final: true},
		rule{Event: "cancel", From: []Status{"placed", "paid"}, To: "cancelled", Final: true, If: func(o *Order) error {
			if o.Packed {
				return errPacked
			}
			return nil
		}},
	))

	order := &Order{}
	next, err := machine.Next("placed", "pay", order)
	fmt.Println(next, err)
	fmt.Println(machine.Permitted(next))

	order.Packed = true
	next, err = machine.Next(next, "cancel", order)
	fmt.Println(next, err)
	fmt.Println(errors.Is(err, fsm.ErrNotPermitted), errors.Is(err, errPacked))
	// Output:
	// paid <nil>
	// [ship cancel]
	// paid fsm: order: event "cancel" is not permitted in state "paid": the parcel is already packed
	// true true
}

// A host grows a library's table by states of its own.
func ExampleMachine_With() {
	larger, err := lifecycle().With(
		rule{Event: "hold", From: []status{paid}, To: "on_hold"},
		rule{Event: "release", From: []status{"on_hold"}, To: paid},
	)
	fmt.Println(err, larger.Permitted("on_hold"))

	_, err = lifecycle().Next("on_hold", "release", &order{})
	fmt.Println(err)
	// Output:
	// <nil> [release]
	// fsm: order: event "release" is not permitted in state "on_hold": fsm: unknown state
}

// Check belongs in a test of the table.
func ExampleMachine_Check() {
	machine := fsm.Must(fsm.New("order", placed,
		rule{Event: pay, From: []status{placed}, To: paid},
		rule{Event: cancel, From: []status{placed}, To: cancelled, Final: true},
	))
	fmt.Println(machine.Check())
	// Output:
	// fsm: dead end: machine "order": state "paid"
}

// The diagram is deterministic, so that a document can hold it and a test can
// compare it.
func ExampleMachine_WriteMermaid() {
	if err := lifecycle().WriteMermaid(os.Stdout); err != nil {
		fmt.Println(err)
	}
	// Output:
	// stateDiagram-v2
	//     [*] --> placed
	//     placed --> paid : pay
	//     paid --> accepted : accept
	//     paid --> rejected : reject
	//     accepted --> rejected : reject
	//     accepted --> packed : pack
	//     packed --> shipped : ship
	//     accepted --> shipped : ship
	//     shipped --> shipped : track
	//     shipped --> delivered : deliver
	//     delivered --> completed : confirm
	//     shipped --> returned : return
	//     delivered --> returned : return
	//     placed --> cancelled : cancel [guarded]
	//     paid --> cancelled : cancel [guarded]
	//     accepted --> cancelled : cancel [guarded]
	//     packed --> cancelled : cancel [guarded]
	//     rejected --> [*]
	//     completed --> [*]
	//     returned --> [*]
	//     cancelled --> [*]
}
