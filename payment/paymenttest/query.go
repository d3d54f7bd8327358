package paymenttest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/payment"
)

func queryRules() []Rule {
	return []Rule{
		{"query/succeeded", "recovery asks, and believes the answer", nil, queryPaid},
		{"query/pending", "a charge that waits is not over", []part{waits}, queryPending},
		{"query/no-effect", "asking must not change anything, however often", []part{books}, queryPure},
		{"query/unknown", "a reference that never arrived is started again; any other answer loses the sale or the money", []part{memory}, queryUnknown},
		{"query/other-trade", "the answer is about the reference that was asked for", []part{memory}, queryOther},
	}
}

func queryPaid(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	f, err := s.Provider.Query(ctx, o)
	return errors.Join(err, succeeded("query", o, f), want("ProviderID", f.ProviderID, o.ProviderID))
}

func queryPending(ctx context.Context, s *System) error {
	o, err := s.started(ctx, op(s.Waiting, 1), payment.Pending)
	if err != nil {
		return err
	}
	f, err := s.Provider.Query(ctx, o)
	return errors.Join(err, want("query", f.Status, payment.Pending))
}

func queryPure(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	before, err := s.Books(ctx)
	for range 20 {
		_, e := s.Provider.Query(ctx, o)
		err = errors.Join(err, e)
		_, _ = s.Provider.Query(ctx, op(s.Charge, 2)) // unknown
		_, _ = s.Provider.QueryRefund(ctx, on(o, payment.Refund, 3, o.Amount))
	}
	after, e := s.Books(ctx)
	return errors.Join(err, e, want("books", fmt.Sprint(after), fmt.Sprint(before)))
}

func queryUnknown(ctx context.Context, s *System) error {
	parent, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	_, err = s.Provider.Query(ctx, op(s.Charge, 2))
	_, refund := s.Provider.QueryRefund(ctx, on(parent, payment.Refund, 3, parent.Amount))
	errs := errors.Join(notFound("query", err), notFound("query of a refund", refund))
	if c, ok := payment.As[payment.Capturer](s.Provider); ok {
		_, err = c.QueryCapture(ctx, on(parent, payment.Capture, 4, parent.Amount))
		errs = errors.Join(errs, notFound("query of a capture", err))
	}
	return errs
}

func notFound(what string, err error) error {
	if err == nil {
		return fmt.Errorf("%s of an unknown reference: no error", what)
	}
	return want(what+" of an unknown reference", payment.OutcomeOf(err), payment.NotFound)
}

func queryOther(ctx context.Context, s *System) error {
	small, large := op(s.Charge, 1), op(s.Charge, 2)
	large.Amount = large.Amount.Mul(3)
	small, err := s.paid(ctx, small)
	if err != nil {
		return err
	}
	if large, err = s.paid(ctx, large); err != nil {
		return err
	}
	one, err := s.Provider.Query(ctx, small)
	two, e := s.Provider.Query(ctx, large)
	return errors.Join(err, e, succeeded("the first", small, one), succeeded("the second", large, two))
}
