package money_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

var modes = []money.Mode{
	money.HalfUp, money.HalfEven, money.HalfDown, money.Up, money.Down, money.Ceil, money.Floor,
}

// testCurrencies has every digit count: 0, 2, 3, 4, none, and coins.
func testCurrencies(t testing.TB) []money.Currency {
	t.Helper()
	list := []money.Currency{}
	for _, code := range []string{"JPY", "USD", "CNY", "KWD", "CLF", "XAU"} {
		list = append(list, money.MustCurrency(code))
	}
	for _, def := range []money.Def{{Code: "BTC", Digits: 8}, {Code: "ETH", Digits: 18}} {
		c, err := money.Register(def)
		require.NoError(t, err)
		list = append(list, c)
	}
	return list
}

// source draws hostile numbers from a fixed seed.
type source struct{ *rand.Rand }

func newSource(seed uint64) source { return source{rand.New(rand.NewPCG(seed, 2026))} }

var edges = []string{
	"0", "1", "9", "5", "2147483648", "9007199254740993", "9223372036854775806", "9223372036854775807",
	"9223372036854775808", "9223372036854775809", "18446744073709551616", "1000000000000000000",
	"999999999999999999", "1000000000000000001", "4611686018427387904",
}

// coef is log-uniform over 0 to 40 digits, with edges and forced halves.
func (s source) coef(digits int) *big.Int {
	v := new(big.Int)
	switch s.IntN(8) {
	case 0:
		v.SetString(edges[s.IntN(len(edges))], 10)
	case 1:
		v.Exp(big.NewInt(10), big.NewInt(int64(s.IntN(digits))), nil)
		v.Add(v, big.NewInt(int64(s.IntN(3)-1)))
	default:
		for range s.IntN(digits + 1) {
			v.Mul(v, big.NewInt(10)).Add(v, big.NewInt(s.Int64N(10)))
		}
		if s.IntN(4) == 0 {
			v.Mul(v, big.NewInt(10)).Add(v, big.NewInt(5))
		}
	}
	if s.IntN(2) == 0 {
		v.Neg(v)
	}
	return v
}

func (s source) decimal() decimal.Decimal {
	digits := 18
	if s.IntN(4) == 0 {
		digits = 38
	}
	return decimal.NewFromBigInt(s.coef(digits), int32(-s.IntN(19)))
}

func (s source) money(t testing.TB, c money.Currency) (money.Money, *big.Rat) {
	t.Helper()
	d := s.decimal()
	a, err := money.Of(d, c)
	require.NoError(t, err, d)
	return a, d.Rat()
}

// roundRat rounds r to scale decimals by comparing with both neighbours: no
// code in common with the package.
func roundRat(r *big.Rat, scale int, mode money.Mode) *big.Rat {
	pow := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(scale, -scale))), nil))
	if scale < 0 {
		pow.Inv(pow)
	}
	x := new(big.Rat).Mul(r, pow)
	low := new(big.Int).Div(x.Num(), x.Denom()) // Euclidean: floor for a positive divisor
	high := new(big.Int).Set(low)
	if !x.IsInt() {
		high.Add(high, big.NewInt(1))
	}
	toward, away := low, high
	if r.Sign() < 0 {
		toward, away = high, low
	}
	pick := toward
	toLow := new(big.Rat).Sub(x, new(big.Rat).SetInt(low))
	half := toLow.Cmp(big.NewRat(1, 2))
	near := low
	if half > 0 {
		near = high
	}
	switch mode {
	case money.Up:
		pick = away
	case money.Down:
	case money.Ceil:
		pick = high
	case money.Floor:
		pick = low
	case money.HalfEven:
		if pick = near; half == 0 && low.Bit(0) == 1 {
			pick = high
		}
	case money.HalfDown:
		if pick = near; half == 0 {
			pick = toward
		}
	default:
		if pick = near; half == 0 {
			pick = away
		}
	}
	return new(big.Rat).Quo(new(big.Rat).SetInt(pick), pow)
}

// same checks value, currency, canonical form, and that text gives it back.
func same(t testing.TB, want *big.Rat, got money.Money, c money.Currency, what string, args ...any) {
	t.Helper()
	if got.Decimal().Rat().Cmp(want) != 0 || got.Currency() != c {
		t.Fatalf("%s %v: got %s, want %s %s", what, args, got, want.FloatString(40), c)
	}
	if got.Scale() < c.Digits() {
		t.Fatalf("%s %v: scale %d below digits", what, args, got.Scale())
	}
	again, err := money.Of(got.Decimal(), c)
	if err != nil {
		return // beyond the limits of decoders
	}
	_, _, unscaled := got.Unscaled()
	if !got.Equal(again) || (unscaled == nil && got.Decimal().NumDigits() < 19 && got != again) {
		t.Fatalf("%s %v: %s is not canonical", what, args, got)
	}
}
