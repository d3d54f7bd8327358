package format_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

func TestEveryLocaleIsItself(t *testing.T) {
	aliases := map[string]string{"es-JP": "es-JP", "no-NO": "no-NO", "pt-FR": "pt-FR"}
	count := 0
	for name := range format.Locales() {
		count++
		f, err := format.New(language.MustParse(name), format.Options{})
		require.NoError(t, err, name)
		want := name
		if alias, ok := aliases[name]; ok {
			want = alias
		}
		require.Equal(t, want, f.Locale().String())
	}
	require.Equal(t, 769, count)
}

// TestResolve follows CLDR's inheritance where cutting the tag off would mislead.
func TestResolve(t *testing.T) {
	for tag, want := range map[string]string{
		"zh-TW": "zh-Hant", "zh-HK": "zh-Hant-HK", "zh-MO": "zh-Hant-MO", "zh-CN": "zh-Hans", "zh-SG": "zh-Hans-SG", "zh": "zh",
		"zh-Hant-US": "zh-Hant", "zh-US": "zh-Hant", "zh-cmn-Hans-CN": "zh-Hans", "cmn": "zh", "zh-cmn-Hant-TW": "zh-Hant",
		"sr-ME": "sr-Latn-ME", "sr-RS": "sr-Cyrl", "sr-Latn-RS": "sr-Latn", "sh": "sr-Latn",
		"pa-PK": "pa-Arab", "uz-AF": "uz-Arab", "az-IR": "az-Arab", "ms-ID": "ms-ID", "sd-IN": "sd-Deva", "ku-IQ": "ku-Arab",
		"en": "en", "en-US": "en", "en-XX": "en", "en-ZW": "en-ZW", "en-Latn-GB": "en-GB", "de-Latn": "de",
		"es-MX": "es-MX", "es-419": "es-419", "pt": "pt", "pt-BR": "pt", "pt-MZ": "pt-MZ", "no": "no", "nb-NO": "nb", "nn-NO": "nn",
		"iw-IL": "he", "in-ID": "id", "tl-PH": "fil", "mo": "ro-MD", "ca-ES-valencia": "ca-ES-valencia",
		"und": "und", "de-DE-u-nu-deva-cu-usd": "de", "gsw-LI": "gsw-LI",
		"ay": "es", // not in CLDR, whose readers are likely to read Spanish
	} {
		f, err := format.New(language.Make(tag), format.Options{})
		require.NoError(t, err, tag)
		require.Equal(t, want, f.Locale().String(), tag)
	}
}

func TestNumberingSystems(t *testing.T) {
	m := money.MustParse("-1234567.89", money.MustCurrency("USD"))
	for tag, want := range map[string]string{
		"ar-EG":                  "\u061c-\u200f١٬٢٣٤٬٥٦٧٫٨٩\u00a0US$",
		"ar-EG-u-nu-latn":        "\u200f\u200e-1,234,567.89\u00a0US$",
		"hi-IN-u-nu-native":      "-$१२,३४,५६७.८९",
		"en-u-nu-deva":           "-$१,२३४,५६७.८९",
		"zh-CN-u-nu-hanidec":     "-US$一,二三四,五六七.八九",
		"en-u-nu-fullwide":       "-$１,２３４,５６７.８９",
		"en-u-nu-mathbold":       "-$𝟏,𝟐𝟑𝟒,𝟓𝟔𝟕.𝟖𝟗",
		"en-u-nu-arab":           "\u061c-$١٬٢٣٤٬٥٦٧٫٨٩",
		"en-u-nu-roman":          "-$1,234,567.89", // not a system of ten digits
		"en-u-nu-zzzz":           "-$1,234,567.89",
		"ta-IN-u-nu-traditio":    "-$௧,௨௩௪,௫௬௭.௮௯", // taml is not one either; the native one is
		"zh-Hant-TW-u-nu-native": "-US$一,二三四,五六七.八九",
	} {
		f := formatter(t, tag, format.Options{})
		require.Equal(t, want, f.Format(m), tag)
		back, err := f.Parse(want, m.Currency())
		require.NoError(t, err, tag)
		require.Equal(t, m, back)
	}
}

func TestOptions(t *testing.T) {
	for _, tc := range []struct {
		locale  string
		options format.Options
		amount  string
		want    string
	}{
		{"hu-HU", format.Options{}, "1234.50 HUF", "1235\u00a0Ft"},
		{"hu-HU", format.Options{Digits: format.ISODigits}, "1234.50 HUF", "1234,50\u00a0Ft"},
		{"hu-HU", format.Options{Digits: format.CashDigits}, "1237.50 HUF", "1240\u00a0Ft"},
		{"hu-HU", format.Options{Mode: money.HalfEven}, "1234.50 HUF", "1234\u00a0Ft"},
		{"hu-HU", format.Options{Mode: money.Ceil}, "-1234.50 HUF", "-1234\u00a0Ft"},
		{"hu-HU", format.Options{}, "-1234.50 HUF", "-1235\u00a0Ft"},
		{"de-CH", format.Options{Digits: format.CashDigits}, "1.03 CHF", "CHF\u00a01.05"},
		{"da-DK", format.Options{Digits: format.CashDigits}, "1.20 DKK", "1,00\u00a0kr."},
		{"sv-SE", format.Options{Digits: format.CashDigits}, "1.50 SEK", "2\u00a0kr"},
		{"en-US", format.Options{Digits: format.AllDigits}, "0.0125 USD", "$0.0125"},
		{"en-US", format.Options{Digits: format.AllDigits}, "12 USD", "$12.00"},
		{"en-US", format.Options{Digits: format.AllDigits}, "0.000000000000000000000000000001 USD", "$0.000000000000000000000000000001"},
		{"en-US", format.Options{}, "0.0125 USD", "$0.01"},
		{"en-US", format.Options{Whole: true}, "12 USD", "$12"},
		{"en-US", format.Options{Whole: true}, "12.001 USD", "$12"},
		{"en-US", format.Options{Whole: true}, "12.50 USD", "$12.50"},
		{"en-US", format.Options{}, "-0.001 USD", "-$0.00"},
		{"en-US", format.Options{Sign: format.SignAlways}, "1 USD", "+$1.00"},
		{"en-US", format.Options{Sign: format.SignAlways}, "0 USD", "+$0.00"},
		{"en-US", format.Options{Sign: format.SignExceptZero}, "1 USD", "+$1.00"},
		{"en-US", format.Options{Sign: format.SignExceptZero}, "-1 USD", "-$1.00"},
		{"en-US", format.Options{Sign: format.SignExceptZero}, "-0.001 USD", "$0.00"},
		{"en-US", format.Options{Style: format.Accounting, Sign: format.SignAlways}, "1 USD", "+$1.00"},
		{"de-CH", format.Options{Sign: format.SignAlways}, "1 CHF", "CHF+1.00"},
		{"de-DE", format.Options{Style: format.Number}, "-1234.5 EUR", "-1.234,50"},
		{"en-IN", format.Options{}, "1234567890 INR", "₹1,23,45,67,890.00"},
		{"es-ES", format.Options{}, "1234.5 EUR", "1234,50\u00a0€"},
		{"es-ES", format.Options{}, "12345 EUR", "12.345,00\u00a0€"},
		{"fr-CH", format.Options{}, "1234.5 CHF", "1\u202f234.50\u00a0CHF"},
		{"pt-PT", format.Options{}, "12345.5 PTE", "12,345$50\u00a0\u200b"},
		{"en-US", format.Options{}, "99999999999999999999.99 USD", "$99,999,999,999,999,999,999.99"},
		{"en-IN", format.Options{}, "-99999999999999999999.99 USD", "-$9,99,99,99,99,99,99,99,99,999.99"},
		{"fa-IR", format.Options{}, "99999999999999999999.99 USD", "\u200e$۹۹٬۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹٬۹۹۹٫۹۹"},
		{"en-US", format.Options{}, "99999999999999999999.5 HUF", "HUF\u00a0100,000,000,000,000,000,000"},
		{"en-US", format.Options{}, "0.00000000000000000001 USD", "$0.00"},
	} {
		m := money.MustParseText(tc.amount)
		f := formatter(t, tc.locale, tc.options)
		require.Equal(t, tc.want, f.Format(m), tc)
		require.Equal(t, "a: "+tc.want, string(f.Append([]byte("a: "), m)), tc)
		back, err := f.Parse(tc.want, m.Currency())
		require.NoError(t, err, tc)
		require.True(t, back.Equal(f.Round(m)), "%v: %s", tc, back)
	}
}

func TestRegisteredCurrency(t *testing.T) {
	points, err := money.Register(money.Def{Code: "FORMATPTS", Digits: 0})
	require.NoError(t, err)
	coin, err := money.Register(money.Def{Code: "FMTCOIN", Digits: 30})
	require.NoError(t, err)
	f := formatter(t, "de-DE", format.Options{})
	require.Equal(t, "1.200\u00a0FORMATPTS", f.Format(money.New(1200, points)))
	require.Equal(t, "0,000000000000000000000000000001\u00a0FMTCOIN", f.Format(money.New(1, coin)))
	m, err := f.Parse("1.200 FORMATPTS", money.Currency{})
	require.NoError(t, err)
	require.Equal(t, money.New(1200, points), m)
}

func TestZeroValues(t *testing.T) {
	var f format.Formatter
	m := money.New(1234, money.MustCurrency("USD"))
	require.Equal(t, "12.34 USD", f.Format(m))
	require.Equal(t, "12.34 USD", string(f.Append(nil, m)))
	require.Equal(t, m, f.Round(m))
	require.Equal(t, 2, f.Decimals(m))
	require.Equal(t, language.Und, f.Locale())
	g := formatter(t, "en", format.Options{})
	require.Equal(t, "0 (none)", g.Format(money.Money{}))
	require.Equal(t, 0, g.Decimals(money.Money{}))
	require.Equal(t, money.Money{}, g.Round(money.Money{}))
}

func TestDecimals(t *testing.T) {
	huf := money.MustParseText("1234.50 HUF")
	require.Equal(t, 0, formatter(t, "hu", format.Options{}).Decimals(huf))
	require.Equal(t, 2, formatter(t, "hu", format.Options{Digits: format.ISODigits}).Decimals(huf))
	fine := money.MustParseText("0.0125 USD")
	require.Equal(t, 4, formatter(t, "en", format.Options{Digits: format.AllDigits}).Decimals(fine))
	require.Equal(t, 2, formatter(t, "en", format.Options{Whole: true}).Decimals(fine))
	require.Equal(t, 0, formatter(t, "en", format.Options{Whole: true}).Decimals(money.MustParseText("3.00 USD")))
}

// TestSharedFormatter lets goroutines meet all currencies at once: what each sees
// does not depend on the others.
func TestSharedFormatter(t *testing.T) {
	shared := formatter(t, "de-AT", format.Options{})
	var want []string
	currencies := slices.Collect(money.Currencies())
	for _, c := range currencies {
		want = append(want, formatter(t, "de-AT", format.Options{}).Format(money.New(-123456, c)))
	}
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range currencies {
				at := (i*(worker+1) + worker) % len(currencies)
				if got := shared.Format(money.New(-123456, currencies[at])); got != want[at] {
					t.Errorf("%s: got %q, want %q", currencies[at], got, want[at])
				}
			}
		})
	}
	group.Wait()
}

// TestEveryLocaleAndCurrency: every style of every locale reads back what it
// writes, of every currency in use.
func TestEveryLocaleAndCurrency(t *testing.T) {
	step := 11
	if testing.Short() {
		step = 97
	}
	amounts := []string{"-1234567.891", "0.5"}
	tags := slices.Collect(format.Locales())
	for i := 0; i < len(tags); i += step {
		for _, style := range []format.Style{format.Symbol, format.Narrow, format.Code, format.Accounting, format.Number} {
			f := formatter(t, tags[i], format.Options{Style: style})
			for c := range money.Currencies() {
				if c.Withdrawn() != "" {
					continue
				}
				for _, amount := range amounts {
					m := money.MustParse(amount, c)
					text := f.Format(m)
					back, err := f.Parse(text, c)
					if err != nil || !back.Equal(f.Round(m)) {
						t.Fatalf("%s %d %s: %q reads %s, %v", tags[i], style, c, text, back, err)
					}
				}
			}
		}
	}
}

func TestHotPathsDoNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 256)
	for _, tc := range []struct{ locale, amount string }{
		{"de-DE", "1234.56 EUR"},
		{"zh-CN", "-1234.56 CNY"},
		{"fa-IR", "1234567.89 IRR"},
		{"fa-IR", "1234567.89 EUR"},
		{"fr-FR", "1234567.89 EUR"},
		{"bn-BD", "1234567.89 BDT"},
		{"zh-CN-u-nu-hanidec", "1234567.89 CNY"},
		{"en-US", "0.125 USD"},
		{"hu-HU", "1234.56 HUF"},
		{"en-US", "123456789012345.678 KWD"},
	} {
		m := money.MustParseText(tc.amount)
		f := formatter(t, tc.locale, format.Options{})
		text := f.Format(m)
		require.Zero(t, testing.AllocsPerRun(100, func() { buf = f.Append(buf[:0], m) }), tc)
		require.LessOrEqual(t, testing.AllocsPerRun(100, func() { _ = f.Format(m) }), 1.0, tc)
		if !strings.Contains(tc.locale, "hanidec") {
			require.Zero(t, testing.AllocsPerRun(100, func() { _, _ = f.Parse(text, m.Currency()) }), tc)
		}
	}
	cash, whole := formatter(t, "de-CH", format.Options{Digits: format.CashDigits}), formatter(t, "en", format.Options{Whole: true})
	chf := money.MustParseText("1234.56 CHF")
	require.Zero(t, testing.AllocsPerRun(100, func() { buf = cash.Append(buf[:0], chf) }))
	require.Zero(t, testing.AllocsPerRun(100, func() { buf = whole.Append(buf[:0], chf) }))
}
