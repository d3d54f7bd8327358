package paymenttest

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/payment"
)

func refundRules() []Rule {
	return []Rule{
		{"refund/whole", "a buyer gets everything back", nil, refundWhole},
		{"refund/parts", "parts may add up to the whole and not to more", []part{memory, partial}, refundParts},
		{"refund/over", "more than was paid is never given back", []part{memory}, refundOver},
		{"refund/again", "a refund that is repeated after a crash is given once", nil, refundAgain},
		{"refund/other-amount", "a reference that is used again with another amount is a mistake, never a second refund", []part{memory, partial}, refundOther},
		{"refund/parallel", "of 10 halves at once two fit", []part{memory, partial, books}, refundParallel},
		{"refund/unpaid", "what nobody paid is not given back", []part{waits, memory}, refundUnpaid},
		{"refund/unknown-parent", "a refund needs a charge", []part{memory}, refundNothing},
	}
}

// refunded gives back and finds out, as the provider or its people do it later.
func (s *System) refunded(ctx context.Context, o payment.Operation) (payment.Operation, error) {
	f, err := s.Provider.Refund(ctx, o)
	if err != nil {
		return o, fmt.Errorf("refund: %w", err)
	}
	f, err = s.sent(ctx, learned(o, f))
	return learned(o, f), errors.Join(err, succeeded("refund", o, f))
}

// sent finds out what became of a refund.
func (s *System) sent(ctx context.Context, o payment.Operation) (payment.Fact, error) {
	if o.Status == payment.Pending && s.Send != nil {
		return s.Send(ctx, o)
	}
	return s.Provider.QueryRefund(ctx, o)
}

func (s *System) refunds(ctx context.Context, o payment.Operation) error {
	_, err := s.refunded(ctx, o)
	return err
}

func refundWhole(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	back, err := s.refunded(ctx, on(o, payment.Refund, 2, o.Amount))
	if err != nil {
		return err
	}
	f, err := s.Provider.QueryRefund(ctx, back)
	return errors.Join(err, succeeded("query of the refund", back, f), s.moved(ctx, back, 1, payment.Succeeded), s.moved(ctx, o, 1, payment.Succeeded))
}

func refundParts(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	pieces, err := o.Amount.Split(3)
	for i, piece := range pieces {
		back := on(o, payment.Refund, 2+i, piece)
		err = errors.Join(err, s.refunds(ctx, back), s.moved(ctx, back, 1, payment.Succeeded))
	}
	if err != nil {
		return err
	}
	more := on(o, payment.Refund, 9, pieces[0])
	f, err := s.Provider.Refund(ctx, more)
	return refused("a refund beyond the whole", f, err)
}

func refundOver(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	f, err := s.Provider.Refund(ctx, on(o, payment.Refund, 2, o.Amount.Mul(2)))
	if err := refused("a refund of twice the amount", f, err); err != nil {
		return err
	}
	return s.refunds(ctx, on(o, payment.Refund, 3, o.Amount)) // the refused one took nothing
}

func refundAgain(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	amount := o.Amount
	if s.has(partial) {
		if amount, err = share(amount, 3); err != nil {
			return err
		}
	}
	back := on(o, payment.Refund, 2, amount)
	for range 3 {
		err = errors.Join(err, s.refunds(ctx, back))
	}
	return errors.Join(err, s.moved(ctx, back, 1, payment.Succeeded), s.total(ctx, 2))
}

func refundOther(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	small, e := share(o.Amount, 2)
	other, e2 := share(o.Amount, 3)
	back := on(o, payment.Refund, 2, small)
	if err := errors.Join(e, e2, s.refunds(ctx, back)); err != nil {
		return err
	}
	f, err := s.Provider.Refund(ctx, on(o, payment.Refund, 2, other))
	return errors.Join(refused("a refund with another amount", f, err), s.moved(ctx, back, 1, payment.Succeeded))
}

func refundParallel(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	halves, err := o.Amount.Split(2)
	if err != nil {
		return fmt.Errorf("harness: %w", err)
	}
	half := halves[1] // the smaller one
	errs := all(10, func(i int) error {
		_, _ = s.Provider.Refund(ctx, on(o, payment.Refund, 2+i, half))
		return nil
	})
	list, err := s.Books(ctx)
	err = errors.Join(err, errors.Join(errs...))
	given := 0
	for _, t := range list {
		if t.Parent == o.Ref && (t.Status == payment.Succeeded || t.Status == payment.Pending) {
			given++
		}
	}
	return errors.Join(err, want("halves given back", given, 2))
}

func refundUnpaid(ctx context.Context, s *System) error {
	o, err := s.started(ctx, op(s.Waiting, 1), payment.Pending)
	if err != nil {
		return err
	}
	f, err := s.Provider.Refund(ctx, on(o, payment.Refund, 2, o.Amount))
	return refused("a refund of what nobody paid", f, err)
}

func refundNothing(ctx context.Context, s *System) error {
	o := op(s.Charge, 1)
	f, err := s.Provider.Refund(ctx, on(o, payment.Refund, 2, o.Amount))
	return refused("a refund without a charge", f, err)
}
