package paymenttest_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

const secret = "a secret of the sandbox's own notices"

// world is the sandbox and what the kit controls around it.
type world struct {
	mu    sync.Mutex
	now   time.Time
	fault map[string]sandbox.Fault
	psp   *sandbox.Provider
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

// next answers the one fault that waits for a call.
func (w *world) next(call string, _ payment.Operation) sandbox.Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := w.fault[call]
	delete(w.fault, call)
	return f
}

func (w *world) disturb(call string, f paymenttest.Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault[call] = map[paymenttest.Fault]sandbox.Fault{
		paymenttest.LoseRequest: sandbox.LoseRequest, paymenttest.LoseAnswer: sandbox.LoseAnswer,
	}[f]
}

func (w *world) busy(call string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.fault[call] = sandbox.Refuse
}

func (w *world) books(context.Context) ([]paymenttest.Trade, error) {
	var list []paymenttest.Trade
	for _, t := range w.psp.Trades() {
		list = append(list, paymenttest.Trade{Ref: t.Ref, Parent: t.Parent, Amount: t.Amount, Status: t.Status})
	}
	return list, nil
}

func newWorld() (*world, *paymenttest.System, error) {
	w := &world{now: time.UnixMilli(1_700_000_000_000).UTC(), fault: map[string]sandbox.Fault{}}
	psp, err := sandbox.New(sandbox.Config{Account: "M1", Secret: []byte(secret), Now: w.clock, PayPage: "https://pay.example/p", Script: w.next})
	if err != nil {
		return nil, nil, err
	}
	w.psp = psp
	card := payment.Operation{Provider: "sandbox", Method: sandbox.Card, Instrument: sandbox.OK, Amount: money.MustParse("100", money.MustCurrency("EUR"))}
	declined, hosted := card, card
	declined.Instrument = sandbox.NoFunds
	hosted.Method, hosted.Instrument, hosted.ReturnURL = sandbox.Hosted, "", "https://shop.example/back"
	return w, &paymenttest.System{
		Provider: psp, Charge: card, Declined: declined, Waiting: hosted, Authorize: card,
		Pay: func(ctx context.Context, o payment.Operation) (payment.Fact, error) {
			_, err := psp.Pay(ctx, o.Ref, sandbox.OK)
			return payment.Fact{}, err
		},
		Books: w.books, Fault: w.disturb, Busy: w.busy, Fresh: 300 * time.Second, Secrets: []string{secret},
		Sign: func(f payment.Fact) (payment.Notification, error) { return psp.Sign(f), nil },
		Move: func(d time.Duration) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.now = w.now.Add(d)
		},
	}, nil
}

func newSystem() (*paymenttest.System, error) {
	_, s, err := newWorld()
	return s, err
}

func TestSandbox(t *testing.T) {
	paymenttest.Run(t, paymenttest.Harness{New: newSystem})
	require.GreaterOrEqual(t, len(paymenttest.Rules()), 60)
}

// A hosted page alone: every charge waits for its payer.
func TestSandboxHosted(t *testing.T) {
	paymenttest.Run(t, paymenttest.Harness{New: func() (*paymenttest.System, error) {
		s, err := newSystem()
		if err == nil {
			s.Charge = s.Waiting
		}
		return s, err
	}})
}
