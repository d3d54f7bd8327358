package rates_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

func TestZeroRate(t *testing.T) {
	var z rates.Rate
	if !z.IsZero() || !z.Invert().IsZero() || z.Rat() != nil || z.Path() != nil || z.Info() != (rates.Info{}) || z.String() != "(no rate)" {
		t.Errorf("got %s by %v", z, z.Path())
	}
	if !z.Equal(rates.Rate{}) || z.Equal(parse(t, eur, usd, "1")) || parse(t, eur, usd, "1").Equal(z) {
		t.Error("the zero Rate equals another")
	}
	var r rates.Rate
	if err := json.Unmarshal([]byte("null"), &r); err != nil || !r.IsZero() {
		t.Errorf("got %s, %v", r, err)
	}
}

func TestKinds(t *testing.T) {
	for k := rates.Reference; k <= rates.Fixed; k++ {
		text, err := k.MarshalText()
		var back rates.Kind
		if err != nil || back.UnmarshalText(text) != nil || back != k || string(text) != k.String() {
			t.Errorf("%s comes back as %s, %v", text, back, err)
		}
	}
	_, err := rates.Kind(9).MarshalText()
	refused(t, err, "kind", "list")
	if s := rates.Kind(9).String(); s != "(unknown kind)" {
		t.Error(s)
	}
	tests := []struct{ a, b, want rates.Kind }{
		{rates.Mid, rates.Reference, rates.Mid},
		{rates.Reference, rates.Mid, rates.Mid},
		{rates.Reference, rates.Reference, rates.Reference},
		{rates.Sell, rates.Sell, rates.Sell},
		{rates.Fixed, rates.Buy, rates.Buy},
		{rates.Sell, rates.Fixed, rates.Sell},
	}
	for _, tc := range tests {
		a, _ := rates.Parse(eur, usd, "2", info(tc.a))
		b, _ := rates.Parse(usd, jpy, "3", info(tc.b))
		if c, err := a.Cross(b); err != nil || c.Info().Kind != tc.want {
			t.Errorf("%s and %s: %s, %v", tc.a, tc.b, c.Info().Kind, err)
		}
	}
}

func TestDamagedZip(t *testing.T) {
	whole := zipped(t, map[string]string{"a.csv": strings.Repeat(dailyCSV, 50)})
	damaged := bytes.Clone(whole)
	damaged[60] ^= 0xff
	_, err := rates.ECBZip(bytes.NewReader(damaged))
	if !errors.Is(err, rates.ErrInput) {
		t.Errorf("got %v", err)
	}
	for _, read := range []reader{rates.ECBXML, rates.ECBCSV, rates.ECBZip, rates.OpenExchangeRates, rates.CFETS} {
		if _, err := read(failing{}); !errors.Is(err, errBroken) {
			t.Errorf("the error of the reader is lost: %v", err)
		}
	}
}

func TestNothingIsTakenHalf(t *testing.T) {
	bad := []string{
		`{"base":"EUR"`, `{"base":}`, `{"base":"EUR","rates":{"USD":1.1}`, `{"base":"EUR","timestamp":1776092400,"rates":[1]}`,
		`{"base":7,"timestamp":1776092400,"rates":{"USD":1}}`, `{"base":"EUR","timestamp":1776092400,"rates":{"USD":1.x}}`,
		`{"base":"EUR","timestamp":1776092400,"rates":{"USD":0e1}}`, "{\"base\":\"EUR\"\x00}",
	}
	for _, body := range bad {
		if feed, err := rates.OpenExchangeRates(strings.NewReader(body)); !errors.Is(err, rates.ErrInput) || feed.Rates != nil {
			t.Errorf("%s: %v, %v", body, feed, err)
		}
	}
}

func TestRefusedRecords(t *testing.T) {
	good, err := json.Marshal(parse(t, eur, usd, "1.5"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, to, field, why string }{
		{"long", `"ecb"`, `"` + strings.Repeat("x", 1<<14) + `"`, "rate", "16 kB"},
		{"no legs", `"path":[{`, `"path":[],"x":[{`, "rate", "unknown field"},
		{"null legs", pathOf(string(good)), `"path":null`, "path", "1 to 8 legs"},
		{"goes on", `]}`, `]}{}`, "rate", "goes on"},
		{"not a number", `"num":"3"`, `"num":"3.0"`, "rate", "whole numbers"},
		{"zero", `"den":"2"`, `"den":"0"`, "rate", "above zero"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var r rates.Rate
			err := r.UnmarshalJSON([]byte(strings.Replace(string(good), tc.old, tc.to, 1)))
			refused(t, err, tc.field, tc.why)
			if !r.IsZero() {
				t.Errorf("took %s", r)
			}
		})
	}
}

// pathOf returns the path member of a stored rate.
func pathOf(record string) string {
	i := strings.Index(record, `"path":`)
	return record[i : len(record)-1]
}

func TestExpiredInTableAndCache(t *testing.T) {
	short := info(rates.Mid)
	short.ValidUntil = monday.Add(time.Hour)
	r, err := rates.Parse(eur, usd, "1.2", short)
	if err != nil {
		t.Fatal(err)
	}
	tab := table(t, r)
	if got, err := tab.Lookup(usd, eur, monday.Add(time.Hour)); !errors.Is(err, rates.ErrExpired) || !got.IsZero() {
		t.Errorf("got %s, %v", got, err)
	}
	b := &bank{tab: tab}
	now := monday
	c, err := rates.NewCached(rates.CachedOptions{Source: b, Every: 24 * time.Hour, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Want(eur, usd), c.RunOnce(t.Context())); err != nil {
		t.Fatal(err)
	}
	now = now.Add(2 * time.Hour)
	if got, err := c.Rate(t.Context(), eur, usd, now); !errors.Is(err, rates.ErrExpired) || !got.IsZero() {
		t.Errorf("got %s, %v", got, err)
	}
	if err := c.RunOnce(t.Context()); !errors.Is(err, rates.ErrExpired) || len(b.asked) != 2 {
		t.Errorf("an expired rate is asked for again: %v, %v", b.asked, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.RunOnce(ctx); !errors.Is(err, context.Canceled) || len(b.asked) != 2 {
		t.Errorf("got %v, %v", b.asked, err)
	}
}

func TestOldDays(t *testing.T) {
	old := time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC)
	tab := table(t, at(t, eur, usd, "2", old), at(t, eur, jpy, "6", old.Add(2*time.Hour)), at(t, eur, cny, "4", old.Add(-20*time.Hour)))
	if _, err := tab.Lookup(usd, jpy, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("two days are one: %v", err)
	}
	if r, err := tab.Lookup(usd, cny, monday); err != nil || r.Rat().String() != "2/1" {
		t.Errorf("got %s, %v", r, err)
	}
	if n := rates.BusinessDays(old, old.Add(2*time.Hour), rates.Weekdays{}); n != 1 {
		t.Errorf("%d days between the 31st and the 1st", n)
	}
	var none *rates.Table
	if next, err := none.With([]rates.Rate{parse(t, eur, usd, "1")}); err != nil || !next.Latest().Equal(monday) {
		t.Errorf("got %v", err)
	}
}

// TestBestHub goes through the currency with the newest common day, and from one
// published in the other direction.
func TestBestHub(t *testing.T) {
	old := monday.AddDate(0, 0, -7)
	tab := table(t, at(t, eur, usd, "2", old), at(t, eur, jpy, "300", old), at(t, usd, cny, "7", monday), at(t, cny, jpy, "20", monday))
	r, err := tab.Lookup(usd, jpy, monday)
	if err != nil || r.Rat().String() != "140/1" || !r.Info().AsOf.Equal(monday) {
		t.Errorf("got %s, %v", r, err)
	}
	if r, err = tab.Lookup(jpy, usd, old); err != nil || r.Rat().String() != "1/150" {
		t.Errorf("got %s, %v", r, err)
	}
	if _, err = tab.Lookup(kwd, money.MustCurrency("GBP"), monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("got %v", err)
	}
}
