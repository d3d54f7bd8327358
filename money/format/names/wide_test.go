package names_test

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/cartwright-go/cartwright/internal/need"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/money/format"
	"github.com/cartwright-go/cartwright/money/format/names"
)

// defects are the locales in which ICU 78 does not do what CLDR says. Where the
// currency of the region has a pattern of its own, ICU uses it for all currencies
// and displays (CLDR-48's en-150 and those below it, tr, pt-CV), and names that
// are inherited past a locale lose their plural (pt-AO and its like, hi-Latn).
// For gaa, lij, oc and ms-ID it lacks the accounting patterns; sr-Cyrl-ME takes names and
// signs from Latin; my takes its unit pattern from Latin digits.
const defects = " en-150 en-AT en-BE en-CH en-CZ en-DE en-DK en-EE en-ES en-FI en-FR en-GE en-HU en-IT en-LT en-LV en-NL en-NO en-PL en-PT en-RO en-SE en-SI" +
	" en-SK en-UA tr tr-CY pt-AO pt-CH pt-CV pt-GQ pt-GW pt-LU pt-MO pt-MZ pt-ST pt-TL hi-Latn gaa lij oc ms-ID sr-Cyrl-ME my "

// TestWideICU compares all locales with the ICU of Node, where that has CLDR 48.0.
func TestWideICU(t *testing.T) {
	if testing.Short() {
		t.Skip("asks Node for seven thousand formatters")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		need.Missing(t, "npm", err.Error())
	}
	var locales strings.Builder
	for _, name := range names.Locales() {
		locales.WriteString(name + "\n")
	}
	cmd := exec.CommandContext(t.Context(), node, "../testdata/icu.js")
	cmd.Stdin = strings.NewReader(locales.String())
	out, err := cmd.Output()
	require.NoError(t, err)
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	var head struct {
		CLDR    string
		Amounts []string
	}
	require.NoError(t, json.Unmarshal(lines[0], &head))
	if head.CLDR != "48.0" {
		t.Skipf("Node has CLDR %s, the tables are of 48.0", head.CLDR)
	}
	compared := 0
	for _, text := range lines[1:] {
		var line wideLine
		require.NoError(t, json.Unmarshal(text, &line))
		if !strings.Contains(defects, " "+line.L+" ") {
			compared += line.compare(t, head.Amounts)
		}
	}
	t.Logf("%d strings of %d locales are equal", compared, len(lines)-1)
	require.Greater(t, compared, 50_000)
}

// wideLine is a locale: strings by display and currency, one an amount.
type wideLine struct {
	L string
	O map[string]map[string][]string
}

func (line wideLine) compare(t *testing.T, amounts []string) int {
	tag := language.MustParse(line.L)
	compared := 0
	for display, currencies := range line.O {
		var write func(money.Money) string
		if display == "name" {
			f, err := names.New(tag, format.Options{})
			require.NoError(t, err)
			write = f.Format
		} else {
			f, err := format.New(tag, format.Options{Style: map[string]format.Style{"narrow": format.Narrow, "code": format.Code, "acct": format.Accounting}[display]})
			require.NoError(t, err)
			write = f.Format
		}
		for code, texts := range currencies {
			for i, want := range texts {
				compared++
				if got := write(money.MustParse(amounts[i], money.MustCurrency(code))); got != want {
					t.Errorf("%s %s %s %s: got %q, want %q", line.L, display, code, amounts[i], got, want)
				}
			}
		}
	}
	return compared
}
