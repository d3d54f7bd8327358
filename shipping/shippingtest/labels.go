package shippingtest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/cartwright-go/cartwright/shipping"
)

func labelRules() []Rule {
	return []Rule{
		{"info/stable", "the Desk and its hosts read it at any time and expect the same", infoStable},
		{"rates/sane", "a buyer pays this price and expects the parcel by this day", ratesSane},
		{"rates/none", "a carrier that does not go there is no failure and shows no price", ratesNone},
		{"book/booked", "a label without number cannot be printed or followed", bookBooked},
		{"book/once", "the Desk books again when an answer is lost: a second label costs twice", bookOnce},
		{"book/race", "two workers may book one shipment at the same moment", bookRace},
		{"book/apart", "two parcels under one number are one parcel too few", bookApart},
		{"book/refuses", "without proof the Desk would ask for ever", bookRefuses},
		{"book/lost", "an unproven failure taken for a refusal ships the goods twice", bookLost},
		{"find/booked", "this is how a lost answer is found again", findBooked},
		{"find/unknown", "a booking that never arrived has to be made again", findUnknown},
		{"cancel/once", "a withdrawn label is not paid, and withdrawing it again is harmless", cancelOnce},
		{"context/ends", "a shop that shuts down or gives up must not hang", contextEnds},
		{"errors/discreet", "errors go to logs that more people read than may know an address or a key", errorsDiscreet},
	}
}

func infoStable(_ context.Context, s *System) error {
	i := s.Carrier.Info()
	sorted := slices.Sorted(slices.Values(i.Services))
	switch {
	case !reflect.DeepEqual(i, s.Carrier.Info()):
		return errors.New("two answers differ")
	case i.Name == "":
		return errors.New("the Name is empty")
	case i.Poll < 0:
		return fmt.Errorf("the Poll %v is negative", i.Poll)
	case len(slices.Compact(sorted)) != len(i.Services) || slices.Contains(i.Services, ""):
		return fmt.Errorf("the services %q are empty or twice", i.Services)
	}
	return nil
}

func ratesSane(ctx context.Context, s *System) error {
	q := s.quote(s.Parcel(1))
	rates, err := s.Carrier.Rates(ctx, q)
	if err != nil {
		return err
	}
	if len(rates) == 0 {
		return errors.New("there is no rate for a parcel that the carrier takes")
	}
	known := s.Carrier.Info().Services
	for _, r := range rates {
		switch {
		case r.Price.Currency().Code() != q.Currency || r.Price.IsNegative():
			return fmt.Errorf("service %q costs %s, want an amount in %s", r.Service, r.Price, q.Currency)
		case len(known) > 0 && !slices.Contains(known, r.Service):
			return fmt.Errorf("service %q is not one of Info's %q", r.Service, known)
		case r.From.Before(q.At) || r.By.Before(r.From):
			return fmt.Errorf("service %q asked at %v arrives from %v to %v", r.Service, q.At, r.From, r.By)
		}
	}
	return nil
}

func ratesNone(ctx context.Context, s *System) error {
	if s.Unwelcome == nil {
		return skipped("Unwelcome")
	}
	rates, err := s.Carrier.Rates(ctx, s.quote(*s.Unwelcome))
	if err == nil && len(rates) > 0 {
		err = fmt.Errorf("%d rates for a parcel that the carrier refuses", len(rates))
	}
	return err
}

func bookBooked(ctx context.Context, s *System) error {
	p := s.Parcel(1)
	booked, err := s.book(ctx, p)
	switch {
	case err != nil:
		return err
	case booked.Cost.IsNegative():
		return fmt.Errorf("it costs %s", booked.Cost)
	case !booked.Promised.IsZero() && booked.Promised.Before(booked.BookedAt):
		return fmt.Errorf("booked at %v it is promised for %v", booked.BookedAt, booked.Promised)
	}
	return s.labels(1)
}

// same wants an answer about the same label.
func same(p shipping.Shipment, f shipping.Fact, err error) error {
	if err != nil {
		return err
	}
	if f.Booking != shipping.Booked || f.Number != p.Number {
		return fmt.Errorf("the answer is %q %q, want %q %q", f.Booking, f.Number, shipping.Booked, p.Number)
	}
	return nil
}

func bookOnce(ctx context.Context, s *System) error {
	p := s.Parcel(1)
	booked, err := s.book(ctx, p)
	if err != nil {
		return err
	}
	for _, again := range []shipping.Shipment{p, doubt(p)} {
		f, err := s.Carrier.Book(ctx, again)
		if err := same(booked, f, err); err != nil {
			return fmt.Errorf("booked again: %w", err)
		}
	}
	return s.labels(1)
}

func bookRace(ctx context.Context, s *System) error {
	const workers = 8
	p := s.Parcel(1)
	type answer struct {
		fact shipping.Fact
		err  error
	}
	answers := make(chan answer, workers)
	for range workers {
		go func() {
			f, err := s.Carrier.Book(ctx, p)
			answers <- answer{f, err}
		}()
	}
	numbers := map[string]bool{}
	var failures []error
	for range workers {
		a := <-answers
		if a.err == nil {
			numbers[a.fact.Number] = true
		}
		if shipping.OutcomeOf(a.err) == shipping.NotExecuted {
			failures = append(failures, fmt.Errorf("one of them is refused: %w", a.err))
		}
	}
	if len(numbers) != 1 {
		failures = append(failures, fmt.Errorf("%d numbers for one shipment", len(numbers)))
	}
	return errors.Join(append(failures, s.labels(1))...)
}

func bookApart(ctx context.Context, s *System) error {
	a, err := s.book(ctx, s.Parcel(1))
	if err != nil {
		return err
	}
	b, err := s.book(ctx, s.Parcel(2))
	if err != nil {
		return err
	}
	if a.Number == b.Number {
		return fmt.Errorf("two shipments have the number %s", a.Number)
	}
	return s.labels(2)
}

func bookRefuses(ctx context.Context, s *System) error {
	if s.Unwelcome == nil {
		return skipped("Unwelcome")
	}
	_, err := s.Carrier.Book(ctx, *s.Unwelcome)
	if err == nil {
		return errors.New("the carrier takes it")
	}
	known, ok := errors.AsType[*shipping.Error](err)
	if !ok || known.Outcome != shipping.NotExecuted || known.Code == "" {
		return fmt.Errorf("the error is no *Error of NotExecuted with a Code: %w", err)
	}
	return s.labels(0)
}

func bookLost(ctx context.Context, s *System) error {
	if s.Lose == nil {
		return skipped("Lose")
	}
	p := s.Parcel(1)
	s.Lose()
	_, err := s.Carrier.Book(ctx, p)
	if err == nil {
		return errors.New("harness: Lose lost nothing")
	}
	if o := shipping.OutcomeOf(err); o == shipping.NotExecuted || o == shipping.NotFound {
		return fmt.Errorf("a lost answer is taken for %v: %w", o, err)
	}
	f, err := s.Carrier.Find(ctx, doubt(p))
	if err != nil {
		return fmt.Errorf("find: %w", err)
	}
	found, err := s.learn(p, f)
	if err != nil {
		return err
	}
	f, err = s.Carrier.Book(ctx, doubt(p))
	return errors.Join(same(found, f, err), s.labels(1))
}

func findBooked(ctx context.Context, s *System) error {
	p := s.Parcel(1)
	booked, err := s.book(ctx, p)
	if err != nil {
		return err
	}
	for range 2 {
		f, err := s.Carrier.Find(ctx, doubt(p))
		if err := same(booked, f, err); err != nil {
			return err
		}
	}
	return s.labels(1)
}

func findUnknown(ctx context.Context, s *System) error {
	if _, err := s.book(ctx, s.Parcel(1)); err != nil {
		return err
	}
	f, err := s.Carrier.Find(ctx, s.Parcel(2))
	if err == nil {
		return fmt.Errorf("the answer is %q for a shipment that was never booked", f.Booking)
	}
	if shipping.OutcomeOf(err) != shipping.NotFound {
		return fmt.Errorf("the error is no *Error of NotFound: %w", err)
	}
	return s.labels(1)
}

func cancelOnce(ctx context.Context, s *System) error {
	p, err := s.book(ctx, s.Parcel(1))
	if err != nil {
		return err
	}
	for i := range 2 {
		f, err := s.Carrier.Cancel(ctx, p)
		switch {
		case err != nil && shipping.OutcomeOf(err) == shipping.NotExecuted:
			// It cannot be cancelled any more, or has been.
		case err != nil:
			return err
		case f.Booking != shipping.Cancelled:
			return fmt.Errorf("the answer is %q, want %q", f.Booking, shipping.Cancelled)
		default:
			if i == 0 {
				p.Booking = shipping.Cancelled
			}
		}
	}
	return nil
}

// calls makes every call about p and answers the errors by the call's name.
func (s *System) calls(ctx context.Context, p shipping.Shipment) map[string]error {
	errs := map[string]error{}
	_, errs["Rates"] = s.Carrier.Rates(ctx, s.quote(p))
	_, errs["Book"] = s.Carrier.Book(ctx, p)
	_, errs["Find"] = s.Carrier.Find(ctx, p)
	_, errs["Track"] = s.Carrier.Track(ctx, p)
	_, errs["Cancel"] = s.Carrier.Cancel(ctx, p)
	return errs
}

// names are the calls in a fixed order.
func names() []string { return []string{"Rates", "Book", "Find", "Track", "Cancel"} }

func contextEnds(ctx context.Context, s *System) error {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	errs := s.calls(ended, s.Parcel(1))
	for _, call := range names() {
		if errs[call] == nil {
			return fmt.Errorf("%s answers although its context has ended", call)
		}
		if shipping.OutcomeOf(errs[call]) == shipping.NotExecuted && call == "Book" {
			return errors.New("Book takes the end of its context for a refusal")
		}
	}
	return nil
}

func errorsDiscreet(ctx context.Context, s *System) error {
	p := s.Parcel(1)
	secrets := append([]string{p.To.Name, p.To.Phone, p.To.Street}, s.Secrets...)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	all := []map[string]error{s.calls(ended, p), s.calls(ctx, doubt(s.Parcel(2)))}
	if s.Unwelcome != nil {
		secrets = append(secrets, s.Unwelcome.To.Name, s.Unwelcome.To.Phone, s.Unwelcome.To.Street)
		all = append(all, s.calls(ctx, *s.Unwelcome))
	}
	for _, errs := range all {
		for _, call := range names() {
			if why := tells(fmt.Sprintf("%v %+v", errs[call], errs[call]), secrets); why != "" {
				return fmt.Errorf("the error of %s contains %s", call, why)
			}
		}
	}
	return nil
}

// tells names what of the secrets a text contains, by its place in the list.
func tells(text string, secrets []string) string {
	for i, secret := range secrets {
		if secret != "" && strings.Contains(text, secret) {
			return fmt.Sprintf("secret %d", i+1)
		}
	}
	return ""
}
