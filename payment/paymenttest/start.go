package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

func startRules() []Rule {
	return []Rule{
		{"info", "the engine refuses what cannot work before any call", nil, infoFits},
		{"start/charge", "a charge that went through moves what was asked, once", nil, startCharges},
		{"start/again", "a call that is repeated after a crash must not charge twice", nil, startAgain},
		{"start/other-amount", "a reference that is used again with another amount is a mistake, never a charge", []part{memory}, startOther},
		{"start/parallel", "of 20 calls at once under one reference there is one trade", []part{memory, books}, startParallel},
		{"start/declined", "a decline is proven, so that the payer may try another card", []part{declines}, startDeclined},
		{"start/action", "a payer who is not told what to do does not pay", []part{waits}, startWaits},
		{"start/pay", "a waiting charge is paid when its payer pays, whatever start answered", []part{waits, pays}, startPaid},
	}
}

func infoFits(ctx context.Context, s *System) error {
	i := s.Provider.Info()
	var err error
	if i.Name == "" || len(i.Methods) == 0 {
		err = errors.New("Name and Methods are required")
	}
	for _, code := range i.Currencies {
		_, e := money.ParseCurrency(code)
		err = errors.Join(err, e)
	}
	_, voider := payment.As[payment.Voider](s.Provider)
	if i.AuthValidity > 0 && !voider {
		err = errors.Join(err, errors.New("AuthValidity is set, and there is no Voider to give an authorization back"))
	}
	if again := s.Provider.Info(); fmt.Sprint(again) != fmt.Sprint(i) {
		err = errors.Join(err, errors.New("Info changes"))
	}
	return errors.Join(err, ctx.Err())
}

func startCharges(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	if o.ProviderID == "" && !s.Stateless {
		err = errors.New("there is no ProviderID: nobody finds the trade in the provider's back office")
	}
	return errors.Join(err, s.moved(ctx, o, 1, payment.Succeeded))
}

func startAgain(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	f, err := s.Provider.Start(ctx, o)
	if err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	return errors.Join(succeeded("start again", o, f), want("ProviderID", f.ProviderID, o.ProviderID), s.moved(ctx, o, 1, payment.Succeeded), s.total(ctx, 1))
}

func startOther(ctx context.Context, s *System) error {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return err
	}
	other := op(s.Charge, 1)
	other.Amount = o.Amount.Mul(2)
	f, err := s.Provider.Start(ctx, other)
	return errors.Join(refused("start with another amount", f, err), s.moved(ctx, o, 1, payment.Succeeded))
}

func startParallel(ctx context.Context, s *System) error {
	o := op(s.Charge, 1)
	errs := all(20, func(int) error {
		f, err := s.Provider.Start(ctx, o)
		if refused("", f, err) == nil {
			return errors.New("one of the calls was refused: its caller believes that nothing was charged")
		}
		return nil // an error that proves nothing, such as "another call is under way", is honest
	})
	list, err := s.trades(ctx, o.Ref)
	return errors.Join(errors.Join(errs...), err, want("trades", len(list), 1))
}

func startDeclined(ctx context.Context, s *System) error {
	o := op(s.Declined, 1)
	f, err := s.Provider.Start(ctx, o)
	if e := refused("a declined charge", f, err); e != nil {
		return e
	}
	if known, _ := errors.AsType[*payment.Error](err); known == nil && f.Code == "" {
		return errors.New("a decline has no Code: nobody can tell the payer why")
	}
	f, err = s.Provider.Query(ctx, o)
	if err == nil && f.Status != payment.Declined || err != nil && payment.OutcomeOf(err) != payment.NotFound {
		return fmt.Errorf("query of a declined charge: %q, %w", f.Status, err)
	}
	return nil
}

func startWaits(ctx context.Context, s *System) error {
	o, err := s.started(ctx, op(s.Waiting, 1), payment.Pending)
	if err != nil {
		return err
	}
	a := o.Action
	switch a.Kind {
	case payment.Redirect, payment.Challenge:
		u, e := url.Parse(a.URL)
		if e != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			err = fmt.Errorf("action %s: URL is not a web address", a.Kind)
		}
	case payment.QRCode, payment.AppInvoke, payment.Transfer:
		if a.Content == "" {
			err = fmt.Errorf("action %s has no Content", a.Kind)
		}
	case payment.Wait:
	case payment.NoAction:
		err = errors.New("a waiting charge has no action")
	default:
		err = fmt.Errorf("action %q is unknown", a.Kind)
	}
	return errors.Join(err, s.moved(ctx, o, 1, payment.Pending))
}

func startPaid(ctx context.Context, s *System) error {
	o, err := s.started(ctx, op(s.Waiting, 1), payment.Pending)
	if err != nil {
		return err
	}
	waiting := o.ProviderID
	o, err = s.payBy(ctx, o)
	if err == nil && waiting != "" {
		err = want("ProviderID, once it is known", o.ProviderID, waiting)
	}
	return errors.Join(err, s.moved(ctx, o, 1, payment.Succeeded))
}
