package shippingtest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/shippingtest"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

// A house is a carrier that keeps its labels, as real ones do: the simulated
// one below a map.
type house struct {
	shipping.Carrier
	mu     sync.Mutex
	labels map[shipping.ID]shipping.Fact
	made   int
	lose   atomic.Bool
}

func (h *house) Book(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, known := h.labels[s.ID]
	if !known {
		var err error
		if f, err = h.Carrier.Book(ctx, s); err != nil {
			return f, err
		}
		h.labels[s.ID] = f
		h.made++
	}
	if h.lose.Swap(false) {
		return shipping.Fact{}, errors.New("connection reset")
	}
	return f, ctx.Err()
}

func (h *house) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if f, ok := h.labels[s.ID]; ok {
		return f, ctx.Err()
	}
	return shipping.Fact{}, &shipping.Error{Outcome: shipping.NotFound, Code: "unknown", Message: "no such shipment"}
}

func (h *house) count() (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.made, nil
}

func parcel(n int) shipping.Shipment {
	return shipping.Shipment{
		ID: shipping.ID(fmt.Sprint("P", n)), Order: "O1", Carrier: "wanli", Service: simcarrier.Standard,
		Booking: shipping.Intent, Status: shipping.Pending, Grams: 900, Items: []shipping.Item{{Line: 1, Units: 1}},
		To: shipping.Address{Name: "Amélie Vautrin", Phone: "+33 1 99 00 12 34", Country: "FR", City: "Lyon", Street: "7 rue du Pré"},
	}
}

const key = "sk_canary_7"

// system is a house over a simulated carrier; wrap puts a mutant around it.
func system(wrap func(shipping.Carrier) shipping.Carrier) *shippingtest.System {
	var hours atomic.Int64
	now := func() time.Time {
		return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC).Add(time.Duration(hours.Load()) * time.Hour)
	}
	h := &house{
		Carrier: &simcarrier.Carrier{Name: "wanli", Seed: 2, Now: now, AttemptFails: 1000, Trouble: 1000},
		labels:  map[shipping.ID]shipping.Fact{},
	}
	heavy := parcel(99)
	heavy.Grams = 1_000_000
	return &shippingtest.System{
		Carrier: wrap(h), Parcel: parcel, Now: now, Unwelcome: &heavy, Lose: func() { h.lose.Store(true) }, Labels: h.count,
		Pass: func(d time.Duration) { hours.Add(int64(d / time.Hour)) }, Journey: 24 * 24 * time.Hour, Secrets: []string{key},
	}
}

func harness(wrap func(shipping.Carrier) shipping.Carrier) shippingtest.Harness {
	return shippingtest.Harness{New: func() (*shippingtest.System, error) { return system(wrap), nil }}
}

func TestHouse(t *testing.T) {
	t.Parallel()
	shippingtest.Run(t, harness(func(c shipping.Carrier) shipping.Carrier { return c }))
}

// The simulated carrier itself, without memory.
func TestSimcarrier(t *testing.T) {
	t.Parallel()
	shippingtest.Run(t, shippingtest.Harness{New: func() (*shippingtest.System, error) {
		var lose atomic.Bool
		s := system(func(c shipping.Carrier) shipping.Carrier { return c })
		s.Carrier = &simcarrier.Carrier{
			Name: "wanli", Seed: 9, Now: s.Now,
			Script: func(string, shipping.Shipment) simcarrier.Fault {
				if lose.Swap(false) {
					return simcarrier.Lose
				}
				return simcarrier.NoFault
			},
		}
		s.Lose, s.Labels = func() { lose.Store(true) }, nil
		return s, nil
	}})
}

// A broken carrier breaks one call of a good one; nil fields break nothing.
type broken struct {
	shipping.Carrier
	info   func(shipping.Info) shipping.Info
	rates  func(shipping.Quote, []shipping.Rate) []shipping.Rate
	book   func(ctx context.Context, good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error)
	find   func(good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error)
	cancel func(s shipping.Shipment) (shipping.Fact, error)
	track  func(s shipping.Shipment, events []shipping.Event) []shipping.Event
}

func (b broken) Info() shipping.Info {
	if b.info != nil {
		return b.info(b.Carrier.Info())
	}
	return b.Carrier.Info()
}

func (b broken) Rates(ctx context.Context, q shipping.Quote) ([]shipping.Rate, error) {
	r, err := b.Carrier.Rates(ctx, q)
	if b.rates != nil && err == nil {
		r = b.rates(q, r)
	}
	return r, err
}

func (b broken) Book(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if b.book != nil {
		return b.book(ctx, b.Carrier, s)
	}
	return b.Carrier.Book(ctx, s)
}

func (b broken) Find(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if b.find != nil {
		return b.find(b.Carrier, s)
	}
	return b.Carrier.Find(ctx, s)
}

func (b broken) Cancel(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	if b.cancel != nil && ctx.Err() == nil {
		return b.cancel(s)
	}
	return b.Carrier.Cancel(ctx, s)
}

func (b broken) Track(ctx context.Context, s shipping.Shipment) (shipping.Fact, error) {
	f, err := b.Carrier.Track(ctx, s)
	if b.track != nil && ctx.Err() == nil {
		return shipping.Fact{Events: b.track(s, f.Events)}, nil
	}
	return f, err
}

// fresh makes every label anew: no idempotency.
func fresh(n *atomic.Int64) func(context.Context, shipping.Carrier, shipping.Shipment) (shipping.Fact, error) {
	return func(ctx context.Context, good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
		s.ID += shipping.ID(fmt.Sprint("-", n.Add(1)))
		return good.Book(ctx, s)
	}
}

func edit(change func(*shipping.Event)) func(shipping.Shipment, []shipping.Event) []shipping.Event {
	return func(_ shipping.Shipment, events []shipping.Event) []shipping.Event {
		for i := range events {
			change(&events[i])
		}
		return events
	}
}

// mutants are deliberately broken carriers by the rule that must catch them.
func mutants() map[string][]broken {
	var flips, books, looks atomic.Int64
	answer := func(change func(*shipping.Fact)) func(context.Context, shipping.Carrier, shipping.Shipment) (shipping.Fact, error) {
		return func(ctx context.Context, good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
			f, err := good.Book(ctx, s)
			change(&f)
			return f, err
		}
	}
	failure := func(o shipping.Outcome, message string) func(context.Context, shipping.Carrier, shipping.Shipment) (shipping.Fact, error) {
		return func(ctx context.Context, good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
			f, err := good.Book(ctx, s)
			if err != nil && ctx.Err() == nil {
				err = &shipping.Error{Outcome: o, Code: "x", Message: message + s.To.Phone}
			}
			return f, err
		}
	}
	return map[string][]broken{
		"info/stable": {
			{info: func(i shipping.Info) shipping.Info { i.Poll = time.Duration(flips.Add(1)); return i }},
			{info: func(i shipping.Info) shipping.Info { i.Name = ""; return i }},
			{info: func(i shipping.Info) shipping.Info { i.Services = []string{"a", "a"}; return i }},
		},
		"rates/sane": {
			{rates: func(_ shipping.Quote, r []shipping.Rate) []shipping.Rate {
				r[0].Price = money.MustParseText("1.00 USD")
				return r
			}},
			{rates: func(q shipping.Quote, r []shipping.Rate) []shipping.Rate {
				if q.Grams > 30_000 {
					return nil
				}
				r[0].By = q.At.Add(-time.Hour)
				return r
			}},
			{rates: func(shipping.Quote, []shipping.Rate) []shipping.Rate { return nil }},
		},
		"rates/none": {{rates: func(q shipping.Quote, r []shipping.Rate) []shipping.Rate {
			return append(r, shipping.Rate{Service: "standard", Price: money.MustParseText("1.00 CNY"), From: q.At, By: q.At})
		}}},
		"book/booked": {{book: answer(func(f *shipping.Fact) { f.Number = "" })}, {book: answer(func(f *shipping.Fact) { f.Promised = time.Unix(0, 0) })}},
		"book/once":   {{book: fresh(&books)}},
		"book/race":   {{book: fresh(&books)}},
		"book/apart":  {{book: answer(func(f *shipping.Fact) { f.Number = "N1" })}},
		"book/refuses": {{book: failure(shipping.Unproven, "")}, {book: func(context.Context, shipping.Carrier, shipping.Shipment) (shipping.Fact, error) {
			return shipping.Fact{Booking: shipping.Booked, Number: "N1"}, nil
		}}},
		"book/lost": {{book: failure(shipping.NotExecuted, "")}},
		"find/booked": {{find: func(_ shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
			return shipping.Fact{Booking: shipping.Booked, Number: "N1"}, nil
		}}},
		"find/unknown": {
			{find: func(shipping.Carrier, shipping.Shipment) (shipping.Fact, error) {
				return shipping.Fact{}, errors.New("404")
			}},
			{find: func(good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
				return good.Book(context.Background(), s)
			}},
		},
		"cancel/once": {{cancel: func(s shipping.Shipment) (shipping.Fact, error) {
			if s.Booking == shipping.Cancelled {
				return shipping.Fact{}, errors.New("410")
			}
			return shipping.Fact{Booking: shipping.Cancelled}, nil
		}}},
		"context/ends": {{book: func(_ context.Context, good shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
			return good.Book(context.Background(), s)
		}}},
		"errors/discreet": {{book: failure(shipping.NotExecuted, "for ")}, {find: func(_ shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
			return shipping.Fact{}, &shipping.Error{Outcome: shipping.NotFound, Code: "x", Message: "GET /?key=" + key}
		}}},
		"track/stops": {
			{track: edit(func(e *shipping.Event) { e.Key = "" })},
			{track: edit(func(e *shipping.Event) { e.Key = "k" })},
			{track: edit(func(e *shipping.Event) { e.Status = "moving" })},
			{track: edit(func(e *shipping.Event) { e.Occurred = time.Time{} })},
			{track: edit(func(e *shipping.Event) { e.Occurred = e.Occurred.AddDate(1, 0, 0) })},
		},
		"track/kept": {
			{book: func(_ context.Context, _ shipping.Carrier, s shipping.Shipment) (shipping.Fact, error) {
				return shipping.Fact{Shipment: s.ID, Booking: shipping.Booked, Number: strings.Repeat("9", 101)}, nil
			}},
			{track: edit(func(e *shipping.Event) { e.Code += "\x00" })},
			{track: edit(func(e *shipping.Event) { e.Fault = "weather" })},
		},
		"track/replay": {{track: edit(func(e *shipping.Event) { e.Key += fmt.Sprint(looks.Add(1)) })}},
		"track/grows": {
			{track: func(_ shipping.Shipment, all []shipping.Event) []shipping.Event { return all[max(len(all)-2, 0):] }},
			{track: func(shipping.Shipment, []shipping.Event) []shipping.Event { return nil }},
		},
		"track/ends": {{track: func(_ shipping.Shipment, all []shipping.Event) []shipping.Event {
			return slices.DeleteFunc(all, func(e shipping.Event) bool { return e.Status.Terminal() })
		}}},
		"track/unknown": {{track: func(s shipping.Shipment, _ []shipping.Event) []shipping.Event {
			return []shipping.Event{{Key: "k", Status: shipping.Delivered, Occurred: s.BookedAt}}
		}}},
		"track/discreet": {{track: func(s shipping.Shipment, all []shipping.Event) []shipping.Event {
			for i := range all {
				all[i].Words += s.To.Name
			}
			return all
		}}},
	}
}

func TestMutants(t *testing.T) {
	t.Parallel()
	all := mutants()
	for _, rule := range shippingtest.Rules() {
		assert.NotEmpty(t, rule.Why)
		require.NotEmpty(t, all[rule.Name], "rule %s has no mutant", rule.Name)
		for i, m := range all[rule.Name] {
			t.Run(fmt.Sprint(rule.Name, i), func(t *testing.T) {
				t.Parallel()
				err := rule.Check(t.Context(), harness(func(c shipping.Carrier) shipping.Carrier { m.Carrier = c; return m }))
				require.Error(t, err)
				require.NotErrorIs(t, err, shippingtest.ErrSkipped)
				require.False(t, strings.HasPrefix(err.Error(), "harness:"), err)
				t.Log(err)
			})
		}
	}
}

func TestCheckNamesTheRule(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	require.NoError(t, shippingtest.Check(ctx, harness(func(c shipping.Carrier) shipping.Carrier { return c })))
	m := mutants()["book/apart"][0]
	err := shippingtest.Check(ctx, harness(func(c shipping.Carrier) shipping.Carrier { m.Carrier = c; return m }))
	require.ErrorContains(t, err, "book/apart: two shipments have the number N1")
}

func TestHarnessIsRequired(t *testing.T) {
	t.Parallel()
	for _, h := range []shippingtest.Harness{{}, {New: func() (*shippingtest.System, error) { return nil, nil }}} {
		require.ErrorContains(t, shippingtest.Check(t.Context(), h), "Harness.New is required")
	}
	h := shippingtest.Harness{New: func() (*shippingtest.System, error) { return &shippingtest.System{}, nil }}
	require.ErrorContains(t, shippingtest.Check(t.Context(), h), "Carrier, Parcel and Now are required")
}
