package names_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
	"github.com/cartwright-go/cartwright/money/format/names"
)

func TestEveryLocaleHasItsNames(t *testing.T) {
	usd := money.MustCurrency("USD")
	for _, name := range names.Locales() {
		f, err := names.New(language.MustParse(name), format.Options{})
		require.NoError(t, err, name)
		require.NotEmpty(t, f.Name(usd), name)
		require.NotContains(t, f.Format(money.New(100, usd)), "{", name)
	}
}

func TestPlurals(t *testing.T) {
	for _, tc := range []struct{ locale, amount, want string }{
		{"en", "1", "1 US dollar"},
		{"en", "2", "2 US dollars"},
		{"en", "-1", "-1 US dollar"},
		{"en", "1.01", "1.01 US dollars"},
		{"ar", "2", "2 دولار أمريكي"},
		{"ru", "21", "21 доллар США"},
		{"ru", "22", "22 доллара США"},
		{"ru", "25", "25 долларов США"},
		{"ru", "22.50", "22,50 доллара США"},
		{"lt", "1000000000000000000021", "1\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0000\u00a0021 JAV doleris"},
		{"fr", "1.50", "1,50 dollar des États-Unis"},
		{"es", "1000000", "1.000.000 dólares estadounidenses"},
		{"ro", "21", "21 de dolari americani"},
		{"ja", "1", "1米ドル"},
		{"pt-PT", "0.50", "0,50 dólares dos Estados Unidos"},
		{"pt-BR", "0.50", "0,50 Dólar americano"},
	} {
		f, err := names.New(language.MustParse(tc.locale), format.Options{Whole: true})
		require.NoError(t, err)
		require.Equal(t, tc.want, f.Format(money.MustParse(tc.amount, money.MustCurrency("USD"))), tc)
	}
}

func TestFallbacks(t *testing.T) {
	points, err := money.Register(money.Def{Code: "NAMEDPTS"})
	require.NoError(t, err)
	f, err := names.New(language.German, format.Options{Style: format.Code})
	require.NoError(t, err)
	require.Equal(t, "NAMEDPTS", f.Name(points))
	require.Equal(t, "5 NAMEDPTS", f.Format(money.New(5, points)))
	require.Equal(t, "0 (none)", f.Format(money.Money{}))
	require.Equal(t, "(none)", f.Name(money.Currency{}))
	var zero names.Formatter
	require.Equal(t, "12.00 USD", zero.Format(money.New(1200, money.MustCurrency("USD"))))
	require.Equal(t, "USD", zero.Name(money.MustCurrency("USD")))
	require.Equal(t, language.Und, zero.Locale())
	_, err = names.New(language.MustParse("de-Cyrl"), format.Options{})
	require.ErrorIs(t, err, format.ErrLocale)
	_, err = names.New(language.German, format.Options{Sign: 9})
	require.ErrorIs(t, err, format.ErrOption)
}
