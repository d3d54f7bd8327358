package money_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"strings"
	"testing"
	"unsafe"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/money"
)

func TestMoneyIs24Bytes(t *testing.T) {
	require.EqualValues(t, 24, unsafe.Sizeof(money.Money{}))
}

func TestZeroMoney(t *testing.T) {
	var none money.Money
	usd := money.MustCurrency("USD")
	five := money.New(500, usd)
	require.False(t, none.HasCurrency())
	require.True(t, none.IsZero())
	require.Zero(t, none.Sign())
	require.Zero(t, none.Scale())
	require.Equal(t, "0 (none)", none.String())
	require.Equal(t, money.Currency{}, none.Currency())
	require.True(t, none.Decimal().IsZero())
	require.Equal(t, none, none.Mul(5).Neg().Abs().Round(money.Up).RoundTo(-3, money.Up))
	for _, pair := range [][2]money.Money{{none, five}, {five, none}} {
		sum, err := pair[0].Add(pair[1])
		require.NoError(t, err)
		require.Equal(t, five, sum)
	}
	diff, err := none.Sub(five)
	require.NoError(t, err)
	require.Equal(t, five.Neg(), diff)
	diff, err = five.Sub(none)
	require.NoError(t, err)
	require.Equal(t, five, diff)
	require.False(t, none.Equal(money.New(0, usd)))
	require.True(t, none.Equal(money.Money{}))
	sum, err := money.Sum()
	require.NoError(t, err)
	require.Equal(t, none, sum)
	product, err := none.MulDecimal(decimal.New(3, 0))
	require.NoError(t, err)
	require.Equal(t, none, product)
	refusesForgotten(t, none)
	refusesForgotten(t, money.New(5, money.Currency{}))
}

func refusesForgotten(t *testing.T, none money.Money) {
	t.Helper()
	_, err := none.Cmp(money.New(0, money.MustCurrency("USD")))
	require.ErrorIs(t, err, money.ErrMismatch)
	_, err = none.Cmp(none)
	require.ErrorIs(t, err, money.ErrMismatch)
	_, err = none.RoundStep(none, money.Up)
	require.ErrorIs(t, err, money.ErrMismatch)
	_, err = none.Minor()
	require.ErrorIs(t, err, money.ErrCurrency)
	_, _, err = none.Unscaled()
	require.ErrorIs(t, err, money.ErrCurrency)
	_, err = none.Value()
	require.ErrorIs(t, err, money.ErrCurrency)
	_, err = none.MarshalText()
	require.ErrorIs(t, err, money.ErrCurrency)
	_, err = none.Split(2)
	require.ErrorIs(t, err, money.ErrCurrency)
	_, err = none.Allocate(nil, []int64{1}, money.First)
	require.ErrorIs(t, err, money.ErrCurrency)
}

func TestAmountWithoutCurrencyMeetsNone(t *testing.T) {
	lost := money.New(5, money.Currency{})
	require.False(t, lost.HasCurrency())
	_, err := lost.Add(money.New(5, money.MustCurrency("USD")))
	require.ErrorIs(t, err, money.ErrMismatch)
	_, err = lost.MarshalJSON()
	require.ErrorIs(t, err, money.ErrCurrency)
}

func TestMismatch(t *testing.T) {
	usd, eur := money.MustParseText("1 USD"), money.MustParseText("1 EUR")
	_, addErr := usd.Add(eur)
	_, subErr := usd.Sub(eur)
	_, cmpErr := usd.Cmp(eur)
	_, stepErr := usd.RoundStep(eur, money.HalfUp)
	_, sumErr := money.Sum(usd, usd, eur)
	for _, err := range []error{addErr, subErr, cmpErr, stepErr, sumErr} {
		require.ErrorIs(t, err, money.ErrMismatch)
		var typed *money.MismatchError
		require.True(t, errors.As(err, &typed))
		require.Equal(t, money.MismatchError{A: usd.Currency(), B: eur.Currency()}, *typed)
		require.EqualError(t, err, "money: currency mismatch: USD and EUR")
	}
	require.False(t, usd.Equal(eur))
}

func TestEdgesOfInt64(t *testing.T) {
	jpy := money.MustCurrency("JPY")
	low := money.New(math.MinInt64, jpy)
	require.Equal(t, "-9223372036854775808 JPY", low.String())
	minor, err := low.Minor()
	require.NoError(t, err)
	require.Equal(t, int64(math.MinInt64), minor)
	minor, err = low.MinorIn(0)
	require.NoError(t, err)
	require.Equal(t, int64(math.MinInt64), minor)
	coef, scale, err := low.Unscaled()
	require.NoError(t, err)
	require.Equal(t, int64(math.MinInt64), coef)
	require.Zero(t, scale)
	require.True(t, low.IsNegative())
	require.Equal(t, "9223372036854775808 JPY", low.Neg().String())
	require.Equal(t, low.Neg(), low.Abs().Neg().Neg().Abs(), "same value")
	back, err := low.Add(money.New(1, jpy))
	require.NoError(t, err)
	require.Equal(t, money.New(-math.MaxInt64, jpy), back)
	zero, err := low.Sub(low)
	require.NoError(t, err)
	require.Equal(t, money.New(0, jpy), zero)
	double, err := low.Add(low)
	require.NoError(t, err)
	require.Equal(t, "-18446744073709551616 JPY", double.String())
	edge, err := money.New(-math.MaxInt64, jpy).Sub(money.New(1, jpy))
	require.NoError(t, err)
	require.True(t, edge.Equal(low))
	unscaled, err := money.FromUnscaled(math.MinInt64, 0, jpy)
	require.NoError(t, err)
	require.True(t, unscaled.Equal(low))
	_, _, err = low.Neg().Unscaled()
	require.ErrorIs(t, err, money.ErrRange)
}

func TestUnitPrices(t *testing.T) {
	usd := money.MustCurrency("USD")
	price, err := money.FromUnscaled(12345, 5, usd)
	require.NoError(t, err)
	require.Equal(t, "0.12345 USD", price.String())
	coef, scale, err := price.Unscaled()
	require.NoError(t, err)
	require.Equal(t, []int64{12345, 5}, []int64{coef, int64(scale)})
	_, err = price.Minor()
	require.ErrorIs(t, err, money.ErrInexact)
	micros, err := price.MinorIn(6)
	require.NoError(t, err)
	require.EqualValues(t, 123450, micros)
	whole, err := money.FromUnscaled(5, 0, usd)
	require.NoError(t, err)
	require.Equal(t, money.New(500, usd), whole)
	half, err := money.FromUnscaled(5, 3, usd)
	require.NoError(t, err)
	one, err := half.Add(half)
	require.NoError(t, err)
	require.Equal(t, money.New(1, usd), one, "zeros beyond the digits are trimmed")
	for _, scale := range []int{-1, money.MaxScale + 1} {
		_, err = money.FromUnscaled(1, scale, usd)
		require.ErrorIs(t, err, money.ErrScale)
		_, err = price.MinorIn(scale)
		require.ErrorIs(t, err, money.ErrScale)
	}
	_, err = money.FromUnscaled(1, 2, money.Currency{})
	require.ErrorIs(t, err, money.ErrCurrency)
	_, err = money.New(1, usd).MinorIn(25)
	require.ErrorIs(t, err, money.ErrRange)
}

func TestModes(t *testing.T) {
	want := map[money.Mode][]string{ // of 0.5 1.5 2.5 1.1 1.9, and their negatives
		money.HalfUp:   {"1 2 3 1 2", "-1 -2 -3 -1 -2"},
		money.HalfEven: {"0 2 2 1 2", "0 -2 -2 -1 -2"},
		money.HalfDown: {"0 1 2 1 2", "0 -1 -2 -1 -2"},
		money.Up:       {"1 2 3 2 2", "-1 -2 -3 -2 -2"},
		money.Down:     {"0 1 2 1 1", "0 -1 -2 -1 -1"},
		money.Ceil:     {"1 2 3 2 2", "0 -1 -2 -1 -1"},
		money.Floor:    {"0 1 2 1 1", "-1 -2 -3 -2 -2"},
		money.Mode(99): {"1 2 3 1 2", "-1 -2 -3 -1 -2"},
	}
	jpy := money.MustCurrency("JPY")
	for mode, lines := range want {
		for i, sign := range []string{"", "-"} {
			got := []string{}
			for _, text := range []string{"0.5", "1.5", "2.5", "1.1", "1.9"} {
				got = append(got, money.MustParse(sign+text, jpy).Round(mode).Decimal().String())
			}
			require.Equal(t, lines[i], strings.Join(got, " "), mode)
		}
	}
}

func TestModeText(t *testing.T) {
	for _, mode := range modes {
		text, err := mode.MarshalText()
		require.NoError(t, err)
		var back money.Mode
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, mode, back)
	}
	require.Equal(t, "half-even", money.HalfEven.String())
	require.Equal(t, "Mode(7)", money.Mode(7).String())
	_, err := money.Mode(7).MarshalText()
	require.ErrorIs(t, err, money.ErrSyntax)
	mode := money.Up
	require.ErrorIs(t, mode.UnmarshalText([]byte("halfup")), money.ErrSyntax)
	require.Equal(t, money.Up, mode)
}

func TestRoundTo(t *testing.T) {
	m := money.MustParseText("12345.678 USD")
	for scale, want := range map[int]string{
		5: "12345.678", 3: "12345.678", 2: "12345.68", 1: "12345.70", 0: "12346.00",
		-2: "12300.00", -4: "10000.00", -5: "0.00", -99: "0.00",
	} {
		require.Equal(t, want+" USD", m.RoundTo(scale, money.HalfUp).String(), scale)
	}
	require.Equal(t, "1"+strings.Repeat("0", 60)+".00 USD", m.RoundTo(-1<<40, money.Up).String())
	chf, five := money.MustParseText("7.475 CHF"), money.MustParseText("0.05 CHF")
	got, err := chf.RoundStep(five, money.HalfDown)
	require.NoError(t, err)
	require.Equal(t, "7.45 CHF", got.String())
	_, err = chf.RoundStep(money.MustParseText("0 CHF"), money.Up)
	require.ErrorIs(t, err, money.ErrDivision)
}

func TestCodecs(t *testing.T) {
	m := money.MustParseText("-0.05 USD")
	data, err := json.Marshal(m)
	require.NoError(t, err)
	require.Equal(t, `{"amount":"-0.05","currency":"USD"}`, string(data))
	for _, text := range []string{
		string(data),
		`{"currency":"USD","amount":"-0.05"}`,
		` { "currency" : "USD" , "amount" : -0.05 } `,
		"\n{\"\\u0061mount\":\"\\u002d0.05\",\t\"currency\":\"US\\u0044\"}\r\n",
	} {
		var back money.Money
		require.NoError(t, json.Unmarshal([]byte(text), &back), text)
		require.Equal(t, m, back)
	}
	kept := m
	require.NoError(t, kept.UnmarshalJSON([]byte(" null ")))
	require.Equal(t, m, kept)
	data, err = json.Marshal(map[string]money.Money{"a": {}})
	require.NoError(t, err)
	require.Equal(t, `{"a":null}`, string(data))
	value, err := m.Value()
	require.NoError(t, err)
	require.Equal(t, "-0.05 USD", value)
	var null sql.Null[money.Money]
	require.NoError(t, null.Scan(nil))
	require.False(t, null.Valid)
	require.NoError(t, null.Scan([]byte("-0.05 USD")))
	require.Equal(t, m, null.V)
	keys, err := json.Marshal(map[money.Money]int{m: 1})
	require.NoError(t, err)
	require.Equal(t, `{"-0.05 USD":1}`, string(keys))
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("paid", "amount", m)
	require.Contains(t, out.String(), `amount="-0.05 USD"`)
}

func TestEncodersRefuseWhatDecodersWould(t *testing.T) {
	huge := money.MustParse(strings.Repeat("9", 58), money.MustCurrency("USD"))
	text, err := huge.MarshalText()
	require.NoError(t, err)
	var back money.Money
	require.NoError(t, back.UnmarshalText(text))
	require.True(t, back.Equal(huge))
	over := huge.Mul(10)
	_, err = over.MarshalText()
	require.ErrorIs(t, err, money.ErrRange)
	_, err = over.MarshalJSON()
	require.ErrorIs(t, err, money.ErrRange)
	_, err = over.Value()
	require.ErrorIs(t, err, money.ErrRange)
	require.Len(t, over.String(), 59+len(".00 USD"))
}

func TestLaws(t *testing.T) {
	currencies := testCurrencies(t)
	amounts := func(c money.Currency) *rapid.Generator[money.Money] {
		return rapid.Custom(func(t *rapid.T) money.Money {
			d := decimal.New(rapid.Int64().Draw(t, "coef"), int32(-rapid.IntRange(0, 12).Draw(t, "scale")))
			m, err := money.Of(d.Mul(decimal.New(1, int32(rapid.IntRange(0, 6).Draw(t, "up")))), c)
			require.NoError(t, err)
			return m
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		a, b, d := amounts(c).Draw(t, "a"), amounts(c).Draw(t, "b"), amounts(c).Draw(t, "c")
		add := func(x, y money.Money) money.Money {
			s, err := x.Add(y)
			require.NoError(t, err)
			return s
		}
		require.True(t, add(a, b).Equal(add(b, a)), "commutes")
		require.True(t, add(add(a, b), d).Equal(add(a, add(b, d))), "associates")
		back, err := add(a, b).Sub(b)
		require.NoError(t, err)
		require.True(t, back.Equal(a), "subtraction undoes addition")
		require.True(t, a.Neg().Neg().Equal(a))
		require.True(t, add(a, a.Neg()).IsZero())
		require.True(t, add(add(a, a), a).Equal(a.Mul(3)))
		require.Equal(t, a.Sign() < 0, a.IsNegative())
		require.Equal(t, a.Sign() > 0, a.IsPositive())
		ab, err := a.Cmp(b)
		require.NoError(t, err)
		ba, err := b.Cmp(a)
		require.NoError(t, err)
		require.Equal(t, ab, -ba)
		diff, err := a.Sub(b)
		require.NoError(t, err)
		require.Equal(t, ab, diff.Sign())
		checkCanonical(t, a, b)
	})
}

// checkCanonical: a.Equal(b) exactly when their JSON is the same, and when
// they are == as far as their coefficients fit.
func checkCanonical(t *rapid.T, a, b money.Money) {
	x, err := a.MarshalJSON()
	require.NoError(t, err)
	y, err := b.MarshalJSON()
	require.NoError(t, err)
	require.Equal(t, a.Equal(b), bytes.Equal(x, y))
	var again money.Money
	require.NoError(t, json.Unmarshal(x, &again))
	require.True(t, again.Equal(a))
	if coef, _, err := a.Unscaled(); err == nil && coef != math.MinInt64 {
		require.Equal(t, a, again)
	}
}
