package rates_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

const sliceFile = "../../../shared/data/money/ecb_eurofxref_hist_slice.csv"

func slice(tb testing.TB) []byte {
	tb.Helper()
	b, err := os.ReadFile(sliceFile)
	if errors.Is(err, os.ErrNotExist) {
		tb.Skip("no ../shared/data/money beside the project: the ECB slice is not there")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// TestEveryPairOfEveryDay holds each rate of the slice, each inverse and each
// cross rate against fractions made of the text itself.
func TestEveryPairOfEveryDay(t *testing.T) {
	body := slice(t)
	feed, err := rates.ECBCSV(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(feed.Skipped) > 0 {
		t.Errorf("skipped %v", feed.Skipped)
	}
	table, err := rates.NewTable(feed.Rates)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	one, pairs := big.NewRat(1, 1), 0
	for i, row := range rows[1:] {
		if testing.Short() && i%40 != 0 {
			continue
		}
		at, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			t.Fatal(err)
		}
		codes, values := []string{"EUR"}, []*big.Rat{one}
		for j, cell := range row[1:] {
			if cell == "N/A" || cell == "" {
				continue
			}
			v, _ := new(big.Rat).SetString(cell)
			codes, values = append(codes, rows[0][j+1]), append(values, v)
		}
		pairs += checkDay(t, table, at, codes, values)
	}
	t.Logf("%d pairs on %d days", pairs, len(rows)-1)
}

func checkDay(t *testing.T, table *rates.Table, at time.Time, codes []string, values []*big.Rat) int {
	t.Helper()
	for i, from := range codes {
		for j, to := range codes {
			r, err := table.Lookup(money.MustCurrency(from), money.MustCurrency(to), at)
			if err != nil {
				t.Fatalf("%s/%s on %s: %v", from, to, at, err)
			}
			if want := new(big.Rat).Quo(values[j], values[i]); r.Rat().Cmp(want) != 0 {
				t.Fatalf("%s/%s on %s: got %s, want %s", from, to, at, r.Rat(), want)
			}
			if !r.Info().AsOf.Equal(at) {
				t.Fatalf("%s/%s on %s is of %s", from, to, at, r.Info().AsOf)
			}
		}
	}
	return len(codes) * len(codes)
}

// TestConversionsOfTheSlice converts through cross rates, against fractions.
func TestConversionsOfTheSlice(t *testing.T) {
	feed, err := rates.ECBCSV(bytes.NewReader(slice(t)))
	if err != nil {
		t.Fatal(err)
	}
	table, err := rates.NewTable(feed.Rates)
	if err != nil {
		t.Fatal(err)
	}
	list := []money.Currency{eur, usd, jpy, cny, money.MustCurrency("HUF")}
	for day := range 60 {
		at := monday.AddDate(0, 0, -7*day)
		for i := range 25 {
			r, err := table.Lookup(list[i/5], list[i%5], at)
			if err != nil {
				t.Fatal(err)
			}
			amount := money.New(int64(1+day*7919+i*104729), list[i/5])
			truth := new(big.Rat).Mul(amount.Decimal().Rat(), r.Rat())
			for _, mode := range modes {
				got, err := r.Convert(amount, mode)
				if err != nil {
					t.Fatal(err)
				}
				sameAmount(t, got, rounded(truth, list[i%5], mode))
			}
		}
	}
}

// TestTargetDays holds the calendar against the days on which there are rates.
func TestTargetDays(t *testing.T) {
	feed, err := rates.ECBCSV(bytes.NewReader(slice(t)))
	if err != nil {
		t.Fatal(err)
	}
	published := map[time.Time]bool{}
	for _, r := range feed.Rates {
		published[r.Info().AsOf] = true
	}
	for day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC); !day.After(monday); day = day.AddDate(0, 0, 1) {
		if got := (rates.Target{}).BusinessDay(day); got != published[day] {
			t.Errorf("%s: business day %t, published %t", day.Format(time.DateOnly), got, published[day])
		}
	}
}

func zipped(tb testing.TB, files map[string]string) []byte {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

const (
	dailyXML = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
	<gesmes:subject>Reference rates</gesmes:subject>
	<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
	<Cube>
		<Cube time='2026-04-13'>
			<Cube currency='USD' rate='1.1684'/>
			<Cube currency='JPY' rate='186.75'/>
		</Cube>
	</Cube>
</gesmes:Envelope>`
	historyXML = `<Envelope><Cube>
<Cube time="2026-04-13"><Cube currency="USD" rate="1.1684"/></Cube>
<Cube time="2026-04-10"><Cube currency="USD" rate="1.1711"/><Cube currency="QQQ" rate="3"/></Cube>
</Cube></Envelope>`
	dailyCSV   = "Date, USD, JPY, \n13 April 2026, 1.1684, 186.75, \n"
	historyCSV = "Date,USD,JPY,BGN,\n2026-04-13,1.1684,186.75,N/A,\n2026-04-10,1.1711,186.43,N/A,\n"
	oxr        = `{"disclaimer":"see the terms","license":"see the terms","timestamp":1776092400,"base":"USD","rates":{"EUR":0.855872,"USD":1,"JPY":159.834,"IRR":4.2e5,"GGP":0.745}}`
	fixer      = `{"success":true,"timestamp":1776092400,"base":"EUR","date":"2026-04-13","rates":{"USD":1.1684,"JPY":186.75}}`
	cfets      = `{"head":{"rep_code":"200"},"data":{"lastDate":"2026-04-13 9:15","pageTotal":1},"records":[
{"vrtCode":"1","price":"6.8500","vrtEName":"USD/CNY","foreignCName":"USD"},
{"vrtCode":"2","price":"4.3100","vrtEName":"100JPY/CNY","foreignCName":"JPY"},
{"vrtCode":"3","price":"217.50","vrtEName":"CNY/KRW","foreignCName":"KRW"}]}`
)

type reader func(io.Reader) (rates.Feed, error)

func TestReaders(t *testing.T) {
	noon := time.Unix(1776092400, 0).UTC()
	morning := time.Date(2026, 4, 13, 1, 15, 0, 0, time.UTC)
	tests := []struct {
		name    string
		read    reader
		body    string
		rates   int
		skipped string
		pair    string
		want    *big.Rat
		at      time.Time
	}{
		{"ecb daily xml", rates.ECBXML, dailyXML, 2, "", "EUR/JPY", big.NewRat(18675, 100), monday},
		{"ecb history xml", rates.ECBXML, historyXML, 2, "QQQ", "EUR/USD", big.NewRat(11684, 10000), monday},
		{"ecb daily csv", rates.ECBCSV, dailyCSV, 2, "", "EUR/USD", big.NewRat(11684, 10000), monday},
		{"ecb history csv", rates.ECBCSV, "\xef\xbb\xbf" + historyCSV, 4, "", "EUR/USD", big.NewRat(11684, 10000), monday},
		{"ecb zip", rates.ECBZip, string(zipped(t, map[string]string{"eurofxref.csv": dailyCSV})), 2, "", "USD/JPY", big.NewRat(1867500, 11684), monday},
		{"openexchangerates", rates.OpenExchangeRates, oxr, 3, "GGP", "USD/EUR", big.NewRat(855872, 1000000), noon},
		{"exponent", rates.OpenExchangeRates, oxr, 3, "GGP", "USD/IRR", big.NewRat(420000, 1), noon},
		{"small exponent", rates.OpenExchangeRates, strings.Replace(oxr, "4.2e5", "4.2E-7", 1), 3, "GGP", "USD/IRR", big.NewRat(42, 100000000), noon},
		{"fixer", rates.Fixer, fixer, 2, "", "EUR/USD", big.NewRat(11684, 10000), noon},
		{"cfets", rates.CFETS, cfets, 3, "", "USD/CNY", big.NewRat(685, 100), morning},
		{"cfets per 100", rates.CFETS, cfets, 3, "", "JPY/CNY", big.NewRat(431, 10000), morning},
		{"cfets inverted", rates.CFETS, cfets, 3, "", "KRW/CNY", big.NewRat(2, 435), morning},
		{"cfets cross", rates.CFETS, cfets, 3, "", "JPY/KRW", big.NewRat(431*2175, 100000), morning},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			feed, err := tc.read(strings.NewReader(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			if len(feed.Rates) != tc.rates || strings.Join(feed.Skipped, " ") != tc.skipped {
				t.Errorf("got %v, skipped %v", feed.Rates, feed.Skipped)
			}
			table, err := rates.NewTable(feed.Rates)
			if err != nil {
				t.Fatal(err)
			}
			base, quote, _ := strings.Cut(tc.pair, "/")
			r, err := table.Lookup(money.MustCurrency(base), money.MustCurrency(quote), tc.at)
			if err != nil || r.Rat().Cmp(tc.want) != 0 || !r.Info().AsOf.Equal(tc.at) {
				t.Errorf("%s: got %s, %v, want %s", tc.pair, r, err, tc.want)
			}
		})
	}
}
