package format

import (
	"math/bits"
	"strconv"

	"github.com/cartwright-go/cartwright/money"
)

// Format returns the amount as the locale writes it, rounded by the options.
// The zero Money, which has no currency, is "0 (none)" as its String has it.
func (f Formatter) Format(m money.Money) string {
	if l, u, a := f.ready(m); a != nil {
		buf := a.tail
		return string(buf[l.fill(&buf, u, l.shown, a):])
	}
	var buf [64]byte
	return string(f.appendRounded(buf[:0], m))
}

// Append appends what Format returns. It allocates only to grow dst, and for
// amounts beyond 64 bits.
func (f Formatter) Append(dst []byte, m money.Money) []byte {
	if l, u, a := f.ready(m); a != nil {
		buf := a.tail
		return append(dst, buf[l.fill(&buf, u, l.shown, a):]...)
	}
	return f.appendRounded(dst, m)
}

// ready returns what the common amount takes: its layout, the number that is
// written and what stands around it. Without affixes it is another amount.
func (f Formatter) ready(m money.Money) (l *layout, u uint64, a *affix) {
	minor, ok := m.TryMinor()
	if !ok || f.s == nil {
		return nil, 0, nil
	}
	l = f.s.first.Load()
	if l == nil || l.currency != m.Currency() {
		l = f.s.find(m.Currency())
	}
	if !l.plain {
		return nil, 0, nil
	}
	u, a = uint64(minor), &l.affixes[l.above]
	if minor < 0 {
		u, a = -u, &l.affixes[negative]
	}
	if l.cut > 1 {
		u = (u + l.cut/2) / l.cut
	}
	return l, u, a
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

// appendRounded appends any amount.
func (f Formatter) appendRounded(dst []byte, m money.Money) []byte {
	l := f.layout(m.Currency())
	if l == nil {
		return append(dst, m.String()...)
	}
	rounded := f.Round(m)
	shown := f.decimals(l, rounded)
	sign := m.Sign()
	if f.s.options.Sign == SignExceptZero {
		sign = rounded.Sign()
	}
	a := &l.affixes[f.s.options.Sign.of(int64(sign))]
	if coef, scale, err := rounded.Unscaled(); err == nil && shown <= mostShown {
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

// write appends u × 10^-shown.
func (l *layout) write(dst []byte, u uint64, shown int, a *affix) []byte {
	if !a.short {
		var buf [24]byte
		return l.writeText(dst, strconv.AppendUint(buf[:0], u, 10), shown, a)
	}
	buf := a.tail
	return append(dst, buf[l.fill(&buf, u, shown, a):]...)
}

const (
	mostShown = 19 // decimals of 64 bits
	room      = 80 // bytes of a number and its affixes
)

// pairs are the numbers below a hundred, two digits each.
const pairs = "00010203040506070809" + "10111213141516171819" + "20212223242526272829" + "30313233343536373839" + "40414243444546474849" +
	"50515253545556575859" + "60616263646566676869" + "70717273747576777879" + "80818283848586878889" + "90919293949596979899"

// fill writes u × 10^-shown into the tail of short affixes and returns where it
// begins.
func (l *layout) fill(buf *[room]byte, u uint64, shown int, a *affix) int {
	if !l.latin {
		return l.fillPairs(buf, u, shown, a)
	}
	at := room - len(a.after)
	if shown > 0 {
		for ; shown >= 2; shown -= 2 {
			r := u % 100 * 2
			u /= 100
			at -= 2
			buf[at], buf[at+1] = pairs[r], pairs[r+1]
		}
		if shown > 0 {
			at--
			buf[at] = byte('0' + u%10)
			u /= 10
		}
		at = before(buf[:], at, l.decimal)
	}
	left := 0
	if u >= l.groupFrom {
		left = l.primary
	}
	for left == 3 && u >= 1000 { // by far the most
		r := u % 1000
		u /= 1000
		t := r % 100 * 2
		at -= 3
		buf[at], buf[at+1], buf[at+2] = byte('0'+r/100), pairs[t], pairs[t+1]
		at = before(buf[:], at, l.group)
		left = l.secondary
	}
	for {
		at--
		buf[at] = byte('0' + u%10)
		if u /= 10; u == 0 {
			break
		}
		if left--; left == 0 {
			at = before(buf[:], at, l.group)
			left = l.secondary
		}
	}
	if a.before != "" {
		at = before(buf[:], at, a.before)
	}
	return at
}

// fillPairs is fill for digits of two bytes, such as Arabic ones.
func (l *layout) fillPairs(buf *[room]byte, u uint64, shown int, a *affix) int {
	lead, zero, at := l.digits[0], l.digits[1], room-len(a.after)
	if shown > 0 {
		for range shown {
			at -= 2
			buf[at], buf[at+1] = lead, zero+byte(u%10)
			u /= 10
		}
		at = before(buf[:], at, l.decimal)
	}
	left := 0
	if u >= l.groupFrom {
		left = l.primary
	}
	for {
		at -= 2
		buf[at], buf[at+1] = lead, zero+byte(u%10)
		if u /= 10; u == 0 {
			return before(buf[:], at, a.before)
		}
		if left--; left == 0 {
			at = before(buf[:], at, l.group)
			left = l.secondary
		}
	}
}

// before writes a text before at and returns where it begins.
func before(buf []byte, at int, text string) int {
	switch len(text) {
	case 1:
		at--
		buf[at] = text[0]
	case 2:
		at -= 2
		buf[at], buf[at+1] = text[0], text[1]
	default:
		at -= len(text)
		copy(buf[at:], text)
	}
	return at
}

// writeBig is write for amounts of any size.
func (l *layout) writeBig(dst []byte, m money.Money, shown int, a *affix) []byte {
	d := m.Decimal()
	text := d.Coefficient().Append(nil, 10)
	if text[0] == '-' {
		text = text[1:]
	}
	scale := -int(d.Exponent())
	for ; scale < shown; scale++ {
		text = append(text, '0')
	}
	for ; scale > shown && len(text) > 0; scale-- {
		text = text[:len(text)-1] // a zero: m is rounded
	}
	return l.writeText(dst, text, shown, a)
}

// writeText appends digits of which the last are decimals.
func (l *layout) writeText(dst, text []byte, shown int, a *affix) []byte {
	for len(text) <= shown {
		text = append(text, '0')
		copy(text[1:], text)
		text[0] = '0'
	}
	dst = append(dst, a.before...)
	whole := len(text) - shown
	next := whole // where the next separator goes
	if l.primary > 0 && whole >= l.grouped {
		next = (whole-l.primary-1)%l.secondary + 1
	}
	for i, digit := range text {
		switch {
		case i == whole:
			dst = append(dst, l.decimal...)
		case i == next:
			dst = append(dst, l.group...)
			if next += l.secondary; next > whole-l.primary {
				next = whole
			}
		}
		from := int(digit-'0') * l.width
		dst = append(dst, l.digits[from:from+l.width]...)
	}
	return append(dst, a.after...)
}
