package money_test

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

const dataFolder = "../../shared/data/money/"

func openData(t *testing.T, name string) *os.File {
	t.Helper()
	file, err := os.Open(dataFolder + name)
	if err != nil {
		t.Skipf("no shared data: %v", err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

func TestISODigitsOfAllActiveCodes(t *testing.T) {
	rows, err := csv.NewReader(openData(t, "iso4217_codes_all.csv")).ReadAll()
	require.NoError(t, err)
	active, all := map[string]bool{}, map[string]bool{}
	for _, row := range rows[1:] {
		code, numeric, minor, withdrawn := row[2], row[3], row[4], row[5]
		if code == "" {
			continue
		}
		all[code] = true
		c, err := money.ParseCurrency(code)
		require.NoError(t, err, code)
		if withdrawn != "" || minor == "-" {
			continue
		}
		active[code] = true
		require.Equal(t, minor, strconv.Itoa(c.Digits()), code)
		n, err := strconv.Atoi(numeric)
		require.NoError(t, err)
		require.Equal(t, n, c.Numeric(), code)
		require.Empty(t, c.Withdrawn(), code)
		require.True(t, c.HasMinorUnit(), code)
	}
	require.Len(t, active, 165)
	t.Logf("%d of 165 active codes, %d codes in all", len(active), len(all))
}

func TestCurrencyTable(t *testing.T) {
	tests := []struct {
		code            string
		numeric, digits int
		withdrawn       string
		minor           bool
	}{
		{"USD", 840, 2, "", true},
		{"CNY", 156, 2, "", true},
		{"JPY", 392, 0, "", true},
		{"KWD", 414, 3, "", true},
		{"CLF", 990, 4, "", true},
		{"ISK", 352, 0, "", true},
		{"HUF", 348, 2, "", true},
		{"AED", 784, 2, "", true},
		{"ZWG", 924, 2, "", true},
		{"XAU", 959, 0, "", false},
		{"XXX", 999, 0, "", false},
		{"HRK", 191, 2, "2023-01", true},
		{"BGN", 975, 2, "2026-01", true},
		{"ANG", 532, 2, "2025-03", true},
		{"ITL", 380, 0, "2002-03", true},
		{"VEF", 937, 2, "2018-08", true},
		{"VNC", 704, 2, "1990-12", true},
		{"DDM", 278, 2, "1990-09", true},
		{"ZWR", 935, 2, "2009-06", true},
	}
	for _, tt := range tests {
		c := money.MustCurrency(tt.code)
		require.Equal(t, tt.code, c.Code())
		require.Equal(t, tt.code, c.String())
		require.Equal(t, tt.numeric, c.Numeric(), tt.code)
		require.Equal(t, tt.digits, c.Digits(), tt.code)
		require.Equal(t, tt.withdrawn, c.Withdrawn(), tt.code)
		require.Equal(t, tt.minor, c.HasMinorUnit(), tt.code)
	}
}

func TestCurrencyCounts(t *testing.T) {
	var active, other, withdrawn int
	for c := range money.Currencies() {
		switch {
		case len(c.Code()) > 3 || c.Numeric() == 0 && c.Withdrawn() == "":
			continue // registered by a test
		case c.Withdrawn() != "":
			withdrawn++
		case c.HasMinorUnit():
			active++
		default:
			other++
		}
		require.Equal(t, c, money.MustCurrency(c.Code()))
	}
	require.Equal(t, []int{165, 13, 129}, []int{active, other, withdrawn})
	for range money.Currencies() {
		break
	}
}

func TestUnknownCurrencies(t *testing.T) {
	for _, code := range []string{"", "ZZZ", "usd", "US", "USDD", "U D", "ÜSD", "@BC", "A\x00D", "ZZ[", "AA\xff"} {
		_, err := money.ParseCurrency(code)
		require.ErrorIs(t, err, money.ErrCurrency, code)
	}
	require.Panics(t, func() { money.MustCurrency("ZZZ") })
}

func TestZeroCurrency(t *testing.T) {
	var c money.Currency
	require.Empty(t, c.Code())
	require.Equal(t, "(none)", c.String())
	require.Zero(t, c.Numeric())
	require.Zero(t, c.Digits())
	require.Empty(t, c.Withdrawn())
	require.False(t, c.HasMinorUnit())
	require.False(t, c.WithdrawnBy(time.Now()))
	_, err := c.MarshalText()
	require.ErrorIs(t, err, money.ErrCurrency)
}

func TestWithdrawnBy(t *testing.T) {
	bgn := money.MustCurrency("BGN")
	require.False(t, bgn.WithdrawnBy(time.Date(2025, 12, 31, 23, 59, 59, 0, time.UTC)))
	require.True(t, bgn.WithdrawnBy(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.False(t, money.MustCurrency("USD").WithdrawnBy(time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC)))
}

func TestCurrencyText(t *testing.T) {
	type priceList struct{ Currency money.Currency }
	data, err := json.Marshal(priceList{money.MustCurrency("EUR")})
	require.NoError(t, err)
	require.JSONEq(t, `{"Currency":"EUR"}`, string(data))
	var back priceList
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, money.MustCurrency("EUR"), back.Currency)
	require.ErrorIs(t, json.Unmarshal([]byte(`{"Currency":"EURO"}`), &back), money.ErrCurrency)
}

func TestRegister(t *testing.T) {
	def := money.Def{Code: "MILES", Numeric: 998, Digits: 1}
	c, err := money.Register(def)
	require.NoError(t, err)
	again, err := money.Register(def)
	require.NoError(t, err)
	require.Equal(t, c, again)
	require.Equal(t, "MILES", c.String())
	require.Equal(t, 998, c.Numeric())
	require.Equal(t, 1, c.Digits())
	require.True(t, c.HasMinorUnit())
	require.Empty(t, c.Withdrawn())
	require.False(t, c.WithdrawnBy(time.Now()))
	require.Equal(t, "12.5 MILES", money.MustParseText("12.5 MILES").String())
	for _, bad := range []money.Def{
		{Code: "MILES", Digits: 2},
		{Code: "USD", Numeric: 840, Digits: 2},
		{Code: "HRK"},
		{Code: "AB"},
		{Code: "ABCDEFGHIJKLM"},
		{Code: "abc"},
		{Code: "1AB"},
		{Code: "A B"},
		{Code: "ABC1", Digits: -1},
		{Code: "ABC1", Digits: money.MaxScale + 1},
		{Code: "ABC1", Numeric: -1},
		{Code: "ABC1", Numeric: 1000},
	} {
		_, err := money.Register(bad)
		require.ErrorIs(t, err, money.ErrCurrency, bad)
	}
}

func TestRegisterWhileReading(t *testing.T) {
	codes := []string{"RACEA", "RACEB", "RACEC", "RACED"}
	var wait sync.WaitGroup
	ids := make([]money.Currency, 4*len(codes))
	for i := range ids {
		wait.Go(func() {
			c, err := money.Register(money.Def{Code: codes[i%len(codes)], Digits: 3})
			if err == nil {
				ids[i] = c
			}
			_ = money.New(1, c).String()
		})
	}
	wait.Wait()
	for i, c := range ids {
		require.Equal(t, codes[i%len(codes)], c.Code())
		require.Equal(t, money.MustCurrency(c.Code()), c)
	}
	list := slices.Collect(money.Currencies())
	require.Contains(t, list, ids[0])
}
