package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

func keepRules() []StoreRule {
	return []StoreRule{
		{"keep/payment", "sums that change on their way to the store are lost money", keepsPayment},
		{"keep/operation", "recovery calls the provider with what was written", keepsOperation},
		{"keep/empty", "what is not known yet reads back as not known", keepsEmpty},
		{"keep/large", "a sum near the limit is exact or refused", keepsLarge},
		{"keep/missing", "a missing row is an answer: the closure goes on", keepsMissing},
		{"keep/own-writes", "a closure decides on what it has just written", keepsOwnWrites},
		{"keep/secret", "whoever reads a database or a backup charges payers and opens guests' orders", keepsSecret},
		{"list/operations", "the history of a payment is read oldest first, and is one payment's", listsOperations},
		{"list/within", "a refund counts against those that the same closure has just opened", listsWithin},
		{"list/postings", "a ledger that is read in another order, or shows others' lines, does not balance", listsPostings},
		{"list/leave", "a reader that stops early must not hold the store", listsLeave},
	}
}

// begin is the moment at which the kit's rows were made.
func begin() time.Time { return time.UnixMilli(1_767_225_600_123).UTC() }

func yen(n int64) money.Money { return money.New(n, money.MustCurrency("JPY")) }

func paymentRow(n int64) payment.Payment {
	id := payment.ID(fmt.Sprintf("P%025d", n))
	return payment.Payment{
		ID: id, Subject: "subject '\"; 主题 \U0001f6cd", Provider: "kit", Method: "card", Charge: ref(int(n)), Amount: yen(1000),
		Authorized: yen(1), Captured: yen(20), Refunding: yen(3), Refunded: yen(4), Created: begin(), Updated: begin().Add(time.Millisecond),
	}
}

func operationRow(n int64) payment.Operation {
	return payment.Operation{
		Ref: ref(int(n)), Payment: paymentRow(n).ID, Kind: payment.Sale, Parent: ref(99), Cause: "purchase/1", Provider: "kit", Method: "card",
		Instrument: "tok_'\"; 卡", ReturnURL: "https://shop.example/back?a=b&c=%20", Amount: yen(1000), Expires: begin().Add(time.Hour),
		Status: payment.Pending, ProviderID: "kit_1", Code: "waits", DecidedBy: "staff-1", Attempts: 3, Created: begin(), Updated: begin().Add(time.Second),
		Action: payment.Action{Kind: payment.QRCode, URL: "https://pay.example/1", Content: "weixin://x?y=1", Expires: begin().Add(time.Minute)},
	}
}

func posting(id string, n, amount int64) payment.Posting {
	return payment.Posting{ID: id, Payment: paymentRow(n).ID, Account: "psp:kit:clearing", Amount: yen(amount), At: begin()}
}

// write runs one closure.
func (s *StoreSystem) write(ctx context.Context, fn func(ctx context.Context, tx payment.Tx) error) error {
	return s.Store.Do(ctx, fn)
}

// both writes a payment and its operation.
func (s *StoreSystem) both(ctx context.Context, p payment.Payment, o payment.Operation) error {
	return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		if err := tx.SavePayment(ctx, p); err != nil {
			return err
		}
		return tx.SaveOperation(ctx, o)
	})
}

// same compares rows by how all their fields print.
func same(what string, got, wanted any) error { return want(what, printed(got), printed(wanted)) }

// Whole values print what they keep from logs.
type (
	wholeOperation payment.Operation
	wholeAction    payment.Action
)

func printed(v any) string {
	switch v := v.(type) {
	case payment.Operation:
		return fmt.Sprintf("%+v %+v", wholeOperation(v), wholeAction(v.Action))
	case payment.Fact:
		return fmt.Sprintf("%+v %+v", v, wholeAction(v.Action))
	case []payment.Operation:
		text := ""
		for _, o := range v {
			text += printed(o) + "\n"
		}
		return text
	}
	return fmt.Sprintf("%+v", v)
}

func missing(what string, err error) error {
	return want(what+" is event.ErrNotFound", errors.Is(err, event.ErrNotFound), true)
}

func stale(what string, err error) error {
	return want(what+" is event.ErrStale", errors.Is(err, event.ErrStale), true)
}

func keepsPayment(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	wanted := paymentRow(1)
	wanted.Version = 1
	found, err := s.Store.FindPayment(ctx, wanted.ID)
	return errors.Join(err, same("found", found, wanted), s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		held, err := tx.Payment(ctx, wanted.ID)
		return errors.Join(err, same("held", held, wanted))
	}))
}

func keepsOperation(ctx context.Context, s *StoreSystem) error {
	if err := s.both(ctx, paymentRow(1), operationRow(1)); err != nil {
		return err
	}
	wanted := operationRow(1)
	wanted.Version = 1
	found, err := s.Store.FindOperation(ctx, wanted.Ref)
	return errors.Join(err, same("found", found, wanted), s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		held, err := tx.Operation(ctx, wanted.Ref)
		paid, e := tx.Payment(ctx, held.Payment)
		return errors.Join(err, e, same("held", held, wanted), want("its payment's version", paid.Version, int64(1)))
	}))
}

func keepsEmpty(ctx context.Context, s *StoreSystem) error {
	p := payment.Payment{ID: "P", Amount: yen(5), Authorized: yen(0), Captured: yen(0), Refunding: yen(0), Refunded: yen(0), Created: begin(), Updated: begin()}
	o := payment.Operation{Ref: "R", Payment: "P", Kind: payment.Sale, Amount: yen(5), Status: payment.Intent, Created: begin(), Updated: begin()}
	if err := s.both(ctx, p, o); err != nil {
		return err
	}
	p.Version, o.Version = 1, 1
	gotP, err := s.Store.FindPayment(ctx, "P")
	gotO, e := s.Store.FindOperation(ctx, "R")
	return errors.Join(err, e, same("payment", gotP, p), same("operation", gotO, o))
}

func keepsLarge(ctx context.Context, s *StoreSystem) error {
	p, o := paymentRow(1), operationRow(1)
	p.Amount, o.Amount, p.Captured = yen(math.MaxInt64), yen(math.MaxInt64), yen(math.MaxInt64)
	if err := s.both(ctx, p, o); err != nil {
		return err
	}
	got, err := s.Store.FindPayment(ctx, p.ID)
	p.Version = 1
	err = errors.Join(err, same("the largest", got, p))
	larger := paymentRow(2)
	larger.Amount = yen(math.MaxInt64).Mul(3)
	if s.both(ctx, larger, operationRow(2)) != nil {
		return err
	}
	got, e := s.Store.FindPayment(ctx, larger.ID)
	return errors.Join(err, e, want("larger", got.Amount.String(), larger.Amount.String()))
}

func keepsMissing(ctx context.Context, s *StoreSystem) error {
	_, p := s.Store.FindPayment(ctx, "none")
	_, o := s.Store.FindOperation(ctx, "none")
	err := errors.Join(missing("a payment", p), missing("an operation", o), s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		_, p := tx.Payment(ctx, "none")
		_, o := tx.Operation(ctx, "none")
		return errors.Join(missing("a held payment", p), missing("a held operation", o), tx.SavePayment(ctx, paymentRow(1)))
	}))
	_, e := s.Store.FindPayment(ctx, paymentRow(1).ID)
	return errors.Join(err, e)
}

func keepsOwnWrites(ctx context.Context, s *StoreSystem) error {
	return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		err := errors.Join(tx.SavePayment(ctx, paymentRow(1)), tx.SaveOperation(ctx, operationRow(1)))
		o, e := tx.Operation(ctx, ref(1))
		p, e2 := tx.Payment(ctx, o.Payment)
		if err := errors.Join(err, e, e2); err != nil {
			return err
		}
		p.Captured, o.Status = yen(500), payment.Succeeded
		err = errors.Join(tx.SavePayment(ctx, p), tx.SaveOperation(ctx, o))
		o, e = tx.Operation(ctx, ref(1))
		p, e2 = tx.Payment(ctx, o.Payment)
		return errors.Join(err, e, e2, want("version", p.Version, int64(2)), want("version", o.Version, int64(2)),
			want("captured", p.Captured.String(), yen(500).String()), want("status", o.Status, payment.Succeeded))
	})
}

func keepsSecret(ctx context.Context, s *StoreSystem) error {
	if s.Stored == nil {
		return fmt.Errorf("%w: Stored: what others can read", errSkipped)
	}
	o := operationRow(1)
	secrets := []string{canary + "A", canary + "B", canary + "C", canary + "D", canary + "E", canary + "F"}
	o.Instrument, o.ReturnURL, o.Action.URL, o.Action.Content = secrets[0], "https://shop.example/"+secrets[1], secrets[2], secrets[3]
	if err := s.both(ctx, paymentRow(1), o); err != nil {
		return err
	}
	o.Version, o.Action.URL, o.Action.Content = 1, secrets[4], secrets[5]
	err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.SaveOperation(ctx, o) })
	stored, e := s.Stored(ctx)
	if err := errors.Join(err, e); err != nil {
		return err
	}
	if !strings.Contains(stored, string(o.Ref)) {
		return errors.New("harness: Stored does not hold the operation")
	}
	t := told{lines: []string{stored}}
	return t.leaks(secrets...)
}

func listsOperations(ctx context.Context, s *StoreSystem) error {
	err := s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		var err error
		for _, n := range []int64{5, 3, 4, 1, 2} { // 1 and 2 are of the same moment
			o := operationRow(n)
			o.Payment, o.Created = paymentRow(1).ID, begin().Add(time.Duration(n/2)*time.Second)
			if n == 1 {
				o.Created = begin().Add(time.Second)
			}
			err = errors.Join(err, tx.SaveOperation(ctx, o))
		}
		return errors.Join(err, tx.SaveOperation(ctx, operationRow(9)), tx.SavePayment(ctx, paymentRow(1)))
	})
	list, e := collect(s.Store.Operations(ctx, paymentRow(1).ID))
	none, e2 := collect(s.Store.Operations(ctx, "none"))
	var refs []payment.Ref
	for _, o := range list {
		refs = append(refs, o.Ref)
	}
	return errors.Join(err, e, e2, same("operations", refs, []payment.Ref{ref(1), ref(2), ref(3), ref(4), ref(5)}), want("of nothing", len(none), 0))
}

func listsWithin(ctx context.Context, s *StoreSystem) error {
	late, early := operationRow(1), operationRow(2)
	early.Payment, early.Created = paymentRow(1).ID, begin().Add(-time.Second)
	if err := s.both(ctx, paymentRow(1), late); err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
		held, err := tx.Operation(ctx, late.Ref)
		held.Status = payment.Succeeded
		err = errors.Join(err, tx.SaveOperation(ctx, held), tx.SaveOperation(ctx, early), tx.SaveOperation(ctx, operationRow(9)))
		list, e := tx.OperationsOf(ctx, paymentRow(1).ID)
		none, e2 := tx.OperationsOf(ctx, "none")
		held.Version, early.Version = 2, 1
		return errors.Join(err, e, e2, same("operations", list, []payment.Operation{early, held}), want("of nothing", len(none), 0))
	})
}

func listsPostings(ctx context.Context, s *StoreSystem) error {
	post := func(entries ...payment.Posting) error {
		return s.write(ctx, func(ctx context.Context, tx payment.Tx) error { return tx.PostEntries(ctx, entries...) })
	}
	err := errors.Join(post(posting("b.d", 1, 7), posting("b.c", 1, -7)), post(posting("a.d", 1, -2), posting("a.c", 1, 2)), post(posting("c.d", 2, 9), posting("c.c", 2, -9)))
	list, e := collect(s.Store.Postings(ctx, paymentRow(1).ID))
	wanted := []payment.Posting{posting("a.c", 1, 2), posting("a.d", 1, -2), posting("b.c", 1, -7), posting("b.d", 1, 7)}
	none, e2 := collect(s.Store.Postings(ctx, "none"))
	return errors.Join(err, e, e2, same("postings", list, wanted), want("of nothing", len(none), 0))
}

func listsLeave(ctx context.Context, s *StoreSystem) error {
	err := s.both(ctx, paymentRow(1), operationRow(1))
	for i := range 50 {
		err = errors.Join(err, s.write(ctx, func(ctx context.Context, tx payment.Tx) error {
			return tx.PostEntries(ctx, posting(fmt.Sprintf("p%03d", i), 1, 1), posting(fmt.Sprintf("q%03d", i), 1, -1))
		}))
		for _, e := range s.Store.Postings(ctx, paymentRow(1).ID) {
			err = errors.Join(err, e)
			break
		}
		for _, e := range s.Store.Operations(ctx, paymentRow(1).ID) {
			err = errors.Join(err, e)
			break
		}
	}
	list, e := collect(s.Store.Postings(ctx, paymentRow(1).ID))
	return errors.Join(err, e, want("postings", len(list), 100))
}

func collect[T any](list iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range list {
		if err != nil {
			return slices.Clip(all), err
		}
		all = append(all, v)
	}
	return all, nil
}
