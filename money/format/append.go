package format

import (
	"math/bits"
	"slices"

	"github.com/cartwright-go/cartwright/money"
)

// Format returns the amount as the locale writes it, rounded by the options.
// The zero Money, which has no currency, is "0 (none)" as its String has it.
func (f Formatter) Format(m money.Money) string {
	var buf [64]byte
	return string(f.Append(buf[:0], m))
}

// Append appends what Format returns. It allocates only to grow dst, and for
// amounts beyond 64 bits.
func (f Formatter) Append(dst []byte, m money.Money) []byte {
	l := f.layout(m.Currency())
	if l == nil {
		return append(dst, m.String()...)
	}
	coef, scale, err := m.Unscaled()
	if err == nil && scale == l.iso && l.plain {
		return l.write(dst, magnitude(coef), scale, &l.affixes[f.s.options.Sign.of(coef)])
	}
	return f.appendRounded(dst, l, m)
}

// Round returns the amount as Format shows it: rounded to the decimals, or the
// coins, of its options. Parse reads this amount back.
func (f Formatter) Round(m money.Money) money.Money {
	l := f.layout(m.Currency())
	if l == nil || f.s.options.Digits == AllDigits {
		return m
	}
	mode := f.s.options.Mode
	if l.step < 2 {
		return m.RoundTo(l.shown, mode)
	}
	step, err := money.FromUnscaled(l.step, l.shown, l.currency)
	if err != nil {
		return m
	}
	rounded, err := m.RoundStep(step, mode)
	if err != nil {
		return m
	}
	return rounded
}

// Decimals returns how many decimals the amount is shown with.
func (f Formatter) Decimals(m money.Money) int {
	l := f.layout(m.Currency())
	if l == nil {
		return m.Scale()
	}
	return f.decimals(l, f.Round(m))
}

// decimals is Decimals for an amount that is rounded.
func (f Formatter) decimals(l *layout, m money.Money) int {
	if f.s.options.Whole && m.RoundTo(0, money.Down).Equal(m) {
		return 0
	}
	if f.s.options.Digits == AllDigits {
		return max(l.shown, m.Scale())
	}
	return l.shown
}

// appendRounded appends amounts that are not written as they are kept.
func (f Formatter) appendRounded(dst []byte, l *layout, m money.Money) []byte {
	rounded := f.Round(m)
	shown := f.decimals(l, rounded)
	sign := m.Sign()
	if f.s.options.Sign == SignExceptZero {
		sign = rounded.Sign()
	}
	a := &l.affixes[f.s.options.Sign.of(int64(sign))]
	if coef, scale, err := rounded.Unscaled(); err == nil {
		if u, ok := rescale(magnitude(coef), shown-scale); ok {
			return l.write(dst, u, shown, a)
		}
	}
	return l.writeBig(dst, rounded, shown, a)
}

// of says which affixes an amount of the sign has.
func (s Sign) of(sign int64) int {
	switch {
	case sign < 0:
		return negative
	case s == SignAlways || s == SignExceptZero && sign > 0:
		return plus
	}
	return positive
}

// rescale multiplies by ten to the power of shift. A negative shift must divide.
func rescale(u uint64, shift int) (uint64, bool) {
	if shift < -19 || shift > 19 {
		return 0, false
	}
	for ; shift < 0; shift++ {
		u /= 10
	}
	for ; shift > 0; shift-- {
		hi, lo := bits.Mul64(u, 10)
		if hi != 0 {
			return 0, false
		}
		u = lo
	}
	return u, true
}

func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// size returns how many bytes a number takes whose whole part has n digits.
func (l *layout) size(n, shown int) int {
	size := (n + shown) * l.width
	if l.primary > 0 && n >= l.grouped {
		size += (1 + (n-l.primary-1)/l.secondary) * len(l.group)
	}
	if shown > 0 {
		size += len(l.decimal)
	}
	return size
}

// frame appends the affixes with room for the number between them, and returns
// where the room ends.
func (l *layout) frame(dst []byte, size int, a *affix) ([]byte, int) {
	start := len(dst)
	total := len(a.before) + size + len(a.after)
	dst = slices.Grow(dst, total)[:start+total]
	copy(dst[start:], a.before)
	end := start + len(a.before) + size
	copy(dst[end:], a.after)
	return dst, end
}

// write appends u × 10^-shown.
func (l *layout) write(dst []byte, u uint64, shown int, a *affix) []byte {
	n := max(length(u)-shown, 1)
	dst, at := l.frame(dst, l.size(n, shown), a)
	if shown > 0 {
		for range shown {
			at = l.digit(dst, at, u%10)
			u /= 10
		}
		at -= len(l.decimal)
		copy(dst[at:], l.decimal)
	}
	left := n
	if l.primary > 0 && n >= l.grouped {
		left = l.primary
	}
	for {
		for range left {
			at = l.digit(dst, at, u%10)
			u /= 10
		}
		if n -= left; n <= 0 {
			return dst
		}
		at -= len(l.group)
		copy(dst[at:], l.group)
		left = min(l.secondary, n)
	}
}

// digit writes a digit before at and returns where it begins.
func (l *layout) digit(dst []byte, at int, d uint64) int {
	if l.latin {
		at--
		dst[at] = byte('0' + d)
		return at
	}
	at -= l.width
	from := int(d) * l.width
	copy(dst[at:at+l.width], l.digits[from:from+l.width])
	return at
}

// length returns the number of decimal digits of u, 1 for 0.
func length(u uint64) int {
	n := bits.Len64(u|1) * 1233 >> 12
	if n < len(powers) && u >= powers[n] {
		n++
	}
	return max(n, 1)
}

// powers are the powers of ten that fit.
var powers = [20]uint64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
}

// writeBig is write for amounts of any size.
func (l *layout) writeBig(dst []byte, m money.Money, shown int, a *affix) []byte {
	d := m.Decimal()
	text := d.Coefficient().Append(nil, 10)
	if text[0] == '-' {
		text = text[1:]
	}
	for scale := -int(d.Exponent()); scale != shown; {
		if scale < shown {
			text = append(text, '0')
			scale++
			continue
		}
		text = text[:max(len(text)-1, 0)]
		scale--
	}
	for len(text) <= shown {
		text = append([]byte{'0'}, text...)
	}
	n := len(text) - shown
	dst, at := l.frame(dst, l.size(n, shown), a)
	for i, left := len(text)-1, 0; i >= 0; i-- {
		switch {
		case i == n-1:
			if shown > 0 {
				at -= len(l.decimal)
				copy(dst[at:], l.decimal)
			}
			left = n
			if l.primary > 0 && n >= l.grouped {
				left = l.primary
			}
		case i < n-1 && left == 0:
			at -= len(l.group)
			copy(dst[at:], l.group)
			left = l.secondary
		}
		left--
		at = l.digit(dst, at, uint64(text[i]-'0'))
	}
	return dst
}
