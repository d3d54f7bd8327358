package paymenttest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/cartwright-go/cartwright/payment"
)

func noticeRules() []Rule {
	return []Rule{
		{"notice/good", "a notification that is not understood leaves a paid order unpaid", []part{signs}, noticeGood},
		{"notice/amount", "the engine compares the amount that the provider says, so the adapter must not make it fit", []part{signs}, noticeAmount},
		{"notice/account", "a notification to another merchant pays for nothing of ours", []part{signs, accounts}, noticeAccount},
		{"notice/tampered", "a body with one wrong byte is a forgery", []part{signs}, noticeTampered},
		{"notice/header", "a header with one wrong byte is a forgery, or says nothing", []part{signs}, noticeHeader},
		{"notice/unsigned", "whoever knows an order's number could pay it with a web form", []part{signs}, noticeUnsigned},
		{"notice/old", "a notification that was caught long ago must not be played again", []part{signs, fresh}, noticeOld},
		{"notice/future", "a notification from the future stays good for too long", []part{signs, fresh}, noticeFuture},
		{"notice/no-effect", "reading a notification changes nothing at the provider", []part{signs, books}, noticePure},
		{"notice/garbage", "anybody can send anything to a public address", nil, noticeGarbage},
	}
}

// signed is a paid charge and the notification that says so.
func (s *System) signed(ctx context.Context) (payment.Operation, payment.Notification, error) {
	o, err := s.paid(ctx, op(s.Charge, 1))
	if err != nil {
		return o, payment.Notification{}, err
	}
	n, err := s.Sign(factOf(o))
	return o, n, err
}

func factOf(o payment.Operation) payment.Fact {
	return payment.Fact{Provider: o.Provider, Ref: o.Ref, Status: o.Status, Amount: o.Amount, ProviderID: o.ProviderID}
}

func noticeGood(ctx context.Context, s *System) error {
	o, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	f, err := s.Provider.ParseNotification(ctx, n)
	again, e := s.Provider.ParseNotification(ctx, n)
	return errors.Join(err, e, want("reference", f.Ref, o.Ref), succeeded("notification", o, f), succeeded("the same again", o, again))
}

func noticeAmount(ctx context.Context, s *System) error {
	o, _, err := s.signed(ctx)
	if err != nil {
		return err
	}
	f := factOf(o)
	f.Amount = f.Amount.Mul(7)
	n, err := s.Sign(f)
	if err != nil {
		return err
	}
	got, err := s.Provider.ParseNotification(ctx, n)
	if err == nil && !got.Amount.Equal(f.Amount) {
		err = fmt.Errorf("the provider said %s and the adapter %s", f.Amount, got.Amount)
	}
	return err
}

// noticeAccount lets an adapter refuse what names another account, or say so.
func noticeAccount(ctx context.Context, s *System) error {
	o, _, err := s.signed(ctx)
	if err != nil {
		return err
	}
	for _, account := range []string{s.Provider.Info().Account, "KITOTHER"} {
		f := factOf(o)
		f.Account = account
		n, err := s.Sign(f)
		if err != nil {
			return err
		}
		got, err := s.Provider.ParseNotification(ctx, n)
		if account == "KITOTHER" && err != nil {
			return nil //nolint:nilerr // refused
		}
		if err := errors.Join(err, want("account", got.Account, account)); err != nil {
			return err
		}
	}
	return nil
}

// forged wants a notification to be refused, without a panic.
func (s *System) forged(ctx context.Context, what string, n payment.Notification) error {
	f, err := s.Provider.ParseNotification(ctx, n)
	if err == nil {
		return fmt.Errorf("%s: accepted as %s %s", what, f.Ref, f.Status)
	}
	return want(what+": is payment.ErrNotVerified", errors.Is(err, payment.ErrNotVerified), true)
}

func noticeTampered(ctx context.Context, s *System) error {
	_, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	for i := range n.Body {
		for _, mask := range []byte{0x01, 0x20, 0x80} {
			bad := n
			bad.Body = bytes.Clone(n.Body)
			bad.Body[i] ^= mask
			if err := s.forged(ctx, fmt.Sprintf("byte %d of the body xor %#x", i, mask), bad); err != nil {
				return err
			}
		}
	}
	longer := n
	longer.Body = append(bytes.Clone(n.Body), ' ')
	shorter := n
	shorter.Body = n.Body[:max(len(n.Body)-1, 0)]
	return errors.Join(s.forged(ctx, "a longer body", longer), s.forged(ctx, "a shorter body", shorter))
}

// noticeHeader lets headers that are not signed differ, as long as the fact is the same.
func noticeHeader(ctx context.Context, s *System) error {
	_, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	good, err := s.Provider.ParseNotification(ctx, n)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(n.Header)) {
		for i := range n.Header[name][0] {
			bad := n
			bad.Header = maps.Clone(n.Header)
			value := []byte(n.Header[name][0])
			value[i] ^= 1
			bad.Header[name] = []string{string(value)}
			f, err := s.Provider.ParseNotification(ctx, bad)
			if err != nil && !errors.Is(err, payment.ErrNotVerified) {
				return fmt.Errorf("byte %d of %s: %w", i, name, err)
			}
			if err == nil && printed(f) != printed(good) {
				return fmt.Errorf("byte %d of %s changes the fact", i, name)
			}
		}
	}
	return nil
}

func noticeUnsigned(ctx context.Context, s *System) error {
	_, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	bare, doubled := n, n
	bare.Header = nil
	doubled.Header = map[string][]string{}
	for name, values := range n.Header {
		doubled.Header[name] = append([]string{"x"}, values...)
	}
	err = s.forged(ctx, "without headers", bare)
	if len(n.Header) > 0 {
		err = errors.Join(err, s.forged(ctx, "with every header doubled", doubled))
	}
	return err
}

func noticeOld(ctx context.Context, s *System) error {
	_, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	s.Move(s.Fresh - time.Second)
	_, young := s.Provider.ParseNotification(ctx, n)
	s.Move(2 * time.Second)
	return errors.Join(young, s.forged(ctx, "an old notification", n))
}

func noticeFuture(ctx context.Context, s *System) error {
	s.Move(s.Fresh + time.Second)
	_, n, err := s.signed(ctx)
	if err != nil {
		return err
	}
	s.Move(-s.Fresh - time.Second)
	return s.forged(ctx, "a notification from the future", n)
}

func noticePure(ctx context.Context, s *System) error {
	o, _, err := s.signed(ctx)
	if err != nil {
		return err
	}
	before, err := s.Books(ctx)
	f := factOf(o)
	f.Ref = ref(2)
	unknown, e := s.Sign(f)
	if err := errors.Join(err, e); err != nil {
		return err
	}
	_, _ = s.Provider.ParseNotification(ctx, unknown)
	after, err := s.Books(ctx)
	return errors.Join(err, want("books", fmt.Sprint(after), fmt.Sprint(before)))
}

func noticeGarbage(ctx context.Context, s *System) error {
	var header map[string][]string
	if s.Sign != nil {
		_, n, err := s.signed(ctx)
		if err != nil {
			return err
		}
		header = n.Header
	}
	var err error
	for _, body := range [][]byte{
		nil,
		{},
		[]byte("{}"), []byte("null"), []byte("[]"), []byte("<xml/>"), []byte("a=b&a=c&%zz"),
		{0xff, 0, 0xfe},
		[]byte(`{"ref":`), bytes.Repeat([]byte("["), 1<<16), bytes.Repeat([]byte("a"), 8<<20),
	} {
		what := fmt.Sprintf("%.10q, %d bytes", body, len(body))
		err = errors.Join(err, s.forged(ctx, what, payment.Notification{Method: "POST", Header: header, Body: body}))
		err = errors.Join(err, s.forged(ctx, what+" by GET", payment.Notification{Method: "GET", RawQuery: string(body[:min(len(body), 99)])}))
	}
	return err
}
