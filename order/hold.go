package order

import (
	"context"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// held holds one order that by may act on.
func (s *Service) held(ctx context.Context, tx Tx, by secure.Actor, action secure.Action, id ID) (Order, error) {
	o, err := tx.Order(ctx, id)
	if err != nil {
		return Order{}, missing(err)
	}
	return o, s.allow(by, action, o)
}

// hold holds an order and the money that it is about in the order that everybody
// keeps: the operation that has the money, its payment, the order.
func (s *Service) hold(ctx context.Context, tx Tx, id ID) (Order, payment.Operation, error) {
	p, err := tx.PurchaseOf(ctx, id)
	if err != nil {
		return Order{}, payment.Operation{}, missing(err)
	}
	list, err := tx.OperationsOf(ctx, p.Payment)
	if err != nil {
		return Order{}, payment.Operation{}, err
	}
	charge := holder(list, id)
	if charge.Ref != "" {
		if charge, err = tx.Operation(ctx, charge.Ref); err != nil {
			return Order{}, charge, err
		}
		if _, err = tx.Payment(ctx, p.Payment); err != nil {
			return Order{}, charge, err
		}
	}
	o, err := tx.Order(ctx, id)
	if err == nil && moved(o.PaymentStatus) && charge.Kind == payment.Authorize && o.Total.IsPositive() {
		err = event.ErrStale // captured between the two looks
	}
	return o, charge, missing(err)
}

// holder is the operation that holds an order's money, or is to bring it: its
// capture of a promise, else the charge that paid, else the latest. Money that
// came twice holds nothing: it is on its way back.
func holder(list []payment.Operation, id ID) payment.Operation {
	var charge payment.Operation
	for _, op := range list {
		switch {
		case op.Kind == payment.Capture && op.Cause == causeOf(id) && op.Status == payment.Succeeded:
			return op
		case op.Kind != payment.Sale && op.Kind != payment.Authorize, isSurplus(list, op.Ref):
		case op.Status == payment.Succeeded || charge.Status != payment.Succeeded:
			charge = op
		}
	}
	return charge
}

// notCollecting answers ErrCollecting while a capture of an order's promise has
// not ended: a promise that is given back then would be a neighbour's share. The
// charge is held, so that no capture begins meanwhile.
func notCollecting(ctx context.Context, tx Tx, charge payment.Operation, id ID) error {
	if charge.Kind != payment.Authorize {
		return nil
	}
	list, err := tx.OperationsOf(ctx, charge.Payment)
	for _, op := range list {
		switch {
		case op.Kind != payment.Capture || op.Cause != causeOf(id) || failed(op.Status):
		case op.Status == payment.Succeeded:
			return event.ErrStale // since the first look
		default:
			return ErrCollecting
		}
	}
	return err
}

// failed reports whether an operation has ended without an effect.
func failed(s payment.Status) bool { return s == payment.Declined || s == payment.Closed }

const (
	orderCause   = "order/"
	surplusCause = "surplus/"
)

// causeOf is what an operation about one order says of what asked for it.
func causeOf(id ID) string { return orderCause + string(id) }

// caused is the order that an operation is about.
func caused(op payment.Operation) (ID, bool) {
	id, ok := strings.CutPrefix(op.Cause, orderCause)
	return ID(id), ok
}

// surplus reports whether an operation sends home money that nothing was for.
func surplus(op payment.Operation) bool { return strings.HasPrefix(op.Cause, surplusCause) }

// isSurplus reports whether the money of a charge is sent home as surplus.
func isSurplus(list []payment.Operation, charge payment.Ref) bool {
	return slices.ContainsFunc(list, func(op payment.Operation) bool { return op.Parent == charge && surplus(op) })
}
