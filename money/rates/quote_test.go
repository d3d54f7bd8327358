package rates_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

func lock(tb testing.TB, r rates.Rate) rates.Quote {
	tb.Helper()
	q, err := rates.Lock(r, "q1", monday, time.Hour)
	if err != nil {
		tb.Fatal(err)
	}
	return q
}

func TestQuoteEnds(t *testing.T) {
	q := lock(t, parse(t, eur, usd, "1.1684"))
	if err := q.CheckAt(monday.Add(time.Hour - 1)); err != nil {
		t.Error(err)
	}
	if _, err := q.Charge(money.New(100, eur), monday.Add(time.Hour), money.HalfUp); !errors.Is(err, rates.ErrExpired) {
		t.Errorf("at its end: %v", err)
	}
	refused(t, q.CheckAt(monday.Add(-1)), "locked-at", "future")
	short := info(rates.Sell)
	short.ValidUntil = monday.Add(time.Minute)
	r, _ := rates.Parse(eur, usd, "1.2", short)
	if q = lock(t, r); !q.Expires.Equal(short.ValidUntil) {
		t.Errorf("outlives its rate: %s", q.Expires)
	}
	if _, err := rates.Lock(r, "q1", monday.Add(time.Minute), time.Hour); !errors.Is(err, rates.ErrExpired) {
		t.Errorf("locks an expired rate: %v", err)
	}
}

func TestRefusedQuotes(t *testing.T) {
	r := parse(t, eur, usd, "1.1684")
	_, err := rates.Lock(r, "", monday, time.Hour)
	refused(t, err, "id", "missing")
	_, err = rates.Lock(r, strings.Repeat("x", 101), monday, time.Hour)
	refused(t, err, "id", "longer")
	_, err = rates.Lock(r, "q", monday, 0)
	refused(t, err, "hold", "above zero")
	_, err = rates.Lock(rates.Rate{}, "q", monday, time.Hour)
	refused(t, err, "rate", "missing")
	refused(t, rates.Quote{}.CheckAt(monday), "id", "missing")
	refused(t, rates.Quote{ID: "q", Rate: r}.CheckAt(monday), "expires", "not after")
	q := lock(t, r)
	_, err = q.Charge(money.New(-1, eur), monday, money.HalfUp)
	refused(t, err, "charged", "below zero")
	_, err = q.Charge(money.MustParse("0.005", eur), monday, money.HalfUp)
	refused(t, err, "base", "finer")
	_, err = lock(t, parse(t, jpy, eur, "0.006")).Charge(money.New(1, jpy), monday, money.Down)
	refused(t, err, "charged", "one is zero")
	var mismatch *money.MismatchError
	if _, err = q.Charge(money.New(1, usd), monday, money.HalfUp); !errors.As(err, &mismatch) {
		t.Errorf("got %v", err)
	}
}

// provider answers with what it has, as a payment provider may do wrongly.
type provider struct {
	quote rates.Quote
	err   error
}

func (p provider) LockRate(context.Context, rates.QuoteRequest) (rates.Quote, error) {
	return p.quote, p.err
}

func TestAsk(t *testing.T) {
	q := lock(t, parse(t, eur, usd, "1.1684"))
	req := rates.QuoteRequest{Base: eur, Quote: usd, At: monday, Hold: time.Hour}
	if got, err := rates.Ask(t.Context(), provider{quote: q}, req); err != nil || got.ID != "q1" {
		t.Errorf("got %v, %v", got, err)
	}
	_, err := rates.Ask(t.Context(), provider{}, req)
	refused(t, err, "quote", "another pair")
	if _, err = rates.Ask(t.Context(), provider{err: errBroken}, req); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	req.At = monday.Add(2 * time.Hour)
	if _, err = rates.Ask(t.Context(), provider{quote: q}, req); !errors.Is(err, rates.ErrExpired) {
		t.Errorf("got %v", err)
	}
	_, err = rates.Ask(t.Context(), provider{}, rates.QuoteRequest{Quote: usd})
	refused(t, err, "base", "unknown currency")
}

func TestDesk(t *testing.T) {
	d := rates.Desk{
		Source: table(t, parse(t, eur, usd, "1.10")), Markup: decimal.NewFromInt(2),
		NewID: func() string { return "d1" },
	}
	req := rates.QuoteRequest{Base: eur, Quote: usd, At: monday, Hold: time.Hour}
	q, err := rates.Ask(t.Context(), d, req)
	if err != nil || q.Rate.Rat().String() != "561/500" || q.ID != "d1" {
		t.Errorf("got %v, %v", q, err)
	}
	req.Quote = eur
	if q, err = rates.Ask(t.Context(), d, req); err != nil || q.Rate.Rat().String() != "1/1" {
		t.Errorf("the shop's own currency: %v, %v", q.Rate, err)
	}
	req.At = monday.AddDate(0, 0, 7)
	req.Quote = usd
	if _, err = rates.Ask(t.Context(), d, req); !errors.Is(err, rates.ErrStale) {
		t.Errorf("got %v", err)
	}
}

// TestRefundsRestoreBothSums splits charged amounts at random, and always both
// sums come back to the last unit, with no share below zero or far from its part.
func TestRefundsRestoreBothSums(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 5))
	prices := []rates.Rate{
		parse(t, eur, usd, "1.1684"), parse(t, eur, jpy, "186.75"), parse(t, jpy, eur, "0.005354"),
		parse(t, cny, kwd, "0.0427"), parse(t, kwd, cny, "23.4"), parse(t, usd, money.MustCurrency("IDR"), "17187.5"),
	}
	for i := range 3000 {
		r := prices[i%len(prices)]
		price := money.New(rnd.Int64N(1<<(8+rnd.IntN(40)))+300, r.Base())
		if i%10 == 0 {
			price = price.Mul(1 << 50)
		}
		d, err := lock(t, r).Charge(price, monday, money.HalfUp)
		if err != nil {
			t.Fatal(err)
		}
		refundAll(t, rnd, d)
	}
}

func refundAll(t *testing.T, rnd *rand.Rand, d rates.Dual) {
	t.Helper()
	charged, base := money.New(0, d.Charged.Currency()), money.New(0, d.Base.Currency())
	weights := make([]int64, 1+rnd.IntN(7))
	for i := range weights {
		weights[i] = rnd.Int64N(1000) + 1
	}
	parts, err := d.Charged.Allocate(nil, weights, money.LargestRemainder)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		if part.IsZero() {
			continue
		}
		got, err := d.Refund(charged, part)
		if err != nil {
			t.Fatal(err)
		}
		if got.Charged != part && !got.Charged.Equal(part) || got.Base.IsNegative() {
			t.Fatalf("refund of %s is %s and %s", part, got.Charged, got.Base)
		}
		charged, _ = charged.Add(got.Charged)
		base, _ = base.Add(got.Base)
		if over, _ := base.Cmp(d.Base); over > 0 {
			t.Fatalf("gave back %s of %s", base, d.Base)
		}
	}
	if !charged.Equal(d.Charged) || !base.Equal(d.Base) {
		t.Fatalf("gave back %s and %s of %s and %s", charged, base, d.Charged, d.Base)
	}
	if _, err := d.Refund(charged, money.New(1, charged.Currency())); !errors.Is(err, rates.ErrInput) {
		t.Fatalf("gave back more than all: %v", err)
	}
}

func TestRefusedRefunds(t *testing.T) {
	d, err := lock(t, parse(t, eur, usd, "1.1684")).Charge(money.New(10000, eur), monday, money.HalfUp)
	if err != nil {
		t.Fatal(err)
	}
	zero, one := money.New(0, usd), money.New(1, usd)
	_, err = d.Refund(zero, zero)
	refused(t, err, "part", "above zero")
	_, err = d.Refund(zero, money.New(-1, usd))
	refused(t, err, "part", "below zero")
	_, err = d.Refund(money.New(-1, usd), one)
	refused(t, err, "refunded", "below zero")
	_, err = d.Refund(money.Money{}, one)
	refused(t, err, "refunded", "missing")
	_, err = d.Refund(zero, money.MustParse("0.001", usd))
	refused(t, err, "part", "finer")
	_, err = d.Refund(one, d.Charged)
	refused(t, err, "part", "more than is left")
	_, err = rates.Dual{}.Refund(zero, one)
	refused(t, err, "charged", "missing")
	var mismatch *money.MismatchError
	if _, err = d.Refund(money.New(0, eur), money.New(1, eur)); !errors.As(err, &mismatch) {
		t.Errorf("a refund in the base currency: %v", err)
	}
}

func TestStoredRates(t *testing.T) {
	until := info(rates.Sell)
	until.ValidUntil = monday.Add(time.Hour)
	sell, _ := rates.Parse(usd, jpy, "159.3", until)
	fixed, _ := rates.Parse(eur, usd, "1.16", info(rates.Fixed))
	cross, err := fixed.Cross(sell)
	if err != nil {
		t.Fatal(err)
	}
	q := lock(t, cross)
	data, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	var back rates.Quote
	if err := json.Unmarshal(data, &back); err != nil || !back.Rate.Equal(cross) || !back.Expires.Equal(q.Expires) {
		t.Errorf("%s comes back as %v, %v", data, back, err)
	}
	if !strings.HasPrefix(string(data), `{"id":"q1","rate":{"base":"EUR","quote":"JPY","provider":"ecb","kind":"sell","asOf":`) {
		t.Errorf("got %s", data)
	}
	good, _ := json.Marshal(cross)
	for old, to := range map[string]string{
		`"JPY"`: `"QQQ"`, `"num":"`: `"num":"-`, `"den":"`: `"den":"0`, `"kind":"sell"`: `"kind":"best"`, `"path":[`: `"way":[`,
		`"provider":"ecb"`: `"provider":""`, `"asOf"`: `"when"`,
	} {
		bad := strings.Replace(string(good), old, to, 1)
		var r rates.Rate
		if err := json.Unmarshal([]byte(bad), &r); err == nil && old != `"den":"` || !r.IsZero() && old != `"den":"` {
			t.Errorf("%s: took %s", to, r)
		}
	}
	var none rates.Rate
	if data, err := json.Marshal(none); err != nil || string(data) != "null" {
		t.Errorf("got %s, %v", data, err)
	}
}

func FuzzStoredRate(f *testing.F) {
	data, _ := json.Marshal(parse(f, eur, usd, "1.1684"))
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var r, back rates.Rate
		if r.UnmarshalJSON(data) != nil || r.IsZero() {
			return
		}
		again, err := json.Marshal(r)
		if err != nil {
			t.Skip("a year beyond 9999")
		}
		if err := json.Unmarshal(again, &back); err != nil || !back.Equal(r) {
			t.Fatalf("%s comes back as %s, %v", again, back, err)
		}
	})
}
