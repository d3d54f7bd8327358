package rates_test

import (
	"errors"
	"math/bits"
	"testing"

	"github.com/cartwright-go/cartwright/money"
)

// floor is the hand-written job: minor units and currency id in one value, an
// eight-digit rate, checks and an error.
type floor struct {
	minor int64
	id    uint16
}

var errFloor = errors.New("floor")

//go:noinline
func (f floor) convert(from, to uint16, num, den uint64) (floor, error) {
	if f.id != from {
		return floor{}, errFloor
	}
	v := f.minor
	if v < 0 {
		v = -v
	}
	hi, lo := bits.Mul64(uint64(v), num)
	if hi >= den {
		return floor{}, errFloor
	}
	q, r := bits.Div64(hi, lo, den)
	if r >= den-r {
		q++
	}
	if q > 1<<62 {
		return floor{}, errFloor
	}
	if f.minor < 0 {
		return floor{-int64(q), to}, nil
	}
	return floor{int64(q), to}, nil
}

func BenchmarkConvert(b *testing.B) {
	var floors [64]floor
	var euros, dollars [64]money.Money
	for i := range floors {
		minor := int64(50 + i*158_729)
		floors[i], euros[i], dollars[i] = floor{minor, 1}, money.New(minor, eur), money.New(minor, usd)
	}
	b.Run("floor", func(b *testing.B) {
		var sum int64
		for i := range b.N {
			out, err := floors[i&63].convert(1, 2, 116840001, 100000000)
			if err != nil {
				b.Fatal(err)
			}
			sum += out.minor
		}
		_ = sum
	})
	b.Run("rate", func(b *testing.B) {
		r := parse(b, eur, usd, "1.16840001")
		b.ReportAllocs()
		for i := range b.N {
			if _, err := r.Convert(euros[i&63], money.HalfUp); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cross", func(b *testing.B) {
		r, err := parse(b, eur, usd, "1.1684").Invert().Cross(parse(b, eur, jpy, "186.75"))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for i := range b.N {
			if _, err := r.Convert(dollars[i&63], money.HalfUp); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	tab := table(b, parse(b, eur, usd, "1.1684"), parse(b, eur, jpy, "186.75"))
	b.Run("published", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_, _ = tab.Lookup(eur, usd, monday)
		}
	})
	b.Run("cross", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_, _ = tab.Lookup(usd, jpy, monday)
		}
	})
}
