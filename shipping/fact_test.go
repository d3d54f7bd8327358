package shipping_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/shipping"
)

// What no store should keep is refused with the field's name, and the parcel
// stays as it was.
func TestFactsThatAreRefused(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	long := strings.Repeat("万", 101)
	for _, tc := range []struct {
		field  string
		change func(*shipping.Fact)
	}{
		{"booking", func(f *shipping.Fact) { f.Booking = "lent" }},
		{"number", func(f *shipping.Fact) { f.Number = "" }},
		{"number", func(f *shipping.Fact) { f.Number = "N\n1" }},
		{"number", func(f *shipping.Fact) { f.Number = long }},
		{"code", func(f *shipping.Fact) { f.Code = "\xff" }},
		{"cost", func(f *shipping.Fact) { f.Cost = money.MustParseText("-1.00 CNY") }},
		{"events", func(f *shipping.Fact) { f.Events = make([]shipping.Event, 1001) }},
		{"events[1].status", func(f *shipping.Fact) { f.Events[1].Status = "weird" }},
		{"events[1].status", func(f *shipping.Fact) { f.Events[1].Status = "" }},
		{"events[0].fault", func(f *shipping.Fact) { f.Events[0].Fault = "weather" }},
		{"events[0].key", func(f *shipping.Fact) { f.Events[0].Key = long }},
		{"events[0].code", func(f *shipping.Fact) { f.Events[0].Code = "a\x00" }},
		{"events[1].detail", func(f *shipping.Fact) { f.Events[1].Detail = "\u0085" }},
	} {
		t.Run(tc.field, func(t *testing.T) {
			f := shipping.Fact{
				Shipment: "P1", Booking: shipping.Booked, Number: "N1",
				Events: []shipping.Event{stop(1, shipping.PickedUp), stop(2, shipping.Delivered)},
			}
			tc.change(&f)
			for _, err := range []error{b.desk.Learn(t.Context(), f), b.desk.Settle(t.Context(), f)} {
				wrong, ok := errors.AsType[*shipping.InputError](err)
				require.True(t, ok, err)
				assert.Equal(t, tc.field, wrong.Field)
			}
			assert.EqualValues(t, 1, b.get(t, "P1").Version)
		})
	}
}

// A carrier's free text never stops a parcel: it is cut, and the same text again
// is no news.
func TestFreeTextIsCut(t *testing.T) {
	t.Parallel()
	b := fresh(nil)
	b.open(t, parcel("P1"))
	e := stop(1, shipping.InTransit)
	e.Key, e.Place, e.Words = "", strings.Repeat("成", 300), "a\x00b\xff\n"+strings.Repeat("都", 1<<20)
	f := shipping.Fact{Shipment: "P1", Events: []shipping.Event{e}}
	require.NoError(t, b.desk.Learn(t.Context(), f))
	commits := b.db.Commits()
	require.NoError(t, b.desk.Settle(t.Context(), f))
	require.Equal(t, commits, b.db.Commits())
	got := b.get(t, "P1").Events
	require.Len(t, got, 1)
	assert.Equal(t, strings.Repeat("成", 200), got[0].Place)
	assert.Equal(t, "a b\ufffd "+strings.Repeat("都", 995), got[0].Words)

	other := f.Events[0]
	other.Words += "!" // another stop, although what is kept of it is the same
	f.Events = []shipping.Event{other}
	require.NoError(t, b.desk.Learn(t.Context(), f))
	require.Len(t, b.get(t, "P1").Events, 2)
}

// FuzzFact tells a parcel anything: it is refused, or what is kept is fit to be
// stored and shown, and known when it comes again.
func FuzzFact(f *testing.F) {
	f.Add("booked", "N1", "in_transit", "k", "成都", "到达\x00", "c")
	f.Add("", "", "weird", "", "\xff", strings.Repeat("w", 2000), "")
	f.Fuzz(func(t *testing.T, booking, number, status, key, place, words, code string) {
		b := fresh(nil)
		b.open(t, parcel("P1"))
		e := stop(1, shipping.Status(status))
		e.Key, e.Place, e.Words, e.Code = key, place, words, code
		fact := shipping.Fact{Shipment: "P1", Booking: shipping.Booking(booking), Number: number, Events: []shipping.Event{e}}
		if err := b.desk.Learn(t.Context(), fact); err != nil {
			require.ErrorIs(t, err, shipping.ErrRequest)
			return
		}
		s := b.get(t, "P1")
		shown := fmt.Sprint(s.Number, s.Events[0])
		require.True(t, utf8.ValidString(shown))
		require.NotContains(t, shown, "\x00")
		require.LessOrEqual(t, utf8.RuneCountInString(s.Events[0].Words), 1000)
		_, news := shipping.MergeEvents(s.Events, s.Events)
		require.Zero(t, news)
		version := s.Version
		if booking != string(shipping.InDoubt) { // which counts one more attempt
			require.NoError(t, b.desk.Learn(t.Context(), fact))
			require.Equal(t, version, b.get(t, "P1").Version)
		}
	})
}
