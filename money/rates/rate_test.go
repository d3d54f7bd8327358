package rates_test

import (
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/rates"
)

var (
	cny = money.MustCurrency("CNY")
	eur = money.MustCurrency("EUR")
	jpy = money.MustCurrency("JPY")
	kwd = money.MustCurrency("KWD")
	usd = money.MustCurrency("USD")

	monday = time.Date(2026, 4, 13, 0, 0, 0, 0, time.UTC)
)

func info(kind rates.Kind) rates.Info {
	return rates.Info{Provider: "ecb", Kind: kind, AsOf: monday}
}

func parse(tb testing.TB, base, quote money.Currency, text string) rates.Rate {
	tb.Helper()
	r, err := rates.Parse(base, quote, text, info(rates.Reference))
	if err != nil {
		tb.Fatal(err)
	}
	return r
}

var modes = []money.Mode{money.HalfUp, money.HalfEven, money.HalfDown, money.Up, money.Down, money.Ceil, money.Floor}

// rounded is the truth: v in minor units of c, rounded once.
func rounded(v *big.Rat, c money.Currency, mode money.Mode) *big.Int {
	shift := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(c.Digits())), nil)
	v = new(big.Rat).Mul(v, new(big.Rat).SetInt(shift))
	floor := new(big.Int).Div(v.Num(), v.Denom())
	rest := new(big.Rat).Sub(v, new(big.Rat).SetInt(floor))
	if rest.Sign() == 0 {
		return floor
	}
	half := rest.Cmp(big.NewRat(1, 2))
	neg, odd := v.Sign() < 0, floor.Bit(0) == 1
	up := false
	switch mode {
	case money.HalfUp:
		up = half > 0 || half == 0 && !neg
	case money.HalfDown:
		up = half > 0 || half == 0 && neg
	case money.HalfEven:
		up = half > 0 || half == 0 && odd
	case money.Up:
		up = !neg
	case money.Down:
		up = neg
	case money.Ceil:
		up = true
	case money.Floor:
	}
	if up {
		floor.Add(floor, big.NewInt(1))
	}
	return floor
}

func sameAmount(tb testing.TB, got money.Money, want *big.Int) {
	tb.Helper()
	c := got.Currency()
	if w := decimal.NewFromBigInt(want, int32(-c.Digits())); !got.Decimal().Equal(w) {
		tb.Fatalf("got %s, want %s", got, w)
	}
}

// TestConvertIsExact compares conversions of any size, through every mode,
// with fractions.
func TestConvertIsExact(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 11))
	currencies := []money.Currency{cny, eur, jpy, kwd, usd}
	n := 20_000
	if testing.Short() {
		n = 4000
	}
	for range n {
		base, quote := currencies[rnd.IntN(5)], currencies[rnd.IntN(5)]
		if base == quote {
			continue
		}
		num := big.NewInt(rnd.Int64N(1<<(1+rnd.IntN(62))) + 1)
		den := big.NewInt(rnd.Int64N(1<<(1+rnd.IntN(62))) + 1)
		if rnd.IntN(8) == 0 {
			num.Exp(num, big.NewInt(3), nil)
		}
		r, err := rates.New(base, quote, num, den, info(rates.Mid))
		if err != nil {
			t.Fatal(err)
		}
		amount := money.New(rnd.Int64N(1<<(1+rnd.IntN(62)))-rnd.Int64N(1<<20), base)
		if rnd.IntN(8) == 0 {
			amount = amount.Mul(1 << 40)
		}
		truth := new(big.Rat).Mul(amount.Decimal().Rat(), new(big.Rat).SetFrac(num, den))
		for _, mode := range modes {
			got, err := r.Convert(amount, mode)
			if err != nil {
				t.Fatal(err)
			}
			sameAmount(t, got, rounded(truth, quote, mode))
		}
	}
}

func TestHalvesInEveryMode(t *testing.T) {
	r := parse(t, usd, eur, "0.5")
	want := map[money.Mode][4]int64{ // of 1, 3, -1 and -3 cents
		money.HalfUp: {1, 2, -1, -2}, money.HalfEven: {0, 2, 0, -2}, money.HalfDown: {0, 1, 0, -1},
		money.Up: {1, 2, -1, -2}, money.Down: {0, 1, 0, -1}, money.Ceil: {1, 2, 0, -1}, money.Floor: {0, 1, -1, -2},
	}
	for _, mode := range modes {
		for i, cents := range []int64{1, 3, -1, -3} {
			got, err := r.Convert(money.New(cents, usd), mode)
			if err != nil || got != money.New(want[mode][i], eur) {
				t.Errorf("%s of %d: got %s, %v, want %d", mode, cents, got, err, want[mode][i])
			}
		}
	}
}

func TestInvertAndCrossAreExact(t *testing.T) {
	dollar, yen := parse(t, eur, usd, "1.1684"), parse(t, eur, jpy, "186.75")
	if back := dollar.Invert().Invert(); !back.Equal(dollar) {
		t.Errorf("inverted twice: %s, want %s", back, dollar)
	}
	cross, err := dollar.Invert().Cross(yen)
	if err != nil {
		t.Fatal(err)
	}
	if want := big.NewRat(1867500, 11684); cross.Rat().Cmp(want) != 0 {
		t.Errorf("got %s, want %s", cross.Rat(), want)
	}
	if cross.Base() != usd || cross.Quote() != jpy || len(cross.Path()) != 2 || cross.Path()[0].Quote != usd {
		t.Errorf("got %s by %v", cross, cross.Path())
	}
	one, err := cross.Cross(cross.Invert())
	if err != nil || one.Rat().Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("there and back: %s, %v", one, err)
	}
	got, err := cross.Convert(money.MustParse("0.10", usd), money.HalfUp)
	if err != nil || got != money.New(16, jpy) {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestMeaningOfDerivedRates(t *testing.T) {
	early := rates.Info{Provider: "bank", Kind: rates.Buy, AsOf: monday.Add(-time.Hour), ValidUntil: monday.Add(2 * time.Hour)}
	late := rates.Info{Provider: "desk", Kind: rates.Buy, AsOf: monday, ValidUntil: monday.Add(time.Hour)}
	a, errA := rates.Parse(eur, usd, "1.1", early)
	b, errB := rates.Parse(usd, jpy, "150", late)
	c, err := a.Cross(b)
	if errA != nil || errB != nil || err != nil {
		t.Fatal(errA, errB, err)
	}
	want := rates.Info{Provider: "bank+desk", Kind: rates.Buy, AsOf: early.AsOf, ValidUntil: late.ValidUntil}
	if c.Info() != want {
		t.Errorf("got %v, want %v", c.Info(), want)
	}
	if k := c.Invert().Info().Kind; k != rates.Sell {
		t.Errorf("buying inverted is %s", k)
	}
	if err := c.CheckAt(late.ValidUntil.Add(-1)); err != nil {
		t.Error(err)
	}
}

func TestMarkup(t *testing.T) {
	r, err := parse(t, eur, usd, "1.10").Markup(decimal.RequireFromString("2.5"))
	if err != nil || r.Rat().Cmp(big.NewRat(11275, 10000)) != 0 {
		t.Errorf("got %s, %v", r, err)
	}
}
