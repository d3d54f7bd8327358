package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// returnSurplus sends home the money of a charge that succeeded although its
// orders were paid, or had their money back, before. No order has more or less
// because of it, and each says so in its history.
func (s *Service) returnSurplus(ctx context.Context, tx Tx, op payment.Operation, orders []Order) error {
	r := payment.Request{
		Ref: "rf" + op.Ref, Payment: op.Payment, Cause: surplusCause + string(op.Ref), Kind: payment.Refund,
		Parent: op.Ref, Provider: op.Provider, Method: op.Method, Amount: op.Amount,
	}
	if op.Kind == payment.Authorize {
		r.Ref, r.Kind = "vd"+op.Ref, payment.Void
	}
	if _, err := s.Payments.Open(ctx, tx, r); err != nil {
		return err
	}
	return s.record(ctx, tx, orders, ReturnSurplus, string(r.Ref))
}

// surplusEnded records in each order of the purchase that surplus money went
// home, or did not.
func (s *Service) surplusEnded(ctx context.Context, tx Tx, c payment.Change) error {
	what := RefuseSurplus
	switch c.Operation.Status {
	case payment.Succeeded:
		what = FinishSurplus
	case payment.Declined, payment.Closed:
	case payment.Intent, payment.Pending, payment.InDoubt, payment.Review:
		return nil
	}
	orders, err := tx.OrdersOf(ctx, PurchaseID(c.Payment.Subject))
	if err != nil {
		return err
	}
	return s.record(ctx, tx, orders, what, string(c.Operation.Ref))
}

// RetrySurplus asks the provider again to send home money that nothing was for,
// after it had refused: ref is the refused operation, as Refunds and the history
// of each order of the purchase name it. It answers the reference of the new one.
// Money that is on its way, or back, is ErrOverRefund. By whoever may refund
// every order of the purchase: staff, or the merchant where there is one alone.
func (s *Service) RetrySurplus(ctx context.Context, by secure.Actor, id ID, ref payment.Ref) (payment.Ref, error) {
	var again payment.Ref
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		again, err = s.RetrySurplusIn(ctx, tx, by, id, ref)
		return err
	})
	if err != nil {
		return "", err
	}
	s.advance(ctx, again)
	return again, nil
}

// RetrySurplusIn is RetrySurplus in the caller's transaction. After the commit
// call Charges.Advance with the reference; a timer does where the process dies.
func (s *Service) RetrySurplusIn(ctx context.Context, tx Tx, by secure.Actor, id ID, ref payment.Ref) (payment.Ref, error) {
	if err := s.ready(); err != nil {
		return "", err
	}
	next, err := s.NewID()
	if err != nil {
		return "", fmt.Errorf("order: new id: %w", err)
	}
	p, err := tx.PurchaseOf(ctx, id)
	if err != nil {
		return "", missing(err)
	}
	refused, err := s.refusedSurplus(ctx, tx, p, ref)
	if err != nil {
		return "", err
	}
	orders, err := tx.OrdersOf(ctx, p.ID)
	if err != nil {
		return "", err
	}
	for _, o := range orders {
		if err := s.allow(by, secure.PaymentRefund, o); err != nil {
			return "", err
		}
	}
	switch {
	case refused.Ref == "":
		return "", bad("ref", "is no surplus of this purchase")
	case !failed(refused.Status):
		return "", ErrOverRefund
	}
	_, err = s.Payments.Open(ctx, tx, payment.Request{
		Ref: payment.Ref(next), Payment: refused.Payment, Cause: refused.Cause, Kind: refused.Kind, Parent: refused.Parent,
		Provider: refused.Provider, Method: refused.Method, Amount: refused.Amount,
	})
	if err != nil {
		return "", err
	}
	return payment.Ref(next), s.record(ctx, tx, orders, ReturnSurplus, next)
}

// refusedSurplus is the operation that sent surplus home, or the one after it that
// is not refused; none has no Ref. Its charge and payment are held first, so that
// it is not retried twice at once.
func (s *Service) refusedSurplus(ctx context.Context, tx Tx, p Purchase, ref payment.Ref) (payment.Operation, error) {
	var found payment.Operation
	list, err := tx.OperationsOf(ctx, p.Payment)
	if err != nil {
		return found, err
	}
	at := slices.IndexFunc(list, func(op payment.Operation) bool { return op.Ref == ref && surplus(op) })
	if at < 0 {
		return found, nil
	}
	if _, err = tx.Operation(ctx, list[at].Parent); err != nil {
		return found, err
	}
	if _, err = tx.Payment(ctx, p.Payment); err != nil {
		return found, err
	}
	cause := list[at].Cause
	list, err = tx.OperationsOf(ctx, p.Payment)
	for _, op := range list {
		switch {
		case op.Cause == cause && !failed(op.Status):
			return op, err
		case op.Ref == ref:
			found = op
		}
	}
	return found, err
}

// record writes into the history of orders what changes nothing else of them.
func (s *Service) record(ctx context.Context, tx Tx, orders []Order, what Event, why string) error {
	if len(orders) == 0 {
		return nil
	}
	moves := make([]move, len(orders))
	for i, o := range orders {
		moves[i] = stay(engine(), what, o, why)
	}
	_, err := s.save(ctx, tx, moves...)
	return err
}

// Refunds lists the refunds of an order that by may see, oldest first: those
// that were asked for, and then the order's share of what came twice or too
// late and went home by itself, whose Surplus is set. The status of the latter
// is the operation's, which is their only record.
func (s *Service) Refunds(ctx context.Context, by secure.Actor, id ID) ([]Refund, error) {
	o, err := s.Order(ctx, by, id)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Refunds(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := s.Store.FindPurchase(ctx, o.Purchase)
	if err != nil {
		return nil, missing(err)
	}
	for op, err := range s.Operations.Operations(ctx, p.Payment) {
		if err != nil {
			return nil, err
		}
		if op.Kind == payment.Refund && surplus(op) {
			list = append(list, Refund{
				Ref: op.Ref, Order: id, Amount: o.Total, Reason: ReasonSurplus, By: engine().ID, Status: op.Status,
				At: op.Created, Version: op.Version, Surplus: true,
			})
		}
	}
	return list, nil
}
