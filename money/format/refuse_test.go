package format_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

func formatter(t testing.TB, tag string, o format.Options) format.Formatter {
	t.Helper()
	f, err := format.New(language.MustParse(tag), o)
	require.NoError(t, err)
	return f
}

// TestParseRefuses: what other parsers take for another amount, and what nobody
// should take, is refused at the place where it goes wrong.
func TestParseRefuses(t *testing.T) {
	number := format.Options{Style: format.Number}
	for _, tc := range []struct {
		name, locale string
		options      format.Options
		code, text   string
		at           int
		reason       string
	}{
		{"point as decimal in German", "de-DE", number, "EUR", "1.50", 4, "last group"},
		{"a German amount in English", "en-US", number, "USD", "1.234,56", 5, "digits after"},
		{"an English amount in German", "de-DE", format.Options{Style: format.Code}, "EUR", "1,234.56\u00a0EUR", 5, "digits after"},
		{"comma as decimal in English", "en-US", number, "USD", "12,34", 5, "last group"},
		{"group of two", "en-US", number, "USD", "1,23,456.00", 4, "wrong size"},
		{"group of four", "en-US", number, "USD", "1,2345", 6, "last group"},
		{"first group too long", "en-US", number, "USD", "1234,567", 4, "wrong size"},
		{"groups in part", "en-US", number, "USD", "1,234567", 8, "last group"},
		{"leading separator", "en-US", number, "USD", ",123", 0, "wrong size"},
		{"two separators", "en-US", number, "USD", "1,,234", 2, "wrong size"},
		{"thousands in Indian", "en-IN", number, "INR", "1,234,567", 5, "wrong size"},
		{"two decimal marks", "en-US", number, "USD", "1.2.3", 3, "digits after"},
		{"group among decimals", "en-US", number, "USD", "1.234,567", 5, "digits after"},
		{"no whole part", "en-US", number, "USD", ".50", 0, "want a digit"},
		{"no decimals after the mark", "en-US", number, "USD", "12.", 3, "no digit"},
		{"too many decimals", "en-US", number, "USD", "1.234", 5, "more decimals"},
		{"decimals of a yen", "ja-JP", number, "JPY", "1.5", 3, "more decimals"},
		{"leading zero", "en-US", number, "USD", "012", 3, "zero before"},
		{"leading zero with groups, a decimal comma in disguise", "en-US", number, "USD", "0,500", 5, "zero before"},
		{"empty", "en-US", number, "USD", "", 0, "want a digit"},
		{"only a minus", "en-US", number, "USD", "-", 1, "want a digit"},
		{"two minuses", "en-US", number, "USD", "--1", 1, "want a digit"},
		{"minus behind", "en-US", number, "USD", "1-", 1, "not a digit"},
		{"plus where none is written", "en-US", number, "USD", "+1", 0, "want a digit"},
		{"parentheses where none are written", "en-US", format.Options{}, "USD", "($1.00)", 0, "before the number"},
		{"not a number", "en-US", number, "USD", "NaN", 0, "want a digit"},
		{"infinity", "en-US", number, "USD", "Infinity", 0, "want a digit"},
		{"exponent", "en-US", number, "USD", "1e9999", 1, "not a digit"},
		{"hexadecimal", "en-US", number, "USD", "0x10", 1, "not a digit"},
		{"full-width digits", "en-US", number, "USD", "１２", 0, "want a digit"},
		{"Arabic digits in English", "en-US", number, "USD", "١٢", 0, "want a digit"},
		{"Latin digits in Persian", "fa-IR", number, "EUR", "12", 0, "want a digit"},
		{"Arabic digits in Persian", "fa-IR", number, "EUR", "۱٢", 2, "not a digit"},
		{"digits of two scripts", "ar-EG", number, "EGP", "١2", 2, "not a digit"},
		{"Latin separators among Persian digits", "fa-IR", number, "EUR", "۱,۲۳۴", 2, "not a digit"},
		{"full-width comma", "en-US", number, "USD", "1，234", 1, "not a digit"},
		{"Arabic comma", "en-US", number, "USD", "1،234", 1, "not a digit"},
		{"low quotation mark", "de-DE", number, "EUR", "1‚50", 1, "not a digit"},
		{"one dot leader", "en-US", number, "USD", "1․50", 1, "not a digit"},
		{"middle dot", "en-US", number, "USD", "1·50", 1, "not a digit"},
		{"curly apostrophe in Swiss German", "de-CH", number, "CHF", "1’234", 1, "not a digit"},
		{"thin space", "fr-FR", number, "EUR", "1\u2009234", 1, "not a digit"},
		{"two kinds of space", "fr-FR", number, "EUR", "1\u202f234 567", 7, "another separator"},
		{"space where there is none", "en-US", number, "USD", "1 234", 1, "not a digit"},
		{"leading space", "en-US", number, "USD", " 1", 0, "want a digit"},
		{"trailing space", "en-US", number, "USD", "1 ", 1, "not a digit"},
		{"trailing newline", "en-US", format.Options{}, "USD", "$1.00\n", 5, "digits after"},
		{"zero byte", "en-US", number, "USD", "1\x00", 1, "not a digit"},
		{"not UTF-8", "en-US", number, "USD", "1\xff", 1, "not a digit"},
		{"not UTF-8 as a symbol", "en-US", format.Options{}, "USD", "\xff1.00", 0, "before the number"},
		{"symbol missing", "en-US", format.Options{}, "USD", "1.00", 0, "before the number"},
		{"another symbol", "en-US", format.Options{}, "USD", "€1.00", 0, "before the number"},
		{"symbol on the other side", "en-US", format.Options{}, "USD", "1.00$", 0, "before the number"},
		{"another code", "en-US", format.Options{Style: format.Code}, "USD", "EUR 1.00", 0, "before the number"},
		{"code in small letters", "en-US", format.Options{Style: format.Code}, "USD", "usd 1.00", 0, "before the number"},
		{"open parenthesis", "en-US", format.Options{Style: format.Accounting}, "USD", "($1.00", 6, "after the number"},
		{"too long", "en-US", number, "USD", strings.Repeat("1", 513), 512, "longer than 512"},
		{"too many digits", "en-US", number, "USD", strings.Repeat("1", 61), 0, "too large"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m, err := formatter(t, tc.locale, tc.options).Parse(tc.text, money.MustCurrency(tc.code))
			var refused *format.ParseError
			require.ErrorAs(t, err, &refused, "got %s", m)
			require.Zero(t, m)
			require.Equal(t, tc.at, refused.Offset, err)
			require.ErrorContains(t, err, tc.reason)
			require.True(t, errors.Is(err, format.ErrSyntax) || errors.Is(err, money.ErrRange), err)
		})
	}
}

func TestParseBoundsItsErrors(t *testing.T) {
	f := formatter(t, "en-US", format.Options{})
	_, err := f.Parse(strings.Repeat("1", 10<<20), money.MustCurrency("USD"))
	require.ErrorIs(t, err, format.ErrSyntax)
	require.Less(t, len(err.Error()), 300)
	_, err = f.Parse(strings.Repeat("1", 10<<20), money.Currency{})
	require.ErrorIs(t, err, format.ErrSyntax)
	require.Less(t, len(err.Error()), 300)
}

// TestParseTyped is what a person types for characters that the keyboard lacks.
func TestParseTyped(t *testing.T) {
	for _, tc := range []struct{ locale, code, text, want string }{
		{"fr-FR", "EUR", "1 234,56 €", "1234.56 EUR"},
		{"fr-FR", "EUR", "1\u00a0234,56 €", "1234.56 EUR"},
		{"fr-FR", "EUR", "1234,5 €", "1234.50 EUR"},
		{"de-DE", "EUR", "12 €", "12.00 EUR"},
		{"sv-SE", "SEK", "-1 234,50 kr", "-1234.50 SEK"},
		{"en-US", "USD", "\u2212$1.00", "-1.00 USD"},
		{"he-IL", "ILS", "-12.50 ₪", "-12.50 ILS"},
		{"es-ES", "EUR", "1.234,00 €", "1234.00 EUR"}, // Format groups from 10.000
		{"es-ES", "EUR", "1234,00 €", "1234.00 EUR"},
		{"hu-HU", "HUF", "12,50 Ft", "12.50 HUF"}, // none are shown, the minor unit has two
		{"en-IN", "INR", "₹12,34,567.89", "1234567.89 INR"},
		{"de-CH", "CHF", "CHF-1'234.50", "-1234.50 CHF"},
		{"fa-IR", "IRR", "ریال ۱۲۳٬۴۵۶", "123456.00 IRR"},
		{"en-US", "USD", "$123456789012345678901234567890.12", "123456789012345678901234567890.12 USD"},
		{"en-US", "USD", "-$0.00", "0.00 USD"},
	} {
		m, err := formatter(t, tc.locale, format.Options{}).Parse(tc.text, money.MustCurrency(tc.code))
		require.NoError(t, err, tc)
		require.Equal(t, tc.want, m.String(), tc.text)
	}
}

// TestParseFindsTheCurrency reads the currency out of the text.
func TestParseFindsTheCurrency(t *testing.T) {
	narrow, code := format.Options{Style: format.Narrow}, format.Options{Style: format.Code}
	for _, tc := range []struct {
		locale  string
		options format.Options
		text    string
		want    string
		err     error
	}{
		{"en-US", format.Options{}, "$12.00", "12.00 USD", nil},
		{"en-US", format.Options{}, "A$12.00", "12.00 AUD", nil},
		{"en-CA", format.Options{}, "US$12.00", "12.00 USD", nil},
		{"zh-CN", format.Options{}, "¥12.00", "12.00 CNY", nil},
		{"ja-JP", format.Options{}, "￥12", "12 JPY", nil},
		{"en-US", code, "KWD 1.234", "1.234 KWD", nil},
		{"de-DE", code, "1,00 DEM", "1.00 DEM", nil}, // withdrawn, and unmistakable
		{"en-US", narrow, "$12.00", "", format.ErrAmbiguous},
		{"sv-SE", narrow, "12,00 kr", "", format.ErrAmbiguous},
		{"en-US", format.Options{Style: format.Number}, "12.00", "", format.ErrAmbiguous},
		{"en-US", format.Options{}, "12.00", "", format.ErrSyntax},
		{"en-US", format.Options{}, "$12,00", "", format.ErrSyntax},
		{"en-US", code, "ZZZ 12.00", "", format.ErrSyntax},
		{"en-US", format.Options{}, "", "", format.ErrSyntax},
	} {
		m, err := formatter(t, tc.locale, tc.options).Parse(tc.text, money.Currency{})
		require.ErrorIs(t, err, tc.err, "%s: %s", tc.text, m)
		if tc.err == nil {
			require.Equal(t, tc.want, m.String())
		}
	}
	_, err := format.Formatter{}.Parse("1", money.MustCurrency("USD"))
	require.ErrorIs(t, err, format.ErrSyntax)
}

func TestNewRefuses(t *testing.T) {
	for name, o := range map[string]format.Options{
		"Style": {Style: 9}, "Digits": {Digits: 9}, "Mode": {Mode: 99}, "Sign": {Sign: 9},
	} {
		_, err := format.New(language.German, o)
		require.ErrorIs(t, err, format.ErrOption)
		require.ErrorContains(t, err, name)
	}
	_, err := format.New(language.MustParse("de-Cyrl"), format.Options{})
	require.ErrorIs(t, err, format.ErrLocale)
	require.ErrorContains(t, err, "de-Cyrl")
}
