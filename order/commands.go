package order

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// in runs fn, the inner form of a command, in a transaction of its own.
func (s *Service) in(ctx context.Context, fn func(context.Context, Tx) error) error {
	if err := s.ready(); err != nil {
		return err
	}
	return s.do(ctx, fn)
}

// one makes a single move of a single order, which needs no money.
func (s *Service) one(ctx context.Context, tx Tx, m move, action secure.Action) (Order, error) {
	if err := s.ready(); err != nil {
		return Order{}, err
	}
	o, err := s.held(ctx, tx, m.by, action, m.order.ID)
	if err != nil {
		return Order{}, err
	}
	if m, err = s.step(m.by, m.event, o, m.why); err != nil {
		return Order{}, err
	}
	confirmed := m.event == Confirm
	if confirmed {
		m.order.Deadline = time.Time{}
	}
	saved, err := s.save(ctx, tx, m)
	if err != nil {
		return Order{}, err
	}
	if confirmed {
		err = tx.Unschedule(ctx, ConfirmTimer+"/"+string(o.ID))
	}
	return saved[0], err
}

// Accept takes a paid order on. By its merchant or staff.
func (s *Service) Accept(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	var o Order
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		o, err = s.AcceptIn(ctx, tx, by, id)
		return err
	})
	return o, err
}

// AcceptIn is Accept in the caller's transaction. Nothing is left to do after
// the commit.
func (s *Service) AcceptIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Order, error) {
	return s.one(ctx, tx, move{by: by, event: Accept, order: Order{ID: id}}, secure.OrderAccept)
}

// Confirm says that everything arrived. By its buyer or staff.
func (s *Service) Confirm(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	var o Order
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		o, err = s.ConfirmIn(ctx, tx, by, id)
		return err
	})
	return o, err
}

// ConfirmIn is Confirm in the caller's transaction. Nothing is left to do after
// the commit.
func (s *Service) ConfirmIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Order, error) {
	return s.one(ctx, tx, move{by: by, event: Confirm, order: Order{ID: id}}, secure.OrderConfirm)
}

// Reject refuses a paid order of which nothing is packed: its stock is given
// back and its money sent home in the same commit. While promised money is being
// collected it is ErrCollecting. By its merchant or staff; why is shown to the
// buyer, 1 to 300 characters.
func (s *Service) Reject(ctx context.Context, by secure.Actor, id ID, why string) (Order, error) {
	var o Order
	var back payment.Ref
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		o, back, err = s.RejectIn(ctx, tx, by, id, why)
		return err
	})
	if err != nil {
		return Order{}, err
	}
	s.advance(ctx, back)
	return o, nil
}

// RejectIn is Reject in the caller's transaction. After the commit call
// Charges.Advance with the reference, which names the refund or the void that
// was opened and is empty where there is nothing to send home; a timer does
// where the process dies.
func (s *Service) RejectIn(ctx context.Context, tx Tx, by secure.Actor, id ID, why string) (Order, payment.Ref, error) {
	if err := s.ready(); err != nil {
		return Order{}, "", err
	}
	if err := firstWrong(form{field: "why", value: why, need: true, most: 300}); err != nil {
		return Order{}, "", err
	}
	o, charge, err := s.hold(ctx, tx, id)
	if err != nil {
		return Order{}, "", err
	}
	if err := s.allow(by, secure.OrderReject, o); err != nil {
		return Order{}, "", err
	}
	return s.undo(ctx, tx, charge, move{by: by, event: Reject, order: o, why: why})
}

// Cancel ends an order before it is accepted, without a reason. An unpaid order
// is cancelled with its whole purchase: the provider is asked to close the
// charge, and the stock comes back when it proves so. While promised money is
// being collected it is ErrCollecting. By its buyer or staff; a merchant owes
// the buyer a reason and uses Reject, and an unpaid order ends by itself.
func (s *Service) Cancel(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	var o Order
	var back payment.Ref
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		o, back, err = s.CancelIn(ctx, tx, by, id)
		return err
	})
	if err != nil {
		return Order{}, err
	}
	s.advance(ctx, back)
	if o.Status != Cancelling {
		return o, nil
	}
	p, err := s.Store.FindPurchase(ctx, o.Purchase)
	if err != nil {
		return o, missing(err)
	}
	if err := s.end(ctx, p); err != nil && s.OnError != nil {
		s.OnError(ctx, err)
	}
	o, err = s.Store.FindOrder(ctx, id)
	return o, missing(err)
}

// CancelIn is Cancel in the caller's transaction. After the commit of a paid
// order's cancellation call Charges.Advance with the reference, as after
// RejectIn. An unpaid one is only Cancelling then, with its whole purchase, and
// the reference is empty: call Expire with the purchase after the commit. Timers
// do either where the process dies, the second when the wait for the payment ends.
func (s *Service) CancelIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Order, payment.Ref, error) {
	if err := s.ready(); err != nil {
		return Order{}, "", err
	}
	o, charge, err := s.hold(ctx, tx, id)
	if err != nil {
		return Order{}, "", err
	}
	if err := s.allow(by, secure.OrderCancel, o); err != nil {
		return Order{}, "", err
	}
	if o.Status == Placed || o.Status == Cancelling {
		o, err = s.withdraw(ctx, tx, by, o)
		return o, "", err
	}
	return s.undo(ctx, tx, charge, move{by: by, event: Cancel, order: o})
}

// undo cancels a paid order and opens what sends its money home.
func (s *Service) undo(ctx context.Context, tx Tx, charge payment.Operation, m move) (Order, payment.Ref, error) {
	m, err := s.step(m.by, m.event, m.order, m.why)
	if err != nil {
		return Order{}, "", err
	}
	m.order.Deadline = time.Time{}
	if err := notCollecting(ctx, tx, charge, m.order.ID); err != nil {
		return Order{}, "", err
	}
	var back payment.Ref
	if charge.Status == payment.Succeeded {
		if back, err = s.sendBack(ctx, tx, charge, &m.order); err != nil {
			return Order{}, "", err
		}
	}
	saved, err := s.save(ctx, tx, m)
	if err != nil {
		return Order{}, "", err
	}
	return saved[0], back, s.giveBack(ctx, tx, m.order)
}

// withdraw begins the end of an unpaid purchase: its charge is still to be closed.
func (s *Service) withdraw(ctx context.Context, tx Tx, by secure.Actor, o Order) (Order, error) {
	orders, err := tx.OrdersOf(ctx, o.Purchase)
	if err != nil {
		return Order{}, err
	}
	var moves []move
	for _, one := range orders {
		if err := s.allow(by, secure.OrderCancel, one); err != nil {
			return Order{}, err
		}
		if one.Status == Cancelling {
			continue
		}
		m, err := s.step(by, Withdraw, one, "")
		if err != nil {
			return Order{}, err
		}
		moves = append(moves, m)
	}
	if len(moves) == 0 {
		return o, nil
	}
	saved, err := s.save(ctx, tx, moves...)
	if i := slices.IndexFunc(saved, func(one Order) bool { return one.ID == o.ID }); i >= 0 {
		o = saved[i]
	}
	return o, err
}

// end makes a purchase's charge unpayable. Where it is over already, which our
// own books prove, its unpaid orders are cancelled. Where a person has to decide
// about it first it is payment.ErrReview.
func (s *Service) end(ctx context.Context, p Purchase) error {
	err := s.Charges.Close(ctx, p.Charge)
	if err != nil && (!errors.Is(err, payment.ErrInDoubt) || errors.Is(err, payment.ErrReview)) {
		return err
	}
	return s.do(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.Purchase(ctx, p.ID)
		if err != nil || now.Charge != p.Charge { // another charge is open: not over
			return err
		}
		op, err := tx.Operation(ctx, p.Charge)
		if err != nil || op.Status != payment.Declined && op.Status != payment.Closed {
			return err
		}
		moves, err := s.closing(ctx, tx, p.ID, op.Code)
		if err != nil || len(moves) == 0 {
			return err
		}
		op.Status = payment.Closed
		return s.finish(ctx, tx, payment.Change{Operation: op, Payment: payment.Payment{Subject: string(p.ID)}}, moves)
	})
}

// closing are the moves that cancel the unpaid orders of a purchase.
func (s *Service) closing(ctx context.Context, tx Tx, id PurchaseID, why string) ([]move, error) {
	orders, err := tx.OrdersOf(ctx, id)
	var moves []move
	for _, o := range orders {
		if o.Status != Placed && o.Status != Cancelling {
			continue
		}
		o.Deadline = time.Time{}
		m, err := s.step(engine(), Close, o, why)
		if err != nil {
			return nil, err
		}
		moves = append(moves, m)
	}
	return moves, err
}

// Expire ends the wait for an unpaid purchase. It never cancels anything
// itself: it asks the provider to close, and the proof moves payment and orders
// together. Where the outcome is open it answers *event.Later: in a minute, or in
// an hour where a person has to decide first. Call it outside
// every transaction; what it does inside one is PaymentChanged.
func (s *Service) Expire(ctx context.Context, id PurchaseID) error {
	if err := s.ready(); err != nil {
		return err
	}
	p, err := s.Store.FindPurchase(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	waiting, err := s.waiting(ctx, id)
	if err != nil || !waiting {
		return err
	}
	err = s.end(ctx, p)
	if errors.Is(err, payment.ErrReview) {
		return &event.Later{Due: s.now().Add(time.Hour)}
	}
	if err != nil {
		return err
	}
	if waiting, err = s.waiting(ctx, id); err != nil || !waiting {
		return err
	}
	return &event.Later{Due: s.now().Add(time.Minute)}
}

func (s *Service) waiting(ctx context.Context, id PurchaseID) (bool, error) {
	orders, err := s.Store.OrdersOfPurchase(ctx, id)
	for _, o := range orders {
		if o.Status == Placed || o.Status == Cancelling {
			return true, err
		}
	}
	return false, err
}

// AutoConfirm confirms a delivered order whose deadline has passed.
func (s *Service) AutoConfirm(ctx context.Context, id ID) error {
	_, err := s.Confirm(ctx, secure.System("timer"), id)
	if errors.Is(err, fsm.ErrNotPermitted) || errors.Is(err, ErrNotFound) {
		return nil // confirmed meanwhile
	}
	return err
}

// Timers are the handlers of the service's deadlines.
func (s *Service) Timers() map[string]func(context.Context, event.Timer) error {
	return map[string]func(context.Context, event.Timer) error{
		ExpireTimer:  func(ctx context.Context, t event.Timer) error { return s.Expire(ctx, PurchaseID(t.Subject)) },
		ConfirmTimer: func(ctx context.Context, t event.Timer) error { return s.AutoConfirm(ctx, ID(t.Subject)) },
	}
}
