package money

import (
	"fmt"
	"log/slog"
	"math/big"
	"strconv"
)

// maxText bounds the text of one amount before it is looked at.
const maxText = 128

// Parse reads an amount of c written as figures with an optional leading minus
// and an optional point: "12", "12.34", "-0.5". Nothing else is taken: no
// plus, exponent, space, grouping, comma, or figures outside ASCII (ErrSyntax).
// The amount is exact; more than MaxScale decimals are ErrScale, more than
// MaxDigits digits ErrRange, the zero Currency ErrCurrency.
func Parse(text string, c Currency) (Money, error) { return parse(text, c) }

// MustParse is Parse for constants; it panics on an error.
func MustParse(text string, c Currency) Money { return must(Parse(text, c)) }

// ParseText reads an amount and the code of its currency with one space
// between, "12.34 USD", as String and MarshalText write it. The amount follows
// the rules of Parse, the code those of ParseCurrency.
func ParseText(text string) (Money, error) { return parseText(text) }

// MustParseText is ParseText for constants; it panics on an error.
func MustParseText(text string) Money { return must(ParseText(text)) }

func must(a Money, err error) Money {
	if err != nil {
		panic(err)
	}
	return a
}

func parseText[T string | []byte](text T) (Money, error) {
	for i := range min(len(text), maxText) {
		if text[i] != ' ' {
			continue
		}
		c, ok := lookup(text[i+1:])
		if !ok {
			return Money{}, fmt.Errorf("%w: code %q", ErrCurrency, clip(string(text[i+1:])))
		}
		return parse(text[:i], c)
	}
	return Money{}, fmt.Errorf("%w: %q: want amount, space, currency code", ErrSyntax, clip(string(text)))
}

func parse[T string | []byte](text T, c Currency) (Money, error) {
	if c.id == 0 {
		return Money{}, fmt.Errorf("%w: none given", ErrCurrency)
	}
	coef, scale, ok := scan(text)
	if !ok {
		return Money{}, fmt.Errorf("%w: %q", ErrSyntax, clip(string(text)))
	}
	if scale > MaxScale {
		return Money{}, fmt.Errorf("%w: %q: at most %d", ErrScale, clip(string(text)), MaxScale)
	}
	if len(text) <= 19 { // at most 18 figures and a point or sign, or 19 figures below 10^19/2
		if coef <= 1<<63-1 {
			return build(withSign(coef, text[0] == '-'), scale, c), nil
		}
	}
	a := buildSlow(bigCoef(text), scale, c)
	if err := a.checkLimits(); err != nil {
		return Money{}, fmt.Errorf("%w: %q", err, clip(string(text)))
	}
	return a, nil
}

// scan checks the grammar and returns the decimals and the coefficient modulo
// 2^64, which is the coefficient up to 19 figures.
func scan[T string | []byte](text T) (coef uint64, scale int, ok bool) {
	i, point := 0, -1
	if len(text) > 0 && text[0] == '-' {
		i = 1
	}
	if i == len(text) || text[i] == '.' || text[len(text)-1] == '.' || len(text) > maxText {
		return 0, 0, false
	}
	for ; i < len(text); i++ {
		b := text[i] - '0'
		switch {
		case b <= 9:
			coef = coef*10 + uint64(b)
		case text[i] == '.' && point < 0:
			point = i
		default:
			return 0, 0, false
		}
	}
	if point >= 0 {
		scale = len(text) - 1 - point
	}
	return coef, scale, true
}

func bigCoef[T string | []byte](text T) *big.Int {
	figures := make([]byte, 0, maxText)
	for i := range len(text) {
		if text[i] != '.' {
			figures = append(figures, text[i])
		}
	}
	v, _ := new(big.Int).SetString(string(figures), 10)
	return v
}

// String returns amount and currency, "12.34 USD", with at least the digits of
// the currency. The zero Money is "0 (none)".
func (a Money) String() string {
	var buf [48]byte
	return string(a.appendString(buf[:0]))
}

func (a Money) appendString(b []byte) []byte {
	b = append(a.appendAmount(b), ' ')
	return append(b, a.Currency().String()...)
}

// AppendText appends what MarshalText returns.
func (a Money) AppendText(b []byte) ([]byte, error) {
	if err := a.encodable(); err != nil {
		return b, err
	}
	return a.appendString(b), nil
}

// MarshalText writes "12.34 USD". An amount without currency is ErrCurrency,
// one of more than MaxDigits digits ErrRange.
func (a Money) MarshalText() ([]byte, error) { return a.AppendText(nil) }

// UnmarshalText reads what MarshalText writes, as ParseText does.
func (a *Money) UnmarshalText(text []byte) error {
	got, err := parseText(text)
	if err == nil {
		*a = got
	}
	return err
}

// LogValue is the text of String, for log/slog.
func (a Money) LogValue() slog.Value { return slog.StringValue(a.String()) }

func (a Money) encodable() error {
	if !a.HasCurrency() {
		return noCurrency(a)
	}
	return a.checkLimits()
}

// appendAmount appends the plain number, such as "-12.34".
func (a Money) appendAmount(b []byte) []byte {
	if a.IsNegative() {
		b = append(b, '-')
	}
	start := len(b)
	if a.ext != nil {
		b = new(big.Int).Abs(a.ext).Append(b, 10)
	} else {
		b = strconv.AppendUint(b, magnitude(a.lo), 10)
	}
	scale := a.Scale()
	if scale == 0 {
		return b
	}
	for len(b)-start <= scale {
		b = append(b, '0')
		copy(b[start+1:], b[start:])
		b[start] = '0'
	}
	b = append(b, 0)
	point := len(b) - 1 - scale
	copy(b[point+1:], b[point:])
	b[point] = '.'
	return b
}
