package rates_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

// files serves one body after the other, the last one for ever; an empty one
// is a failure.
type files struct {
	bodies []string
	asked  int
}

func (f *files) fetch(context.Context) ([]byte, error) {
	body := f.bodies[min(f.asked, len(f.bodies)-1)]
	f.asked++
	if body == "" {
		return nil, errBroken
	}
	return []byte(body), nil
}

func TestRefresher(t *testing.T) {
	const next = "Date,USD\n2026-04-14,1.17\n"
	f := &files{bodies: []string{"", dailyCSV, "<html>", next}}
	h := &rates.Holder{}
	r := rates.Refresher{Fetch: f.fetch, Read: rates.ECBCSV, Holder: h}
	if err := r.RunOnce(t.Context()); !errors.Is(err, errBroken) || h.Table() != nil {
		t.Fatalf("first: %v, %v", err, h.Table())
	}
	if _, err := h.Rate(t.Context(), eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("empty: %v", err)
	}
	if err := r.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := h.Table()
	if err := r.RunOnce(t.Context()); !errors.Is(err, rates.ErrInput) || h.Table() != before {
		t.Errorf("a broken file: %v", err)
	}
	if err := r.RunOnce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for when, want := range map[time.Time]string{monday: "2921/2500", monday.AddDate(0, 0, 1): "117/100"} {
		if got, err := h.Rate(t.Context(), eur, usd, when); err != nil || got.Rat().String() != want {
			t.Errorf("%s: got %s, %v", when, got, err)
		}
	}
	r.Keep = time.Hour
	if err := r.RunOnce(t.Context()); err != nil || !h.Table().Latest().Equal(monday.AddDate(0, 0, 1)) {
		t.Error(err)
	}
	if _, err := h.Rate(t.Context(), eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("kept what is too old: %v", err)
	}
	refused(t, (&rates.Refresher{}).RunOnce(t.Context()), "refresher", "no Fetch")
}

func TestRefresherRuns(t *testing.T) {
	f := &files{bodies: []string{"", "", "", "", dailyCSV, dailyCSV, ""}}
	ctx, cancel := context.WithCancel(t.Context())
	var waits []time.Duration
	failures := 0
	r := rates.Refresher{
		Fetch: f.fetch, Read: rates.ECBCSV, Holder: &rates.Holder{},
		Every: 10 * time.Minute, Retry: 2 * time.Minute,
		OnError: func(error) { failures++ },
		Wait: func(ctx context.Context, d time.Duration) error {
			waits = append(waits, d/time.Minute)
			if len(waits) == 7 {
				cancel()
			}
			return ctx.Err()
		},
	}
	if err := r.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if want := []time.Duration{2, 4, 8, 10, 10, 10, 2}; !slices.Equal(waits, want) || failures != 5 {
		t.Errorf("waits %v, want %v; %d failures", waits, want, failures)
	}
	if err := r.Run(ctx); !errors.Is(err, context.Canceled) || f.asked != 7 {
		t.Errorf("a context that has ended: %v after %d fetches", err, f.asked)
	}
	r.Every = 0
	refused(t, r.Run(t.Context()), "refresher", "no Every")
}

// TestSwapsWhileRead reads and refreshes at the same time, for the race detector.
func TestSwapsWhileRead(t *testing.T) {
	h := &rates.Holder{}
	h.Swap(table(t, parse(t, eur, usd, "1.1")))
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 50 {
				rate := at(t, eur, usd, "1.2", monday.AddDate(0, 0, 1+i*50+j))
				if err := h.Update(func(old *rates.Table) (*rates.Table, error) { return old.With([]rates.Rate{rate}) }); err != nil {
					t.Error(err)
				}
				if _, err := h.Rate(t.Context(), usd, eur, monday); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for i := range 200 {
		r, err := h.Table().Lookup(eur, usd, monday.AddDate(0, 0, 1+i))
		if err != nil || !r.Info().AsOf.Equal(monday.AddDate(0, 0, 1+i)) {
			t.Fatalf("an update was lost: %s, %v", r, err)
		}
	}
	if err := h.Update(func(*rates.Table) (*rates.Table, error) { return nil, errBroken }); !errors.Is(err, errBroken) || h.Table() == nil {
		t.Errorf("got %v", err)
	}
}

// bank is a source that counts what it is asked.
type bank struct {
	tab   *rates.Table
	err   error
	asked []string
}

func (b *bank) Rate(_ context.Context, base, quote money.Currency, at time.Time) (rates.Rate, error) {
	b.asked = append(b.asked, base.Code()+quote.Code())
	if b.err != nil {
		return rates.Rate{}, b.err
	}
	return b.tab.Lookup(base, quote, at)
}

func TestCachedNeverAsksInARequest(t *testing.T) {
	now := monday
	b := &bank{tab: table(t, parse(t, eur, usd, "1.1"), parse(t, eur, jpy, "150"))}
	c, err := rates.NewCached(rates.CachedOptions{Source: b, Every: time.Minute, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	get := func() (rates.Rate, error) { return c.Rate(t.Context(), eur, usd, now) }
	if _, err := get(); !errors.Is(err, rates.ErrNoRate) || b.asked != nil {
		t.Fatalf("first: %v, asked %v", err, b.asked)
	}
	if err := errors.Join(c.Want(eur, jpy), c.Want(eur, jpy), c.RunOnce(t.Context())); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(b.asked, []string{"EURJPY", "EURUSD"}) {
		t.Errorf("asked %v", b.asked)
	}
	if r, err := get(); err != nil || r.Rat().String() != "11/10" {
		t.Errorf("got %s, %v", r, err)
	}
	if err := c.RunOnce(t.Context()); err != nil || len(b.asked) != 2 {
		t.Errorf("asked again too early: %v, %v", b.asked, err)
	}
	now, b.err = now.Add(time.Hour), fmt.Errorf("%w: %w", errBroken, rates.ErrNoRate)
	if err := c.RunOnce(t.Context()); !errors.Is(err, errBroken) || len(b.asked) != 4 {
		t.Errorf("asked %v, %v", b.asked, err)
	}
	if r, err := get(); err != nil || r.Rat().String() != "11/10" {
		t.Errorf("the old rate went away: %s, %v", r, err)
	}
	b.err, b.tab = nil, table(t, at(t, eur, usd, "1.3", now), at(t, eur, jpy, "151", now))
	if err := c.RunOnce(t.Context()); err != nil {
		t.Error(err)
	}
	if r, err := get(); err != nil || r.Rat().String() != "13/10" {
		t.Errorf("got %s, %v", r, err)
	}
	if _, err := c.Rate(t.Context(), eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("a rate of later than asked: %v", err)
	}
	if r, err := c.Rate(t.Context(), usd, usd, now); err != nil || r.Rat().String() != "1/1" {
		t.Errorf("got %s, %v", r, err)
	}
}

func TestCachedBounds(t *testing.T) {
	b := &bank{tab: table(t, parse(t, eur, usd, "1.1"))}
	c, err := rates.NewCached(rates.CachedOptions{Source: b, Every: time.Minute, Now: func() time.Time { return monday }})
	if err != nil {
		t.Fatal(err)
	}
	fill := func() (n int, err error) {
		for x := range money.Currencies() {
			for _, y := range []money.Currency{jpy, cny, kwd, usd} {
				if _, err = c.Rate(t.Context(), x, y, monday); errors.Is(err, rates.ErrInput) {
					return n, err
				}
				n++
			}
		}
		return n, err
	}
	n, err := fill()
	refused(t, err, "pair", "one more than the cache remembers")
	if err := c.RunOnce(t.Context()); !errors.Is(err, rates.ErrNoRate) {
		t.Error(err)
	}
	if m, _ := fill(); m < n {
		t.Errorf("pairs that nobody has are remembered: %d, then %d", n, m)
	}
	_, err = rates.NewCached(rates.CachedOptions{})
	refused(t, err, "cached", "no Source")
	refused(t, c.Want(money.Currency{}, usd), "base", "unknown currency")
	_, err = c.Rate(t.Context(), eur, money.Currency{}, monday)
	refused(t, err, "quote", "unknown currency")
	refused(t, c.Run(t.Context()), "refresher", "no Wait")
}

func TestCachedRuns(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	b := &bank{tab: table(t, parse(t, eur, usd, "1.1"))}
	c, err := rates.NewCached(rates.CachedOptions{
		Source: b, Every: time.Minute, Now: func() time.Time { return monday },
		Wait: func(_ context.Context, d time.Duration) error {
			cancel()
			if d != 6*time.Second {
				t.Errorf("waits %s", d)
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Want(eur, usd), c.Run(ctx)); !errors.Is(err, context.Canceled) || len(b.asked) != 1 {
		t.Errorf("got %v, asked %v", err, b.asked)
	}
}

// swaps answers with a rate of another pair.
type swaps struct{ tab *rates.Table }

func (s swaps) Rate(_ context.Context, base, quote money.Currency, at time.Time) (rates.Rate, error) {
	return s.tab.Lookup(quote, base, at)
}

func TestCachedRefusesOtherPairs(t *testing.T) {
	c, err := rates.NewCached(rates.CachedOptions{
		Source: swaps{table(t, parse(t, eur, usd, "1.1"))}, Every: time.Minute, Now: func() time.Time { return monday },
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Want(eur, usd), c.RunOnce(t.Context())); !errors.Is(err, rates.ErrInput) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Rate(t.Context(), eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("kept it: %v", err)
	}
}
