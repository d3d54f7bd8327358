package paymenttest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/payment"
)

// A probe is one call that something can happen to.
type probe struct {
	call    string // the Provider's method
	needs   []part
	prepare func(ctx context.Context, s *System) (payment.Operation, error)
	do      func(p payment.Provider, ctx context.Context, o payment.Operation) (payment.Fact, error) // a method expression
	ends    payment.Status                                                                           // what doing it undisturbed leads to
}

func probes() []probe {
	charge := func(_ context.Context, s *System) (payment.Operation, error) { return op(s.Charge, 1), nil }
	paid := func(ctx context.Context, s *System) (payment.Operation, error) { return s.paid(ctx, op(s.Charge, 1)) }
	waiting := func(ctx context.Context, s *System) (payment.Operation, error) {
		return s.started(ctx, op(s.Waiting, 1), payment.Pending)
	}
	refund := func(ctx context.Context, s *System) (payment.Operation, error) {
		o, err := paid(ctx, s)
		return on(o, payment.Refund, 2, o.Amount), err
	}
	held := func(kind payment.Kind) func(ctx context.Context, s *System) (payment.Operation, error) {
		return func(ctx context.Context, s *System) (payment.Operation, error) {
			o, err := s.authorized(ctx, 1)
			return on(o, kind, 2, o.Amount), err
		}
	}
	return []probe{
		{"Start", nil, charge, payment.Provider.Start, payment.Succeeded},
		{"Query", nil, paid, payment.Provider.Query, payment.Succeeded},
		{"Close", []part{waits}, waiting, payment.Provider.Close, payment.Closed},
		{"Refund", nil, refund, payment.Provider.Refund, payment.Succeeded},
		{"QueryRefund", nil, func(ctx context.Context, s *System) (payment.Operation, error) {
			o, err := refund(ctx, s)
			if err != nil {
				return o, err
			}
			return s.refunded(ctx, o)
		}, payment.Provider.QueryRefund, payment.Succeeded},
		{"Capture", []part{captures}, held(payment.Capture), capture, payment.Succeeded},
		{"QueryCapture", []part{captures}, func(ctx context.Context, s *System) (payment.Operation, error) {
			_, o, err := s.captured(ctx, 2, 4)
			return o, err
		}, queryCapture, payment.Succeeded},
		{"Void", []part{voids}, held(payment.Void), void, payment.Succeeded},
	}
}

func capture(p payment.Provider, ctx context.Context, o payment.Operation) (payment.Fact, error) {
	c, _ := payment.As[payment.Capturer](p)
	return c.Capture(ctx, o)
}

func queryCapture(p payment.Provider, ctx context.Context, o payment.Operation) (payment.Fact, error) {
	c, _ := payment.As[payment.Capturer](p)
	return c.QueryCapture(ctx, o)
}

func void(p payment.Provider, ctx context.Context, o payment.Operation) (payment.Fact, error) {
	v, _ := payment.As[payment.Voider](p)
	return v.Void(ctx, o)
}

func faultRules() []Rule {
	var rules []Rule
	for _, p := range probes() {
		needs := append([]part{faults, books}, p.needs...)
		rules = append(rules,
			Rule{
				"fault/" + p.call + "/lost-request", "an answer is never better than the truth: nothing happened", needs,
				func(ctx context.Context, s *System) error { return p.disturbed(ctx, s, LoseRequest) },
			},
			Rule{
				"fault/" + p.call + "/lost-answer", "an answer is never better than the truth: it happened", needs,
				func(ctx context.Context, s *System) error { return p.disturbed(ctx, s, LoseAnswer) },
			},
			Rule{
				"busy/" + p.call, "a call that is refused unread proves nothing about the same call before it: money that moved is not declined",
				append([]part{busies, memory}, p.needs...),
				func(ctx context.Context, s *System) error { return p.refused(ctx, s) },
			},
			Rule{
				"cancelled/" + p.call, "a caller that goes away proves nothing, and can come back", p.needs,
				func(ctx context.Context, s *System) error { return p.cancelled(ctx, s) },
			})
	}
	return rules
}

// disturbed makes the call fail once, weighs what the adapter says of it, and
// wants the same call again to end as if nothing had been.
func (p probe) disturbed(ctx context.Context, s *System, f Fault) error {
	o, err := p.prepare(ctx, s)
	if err != nil {
		return err
	}
	s.Fault(p.call, f)
	got, err := p.do(s.Provider, ctx, o)
	if err := p.honest(ctx, s, o, got, err); err != nil {
		return err
	}
	return p.recovers(ctx, s, o)
}

// refused makes the call, repeats it while the provider is busy and wants no
// more than an error of the second.
func (p probe) refused(ctx context.Context, s *System) error {
	o, err := p.prepare(ctx, s)
	if err != nil {
		return err
	}
	if f, err := p.do(s.Provider, ctx, o); err != nil {
		return fmt.Errorf("%s: %w, %q", p.call, err, f.Status)
	}
	s.Busy(p.call)
	f, err := p.do(s.Provider, ctx, o)
	if err == nil || payment.OutcomeOf(err) == payment.NotFound || payment.OutcomeOf(err) == payment.Executed {
		return fmt.Errorf("%s of a busy provider: answered status %q and error %v, want an error that says no more than NotExecuted", p.call, f.Status, err)
	}
	return p.recovers(ctx, s, o)
}

func (p probe) cancelled(ctx context.Context, s *System) error {
	o, err := p.prepare(ctx, s)
	if err != nil {
		return err
	}
	gone, stop := context.WithCancel(ctx)
	stop()
	got, err := p.do(s.Provider, gone, o)
	if err == nil {
		return fmt.Errorf("a cancelled call answered %q and no error", got.Status)
	}
	if s.Books != nil {
		if err := p.honest(ctx, s, o, got, err); err != nil {
			return err
		}
	}
	return p.recovers(ctx, s, o)
}

// recovers wants the call to end well where nothing disturbs it.
func (p probe) recovers(ctx context.Context, s *System, o payment.Operation) error {
	f, err := p.do(s.Provider, ctx, o)
	if err != nil {
		return fmt.Errorf("%s again: %w", p.call, err)
	}
	o = learned(o, f)
	switch {
	case f.Status == payment.Pending && p.call == "Start" && s.Pay != nil:
		o, err = s.payBy(ctx, o)
	case f.Status == payment.Pending && p.call == "Refund":
		f, err = s.sent(ctx, o)
		o = learned(o, f)
	}
	return errors.Join(err, want(p.call+" again", o.Status, p.ends), s.moved(ctx, o, 1, p.ends))
}

// honest compares what an answer proves with the provider's books.
func (p probe) honest(ctx context.Context, s *System, o payment.Operation, f payment.Fact, err error) error {
	list, e := s.trades(ctx, o.Ref)
	if e != nil {
		return e
	}
	truth := payment.Status("nothing")
	if len(list) > 0 {
		truth = list[0].Status
	}
	live := truth == payment.Succeeded || truth == payment.Pending
	question := p.call == "Query" || p.call == "QueryRefund" || p.call == "QueryCapture" || p.call == "Close"
	claim, lie := "", false
	switch {
	case err == nil && (f.Status == payment.Succeeded || f.Status == payment.Closed):
		claim, lie = string(f.Status), truth != f.Status
	case err == nil && f.Status == payment.Declined:
		claim, lie = "declined", live
	case err == nil && f.Status != payment.Pending && f.Status != payment.InDoubt:
		claim, lie = fmt.Sprintf("status %q", f.Status), true
	case err == nil || question && payment.OutcomeOf(err) == payment.NotExecuted: // says nothing of the money
	case payment.OutcomeOf(err) == payment.NotExecuted:
		claim, lie = "not executed", live
	case payment.OutcomeOf(err) == payment.Executed:
		claim, lie = "executed", truth != p.ends
	case payment.OutcomeOf(err) == payment.NotFound:
		claim, lie = "not found", len(list) > 0
	}
	if lie {
		return fmt.Errorf("the adapter says %s and the provider %s: %w", claim, truth, err)
	}
	return nil
}
