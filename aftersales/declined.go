package aftersales

import (
	"context"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// aside follows the end of a refund for which no state waits: before the goods are
// back, for goods that cost less, of a difference. Where it was declined, the case
// says so until somebody has settled it.
func (w *work) aside(ctx context.Context, op payment.Operation) error {
	c := &w.c
	known := slices.Contains(c.Declined, op.Ref)
	switch {
	case op.Status == payment.Succeeded && known: // declined, and then it came after all
		c.Declined = slices.DeleteFunc(slices.Clone(c.Declined), func(ref payment.Ref) bool { return ref == op.Ref })
	case op.Status == payment.Succeeded || known:
		return nil
	default:
		c.Declined = append(slices.Clone(c.Declined), op.Ref)
		w.tell("refund_declined", fmt.Sprintf("case.%s.declined.%s", c.ID, op.Ref))
	}
	_, err := w.save(ctx)
	return err
}

// beside are the declined refunds that a refund of what the case owes does not make
// up for: those of a difference.
func (c Case) beside() []payment.Ref {
	var list []payment.Ref
	for _, ref := range c.Declined {
		if !slices.Contains(c.Refunds, ref) {
			list = append(list, ref)
		}
	}
	return list
}

// early reports whether what was declined was to be paid before the goods are back.
func (c Case) early() bool { return !c.State.Final() && !c.Difference.IsNegative() }

// RetryRefund asks the provider again for refunds that it declined while no state
// waited for them, see Case.Declined: by the merchant or staff. A refund that may
// still succeed is ErrOpenRefund.
func (s *Service) RetryRefund(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.RetryRefundIn(ctx, tx, by, id) })
}

// RetryRefundIn is RetryRefund in the caller's transaction.
func (s *Service) RetryRefundIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		c := &w.c
		back, ours, err := w.declined(ctx, act{by: by, side: side, event: "retry_refund"})
		if err != nil {
			return err
		}
		c.Declined = nil
		w.tell("refund_retried", fmt.Sprintf("case.%s.retried.%d.%d", id, len(c.Refunds), c.Version))
		if back.IsPositive() {
			ref, err := s.NewID()
			if err != nil {
				return err
			}
			if err := w.home(ctx, payment.Ref(ref), back); err != nil {
				return err
			}
		}
		if !ours {
			return nil
		}
		total, err := w.unpaid(ctx)
		switch {
		case err != nil || !total.IsPositive():
			return err
		case c.early():
			return w.advance(ctx)
		}
		_, err = w.open(ctx, order.RefundRequest{Key: fmt.Sprintf("case.%s.less.%d", id, len(c.Refunds)), Amount: total, Sent: true})
		return err
	})
}

// declined judges who may settle what was declined, and answers what it is: how much
// of a difference goes home, the zero Money for nothing, and whether the case owes
// something of its order.
func (w *work) declined(ctx context.Context, a act) (home money.Money, ours bool, err error) {
	c := w.c
	switch {
	case a.side != flow.Merchant && a.side != flow.Platform:
		return home, false, denied(a.by, a.event)
	case len(c.Declined) == 0:
		return home, false, bad("case", "has no refund that was declined")
	}
	rest := c.beside()
	if len(rest) == 0 {
		return home, true, nil
	}
	list, err := w.tx.OperationsOf(ctx, c.Extra.Payment)
	for _, op := range list {
		switch {
		case err != nil || op.Kind != payment.Refund:
		case slices.Contains(rest, op.Ref):
			if home, err = plus(home, op.Amount); err != nil {
				return home, false, err
			}
		case op.Status != payment.Declined && op.Status != payment.Closed && op.Status != payment.Succeeded:
			return home, false, ErrOpenRefund
		}
	}
	return home, len(rest) < len(c.Declined), err
}

// unpaid is what a case owes of its order that was declined while no state waited
// for it. It holds the money.
func (w *work) unpaid(ctx context.Context) (money.Money, error) {
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return money.Money{}, missing(err)
	}
	if h.waiting(w.c) >= 0 {
		return money.Money{}, ErrOpenRefund
	}
	if !w.c.early() {
		return w.less(ctx)
	}
	sums, _, err := w.owed(ctx, h)
	if err != nil {
		return sums.Total, err
	}
	return sums.OfOrder()
}

// settleAside counts what was declined as paid another way.
func (w *work) settleAside(ctx context.Context, a act) error {
	home, ours, err := w.declined(ctx, a)
	if err != nil {
		return err
	}
	c := &w.c
	c.Declined = nil
	c.Extra.Offline = c.Extra.Offline || home.IsPositive()
	w.tell("paid_offline", fmt.Sprintf("case.%s.offline.%d", c.ID, c.Version))
	if !ours {
		return nil
	}
	total, err := w.unpaid(ctx)
	if err != nil {
		return err
	}
	return w.offline(total)
}

// offline adds to what went another way than through the provider.
func (w *work) offline(m money.Money) error {
	var err error
	w.c.Offline, err = plus(w.c.Offline, m)
	return err
}

// plus adds to an amount that may be missing.
func plus(sum, m money.Money) (money.Money, error) {
	if !sum.HasCurrency() {
		return m, nil
	}
	return sum.Add(m)
}
