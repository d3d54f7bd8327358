package flow_test

import (
	"fmt"

	"github.com/cartwright-go/cartwright/aftersales/flow"
)

func Example() {
	state, subject, err := flow.Next(flow.Requested, flow.GrantReturn, flow.Subject{Remedy: flow.ReturnRefund})
	if err != nil {
		fmt.Println(err)
		return
	}
	duty, _ := flow.DutyOf(state)
	auto, _ := flow.Automatic(state, subject)
	fmt.Println(state.Text("en"), "-", duty.Who, "has", duty.Within.Hours()/24, "days, else", auto.Text("en"))
	// Output: Send the goods back - buyer has 7 days, else the request is closed
}
