package shipping_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/memstore"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

// A bench is a desk over memory and a simulated carrier, with a clock that we move.
type bench struct {
	now    time.Time
	db     *memstore.DB
	wanli  *simcarrier.Carrier
	desk   *shipping.Desk
	timers *event.Timers
	calls  []string
}

func fresh(script func(call string, s shipping.Shipment) simcarrier.Fault) *bench {
	b := &bench{now: start(), db: memstore.New()}
	clock := func() time.Time { return b.now }
	b.wanli = &simcarrier.Carrier{Name: "wanli", Seed: 7, Now: clock}
	b.wanli.Script = func(call string, s shipping.Shipment) simcarrier.Fault {
		b.calls = append(b.calls, call)
		if script == nil {
			return simcarrier.NoFault
		}
		return script(call, s)
	}
	b.desk = &shipping.Desk{Store: b.db.Shipments(), Carriers: map[string]shipping.Carrier{"wanli": b.wanli}, Now: clock}
	b.desk.Settle = shipping.Alone(b.desk)
	b.timers = &event.Timers{Store: b.db, Now: clock, Handlers: b.desk.Timers()}
	return b
}

func parcel(id shipping.ID) shipping.Shipment {
	return shipping.Shipment{
		ID: id, Order: "O1", Seller: "S1", Carrier: "wanli", Grams: 900,
		To:    shipping.Address{Name: "王小明", Phone: "13800000000", Country: "CN", City: "成都", Street: "人民路 1 号"},
		Items: []shipping.Item{{Line: 1, Units: 2}},
	}
}

func (b *bench) open(t require.TestingT, s shipping.Shipment) shipping.Shipment {
	var out shipping.Shipment
	require.NoError(t, b.desk.Store.Do(context.Background(), func(ctx context.Context, tx shipping.Tx) error {
		var err error
		out, err = b.desk.Open(ctx, tx, s)
		return err
	}))
	return out
}

func (b *bench) get(t require.TestingT, id shipping.ID) shipping.Shipment {
	s, err := b.desk.Store.FindShipment(context.Background(), id)
	require.NoError(t, err)
	return s
}

// until lets time pass in hours, firing timers, for so many days.
func (b *bench) until(t *testing.T, days int) {
	t.Helper()
	for range days * 24 {
		b.now = b.now.Add(time.Hour)
		_, err := b.timers.RunOnce(t.Context())
		require.NoError(t, err)
	}
}

func (b *bench) types(t *testing.T) []string {
	t.Helper()
	all, err := b.db.UnsentEvents(t.Context(), 1000)
	require.NoError(t, err)
	var types []string
	for _, e := range all {
		types = append(types, e.Type)
	}
	return types
}

func (b *bench) quiet(t *testing.T) {
	t.Helper()
	_, waiting, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	assert.False(t, waiting, "no timer is left")
}

func TestParcelToTheDoor(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	opened := b.open(t, parcel("P1"))
	assert.Equal(t, shipping.Intent, opened.Booking)
	assert.Equal(t, simcarrier.Standard, opened.Service)
	assert.Equal(t, opened, b.get(t, "P1"))
	due, _, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	assert.Equal(t, b.now.Add(5*time.Second), due)

	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	s := b.get(t, "P1")
	assert.Equal(t, shipping.Booked, s.Booking)
	assert.NotEmpty(t, s.Number)
	assert.Equal(t, b.now, s.BookedAt)
	assert.Equal(t, "10.00 CNY", s.Cost.String())

	b.until(t, 6)
	s = b.get(t, "P1")
	assert.Equal(t, shipping.Delivered, s.Status)
	assert.Greater(t, len(s.Events), 5)
	b.quiet(t)
	commits := b.db.Commits()
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	require.NoError(t, b.desk.Learn(t.Context(), shipping.Fact{Shipment: "P1", Events: s.Events, Booking: shipping.Booked, Number: s.Number}))
	assert.Equal(t, commits, b.db.Commits(), "what is known commits nothing")
	types := b.types(t)
	assert.Equal(t, "shipping.booked", types[0])
	assert.Equal(t, "shipping.delivered", types[len(types)-1])
}

func TestLostAnswers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		faults []simcarrier.Fault // of the calls in order
		want   []string
		end    shipping.Booking
	}{
		{"answer", []simcarrier.Fault{simcarrier.Lose}, []string{"Book", "Find"}, shipping.Booked},
		{"request", []simcarrier.Fault{simcarrier.Lose, simcarrier.Forget}, []string{"Book", "Find", "Book"}, shipping.Booked},
		{"question", []simcarrier.Fault{simcarrier.Lose, simcarrier.Lose}, []string{"Book", "Find", "Find"}, shipping.Booked},
		{"then refused", []simcarrier.Fault{simcarrier.Lose, simcarrier.Forget, simcarrier.Refuse}, []string{"Book", "Find", "Book"}, shipping.Refused},
		{"refused", []simcarrier.Fault{simcarrier.Refuse}, []string{"Book"}, shipping.Refused},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			n := 0
			b := fresh(func(string, shipping.Shipment) simcarrier.Fault {
				n++
				if n <= len(tc.faults) {
					return tc.faults[n-1]
				}
				return simcarrier.NoFault
			})
			b.open(t, parcel("P1"))
			require.NoError(t, b.desk.Advance(t.Context(), "P1"))
			for range 3 {
				b.now = b.now.Add(15 * time.Second)
				_, err := b.timers.RunOnce(t.Context())
				require.NoError(t, err)
			}
			s := b.get(t, "P1")
			assert.Equal(t, tc.end, s.Booking)
			assert.Equal(t, tc.want, b.calls)
			if tc.end == shipping.Refused {
				assert.Equal(t, "refused", s.Code)
				b.quiet(t)
			}
		})
	}
}

func TestTimerBooksAfterACrash(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1")) // and nobody calls Advance
	b.now = b.now.Add(5 * time.Second)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
	assert.Equal(t, shipping.Booked, b.get(t, "P1").Booking)
}

func TestLateContraryFacts(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	apply := func(f shipping.Fact) shipping.Change {
		var c shipping.Change
		f.Shipment = "P1"
		require.NoError(t, b.desk.Store.Do(t.Context(), func(ctx context.Context, tx shipping.Tx) error {
			var err error
			c, err = b.desk.Apply(ctx, tx, f)
			return err
		}))
		return c
	}
	booked := shipping.Fact{Booking: shipping.Booked, Number: "N1"}
	b.open(t, parcel("P1"))
	assert.False(t, apply(shipping.Fact{Booking: shipping.Refused, Code: "full"}).None())
	c := apply(booked)
	assert.Equal(t, shipping.Refused, c.BookingBefore)
	assert.Equal(t, shipping.Booked, c.Shipment.Booking)
	assert.Empty(t, c.Shipment.Code)
	for _, back := range []shipping.Booking{shipping.InDoubt, shipping.Refused} {
		assert.True(t, apply(shipping.Fact{Booking: back, Code: "x"}).None(), back)
	}
	assert.True(t, apply(booked).None())
	c = apply(shipping.Fact{Booking: shipping.Booked, Number: "N2"})
	assert.Equal(t, "N1", c.Shipment.Number)
	assert.Equal(t, "number_conflict", c.Shipment.Code)
	assert.True(t, apply(shipping.Fact{Booking: shipping.Booked, Number: "N2"}).None())

	moved := shipping.Fact{Events: []shipping.Event{stop(1, shipping.PickedUp)}}
	c = apply(shipping.Fact{Booking: shipping.Cancelled})
	assert.Equal(t, shipping.Withdrawn, c.Shipment.Status)
	b.quiet(t)
	assert.True(t, apply(booked).None(), "the old answer again is a replay")
	booked.At = b.now.Add(time.Second)
	c = apply(booked)
	assert.Equal(t, shipping.Cancelled, c.BookingBefore)
	assert.Equal(t, shipping.Pending, c.Shipment.Status)
	assert.False(t, apply(moved).None())
	assert.True(t, apply(shipping.Fact{Booking: shipping.Cancelled}).None(), "it is on its way")
}

// Whatever call of the store fails, and however, the parcel arrives in the end
// under one label, and every version is told once.
func TestEveryCallMayFail(t *testing.T) {
	t.Parallel()
	for n := range 400 {
		b := fresh(nil)
		calls := 0
		b.db.Hook = func(context.Context, string) error {
			if calls++; calls == n+1 {
				return errors.New("the store failed")
			}
			return nil
		}
		for _, err := b.desk.Store.FindShipment(t.Context(), "P1"); err != nil; _, err = b.desk.Store.FindShipment(t.Context(), "P1") {
			_ = b.desk.Store.Do(t.Context(), func(ctx context.Context, tx shipping.Tx) error {
				_, err := b.desk.Open(ctx, tx, parcel("P1"))
				return err
			})
		}
		_ = b.desk.Advance(t.Context(), "P1")
		for range 24 * 7 {
			b.now = b.now.Add(time.Hour)
			_, _ = b.timers.RunOnce(t.Context())
		}
		s := b.get(t, "P1")
		require.Equal(t, shipping.Delivered, s.Status, "call %d", n)
		b.quiet(t)
		seen := map[int64]bool{1: true}
		all, err := b.db.UnsentEvents(t.Context(), 1000)
		require.NoError(t, err)
		for _, e := range all {
			seen[e.Version] = true
		}
		require.Len(t, seen, int(s.Version), "call %d", n)
		if calls <= n {
			return
		}
	}
	t.Fatal("the run does not end")
}

func TestWorkersAtOnce(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.wanli.Script = nil
	b.open(t, parcel("P1"))
	done := make(chan error)
	for range 8 {
		go func() { done <- b.desk.Advance(t.Context(), "P1") }()
	}
	for range 8 {
		require.NoError(t, <-done)
	}
	assert.Equal(t, "shipping.booked", b.types(t)[0])
	s := b.get(t, "P1")
	assert.Equal(t, shipping.Booked, s.Booking)
	assert.LessOrEqual(t, s.Version, int64(3), "booked once, announced once")
}

func TestCancel(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	b.open(t, parcel("P2"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P2"))
	require.NoError(t, b.desk.Cancel(t.Context(), "P1"))
	require.NoError(t, b.desk.Cancel(t.Context(), "P1"))
	assert.Equal(t, shipping.Cancelled, b.get(t, "P1").Booking)
	b.until(t, 1)
	err := b.desk.Cancel(t.Context(), "P2")
	assert.Equal(t, shipping.NotExecuted, shipping.OutcomeOf(err), "it is on its way")
	assert.Equal(t, shipping.Booked, b.get(t, "P2").Booking)
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		field  string
		change func(*shipping.Shipment)
	}{
		{"id", func(s *shipping.Shipment) { s.ID = "" }},
		{"id", func(s *shipping.Shipment) { s.ID = "a b" }},
		{"order", func(s *shipping.Shipment) { s.Order = "" }},
		{"service", func(s *shipping.Shipment) { s.Service = "rocket" }},
		{"grams", func(s *shipping.Shipment) { s.Grams = -1 }},
		{"cost", func(s *shipping.Shipment) { s.Cost = money.MustParseText("-1.00 CNY") }},
		{"items", func(s *shipping.Shipment) { s.Items = nil }},
		{"items[1]", func(s *shipping.Shipment) { s.Items = append(s.Items, shipping.Item{Line: 1}) }},
		{"to.country", func(s *shipping.Shipment) { s.To.Country = "cn" }},
		{"to.name", func(s *shipping.Shipment) { s.To.Name = " " }},
		{"to.city", func(s *shipping.Shipment) { s.To.City = "" }},
		{"to.street", func(s *shipping.Shipment) { s.To.Street = "a\x00b" }},
		{"to.phone", func(s *shipping.Shipment) { s.To.Phone = "\xff" }},
		{"to.postcode", func(s *shipping.Shipment) { s.To.Postcode = string(make([]byte, 400)) }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			t.Parallel()
			b := fresh(nil)
			s := parcel("P1")
			tc.change(&s)
			err := b.desk.Store.Do(t.Context(), func(ctx context.Context, tx shipping.Tx) error {
				_, err := b.desk.Open(ctx, tx, s)
				return err
			})
			require.ErrorIs(t, err, shipping.ErrRequest)
			wrong, ok := errors.AsType[*shipping.InputError](err)
			require.True(t, ok)
			assert.Equal(t, tc.field, wrong.Field)
			assert.Zero(t, b.db.Commits())
		})
	}
}

func TestDeskErrors(t *testing.T) {
	t.Parallel()
	b, ctx := fresh(nil), t.Context()
	require.ErrorIs(t, b.desk.Advance(ctx, "nobody"), shipping.ErrUnknown)
	require.ErrorIs(t, b.desk.Learn(ctx, shipping.Fact{Shipment: "nobody"}), shipping.ErrUnknown)
	require.ErrorIs(t, b.desk.Settle(ctx, shipping.Fact{Shipment: "nobody"}), shipping.ErrUnknown)
	b.open(t, parcel("P1"))
	require.ErrorIs(t, b.desk.Learn(ctx, shipping.Fact{Shipment: "P1", Booking: "lent"}), shipping.ErrRequest)
	require.ErrorIs(t, b.desk.Learn(ctx, shipping.Fact{Shipment: "P1", Booking: shipping.Booked}), shipping.ErrRequest)

	err := b.desk.Store.Do(ctx, func(ctx context.Context, tx shipping.Tx) error {
		s := parcel("P2")
		s.Carrier = "owl"
		_, err := b.desk.Open(ctx, tx, s)
		return err
	})
	require.ErrorIs(t, err, shipping.ErrNoCarrier)
	require.ErrorIs(t, b.desk.Offers("owl", ""), shipping.ErrNoCarrier)
	require.EqualError(t, b.desk.Offers("", ""), "shipping: carrier: no carrier was chosen")
	require.EqualError(t, b.desk.Offers("wanli", "rocket"), "shipping: service: is not offered by the carrier")
	require.NoError(t, b.desk.Offers("wanli", simcarrier.Express))
	require.NoError(t, b.desk.Offers("wanli", ""))
	b.desk.Settle = nil
	require.ErrorIs(t, b.desk.Advance(ctx, "P1"), shipping.ErrUnsettled)
	require.ErrorIs(t, b.desk.Learn(ctx, shipping.Fact{Shipment: "P1"}), shipping.ErrUnsettled)
	require.ErrorIs(t, (&shipping.Desk{Settle: shipping.Alone(b.desk)}).Advance(ctx, "P1"), shipping.ErrConfig)
}

// failing is a carrier that cannot quote and answers what it should not.
type failing struct {
	*simcarrier.Carrier
	rates []shipping.Rate
	err   error
}

func (f failing) Rates(context.Context, shipping.Quote) ([]shipping.Rate, error) {
	return f.rates, f.err
}

func TestRates(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	down := errors.New("down")
	usd := money.MustParseText("0.01 USD")
	b.desk.Carriers["broken"] = failing{b.wanli, nil, down}
	b.desk.Carriers["dollar"] = failing{b.wanli, []shipping.Rate{{Service: "s", Price: usd}}, nil}
	b.desk.Carriers["alike"] = b.wanli
	q := shipping.Quote{To: shipping.Address{Country: "CN"}, Grams: 1200, Currency: "CNY"}
	rates, err := b.desk.Rates(t.Context(), q)
	require.ErrorIs(t, err, down)
	require.ErrorContains(t, err, "rates of dollar")
	var got []string
	for _, r := range rates {
		got = append(got, fmt.Sprintf("%s %s %s", r.Carrier, r.Service, r.Price))
	}
	assert.Equal(t, []string{"alike standard 12.00 CNY", "wanli standard 12.00 CNY", "alike express 28.00 CNY", "wanli express 28.00 CNY"}, got)

	for _, wrong := range []shipping.Quote{
		{To: q.To, Grams: -1, Currency: "CNY"}, {To: q.To, Currency: "cny"}, {Currency: "CNY"},
	} {
		_, err = b.desk.Rates(t.Context(), wrong)
		require.ErrorIs(t, err, shipping.ErrRequest)
	}
}

func TestSilenceEnds(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	silent := shipping.Fact{Shipment: "P1", Booking: shipping.Booked, Number: "not one of wanli's"}
	require.NoError(t, b.desk.Learn(t.Context(), silent))
	b.desk.Carriers["wanli"] = mute{b.wanli}
	b.until(t, 61)
	assert.Equal(t, shipping.Expired, b.get(t, "P1").Status)
	b.quiet(t)
	require.NoError(t, b.desk.Learn(t.Context(), shipping.Fact{
		Shipment: "P1", Events: []shipping.Event{{Status: shipping.InTransit, Occurred: b.now}},
	}))
	assert.Equal(t, shipping.InTransit, b.get(t, "P1").Status)
	_, waiting, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	assert.True(t, waiting, "it is followed again")
}

type mute struct{ *simcarrier.Carrier }

func (mute) Track(context.Context, shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{}, nil
}

// says is a carrier that answers to a booking, and to a look, what a test wants.
type says struct {
	*simcarrier.Carrier
	fact shipping.Fact
	err  error
}

func (c says) Book(context.Context, shipping.Shipment) (shipping.Fact, error) { return c.fact, c.err }

func (c says) Track(context.Context, shipping.Shipment) (shipping.Fact, error) { return c.fact, c.err }

func TestAnswersToABooking(t *testing.T) {
	t.Parallel()
	yen := money.MustParseText("500 JPY")
	for _, tc := range []struct {
		name string
		fact shipping.Fact
		err  error
		want shipping.Booking
		code string
		wait time.Duration
	}{
		{"booked", shipping.Fact{Booking: shipping.Booked, Number: "N", Cost: yen}, nil, shipping.Booked, "", time.Hour},
		{"no number", shipping.Fact{Booking: shipping.Booked}, nil, shipping.InDoubt, "no_answer", 5 * time.Second},
		{"nothing", shipping.Fact{}, nil, shipping.InDoubt, "no_answer", 5 * time.Second},
		{"intent", shipping.Fact{Booking: shipping.Intent}, nil, shipping.InDoubt, "no_answer", 5 * time.Second},
		{"error beats fact", shipping.Fact{Booking: shipping.Booked, Number: "N"}, errors.New("reset"), shipping.InDoubt, "", 5 * time.Second},
		{"executed", shipping.Fact{}, &shipping.Error{Outcome: shipping.Executed, Code: "dup"}, shipping.InDoubt, "dup", 5 * time.Second},
		{"advice", shipping.Fact{}, &shipping.Error{Code: "busy", Retry: time.Minute}, shipping.InDoubt, "busy", time.Minute},
		{"refused", shipping.Fact{}, &shipping.Error{Outcome: shipping.NotExecuted, Code: "full"}, shipping.Refused, "full", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := fresh(nil)
			b.open(t, parcel("P1"))
			b.desk.Carriers["wanli"] = says{&simcarrier.Carrier{Name: "wanli", Now: b.wanli.Now}, tc.fact, tc.err}
			require.NoError(t, b.desk.Advance(t.Context(), "P1"))
			s := b.get(t, "P1")
			assert.Equal(t, tc.want, s.Booking)
			assert.Equal(t, tc.code, s.Code)
			assert.Equal(t, tc.fact.Cost, s.Cost)
			due, waiting, err := b.db.NextTimer(t.Context())
			require.NoError(t, err)
			assert.Equal(t, tc.wait > 0, waiting)
			if waiting {
				assert.Equal(t, b.now.Add(tc.wait), due)
			}
		})
	}
}

func TestNewLabelIsNotKnownYet(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	b.desk.Carriers["wanli"] = says{b.wanli, shipping.Fact{}, &shipping.Error{Outcome: shipping.NotFound, Code: "none"}}
	b.now = b.now.Add(time.Hour)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
	due, _, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	assert.Equal(t, b.now.Add(time.Hour), due, "asked again at the usual pace")
}

func TestTrackingErrorsWaitAsAdvised(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	require.NoError(t, b.desk.Advance(t.Context(), "P1"))
	b.desk.Carriers["wanli"] = busy{b.wanli}
	b.now = b.now.Add(time.Hour)
	_, err := b.timers.RunOnce(t.Context())
	require.NoError(t, err)
	due, _, err := b.db.NextTimer(t.Context())
	require.NoError(t, err)
	assert.Equal(t, b.now.Add(30*time.Minute), due)
	require.Error(t, b.desk.Advance(t.Context(), "P1"))
}

type busy struct{ *simcarrier.Carrier }

func (busy) Track(context.Context, shipping.Shipment) (shipping.Fact, error) {
	return shipping.Fact{}, &shipping.Error{Code: "rate_limited", Retry: 30 * time.Minute}
}

// Facts in any order, repeated, never lose a label or a stop.
func TestApplyIsMonotonic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := fresh(nil)
		b.open(t, parcel("P1"))
		var told []shipping.Event
		label := false
		for range rapid.IntRange(1, 8).Draw(t, "facts") {
			f := shipping.Fact{
				Shipment: "P1", Number: "N1", Code: "c",
				Booking: rapid.SampledFrom([]shipping.Booking{"", shipping.Booked, shipping.InDoubt, shipping.Refused}).Draw(t, "booking"),
				Events:  events().Draw(t, "events"),
			}
			told = append(told, f.Events...)
			label = label || f.Booking == shipping.Booked
			require.NoError(t, b.desk.Learn(context.Background(), f))
			if f.Booking != shipping.InDoubt {
				commits := b.db.Commits()
				require.NoError(t, b.desk.Settle(context.Background(), f))
				require.Equal(t, commits, b.db.Commits(), "the same fact again commits nothing")
			}
		}
		s := b.get(t, "P1")
		want, _ := shipping.Reduce(told)
		require.Equal(t, want, s.Status)
		require.Equal(t, label, s.Booking == shipping.Booked)
	})
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	require.NoError(t, shipping.Lifecycle().Check())
	assert.Equal(t, []shipping.Happening{shipping.Cancels, shipping.Recalls}, shipping.Lifecycle().Permitted(shipping.Booked))
}
