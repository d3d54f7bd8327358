package names_test

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
	"github.com/cartwright-go/cartwright/money/format/names"
)

// TestICU compares with ICU's strings, byte for byte. ICU is wrong in Turkish,
// where it prints the symbol besides the name.
func TestICU(t *testing.T) {
	file, err := os.Open(need.Data(t, "money/icu_currency.jsonl"))
	require.NoError(t, err)
	defer file.Close()
	scan := bufio.NewScanner(file)
	var amounts []string
	compared, wrong := 0, 0
	for scan.Scan() {
		var l struct {
			L, C, D    string
			O, Amounts []string
		}
		require.NoError(t, json.Unmarshal(scan.Bytes(), &l))
		if l.Amounts != nil {
			amounts = l.Amounts
		}
		if l.D != "name" || l.L == "tr-TR" {
			continue
		}
		f, err := names.New(language.MustParse(l.L), format.Options{})
		require.NoError(t, err)
		for i, want := range l.O {
			compared++
			m := money.MustParse(amounts[i], money.MustCurrency(l.C))
			if got := f.Format(m); got != want {
				if wrong++; wrong < 20 {
					t.Errorf("%s %s %s: got %q, want %q", l.L, l.C, amounts[i], got, want)
				}
			}
		}
	}
	require.NoError(t, scan.Err())
	require.Equal(t, 3744, compared)
	t.Logf("%d strings compared, %d differ", compared, wrong)
}
