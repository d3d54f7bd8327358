package names

import (
	_ "embed"
	"strings"

	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

// Formatter writes amounts with the names of their currencies. It is an immutable
// value, safe to copy and to share between goroutines. Make it with New: the zero
// Formatter writes what money.Money.String writes.
type Formatter struct{ s *state }

// state is what a formatter was made of.
type state struct {
	numbers format.Formatter
	blocks  []string // names of the locale, then of its parents
	rules   []rule
}

// New returns a formatter for the locale that a tag names, found as by
// format.New, with the same errors. The options say how the number is written;
// their Style is not used.
func New(tag language.Tag, options format.Options) (Formatter, error) {
	options.Style = format.Number
	numbers, err := format.New(tag, options)
	if err != nil {
		return Formatter{}, err
	}
	locale := numbers.Locale().String()
	s := &state{numbers: numbers}
	s.blocks, err = blocksOf(locale)
	if err != nil {
		return Formatter{}, err
	}
	s.rules = rulesOf(locale)
	return Formatter{s}, nil
}

// Locale returns the locale of CLDR whose data is used.
func (f Formatter) Locale() language.Tag {
	if f.s == nil {
		return language.Und
	}
	return f.s.numbers.Locale()
}

// Name returns the name of a currency without a number, as for a list to choose
// from. Where the locale has none it is the code.
func (f Formatter) Name(c money.Currency) string {
	if f.s == nil {
		return c.String()
	}
	return f.s.find(c.String(), 'n', c.String())
}

// Format returns the amount with the name of its currency, such as "1.00 US
// dollars". The zero Money, which has no currency, is "0 (none)".
func (f Formatter) Format(m money.Money) string {
	return string(f.Append(nil, m))
}

// Append appends what Format returns.
func (f Formatter) Append(dst []byte, m money.Money) []byte {
	if f.s == nil || !m.HasCurrency() {
		return append(dst, m.String()...)
	}
	s, code := f.s, m.Currency().Code()
	count := s.count(m)
	name := s.find(code, count, s.find(code, 'x', s.find(code, 'n', code)))
	for pattern := s.find(unitCode, count, s.find(unitCode, 'x', "{0} {1}")); pattern != ""; {
		switch {
		case strings.HasPrefix(pattern, "{0}"):
			dst = s.numbers.Append(dst, m)
			pattern = pattern[len("{0}"):]
		case strings.HasPrefix(pattern, "{1}"):
			dst = append(dst, name...)
			pattern = pattern[len("{1}"):]
		default:
			dst = append(dst, pattern[0])
			pattern = pattern[1:]
		}
	}
	return dst
}

// unitCode stands for the pattern that joins a number and a name.
const unitCode = "***"

// find returns the record of a code and a letter, or else the other text.
func (s *state) find(code string, letter byte, otherwise string) string {
	for _, block := range s.blocks {
		if text, ok := record(block, code, letter); ok {
			if text == "" {
				return otherwise
			}
			return text
		}
	}
	return otherwise
}

// record finds the line that begins with code and letter in sorted lines.
func record(block, code string, letter byte) (string, bool) {
	if len(code) != len(unitCode) {
		return "", false // a registered currency
	}
	low, high := 0, len(block)
	for low < high {
		begin := strings.LastIndexByte(block[low:(low+high)/2], '\n') + 1 + low
		end := begin + strings.IndexByte(block[begin:], '\n')
		line := block[begin:end]
		switch order := compare(line, code, letter); {
		case order < 0:
			low = end + 1
		case order > 0:
			high = begin
		default:
			return line[len(code)+1:], true
		}
	}
	return "", false
}

func compare(line, code string, letter byte) int {
	if order := strings.Compare(line[:len(code)], code); order != 0 {
		return order
	}
	return int(line[len(code)]) - int(letter)
}
