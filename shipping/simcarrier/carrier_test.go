package simcarrier_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/shipping"
	"github.com/cartwright-go/cartwright/shipping/simcarrier"
)

func start() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }

func to(country string) shipping.Shipment {
	return shipping.Shipment{ID: "P1", To: shipping.Address{Country: country, City: "Lyon"}, Service: simcarrier.Standard, Grams: 800}
}

// travel books a parcel and answers its whole history.
func travel(t *testing.T, c *simcarrier.Carrier, s shipping.Shipment) (shipping.Shipment, []shipping.Event) {
	t.Helper()
	now := start()
	c.Now = func() time.Time { return now }
	f, err := c.Book(t.Context(), s)
	require.NoError(t, err)
	s.Booking, s.Number, s.BookedAt, s.Promised, s.Cost = shipping.Booked, f.Number, f.At, f.Promised, f.Cost
	now = now.Add(c.Day * 30)
	if c.Day == 0 {
		now = now.Add(30 * 24 * time.Hour)
	}
	tracked, err := c.Track(t.Context(), s)
	require.NoError(t, err)
	return s, tracked.Events
}

func TestJourneys(t *testing.T) {
	t.Parallel()
	const parcels = 2000
	for _, country := range []string{"CN", "FR"} {
		for _, day := range []time.Duration{0, time.Minute, time.Second} {
			t.Run(fmt.Sprint(country, day), func(t *testing.T) {
				t.Parallel()
				c := &simcarrier.Carrier{Name: "wanli", Seed: 3, Day: day, AttemptFails: 100, Late: 100, Trouble: 100}
				late, failed, trouble := 0, 0, 0
				for i := range parcels {
					s := to(country)
					s.ID = shipping.ID(fmt.Sprint("P", i))
					s, events := travel(t, c, s)
					status, unmapped := shipping.Reduce(events)
					require.Equal(t, shipping.Delivered, status)
					require.Zero(t, unmapped)
					_, news := shipping.MergeEvents(nil, events)
					require.Len(t, events, news, "every key is its own")
					last := events[0]
					for _, e := range events {
						require.False(t, e.Occurred.Before(last.Occurred), "%v after %v", e, last)
						require.NotEmpty(t, e.Place)
						last = e
						failed += count(e.Status == shipping.AttemptFailed)
						trouble += count(e.Status == shipping.Exception)
					}
					late += count(last.Occurred.After(s.Promised))
				}
				assert.InDelta(t, 100, failed*1000/parcels, 25)
				assert.InDelta(t, 100, trouble*1000/parcels, 25)
				assert.InDelta(t, 115, late*1000/parcels, 35, "some are late because nobody was at home")
			})
		}
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestSameAfterARestart(t *testing.T) {
	t.Parallel()
	first, events := travel(t, simcarrier.Wanli(5, nil), to("FR"))
	again, same := travel(t, simcarrier.Wanli(5, nil), to("FR"))
	assert.Equal(t, first, again)
	assert.Equal(t, events, same)
	other, _ := travel(t, simcarrier.Wanli(6, nil), to("FR"))
	assert.NotEqual(t, first.Number, other.Number)
	assert.True(t, strings.HasPrefix(first.Number, "WA"), first.Number)
}

func TestRates(t *testing.T) {
	t.Parallel()
	c := simcarrier.Heron(1, start)
	c.Countries = []string{"CN", "FR"}
	prices := func(country, currency string, grams int64) []string {
		rates, err := c.Rates(context.Background(), shipping.Quote{To: shipping.Address{Country: country}, Grams: grams, Currency: currency})
		require.NoError(t, err)
		var all []string
		for _, r := range rates {
			all = append(all, fmt.Sprint(r.Service, " ", r.Price, " ", r.By.Sub(start()).Hours()/24))
		}
		return all
	}
	assert.Equal(t, []string{"standard 10.00 CNY 5", "express 20.00 CNY 2"}, prices("CN", "CNY", 0))
	assert.Equal(t, prices("CN", "CNY", 0), prices("CN", "CNY", 500))
	assert.Equal(t, []string{"standard 12.00 CNY 5", "express 25.00 CNY 2"}, prices("CN", "CNY", 501))
	assert.Equal(t, []string{"standard 12.18 USD 14", "express 24.08 USD 6"}, prices("FR", "USD", 900))
	assert.Equal(t, []string{"standard 1827 JPY 14", "express 3612 JPY 6"}, prices("FR", "JPY", 900))
	assert.Empty(t, prices("DE", "CNY", 1))
	assert.Empty(t, prices("CN", "CNY", 30_001))
	assert.Empty(t, prices("CN", "BHD", 1))
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	c := simcarrier.Wanli(1, start)
	heavy := to("CN")
	heavy.Grams = 40_000
	_, err := c.Book(t.Context(), heavy)
	assert.Equal(t, shipping.NotExecuted, shipping.OutcomeOf(err))
	_, err = (&simcarrier.Carrier{}).Book(t.Context(), to("CN"))
	assert.Equal(t, shipping.NotExecuted, shipping.OutcomeOf(err))
	_, err = c.Track(t.Context(), to("CN"))
	assert.Equal(t, shipping.NotFound, shipping.OutcomeOf(err))
}

func Example() {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	wanli := simcarrier.Wanli(1, func() time.Time { return now })
	wanli.Day = time.Minute
	parcel := shipping.Shipment{ID: "P1", Service: simcarrier.Express, To: shipping.Address{Country: "CN", City: "Beijing 北京"}}

	booked, err := wanli.Book(context.Background(), parcel)
	if err != nil {
		fmt.Println(err)
		return
	}
	parcel.Booking, parcel.Number, parcel.BookedAt = booked.Booking, booked.Number, booked.At
	now = now.Add(2 * time.Minute)
	tracked, err := wanli.Track(context.Background(), parcel)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, e := range tracked.Events {
		fmt.Println(e.Occurred.Sub(booked.At).Round(time.Second), e.Status, e.Place)
	}
	// Output:
	// 0s pending Nanjing 南京
	// 7s picked_up Nanjing 南京
	// 10s in_transit Nanjing 南京
	// 30s in_transit Shenzhen 深圳
	// 40s in_transit Shenzhen 深圳
	// 50s in_transit Beijing 北京
	// 53s out_for_delivery Beijing 北京
	// 58s delivered Beijing 北京
}
