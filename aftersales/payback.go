package aftersales

import (
	"context"
	"errors"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/secure"
)

// Refund asks the provider for the money that is due, before its deadline does:
// by the merchant or staff.
func (s *Service) Refund(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.RefundIn(ctx, tx, by, id) })
}

// RefundIn is Refund in the caller's transaction.
func (s *Service) RefundIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if _, open, err := w.failed(ctx); err != nil || open {
			return errors.Join(err, when(open, ErrOpenRefund))
		}
		return w.move(ctx, act{by: by, side: side, event: flow.StartRefund})
	})
}

// PayOffline records that the money of a failed refund, or of one that was declined
// beside the table, went another way, with proof in the thread: by the merchant or
// staff. While a refund may still succeed it answers ErrOpenRefund.
func (s *Service) PayOffline(ctx context.Context, by secure.Actor, id ID, why string, proof Piece) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.PayOfflineIn(ctx, tx, by, id, Message{Text: why, Evidence: []Piece{proof}})
	})
}

// PayOfflineIn is PayOffline in the caller's transaction; Text and Evidence of m
// count.
func (s *Service) PayOfflineIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if len(m.Evidence) == 0 {
			return bad("evidence", "is missing")
		}
		h, open, err := w.failed(ctx)
		if err != nil || open {
			return errors.Join(err, when(open, ErrOpenRefund))
		}
		if w.c.State != flow.RefundFailed && len(w.c.Declined) > 0 {
			if err := w.settleAside(ctx, act{by: by, side: side, event: flow.PayOffline}); err != nil {
				return err
			}
			return w.say(Message{By: by.ID, Party: side, Text: m.Text, Evidence: m.Evidence})
		}
		if w.c.State == flow.RefundFailed {
			err = w.outside(ctx, h)
		}
		if err != nil {
			return err
		}
		if err := w.move(ctx, act{by: by, side: side, event: flow.PayOffline, why: "offline"}); err != nil {
			return err
		}
		return w.say(Message{By: by.ID, Party: side, Text: m.Text, Evidence: m.Evidence})
	})
}
