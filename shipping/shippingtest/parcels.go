package shippingtest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/shipping"
)

func parcelRules() []Rule {
	return []Rule{
		{"track/stops", "stops without key, instant or status cannot be told apart, sorted or shown", trackStops},
		{"track/replay", "every look brings the whole history: what is known must look known", trackReplay},
		{"track/grows", "a history that forgets stops makes parcels jump back", trackGrows},
		{"track/ends", "the Desk looks until the end: without one it looks for ever", trackEnds},
		{"track/kept", "the Desk refuses what no store should keep, and the parcel stands still for its buyer", trackKept},
		{"track/unknown", "a number of nobody must not tell somebody else's journey", trackUnknown},
		{"track/discreet", "places and words are shown to whoever holds the number", trackDiscreet},
	}
}

// look books a parcel, lets a part of its journey pass and tracks it.
func (s *System) look(ctx context.Context, part int64) (shipping.Shipment, []shipping.Event, error) {
	if s.Pass == nil || s.Journey <= 0 {
		return shipping.Shipment{}, nil, skipped("Pass and Journey")
	}
	p, err := s.book(ctx, s.Parcel(1))
	if err != nil {
		return p, nil, err
	}
	events, err := s.later(ctx, p, part)
	return p, events, err
}

// later lets so many eighths of the longest journey pass and tracks p again.
func (s *System) later(ctx context.Context, p shipping.Shipment, part int64) ([]shipping.Event, error) {
	for range part {
		s.Pass(s.Journey / 8)
	}
	f, err := s.Carrier.Track(ctx, p)
	if err != nil {
		return nil, fmt.Errorf("Track: %w", err)
	}
	if f.Booking != "" && f.Booking != shipping.Booked {
		return nil, fmt.Errorf("a look at a parcel says that its label is %q", f.Booking)
	}
	return f.Events, nil
}

func trackStops(ctx context.Context, s *System) error {
	_, events, err := s.look(ctx, 8)
	if err != nil {
		return err
	}
	keys := map[string]bool{}
	for i, e := range events {
		switch {
		case e.Key == "" || keys[e.Key]:
			return fmt.Errorf("stop %d has the key %q, which is empty or another's", i, e.Key)
		case !slices.Contains(shipping.Statuses(), e.Status):
			return fmt.Errorf("stop %d has the status %q, which is none", i, e.Status)
		case e.Occurred.IsZero() || e.Occurred.After(s.Now()):
			return fmt.Errorf("stop %d occurred at %v and it is %v", i, e.Occurred, s.Now())
		}
		keys[e.Key] = true
	}
	return nil
}

// trackKept wants the Desk to take the label and every look of a journey.
func trackKept(ctx context.Context, s *System) error {
	p := s.Parcel(1)
	f, err := s.Carrier.Book(ctx, p)
	if err != nil {
		return fmt.Errorf("Book: %w", err)
	}
	if err := f.Check(); err != nil {
		return fmt.Errorf("Book: %w", err)
	}
	if s.Pass == nil || s.Journey <= 0 {
		return nil
	}
	if p, err = s.learn(p, f); err != nil {
		return err
	}
	for range 4 {
		s.Pass(s.Journey / 4)
		if f, err = s.Carrier.Track(ctx, p); err == nil {
			err = f.Check()
		}
		if err != nil {
			return fmt.Errorf("Track: %w", err)
		}
	}
	return nil
}

func trackReplay(ctx context.Context, s *System) error {
	p, events, err := s.look(ctx, 8)
	if err != nil {
		return err
	}
	again, err := s.later(ctx, p, 0)
	if err != nil {
		return err
	}
	if _, news := shipping.MergeEvents(events, again); news > 0 {
		return fmt.Errorf("the same history again has %d new stops", news)
	}
	return nil
}

func trackGrows(ctx context.Context, s *System) error {
	p, events, err := s.look(ctx, 1)
	if err != nil {
		return err
	}
	for range 7 {
		more, err := s.later(ctx, p, 1)
		if err != nil {
			return err
		}
		if _, forgotten := shipping.MergeEvents(more, events); forgotten > 0 {
			return fmt.Errorf("a later look has lost %d stops", forgotten)
		}
		events = more
	}
	if len(events) == 0 {
		return errors.New("a whole journey has no stop")
	}
	return nil
}

func trackEnds(ctx context.Context, s *System) error {
	_, events, err := s.look(ctx, 8)
	if err != nil {
		return err
	}
	if status, _ := shipping.Reduce(events); !status.Terminal() {
		return fmt.Errorf("after the longest journey the parcel is %q", status)
	}
	return nil
}

func trackUnknown(ctx context.Context, s *System) error {
	p, err := s.book(ctx, s.Parcel(1))
	if err != nil {
		return err
	}
	p.Number += "0"
	f, err := s.Carrier.Track(ctx, p)
	if err == nil && len(f.Events) > 0 {
		return fmt.Errorf("a number that is not the parcel's has %d stops", len(f.Events))
	}
	return nil
}

func trackDiscreet(ctx context.Context, s *System) error {
	p, events, err := s.look(ctx, 8)
	if err != nil {
		return err
	}
	for i, e := range events {
		if why := tells(e.Place+"\n"+e.Words+"\n"+e.Code+"\n"+e.Detail, []string{p.To.Name, p.To.Phone, p.To.Street}); why != "" {
			return fmt.Errorf("stop %d contains %s", i, why)
		}
	}
	return nil
}
