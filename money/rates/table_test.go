package rates_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

func at(tb testing.TB, base, quote money.Currency, text string, when time.Time) rates.Rate {
	tb.Helper()
	r, err := rates.Parse(base, quote, text, rates.Info{Provider: "ecb", AsOf: when})
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

func table(tb testing.TB, list ...rates.Rate) *rates.Table {
	tb.Helper()
	t, err := rates.NewTable(list)
	if err != nil {
		tb.Fatal(err)
	}
	return t
}

func TestLookupOnOrBefore(t *testing.T) {
	friday := monday.AddDate(0, 0, -3)
	tab := table(t, at(t, eur, usd, "1.2", monday), at(t, eur, usd, "1.1", friday), at(t, eur, jpy, "150", friday), at(t, eur, cny, "8", monday))
	tests := []struct {
		name        string
		base, quote money.Currency
		when        time.Time
		want        string // empty for ErrNoRate
	}{
		{"the day", eur, usd, monday, "6/5"},
		{"later", eur, usd, monday.AddDate(1, 0, 0), "6/5"},
		{"a moment before", eur, usd, monday.Add(-1), "11/10"},
		{"weekend", eur, usd, friday.AddDate(0, 0, 2), "11/10"},
		{"before all", eur, usd, friday.Add(-1), ""},
		{"inverse", usd, eur, monday, "5/6"},
		{"itself", usd, usd, friday.AddDate(-9, 0, 0), "1/1"},
		{"cross of one day, not of two", usd, jpy, monday, "1500/11"},
		{"cross of the newest day", cny, usd, monday, "3/20"},
		{"no common day", cny, jpy, monday, ""},
		{"nobody has it", eur, kwd, monday, ""},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			r, err := tab.Lookup(tc.base, tc.quote, tc.when)
			if tc.want == "" {
				if !errors.Is(err, rates.ErrNoRate) || !r.IsZero() {
					t.Errorf("got %s, %v", r, err)
				}
				return
			}
			if err != nil || r.Rat().String() != strings.Replace(tc.want, " ", "", 1) {
				t.Errorf("got %s, %v, want %s", r, err, tc.want)
			}
		})
	}
	_, err := tab.Lookup(money.Currency{}, usd, monday)
	refused(t, err, "base", "unknown currency")
	if n := testing.AllocsPerRun(100, func() { _, _ = tab.Lookup(eur, usd, monday) }); n != 0 {
		t.Errorf("a published pair costs %v allocations", n)
	}
}

func TestRefusedTables(t *testing.T) {
	r := at(t, eur, usd, "1.2", monday)
	_, err := rates.NewTable([]rates.Rate{{}})
	refused(t, err, "rate", "missing")
	_, err = rates.NewTable([]rates.Rate{r, r})
	refused(t, err, "EUR/USD", "two rates")
	_, err = rates.NewTable([]rates.Rate{r, r.Invert()})
	refused(t, err, "USD/EUR", "both directions")
	_, err = table(t, r).With([]rates.Rate{r.Invert()})
	refused(t, err, "USD/EUR", "both directions")
	same, _ := rates.Same(eur, monday)
	_, err = rates.NewTable([]rates.Rate{same})
	refused(t, err, "EUR", "itself")
}

func TestTablesDoNotChange(t *testing.T) {
	first := table(t, at(t, eur, usd, "1.1", monday), at(t, eur, usd, "1.3", monday.AddDate(0, 0, 2)))
	second, err := first.With([]rates.Rate{at(t, eur, usd, "1.2", monday), at(t, eur, usd, "1.25", monday.AddDate(0, 0, 1)), at(t, eur, jpy, "150", monday)})
	if err != nil {
		t.Fatal(err)
	}
	old, _ := first.Lookup(eur, usd, monday.AddDate(0, 0, 1))
	now, _ := second.Lookup(eur, usd, monday)
	next, _ := second.Lookup(eur, usd, monday.AddDate(0, 0, 1))
	last, _ := second.Lookup(eur, usd, monday.AddDate(0, 0, 2))
	if old.Rat().String() != "11/10" || now.Rat().String() != "6/5" || next.Rat().String() != "5/4" || last.Rat().String() != "13/10" {
		t.Errorf("got %s, %s, %s, %s", old, now, next, last)
	}
	short := second.Since(monday.AddDate(0, 0, 1))
	if _, err := short.Lookup(eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("dropped and there: %v", err)
	}
	if r, err := short.Lookup(eur, usd, monday.AddDate(0, 0, 1)); err != nil || !r.Equal(next) {
		t.Errorf("got %s, %v", r, err)
	}
	if !short.Latest().Equal(monday.AddDate(0, 0, 2)) {
		t.Errorf("latest is %s", short.Latest())
	}
}

// TestWithdrawnCurrencies: old orders stay readable, new amounts are refused.
func TestWithdrawnCurrencies(t *testing.T) {
	hrk := money.MustCurrency("HRK")
	then := time.Date(2022, 12, 30, 0, 0, 0, 0, time.UTC)
	tab := table(t, at(t, eur, hrk, "7.5365", then))
	c := rates.Converter{Source: tab, Policy: rates.Policy{MaxDays: 9999}}
	got, r, err := c.Convert(t.Context(), money.New(10000, eur), hrk, then, money.HalfUp)
	if err != nil || got != money.New(75365, hrk) || r.Quote() != hrk {
		t.Errorf("then: %s, %v", got, err)
	}
	_, _, err = c.Convert(t.Context(), money.New(100, eur), hrk, monday, money.HalfUp)
	refused(t, err, "quote", "HRK was withdrawn in 2023-01")
	_, _, err = c.Convert(t.Context(), money.New(100, hrk), eur, monday, money.HalfUp)
	refused(t, err, "base", "HRK was withdrawn in 2023-01")
	_, _, err = c.Convert(t.Context(), money.Money{}, eur, monday, money.HalfUp)
	refused(t, err, "base", "unknown currency")
	_, err = rates.Lock(r, "q1", monday, time.Hour)
	refused(t, err, "quote", "HRK was withdrawn")
	_, err = rates.Ask(t.Context(), rates.Desk{}, rates.QuoteRequest{Base: eur, Quote: hrk, At: monday, Hold: time.Hour})
	refused(t, err, "quote", "HRK was withdrawn")
	if _, err = tab.Lookup(hrk, eur, monday); err != nil {
		t.Errorf("an old order asks: %v", err)
	}
}

func TestPolicy(t *testing.T) {
	thursday := time.Date(2026, 4, 2, 0, 0, 0, 0, time.UTC) // before Easter
	tests := []struct {
		name   string
		policy rates.Policy
		days   int // after that Thursday
		stale  bool
	}{
		{"the same day", rates.Policy{}, 0, false},
		{"Good Friday counts as a weekday", rates.Policy{}, 1, true},
		{"Good Friday of the euro", rates.Policy{Calendar: rates.Target{}}, 1, false},
		{"Easter Monday of the euro", rates.Policy{Calendar: rates.Target{}}, 4, false},
		{"Tuesday after Easter", rates.Policy{Calendar: rates.Target{}}, 5, true},
		{"one day allowed", rates.Policy{MaxDays: 1, Calendar: rates.Target{}}, 5, false},
		{"and no more", rates.Policy{MaxDays: 1, Calendar: rates.Target{}}, 6, true},
		{"centuries", rates.Policy{MaxDays: 30}, 400 * 365, true},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			err := tc.policy.Check(at(t, eur, usd, "1.1", thursday), thursday.AddDate(0, 0, tc.days))
			if errors.Is(err, rates.ErrStale) != tc.stale || !tc.stale && err != nil {
				t.Errorf("got %v", err)
			}
		})
	}
	fixed, _ := rates.Parse(eur, money.MustCurrency("HRK"), "7.53450", rates.Info{Provider: "law", Kind: rates.Fixed, AsOf: thursday})
	if err := (rates.Policy{}).Check(fixed, thursday.AddDate(9, 0, 0)); err != nil {
		t.Errorf("a fixed rate grew old: %v", err)
	}
	refused(t, rates.Policy{}.Check(rates.Rate{}, monday), "rate", "missing")
}

// down is a source that cannot tell.
type down struct{}

func (down) Rate(context.Context, money.Currency, money.Currency, time.Time) (rates.Rate, error) {
	return rates.Rate{}, errBroken
}

func TestChain(t *testing.T) {
	old := table(t, at(t, eur, usd, "1.1", monday.AddDate(0, -1, 0)))
	fresh, _ := rates.Parse(eur, usd, "1.2", rates.Info{Provider: "bank", AsOf: monday})
	c := rates.Chain{Sources: []rates.Source{down{}, &rates.Holder{}, old, table(t, fresh)}, Policy: rates.Policy{MaxDays: 1}}
	r, err := c.Rate(t.Context(), eur, usd, monday)
	if err != nil || r.Info().Provider != "bank" {
		t.Errorf("got %s, %v, want the first fresh one with its provider", r, err)
	}
	c.Sources = c.Sources[:3]
	_, err = c.Rate(t.Context(), eur, usd, monday)
	for _, want := range []error{errBroken, rates.ErrNoRate, rates.ErrStale} {
		if !errors.Is(err, want) {
			t.Errorf("the error lost %v: %v", want, err)
		}
	}
	if _, err = (rates.Chain{}).Rate(t.Context(), eur, usd, monday); !errors.Is(err, rates.ErrNoRate) {
		t.Errorf("an empty chain: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err = c.Rate(ctx, eur, usd, monday); !errors.Is(err, context.Canceled) || errors.Is(err, errBroken) {
		t.Errorf("a cancelled context: %v", err)
	}
}
