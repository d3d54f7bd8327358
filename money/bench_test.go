package money_test

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// floorAdd is the floor: checked int64 minor units with a currency, by hand.
type floorMoney struct {
	minor int64
	c     uint16
}

func floorAdd(a, b floorMoney) (floorMoney, error) {
	if a.c != b.c {
		return floorMoney{}, money.ErrMismatch
	}
	s := a.minor + b.minor
	if (s^a.minor)&(s^b.minor) < 0 {
		return floorMoney{}, money.ErrRange
	}
	return floorMoney{s, a.c}, nil
}

func benchAmounts() [64]money.Money {
	var list [64]money.Money
	for i := range list {
		list[i] = money.New(int64(50+i*158730), money.MustCurrency("USD"))
	}
	return list
}

var (
	keepMoney money.Money
	keepFloor floorMoney
	keepInt   int
)

func BenchmarkAddFloor(b *testing.B) {
	var list [64]floorMoney
	for i := range list {
		list[i] = floorMoney{int64(50 + i*158730), 1}
	}
	for i := 0; b.Loop(); i++ {
		keepFloor, _ = floorAdd(list[i&63], list[(i+1)&63])
	}
}

func BenchmarkAdd(b *testing.B) {
	list := benchAmounts()
	for i := 0; b.Loop(); i++ {
		keepMoney, _ = list[i&63].Add(list[(i+1)&63])
	}
}

func BenchmarkCmp(b *testing.B) {
	list := benchAmounts()
	for i := 0; b.Loop(); i++ {
		keepInt, _ = list[i&63].Cmp(list[(i+1)&63])
	}
}

func BenchmarkSum1000(b *testing.B) {
	list := make([]money.Money, 1000)
	for i := range list {
		list[i] = money.New(int64(i), money.MustCurrency("USD"))
	}
	for b.Loop() {
		keepMoney, _ = money.Sum(list...)
	}
}

func BenchmarkMul(b *testing.B) {
	list := benchAmounts()
	for i := 0; b.Loop(); i++ {
		keepMoney = list[i&63].Mul(int64(i & 7))
	}
}

func BenchmarkPercent(b *testing.B) {
	list, p := benchAmounts(), decimal.RequireFromString("17.5")
	for i := 0; b.Loop(); i++ {
		keepMoney, _ = list[i&63].Percent(p, money.HalfUp)
	}
}

func BenchmarkParse(b *testing.B) {
	usd := money.MustCurrency("USD")
	for b.Loop() {
		keepMoney, _ = money.Parse("12345.67", usd)
	}
}

func BenchmarkScan(b *testing.B) {
	var src any = "12345.67 USD"
	var m money.Money
	for b.Loop() {
		_ = m.Scan(src)
	}
	keepMoney = m
}

func BenchmarkString(b *testing.B) {
	list := benchAmounts()
	for i := 0; b.Loop(); i++ {
		keepInt = len(list[i&63].String())
	}
}

func BenchmarkUnmarshalJSON(b *testing.B) {
	data := []byte(`{"amount":"12345.67","currency":"USD"}`)
	var m money.Money
	for b.Loop() {
		_ = m.UnmarshalJSON(data)
	}
	keepMoney = m
}

func BenchmarkAllocate(b *testing.B) {
	for name, n := range map[string]int{"3": 3, "100": 100} {
		b.Run(name, func(b *testing.B) {
			weights := make([]int64, n)
			for i := range weights {
				weights[i] = int64(i*37%101 + 1)
			}
			list, dst := benchAmounts(), make([]money.Money, 0, n+1)
			for i := 0; b.Loop(); i++ {
				dst, _ = list[i&63].Allocate(dst[:0], weights, money.LargestRemainder)
			}
		})
	}
}

func TestHotPathsDoNotAllocate(t *testing.T) {
	usd := money.MustCurrency("USD")
	a, b, p := money.New(1234567, usd), money.New(765, usd), decimal.RequireFromString("17.5")
	fine, text, data := money.MustParse("0.125", usd), make([]byte, 0, 64), []byte(`{"amount":"12.34","currency":"USD"}`)
	list := []money.Money{a, b, a, b}
	for name, run := range map[string]func(){
		"Add":           func() { keepMoney, _ = a.Add(b) },
		"Add finer":     func() { keepMoney, _ = a.Add(fine) },
		"Sub":           func() { keepMoney, _ = a.Sub(b) },
		"Cmp":           func() { keepInt, _ = a.Cmp(b) },
		"Cmp finer":     func() { keepInt, _ = a.Cmp(fine) },
		"Mul":           func() { keepMoney = a.Mul(7) },
		"MulDecimal":    func() { keepMoney, _ = a.MulDecimal(p) },
		"Percent":       func() { keepMoney, _ = a.Percent(p, money.HalfEven) },
		"DivRound":      func() { keepMoney, _ = a.DivRound(p, money.HalfEven) },
		"Round":         func() { keepMoney = fine.Round(money.HalfEven) },
		"RoundStep":     func() { keepMoney, _ = a.RoundStep(b, money.HalfUp) },
		"Sum":           func() { keepMoney, _ = money.Sum(list...) },
		"Parse":         func() { keepMoney, _ = money.Parse("12345.67", usd) },
		"ParseText":     func() { keepMoney, _ = money.ParseText("12345.67 USD") },
		"Of":            func() { keepMoney, _ = money.Of(p, usd) },
		"AppendText":    func() { text, _ = a.AppendText(text[:0]) },
		"AppendJSON":    func() { text, _ = a.AppendJSON(text[:0]) },
		"UnmarshalJSON": func() { _ = keepMoney.UnmarshalJSON(data) },
	} {
		require.Zero(t, testing.AllocsPerRun(100, run), name)
	}
}
