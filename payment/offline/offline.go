package offline

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// Methods of the provider.
const (
	Transfer       = "transfer" // a Sale that waits until staff have Received it
	CashOnDelivery = "cod"      // an Authorize that holds at once; Capture says that the cash is in
)

// A Provider is a payment.Provider, Capturer and Voider without any service
// behind it. The zero value is ready. A Sale by Transfer waits with an action
// that quotes its reference, and Close works until staff have Received it. An
// Authorize by CashOnDelivery succeeds at once; Capture and Void of it do too,
// so call Capture when the cash is in. A refund waits until staff have Sent it.
type Provider struct {
	Name       string   // "" is "offline"
	Currencies []string // ISO 4217 codes; empty: any
}

var (
	_ payment.Provider = Provider{}
	_ payment.Capturer = Provider{}
	_ payment.Voider   = Provider{}
)

func (p Provider) name() string {
	if p.Name == "" {
		return "offline"
	}
	return p.Name
}

// Info describes the provider.
func (p Provider) Info() payment.Info {
	return payment.Info{
		Name: p.name(), Methods: []string{Transfer, CashOnDelivery}, Currencies: slices.Clone(p.Currencies),
		AuthValidity: payment.Forever, PartialRefund: true, // cash that comes late is cash
	}
}

// Received is the fact that money for ref has arrived, for Engine.Learn.
// statement says where it can be found, for example a line of the bank's
// statement; it becomes the operation's ProviderID and may be empty.
func (p Provider) Received(ref payment.Ref, amount money.Money, statement string) payment.Fact {
	return payment.Fact{
		Provider: p.name(), Ref: ref, Status: payment.Succeeded, Amount: amount, ProviderID: statement, Source: payment.FromStaff,
	}
}

// Sent is the fact that the refund named ref was transferred or handed out,
// for Engine.Learn. See Received for statement.
func (p Provider) Sent(ref payment.Ref, amount money.Money, statement string) payment.Fact {
	return p.Received(ref, amount, statement)
}

// Start begins a transfer or a promise to pay at the door.
func (p Provider) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if offered(o) {
		return p.answer(ctx, o)
	}
	message := fmt.Sprintf("a %s by %q is not offered: a transfer is a sale, cash on delivery is authorized", o.Kind, o.Method)
	return payment.Fact{}, &payment.Error{Outcome: payment.NotExecuted, Code: "unsupported", Message: message}
}

func offered(o payment.Operation) bool {
	return o.Kind == payment.Sale && o.Method == Transfer || o.Kind == payment.Authorize && o.Method == CashOnDelivery
}

// Query answers what the operation says: only people know more. What is not
// offered was declined.
func (p Provider) Query(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	f, err := p.asked(p.answer(ctx, o))
	if !offered(o) && o.Status != payment.Succeeded {
		f.Status, f.Code, f.Action = payment.Declined, "unsupported", payment.Action{}
	}
	return f, err
}

// Close makes a charge that nobody has paid unpayable. Money that arrives for
// it all the same is for Received; the engine takes it.
func (p Provider) Close(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if o.Status != payment.Succeeded {
		o.Status = payment.Closed
	}
	return p.answer(ctx, o)
}

// Refund notes that money is to go back. It waits until staff have Sent it.
func (p Provider) Refund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.answer(ctx, o)
}

// QueryRefund answers what the operation says.
func (p Provider) QueryRefund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.asked(p.answer(ctx, o))
}

// Capture notes that cash is in.
func (p Provider) Capture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.answer(ctx, o)
}

// QueryCapture answers as Capture does.
func (p Provider) QueryCapture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.asked(p.answer(ctx, o))
}

// Void gives a promise back.
func (p Provider) Void(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return p.answer(ctx, o)
}

// ParseNotification refuses everything: nobody sends any.
func (p Provider) ParseNotification(context.Context, payment.Notification) (payment.Fact, error) {
	return payment.Fact{}, fmt.Errorf("%w: %s sends none", payment.ErrNotVerified, p.name())
}

// answer is what the operation alone proves.
func (p Provider) answer(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	f := payment.Fact{
		Provider: p.name(), Ref: o.Ref, Status: o.Status, Amount: o.Amount, ProviderID: o.ProviderID, Code: o.Code, Source: payment.FromAnswer,
	}
	switch o.Status {
	case payment.Intent, payment.Pending, payment.InDoubt, payment.Review:
		f.Status, f.Action = begun(o)
	case payment.Succeeded, payment.Declined, payment.Closed:
	}
	return f, ctx.Err()
}

// begun is where an operation stands that nobody has told of: a promise holds,
// money waits for people.
func begun(o payment.Operation) (payment.Status, payment.Action) {
	switch o.Kind {
	case payment.Sale:
		return payment.Pending, payment.Action{Kind: payment.Transfer, Content: string(o.Ref), Expires: o.Expires}
	case payment.Refund:
		return payment.Pending, payment.Action{Kind: payment.Wait}
	case payment.Authorize, payment.Capture, payment.Void:
	}
	return payment.Succeeded, payment.Action{}
}

func (p Provider) asked(f payment.Fact, err error) (payment.Fact, error) {
	f.Source = payment.FromQuery
	return f, err
}
