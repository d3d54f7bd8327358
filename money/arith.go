package money

import (
	"cmp"
	"math/big"
)

// Add returns a+b, exactly and at any size. The zero Money is its identity.
// The only error is a *MismatchError when both have a currency and they
// differ.
func (a Money) Add(b Money) (Money, error) {
	if a.m == b.m && a.ext == b.ext && a.m&0xff == 0 {
		s := a.lo + b.lo
		if (s^a.lo)&(s^b.lo) >= 0 && s != pin {
			return Money{lo: s, m: a.m}, nil
		}
	}
	return addSlow(a, b)
}

func addSlow(a, b Money) (Money, error) {
	switch {
	case a == Money{}:
		return b, nil
	case b == Money{}:
		return a, nil
	case a.m>>8 != b.m>>8:
		return Money{}, mismatch(a, b)
	}
	excess := max(a.excess(), b.excess())
	if x, y, ok := a.smallAt(excess, b); ok {
		s := x + y
		if (s^x)&(s^y) >= 0 {
			return build(s, a.Currency().Digits()+excess, a.Currency()), nil
		}
	}
	v := new(big.Int).Add(a.bigAt(excess), b.bigAt(excess))
	return big2money(v, a.Currency(), excess), nil
}

// Sub returns a-b, exactly and at any size. Subtracting the zero Money returns
// a, subtracting from it returns b negated. The only error is a *MismatchError
// as for Add.
func (a Money) Sub(b Money) (Money, error) {
	if a.m == b.m && a.ext == b.ext && a.m&0xff == 0 {
		s := a.lo - b.lo
		if (a.lo^b.lo)&(s^a.lo) >= 0 && s != pin {
			return Money{lo: s, m: a.m}, nil
		}
	}
	return addSlow(a, b.Neg())
}

// Sum adds all amounts; no amounts give the zero Money. The only error is a
// *MismatchError, as for Add.
func Sum(amounts ...Money) (Money, error) {
	var total Money
	for i := 0; i < len(amounts); {
		run, n := sumRun(amounts[i:])
		if n == 0 {
			run, n = amounts[i], 1
		}
		var err error
		if total, err = total.Add(run); err != nil {
			return Money{}, err
		}
		i += n
	}
	return total, nil
}

// sumRun adds the longest leading run of small amounts that share currency
// and scale, and reports how many it took.
func sumRun(amounts []Money) (Money, int) {
	m, sum, n := amounts[0].m, int64(0), 0
	for i := range amounts {
		b := &amounts[i]
		s := sum + b.lo
		if b.m != m || (s^sum)&(s^b.lo) < 0 || b.ext != nil || s == pin {
			break
		}
		sum = s
		n++
	}
	if m&0xff != 0 && n > 0 {
		return build(sum, Money{m: m}.Scale(), Currency{uint16(m >> 8)}), n
	}
	return Money{lo: sum, m: m}, n
}

// Cmp returns -1, 0 or 1 as a is below, equal to or above b. Amounts of
// different currencies do not compare, and neither does an amount without
// currency: both are a *MismatchError.
func (a Money) Cmp(b Money) (int, error) {
	if a.m == b.m && a.ext == nil && b.ext == nil && a.m != 0 {
		switch {
		case a.lo < b.lo:
			return -1, nil
		case a.lo > b.lo:
			return 1, nil
		}
		return 0, nil
	}
	return cmpSlow(a, b)
}

func cmpSlow(a, b Money) (int, error) {
	if a.m>>8 != b.m>>8 || !a.HasCurrency() {
		return 0, mismatch(a, b)
	}
	excess := max(a.excess(), b.excess())
	if x, y, ok := a.smallAt(excess, b); ok {
		return cmp.Compare(x, y), nil
	}
	return a.bigAt(excess).Cmp(b.bigAt(excess)), nil
}

// Equal reports whether a and b are the same amount of the same currency, at
// any size. Two zero Moneys are equal; the zero Money and 0 USD are not.
func (a Money) Equal(b Money) bool {
	if a.ext != nil && b.ext != nil {
		return a.m == b.m && a.ext.Cmp(b.ext) == 0
	}
	return a == b
}

// Mul returns a×n, exactly and at any size.
func (a Money) Mul(n int64) Money {
	if a.ext == nil && a.m&0xff == 0 {
		if p, ok := mul64(a.lo, n); ok {
			return Money{lo: p, m: a.m}
		}
	}
	v := new(big.Int).Mul(a.big(), big.NewInt(n))
	return big2money(v, a.Currency(), a.excess())
}

// smallAt returns both coefficients at a common scale when they fit int64.
func (a Money) smallAt(excess int, b Money) (x, y int64, ok bool) {
	if a.ext != nil || b.ext != nil {
		return 0, 0, false
	}
	up, down := excess-a.excess(), excess-b.excess()
	if up >= len(pow10) || down >= len(pow10) {
		return 0, 0, false
	}
	x, okX := mul64(a.lo, pow10[up])
	y, okY := mul64(b.lo, pow10[down])
	return x, y, okX && okY
}
