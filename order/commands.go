package order

import (
	"context"
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// command runs fn on a held order that by may act on.
func (s *Service) command(ctx context.Context, by secure.Actor, action secure.Action, id ID, fn func(context.Context, Tx, Order) error) error {
	if err := s.ready(); err != nil {
		return err
	}
	return s.do(ctx, func(ctx context.Context, tx Tx) error {
		o, err := tx.Order(ctx, id)
		if err != nil {
			return missing(err)
		}
		if err := s.allow(by, action, o); err != nil {
			return err
		}
		return fn(ctx, tx, o)
	})
}

// one makes a single move of a single order.
func (s *Service) one(ctx context.Context, by secure.Actor, action secure.Action, id ID, what Event) (Order, error) {
	var o Order
	err := s.command(ctx, by, action, id, func(ctx context.Context, tx Tx, was Order) error {
		m, err := s.step(by, what, was, "")
		if err != nil {
			return err
		}
		if what == Confirm {
			m.order.Deadline = time.Time{}
		}
		saved, err := s.save(ctx, tx, m)
		if err != nil {
			return err
		}
		o = saved[0]
		if what == Confirm {
			return tx.Unschedule(ctx, ConfirmTimer+"/"+string(id))
		}
		return nil
	})
	return o, err
}

// Accept takes a paid order on. By its merchant or staff.
func (s *Service) Accept(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	return s.one(ctx, by, secure.OrderAccept, id, Accept)
}

// Confirm says that everything arrived. By its buyer or staff.
func (s *Service) Confirm(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	return s.one(ctx, by, secure.OrderConfirm, id, Confirm)
}

// Reject refuses a paid order of which nothing is packed: its stock is given
// back and its money sent home in the same commit. By its merchant or staff;
// why is shown to the buyer, 1 to 300 characters.
func (s *Service) Reject(ctx context.Context, by secure.Actor, id ID, why string) (Order, error) {
	if err := firstWrong(form{field: "why", value: why, need: true, most: 300}); err != nil {
		return Order{}, err
	}
	return s.undo(ctx, by, id, Reject, why)
}

// Cancel ends an order before it is accepted. An unpaid order is cancelled with
// its whole purchase: the provider is asked to close the charge first, and the
// stock comes back when it proves so. By its buyer or staff.
func (s *Service) Cancel(ctx context.Context, by secure.Actor, id ID) (Order, error) {
	if err := s.ready(); err != nil {
		return Order{}, err
	}
	o, err := s.Store.FindOrder(ctx, id)
	if err != nil {
		return o, missing(err)
	}
	if o.Status == Placed || o.Status == Cancelling {
		return s.withdraw(ctx, by, o)
	}
	return s.undo(ctx, by, id, Cancel, "")
}

// undo cancels a paid order. The refund is opened first: payments are locked
// before orders everywhere.
func (s *Service) undo(ctx context.Context, by secure.Actor, id ID, what Event, why string) (Order, error) {
	action := secure.OrderCancel
	if what == Reject {
		action = secure.OrderReject
	}
	if err := s.ready(); err != nil {
		return Order{}, err
	}
	var o Order
	err := s.do(ctx, func(ctx context.Context, tx Tx) error {
		read, err := s.Store.FindOrder(ctx, id)
		if err != nil {
			return missing(err)
		}
		if err := s.allow(by, action, read); err != nil {
			return err
		}
		m, err := s.step(by, what, read, why)
		if err != nil {
			return err
		}
		m.order.Deadline = time.Time{}
		o, err = s.cancelPaid(ctx, tx, m)
		return err
	})
	if err == nil && o.Refunding.IsPositive() {
		s.advance(ctx, payment.Ref("rf"+string(id)))
	}
	return o, err
}

func (s *Service) cancelPaid(ctx context.Context, tx Tx, m move) (Order, error) {
	charge, err := s.holder(ctx, m.order)
	if err != nil {
		return m.order, err
	}
	if charge.Status == payment.Succeeded {
		if err := s.sendBack(ctx, tx, charge, &m.order, charge.Kind == payment.Authorize); err != nil {
			return m.order, err
		}
	}
	saved, err := s.save(ctx, tx, m) // compares the version that was read
	if err != nil {
		return m.order, err
	}
	return saved[0], s.giveBack(ctx, tx, m.order)
}

// holder reads the operation that holds an order's money: the capture of a
// promise where there is one, else the purchase's charge.
func (s *Service) holder(ctx context.Context, o Order) (payment.Operation, error) {
	p, err := s.Store.FindPurchase(ctx, o.Purchase)
	if err != nil {
		return payment.Operation{}, err
	}
	var charge, capture payment.Operation
	for op, err := range s.Operations.Operations(ctx, p.Payment) {
		if err != nil {
			return charge, err
		}
		switch {
		case op.Ref == captureRef(o.ID) && op.Status == payment.Succeeded:
			capture = op
		case (op.Kind == payment.Sale || op.Kind == payment.Authorize) && (op.Ref == p.Charge || op.Status == payment.Succeeded):
			charge = op
		}
	}
	if capture.Ref != "" {
		return capture, nil
	}
	return charge, nil
}

func captureRef(id ID) payment.Ref { return payment.Ref("cp" + string(id)) }

// withdraw asks the provider to close the charge of an unpaid purchase.
func (s *Service) withdraw(ctx context.Context, by secure.Actor, o Order) (Order, error) {
	p, err := s.Store.FindPurchase(ctx, o.Purchase)
	if err != nil {
		return o, missing(err)
	}
	err = s.do(ctx, func(ctx context.Context, tx Tx) error {
		orders, err := tx.OrdersOf(ctx, o.Purchase)
		if err != nil {
			return err
		}
		var moves []move
		for _, one := range orders {
			if err := s.allow(by, secure.OrderCancel, one); err != nil {
				return err
			}
			if one.Status == Cancelling {
				continue
			}
			m, err := s.step(by, Withdraw, one, "")
			if err != nil {
				return err
			}
			moves = append(moves, m)
		}
		if len(moves) == 0 {
			return nil
		}
		_, err = s.save(ctx, tx, moves...)
		return err
	})
	if err != nil {
		return o, err
	}
	if p, err = s.Store.FindPurchase(ctx, p.ID); err != nil { // a retry may have been faster
		return o, missing(err)
	}
	if err := s.end(ctx, p); err != nil && s.OnError != nil {
		s.OnError(ctx, err)
	}
	o, err = s.Store.FindOrder(ctx, o.ID)
	return o, missing(err)
}

// end makes a purchase's charge unpayable. Where it is over already, which our
// own books prove, its unpaid orders are cancelled.
func (s *Service) end(ctx context.Context, p Purchase) error {
	if err := s.Charges.Close(ctx, p.Charge); err != nil && !errors.Is(err, payment.ErrInDoubt) {
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
// together. Where the outcome is open it answers *event.Later.
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
	if err := s.end(ctx, p); err != nil {
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
	_, err := s.one(ctx, secure.System("timer"), secure.OrderConfirm, id, Confirm)
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
