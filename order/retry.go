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
// declined, and starts its wait for the payment anew, but not beyond
// Limits.RetryWithin. A charge that is open, in doubt or done is ErrCharge: at
// most one is live. A purchase that was cancelled, or whose time is over, is
// ErrCancelled. One that had a discount for its method of payment keeps to that:
// another is an *InputError. By its buyer.
func (s *Service) Retry(ctx context.Context, by secure.Actor, id PurchaseID, t Tender) (Purchase, error) {
	var p Purchase
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		p, err = s.RetryIn(ctx, tx, by, id, t)
		return err
	})
	if err != nil {
		return Purchase{}, err
	}
	s.advance(ctx, p.Charge)
	return p, nil
}

// RetryIn is Retry in the caller's transaction. After the commit call
// Charges.Advance with the purchase's Charge; a timer does where the process dies.
func (s *Service) RetryIn(ctx context.Context, tx Tx, by secure.Actor, id PurchaseID, t Tender) (Purchase, error) {
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
	p, err := tx.Purchase(ctx, id)
	if err != nil {
		return Purchase{}, missing(err)
	}
	if !by.Is(p.Buyer) || s.Policy.Allow(by, secure.OrderPlace, secure.Target{Owner: p.Buyer}) != nil {
		return Purchase{}, ErrNotFound
	}
	deadline := s.payUntil(p, t.Method)
	p.Method = t.Method
	moves, err := s.waitAnew(ctx, tx, by, p, deadline)
	if err != nil {
		return Purchase{}, err
	}
	p.Charge = payment.Ref(ref)
	return s.retry(ctx, tx, p, s.charge(p, t, deadline), moves)
}

// waitAnew answers the moves that begin the wait for a payment anew. The present
// charge must be over, all orders unpaid and the purchase's method one that they allow.
func (s *Service) waitAnew(ctx context.Context, tx Tx, by secure.Actor, p Purchase, deadline time.Time) ([]move, error) {
	if p.Charge == "" { // nothing is to be paid
		return nil, ErrCharge
	}
	last, err := tx.Operation(ctx, p.Charge)
	if err != nil {
		return nil, err
	}
	if !failed(last.Status) {
		return nil, ErrCharge
	}
	if _, err := tx.Payment(ctx, p.Payment); err != nil { // held before the orders
		return nil, err
	}
	orders, err := tx.OrdersOf(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	moves := make([]move, len(orders))
	for i, o := range orders {
		switch {
		case o.Status == Cancelled || o.Status == Cancelling || !deadline.After(s.now()):
			return nil, ErrCancelled
		case o.Status != Placed: // an earlier charge paid after all
			return nil, ErrCharge
		case o.PayBy != "" && o.PayBy != p.Method:
			return nil, bad("method", "must stay %s, for which there was a discount", o.PayBy)
		}
		o.Deadline, o.PaymentStatus = deadline, PayUnpaid
		moves[i] = stay(by, Retry, o, "")
	}
	return moves, nil
}

// retry writes what begins anew. The charge may still be refused.
func (s *Service) retry(ctx context.Context, tx Tx, p Purchase, charge payment.Request, moves []move) (Purchase, error) {
	if _, err := s.Payments.Open(ctx, tx, charge); err != nil {
		return p, paymentInput(err)
	}
	if err := tx.SavePurchase(ctx, p); err != nil {
		return p, err
	}
	p.Version++
	if _, err := s.save(ctx, tx, moves...); err != nil {
		return p, err
	}
	return p, tx.Schedule(ctx, event.Timer{Kind: ExpireTimer, Subject: string(p.ID), Due: charge.Expires})
}
