package order

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// A RefundRequest asks for money back: for items, what exactly they cost; for items
// an amount, which is what moves while the items count as refunded, at most what
// they cost and what is left of the delivery; or an amount for nothing that comes
// back.
type RefundRequest struct {
	Key    string // idempotency key of the attempt, up to 128 printable ASCII characters; empty: every call is a new refund
	Items  []Units
	Amount money.Money // the zero Money: what Items cost
	Sent   bool        // the goods were sent, or shall be all the same; else what is given back and not packed yet, or packed under a label that ends unused, is not sent any more
	Reason string      // 1 to 300 characters, shown to the buyer

	free bool // no money moves, whatever Items cost
}

// Refund gives money back to the buyer of a paid order, never more than it was
// paid with, open refunds included. Items that are given back are not sent any
// more, and neither is anything once the whole amount is given back, in one step
// or several, unless Sent says otherwise. Gifts go with the last of what was
// bought: once every other unit of the order is refunded and the last is not sent,
// they are not sent either. Items that cost nothing count as refunded without
// the provider: that refund has succeeded at once. An order of which nothing is left to
// send ends there: it is cancelled where nothing was sent, and goes on to
// shipped or delivered where the rest was. By its merchant or staff. The
// provider is asked after the commit; its answer moves the order. The same
// request with the same Key answers the same refund; another request with that
// key is ErrKeyReused.
func (s *Service) Refund(ctx context.Context, by secure.Actor, id ID, r RefundRequest) (Refund, error) {
	var refund Refund
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		refund, err = s.RefundIn(ctx, tx, by, id, r)
		return err
	})
	if err != nil {
		return Refund{}, err
	}
	if refund.Amount.IsPositive() {
		s.advance(ctx, refund.Ref)
	}
	return refund, nil
}

// RefundIn is Refund in the caller's transaction: the refund's intent, the order
// and the stock that is not sent any more are in it. After the commit call
// Charges.Advance with the refund's Ref; a timer does where the process dies. There
// is nothing to advance where the refund's Amount is nothing.
func (s *Service) RefundIn(ctx context.Context, tx Tx, by secure.Actor, id ID, r RefundRequest) (Refund, error) {
	if err := s.ready(); err != nil {
		return Refund{}, err
	}
	if err := firstWrong(
		form{field: "reason", value: r.Reason, need: true, most: 300},
		form{field: "key", value: r.Key, most: 128, check: printable},
	); err != nil {
		return Refund{}, err
	}
	ref, err := s.refundRef(id, r.Key)
	if err != nil {
		return Refund{}, err
	}
	o, charge, err := s.hold(ctx, tx, id)
	if err != nil {
		return Refund{}, err
	}
	if err := s.allow(by, secure.PaymentRefund, o); err != nil {
		return Refund{}, err
	}
	if r.free {
		r.Amount = money.New(0, o.Total.Currency())
	}
	if old, found, err := o.asked(ctx, tx, ref, r); err != nil || found {
		return old, err
	}
	refund := Refund{Ref: ref, Order: id, Items: r.Items, Reason: r.Reason, By: by.ID, Status: payment.Intent, At: s.now()}
	r.Sent = r.Sent || o.Status == Cancelled // what it had reserved was given back then
	taken, err := s.taken(ctx, tx, o, r)
	if err != nil {
		return Refund{}, err
	}
	before := slices.Clone(o.Progress)
	if refund.Amount, refund.Runs, err = o.claim(r, taken); err != nil {
		return Refund{}, err
	}
	dropped := o.pieces(func(i int) int64 { return o.Progress[i].Dropped - before[i].Dropped })
	what := AskRefund
	if refund.Amount.IsZero() {
		what, refund.Status = FinishRefund, payment.Succeeded
	}
	err = s.refund(ctx, tx, charge, stay(by, what, o, r.Reason), refund)
	if err == nil && len(dropped) > 0 {
		err = tx.ReleaseStock(ctx, string(id), dropped)
	}
	refund.Version = 1
	return refund, err
}

// refundRef is a new reference, or the one that belongs to an order and a key.
func (s *Service) refundRef(id ID, key string) (payment.Ref, error) {
	if key != "" {
		sum := sha256.Sum256([]byte("refund\x00" + string(id) + "\x00" + key))
		return payment.Ref(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:16])), nil
	}
	ref, err := s.NewID()
	if err != nil {
		return "", fmt.Errorf("order: new id: %w", err)
	}
	return payment.Ref(ref), nil
}

// asked answers the refund that the same request asked for before.
func (o Order) asked(ctx context.Context, tx Tx, ref payment.Ref, r RefundRequest) (Refund, bool, error) {
	if r.Key == "" {
		return Refund{}, false, nil
	}
	old, err := tx.Refund(ctx, ref)
	switch {
	case errors.Is(err, event.ErrNotFound):
		return old, false, nil
	case err != nil:
		return old, false, err
	}
	amount := r.Amount
	if len(r.Items) > 0 && !amount.HasCurrency() {
		if amount, err = o.paidFor(old.Runs); err != nil {
			return old, false, err
		}
	}
	if old.Reason != r.Reason || !slices.Equal(old.Items, r.Items) || !old.Amount.Equal(amount) {
		return Refund{}, false, ErrKeyReused
	}
	return old, true, nil
}

// refund opens a refund of what a charge brought and writes it and the order.
func (s *Service) refund(ctx context.Context, tx Tx, charge payment.Operation, m move, r Refund) error {
	if what, over := m.order.nothingLeft(); over {
		var err error
		if m, err = s.arriving(m.by, what, m.order, m.why); err != nil {
			return err
		}
	}
	request := payment.Request{
		Ref: r.Ref, Payment: charge.Payment, Cause: causeOf(r.Order), Kind: payment.Refund, Parent: charge.Ref,
		Provider: charge.Provider, Method: charge.Method, Amount: r.Amount,
	}
	if r.Amount.IsPositive() {
		if _, err := s.Payments.Open(ctx, tx, request); err != nil {
			return err
		}
	}
	if err := tx.SaveRefund(ctx, r); err != nil {
		return err
	}
	_, err := s.arrived(ctx, tx, m)
	return err
}

// nothingLeft answers how an order goes on that had waited only for units which
// are not sent any more.
func (o Order) nothingLeft() (Event, bool) {
	switch {
	case o.Status == PartShipped && o.all(func(p Progress) int64 { return p.Delivered }):
		return Deliver, true
	case o.Status == PartShipped && o.all(func(p Progress) int64 { return p.Shipped }):
		return HandOver, true
	case (o.Status == Confirmed || o.Status == Accepted) && o.all(func(Progress) int64 { return 0 }):
		return Reject, true
	}
	return "", false
}

// taken is what earlier refunds of items pay for: which units, and how much of the
// delivery. It matters only to a refund of items.
type taken struct {
	units    claims
	delivery money.Money
}

func (s *Service) taken(ctx context.Context, tx Tx, o Order, r RefundRequest) (taken, error) {
	if len(r.Items) == 0 {
		return taken{}, nil
	}
	list, err := tx.RefundsOf(ctx, o.ID)
	if err != nil {
		return taken{}, err
	}
	delivery, err := o.beyond(list)
	return taken{claimed(list), delivery}, err
}

// beyond is by how much refunds of items, but those that were refused, exceed what
// these items cost: that much of the delivery has gone back.
func (o Order) beyond(list []Refund) (money.Money, error) {
	more := sum{total: money.New(0, o.Total.Currency())}
	for _, r := range list {
		if failed(r.Status) || len(r.Runs) == 0 {
			continue
		}
		cost, err := o.paidFor(r.Runs)
		if err != nil {
			return cost, err
		}
		n, err := r.Amount.Cmp(cost)
		if err != nil {
			return cost, err
		}
		if n > 0 {
			more.add(r.Amount)
			more.sub(cost)
		}
	}
	return more.total, more.err
}

// paidFor is what runs of units cost.
func (o Order) paidFor(runs []Run) (money.Money, error) {
	whole := sum{total: money.New(0, o.Total.Currency())}
	for _, run := range runs {
		cost, err := o.Lines[run.Line-1].paidFor(run)
		if err != nil {
			return cost, err
		}
		whole.add(cost)
	}
	return whole.total, whole.err
}

// claim checks what is asked back, counts it and answers the amount and which
// units it pays for; before is what other refunds pay for.
func (o *Order) claim(r RefundRequest, before taken) (money.Money, []Run, error) {
	amount, runs := r.Amount, []Run(nil)
	if !moved(o.PaymentStatus) {
		return amount, nil, bad("order", "has not been paid")
	}
	if len(r.Items) > 0 {
		cost, units, err := o.claimItems(r, before.units)
		if err != nil {
			return amount, nil, err
		}
		if runs = units; !amount.HasCurrency() {
			amount = cost
		} else if err := o.within(amount, cost, before.delivery); err != nil {
			return amount, nil, err
		}
	}
	free := amount.IsZero() && len(runs) > 0 && (r.free || !r.Amount.HasCurrency())
	if !amount.IsPositive() && !free || amount.Currency() != o.Total.Currency() {
		return amount, nil, bad("amount", "must be above zero and in the order's currency")
	}
	if _, err := amount.Minor(); err != nil {
		return amount, nil, bad("amount", "does not fit minor units")
	}
	claimed, err := money.Sum(o.Refunded, o.Refunding, amount)
	if err != nil {
		return amount, nil, err
	}
	if over, err := claimed.Cmp(o.Total); err != nil || over > 0 {
		return amount, nil, errors.Join(ErrOverRefund, err)
	}
	if !r.Sent {
		o.dropRest(amount.IsPositive() && claimed.Equal(o.Total))
	}
	o.Refunding, err = o.Refunding.Add(amount)
	return amount, runs, err
}

// within refuses an amount that is more than the items cost and what is left of
// the delivery.
func (o Order) within(amount, cost, delivery money.Money) error {
	most := sum{total: cost}
	most.add(o.Shipping)
	most.sub(delivery)
	if most.err != nil {
		return most.err
	}
	if over, err := amount.Cmp(most.total); err != nil || over > 0 {
		return bad("amount", "must be in the order's currency and at most what the items cost and what is left of the delivery")
	}
	return nil
}

func (o *Order) claimItems(r RefundRequest, taken claims) (money.Money, []Run, error) {
	whole, all := sum{total: money.New(0, o.Total.Currency())}, []Run(nil)
	for i, u := range r.Items {
		if u.Line < 1 || u.Line > len(o.Lines) {
			return whole.total, nil, bad(fmt.Sprintf("items[%d].line", i), "is not a line of the order")
		}
		l, p := o.Lines[u.Line-1], &o.Progress[u.Line-1]
		if u.Units < 1 || u.Units > l.Qty-p.Refunded {
			return whole.total, nil, bad(fmt.Sprintf("items[%d].units", i), "must be between 1 and what is not refunded yet")
		}
		for _, run := range taken.take(u.Line, u.Units) {
			paid, err := l.paidFor(run)
			if err != nil {
				return whole.total, nil, err
			}
			whole.add(paid)
			all = append(all, run)
		}
		p.Refunded += u.Units
		if !r.Sent {
			p.forgo(u.Units, l.Qty)
		}
	}
	return whole.total, all, whole.err
}

// Collect records that the promised money of an order, for example cash on
// delivery, has been received. An order that comes to nothing is paid with the
// promise already. By its merchant or staff.
func (s *Service) Collect(ctx context.Context, by secure.Actor, id ID) error {
	var ref payment.Ref
	err := s.in(ctx, func(ctx context.Context, tx Tx) (err error) {
		ref, err = s.CollectIn(ctx, tx, by, id)
		return err
	})
	if err == nil {
		s.advance(ctx, ref)
	}
	return err
}

// CollectIn is Collect in the caller's transaction. After the commit call
// Charges.Advance with the reference, which names the capture: the order is paid
// when that succeeds. A capture that is under way already is answered again.
func (s *Service) CollectIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (payment.Ref, error) {
	if err := s.ready(); err != nil {
		return "", err
	}
	o, charge, err := s.hold(ctx, tx, id)
	if err != nil {
		return "", err
	}
	if err := s.allow(by, secure.OrderHandOver, o); err != nil {
		return "", err
	}
	if o.PaymentStatus != PayAuthorized || o.Status == Cancelled {
		return "", bad("order", "has no promised money to collect")
	}
	ref, open, err := s.captureOf(ctx, tx, charge.Payment, id)
	if err != nil || open {
		return ref, err
	}
	_, err = s.Payments.Open(ctx, tx, payment.Request{
		Ref: ref, Payment: charge.Payment, Cause: causeOf(id), Kind: payment.Capture,
		Parent: charge.Ref, Provider: charge.Provider, Method: charge.Method, Amount: o.Total,
	})
	return ref, err
}

// captureOf is the reference of an order's capture: of the one that is open, or
// of the next.
func (s *Service) captureOf(ctx context.Context, tx Tx, id payment.ID, about ID) (payment.Ref, bool, error) {
	list, err := tx.OperationsOf(ctx, id)
	if err != nil {
		return "", false, err
	}
	ref := payment.Ref("cp" + string(about))
	for _, op := range list {
		switch {
		case op.Kind != payment.Capture || op.Cause != causeOf(about):
		case op.Status != payment.Declined && op.Status != payment.Closed:
			return op.Ref, true, nil
		default: // a reference is never used again
			next, err := s.NewID()
			if err != nil {
				return "", false, fmt.Errorf("order: new id: %w", err)
			}
			ref = payment.Ref(next)
		}
	}
	return ref, false, nil
}
