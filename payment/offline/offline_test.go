package offline_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/offline"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
)

func euro(text string) money.Money { return money.MustParse(text, money.MustCurrency("EUR")) }

func TestKit(t *testing.T) {
	desk := offline.Provider{}
	transfer := payment.Operation{Provider: "offline", Method: offline.Transfer, Amount: euro("100")}
	cash := transfer
	cash.Method = offline.CashOnDelivery
	paymenttest.Run(t, paymenttest.Harness{New: func() (*paymenttest.System, error) {
		return &paymenttest.System{
			Provider: desk, Charge: transfer, Waiting: transfer, Authorize: cash, Stateless: true,
			Pay: func(_ context.Context, o payment.Operation) (payment.Fact, error) {
				return desk.Received(o.Ref, o.Amount, "statement 7"), nil
			},
			Send: func(_ context.Context, o payment.Operation) (payment.Fact, error) {
				return desk.Sent(o.Ref, o.Amount, "statement 8"), nil
			},
		}, nil
	}})
}

type bench struct {
	now    time.Time
	db     *memstore.DB
	engine *payment.Engine
	timers *event.Timers
}

func fresh() *bench {
	b := &bench{now: time.UnixMilli(1_700_000_000_000).UTC(), db: memstore.New()}
	clock := func() time.Time { return b.now }
	b.engine = &payment.Engine{Store: b.db.Payments(), Providers: map[string]payment.Provider{"offline": offline.Provider{}}, Now: clock}
	b.engine.Settle = payment.Alone(b.engine)
	b.timers = &event.Timers{Store: b.db, Now: clock, Handlers: b.engine.Timers()}
	return b
}

// do opens an operation and advances it.
func (b *bench) do(t testing.TB, r payment.Request) payment.Operation {
	t.Helper()
	r.Payment, r.Provider, r.Cause = "P1", "offline", "test"
	require.NoError(t, b.db.Payments().Do(t.Context(), func(ctx context.Context, tx payment.Tx) error {
		_, err := b.engine.Open(ctx, tx, r)
		return err
	}))
	require.NoError(t, b.engine.Advance(t.Context(), r.Ref))
	return b.find(t, r.Ref)
}

func (b *bench) find(t testing.TB, ref payment.Ref) payment.Operation {
	t.Helper()
	o, err := b.db.FindOperation(t.Context(), ref)
	require.NoError(t, err)
	return o
}

func (b *bench) sums(t testing.TB) string {
	t.Helper()
	p, err := b.db.FindPayment(t.Context(), "P1")
	require.NoError(t, err)
	return fmt.Sprintf("held %s, in %s, going %s, back %s", p.Authorized, p.Captured, p.Refunding, p.Refunded)
}

func TestATransferIsPaidWhenStaffHaveReceivedIt(t *testing.T) {
	b, desk := fresh(), offline.Provider{}
	o := b.do(t, payment.Request{Ref: "T1", Kind: payment.Sale, Method: offline.Transfer, Amount: euro("80")})
	require.Equal(t, payment.Pending, o.Status)
	require.Equal(t, payment.Action{Kind: payment.Transfer, Content: "T1"}, o.Action)
	for range 40 { // being asked about, restarts in between included, changes nothing
		b.now = b.now.Add(3 * time.Hour)
		_, err := b.timers.RunOnce(t.Context())
		require.NoError(t, err)
	}
	require.Equal(t, payment.Pending, b.find(t, "T1").Status)
	for range 2 { // told twice, counted once
		require.NoError(t, b.engine.Learn(t.Context(), desk.Received("T1", euro("80"), "7/12")))
	}
	require.Equal(t, "7/12", b.find(t, "T1").ProviderID)

	o = b.do(t, payment.Request{Ref: "F1", Kind: payment.Refund, Parent: "T1", Amount: euro("30")})
	require.Equal(t, payment.Pending, o.Status)
	require.Equal(t, "held 0.00 EUR, in 80.00 EUR, going 30.00 EUR, back 0.00 EUR", b.sums(t))
	require.NoError(t, b.engine.Learn(t.Context(), desk.Sent("F1", euro("30"), "8/1")))
	require.Equal(t, "held 0.00 EUR, in 80.00 EUR, going 0.00 EUR, back 30.00 EUR", b.sums(t))
}

func TestATransferOfAnotherAmountIsForAPersonToDecide(t *testing.T) {
	b := fresh()
	b.do(t, payment.Request{Ref: "T1", Kind: payment.Sale, Method: offline.Transfer, Amount: euro("80")})
	require.NoError(t, b.engine.Learn(t.Context(), offline.Provider{}.Received("T1", euro("79"), "")))
	require.Equal(t, payment.Review, b.find(t, "T1").Status)
}

func TestATransferThatNobodyMadeIsClosedAndLateMoneyStillCounts(t *testing.T) {
	b := fresh()
	b.do(t, payment.Request{Ref: "T1", Kind: payment.Sale, Method: offline.Transfer, Amount: euro("80"), Expires: b.now.Add(7 * 24 * time.Hour)})
	b.now = b.now.Add(7 * 24 * time.Hour)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
	require.Equal(t, payment.Closed, b.find(t, "T1").Status)
	require.NoError(t, b.engine.Learn(t.Context(), offline.Provider{}.Received("T1", euro("80"), "")))
	require.Equal(t, payment.Succeeded, b.find(t, "T1").Status)
}

func TestCashOnDelivery(t *testing.T) {
	b := fresh()
	o := b.do(t, payment.Request{Ref: "C1", Kind: payment.Authorize, Method: offline.CashOnDelivery, Amount: euro("80")})
	require.Equal(t, payment.Succeeded, o.Status)
	b.do(t, payment.Request{Ref: "C2", Kind: payment.Capture, Parent: "C1", Amount: euro("50")})
	b.do(t, payment.Request{Ref: "C3", Kind: payment.Void, Parent: "C1", Amount: euro("30")})
	require.Equal(t, "held 0.00 EUR, in 50.00 EUR, going 0.00 EUR, back 0.00 EUR", b.sums(t))
	o = b.do(t, payment.Request{Ref: "F1", Kind: payment.Refund, Parent: "C2", Amount: euro("50")})
	require.Equal(t, payment.Pending, o.Status)
}

func TestWhatIsNotOfferedIsDeclined(t *testing.T) {
	for kind, method := range map[payment.Kind]string{payment.Sale: offline.CashOnDelivery, payment.Authorize: offline.Transfer} {
		o := fresh().do(t, payment.Request{Ref: "T1", Kind: kind, Method: method, Amount: euro("80")})
		require.Equal(t, payment.Declined, o.Status)
		require.Equal(t, "unsupported", o.Code)
	}
}

func ExampleProvider() {
	desk := offline.Provider{}
	amount := money.MustParse("80", money.MustCurrency("EUR"))
	o := payment.Operation{Ref: "01JQ0000000000000000000001", Kind: payment.Sale, Method: offline.Transfer, Amount: amount, Status: payment.Intent}
	f, err := desk.Start(context.Background(), o)
	fmt.Println(f.Status, f.Action.Kind, f.Action.Content, err)
	f = desk.Received(o.Ref, amount, "statement 7, line 12") // for Engine.Learn
	fmt.Println(f.Status, f.Amount, f.Source)
	// Output:
	// pending transfer 01JQ0000000000000000000001 <nil>
	// succeeded 80.00 EUR staff
}
