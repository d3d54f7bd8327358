package aftersales_test

import (
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
)

// Who has to do what by when, and what happens otherwise, stands in every case.
func ExampleCase_Duty() {
	c := aftersales.Case{
		State: flow.Requested, Subject: flow.Subject{Remedy: flow.ReturnRefund}, Deadline: time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC),
	}
	who, by, otherwise, _ := c.Duty()
	fmt.Printf("%s: the %s has until %s, else %s\n", c.State.Text("en"), who, by.Format("2 January 15:04"), otherwise.Text("en"))
	// Output: Waiting for the seller's answer: the merchant has until 3 March 12:00, else the return is agreed
}
