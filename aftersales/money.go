package aftersales

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/entitlement"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
	"github.com/cartwright-go/cartwright/secure"
)

// engine is who asks orders for refunds: who may have one was decided here.
func engine() secure.Actor { return secure.System("aftersales") }

// holdMoney holds the operations that brought the money of a purchase, and its
// payment, before the order, as everybody does.
func holdMoney(ctx context.Context, tx Tx, p order.Purchase) error {
	list, err := tx.OperationsOf(ctx, p.Payment)
	if err != nil {
		return err
	}
	for _, op := range list {
		if op.Status == payment.Succeeded && (op.Kind == payment.Sale || op.Kind == payment.Capture || op.Kind == payment.Authorize) {
			if _, err := tx.Operation(ctx, op.Ref); err != nil {
				return err
			}
		}
	}
	_, err = tx.Payment(ctx, p.Payment)
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	return err
}

// refundsOf lists the refunds of an order that went through, or still may.
func refundsOf(ctx context.Context, tx Tx, p order.Purchase, id order.ID) ([]order.Refund, error) {
	list, err := tx.OperationsOf(ctx, p.Payment)
	if err != nil {
		return nil, err
	}
	var live []order.Refund
	for _, op := range list {
		if op.Kind != payment.Refund || op.Cause != "order/"+string(id) {
			continue
		}
		r, err := tx.Refund(ctx, op.Ref)
		switch {
		case errors.Is(err, event.ErrNotFound): // money that came twice: the order never had it
		case err != nil:
			return nil, err
		case r.Status != payment.Declined && r.Status != payment.Closed:
			live = append(live, r)
		}
	}
	return live, nil
}

// claims are what a case is owed for.
func (w *work) claims() []entitlement.Claim {
	c := w.c
	if c.Asked.HasCurrency() {
		line := 0
		if len(c.Items) == 1 {
			line = c.Items[0].Line
		}
		return []entitlement.Claim{{Line: line, Allowance: c.Asked}}
	}
	list := make([]entitlement.Claim, len(c.Items))
	for i, item := range c.Items {
		list[i] = entitlement.Claim{Line: item.Line, Units: item.Units, Shipping: c.Decision.Shipping}
		if g, found := w.policy.Grade(item.Grade); found && (c.Decision.Fault == flow.Buyer || g.Fee == 10_000) {
			list[i].Fee = g.Fee
		}
	}
	for _, p := range c.Parcels {
		if len(list) > 0 && p.Way == WayBack && p.Freight.IsPositive() {
			list[0].Freight = p.Freight
		}
	}
	return list
}

// past is what was claimed of an order before, and what was paid back for it.
func (h held) past(book entitlement.Book, self ID) (claims []entitlement.Claim, refunded money.Money, err error) {
	refunded, err = h.order.Refunded.Add(h.order.Refunding)
	for _, c := range h.cases {
		if c.Offline.HasCurrency() && err == nil {
			refunded, err = refunded.Add(c.Offline)
		}
		if c.ID != self && h.counts(c) && err == nil {
			var some []entitlement.Claim
			some, err = h.kept(c, self)
			claims = append(claims, some...)
		}
	}
	for _, r := range h.direct() {
		if err == nil {
			claims, err = given(book, claims, r)
		}
	}
	return claims, refunded, err
}

// given adds what a refund beside all cases was for: units, and what was kept of
// them or given besides, which no case makes up for.
func given(book entitlement.Book, claims []entitlement.Claim, r order.Refund) ([]entitlement.Claim, error) {
	if len(r.Items) == 0 {
		return append(claims, entitlement.Claim{Allowance: r.Amount}), nil
	}
	kept := r.Amount.Neg()
	for _, run := range r.Runs {
		cost, err := book.Run(run)
		if err != nil {
			return claims, err
		}
		if kept, err = kept.Add(cost); err != nil {
			return claims, err
		}
	}
	for i, u := range r.Items {
		claim := entitlement.Claim{Line: u.Line, Units: u.Units}
		if i == 0 && kept.IsPositive() {
			claim.Freight = kept
		}
		claims = append(claims, claim)
	}
	if kept.IsNegative() {
		claims = append(claims, entitlement.Claim{Allowance: kept.Neg()})
	}
	return claims, nil
}

// live is the place of the first refund of a case that went through or still
// may, or -1.
func (h held) live(c Case) int {
	for i, ref := range c.Refunds {
		for _, r := range h.refunds {
			if r.Ref == ref {
				return i
			}
		}
	}
	return -1
}

// waiting is the place of the first refund of a case whose end is open, or -1.
func (h held) waiting(c Case) int {
	for i, ref := range c.Refunds {
		for _, r := range h.refunds {
			if r.Ref == ref && r.Status != payment.Succeeded {
				return i
			}
		}
	}
	return -1
}

// owed answers what a case is owed now, and how it comes about.
func (w *work) owed(ctx context.Context, h held) (entitlement.Sums, []entitlement.Claim, error) {
	book, err := entitlement.Of(h.order)
	if err != nil {
		return entitlement.Sums{}, nil, err
	}
	if err := w.reprice(ctx, &book); err != nil {
		return entitlement.Sums{}, nil, err
	}
	earlier, _, err := h.past(book, w.c.ID)
	if err != nil {
		return entitlement.Sums{}, nil, err
	}
	claims := h.fitting(w.claims(), earlier)
	extras, err := w.extras(h, claims)
	if err != nil {
		return entitlement.Sums{}, nil, err
	}
	now := w.c
	now.Claims, h.now = claims, &now
	past, refunded, err := h.past(book, w.c.ID)
	if err != nil {
		return entitlement.Sums{}, nil, err
	}
	sums, err := book.Refund(past, refunded, claims)
	if err != nil {
		return sums, claims, err
	}
	err = exchanged(&sums, extras)
	return sums, claims, err
}

// exchanged adds what goes back of what was paid beside the order.
func exchanged(s *entitlement.Sums, extras []added) (err error) {
	for _, one := range extras {
		if s.Exchanged, err = plus(s.Exchanged, one.sum); err != nil {
			return err
		}
		if s.Total, err = s.Total.Add(one.sum); err != nil {
			return err
		}
	}
	return nil
}

// fitting leaves of claims what others have not been paid for meanwhile: units
// that a merchant has refunded beside the case.
func (h held) fitting(claims, past []entitlement.Claim) []entitlement.Claim {
	left := make([]int64, len(h.order.Lines))
	for i, l := range h.order.Lines {
		left[i] = l.Qty
	}
	for _, c := range past {
		if c.Line > 0 {
			left[c.Line-1] -= c.Units
		}
	}
	for i, c := range claims {
		if c.Line > 0 {
			claims[i].Units = min(c.Units, max(left[c.Line-1], 0))
			left[c.Line-1] -= claims[i].Units
		}
	}
	return claims
}

// refund asks for what is owed, in the state in which it is being paid. Where
// nothing is owed any more the case is done; where it cannot be had from the
// provider the refund has failed.
func (w *work) refund(ctx context.Context) error {
	if err := w.holdExtras(ctx); err != nil {
		return err
	}
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return missing(err)
	}
	w.c.Tried = len(w.c.Refunds)
	sums, claims, err := w.owed(ctx, h)
	if err == nil {
		w.c.Sums, w.c.Claims = sums, claims
		w.c.Declined = w.c.beside()
		err = w.ask(ctx, h, sums, fmt.Sprintf("case.%s.%d", w.c.ID, w.c.Subject.Tries))
	}
	switch {
	case hopeless(err):
		return w.move(ctx, act{by: provider(), side: flow.Provider, event: flow.FailRefund, why: "not_possible"})
	case err != nil:
		return err
	case len(w.c.Refunds) > w.c.Tried:
		return nil
	case h.waiting(w.c) >= 0: // what was paid in advance is not there yet
		w.c.Tried = h.waiting(w.c)
		return nil
	default: // nothing was asked
		return w.move(ctx, act{by: provider(), side: flow.Provider, event: flow.FinishRefund, why: "nothing_due"})
	}
}

// hopeless reports whether an error says that this refund can never be had, and
// nothing was written.
func hopeless(err error) bool {
	for _, known := range []error{ErrInput, order.ErrInput, order.ErrOverRefund, payment.ErrRequest, payment.ErrOverRefund, payment.ErrNoProvider, entitlement.ErrClaim} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// ask opens the refunds. The units that come back, or are not sent any more, count
// as refunded in orders whatever is kept of them; what exceeds what they cost is a
// refund of its own, of an amount.
// What was paid beside the order goes back first.
func (w *work) ask(ctx context.Context, h held, sums entitlement.Sums, key string) error {
	extras, err := w.extras(h, w.c.Claims)
	if err != nil {
		return err
	}
	if err := w.askExtras(ctx, extras); err != nil {
		return err
	}
	total, err := sums.OfOrder()
	if err != nil || !total.IsPositive() && w.c.Kind != flow.KindCancel {
		return err
	}
	r := order.RefundRequest{Key: key, Amount: total, Sent: w.c.Kind != flow.KindCancel}
	if r.Items, err = w.units(h); err != nil {
		return err
	}
	if !total.IsPositive() {
		return w.drop(ctx, h, r)
	}
	if _, err = w.open(ctx, r); !tooMuch(err) || len(r.Items) == 0 {
		return err
	}
	r.Amount = money.Money{}
	paid, err := w.open(ctx, r)
	if tooMuch(err) { // the units cost nothing
		paid, err = money.New(0, total.Currency()), nil
	}
	if err != nil {
		return err
	}
	rest, err := total.Sub(paid)
	if err != nil || !rest.IsPositive() {
		return err
	}
	_, err = w.open(ctx, order.RefundRequest{Key: r.Key + ".rest", Amount: rest, Sent: r.Sent})
	return err
}

// tooMuch reports whether orders cannot pay such an amount for such units.
func tooMuch(err error) bool {
	known, ok := errors.AsType[*order.InputError](err)
	return ok && known.Field == "amount"
}

// when is an error where a condition holds.
func when(ok bool, err error) error {
	if ok {
		return err
	}
	return nil
}

// drop lets units of a paid order not be sent any more for which nothing is owed.
func (w *work) drop(ctx context.Context, h held, r order.RefundRequest) error {
	paid := []order.PaymentStatus{order.PayPaid, order.PayPartRefunded, order.PayRefunded}
	if len(r.Items) == 0 || !slices.Contains(paid, h.order.PaymentStatus) {
		return nil
	}
	r.Reason = "case " + string(w.c.ID)
	_, err := w.s.Orders.DropIn(ctx, w.tx, engine(), w.c.Order, r)
	return err
}

// open opens one refund and answers how much it pays.
func (w *work) open(ctx context.Context, r order.RefundRequest) (money.Money, error) {
	r.Reason = "case " + string(w.c.ID)
	refund, err := w.s.Orders.RefundIn(ctx, w.tx, engine(), w.c.Order, r)
	if err != nil || refund.Amount.IsZero() { // units that cost nothing have no operation
		return refund.Amount, err
	}
	w.c.Refunds = append(w.c.Refunds, refund.Ref)
	w.done.Refunds = append(w.done.Refunds, refund.Ref)
	return refund.Amount, nil
}

// units are what orders shall count as refunded beyond what they do: those of the
// case and, unless it drops what is not sent, those of earlier cases for which
// nothing was due.
func (w *work) units(h held) ([]order.Units, error) {
	if w.c.Asked.HasCurrency() {
		return nil, nil
	}
	claimed := make([]int64, len(h.order.Lines))
	for _, item := range w.c.Items {
		claimed[item.Line-1] += item.Units
	}
	if w.c.Kind == flow.KindCancel {
		for i := range claimed {
			claimed[i] -= h.paidFor(w.c, i+1)
		}
	} else {
		book, err := entitlement.Of(h.order)
		if err != nil {
			return nil, err
		}
		past, _, err := h.past(book, w.c.ID)
		if err != nil {
			return nil, err
		}
		for _, c := range past {
			if c.Line > 0 {
				claimed[c.Line-1] += c.Units
			}
		}
		for i := range claimed {
			claimed[i] -= h.order.Progress[i].Refunded
		}
	}
	var items []order.Units
	for i, n := range claimed {
		if n = min(n, h.order.Lines[i].Qty-h.order.Progress[i].Refunded); n > 0 {
			items = append(items, order.Units{Line: i + 1, Units: n})
		}
	}
	return items, nil
}

// paidFor is how many units of a line refunds of a case pay for that went through
// or still may.
func (h held) paidFor(c Case, line int) int64 {
	n := int64(0)
	for _, r := range h.refunds {
		if !slices.Contains(c.Refunds, r.Ref) {
			continue
		}
		for _, u := range r.Items {
			if u.Line == line {
				n += u.Units
			}
		}
	}
	return n
}

// advance pays before the goods are back, where the policy trusts the buyer. The
// case goes on as any other; what the goods are worth less cannot be had back.
func (w *work) advance(ctx context.Context) error {
	if err := w.holdExtras(ctx); err != nil {
		return err
	}
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return missing(err)
	}
	sums, claims, err := w.owed(ctx, h)
	if err != nil {
		return err
	}
	w.c.Sums, w.c.Claims = sums, claims
	if err := w.ask(ctx, h, sums, fmt.Sprintf("case.%s.early.%d", w.c.ID, len(w.c.Refunds))); err != nil && !hopeless(err) {
		return err
	}
	return nil
}

// PaymentChanged follows a payment inside the transaction that changed it, after
// orders have followed it. The zero Change, and a payment that is for nothing of
// ours, change nothing.
func (s *Service) PaymentChanged(ctx context.Context, tx Tx, c payment.Change) error {
	ended := c.Operation.Status == payment.Succeeded || c.Operation.Status == payment.Declined || c.Operation.Status == payment.Closed
	switch {
	case c.None() || !ended:
		return nil
	case c.Operation.Kind == payment.Sale:
		return s.charged(ctx, tx, c)
	case c.Operation.Kind != payment.Refund:
		return nil
	}
	found, err := tx.CaseOfRefund(ctx, c.Operation.Ref)
	if id, ours := strings.CutPrefix(c.Payment.Subject, caseOwner); ours {
		found, err = tx.Case(ctx, ID(id))
	}
	if errors.Is(err, event.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	w, err := s.on(tx, found)
	if err != nil {
		return err
	}
	if c.Operation.Payment == found.Extra.Payment {
		return w.aside(ctx, c.Operation)
	}
	return w.paid(ctx, c.Operation)
}

// paid follows the end of one refund of a case. The case moves when all refunds
// of the present try have ended.
func (w *work) paid(ctx context.Context, op payment.Operation) error {
	if w.c.State != flow.RefundProcessing && w.c.State != flow.RefundFailed {
		return w.aside(ctx, op) // paid before the goods were back, or for goods that cost less
	}
	what, why := flow.FinishRefund, ""
	for _, ref := range w.c.Refunds[w.c.Tried:] {
		r, err := w.tx.Refund(ctx, ref)
		switch {
		case err != nil:
			return err
		case r.Status == payment.Declined || r.Status == payment.Closed:
			what, why = flow.FailRefund, op.Code
		case r.Status != payment.Succeeded:
			return nil
		}
	}
	if what == flow.FailRefund && w.c.State == flow.RefundFailed {
		if w.endPause() { // now it is proven: the next try may begin
			w.goOn()
		}
		_, err := w.save(ctx)
		return err
	}
	if err := w.move(ctx, act{by: provider(), side: flow.Provider, event: what, why: why}); err != nil {
		return err
	}
	_, err := w.save(ctx)
	return err
}
