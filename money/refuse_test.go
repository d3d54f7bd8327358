package money_test

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// refusals are texts that some money library takes with a wrong value or a
// panic; every decoder here must refuse them.
var refusals = []struct {
	name, amount string
	err          error
}{
	{"empty", "", money.ErrSyntax},
	{"minus only", "-", money.ErrSyntax},
	{"point only", ".", money.ErrSyntax},
	{"no leading figure", ".5", money.ErrSyntax},
	{"no trailing figure", "5.", money.ErrSyntax},
	{"minus point", "-.5", money.ErrSyntax},
	{"plus", "+5", money.ErrSyntax},
	{"two minus", "--5", money.ErrSyntax},
	{"trailing minus", "5-", money.ErrSyntax},
	{"NaN", "NaN", money.ErrSyntax},
	{"infinity", "Infinity", money.ErrSyntax},
	{"short infinity", "-Inf", money.ErrSyntax},
	{"exponent", "1e9", money.ErrSyntax},
	{"huge exponent", "1e9999", money.ErrSyntax},
	{"negative exponent", "1E-2", money.ErrSyntax},
	{"hex", "0x10", money.ErrSyntax},
	{"underscore", "1_000", money.ErrSyntax},
	{"German decimal comma", "12,34", money.ErrSyntax},
	{"German grouping", "1.234,56", money.ErrSyntax},
	{"English grouping", "1,234.56", money.ErrSyntax},
	{"two decimal marks", "1.2.3", money.ErrSyntax},
	{"leading space", " 1", money.ErrSyntax},
	{"trailing space", "1 ", money.ErrSyntax},
	{"no-break space", "1\u00a0000", money.ErrSyntax},
	{"symbol", "$5", money.ErrSyntax},
	{"accounting", "(5.00)", money.ErrSyntax},
	{"full-width figures", "１２", money.ErrSyntax},
	{"Arabic figures", "١٢", money.ErrSyntax},
	{"Unicode minus", "−5", money.ErrSyntax},
	{"zero byte", "5\x00", money.ErrSyntax},
	{"31 decimals", "0." + strings.Repeat("0", 30) + "1", money.ErrScale},
	{"61 figures", strings.Repeat("9", 61), money.ErrRange},
	{"60 figures and minor units", strings.Repeat("9", 60), money.ErrRange},
	{"129 figures", strings.Repeat("9", 129), money.ErrSyntax},
	{"10 MB of figures", strings.Repeat("9", 10<<20), money.ErrSyntax},
	{"10 MB of zeros", strings.Repeat("0", 10<<20), money.ErrSyntax},
}

func TestRefusedAmounts(t *testing.T) {
	usd := money.MustCurrency("USD")
	for _, tt := range refusals {
		t.Run(tt.name, func(t *testing.T) {
			got, err := money.Parse(tt.amount, usd)
			require.ErrorIs(t, err, tt.err)
			require.Less(t, len(err.Error()), 250)
			require.Equal(t, money.Money{}, got)
			kept := money.New(7, usd)
			for _, decode := range []func(*money.Money) error{
				func(m *money.Money) error { return m.UnmarshalText([]byte(tt.amount + " USD")) },
				func(m *money.Money) error { return m.Scan(tt.amount + " USD") },
				func(m *money.Money) error { return m.Scan([]byte(tt.amount + " USD")) },
				func(m *money.Money) error { return m.UnmarshalJSON(quoted(tt.amount)) },
			} {
				m := kept
				require.Error(t, decode(&m))
				require.Equal(t, kept, m, "a failed decode must not change the value")
			}
		})
	}
}

func quoted(amount string) []byte {
	text, _ := json.Marshal(amount)
	return append(append([]byte(`{"currency":"USD","amount":`), text...), '}')
}

func TestRefusedTexts(t *testing.T) {
	for text, want := range map[string]error{
		"":                 money.ErrSyntax,
		"12.34":            money.ErrSyntax,
		"12.34USD":         money.ErrSyntax,
		"USD 12.34":        money.ErrCurrency,
		"12.34 usd":        money.ErrCurrency,
		"12.34 ZZZ":        money.ErrCurrency,
		"12.34 ":           money.ErrCurrency,
		"12.34  USD":       money.ErrCurrency,
		"12.34 USD ":       money.ErrCurrency,
		"12.34 ＵＳＤ":        money.ErrCurrency,
		"0 (none)":         money.ErrCurrency,
		"12.34\u00a0USD":   money.ErrSyntax,
		"1 USD; DROP":      money.ErrCurrency,
		" USD":             money.ErrSyntax,
		"12.34\tUSD":       money.ErrSyntax,
		"99999999999999 €": money.ErrCurrency,
	} {
		_, err := money.ParseText(text)
		require.ErrorIs(t, err, want, text)
	}
	require.Panics(t, func() { money.MustParseText("x") })
	require.Panics(t, func() { money.MustParse("x", money.MustCurrency("USD")) })
	_, err := money.Parse("1", money.Currency{})
	require.ErrorIs(t, err, money.ErrCurrency)
}

func TestRefusedJSON(t *testing.T) {
	for _, text := range []string{
		``, `{`, `{}`, `[]`, `12`, `"12 USD"`, `nul`, `nullx`,
		`{"amount":"1"}`,
		`{"currency":"USD"}`,
		`{"amount":1e9999,"currency":"USD"}`,
		`{"amount":1E2,"currency":"USD"}`,
		`{"amount":NaN,"currency":"USD"}`,
		`{"amount":null,"currency":"USD"}`,
		`{"amount":true,"currency":"USD"}`,
		`{"amount":{},"currency":"USD"}`,
		`{"amount":"","currency":"USD"}`,
		`{"amount":"1","currency":"ZZZ"}`,
		`{"amount":"1","currency":""}`,
		`{"amount":"1","currency":null}`,
		`{"amount":"1","currency":840}`,
		`{"amount":"1","amount":"2","currency":"USD"}`,
		`{"amount":"1","currency":"USD","currency":"EUR"}`,
		`{"Amount":"1","currency":"USD"}`,
		`{"amount":"1","currency":"USD","note":"x"}`,
		`{"amount":"1","currency":"USD"`,
		`{"amount":"1","currency":"USD"}}`,
		`{"amount":"1","currency":"USD",}`,
		`{"amount":"1" "currency":"USD"}`,
		`{"amount" "1","currency":"USD"}`,
		`{"amount":"1`, `{"amount":"1\`, `{"amount":"\u12","currency":"USD"}`,
		`{amount:1,currency:"USD"}`,
		"{\"amount\":\"1\",\"currency\":\"USD\"}\x00",
	} {
		m := money.MustParseText("7 USD")
		require.Error(t, m.UnmarshalJSON([]byte(text)), text)
		require.Equal(t, money.MustParseText("7 USD"), m, text)
	}
}

func TestRefusedScan(t *testing.T) {
	for _, src := range []any{nil, int64(5), 5.0, true, "5", []byte("5 XYZ")} {
		var m money.Money
		require.Error(t, m.Scan(src))
		require.Equal(t, money.Money{}, m)
	}
}

func TestRefusedDecimals(t *testing.T) {
	usd := money.MustCurrency("USD")
	for _, tt := range []struct {
		d   decimal.Decimal
		err error
	}{
		{decimal.New(1, 1<<30), money.ErrRange},
		{decimal.New(1, -1<<30), money.ErrRange},
		{decimal.New(1, 101), money.ErrRange},
		{decimal.New(1, 59), money.ErrRange},
		{decimal.New(1, -31), money.ErrScale},
		{decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 400), 0), money.ErrRange},
	} {
		_, err := money.Of(tt.d, usd)
		require.ErrorIs(t, err, tt.err)
	}
	_, err := money.Of(decimal.New(1, 0), money.Currency{})
	require.ErrorIs(t, err, money.ErrCurrency)
	zero, err := money.Of(decimal.New(0, 1<<30), usd)
	require.NoError(t, err)
	require.Equal(t, money.New(0, usd), zero)
	big19, err := money.Of(decimal.RequireFromString("9223372036854775807"), money.MustCurrency("JPY"))
	require.NoError(t, err)
	require.Equal(t, money.New(1<<63-1, money.MustCurrency("JPY")), big19)

	huge, one := decimal.New(1, 1<<30), money.New(100, usd)
	_, err = one.MulDecimal(huge)
	require.ErrorIs(t, err, money.ErrRange)
	_, err = one.MulRound(huge, money.HalfUp)
	require.ErrorIs(t, err, money.ErrRange)
	_, err = one.Percent(huge, money.HalfUp)
	require.ErrorIs(t, err, money.ErrRange)
	_, err = one.DivRound(huge, money.HalfUp)
	require.ErrorIs(t, err, money.ErrRange)
	_, err = one.DivRound(decimal.Decimal{}, money.HalfUp)
	require.ErrorIs(t, err, money.ErrDivision)
	_, err = money.MustParse("0.0001", usd).MulDecimal(decimal.New(1, -27))
	require.ErrorIs(t, err, money.ErrScale)
}

func TestWhatOthersLose(t *testing.T) {
	usd, jpy := money.MustCurrency("USD"), money.MustCurrency("JPY")
	for _, text := range []string{"18.99", "1.15", "147.23", "90071992547409.93", "92233720368547758.07"} {
		m := money.MustParse(text, usd)
		require.Equal(t, text+" USD", m.String())
		minor, err := m.Minor()
		require.NoError(t, err)
		require.Equal(t, strings.ReplaceAll(text, ".", ""), big.NewInt(minor).String())
	}
	most := money.MustParse("92233720368547758.07", usd)
	more, err := most.Add(money.New(1, usd))
	require.NoError(t, err)
	require.Equal(t, "92233720368547758.08 USD", more.String())
	_, err = more.Minor()
	require.ErrorIs(t, err, money.ErrRange)
	require.Equal(t, "3000000000000000000.00 USD", money.MustParse("1000000000000000000", usd).Mul(3).String())
	forty := money.MustParse(strings.Repeat("9", 40), usd)
	forty, err = forty.Add(money.New(1, usd))
	require.NoError(t, err)
	require.Equal(t, strings.Repeat("9", 40)+".01 USD", forty.String())
	yen, err := money.Of(decimal.RequireFromString("100.05").Mul(decimal.RequireFromString("150.10")), jpy)
	require.NoError(t, err)
	require.Equal(t, "15017.505 JPY", yen.String())
	require.Equal(t, "15018 JPY", yen.Round(money.HalfUp).String())
	for text, want := range map[string][2]string{
		"1.005": {"1.01", "1.00"}, "2.675": {"2.68", "2.68"}, "-1.005": {"-1.01", "-1.00"},
	} {
		m := money.MustParse(text, usd)
		require.Equal(t, want[0]+" USD", m.Round(money.HalfUp).String())
		require.Equal(t, want[1]+" USD", m.Round(money.HalfEven).String())
	}
	require.Equal(t, money.MustParse("1.0", usd), money.MustParse("1.00000", usd))
}
