package order

import (
	"context"
	"errors"
	"fmt"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// A RefundRequest asks for money back: for items, what exactly they cost, or an
// amount. Items that are not packed yet are not sent any more.
type RefundRequest struct {
	Items  []Units
	Amount money.Money // only without Items
	Reason string      // 1 to 300 characters, shown to the buyer
}

// Refund gives money back to the buyer of a paid order, never more than it was
// paid with, open refunds included. By its merchant or staff. The provider is
// asked after the commit; its answer moves the order.
func (s *Service) Refund(ctx context.Context, by secure.Actor, id ID, r RefundRequest) (Refund, error) {
	if err := s.ready(); err != nil {
		return Refund{}, err
	}
	if err := firstWrong(form{field: "reason", value: r.Reason, need: true, most: 300}); err != nil {
		return Refund{}, err
	}
	ref, err := s.NewID()
	if err != nil {
		return Refund{}, err
	}
	refund := Refund{Ref: payment.Ref(ref), Order: id, Items: r.Items, Amount: r.Amount, Reason: r.Reason, By: by.ID, Status: payment.Intent}
	err = s.do(ctx, func(ctx context.Context, tx Tx) error {
		refund.Amount = r.Amount
		o, err := s.Store.FindOrder(ctx, id)
		if err != nil {
			return missing(err)
		}
		if err := s.allow(by, secure.PaymentRefund, o); err != nil {
			return err
		}
		return s.refund(ctx, tx, by, o, &refund)
	})
	if err != nil {
		return Refund{}, err
	}
	s.advance(ctx, refund.Ref)
	return refund, nil
}

// refund opens the refund, which locks the payment, and then writes the order,
// whose version proves that nobody else did meanwhile.
func (s *Service) refund(ctx context.Context, tx Tx, by secure.Actor, o Order, r *Refund) error {
	before := o
	before.Progress = append([]Progress(nil), o.Progress...)
	amount, err := o.claim(r.Items, r.Amount)
	if err != nil {
		return err
	}
	r.Amount, r.At = amount, s.now()
	if o.Refunding, err = o.Refunding.Add(amount); err != nil {
		return err
	}
	charge, err := s.holder(ctx, o)
	if err != nil {
		return err
	}
	request := payment.Request{
		Ref: r.Ref, Payment: charge.Payment, Cause: "order/" + string(o.ID), Kind: payment.Refund, Parent: charge.Ref,
		Provider: charge.Provider, Method: charge.Method, Amount: amount,
	}
	if _, err := s.Payments.Open(ctx, tx, request); err != nil {
		return err
	}
	if err := tx.SaveRefund(ctx, *r); err != nil {
		return err
	}
	if _, err := s.save(ctx, tx, stay(by, AskRefund, o, r.Reason)); err != nil {
		return err
	}
	dropped := o.pieces(func(i int) int64 { return o.Progress[i].Dropped - before.Progress[i].Dropped })
	if len(dropped) == 0 {
		return nil
	}
	return tx.ReleaseStock(ctx, string(o.ID), dropped)
}

// claim checks what is asked back, counts it and answers the amount.
func (o *Order) claim(items []Units, amount money.Money) (money.Money, error) {
	if !moved(o.PaymentStatus) {
		return amount, bad("order", "has not been paid")
	}
	if len(items) > 0 {
		if amount.HasCurrency() {
			return amount, bad("amount", "belongs to a refund without items")
		}
		var err error
		if amount, err = o.claimItems(items); err != nil {
			return amount, err
		}
	}
	if !amount.IsPositive() || amount.Currency() != o.Total.Currency() {
		return amount, bad("amount", "must be above zero and in the order's currency")
	}
	if _, err := amount.Minor(); err != nil {
		return amount, bad("amount", "does not fit minor units")
	}
	claimed, err := money.Sum(o.Refunded, o.Refunding, amount)
	if err != nil {
		return amount, err
	}
	if over, err := claimed.Cmp(o.Total); err != nil || over > 0 {
		return amount, errors.Join(ErrOverRefund, err)
	}
	return amount, nil
}

func (o *Order) claimItems(items []Units) (money.Money, error) {
	whole := sum{total: money.New(0, o.Total.Currency())}
	for i, u := range items {
		if u.Line < 1 || u.Line > len(o.Lines) {
			return whole.total, bad(fmt.Sprintf("items[%d].line", i), "is not a line of the order")
		}
		l, p := o.Lines[u.Line-1], &o.Progress[u.Line-1]
		if u.Units < 1 || u.Units > l.Qty-p.Refunded {
			return whole.total, bad(fmt.Sprintf("items[%d].units", i), "must be between 1 and what is not refunded yet")
		}
		from, err := l.paidFor(p.Refunded)
		if err != nil {
			return whole.total, err
		}
		to, err := l.paidFor(p.Refunded + u.Units)
		if err != nil {
			return whole.total, err
		}
		whole.add(to)
		whole.sub(from)
		p.Refunded += u.Units
		p.Dropped += min(u.Units, l.Qty-p.Packed-p.Dropped)
	}
	return whole.total, whole.err
}

// paidFor is what the first n units of a line cost after discounts and with tax.
// Taking differences of it gives every subset of units its price, and all
// subsets together the whole, to the last minor unit.
func (l Line) paidFor(n int64) (money.Money, error) {
	paid := sum{}
	for _, r := range l.Rows {
		units := min(n, r.Units)
		n -= units
		parts, err := r.Net.Allocate(nil, []int64{units, r.Units - units}, money.Cumulative)
		if err != nil {
			return paid.total, err
		}
		paid.add(parts[0])
	}
	return paid.total, paid.err
}

// Collect records that the promised money of an order, for example cash on
// delivery, has been received. By its merchant or staff.
func (s *Service) Collect(ctx context.Context, by secure.Actor, id ID) error {
	if err := s.ready(); err != nil {
		return err
	}
	err := s.do(ctx, func(ctx context.Context, tx Tx) error {
		o, err := s.Store.FindOrder(ctx, id)
		if err != nil {
			return missing(err)
		}
		if err := s.allow(by, secure.OrderHandOver, o); err != nil {
			return err
		}
		if o.PaymentStatus != PayAuthorized || o.Status == Cancelled {
			return bad("order", "has no promised money to collect")
		}
		charge, err := s.holder(ctx, o)
		if err != nil {
			return err
		}
		_, err = s.Payments.Open(ctx, tx, payment.Request{
			Ref: captureRef(id), Payment: charge.Payment, Cause: "order/" + string(id), Kind: payment.Capture,
			Parent: charge.Ref, Provider: charge.Provider, Method: charge.Method, Amount: o.Total,
		})
		return err
	})
	if err == nil {
		s.advance(ctx, captureRef(id))
	}
	return err
}
