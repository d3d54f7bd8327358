package aftersales

import (
	"context"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/secure"
)

// Escalate asks the platform to decide, by either side. Both then have time to
// show evidence in the thread.
func (s *Service) Escalate(ctx context.Context, by secure.Actor, id ID, why string, evidence ...Piece) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.EscalateIn(ctx, tx, by, id, Message{Text: why, Evidence: evidence})
	})
}

// EscalateIn is Escalate in the caller's transaction; Text and Evidence of m count.
func (s *Service) EscalateIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, argue(by, flow.Escalate, m))
}

// argue makes a move that needs words.
func argue(by secure.Actor, what flow.Event, m Message) func(context.Context, *work, flow.Party) error {
	return func(ctx context.Context, w *work, side flow.Party) error {
		if strings.TrimSpace(m.Text) == "" {
			return bad("why", "is missing")
		}
		if err := w.move(ctx, act{by: by, side: side, event: what}); err != nil {
			return err
		}
		return w.say(Message{By: by.ID, Party: side, Text: m.Text, Evidence: m.Evidence})
	}
}

// A Ruling is how the platform decides a case.
type Ruling struct {
	For    flow.Verdict
	Remedy flow.Remedy // for the buyer; empty: what was asked
	Amount money.Money // for the buyer, of a refund: a share; the zero Money: what the items cost
	Why    string      // both sides read it, 1 to 2,000 characters
}

// Decide rules on a case at arbitration or on appeal, by staff. It ends the time
// for evidence. Who loses may appeal once; the ruling on an appeal is the last.
func (s *Service) Decide(ctx context.Context, by secure.Actor, id ID, r Ruling) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.DecideIn(ctx, tx, by, id, r) })
}

// DecideIn is Decide in the caller's transaction.
func (s *Service) DecideIn(ctx context.Context, tx Tx, by secure.Actor, id ID, r Ruling) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if err := w.ruling(ctx, side, by, r); err != nil {
			return err
		}
		a := act{by: by, side: side, event: flow.CloseEvidence, why: string(r.For)}
		if w.c.State == flow.ArbitrationEvidence {
			if err := w.move(ctx, a); err != nil {
				return err
			}
		}
		if a.event = flow.Deny; r.For == flow.ForMerchant {
			return w.move(ctx, a)
		}
		if r.Remedy != "" {
			w.c.Subject.Remedy, w.c.Asked = r.Remedy, r.Amount
		}
		return w.grant(ctx, a)
	})
}

// ruling judges a ruling and puts its words into the thread.
func (w *work) ruling(ctx context.Context, side flow.Party, by secure.Actor, r Ruling) error {
	switch {
	case side != flow.Platform:
		return denied(by, "decide")
	case r.For != flow.ForBuyer && r.For != flow.ForMerchant:
		return bad("for", "must be for_buyer or for_merchant")
	case strings.TrimSpace(r.Why) == "":
		return bad("why", "is missing")
	case r.Remedy == "" && r.Amount.HasCurrency():
		return bad("amount", "needs a remedy")
	}
	if r.Remedy != "" {
		if !slices.Contains(flow.Remedies(), r.Remedy) {
			return bad("remedy", "does not exist")
		}
		if err := w.offerable(ctx, Terms{Remedy: r.Remedy, Amount: r.Amount}); err != nil {
			return err
		}
	}
	return w.say(Message{By: by.ID, Party: side, Text: r.Why})
}

// Appeal asks the platform to decide again, once, by whoever lost, with what was
// not known before.
func (s *Service) Appeal(ctx context.Context, by secure.Actor, id ID, why string, evidence ...Piece) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.AppealIn(ctx, tx, by, id, Message{Text: why, Evidence: evidence})
	})
}

// AppealIn is Appeal in the caller's transaction; Text and Evidence of m count.
func (s *Service) AppealIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, argue(by, flow.Appeal, m))
}
