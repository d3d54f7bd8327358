package money_test

import (
	"bufio"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

func TestDisplay(t *testing.T) {
	tests := []struct{ text, locale, want, short string }{
		{"329.00 CNY", "zh-CN", "¥329.00", "¥329"},
		{"12.00 USD", "zh-CN", "US$12.00", "US$12"},
		{"329.00 CNY", "en", "CN¥329.00", "CN¥329"},
		{"12.50 USD", "en-US", "$12.50", "$12.50"},
		{"-1234.5 USD", "en", "-$1,234.50", "-$1,234.50"},
		{"-1000 CNY", "zh", "-¥1,000.00", "-¥1,000"},
		{"999999.995 EUR", "zh_Hans_CN", "€1,000,000.00", "€1,000,000"},
		{"0 USD", "EN-us", "$0.00", "$0"},
		{"-0.001 USD", "en", "-$0.00", "-$0"},
		{"123456789012345678901 USD", "en", "$123,456,789,012,345,678,901.00", "$123,456,789,012,345,678,901"},
		{"12.00 USD", "de", "12.00 USD", "12.00 USD"},
		{"12.00 USD", "zh-TW", "12.00 USD", "12.00 USD"},
		{"12 JPY", "en", "12 JPY", "12 JPY"},
	}
	for _, tt := range tests {
		m := money.MustParseText(tt.text)
		require.Equal(t, tt.want, m.Display(tt.locale))
		require.Equal(t, tt.short, m.DisplayShort(tt.locale))
	}
	require.Equal(t, "0 (none)", money.Money{}.Display("en"))
}

func TestDisplayAgainstICU(t *testing.T) {
	lines := bufio.NewScanner(openData(t, "icu_currency.jsonl"))
	var meta struct{ Amounts []string }
	require.True(t, lines.Scan())
	require.NoError(t, json.Unmarshal(lines.Bytes(), &meta))
	checked := 0
	for lines.Scan() {
		var line struct {
			L, C, D string
			O       []string
		}
		require.NoError(t, json.Unmarshal(lines.Bytes(), &line))
		if line.D != "symbol" || (line.L != "zh-CN" && line.L != "en-US") {
			continue
		}
		if line.C != "CNY" && line.C != "USD" && line.C != "EUR" {
			continue
		}
		for i, amount := range meta.Amounts {
			m := money.MustParse(amount, money.MustCurrency(line.C))
			require.Equal(t, line.O[i], m.Display(line.L), "%s %s", line.L, m)
			checked++
		}
	}
	require.NoError(t, lines.Err())
	require.Equal(t, 2*3*len(meta.Amounts), checked)
}
