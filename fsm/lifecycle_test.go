package fsm_test

import (
	"errors"

	"github.com/cartwright-go/cartwright/fsm"
)

// The table of these tests: an order with ten states, sixteen edges.
type (
	status string
	event  string
	order  struct{ packed bool }
	rule   = fsm.Rule[status, event, *order]
)

const (
	placed    status = "placed"
	paid      status = "paid"
	accepted  status = "accepted"
	packed    status = "packed"
	shipped   status = "shipped"
	delivered status = "delivered"
	completed status = "completed"
	returned  status = "returned"
	rejected  status = "rejected"
	cancelled status = "cancelled"

	pay     event = "pay"
	accept  event = "accept"
	reject  event = "reject"
	pack    event = "pack"
	ship    event = "ship"
	deliver event = "deliver"
	confirm event = "confirm"
	giveUp  event = "return"
	cancel  event = "cancel"
	track   event = "track"
)

var errPacked = errors.New("already packed")

func notPacked(o *order) error {
	if o.packed {
		return errPacked
	}
	return nil
}

func rules() []rule {
	return []rule{
		{Event: pay, From: []status{placed}, To: paid},
		{Event: accept, From: []status{paid}, To: accepted},
		{Event: reject, From: []status{paid, accepted}, To: rejected, Final: true},
		{Event: pack, From: []status{accepted}, To: packed},
		{Event: ship, From: []status{packed, accepted}, To: shipped},
		{Event: track, From: []status{shipped}, To: shipped},
		{Event: deliver, From: []status{shipped}, To: delivered},
		{Event: confirm, From: []status{delivered}, To: completed, Final: true},
		{Event: giveUp, From: []status{shipped, delivered}, To: returned, Final: true},
		{Event: cancel, From: []status{placed, paid, accepted, packed}, To: cancelled, If: notPacked, Final: true},
	}
}

func lifecycle() *fsm.Machine[status, event, *order] {
	return fsm.Must(fsm.New("order", placed, rules()...))
}
