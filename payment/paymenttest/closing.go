package paymenttest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/payment"
)

func closeRules() []Rule {
	return []Rule{
		{"close/unpaid", "goods go back on sale when nobody can pay any more", []part{waits}, closeUnpaid},
		{"close/twice", "a close that is repeated after a crash answers the same", []part{waits}, closeTwice},
		{"close/paid", "a payer who was faster is told so, and the money stays", nil, closePaid},
		{"close/pay-after", "what was closed takes no money", []part{waits, pays, memory}, closePayAfter},
		{"close/late-start", "a start that was under way all along finds the charge closed", []part{memory}, closeLateStart},
	}
}

func (s *System) closedAfter(ctx context.Context, times int) (payment.Operation, error) {
	o, err := s.started(ctx, op(s.Waiting, 1), payment.Pending)
	if err != nil {
		return o, err
	}
	for range times {
		f, err := s.Provider.Close(ctx, o)
		if err != nil {
			return o, fmt.Errorf("close: %w", err)
		}
		if err := want("close", f.Status, payment.Closed); err != nil {
			return o, err
		}
		o = learned(o, f)
	}
	return o, nil
}

func closeUnpaid(ctx context.Context, s *System) error {
	o, err := s.closedAfter(ctx, 1)
	if err != nil {
		return err
	}
	f, err := s.Provider.Query(ctx, o)
	return errors.Join(err, want("query", f.Status, payment.Closed), s.moved(ctx, o, 1, payment.Closed))
}

func closeTwice(ctx context.Context, s *System) error {
	_, err := s.closedAfter(ctx, 2)
	return err
}

func closePaid(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	f, err := s.Provider.Close(ctx, o)
	return errors.Join(err, succeeded("close", o, f), s.moved(ctx, o, 1, payment.Succeeded))
}

func closePayAfter(ctx context.Context, s *System) error {
	o, err := s.closedAfter(ctx, 1)
	if err != nil {
		return err
	}
	_, _ = s.Pay(ctx, o) // refused, or without effect
	f, err := s.Provider.Query(ctx, o)
	return errors.Join(err, want("query after a late payment", f.Status, payment.Closed), s.moved(ctx, o, 1, payment.Closed))
}

// closeLateStart closes a charge of which the provider has not heard. One that
// promises nothing then, with whatever error, is honest; one that says closed
// keeps its word.
func closeLateStart(ctx context.Context, s *System) error {
	o := op(s.Charge, 1)
	f, err := s.Provider.Close(ctx, o)
	if err != nil {
		return nil //nolint:nilerr // it proves nothing, and neither does this rule
	}
	if err := want("close of an unknown charge", f.Status, payment.Closed); err != nil {
		return err
	}
	late, err := s.Provider.Start(ctx, o)
	if err == nil && late.Status != payment.Closed && late.Status != payment.Declined {
		return fmt.Errorf("a start after the close: status %q", late.Status)
	}
	f, err = s.Provider.Query(ctx, o)
	if err != nil && payment.OutcomeOf(err) != payment.NotFound || err == nil && f.Status != payment.Closed {
		return fmt.Errorf("query after a late start: status %q, %w", f.Status, err)
	}
	return nil
}
