package promotion

import (
	"go/ast"
	source "go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standardDoc is the documentation of Standard, as a reader sees it.
func standardDoc(t *testing.T) string {
	t.Helper()
	file, err := source.ParseFile(token.NewFileSet(), "standard.go", nil, source.ParseComments)
	require.NoError(t, err)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "Standard" {
			return f.Doc.Text()
		}
	}
	t.Fatal("Standard is not in standard.go")
	return ""
}

// TestEveryKindIsDocumented finds each kind in the documentation of Standard: in
// its section, in words and with an example, every one of which is a rule's.
func TestEveryKindIsDocumented(t *testing.T) {
	conditions, lines, actions := Standard().Names()
	places := map[string]struct {
		names []string
		rule  string
	}{
		"Trees":              {nil, `"items":EXAMPLE,` + thing},
		"Lines":              {lines, `"items":EXAMPLE,` + thing},
		"The cart and the b": {conditions, `"when":EXAMPLE,` + thing},
		"Actions":            {actions, `"then":[EXAMPLE]`},
	}
	kind := regexp.MustCompile(`^{"kind":"([a-z_]+)"`)
	seen := 0
	for _, section := range strings.Split(standardDoc(t), "\n# ")[1:] {
		for title, place := range places {
			if !strings.HasPrefix(section, title) {
				continue
			}
			seen++
			var prose strings.Builder
			examples := map[string]bool{}
			for _, row := range strings.Split(section, "\n") {
				text, indented := strings.CutPrefix(row, "\t")
				if !indented {
					prose.WriteString(row + "\n")
					continue
				}
				_, err := ParseRule([]byte(head(strings.ReplaceAll(place.rule, "EXAMPLE", text))), Standard())
				require.NoError(t, err, "%s", text)
				if m := kind.FindStringSubmatch(text); m != nil {
					examples[m[1]] = true
				}
			}
			for _, name := range place.names {
				assert.True(t, examples[name], "%s has no example", name)
				assert.Regexp(t, `\b`+name+`\b`, prose.String(), "%s is not described", name)
			}
		}
	}
	require.Equal(t, len(places), seen)
}
