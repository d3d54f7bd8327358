package payment_test

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// A charge and a refund of a part, for a host without orders.
func ExampleEngine() {
	ctx, db := context.Background(), memstore.New()
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("sixteen or more bytes"), Now: time.Now})
	if err != nil {
		fmt.Println(err)
		return
	}
	engine := &payment.Engine{Store: db.Payments(), Providers: map[string]payment.Provider{"sandbox": psp}, Now: time.Now}
	engine.Settle = payment.Alone(engine)

	pay := func(r payment.Request) error {
		err := engine.Store.Do(ctx, func(ctx context.Context, tx payment.Tx) error {
			_, err := engine.Open(ctx, tx, r) // your own rows commit here, too
			return err
		})
		if err != nil {
			return err
		}
		return engine.Advance(ctx, r.Ref)
	}
	charge := payment.Request{
		Ref: "R1", Payment: "P1", Subject: "invoice 7", Cause: "invoice 7", Kind: payment.Sale, Provider: "sandbox",
		Method: sandbox.Card, Instrument: sandbox.OK, Amount: money.MustParse("20", money.MustCurrency("EUR")),
	}
	fmt.Println(pay(charge))
	back := payment.Request{
		Ref: "F1", Payment: "P1", Parent: "R1", Cause: "scratched", Kind: payment.Refund, Provider: "sandbox",
		Amount: money.MustParse("5", money.MustCurrency("EUR")),
	}
	fmt.Println(pay(back))
	p, err := db.FindPayment(ctx, "P1")
	fmt.Println(p.Captured, p.Refunded, err)
	// Output:
	// <nil>
	// <nil>
	// 20.00 EUR 5.00 EUR <nil>
}

// A payer who sent too little is held until a person has looked.
func ExampleEngine_Decide() {
	ctx, db := context.Background(), memstore.New()
	bank := offline.Provider{}
	engine := &payment.Engine{Store: db.Payments(), Providers: map[string]payment.Provider{"offline": bank}, Now: time.Now}
	engine.Settle = payment.Alone(engine)
	err := engine.Store.Do(ctx, func(ctx context.Context, tx payment.Tx) error {
		_, err := engine.Open(ctx, tx, payment.Request{
			Ref: "R1", Payment: "P1", Subject: "invoice 7", Cause: "invoice 7", Kind: payment.Sale, Provider: "offline",
			Method: offline.Transfer, Amount: money.MustParse("20", money.MustCurrency("EUR")),
		})
		return err
	})
	fmt.Println(err, engine.Advance(ctx, "R1"))
	fmt.Println(engine.Learn(ctx, bank.Received("R1", money.MustParse("2", money.MustCurrency("EUR")), "line 12")))
	op, err := db.FindOperation(ctx, "R1")
	fmt.Println(op.Status, op.Code, err)

	sentBack := payment.Decision{Status: payment.Closed, Reason: "2.00 sent back, line 15"}
	buyer := secure.Actor{Role: secure.RoleBuyer, ID: "b1"}
	fmt.Println(engine.Decide(ctx, buyer, "R1", sentBack))
	clerk := secure.Actor{Role: secure.RoleStaff, ID: "clerk-1"}
	fmt.Println(engine.Decide(ctx, clerk, "R1", sentBack))
	op, err = db.FindOperation(ctx, "R1")
	fmt.Println(op.Status, op.DecidedBy, err)
	// Output:
	// <nil> <nil>
	// <nil>
	// review amount_mismatch <nil>
	// secure: denied: buyer may not payment.decide this
	// <nil>
	// closed clerk-1 <nil>
}

// Every error of unknown effect means that the outcome is in doubt: only an
// *Error of the adapter says more.
func ExampleOutcomeOf() {
	fmt.Println(payment.OutcomeOf(context.DeadlineExceeded))
	declined := &payment.Error{Outcome: payment.NotExecuted, Code: "card_declined", Message: "the bank says no"}
	fmt.Println(payment.OutcomeOf(fmt.Errorf("start: %w", declined)))
	// Output:
	// in doubt
	// not executed
}

// A decorator is asked first, and what it lacks is looked for inside.
func ExampleAs() {
	psp, err := sandbox.New(sandbox.Config{Secret: []byte("sixteen or more bytes"), Now: time.Now})
	fmt.Println(err)
	_, captures := payment.As[payment.Capturer](wrapped{psp}) // wrapped has Unwrap() payment.Provider
	fmt.Println(captures)
	// Output:
	// <nil>
	// true
}

// Money wins: a success is news even after a charge was closed.
func ExampleLifecycle() {
	next, err := payment.Lifecycle().Next(payment.Closed, payment.Succeeds, &payment.Operation{})
	fmt.Println(next, err)
	_, err = payment.Lifecycle().Next(payment.Succeeded, payment.Declines, &payment.Operation{})
	fmt.Println(err != nil)
	// Output:
	// succeeded <nil>
	// true
}
