package order

import (
	"context"
	"errors"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// engine is who acts when a provider's fact moves an order.
func engine() secure.Actor { return secure.System("payment") }

// PaymentChanged follows a payment inside the transaction that changed it. The
// zero Change, and a payment that is for nothing of ours, change nothing.
func (s *Service) PaymentChanged(ctx context.Context, tx Tx, c payment.Change) error {
	if c.None() {
		return nil
	}
	switch kind := c.Operation.Kind; {
	case kind == payment.Sale || kind == payment.Authorize:
		return s.charged(ctx, tx, c)
	case surplus(c.Operation):
		return s.surplusEnded(ctx, tx, c)
	case kind == payment.Refund:
		return s.refunded(ctx, tx, c)
	case kind == payment.Capture || kind == payment.Void:
		return s.promised(ctx, tx, c)
	}
	return nil
}

// charged moves the orders of a purchase with its charge. A charge that a newer
// one has replaced matters only when it brings money after all.
func (s *Service) charged(ctx context.Context, tx Tx, c payment.Change) error {
	op := c.Operation
	if c.Payment.Charge != op.Ref && op.Status != payment.Succeeded {
		return nil
	}
	orders, err := tx.OrdersOf(ctx, PurchaseID(c.Payment.Subject))
	if err != nil || len(orders) == 0 {
		return err
	}
	var moves []move
	for _, o := range orders {
		m, news, err := s.follow(o, op)
		if err != nil {
			return err
		}
		if news {
			moves = append(moves, m)
		}
	}
	switch {
	case len(moves) > 0:
		return s.finish(ctx, tx, c, moves)
	case op.Status == payment.Succeeded:
		return s.returnSurplus(ctx, tx, op, orders)
	}
	return nil
}

// follow answers what a charge's new status does to one order.
func (s *Service) follow(o Order, op payment.Operation) (move, bool, error) {
	was := o.PaymentStatus
	waits := o.Status == Placed || o.Status == Cancelling
	if !waits && (op.Status != payment.Succeeded || o.Status != Cancelled || was != PayUnpaid && was != PayInDoubt && was != PayReview) {
		return move{}, false, nil
	}
	o.PaymentStatus = chargeStatus(op)
	if o.PaymentStatus == PayAuthorized && o.Total.IsZero() { // nothing is promised, or will be collected
		o.PaymentStatus = PayPaid
	}
	over := op.Status == payment.Closed || op.Status == payment.Declined && o.Status == Cancelling
	switch {
	case op.Status == payment.Succeeded && waits:
		o.Deadline = time.Time{}
		m, err := s.step(engine(), Pay, o, "")
		return m, true, err
	case op.Status == payment.Succeeded:
		return stay(engine(), RefundLate, o, ""), true, nil
	case over:
		o.Deadline = time.Time{}
		m, err := s.step(engine(), Close, o, op.Code)
		return m, true, err
	case op.Status == payment.Declined:
		return stay(engine(), Decline, o, op.Code), true, nil
	case op.Status == payment.Review:
		return stay(engine(), Hold, o, op.Code), true, nil
	}
	return stay(engine(), Doubt, o, ""), o.PaymentStatus != was, nil
}

// finish writes the moves of a charge, gives back the stock of cancelled orders
// and sends unwanted money home.
func (s *Service) finish(ctx context.Context, tx Tx, c payment.Change, moves []move) error {
	unwanted := []int{}
	for i, m := range moves {
		if c.Operation.Status == payment.Succeeded && m.order.Status == Cancelled {
			unwanted = append(unwanted, i)
		}
	}
	for _, i := range unwanted {
		if _, err := s.sendBack(ctx, tx, c.Operation, &moves[i].order); err != nil {
			return err
		}
	}
	if err := s.settled(ctx, tx, c, moves); err != nil {
		return err
	}
	for _, m := range moves {
		if m.order.Status == Cancelled && m.from != Cancelled {
			if err := s.giveBack(ctx, tx, m.order); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) settled(ctx context.Context, tx Tx, c payment.Change, moves []move) error {
	if _, err := s.save(ctx, tx, moves...); err != nil {
		return err
	}
	if st := c.Operation.Status; st == payment.Succeeded || st == payment.Closed {
		return tx.Unschedule(ctx, ExpireTimer+"/"+c.Payment.Subject)
	}
	return nil
}

// sendBack opens the refund, or the void, of what one order still holds of a
// charge that nobody wants, and answers its reference; there is none where
// nothing is left. It is the order's, so that it happens once.
func (s *Service) sendBack(ctx context.Context, tx Tx, charge payment.Operation, o *Order) (payment.Ref, error) {
	rest := sum{total: o.Total}
	rest.sub(o.Refunding)
	rest.sub(o.Refunded)
	if rest.err != nil || !rest.total.IsPositive() {
		return "", rest.err
	}
	r := payment.Request{
		Ref: payment.Ref("rf" + string(o.ID)), Payment: charge.Payment, Cause: causeOf(o.ID), Kind: payment.Refund,
		Parent: charge.Ref, Provider: charge.Provider, Method: charge.Method, Amount: rest.total,
	}
	void := charge.Kind == payment.Authorize
	if void {
		r.Ref, r.Kind = payment.Ref("vd"+string(o.ID)), payment.Void
	}
	if _, err := s.Payments.Open(ctx, tx, r); err != nil || void {
		return r.Ref, err
	}
	refunding := sum{total: o.Refunding}
	refunding.add(rest.total)
	if o.Refunding = refunding.total; refunding.err != nil {
		return "", refunding.err
	}
	return r.Ref, tx.SaveRefund(ctx, Refund{
		Ref: r.Ref, Order: o.ID, Amount: rest.total, Reason: ReasonCancelled, By: engine().ID, Status: payment.Intent, At: s.now(),
	})
}

// giveBack releases what an order still has reserved.
func (s *Service) giveBack(ctx context.Context, tx Tx, o Order) error {
	open := o.pieces(func(i int) int64 { return o.Lines[i].Qty - o.Progress[i].Shipped - o.Progress[i].Dropped })
	if len(open) == 0 {
		return nil
	}
	return tx.ReleaseStock(ctx, string(o.ID), open)
}

// refunded follows a refund to its end.
func (s *Service) refunded(ctx context.Context, tx Tx, c payment.Change) error {
	id, ok := caused(c.Operation)
	ended := c.Operation.Status == payment.Succeeded || c.Operation.Status == payment.Declined || c.Operation.Status == payment.Closed
	if !ok || !ended {
		return nil
	}
	o, err := tx.Order(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	r, err := tx.Refund(ctx, c.Operation.Ref)
	if err != nil {
		return err
	}
	m, err := concluded(o, r, c)
	if err != nil {
		return err
	}
	r.Status = c.Operation.Status
	if err := tx.SaveRefund(ctx, r); err != nil {
		return err
	}
	if err := recount(ctx, tx, &m.order, r); err != nil {
		return err
	}
	_, err = s.save(ctx, tx, m)
	return err
}

// concluded is what the end of one refund does to its order. A late success after
// a refusal finds its claim given back already.
func concluded(o Order, r Refund, c payment.Change) (move, error) {
	claimed := r.Status != payment.Declined && r.Status != payment.Closed
	refunding, refunded := sum{total: o.Refunding}, sum{total: o.Refunded}
	if claimed {
		refunding.sub(r.Amount)
	}
	what := RefuseRefund
	if c.Operation.Status == payment.Succeeded {
		what = FinishRefund
		refunded.add(r.Amount)
	}
	o.Refunding, o.Refunded = refunding.total, refunded.total
	return stay(engine(), what, o, c.Operation.Code), errors.Join(refunding.err, refunded.err)
}

// recount counts the refunded units of an order anew when a refund of items, which
// is written already, has ended.
func recount(ctx context.Context, tx Tx, o *Order, ended Refund) error {
	if len(ended.Items) == 0 {
		return nil
	}
	list, err := tx.RefundsOf(ctx, o.ID)
	if err != nil {
		return err
	}
	paid := claimed(list)
	for i := range o.Progress {
		o.Progress[i].Refunded = paid.count(o.Progress[i].Line)
	}
	return nil
}

// promised follows the capture or the void of one order's promised money. Money
// that is collected although the order was cancelled goes home.
func (s *Service) promised(ctx context.Context, tx Tx, c payment.Change) error {
	id, ok := caused(c.Operation)
	if !ok || c.Operation.Status != payment.Succeeded {
		return nil
	}
	o, err := tx.Order(ctx, id)
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	what, voided := Collect, c.Operation.Kind == payment.Void
	if voided {
		what = Void
	}
	switch {
	case voided && !moved(o.PaymentStatus):
		o.PaymentStatus = PayVoided
	case !voided:
		o.PaymentStatus = PayPaid
	}
	if !voided && o.Status == Cancelled {
		what = RefundLate
		if _, err := s.sendBack(ctx, tx, c.Operation, &o); err != nil {
			return err
		}
	}
	_, err = s.save(ctx, tx, stay(engine(), what, o, ""))
	return err
}
