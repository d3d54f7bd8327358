package format_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/internal/need"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
)

// oracleLine is what ICU writes for one locale, currency and display.
type oracleLine struct {
	Locale   string   `json:"l"`
	Currency string   `json:"c"`
	Display  string   `json:"d"`
	Out      []string `json:"o"`
	Amounts  []string `json:"amounts"` // of the first line
	Suspect  []oracleLine
}

func oracle(t testing.TB, name string) (head oracleLine, lines []oracleLine) {
	t.Helper()
	file, err := os.Open(need.Data(t, name))
	require.NoError(t, err)
	defer file.Close()
	scan := bufio.NewScanner(file)
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var l oracleLine
		require.NoError(t, json.Unmarshal(scan.Bytes(), &l))
		lines = append(lines, l)
	}
	require.NoError(t, scan.Err())
	return lines[0], lines[1:]
}

func (l oracleLine) in(list []oracleLine) bool {
	for _, s := range list {
		if s.Locale == l.Locale && s.Display == l.Display {
			return true
		}
	}
	return false
}

var styles = map[string]format.Style{
	"symbol": format.Symbol, "narrow": format.Narrow, "code": format.Code, "acct": format.Accounting,
}

// TestICU compares with ICU's strings, byte for byte, and reads each back to the
// amount it shows.
func TestICU(t *testing.T) {
	head, lines := oracle(t, "money/icu_currency.jsonl")
	compared, wrong := 0, 0
	for _, l := range lines {
		style, ok := styles[l.Display]
		if !ok {
			continue
		}
		f, err := format.New(language.MustParse(l.Locale), format.Options{Style: style})
		require.NoError(t, err)
		c := money.MustCurrency(l.Currency)
		for i, want := range l.Out {
			m := money.MustParse(head.Amounts[i], c)
			if l.in(head.Suspect) && m.IsNegative() {
				continue // ICU drops the parentheses
			}
			compared++
			if got := f.Format(m); got != want {
				if wrong++; wrong < 20 {
					t.Errorf("%s %s %s %s: got %q, want %q", l.Locale, l.Currency, l.Display, head.Amounts[i], got, want)
				}
				continue
			}
			back, err := f.Parse(want, c)
			require.NoError(t, err, want)
			require.True(t, back.Equal(f.Round(m)), "%s: %s", want, back)
		}
	}
	require.Equal(t, 44091, compared)
	t.Logf("%d strings compared, %d differ", compared, wrong)
}
