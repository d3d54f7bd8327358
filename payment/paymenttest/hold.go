package paymenttest

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/payment"
)

func holdRules() []Rule {
	return []Rule{
		{"capture/part", "what was shipped is taken, and the rest is not", []part{captures}, capturePart},
		{"capture/again", "a capture that is repeated after a crash is taken once", []part{captures}, captureAgain},
		{"capture/over", "more than was promised is never taken", []part{captures, memory}, captureOver},
		{"capture/refund", "what was captured can be given back", []part{captures}, captureRefund},
		{"void/whole", "a promise that is not needed is given back", []part{voids}, voidWhole},
		{"void/again", "a void that is repeated after a crash answers the same: it is how the engine asks", []part{voids}, voidAgain},
		{"void/capture-after", "what was given back cannot be taken", []part{voids, captures, memory}, voidCapture},
	}
}

// captured takes so many tenths of an authorization under the n-th reference.
func (s *System) captured(ctx context.Context, n, tenths int) (parent, o payment.Operation, err error) {
	parent, err = s.authorized(ctx, 1)
	if err != nil {
		return parent, o, err
	}
	amount, err := share(parent.Amount, tenths)
	if err != nil {
		return parent, o, err
	}
	o = on(parent, payment.Capture, n, amount)
	c, _ := payment.As[payment.Capturer](s.Provider)
	f, err := c.Capture(ctx, o)
	return parent, learned(o, f), errors.Join(err, succeeded("capture", o, f))
}

func capturePart(ctx context.Context, s *System) error {
	parent, o, err := s.captured(ctx, 2, 4)
	if err != nil {
		return err
	}
	c, _ := payment.As[payment.Capturer](s.Provider)
	f, err := c.QueryCapture(ctx, o)
	return errors.Join(err, succeeded("query of the capture", o, f), s.moved(ctx, o, 1, payment.Succeeded), s.moved(ctx, parent, 1, payment.Succeeded))
}

func captureAgain(ctx context.Context, s *System) error {
	_, o, err := s.captured(ctx, 2, 4)
	c, _ := payment.As[payment.Capturer](s.Provider)
	f, e := c.Capture(ctx, o)
	return errors.Join(err, e, succeeded("capture again", o, f), s.moved(ctx, o, 1, payment.Succeeded), s.total(ctx, 2))
}

func captureOver(ctx context.Context, s *System) error {
	parent, err := s.authorized(ctx, 1)
	if err != nil {
		return err
	}
	c, _ := payment.As[payment.Capturer](s.Provider)
	f, err := c.Capture(ctx, on(parent, payment.Capture, 2, parent.Amount.Mul(2)))
	return refused("a capture of twice the amount", f, err)
}

func captureRefund(ctx context.Context, s *System) error {
	_, o, err := s.captured(ctx, 2, 4)
	if err != nil {
		return err
	}
	back := on(o, payment.Refund, 3, o.Amount)
	return errors.Join(s.refunds(ctx, back), s.moved(ctx, back, 1, payment.Succeeded))
}

// voided gives a whole authorization back.
func (s *System) voided(ctx context.Context) (parent, o payment.Operation, err error) {
	parent, err = s.authorized(ctx, 1)
	if err != nil {
		return parent, o, err
	}
	o = on(parent, payment.Void, 2, parent.Amount)
	v, _ := payment.As[payment.Voider](s.Provider)
	f, err := v.Void(ctx, o)
	return parent, o, errors.Join(err, succeeded("void", o, f))
}

func voidWhole(ctx context.Context, s *System) error {
	_, o, err := s.voided(ctx)
	return errors.Join(err, s.moved(ctx, o, 1, payment.Succeeded))
}

func voidAgain(ctx context.Context, s *System) error {
	_, o, err := s.voided(ctx)
	v, _ := payment.As[payment.Voider](s.Provider)
	f, e := v.Void(ctx, o)
	return errors.Join(err, e, succeeded("void again", o, f), s.moved(ctx, o, 1, payment.Succeeded))
}

func voidCapture(ctx context.Context, s *System) error {
	parent, _, err := s.voided(ctx)
	if err != nil {
		return err
	}
	c, _ := payment.As[payment.Capturer](s.Provider)
	f, err := c.Capture(ctx, on(parent, payment.Capture, 3, parent.Amount))
	return refused("a capture of what was given back", f, err)
}
