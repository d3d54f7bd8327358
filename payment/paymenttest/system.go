package paymenttest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/payment"
)

// A part is what a rule needs of a system, in the words of a skipped test.
type part string

const (
	declines part = "Declined: a charge that is declined"
	waits    part = "Waiting: a charge that waits for its payer"
	pays     part = "Pay: control of the payer"
	books    part = "Books: the provider's own books"
	memory   part = "memory: the provider is stateless"
	partial  part = "refunds in parts"
	faults   part = "Fault: control of the connection"
	busies   part = "Busy: control of the provider's limit on requests"
	signs    part = "Sign: notifications"
	accounts part = "Info.Account: notifications name the merchant account"
	fresh    part = "Move and Fresh: an age limit for notifications"
	captures part = "payment.Capturer and Authorize"
	voids    part = "payment.Voider and Authorize"
)

func (s *System) has(p part) bool {
	_, capturer := payment.As[payment.Capturer](s.Provider)
	_, voider := payment.As[payment.Voider](s.Provider)
	return map[part]bool{
		declines: s.Declined.Method != "", waits: s.Waiting.Method != "", pays: s.Pay != nil, books: s.Books != nil,
		memory: !s.Stateless, partial: s.Provider.Info().PartialRefund, faults: s.Fault != nil, busies: s.Busy != nil, signs: s.Sign != nil,
		accounts: s.Provider.Info().Account != "",
		fresh:    s.Move != nil && s.Fresh > 0, captures: capturer && s.Authorize.Method != "", voids: voider && s.Authorize.Method != "",
	}[p]
}

// ref is the n-th reference: 26 letters and digits, as the house's own ids.
func ref(n int) payment.Ref { return payment.Ref(fmt.Sprintf("KIT%023d", n)) }

// op is the n-th operation after a pattern of the harness.
func op(pattern payment.Operation, n int) payment.Operation {
	pattern.Ref, pattern.Payment, pattern.Status = ref(n), "KITPAYMENT", payment.Intent
	if pattern.Kind == "" {
		pattern.Kind = payment.Sale
	}
	return pattern
}

// on is the n-th operation of a kind on a parent: a refund, capture or void.
func on(parent payment.Operation, kind payment.Kind, n int, amount money.Money) payment.Operation {
	return payment.Operation{
		Ref: ref(n), Payment: parent.Payment, Kind: kind, Parent: parent.Ref, Cause: "kit", Provider: parent.Provider,
		Method: parent.Method, Amount: amount, Status: payment.Intent,
	}
}

// learned is the operation as the engine would have it after a fact.
func learned(o payment.Operation, f payment.Fact) payment.Operation {
	o.Status, o.Code, o.Action = f.Status, f.Code, f.Action
	if f.ProviderID != "" {
		o.ProviderID = f.ProviderID
	}
	return o
}

// started begins a charge and wants the given status.
func (s *System) started(ctx context.Context, o payment.Operation, wanted payment.Status) (payment.Operation, error) {
	f, err := s.Provider.Start(ctx, o)
	if err != nil {
		return o, fmt.Errorf("start: %w", err)
	}
	return learned(o, f), want("start", f.Status, wanted)
}

// paid makes a charge go through.
func (s *System) paid(ctx context.Context, o payment.Operation) (payment.Operation, error) {
	f, err := s.Provider.Start(ctx, o)
	if err != nil {
		return o, fmt.Errorf("start: %w", err)
	}
	o = learned(o, f)
	if f.Status == payment.Pending && s.Pay != nil {
		return s.payBy(ctx, o)
	}
	return o, succeeded("start", o, f)
}

// payBy lets the payer pay and finds out.
func (s *System) payBy(ctx context.Context, o payment.Operation) (payment.Operation, error) {
	f, err := s.Pay(ctx, o)
	if err == nil && f.Status == "" {
		f, err = s.Provider.Query(ctx, o)
	}
	if err != nil {
		return o, fmt.Errorf("pay: %w", err)
	}
	return learned(o, f), succeeded("paid", o, f)
}

// authorized makes an authorization hold.
func (s *System) authorized(ctx context.Context, n int) (payment.Operation, error) {
	o := op(s.Authorize, n)
	o.Kind = payment.Authorize
	return s.paid(ctx, o)
}

// succeeded wants a fact to say that o's amount moved.
func succeeded(what string, o payment.Operation, f payment.Fact) error {
	if f.Status != payment.Succeeded {
		return fmt.Errorf("%s: status is %q, want succeeded", what, f.Status)
	}
	if !f.Amount.Equal(o.Amount) || f.Amount.Currency() != o.Amount.Currency() {
		return fmt.Errorf("%s: amount is %s, want %s", what, f.Amount, o.Amount)
	}
	return nil
}

// refused wants a proof that nothing happened.
func refused(what string, f payment.Fact, err error) error {
	proven := err == nil && f.Status == payment.Declined || err != nil && payment.OutcomeOf(err) == payment.NotExecuted
	if proven {
		return nil
	}
	return fmt.Errorf("%s: answered status %q and error %v, want an *payment.Error with NotExecuted", what, f.Status, err)
}

// moved wants the number of trades under o's reference and their common status.
func (s *System) moved(ctx context.Context, o payment.Operation, count int, status payment.Status) error {
	if s.Books == nil {
		return nil
	}
	list, err := s.trades(ctx, o.Ref)
	if err != nil {
		return err
	}
	if len(list) != count {
		return fmt.Errorf("the provider has %d trades under one reference, want %d", len(list), count)
	}
	for _, t := range list {
		err = errors.Join(err, want("the provider's status", t.Status, status))
		if !t.Amount.Equal(o.Amount) {
			err = errors.Join(err, fmt.Errorf("the provider's amount is %s, want %s", t.Amount, o.Amount))
		}
	}
	return err
}

// total wants the number of trades under all references.
func (s *System) total(ctx context.Context, count int) error {
	if s.Books == nil {
		return nil
	}
	list, err := s.Books(ctx)
	return errors.Join(err, want("the provider's trades under all references", len(list), count))
}

func (s *System) trades(ctx context.Context, r payment.Ref) ([]Trade, error) {
	list, err := s.Books(ctx)
	if err != nil {
		return nil, fmt.Errorf("books: %w", err)
	}
	return slices.DeleteFunc(slices.Clone(list), func(t Trade) bool { return t.Ref != r }), nil
}

// share is a part of an amount: so many of 10 equal or almost equal pieces.
func share(m money.Money, pieces int) (money.Money, error) {
	split, err := m.Split(10)
	if err != nil {
		return m, fmt.Errorf("harness: %w", err)
	}
	return money.Sum(split[:pieces]...)
}

func want[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s: got %v, want %v", what, got, want)
	}
	return nil
}
