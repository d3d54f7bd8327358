package payment

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
)

// Apply makes f true in tx: idempotent and monotonic, under the locks of the
// operation and its payment. The zero Change means that f was known. News that
// contradicts the intent, whatever its status by provider, merchant account or
// the provider's number, and a success by currency or amount, is held for Review
// and is no error: whoever sent it is acknowledged, and nothing is fulfilled. A
// person ends a review, see Decide.
func (e *Engine) Apply(ctx context.Context, tx Tx, f Fact) (Change, error) {
	if err := e.ready(); err != nil {
		return Change{}, err
	}
	op, err := tx.Operation(ctx, f.Ref)
	if errors.Is(err, event.ErrNotFound) {
		return Change{}, fmt.Errorf("%w: %s", ErrUnknownRef, f.Ref)
	}
	if err != nil {
		return Change{}, err
	}
	if f.decidedBy != "" {
		return e.decide(ctx, tx, op, f)
	}
	happening := news(f.Status)
	if happening == "" {
		return Change{}, &InputError{Field: "status", Reason: "is not a fact's status"}
	}
	next, err := lifecycle.Next(op.Status, happening, &op)
	if errors.Is(err, fsm.ErrNotPermitted) {
		return Change{}, nil // known
	}
	if why := e.contradiction(op, f); err == nil && why != "" {
		f = held(f, why)
		next, err = lifecycle.Next(op.Status, Contradicts, &op)
	}
	if err != nil {
		return Change{}, err
	}
	if next == Pending && op.Status == Pending && f.Action == op.Action { // known, and to be asked about again
		return Change{}, tx.Schedule(ctx, event.Timer{Kind: RecoverTimer, Subject: string(op.Ref), Due: e.look(op)})
	}
	return e.write(ctx, tx, op, next, f)
}

// held is what an operation keeps of a fact that contradicts it: why, and from
// its own provider the number by which a person finds the trade.
func held(f Fact, why string) Fact {
	kept := Fact{Ref: f.Ref, Provider: f.Provider, Status: Review, Code: why, Source: f.Source, At: f.At}
	if why == "currency_mismatch" || why == "amount_mismatch" {
		kept.ProviderID = f.ProviderID
	}
	return kept
}

// look is when a pending operation is asked about again: soon after it began,
// rarely later, and when it expires.
func (e *Engine) look(op Operation) time.Time {
	now := e.now()
	next := now.Add(min(max(now.Sub(op.Created), firstLook), time.Hour))
	if op.Expires.After(now) && op.Expires.Before(next) {
		next = op.Expires
	}
	return next
}

// contradiction answers what of a fact differs from the intent, or "". Who says
// it is compared first, whatever is said.
func (e *Engine) contradiction(op Operation, f Fact) string {
	switch {
	case f.Provider != op.Provider:
		return "provider_mismatch"
	case f.Account != "" && e.otherAccount(op.Provider, f.Account):
		return "account_mismatch"
	case f.ProviderID != "" && op.ProviderID != "" && f.ProviderID != op.ProviderID:
		return "reference_mismatch"
	case f.Status != Succeeded:
		return ""
	case f.Amount.Currency() != op.Amount.Currency():
		return "currency_mismatch"
	case !f.Amount.Equal(op.Amount):
		return "amount_mismatch"
	}
	return ""
}

// otherAccount reports whether a provider is known to work for another merchant
// account.
func (e *Engine) otherAccount(provider, account string) bool {
	p := e.Providers[provider]
	if p == nil {
		return false
	}
	ours := p.Info().Account
	return ours != "" && ours != account
}

func (e *Engine) write(ctx context.Context, tx Tx, op Operation, next Status, f Fact) (Change, error) {
	p, err := tx.Payment(ctx, op.Payment)
	if err != nil {
		return Change{}, err
	}
	c := Change{Before: op.Status}
	if next != InDoubt { // a payer who was told what to do may still do it
		op.Action = f.Action
	}
	op.Status, op.Code, op.Updated = next, f.Code, e.now()
	if f.ProviderID != "" {
		op.ProviderID = f.ProviderID
	}
	if next == InDoubt {
		op.Attempts++
	}
	if err := tx.SaveOperation(ctx, op); err != nil {
		return Change{}, err
	}
	op.Version++
	moved, err := book(&p, op, c.Before)
	if err != nil {
		return Change{}, err
	}
	if moved {
		p.Updated = op.Updated
		if err := tx.SavePayment(ctx, p); err != nil {
			return Change{}, err
		}
		p.Version++
	}
	c.Payment, c.Operation = p, op
	return c, e.tell(ctx, tx, op, p, f)
}

// book moves a payment's sums and reports whether any moved.
func book(p *Payment, op Operation, before Status) (bool, error) {
	done, over := op.Status == Succeeded, op.Status == Declined || op.Status == Closed
	late := before == Declined || before == Closed // its claim was given back
	switch {
	case late && op.Status == Review && op.Kind == Refund: // until somebody knows, it is claimed again
		return true, add(&p.Refunding, op.Amount)
	case late && op.Status == Review && (op.Kind == Capture || op.Kind == Void):
		return true, add(&p.Authorized, op.Amount.Neg())
	case done && op.Kind == Sale:
		return true, add(&p.Captured, op.Amount)
	case done && op.Kind == Authorize:
		return true, add(&p.Authorized, op.Amount)
	case done && op.Kind == Capture && late:
		return true, errors.Join(add(&p.Authorized, op.Amount.Neg()), add(&p.Captured, op.Amount))
	case done && op.Kind == Capture:
		return true, add(&p.Captured, op.Amount)
	case done && op.Kind == Void && late:
		return true, add(&p.Authorized, op.Amount.Neg())
	case done && op.Kind == Refund && late:
		return true, add(&p.Refunded, op.Amount)
	case done && op.Kind == Refund:
		return true, errors.Join(add(&p.Refunding, op.Amount.Neg()), add(&p.Refunded, op.Amount))
	case over && op.Kind == Refund:
		return true, add(&p.Refunding, op.Amount.Neg())
	case over && (op.Kind == Capture || op.Kind == Void):
		return true, add(&p.Authorized, op.Amount)
	}
	return false, nil
}

func add(sum *money.Money, by money.Money) error {
	next, err := sum.Add(by)
	if err == nil {
		*sum = next
	}
	return err
}

// tell writes timers, the ledger and the event of what just changed.
func (e *Engine) tell(ctx context.Context, tx Tx, op Operation, p Payment, f Fact) error {
	if err := e.timer(ctx, tx, op, f); err != nil {
		return err
	}
	if op.Status == Succeeded && op.Kind != Authorize && op.Kind != Void {
		if err := tx.PostEntries(ctx, entries(op, p)...); err != nil {
			return err
		}
	}
	data := `{"payment":` + strconv.Quote(string(op.Payment))
	if f.decidedBy != "" {
		by, err := json.Marshal(f.decidedBy)
		if err != nil {
			return err
		}
		data += `,"by":` + string(by)
	}
	return tx.Emit(ctx, event.Event{
		ID:   "payment." + string(op.Ref) + "." + strconv.FormatInt(op.Version, 10),
		Type: "payment." + string(op.Kind) + "." + string(op.Status), Subject: "operation/" + string(op.Ref),
		Version: op.Version, At: op.Updated, Data: []byte(data + "}"),
	})
}

func (e *Engine) timer(ctx context.Context, tx Tx, op Operation, f Fact) error {
	t := event.Timer{Kind: RecoverTimer, Subject: string(op.Ref)}
	switch op.Status {
	case InDoubt:
		t.Due = e.now().Add(max(delays(op.Attempts), f.Retry))
		return tx.Schedule(ctx, t)
	case Pending:
		t.Due = e.look(op)
		return tx.Schedule(ctx, t)
	case Intent, Succeeded, Declined, Closed, Review:
	}
	if op.Kind == Authorize && op.Status == Succeeded {
		if err := e.warnLater(ctx, tx, op); err != nil {
			return err
		}
	}
	return tx.Unschedule(ctx, t.ID())
}

// entries are the two sides of moved money: what the provider owes us rises and
// what the buyer owes us falls, or the other way round for a refund.
func entries(op Operation, p Payment) []Posting {
	amount := op.Amount
	if op.Kind == Refund {
		amount = amount.Neg()
	}
	return []Posting{
		{ID: string(op.Ref) + ".d", Payment: op.Payment, Account: "psp:" + op.Provider + ":clearing", Amount: amount, At: op.Updated},
		{ID: string(op.Ref) + ".c", Payment: op.Payment, Account: "order:" + p.Subject + ":receivable", Amount: amount.Neg(), At: op.Updated},
	}
}
