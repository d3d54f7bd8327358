package paymenttest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/paymenttest"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

type call = func(context.Context, payment.Operation) (payment.Fact, error)

// A mutant is the sandbox, where change answers some calls otherwise.
type mutant struct {
	*sandbox.Provider
	change func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error)
	parse  func(ctx context.Context, n payment.Notification) (payment.Fact, error)
	print  string
}

func (m mutant) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Start", o, m.Provider.Start)
}

func (m mutant) Query(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Query", o, m.Provider.Query)
}

func (m mutant) Close(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Close", o, m.Provider.Close)
}

func (m mutant) Refund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Refund", o, m.Provider.Refund)
}

func (m mutant) QueryRefund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "QueryRefund", o, m.Provider.QueryRefund)
}

func (m mutant) Capture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Capture", o, m.Provider.Capture)
}

func (m mutant) QueryCapture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "QueryCapture", o, m.Provider.QueryCapture)
}

func (m mutant) Void(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	return m.change(ctx, "Void", o, m.Provider.Void)
}

func (m mutant) ParseNotification(ctx context.Context, n payment.Notification) (payment.Fact, error) {
	if m.parse != nil {
		return m.parse(ctx, n)
	}
	return m.Provider.ParseNotification(ctx, n)
}

func (m mutant) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, m.print) }

func honestly(ctx context.Context, _ string, o payment.Operation, do call) (payment.Fact, error) {
	return do(ctx, o)
}

func caught(t *testing.T, rules string, sabotage func(w *world, s *paymenttest.System)) {
	t.Helper()
	err := paymenttest.Check(t.Context(), paymenttest.Harness{New: func() (*paymenttest.System, error) {
		w, s, err := newWorld()
		if err == nil {
			sabotage(w, s)
		}
		return s, err
	}})
	require.Error(t, err)
	for _, rule := range strings.Fields(rules) {
		assert.ErrorContains(t, err, rule+":")
	}
}

func notExecuted(code string) error {
	return &payment.Error{Outcome: payment.NotExecuted, Code: code, Message: "no"}
}

func TestMutantsOfCallsAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rules  string
		change func(w *world) func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error)
	}{
		"a reference a call": {"start/again refund/again capture/again void/again", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if _, err := w.psp.Find(o.Ref); err == nil && (name == "Start" || name == "Refund" || name == "Capture" || name == "Void") {
					o.Ref += payment.Ref(fmt.Sprint("X", len(w.psp.Trades())))
				}
				return do(ctx, o)
			}
		}},
		"believes any amount": {"start/other-amount refund/other-amount", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, _ string, o payment.Operation, do call) (payment.Fact, error) {
				if known, err := w.psp.Find(o.Ref); err == nil {
					o.Amount = known.Amount
				}
				return do(ctx, o)
			}
		}},
		"asks the last trade": {"query/other-trade", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			var last payment.Operation
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				w.mu.Lock()
				if name == "Start" {
					last = o
				}
				if name == "Query" {
					o = last
				}
				w.mu.Unlock()
				return do(ctx, o)
			}
		}},
		"starts what it does not find": {"query/no-effect query/unknown", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				f, err := do(ctx, o)
				if name == "Query" && payment.OutcomeOf(err) == payment.NotFound {
					return w.psp.Start(ctx, o)
				}
				return f, err
			}
		}},
		"closes nothing": {"close/unpaid close/pay-after fault/Close/lost-answer", func(*world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if name == "Close" {
					return payment.Fact{Status: payment.Closed}, ctx.Err()
				}
				return do(ctx, o)
			}
		}},
		"forgets what it closed unheard": {"close/late-start", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if _, err := w.psp.Find(o.Ref); err != nil && name == "Close" {
					return payment.Fact{Status: payment.Closed}, ctx.Err()
				}
				return do(ctx, o)
			}
		}},
		"gives back what nobody has": {"refund/over refund/parts refund/unpaid refund/unknown-parent", func(*world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				f, err := do(ctx, o)
				if name == "Refund" && payment.OutcomeOf(err) == payment.NotExecuted {
					return payment.Fact{Status: payment.Succeeded, Amount: o.Amount}, nil
				}
				return f, err
			}
		}},
		"captures everything": {"capture/part", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if name == "Capture" {
					parent, err := w.psp.Find(o.Parent)
					if err != nil {
						return payment.Fact{}, err
					}
					o.Amount = parent.Amount
				}
				return do(ctx, o)
			}
		}},
		"captures nothing beyond": {"capture/over void/capture-after", func(*world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				f, err := do(ctx, o)
				if name == "Capture" && payment.OutcomeOf(err) == payment.NotExecuted {
					err = errors.New("some error")
				}
				return f, err
			}
		}},
		"voids nothing": {"void/whole", func(*world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if name == "Void" {
					return payment.Fact{Status: payment.Succeeded, Amount: o.Amount}, ctx.Err()
				}
				return do(ctx, o)
			}
		}},
		"voids once": {"void/again", func(w *world) func(context.Context, string, payment.Operation, call) (payment.Fact, error) {
			return func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if _, err := w.psp.Find(o.Ref); err == nil && name == "Void" {
					return payment.Fact{}, notExecuted("voided")
				}
				return do(ctx, o)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rules, func(w *world, s *paymenttest.System) {
				s.Provider = mutant{Provider: w.psp, change: m.change(w)}
			})
		})
	}
}

// Mutants that translate a right answer into a wrong one.
func TestMutantsOfAnswersAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rules  string
		answer func(name string, o payment.Operation, f payment.Fact, err error) (payment.Fact, error)
	}{
		"an error is a decline": {"fault/Start/lost-answer fault/Refund/lost-answer fault/Capture/lost-answer fault/Void/lost-answer", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if err != nil && !strings.HasPrefix(name, "Query") && payment.OutcomeOf(err) == payment.Unknown {
				err = notExecuted("failed")
			}
			return f, err
		}},
		"an error is a success": {"fault/Start/lost-request fault/Refund/lost-request", func(_ string, o payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if err != nil && payment.OutcomeOf(err) == payment.Unknown {
				return payment.Fact{Status: payment.Succeeded, Amount: o.Amount}, nil
			}
			return f, err
		}},
		"an unanswered question means not found": {"fault/Query/lost-request fault/QueryRefund/lost-answer", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if strings.HasPrefix(name, "Query") && err != nil && payment.OutcomeOf(err) == payment.Unknown {
				err = &payment.Error{Outcome: payment.NotFound}
			}
			return f, err
		}},
		"not found means declined": {"query/unknown", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if strings.HasPrefix(name, "Query") && payment.OutcomeOf(err) == payment.NotFound {
				return payment.Fact{Status: payment.Declined}, nil
			}
			return f, err
		}},
		"waiting means declined": {"query/pending", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if name == "Query" && f.Status == payment.Pending {
				f.Status = payment.Declined
			}
			return f, err
		}},
		"closes what was paid": {"close/paid", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if name == "Close" {
				f.Status = payment.Closed
			}
			return f, err
		}},
		"declines without a reason": {"start/declined", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.Code = ""
			return f, err
		}},
		"declines without a proof": {"start/declined", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if f.Status == payment.Declined {
				return payment.Fact{}, errors.New("card declined")
			}
			return f, err
		}},
		"a cent too little": {"start/charge query/succeeded refund/whole", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if err == nil {
				if pieces, e := f.Amount.Split(1000); e == nil {
					f.Amount, err = f.Amount.Sub(pieces[0])
				}
			}
			return f, err
		}},
		"no amount": {"start/charge refund/whole capture/part", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.Amount = payment.Fact{}.Amount
			return f, err
		}},
		"no number": {"start/charge", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.ProviderID = ""
			return f, err
		}},
		"another number once it is paid": {"start/pay", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.ProviderID += string(f.Status)
			return f, err
		}},
		"no action": {"start/action", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.Action = payment.Action{}
			return f, err
		}},
		"an action elsewhere": {"start/action", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.Action.URL = "javascript:pay()"
			return f, err
		}},
		"tells the token": {"secret/errors", func(_ string, o payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			f.Code += " for " + o.Instrument
			return f, err
		}},
		"tells its key in a cause": {"secret/errors", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if err != nil {
				err = &payment.Error{Code: "x", Cause: fmt.Errorf("key %x: %w", secret, err)}
			}
			return f, err
		}},
		"a refusal is a fact": {"busy/Start busy/Refund busy/Capture busy/Void busy/Query busy/QueryRefund busy/QueryCapture", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if known, _ := errors.AsType[*payment.Error](err); known != nil && known.Outcome == payment.NotExecuted {
				return payment.Fact{Status: payment.Declined, Code: known.Code}, nil
			}
			return f, err
		}},
		"too busy means not found": {"busy/QueryRefund busy/QueryCapture busy/Close", func(_ string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if known, _ := errors.AsType[*payment.Error](err); known != nil && known.Code == "busy" {
				err = &payment.Error{Outcome: payment.NotFound}
			}
			return f, err
		}},
		"panics": {"refund/over", func(name string, _ payment.Operation, f payment.Fact, err error) (payment.Fact, error) {
			if name == "Refund" && err != nil {
				panic(err)
			}
			return f, err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rules, func(w *world, s *paymenttest.System) {
				s.Provider = mutant{Provider: w.psp, change: func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
					f, err := do(ctx, o)
					return m.answer(name, o, f, err)
				}}
			})
		})
	}
}

func TestMutantsOfNotificationsAreCaught(t *testing.T) {
	read := func(n payment.Notification) (f payment.Fact, err error) {
		var trade sandbox.Trade
		if json.Unmarshal(n.Body, &trade) != nil || trade.Ref == "" {
			return f, payment.ErrNotVerified
		}
		return payment.Fact{Ref: trade.Ref, Status: trade.Status, Amount: trade.Amount}, nil
	}
	for name, m := range map[string]struct {
		rules string
		parse func(w *world) func(ctx context.Context, n payment.Notification) (payment.Fact, error)
	}{
		"verifies nothing": {"notice/tampered notice/unsigned", func(*world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(_ context.Context, n payment.Notification) (payment.Fact, error) { return read(n) }
		}},
		"wants any signature": {"notice/tampered notice/header", func(*world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(_ context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := read(n)
				if len(n.Header[sandbox.SignatureHeader]) != 1 {
					err = payment.ErrNotVerified
				}
				f.Code = fmt.Sprint(n.Header)
				return f, err
			}
		}},
		"has no clock": {"notice/old notice/future", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				now := w.now
				defer func() { w.now = now }()
				if !n.Received.IsZero() {
					w.now = n.Received
				}
				return w.psp.ParseNotification(ctx, n)
			}
		}},
		"makes the amount fit": {"notice/amount", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := w.psp.ParseNotification(ctx, n)
				if known, e := w.psp.Find(f.Ref); e == nil {
					f.Amount = known.Amount
				}
				return f, err
			}
		}},
		"takes any account for its own": {"notice/account", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := w.psp.ParseNotification(ctx, n)
				f.Account = w.psp.Info().Account
				return f, err
			}
		}},
		"acts on what it reads": {"notice/no-effect", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := w.psp.ParseNotification(ctx, n)
				if err == nil {
					_, _ = w.psp.Start(ctx, payment.Operation{Ref: f.Ref, Kind: payment.Sale, Method: sandbox.Card, Instrument: sandbox.OK, Amount: f.Amount})
				}
				return f, err
			}
		}},
		"is refused for another reason": {"notice/garbage notice/tampered", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := w.psp.ParseNotification(ctx, n)
				if err != nil {
					err = errors.New("bad request")
				}
				return f, err
			}
		}},
		"repeats the body": {"secret/notice", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				f, err := w.psp.ParseNotification(ctx, n)
				if err != nil {
					err = fmt.Errorf("%w: %.40s", err, n.Body)
				}
				return f, err
			}
		}},
		"panics on garbage": {"notice/garbage", func(w *world) func(context.Context, payment.Notification) (payment.Fact, error) {
			return func(ctx context.Context, n payment.Notification) (payment.Fact, error) {
				_ = n.Body[0]
				return w.psp.ParseNotification(ctx, n)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			caught(t, m.rules, func(w *world, s *paymenttest.System) {
				s.Provider = mutant{Provider: w.psp, change: honestly, parse: m.parse(w)}
			})
		})
	}
}

// blind is a provider without its capabilities.
type blind struct{ payment.Provider }

func TestMutantsOfTheRestAreCaught(t *testing.T) {
	for name, m := range map[string]struct {
		rules    string
		sabotage func(w *world, s *paymenttest.System)
	}{
		"works for callers that are gone": {"cancelled/Start cancelled/Refund cancelled/Void", func(w *world, s *paymenttest.System) {
			s.Provider = mutant{Provider: w.psp, change: func(ctx context.Context, _ string, o payment.Operation, do call) (payment.Fact, error) {
				return do(context.WithoutCancel(ctx), o)
			}}
		}},
		"two trades at once": {"start/parallel start/again", func(w *world, s *paymenttest.System) {
			starts, list := 0, s.Books
			s.Provider = mutant{Provider: w.psp, change: func(ctx context.Context, name string, o payment.Operation, do call) (payment.Fact, error) {
				if name == "Start" {
					w.mu.Lock()
					starts++
					w.mu.Unlock()
				}
				return do(ctx, o)
			}}
			s.Books = func(ctx context.Context) ([]paymenttest.Trade, error) {
				trades, err := list(ctx)
				for range starts - 1 {
					trades = append(trades, trades[0])
				}
				return trades, err
			}
		}},
		"prints its key": {"secret/printed", func(w *world, s *paymenttest.System) {
			s.Provider = mutant{Provider: w.psp, change: honestly, print: fmt.Sprintf("%d", []byte(secret))}
		}},
		"promises what nobody can give back": {"info", func(w *world, s *paymenttest.System) { s.Provider = blind{w.psp} }},
		"a harness that fails":               {"start/charge", func(_ *world, s *paymenttest.System) { s.Provider = nil }},
	} {
		t.Run(name, func(t *testing.T) { caught(t, m.rules, m.sabotage) })
	}
	err := paymenttest.Check(t.Context(), paymenttest.Harness{New: func() (*paymenttest.System, error) { return nil, errors.New("no network") }})
	require.ErrorContains(t, err, "no network")
}
