package rates_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

// refused checks that err is an InputError that names the field and the reason.
func refused(t *testing.T, err error, field, reason string) {
	t.Helper()
	var in *rates.InputError
	if !errors.As(err, &in) || !errors.Is(err, rates.ErrInput) {
		t.Fatalf("got %v, want an InputError", err)
	}
	if in.Field != field || !strings.Contains(in.Reason, reason) {
		t.Errorf("got %q: %q, want %q: %q", in.Field, in.Reason, field, reason)
	}
	if len(err.Error()) > 300 {
		t.Errorf("the error repeats %d bytes", len(err.Error()))
	}
}

func TestRefusedRates(t *testing.T) {
	none := money.Currency{}
	good := info(rates.Mid)
	tests := []struct {
		name        string
		base, quote money.Currency
		text        string
		info        rates.Info
		field, why  string
	}{
		{"no base", none, usd, "1", good, "base", "unknown currency"},
		{"no quote", eur, none, "1", good, "quote", "unknown currency"},
		{"no provider", eur, usd, "1", rates.Info{AsOf: monday}, "provider", "missing"},
		{"long provider", eur, usd, "1", rates.Info{AsOf: monday, Provider: strings.Repeat("x", 101)}, "provider", "longer"},
		{"no time", eur, usd, "1", rates.Info{Provider: "ecb"}, "as-of", "missing"},
		{"kind", eur, usd, "1", rates.Info{Provider: "ecb", AsOf: monday, Kind: 9}, "kind", "list"},
		{"ends before it starts", eur, usd, "1", rates.Info{Provider: "ecb", AsOf: monday, ValidUntil: monday}, "valid-until", "not after"},
		{"zero", eur, usd, "0.00", good, "rate", "above zero"},
		{"negative", eur, usd, "-1.1", good, "rate", "plain"},
		{"plus", eur, usd, "+1.1", good, "rate", "plain"},
		{"decimal comma", eur, usd, "1,1476", good, "rate", "plain"},
		{"exponent", eur, usd, "1e9999", good, "rate", "plain"},
		{"NaN", eur, usd, "NaN", good, "rate", "plain"},
		{"infinity", eur, usd, "Inf", good, "rate", "plain"},
		{"space", eur, usd, " 1.1", good, "rate", "plain"},
		{"full-width figures", eur, usd, "１.１", good, "rate", "plain"},
		{"two points", eur, usd, "1.1.1", good, "rate", "plain"},
		{"nothing", eur, usd, "", good, "rate", "not a number"},
		{"only a point", eur, usd, ".", good, "rate", "not a number"},
		{"nothing after the point", eur, usd, "1.", good, "rate", "not a number"},
		{"long", eur, usd, strings.Repeat("9", 10_000_000), good, "rate", "40 figures"},
		{"itself", eur, eur, "1.01", good, "rate", "itself is not 1"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := rates.Parse(tc.base, tc.quote, tc.text, tc.info)
			refused(t, err, tc.field, tc.why)
		})
	}
}

func TestRefusedFractions(t *testing.T) {
	one, huge := big.NewInt(1), new(big.Int).Exp(big.NewInt(10), big.NewInt(100), nil)
	for _, f := range [][2]*big.Int{{nil, one}, {one, nil}, {one, new(big.Int)}, {big.NewInt(-1), one}, {one, big.NewInt(-1)}} {
		_, err := rates.New(eur, usd, f[0], f[1], info(rates.Mid))
		refused(t, err, "rate", "above zero")
	}
	_, err := rates.New(eur, usd, huge, one, info(rates.Mid))
	refused(t, err, "rate", "99 digits")
	_, err = rates.FromDecimal(eur, usd, decimal.New(1, 1_000_000), info(rates.Mid))
	refused(t, err, "rate", "99 digits")
	_, err = rates.FromDecimal(eur, usd, decimal.New(-1, 0), info(rates.Mid))
	refused(t, err, "rate", "above zero")
}

func TestRefusedDerivations(t *testing.T) {
	dollar, yen := parse(t, eur, usd, "1.1684"), parse(t, eur, jpy, "186.75")
	_, err := dollar.Cross(yen)
	refused(t, err, "cross", "no currency in between")
	_, err = dollar.Cross(rates.Rate{})
	refused(t, err, "rate", "missing")
	_, err = rates.Rate{}.Cross(dollar)
	refused(t, err, "rate", "missing")
	buy, _ := rates.Parse(eur, usd, "1.16", info(rates.Buy))
	sell, _ := rates.Parse(usd, jpy, "160", info(rates.Sell))
	_, err = buy.Cross(sell)
	refused(t, err, "kind", "buy and sell")
	_, err = buy.Cross(dollar.Invert())
	refused(t, err, "kind", "buy and reference")
	long := dollar
	for i := 0; err == nil || i == 0; i++ {
		long, err = long.Cross(dollar.Invert())
		if err == nil {
			long, err = long.Cross(dollar)
		}
	}
	refused(t, err, "path", "8 legs")
	_, err = dollar.Markup(decimal.NewFromInt(-100))
	refused(t, err, "percent", "above -100")
	_, err = dollar.Markup(decimal.New(1, 5000))
	refused(t, err, "percent", "20 digits")
	_, err = rates.Rate{}.Markup(decimal.Zero)
	refused(t, err, "rate", "missing")
	_, err = rates.Rate{}.Convert(money.Money{}, money.HalfUp)
	refused(t, err, "rate", "missing")
	refused(t, rates.Rate{}.CheckAt(monday), "rate", "missing")
	var mismatch *money.MismatchError
	if _, err = dollar.Convert(money.New(1, jpy), money.HalfUp); !errors.As(err, &mismatch) || mismatch.A != jpy || mismatch.B != eur {
		t.Errorf("yen at a rate of the euro: %v", err)
	}
	if _, err = dollar.Convert(money.New(1<<62, eur).Mul(1<<62).Mul(1<<62).Mul(1<<62), money.HalfUp); !errors.Is(err, money.ErrRange) {
		t.Errorf("an amount beyond 60 digits: %v", err)
	}
}

func TestRefusedFeeds(t *testing.T) {
	xml := func(old, to string) string { return strings.Replace(dailyXML, old, to, 1) }
	csv := func(old, to string) string { return strings.Replace(historyCSV, old, to, 1) }
	list := func(old, to string) string { return strings.Replace(fixer, old, to, 1) }
	china := func(old, to string) string { return strings.Replace(cfets, old, to, 1) }
	tests := []struct {
		name       string
		read       reader
		body       string
		field, why string
	}{
		{"xml: nothing", rates.ECBXML, "", "file", "no rates"},
		{"xml: html", rates.ECBXML, "<html></html>", "xml", "not one Envelope"},
		{"xml: cut off", rates.ECBXML, dailyXML[:len(dailyXML)-20], "xml", "EOF"},
		{"xml: goes on", rates.ECBXML, dailyXML + dailyXML[39:], "xml", "not one Envelope"},
		{"xml: doctype", rates.ECBXML, xml("<gesmes:Envelope", "<!DOCTYPE x [<!ENTITY a 'b'>]><gesmes:Envelope"), "xml", "document type"},
		{"xml: decimal comma", rates.ECBXML, xml("1.1684", "1,1684"), "2026-04-13 USD", "plain"},
		{"xml: rate missing", rates.ECBXML, xml(" rate='1.1684'", ""), "cube", "attributes"},
		{"xml: unknown attribute", rates.ECBXML, xml("time=", "date="), "cube", "attributes"},
		{"xml: one more attribute", rates.ECBXML, xml("rate='1.1684'", "rate='1.1684' unit='100'"), "cube", "attributes"},
		{"xml: not a date", rates.ECBXML, xml("2026-04-13", "2026-02-30"), "date", "not a date"},
		{"xml: currency twice", rates.ECBXML, xml("JPY", "USD"), "2026-04-13 USD", "twice"},
		{"xml: day twice", rates.ECBXML, strings.Replace(historyXML, "2026-04-10", "2026-04-13", 1), "2026-04-13", "twice"},
		{"xml: not a code", rates.ECBXML, xml("USD", "us"), "currency", "not a code"},
		{"xml: element inside", rates.ECBXML, xml("<Cube currency='USD' rate='1.1684'/>", "<Rate/>"), "xml", "does not belong"},
		{"xml: too deep", rates.ECBXML, xml("rate='1.1684'/>", "rate='1.1684'><Cube/></Cube>"), "xml", "does not belong"},
		{"xml: text", rates.ECBXML, xml("<Cube currency='USD'", "x<Cube currency='USD'"), "xml", "text between"},
		{"csv: nothing", rates.ECBCSV, "", "file", "EOF"},
		{"csv: html", rates.ECBCSV, "<html>", "header", "Date"},
		{"csv: header alone", rates.ECBCSV, "Date,USD\n", "file", "no rates"},
		{"csv: column twice", rates.ECBCSV, csv("JPY", "USD"), "header", "twice"},
		{"csv: not a code", rates.ECBCSV, csv("JPY", "yen"), "header", "no currency code"},
		{"csv: hole in the header", rates.ECBCSV, csv("JPY", ""), "header", "no currency code"},
		{"csv: short row", rates.ECBCSV, csv("186.75,N/A,", "186.75"), "file", "wrong number of fields"},
		{"csv: empty cell", rates.ECBCSV, csv("186.75", ""), "2026-04-13 JPY", "not a number"},
		{"csv: beyond the columns", rates.ECBCSV, csv("N/A,\n", "N/A,7\n"), "2026-04-13", "beyond the last column"},
		{"csv: not a date", rates.ECBCSV, csv("2026-04-13", "13.04.2026"), "date", "not a date"},
		{"csv: day twice", rates.ECBCSV, csv("2026-04-10", "2026-04-13"), "2026-04-13", "twice"},
		{"csv: semicolons", rates.ECBCSV, strings.ReplaceAll(historyCSV, ",", ";"), "header", "Date"},
		{"csv: negative", rates.ECBCSV, csv("1.1684", "-1.1684"), "2026-04-13 USD", "plain"},
		{"zip: none", rates.ECBZip, historyCSV, "zip", "not a valid zip"},
		{"zip: two files", rates.ECBZip, string(zipped(t, map[string]string{"a.csv": dailyCSV, "b.csv": dailyCSV})), "zip", "exactly one"},
		{"zip: other file", rates.ECBZip, string(zipped(t, map[string]string{"a.exe": dailyCSV})), "zip", "exactly one"},
		{"json: nothing", rates.OpenExchangeRates, "", "file", "not a JSON object"},
		{"json: list", rates.OpenExchangeRates, "[]", "file", "not a JSON object"},
		{"json: goes on", rates.Fixer, fixer + "{}", "file", "goes on"},
		{"json: cut off", rates.Fixer, fixer[:len(fixer)-1], "file", "EOF"},
		{"json: member twice", rates.Fixer, list(`"base":"EUR"`, `"base":"EUR","base":"USD"`), "file", `"base" twice`},
		{"json: currency twice", rates.Fixer, list("JPY", "USD"), "rates", `"USD" twice`},
		{"json: no base", rates.Fixer, list(`"base":"EUR",`, ""), "base", "missing"},
		{"json: unknown base", rates.Fixer, list(`"EUR"`, `"QQQ"`), "base", "unknown currency"},
		{"json: no time", rates.Fixer, list(`"timestamp":1776092400,`, ""), "timestamp", "missing"},
		{"json: time in text", rates.Fixer, list("1776092400", `"1776092400"`), "timestamp", "seconds"},
		{"json: time in milliseconds", rates.Fixer, list("1776092400", "1776092400000"), "timestamp", "seconds"},
		{"json: no rates", rates.Fixer, list(`"rates"`, `"prices"`), "rates", "missing"},
		{"json: empty rates", rates.Fixer, list(`"USD":1.1684,"JPY":186.75`, ""), "file", "no rates"},
		{"json: text for a rate", rates.Fixer, list("1.1684", `"1.1684"`), "2026-04-13 USD", "plain"},
		{"json: null for a rate", rates.Fixer, list("1.1684", "null"), "2026-04-13 USD", "plain"},
		{"json: zero", rates.Fixer, list("1.1684", "0"), "2026-04-13 USD", "above zero"},
		{"json: negative", rates.Fixer, list("1.1684", "-1.1684"), "2026-04-13 USD", "plain"},
		{"json: exponent", rates.Fixer, list("1.1684", "1e9999"), "USD", "exponent"},
		{"json: base is not 1", rates.OpenExchangeRates, strings.Replace(oxr, `"USD":1,`, `"USD":1.01,`, 1), "2026-04-13 USD", "itself"},
		{"json: not a code", rates.Fixer, list("USD", "usd"), "currency", "not a code"},
		{"json: refused by Fixer", rates.Fixer, `{"success":false,"error":{"code":101,"info":"secret"}}`, "error", "refused"},
		{"json: refused by openexchangerates", rates.OpenExchangeRates, `{"error":true,"status":401}`, "error", "refused"},
		{"json: another day", rates.Fixer, list("2026-04-13", "2026-04-12"), "date", "not the day"},
		{"json: large", rates.Fixer, strings.Repeat(" ", 2<<20), "file", "larger than the limit"},
		{"cfets: no data", rates.CFETS, "{}", "data", "not a JSON object"},
		{"cfets: no records", rates.CFETS, china(`"records"`, `"rows"`), "records", "missing"},
		{"cfets: time", rates.CFETS, china("2026-04-13 9:15", "13/04/2026"), "lastDate", "not a time"},
		{"cfets: pair", rates.CFETS, china("USD/CNY", "USD/EUR"), "vrtEName", "not a pair"},
		{"cfets: pair of one", rates.CFETS, china("USD/CNY", "CNY/CNY"), "vrtEName", "not a pair"},
		{"cfets: pair without slash", rates.CFETS, china("USD/CNY", "USDCNY"), "vrtEName", "not a pair"},
		{"cfets: other unit", rates.CFETS, china("100JPY", "1000JPY"), "currency", "not a code"},
		{"cfets: twice", rates.CFETS, china("USD/CNY", "JPY/CNY"), "JPY", "twice"},
		{"cfets: number for a price", rates.CFETS, china(`"6.8500"`, "6.85"), "price", "not a string"},
		{"cfets: placeholder", rates.CFETS, china("6.8500", "---"), "USD", "plain"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			feed, err := tc.read(strings.NewReader(tc.body))
			refused(t, err, tc.field, tc.why)
			if feed.Rates != nil {
				t.Errorf("returns rates with the error: %v", feed.Rates)
			}
		})
	}
}

// TestHugeFeeds: what is too long ends at the limit, packed or not.
func TestHugeFeeds(t *testing.T) {
	if testing.Short() {
		t.Skip("packs 33 MB")
	}
	huge := strings.Repeat(" ", 33<<20)
	_, err := rates.ECBCSV(strings.NewReader(huge))
	refused(t, err, "file", "larger than the limit")
	_, err = rates.ECBZip(strings.NewReader(string(zipped(t, map[string]string{"a.csv": huge}))))
	refused(t, err, "file", "larger than the limit")
}

func TestUnknownCause(t *testing.T) {
	_, err := rates.Fixer(strings.NewReader(strings.Replace(fixer, `"EUR"`, `"QQQ"`, 1)))
	if !errors.Is(err, money.ErrCurrency) {
		t.Errorf("got %v, want the cause kept", err)
	}
	if _, err := rates.Fixer(failing{}); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want the error of the reader", err)
	}
}

var errBroken = errors.New("broken")

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errBroken }

func fuzzReader(f *testing.F, read reader, seeds ...string) {
	f.Helper()
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		feed, err := read(strings.NewReader(string(body)))
		if err != nil {
			if !errors.Is(err, rates.ErrInput) {
				t.Fatalf("not an ErrInput: %v", err)
			}
			return
		}
		for _, r := range feed.Rates {
			if r.IsZero() || r.Rat().Sign() <= 0 || r.Info().AsOf.Before(time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)) {
				t.Fatalf("took %s", r)
			}
		}
		if _, err := rates.NewTable(feed.Rates); err != nil {
			t.Fatalf("makes no table: %v", err)
		}
	})
}

func FuzzECBXML(f *testing.F) { fuzzReader(f, rates.ECBXML, dailyXML, historyXML) }
func FuzzECBCSV(f *testing.F) { fuzzReader(f, rates.ECBCSV, dailyCSV, historyCSV) }

func FuzzECBZip(f *testing.F) {
	fuzzReader(f, rates.ECBZip, string(zipped(f, map[string]string{"a.csv": dailyCSV})))
}
func FuzzOpenExchangeRates(f *testing.F) { fuzzReader(f, rates.OpenExchangeRates, oxr) }
func FuzzFixer(f *testing.F)             { fuzzReader(f, rates.Fixer, fixer) }
func FuzzCFETS(f *testing.F)             { fuzzReader(f, rates.CFETS, cfets) }

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1.1684", "0.0001", "1e5", "1,1476", "99999999999999999999.99999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := rates.Parse(eur, usd, text, info(rates.Mid))
		if err != nil {
			return
		}
		if want, ok := new(big.Rat).SetString(text); !ok || want.Cmp(r.Rat()) != 0 {
			t.Fatalf("%q: got %s", text, r.Rat())
		}
	})
}
