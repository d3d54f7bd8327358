package order_test

import (
	"fmt"

	"github.com/cartwright-go/cartwright/order"
)

func ExampleLifecycle() {
	fmt.Println(order.Lifecycle().Permitted(order.Confirmed))
	next, err := order.Lifecycle().Next(order.Confirmed, order.Accept, &order.Order{})
	fmt.Println(next, err)
	_, err = order.Lifecycle().Next(order.Accepted, order.Reject, &order.Order{Progress: []order.Progress{{Line: 1, Packed: 1}}})
	fmt.Println(err)
	// Output:
	// [accept cancel reject]
	// accepted <nil>
	// fsm: order: event "reject" is not permitted in state "accepted": order: units are packed already
}

func ExampleCheckAddress() {
	a := order.Request{}.To
	a.Name, a.Country, a.Street = "林小雨", "CN", "文三路 1 号"
	fmt.Println(order.CheckAddress(a, true))
	// Output: order: to.city: is missing
}
