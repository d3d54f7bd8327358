package payment_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/payment/sandbox"
)

var errDown = errors.New("down")

// faults answers a fault for the next call of a name, once.
type faults map[string]sandbox.Fault

func (f faults) next(call string, _ payment.Operation) sandbox.Fault {
	fault := f[call]
	delete(f, call)
	return fault
}

// on opens an operation of a kind: on a charge that it makes where it needs one.
func (b *bench) on(t *testing.T, kind payment.Kind) payment.Ref {
	t.Helper()
	charge := sale(sandbox.OK)
	switch kind {
	case payment.Sale, payment.Authorize:
		charge.Kind = kind
		require.NoError(t, b.open(t, charge))
		return charge.Ref
	case payment.Capture, payment.Void:
		charge.Kind = payment.Authorize
	case payment.Refund:
	}
	b.done(t, charge)
	r := refund("X1", charge.Ref, "10")
	r.Kind = kind
	require.NoError(t, b.open(t, r))
	return r.Ref
}

// die performs an operation in a process that ends before it writes the answer down.
func (b *bench) die(t *testing.T, ref payment.Ref) {
	t.Helper()
	b.db.Hook = func(_ context.Context, call string) error {
		if call == "commit" {
			return errDown
		}
		return nil
	}
	require.ErrorIs(t, b.engine.Advance(t.Context(), ref), errDown)
	b.db.Hook = nil
	require.Equal(t, payment.Intent, b.status(t, ref))
}

var starts = map[payment.Kind]string{
	payment.Sale: "Start", payment.Authorize: "Start", payment.Refund: "Refund", payment.Capture: "Capture", payment.Void: "Void",
}

// An operation that was executed by a process that died is not declined because
// the same call is refused later: its claim would be free, and the money would
// move twice.
func TestARefusedRepetitionDeclinesNothing(t *testing.T) {
	for kind, call := range starts {
		for name, wait := range map[string]time.Duration{"at once": 0, "by timer": time.Minute} {
			if kind == payment.Void && wait == 0 {
				continue // nothing can be asked about a void
			}
			t.Run(string(kind)+"/"+name, func(t *testing.T) {
				script := faults{}
				b := fresh(t, script.next)
				ref := b.on(t, kind)
				b.die(t, ref)
				before := len(b.psp.Trades())
				b.now = b.now.Add(wait)
				script[call] = sandbox.Refuse
				require.NoError(t, b.engine.Advance(t.Context(), ref))
				require.NotEqual(t, payment.Declined, b.status(t, ref))
				delete(script, call)
				b.later(t)
				require.Equal(t, payment.Succeeded, b.status(t, ref))
				require.Len(t, b.psp.Trades(), before)
				b.balanced(t)
			})
		}
	}
}

// While a refund may have been executed its money is not given back again.
func TestARefundInDoubtKeepsItsClaim(t *testing.T) {
	script := faults{}
	b := fresh(t, script.next)
	ref := b.on(t, payment.Refund)
	b.die(t, ref)
	b.now = b.now.Add(time.Minute)
	script["QueryRefund"], script["Refund"] = sandbox.Refuse, sandbox.Refuse
	require.NoError(t, b.engine.Advance(t.Context(), ref))
	require.Equal(t, payment.InDoubt, b.status(t, ref))
	require.ErrorIs(t, b.open(t, refund("X2", "R1", "10")), payment.ErrOverRefund)
}

// What is refused at once, and unknown to its provider, is declined at once.
func TestAFirstRefusalDeclines(t *testing.T) {
	for kind, call := range starts {
		t.Run(string(kind), func(t *testing.T) {
			script := faults{}
			b := fresh(t, script.next)
			ref := b.on(t, kind)
			script[call] = sandbox.Refuse
			require.NoError(t, b.engine.Advance(t.Context(), ref))
			require.Equal(t, payment.Declined, b.status(t, ref))
			op, err := b.db.FindOperation(t.Context(), ref)
			require.NoError(t, err)
			require.Equal(t, "busy", op.Code)
		})
	}
}

// What is refused again and again, and stays unknown to its provider, is
// declined when nothing can be under way any more.
func TestWhatIsRefusedForADayIsDeclined(t *testing.T) {
	for _, kind := range []payment.Kind{payment.Refund, payment.Capture, payment.Void} {
		t.Run(string(kind), func(t *testing.T) {
			refuse := false
			b := fresh(t, func(call string, _ payment.Operation) sandbox.Fault {
				if refuse && call == starts[kind] {
					return sandbox.Refuse
				}
				return sandbox.NoFault
			})
			ref := b.on(t, kind)
			refuse = true
			begun := b.now
			for b.now.Before(begun.Add(24 * time.Hour)) {
				b.now = b.now.Add(time.Hour)
				_, err := b.timers.RunOnce(t.Context())
				require.NoError(t, err)
				if b.now.Sub(begun) <= 24*time.Hour {
					require.Equal(t, payment.InDoubt, b.status(t, ref))
				}
			}
			b.later(t)
			require.Equal(t, payment.Declined, b.status(t, ref))
			require.True(t, b.payment(t).Refunding.IsZero())
		})
	}
}

// A charge whose first request was lost and whose second is refused may still
// be under way: it is closed before it is declined, and the payer may try
// another card at once.
func TestARefusedChargeIsClosedFirst(t *testing.T) {
	script := faults{"Start": sandbox.LoseRequest}
	b := fresh(t, script.next)
	require.NoError(t, b.open(t, sale(sandbox.OK)))
	require.NoError(t, b.engine.Advance(t.Context(), "R1"))
	require.Equal(t, payment.InDoubt, b.status(t, "R1"))
	script["Start"] = sandbox.Refuse
	b.now = b.now.Add(5 * time.Second)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
	op, err := b.db.FindOperation(t.Context(), "R1")
	require.NoError(t, err)
	require.Equal(t, []string{"declined", "busy"}, []string{string(op.Status), op.Code})
	trade, err := b.psp.Find("R1")
	require.NoError(t, err)
	require.Equal(t, payment.Closed, trade.Status)
	again := sale(sandbox.OK)
	again.Ref, again.Again = "R2", true
	b.done(t, again)
}

// forgetful is the sandbox, after it has forgotten every reference.
type forgetful struct {
	*sandbox.Provider
	calls *[]string
}

func (f forgetful) Info() payment.Info {
	i := f.Provider.Info()
	i.KeyLife = 24 * time.Hour
	return i
}

func (f forgetful) none(call string) (payment.Fact, error) {
	*f.calls = append(*f.calls, call)
	return payment.Fact{}, &payment.Error{Outcome: payment.NotFound}
}

func (f forgetful) Query(context.Context, payment.Operation) (payment.Fact, error) {
	return f.none("Query")
}

func (f forgetful) QueryRefund(context.Context, payment.Operation) (payment.Fact, error) {
	return f.none("QueryRefund")
}

func (f forgetful) QueryCapture(context.Context, payment.Operation) (payment.Fact, error) {
	return f.none("QueryCapture")
}

func (f forgetful) Start(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*f.calls = append(*f.calls, "Start")
	return f.Provider.Start(ctx, o)
}

func (f forgetful) Refund(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*f.calls = append(*f.calls, "Refund")
	return f.Provider.Refund(ctx, o)
}

func (f forgetful) Capture(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*f.calls = append(*f.calls, "Capture")
	return f.Provider.Capture(ctx, o)
}

func (f forgetful) Void(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	*f.calls = append(*f.calls, "Void")
	return f.Provider.Void(ctx, o)
}

// A reference that its provider has forgotten is never sent again: it would be
// executed twice. A charge is closed; of anything else a person finds out.
func TestWhatIsForgottenIsNeverSentAgain(t *testing.T) {
	for kind, want := range map[payment.Kind]payment.Status{
		payment.Sale: payment.Succeeded, payment.Authorize: payment.Succeeded, // what the close says
		payment.Refund: payment.Review, payment.Capture: payment.Review, payment.Void: payment.Review,
	} {
		for _, doubted := range []bool{false, true} {
			t.Run(string(kind), func(t *testing.T) {
				script, calls := faults{}, []string{}
				b := fresh(t, script.next)
				ref := b.on(t, kind)
				if doubted {
					script[starts[kind]] = sandbox.LoseAnswer
					require.NoError(t, b.engine.Advance(t.Context(), ref))
				} else {
					b.die(t, ref)
				}
				b.engine.Providers["sandbox"] = forgetful{b.psp, &calls}
				b.now = b.now.Add(24*time.Hour + time.Second)
				b.later(t)
				require.Equal(t, want, b.status(t, ref))
				require.NotContains(t, calls, starts[kind])
			})
		}
	}
}
