package format_test

import (
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"golang.org/x/text/language"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

// FuzzParse: whatever the text, Parse answers within its bounds, its errors name a
// place inside the text, and what it reads, Format writes as an amount that Parse
// reads again.
func FuzzParse(f *testing.F) {
	for _, seed := range []struct {
		tag, code, text string
		style           uint8
	}{
		{"de-DE", "EUR", "1.234,56\u00a0€", 0},
		{"de-DE", "EUR", "1.50", 4},
		{"en-US", "USD", "($1,234.56)", 3},
		{"en-IN", "INR", "₹12,34,567.89", 0},
		{"fa-IR", "IRR", "\u200e−\u200eریال\u00a0۱۲۳٬۴۵۶", 0},
		{"ar-EG", "EGP", "\u061c-\u200f١٬٢٣٤٫٥٠\u00a0ج.م.\u200f", 0},
		{"he-IL", "ILS", "\u200f-1,234.50\u00a0\u200f₪", 0},
		{"fr-CH", "CHF", "1\u202f234.50 CHF", 2},
		{"zh-CN-u-nu-hanidec", "CNY", "¥一,二三四.五〇", 0},
		{"pt-PT", "PTE", "12,345$50 \u200b", 0},
		{"sv-SE", "SEK", "−1 234,50 kr", 1},
		{"en-US", "", "KWD 1.234", 2},
		{"en-US", "USD", "１２", 4},
		{"en-US", "USD", "0,500", 4},
		{"en-US", "USD", strings.Repeat("9", 70), 4},
		{"en-US", "USD", "\xff$1", 0},
	} {
		f.Add(seed.tag, seed.code, seed.text, seed.style)
	}
	f.Fuzz(func(t *testing.T, name, code, text string, style uint8) {
		tag, err := language.Parse(name)
		if err != nil {
			return
		}
		formatter, err := format.New(tag, format.Options{Style: format.Style(style % 5)})
		if err != nil {
			return
		}
		c, err := money.ParseCurrency(code)
		if err != nil && code != "" {
			return
		}
		m, err := formatter.Parse(text, c)
		if err != nil {
			var refused *format.ParseError
			if !errors.As(err, &refused) || refused.Offset < 0 || refused.Offset > len(text) || refused.Reason == "" || !m.IsZero() {
				t.Fatalf("%q: %s, %#v", text, m, err)
			}
			return
		}
		if c != (money.Currency{}) && m.Currency() != c {
			t.Fatalf("%q of %s reads %s", text, c, m)
		}
		shown := formatter.Format(m)
		if !utf8.ValidString(shown) {
			t.Fatalf("%q", shown)
		}
		again, err := formatter.Parse(shown, m.Currency())
		if err != nil || !again.Equal(formatter.Round(m)) {
			t.Fatalf("%q reads %s, written %q, reads %s, %v", text, m, shown, again, err)
		}
	})
}

// FuzzRoundTrip: what Format writes, Parse reads as the amount that was shown.
func FuzzRoundTrip(f *testing.F) {
	f.Add("de-DE", "EUR", int64(-123456), uint8(2), uint16(0))
	f.Add("fa-IR", "IRR", int64(99), uint8(0), uint16(1))
	f.Add("en-IN", "JPY", int64(1<<62), uint8(4), uint16(77))
	f.Add("dz-BT", "KWD", int64(-1), uint8(19), uint16(250))
	f.Fuzz(func(t *testing.T, name, code string, coef int64, scale uint8, how uint16) {
		tag, err := language.Parse(name)
		if err != nil {
			return
		}
		c, err := money.ParseCurrency(code)
		if err != nil {
			return
		}
		m, err := money.FromUnscaled(coef, int(scale%(money.MaxScale+1)), c)
		if err != nil {
			t.Fatal(err)
		}
		formatter, err := format.New(tag, format.Options{
			Style: format.Style(how % 5), Digits: format.Digits(how / 5 % 4), Mode: money.Mode(how / 20 % 7),
			Sign: format.Sign(how / 140 % 3), Whole: how/420%2 == 1,
		})
		if err != nil {
			return
		}
		text := formatter.Format(m)
		back, err := formatter.Parse(text, c)
		if err != nil || !back.Equal(formatter.Round(m)) {
			t.Fatalf("%s in %s %d: %q reads %s, %v; shown %s", m, name, how, text, back, err, formatter.Round(m))
		}
	})
}

// TestFormatIsExact compares the digits with those of another decimal type, at any
// size and with every option.
func TestFormatIsExact(t *testing.T) {
	tags := slices.Collect(format.Locales())
	currencies := slices.Collect(money.Currencies())
	rapid.Check(t, func(t *rapid.T) {
		tag := language.MustParse(rapid.SampledFrom(tags).Draw(t, "tag"))
		c := rapid.SampledFrom(currencies).Draw(t, "currency")
		digits := rapid.StringMatching(`-?[1-9][0-9]{0,38}`).Draw(t, "digits")
		scale := rapid.IntRange(0, 30).Draw(t, "scale")
		coef, _ := new(big.Int).SetString(digits, 10)
		m, err := money.Of(decimal.NewFromBigInt(coef, int32(-scale)), c)
		if err != nil {
			t.Fatal(err)
		}
		o := format.Options{
			Style:  format.Style(rapid.IntRange(0, 4).Draw(t, "style")),
			Digits: format.Digits(rapid.IntRange(0, 3).Draw(t, "rule")),
		}
		f, err := format.New(tag, o)
		if err != nil {
			t.Fatal(err)
		}
		text := f.Format(m)
		shown := f.Round(m)
		if o.Digits == format.DisplayDigits {
			want := m.Decimal().Round(int32(f.Decimals(m)))
			if !shown.Decimal().Equal(want) {
				t.Fatalf("%s is shown as %s, want %s", m, shown, want)
			}
		}
		back, err := f.Parse(text, c)
		if err != nil || !back.Equal(shown) {
			t.Fatalf("%s: %q reads %s, %v", m, text, back, err)
		}
	})
}
