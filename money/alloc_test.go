package money_test

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/money"
)

var allocModes = []money.AllocMode{
	money.LargestRemainder, money.First, money.Last, money.Cumulative, money.Separate,
}

func minors(t testing.TB, shares []money.Money) []int64 {
	t.Helper()
	out := []int64{}
	for _, s := range shares {
		v, err := s.Minor()
		require.NoError(t, err)
		out = append(out, v)
	}
	return out
}

func TestAllocateTable(t *testing.T) {
	tests := []struct {
		name    string
		minor   int64
		weights []int64
		mode    money.AllocMode
		want    []int64
	}{
		{"thirds", 100, []int64{1, 1, 1}, money.LargestRemainder, []int64{34, 33, 33}},
		{"largest remainder", 100, []int64{1, 2, 4}, money.LargestRemainder, []int64{14, 29, 57}},
		{"weight 0 gets nothing", 101, []int64{0, 50, 50}, money.LargestRemainder, []int64{0, 51, 50}},
		{"weight 0 gets nothing, first", 101, []int64{0, 50, 50}, money.First, []int64{0, 51, 50}},
		{"weight 0 gets nothing, last", 101, []int64{50, 50, 0}, money.Last, []int64{50, 51, 0}},
		{"first", 5, []int64{1, 1, 1}, money.First, []int64{2, 2, 1}},
		{"last", 5, []int64{1, 1, 1}, money.Last, []int64{1, 2, 2}},
		{"first skips what divided evenly", 9, []int64{2, 1, 3}, money.First, []int64{3, 2, 4}},
		{"first skips what divided evenly, huge", 9, []int64{2 << 60, 1 << 60, 3 << 60}, money.First, []int64{3, 2, 4}},
		{"cumulative", 5, []int64{1, 1, 1}, money.Cumulative, []int64{1, 2, 2}},
		{"separate", 5, []int64{1, 1, 1}, money.Separate, []int64{1, 1, 1, 2}},
		{"negative", -100, []int64{1, 1, 1}, money.LargestRemainder, []int64{-34, -33, -33}},
		{"negative separate", -5, []int64{1, 1, 1}, money.Separate, []int64{-1, -1, -1, -2}},
		{"nothing", 0, []int64{3, 4}, money.LargestRemainder, []int64{0, 0}},
		{"one", 7, []int64{3}, money.Separate, []int64{7, 0}},
		{"huge weights", 101, []int64{math.MaxInt64, math.MaxInt64, 0}, money.LargestRemainder, []int64{51, 50, 0}},
		{"huge weights last", 101, []int64{math.MaxInt64, math.MaxInt64, 0}, money.Last, []int64{50, 51, 0}},
		{"huge weights separate", -101, []int64{math.MaxInt64, math.MaxInt64}, money.Separate, []int64{-50, -50, -1}},
		{"1e18 by 33/33/34", 1e18, []int64{33, 33, 34}, money.LargestRemainder, []int64{33e16, 33e16, 34e16}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			whole := money.New(tt.minor, money.MustCurrency("USD"))
			got, err := whole.Allocate(nil, tt.weights, tt.mode)
			require.NoError(t, err)
			require.Equal(t, tt.want, minors(t, got))
		})
	}
}

func TestAllocateRefuses(t *testing.T) {
	m, dst := money.MustParseText("1 USD"), []money.Money{money.MustParseText("9 USD")}
	for _, weights := range [][]int64{nil, {}, {0, 0}, {1, -1}} {
		got, err := m.Allocate(dst, weights, money.LargestRemainder)
		require.ErrorIs(t, err, money.ErrWeights)
		require.Equal(t, dst, got)
	}
	_, err := m.Allocate(nil, []int64{1}, money.Separate+1)
	require.ErrorIs(t, err, money.ErrWeights)
	_, err = m.Split(0)
	require.ErrorIs(t, err, money.ErrWeights)
}

func TestAllocateLaws(t *testing.T) {
	usd := money.MustCurrency("USD")
	rapid.Check(t, func(t *rapid.T) {
		coef := rapid.Int64().Draw(t, "coef")
		whole, err := money.FromUnscaled(coef, rapid.IntRange(0, 5).Draw(t, "scale"), usd)
		require.NoError(t, err)
		if rapid.IntRange(0, 9).Draw(t, "big") == 0 {
			whole = whole.Mul(math.MaxInt64)
		}
		top := rapid.SampledFrom([]int64{1, 3, 100, math.MaxInt64}).Draw(t, "top")
		weights := rapid.SliceOfN(rapid.Int64Range(0, top), 1, 200).Draw(t, "weights")
		if slices.Max(weights) == 0 {
			weights[0] = 1
		}
		for _, mode := range allocModes {
			checkShares(t, whole, weights, mode)
		}
	})
}

func checkShares(t *rapid.T, whole money.Money, weights []int64, mode money.AllocMode) {
	shares, err := whole.Allocate(nil, weights, mode)
	require.NoError(t, err)
	sum, err := money.Sum(shares...)
	require.NoError(t, err)
	require.True(t, sum.Equal(whole), "shares add up")
	mirror, err := whole.Neg().Allocate(nil, weights, mode)
	require.NoError(t, err)
	total := new(big.Int)
	for _, w := range weights {
		total.Add(total, big.NewInt(w))
	}
	unit := new(big.Rat).SetFrac(big.NewInt(1), pow(whole.Scale()))
	for i, s := range shares {
		require.True(t, s.Neg().Equal(mirror[i]), "negatives mirror")
		if i == len(weights) {
			break
		}
		require.True(t, weights[i] != 0 || s.IsZero(), "weight 0 gets 0")
		exact := new(big.Rat).SetFrac(big.NewInt(weights[i]), total)
		exact.Mul(exact, whole.Decimal().Rat()).Sub(exact, s.Decimal().Rat())
		require.Negative(t, exact.Abs(exact).Cmp(unit), "less than a unit off")
	}
}

// TestLargestRemainderOrder: left-over units go by size of the remainder, then
// by index, whatever the order of the weights.
func TestLargestRemainderOrder(t *testing.T) {
	usd := money.MustCurrency("USD")
	rapid.Check(t, func(t *rapid.T) {
		whole := rapid.Int64Range(0, 1e12).Draw(t, "whole")
		weights := rapid.SliceOfN(rapid.Int64Range(1, 1e6), 1, 150).Draw(t, "weights")
		var total int64
		for _, w := range weights {
			total += w
		}
		want, rest, order, left := make([]int64, len(weights)), make([]int64, len(weights)), []int{}, whole
		for i, w := range weights {
			want[i], rest[i] = whole*w/total, whole*w%total
			order, left = append(order, i), left-want[i]
		}
		slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(rest[j], rest[i]) })
		for _, i := range order[:left] {
			want[i]++
		}
		shares, err := money.New(whole, usd).Allocate(nil, weights, money.LargestRemainder)
		require.NoError(t, err)
		for i, s := range shares {
			require.Equal(t, money.New(want[i], usd), s)
		}
	})
}

// TestSmallAndBigPathAgree: weights scaled past int64 divide the same way.
func TestSmallAndBigPathAgree(t *testing.T) {
	usd := money.MustCurrency("USD")
	rapid.Check(t, func(t *rapid.T) {
		whole := money.New(rapid.Int64().Draw(t, "whole"), usd)
		weights := rapid.SliceOfN(rapid.Int64Range(1, 1000), 2, 12).Draw(t, "weights")
		large := make([]int64, len(weights))
		factor := math.MaxInt64 / slices.Max(weights)
		for i, w := range weights {
			large[i] = w * factor
		}
		for _, mode := range allocModes {
			a, err := whole.Allocate(nil, weights, mode)
			require.NoError(t, err)
			b, err := whole.Allocate(nil, large, mode)
			require.NoError(t, err)
			require.True(t, slices.EqualFunc(a, b, money.Money.Equal))
		}
	})
}

func TestCumulativePaysNeverAhead(t *testing.T) {
	whole := money.MustParseText("10.00 USD")
	shares, err := whole.Allocate(nil, []int64{1, 1, 1, 0, 4}, money.Cumulative)
	require.NoError(t, err)
	require.Equal(t, []int64{142, 143, 143, 0, 572}, minors(t, shares))
}

func TestSplit(t *testing.T) {
	shares, err := money.MustParseText("-1.00 USD").Split(3)
	require.NoError(t, err)
	require.Equal(t, []int64{-34, -33, -33}, minors(t, shares))
	shares, err = money.MustParseText("0.0050 USD").Split(2)
	require.NoError(t, err)
	require.Equal(t, "0.003 USD", shares[0].String())
	huge := money.MustParseText("100000000000000000000.01 USD")
	shares, err = huge.Split(2)
	require.NoError(t, err)
	require.Equal(t, "50000000000000000000.01 USD", shares[0].String())
	require.Equal(t, "50000000000000000000.00 USD", shares[1].String())
}

func TestAllocateAppendsWithoutAllocating(t *testing.T) {
	whole, weights := money.MustParseText("1234.56 USD"), []int64{3, 1, 9}
	dst := make([]money.Money, 0, 4)
	require.Zero(t, testing.AllocsPerRun(100, func() {
		dst, _ = whole.Allocate(dst[:0], weights, money.LargestRemainder)
	}))
	dst, err := whole.Allocate(dst[:0], weights, money.LargestRemainder)
	require.NoError(t, err)
	dst, err = whole.Allocate(dst, weights, money.First)
	require.NoError(t, err)
	require.Len(t, dst, 6)
}
