package money_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// Ten operations a round, so 10^5 seeded cases a run.
const rounds = 10_000

func TestArithmeticAgainstRationals(t *testing.T) {
	currencies, src := testCurrencies(t), newSource(1)
	for range rounds {
		c := currencies[src.IntN(len(currencies))]
		a, ra := src.money(t, c)
		b, rb := src.money(t, c)
		sum, err := a.Add(b)
		require.NoError(t, err)
		same(t, new(big.Rat).Add(ra, rb), sum, c, "add", a, b)
		diff, err := a.Sub(b)
		require.NoError(t, err)
		same(t, new(big.Rat).Sub(ra, rb), diff, c, "sub", a, b)
		order, err := a.Cmp(b)
		require.NoError(t, err)
		require.Equal(t, ra.Cmp(rb), order)
		require.Equal(t, order == 0, a.Equal(b))
		n := src.coef(18).Int64()
		same(t, new(big.Rat).Mul(ra, new(big.Rat).SetInt64(n)), a.Mul(n), c, "mul", a, n)
		total, err := money.Sum(a, b, diff, sum, a)
		require.NoError(t, err)
		want := new(big.Rat).Mul(ra, big.NewRat(4, 1))
		same(t, want.Add(want, new(big.Rat).SetInt64(0)).Add(want, rb), total, c, "sum", a, b)
	}
}

func TestRoundingAgainstRationals(t *testing.T) {
	currencies, src := testCurrencies(t), newSource(2)
	for range rounds {
		c := currencies[src.IntN(len(currencies))]
		mode := modes[src.IntN(len(modes))]
		a, ra := src.money(t, c)
		same(t, roundRat(ra, c.Digits(), mode), a.Round(mode), c, "round", a, mode)
		if scale := src.IntN(26) - 6; scale < a.Scale() {
			same(t, roundRat(ra, scale, mode), a.RoundTo(scale, mode), c, "roundTo", a, scale, mode)
		}
		d := src.decimal()
		rd := d.Rat()
		product := new(big.Rat).Mul(ra, rd)
		got, err := a.MulRound(d, mode)
		require.NoError(t, err)
		same(t, roundRat(product, c.Digits(), mode), got, c, "mulRound", a, d, mode)
		got, err = a.Percent(d, mode)
		require.NoError(t, err)
		percent := new(big.Rat).Mul(product, big.NewRat(1, 100))
		same(t, roundRat(percent, c.Digits(), mode), got, c, "percent", a, d, mode)
		checkDivision(t, a, d, mode)
		checkStep(t, src, a, mode)
		if got, err = a.MulDecimal(d); err == nil {
			same(t, product, got, c, "mulDecimal", a, d)
		} else {
			require.ErrorIs(t, err, money.ErrScale)
			require.NotZero(t, roundRat(product, money.MaxScale, money.Down).Cmp(product))
		}
	}
}

func checkDivision(t *testing.T, a money.Money, d decimal.Decimal, mode money.Mode) {
	t.Helper()
	got, err := a.DivRound(d, mode)
	if d.IsZero() {
		require.ErrorIs(t, err, money.ErrDivision)
		return
	}
	require.NoError(t, err)
	want := new(big.Rat).Quo(a.Decimal().Rat(), d.Rat())
	same(t, roundRat(want, a.Currency().Digits(), mode), got, a.Currency(), "divRound", a, d, mode)
}

func checkStep(t *testing.T, src source, a money.Money, mode money.Mode) {
	t.Helper()
	step, rs := src.money(t, a.Currency())
	got, err := a.RoundStep(step, mode)
	if step.Sign() <= 0 {
		require.ErrorIs(t, err, money.ErrDivision)
		return
	}
	require.NoError(t, err)
	want := roundRat(new(big.Rat).Quo(a.Decimal().Rat(), rs), 0, mode)
	same(t, want.Mul(want, rs), got, a.Currency(), "roundStep", a, step, mode)
}

func TestRoundingAgainstShopspring(t *testing.T) {
	src, c := newSource(3), money.MustCurrency("USD")
	for range rounds {
		a, _ := src.money(t, c)
		d := a.Decimal()
		want := map[money.Mode]decimal.Decimal{
			money.HalfUp: d.Round(2), money.HalfEven: d.RoundBank(2), money.Up: d.RoundUp(2),
			money.Down: d.RoundDown(2), money.Ceil: d.RoundCeil(2), money.Floor: d.RoundFloor(2),
		}
		for mode, w := range want {
			if got := a.Round(mode).Decimal(); !got.Equal(w) {
				t.Fatalf("%s %s: got %s, want %s", a, mode, got, w)
			}
		}
	}
}

func TestTextAgainstShopspring(t *testing.T) {
	currencies, src := testCurrencies(t), newSource(4)
	for range rounds {
		c := currencies[src.IntN(len(currencies))]
		d := src.decimal()
		a, err := money.Parse(d.String(), c)
		require.NoError(t, err)
		same(t, d.Rat(), a, c, "parse", d)
		require.Equal(t, d.StringFixed(int32(a.Scale()))+" "+c.Code(), a.String())
		again, err := money.ParseText(a.String())
		require.NoError(t, err)
		require.True(t, a.Equal(again))
		data, err := a.MarshalJSON()
		require.NoError(t, err)
		var back money.Money
		require.NoError(t, back.UnmarshalJSON(data))
		require.True(t, a.Equal(back))
	}
}

func TestBordersAgainstRationals(t *testing.T) {
	currencies, src := testCurrencies(t), newSource(5)
	for range rounds {
		c := currencies[src.IntN(len(currencies))]
		a, ra := src.money(t, c)
		digits := src.IntN(12)
		if src.IntN(2) == 0 {
			digits = c.Digits()
		}
		scaled := new(big.Rat).Mul(ra, new(big.Rat).SetInt(pow(digits)))
		got, err := a.MinorIn(digits)
		switch {
		case err == nil:
			require.Zero(t, scaled.Cmp(new(big.Rat).SetInt64(got)))
		case errors.Is(err, money.ErrInexact):
			require.False(t, scaled.IsInt())
		default:
			require.ErrorIs(t, err, money.ErrRange)
			require.False(t, scaled.Num().IsInt64())
		}
		if minor, err := a.Minor(); err == nil {
			require.Equal(t, a, money.New(minor, c))
		}
		if coef, scale, err := a.Unscaled(); err == nil {
			back, err := money.FromUnscaled(coef, scale, c)
			require.NoError(t, err)
			require.True(t, a.Equal(back))
		} else {
			require.ErrorIs(t, err, money.ErrRange)
		}
	}
}

func pow(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }
