package aftersales

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/aftersales/policy"
	"github.com/cartwright-go/cartwright/secure"
)

const maxText = 2000 // characters of one message

// say adds a message to the thread.
func (w *work) say(m Message) error {
	c := &w.c
	if err := m.check(w.policy); err != nil {
		return err
	}
	switch {
	case c.Messages >= int64(w.policy.Limits.Messages):
		return &RefusedError{Policy: w.policy.String(), Rule: "limits.messages", Code: "messages"}
	case c.Evidence+len(m.Evidence) > w.policy.Limits.Evidence:
		return &RefusedError{Policy: w.policy.String(), Rule: "limits.evidence", Code: "evidence"}
	}
	c.Messages++
	c.Evidence += len(m.Evidence)
	m.Case, m.No, m.At = c.ID, c.Messages, w.at
	w.messages = append(w.messages, m)
	return nil
}

func (m Message) check(p policy.Policy) error {
	if err := words("text", m.Text, maxText); err != nil {
		return err
	}
	if m.Text == "" && len(m.Evidence) == 0 && m.Terms == nil {
		return bad("text", "is missing")
	}
	for i, piece := range m.Evidence {
		field := fmt.Sprintf("evidence[%d]", i)
		_, err := hex.DecodeString(piece.Hash)
		switch {
		case piece.Bytes > p.Limits.EvidenceBytes:
			return &RefusedError{Policy: p.String(), Rule: "limits.evidence_bytes", Code: "evidence_bytes"}
		case piece.Bytes < 1:
			return bad(field+".bytes", "must be at least 1")
		case len(piece.Key) < 1 || len(piece.Key) > 200 || !printable(piece.Key):
			return bad(field+".key", "must be 1 to 200 printable ASCII characters")
		case len(piece.Type) < 3 || len(piece.Type) > 100 || !printable(piece.Type) || !strings.Contains(piece.Type, "/"):
			return bad(field+".type", "must be a media type")
		case len(piece.Hash) != 64 || err != nil:
			return bad(field+".hash", "must be 64 hexadecimal digits")
		}
	}
	return nil
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}

// words judges what somebody wrote.
func words(field, text string, most int) error {
	switch {
	case !utf8.ValidString(text):
		return bad(field, "is not valid UTF-8")
	case utf8.RuneCountInString(text) > most:
		return bad(field, "is longer than %d characters", most)
	case strings.ContainsFunc(text, hostile):
		return bad(field, "contains control characters")
	}
	return nil
}

// hostile runes change how the text around them is shown.
func hostile(r rune) bool {
	if r == '\n' || r == '\t' || r == '\r' {
		return false
	}
	bidi := r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F
	return unicode.IsControl(r) || bidi || r == 0xFEFF || r == 0x2028 || r == 0x2029
}

// Say adds to the thread of an open case: its buyer, its merchant, or staff.
// Evidence counts against the policy's limits.
func (s *Service) Say(ctx context.Context, by secure.Actor, id ID, text string, evidence ...Piece) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.SayIn(ctx, tx, by, id, Message{Text: text, Evidence: evidence})
	})
}

// SayIn is Say in the caller's transaction; only Text and Evidence of m count.
func (s *Service) SayIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(_ context.Context, w *work, side flow.Party) error {
		switch {
		case side == "":
			return denied(by, "say")
		case w.c.State.Final():
			return bad("case", "has ended")
		}
		w.tell("message", fmt.Sprintf("case.%s.message.%d", id, w.c.Messages+1))
		return w.say(Message{By: by.ID, Party: side, Text: m.Text, Evidence: m.Evidence})
	})
}

// Agree grants what is asked: the merchant's answer to a request, the buyer's to
// an offer or to what an inspection found. What is due next begins at once. why may
// be empty; it goes into the thread.
func (s *Service) Agree(ctx context.Context, by secure.Actor, id ID, why string) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.AgreeIn(ctx, tx, by, id, why) })
}

// AgreeIn is Agree in the caller's transaction.
func (s *Service) AgreeIn(ctx context.Context, tx Tx, by secure.Actor, id ID, why string) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if offer := w.c.Offer; w.c.State == flow.CounterOffered && offer != nil && side == flow.Buyer {
			w.c.Subject.Remedy, w.c.Asked, w.c.Offer = offer.Remedy, offer.Amount, nil
		}
		if err := w.grant(ctx, act{by: by, side: side}); err != nil {
			return err
		}
		return w.remark(by, side, why)
	})
}

// remark puts words into the thread, where they are sealed, and not into the
// history. No words are none.
func (w *work) remark(by secure.Actor, side flow.Party, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	return w.say(Message{By: by.ID, Party: side, Text: text})
}

// Offer answers a request with other terms, by the merchant: another remedy, or
// less money. A complaint is answered with the remedy flow.Nothing and words.
func (s *Service) Offer(ctx context.Context, by secure.Actor, id ID, t Terms, text string) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.OfferIn(ctx, tx, by, id, Message{Text: text, Terms: &t})
	})
}

// OfferIn is Offer in the caller's transaction; Terms and Text of m count.
func (s *Service) OfferIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if m.Terms == nil || !slices.Contains(flow.Remedies(), m.Terms.Remedy) {
			return bad("terms.remedy", "does not exist")
		}
		offer := *m.Terms
		if err := w.offerable(ctx, offer); err != nil {
			return err
		}
		if err := w.move(ctx, act{by: by, side: side, event: flow.Counter}); err != nil {
			return err
		}
		w.c.Offer = &offer
		return w.say(Message{By: by.ID, Party: side, Text: m.Text, Terms: &offer})
	})
}

// offerable refuses terms that cannot be carried out.
func (w *work) offerable(ctx context.Context, t Terms) error {
	amount := t.Amount.HasCurrency()
	switch {
	case amount && t.Remedy != flow.Refund:
		return bad("terms.amount", "belongs to a refund without a return")
	case amount && !t.Amount.IsPositive():
		return bad("terms.amount", "must be above zero")
	case len(w.c.Items) == 0 && t.Remedy != flow.Nothing && !amount:
		return bad("terms.remedy", "needs items, which the case does not have")
	case !amount:
		return nil
	}
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return missing(err)
	}
	most := h.order.Total
	if len(w.c.Items) > 0 {
		if most, err = h.worth(Request{Items: w.c.Items}); err != nil {
			return err
		}
	}
	if n, err := t.Amount.Cmp(most); err != nil || n > 0 {
		return bad("terms.amount", "must be in the order's currency and at most what the items cost")
	}
	return nil
}

// Decline refuses an offer, by the buyer: the request stands as it did before.
func (s *Service) Decline(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.DeclineIn(ctx, tx, by, id) })
}

// DeclineIn is Decline in the caller's transaction.
func (s *Service) DeclineIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		w.c.Offer = nil
		return w.move(ctx, act{by: by, side: side, event: flow.Decline})
	})
}

// Reject refuses a request, by the merchant, with a reason that the buyer reads.
func (s *Service) Reject(ctx context.Context, by secure.Actor, id ID, why string, evidence ...Piece) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) {
		return s.RejectIn(ctx, tx, by, id, Message{Text: why, Evidence: evidence})
	})
}

// RejectIn is Reject in the caller's transaction; Text and Evidence of m count.
func (s *Service) RejectIn(ctx context.Context, tx Tx, by secure.Actor, id ID, m Message) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		if strings.TrimSpace(m.Text) == "" {
			return bad("why", "is missing")
		}
		if err := w.move(ctx, act{by: by, side: side, event: flow.Reject, why: "rejected"}); err != nil {
			return err
		}
		return w.say(Message{By: by.ID, Party: side, Text: m.Text, Evidence: m.Evidence})
	})
}

// An Amendment is what a buyer asks for instead of what was refused.
type Amendment struct {
	Kind     flow.Kind
	Amount   Terms // only Amount counts: see Request.Amount
	Text     string
	Evidence []Piece
}

// Amend asks anew after a refusal, by the buyer: another kind of case for the same
// items, another sum, better evidence. The policy is asked again.
func (s *Service) Amend(ctx context.Context, by secure.Actor, id ID, a Amendment) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.AmendIn(ctx, tx, by, id, a) })
}

// AmendIn is Amend in the caller's transaction.
func (s *Service) AmendIn(ctx context.Context, tx Tx, by secure.Actor, id ID, a Amendment) (Outcome, error) {
	return s.do(ctx, tx, by, id, func(ctx context.Context, w *work, side flow.Party) error {
		r := Request{Order: w.c.Order, Kind: a.Kind, Reason: w.c.Reason, Items: w.c.Items, Amount: a.Amount.Amount}
		if err := r.check(); err != nil {
			return err
		}
		h, err := w.anew(ctx, r)
		if err != nil {
			return err
		}
		r.Evidence = make([]Piece, w.c.Evidence+len(a.Evidence))
		decision, err := s.decide(ctx, w.policy, h, r)
		if err != nil {
			return err
		}
		if err := w.move(ctx, act{by: by, side: side, event: flow.Amend}); err != nil {
			return err
		}
		w.c.Kind, w.c.Asked, w.c.Decision, w.c.Subject.Remedy = a.Kind, r.Amount, decision, a.Kind.Remedy()
		return w.say(Message{By: by.ID, Party: side, Text: a.Text, Evidence: a.Evidence})
	})
}

// anew holds the order of a case that asks again, and proves that the items are
// still there to ask about.
func (w *work) anew(ctx context.Context, r Request) (held, error) {
	h, err := hold(ctx, w.tx, w.c.Order)
	if err != nil {
		return h, missing(err)
	}
	h.leave(w.c.ID)
	if h.moments, err = w.s.moments(ctx, w.c.Order); err != nil {
		return h, err
	}
	if err := h.free(r, w.policy); err != nil {
		return h, err
	}
	_, err = h.pick(r, w.policy)
	return h, err
}

// Withdraw takes a case back, by its buyer, before goods are on their way.
func (s *Service) Withdraw(ctx context.Context, by secure.Actor, id ID) (Case, error) {
	return s.in(ctx, func(ctx context.Context, tx Tx) (Outcome, error) { return s.WithdrawIn(ctx, tx, by, id) })
}

// WithdrawIn is Withdraw in the caller's transaction.
func (s *Service) WithdrawIn(ctx context.Context, tx Tx, by secure.Actor, id ID) (Outcome, error) {
	return s.do(ctx, tx, by, id, one(by, flow.Withdraw, "withdrawn"))
}
