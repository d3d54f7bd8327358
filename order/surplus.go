package order

import (
	"context"

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
				Ref: op.Ref, Order: id, Amount: o.Total, Reason: "surplus", By: engine().ID, Status: op.Status,
				At: op.Created, Version: op.Version, Surplus: true,
			})
		}
	}
	return list, nil
}
