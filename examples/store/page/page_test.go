package page_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/page"
)

var (
	tag   = regexp.MustCompile(`<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^>"']|"[^"]*"|'[^']*')*)>`)
	field = regexp.MustCompile(`\s([a-zA-Z-]+)(?:="([^"]*)")?`)
)

// every runs f on every page in both languages.
func every(t *testing.T, x string, f func(t *testing.T, html string)) {
	t.Helper()
	for _, lang := range page.Languages() {
		for _, s := range shots(lang, x) {
			t.Run(lang+"/"+s.name, func(t *testing.T) { f(t, drawn(t, s)) })
		}
	}
}

// unbalanced names the first tag that is closed wrongly, or nothing.
func unbalanced(html string) string {
	var open []string
	for _, m := range tag.FindAllStringSubmatch(html, -1) {
		name := m[2]
		switch {
		case strings.Contains(" meta link img input br source ", " "+name+" "), strings.HasSuffix(m[3], "/"):
		case m[1] == "":
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return fmt.Sprintf("</%s> in %v", name, open)
		default:
			open = open[:len(open)-1]
		}
	}
	return strings.Join(open, " ")
}

func TestEveryPageIsWellFormed(t *testing.T) {
	every(t, "", func(t *testing.T, html string) {
		assert.Empty(t, unbalanced(html))
		assert.False(t, strings.Contains(html, "<no value>"))
		ids := map[string]bool{}
		var wants []string
		for _, m := range tag.FindAllStringSubmatch(html, -1) {
			for _, a := range field.FindAllStringSubmatch(m[3], -1) {
				switch a[1] {
				case "id":
					assert.False(t, ids[a[2]], "id %s twice", a[2])
					ids[a[2]] = true
				case "for", "aria-describedby", "form":
					wants = append(wants, a[2])
				}
			}
		}
		for _, id := range wants {
			assert.True(t, ids[id], "nothing has the id %s", id)
		}
	})
}

func TestUnbalancedIsFound(t *testing.T) {
	assert.NotEmpty(t, unbalanced("<p><b></p></b>"))
	assert.NotEmpty(t, unbalanced("<p>"))
	assert.Empty(t, unbalanced(`<p title="a>b"><br>x</p>`))
}

func TestHostileTextStaysText(t *testing.T) {
	every(t, hostile, func(t *testing.T, html string) {
		assert.Empty(t, unbalanced(html))
		assert.Equal(t, 1, strings.Count(html, "<script"), "ours alone")
		assert.False(t, strings.Contains(html, "<b style"))
		assert.True(t, strings.Contains(html, "&lt;script&gt;"), "the text is shown, not dropped")
	})
}

func TestNoInlineStyleOrScript(t *testing.T) {
	every(t, hostile, func(t *testing.T, html string) {
		for _, m := range tag.FindAllStringSubmatch(html, -1) {
			assert.NotEqual(t, "style", m[2])
			if m[2] == "script" && m[1] == "" {
				assert.Contains(t, m[3], "src=")
			}
			for _, a := range field.FindAllStringSubmatch(regexp.MustCompile(`="[^"]*"`).ReplaceAllString(m[3], ""), -1) {
				assert.NotEqual(t, "style", a[1])
				assert.False(t, strings.HasPrefix(a[1], "on"), "%s in %s", a[1], m[0])
			}
		}
	})
}

func TestAddressesThatRunScriptAreRefused(t *testing.T) {
	r, err := page.New()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, r.Pay(&b, page.Pay{Frame: page.Frame{Lang: "en"}, State: page.PayWaiting, Hosted: "javascript:alert(1)"}))
	assert.NotContains(t, b.String(), "javascript:")
}

func TestEveryPostStaysOnThisOrigin(t *testing.T) {
	every(t, "", func(t *testing.T, html string) {
		for _, form := range regexp.MustCompile(`<form[^>]*method="post"[^>]*>`).FindAllString(html, -1) {
			assert.Regexp(t, ` action="/[a-z]`, form)
		}
	})
}

func TestWhatIsAskedIsShown(t *testing.T) {
	has := func(name string, parts ...string) {
		for _, s := range shots("en", "") {
			if s.name != name {
				continue
			}
			html := drawn(t, s)
			for _, part := range parts {
				assert.True(t, strings.Contains(html, part), "%s: %s", name, part)
			}
			return
		}
		t.Errorf("no page %s", name)
	}
	has("pay-doubt", "We are asking the bank. Please do not pay again", `data-poll="/pay/1"`, `http-equiv="refresh"`)
	has("pay-declined", "Nothing was taken", "Not enough funds.", "15:20", `name="method" value="card"`, `action="/purchase/1"`)
	has("pay-waiting", "IBAN", `href="/pay/1/provider"`)
	has("checkout", `name="key" value="key-1"`, `name="expected" value="62.70 USD"`, `aria-describedby="e-postcode"`, "An Irish postcode", "Choose one", "Not above $50")
	has("order", `data-events="/order/1/events"`, "Dublin depot", "Chipped", `value="confirm"`, `value="cancel"`, `aria-current="step"`, `name="ref" value="rf1"`, `value="sent"`, `value="collect"`)
	has("desk", `data-events="/desk/events"`, `value="accept"`, `value="reject"`, `name="units1"`, `name="amount"`, "do not ship", `value="received"`)
	has("product", `type="radio" name="colour"`, `data-key="pine|M"`, `value="buy"`)
}

func TestAPageIsWrittenWholeOrNotAtAll(t *testing.T) {
	r, err := page.New()
	require.NoError(t, err)
	var b bytes.Buffer
	assert.ErrorContains(t, r.Home(&b, page.Home{Frame: page.Frame{Lang: "xx"}}), `Lang is "xx"`)
	assert.ErrorContains(t, r.Pay(&b, page.Pay{Frame: page.Frame{Lang: "en"}}), "State")
	assert.ErrorContains(t, r.Checkout(&b, page.Checkout{Frame: page.Frame{Lang: "en"}, Address: []page.Field{{Name: "shoe"}}}), "field.shoe")
	assert.Zero(t, b.Len())
}

func TestScript(t *testing.T) {
	js, err := page.Script()
	require.NoError(t, err)
	assert.LessOrEqual(t, len(js), 12<<10)
}

// TestSave writes every page into the folder that PAGES names, to be looked at.
func TestSave(t *testing.T) {
	dir := os.Getenv("PAGES")
	if dir == "" {
		t.Skip("PAGES names no folder")
	}
	for _, lang := range page.Languages() {
		for _, s := range shots(lang, "") {
			require.NoError(t, os.WriteFile(filepath.Join(dir, s.name+"-"+lang+".html"), []byte(drawn(t, s)), 0o600))
		}
	}
}
