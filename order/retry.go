package order

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// Retry opens another charge for a placed purchase whose present one was
// declined, and starts its wait for the payment anew. A charge that is open, in
// doubt or done is ErrCharge: at most one is live. By its buyer.
func (s *Service) Retry(ctx context.Context, by secure.Actor, id PurchaseID, t Tender) (Purchase, error) {
	if err := s.ready(); err != nil {
		return Purchase{}, err
	}
	if err := t.checkWords(); err != nil {
		return Purchase{}, err
	}
	ref, err := s.NewID()
	if err != nil {
		return Purchase{}, fmt.Errorf("order: new id: %w", err)
	}
	var p Purchase
	err = s.do(ctx, func(ctx context.Context, tx Tx) error {
		if p, err = tx.Purchase(ctx, id); err != nil {
			return missing(err)
		}
		if !by.Is(p.Buyer) || s.Policy.Allow(by, secure.OrderPlace, secure.Target{Owner: p.Buyer}) != nil {
			return ErrNotFound
		}
		p, err = s.retry(ctx, tx, by, p, attempt{t, payment.Ref(ref)})
		return err
	})
	if err != nil {
		return Purchase{}, err
	}
	s.advance(ctx, p.Charge)
	return p, nil
}

// An attempt is another way to pay and the reference it gets.
type attempt struct {
	Tender
	ref payment.Ref
}

func (s *Service) retry(ctx context.Context, tx Tx, by secure.Actor, p Purchase, a attempt) (Purchase, error) {
	last, err := tx.Operation(ctx, p.Charge)
	if err != nil {
		return p, err
	}
	if last.Status != payment.Declined && last.Status != payment.Closed {
		return p, ErrCharge
	}
	p.Charge, p.Method = a.ref, a.Method
	deadline := s.now().Add(s.payWithin(a.Method))
	if err := tx.SavePurchase(ctx, p); err != nil {
		return p, err
	}
	p.Version++
	if _, err := s.Payments.Open(ctx, tx, s.charge(p, a.Tender, deadline)); err != nil {
		return p, err
	}
	return p, s.waitAnew(ctx, tx, by, p, deadline)
}

// waitAnew moves the deadline of a purchase's orders, which must all be unpaid.
func (s *Service) waitAnew(ctx context.Context, tx Tx, by secure.Actor, p Purchase, deadline time.Time) error {
	orders, err := tx.OrdersOf(ctx, p.ID)
	if err != nil {
		return err
	}
	moves := make([]move, len(orders))
	for i, o := range orders {
		if o.Status != Placed {
			return ErrCharge
		}
		o.Deadline, o.PaymentStatus = deadline, PayUnpaid
		moves[i] = stay(by, Retry, o, "")
	}
	if _, err := s.save(ctx, tx, moves...); err != nil {
		return err
	}
	return tx.Schedule(ctx, event.Timer{Kind: ExpireTimer, Subject: string(p.ID), Due: deadline})
}
