package page

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBothLanguagesAreComplete(t *testing.T) {
	verb := regexp.MustCompile(`%[a-z]`)
	seen := map[string]bool{}
	for _, w := range words() {
		assert.False(t, seen[w.Key], "%s twice", w.Key)
		seen[w.Key] = true
		assert.NotEmpty(t, w.Zh, w.Key)
		assert.NotEmpty(t, w.En, w.Key)
		assert.Equal(t, verb.FindAllString(w.Zh, -1), verb.FindAllString(w.En, -1), w.Key)
	}
}

func TestPagesUseOnlyTheTable(t *testing.T) {
	texts := lexicon()
	names, err := fs.Glob(files, "templates/*.html")
	require.NoError(t, err)
	for _, name := range names {
		src, err := files.ReadFile(name)
		require.NoError(t, err)
		for _, m := range regexp.MustCompile(`\bt "([^"]+)"`).FindAllStringSubmatch(string(src), -1) {
			assert.Contains(t, texts["en"], m[1], name)
		}
	}
	src := ""
	for _, name := range names {
		text, err := files.ReadFile(name)
		require.NoError(t, err)
		src += string(text)
	}
	made := regexp.MustCompile(`^(field|method|step|role)\.`) // by print in the pages
	for _, w := range pageWords() {
		assert.True(t, made.MatchString(w.Key) || regexp.MustCompile(`\bt "`+regexp.QuoteMeta(w.Key)+`"`).MatchString(src), "%s is used nowhere", w.Key)
	}
	store := ""
	names, err = filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		store += string(text)
	}
	for _, w := range storeWords() { // named whole, or by a prefix and a status
		prefix, _, _ := strings.Cut(w.Key, ".")
		used := regexp.MustCompile(`"(` + regexp.QuoteMeta(strings.TrimSuffix(w.Key, ".text")) + `"|` + prefix + `\.(" \+|"\+))`)
		assert.True(t, used.MatchString(store), "%s is used nowhere", w.Key)
	}
	r, err := New()
	require.NoError(t, err)
	_, err = r.Word("en", "nothing of the kind")
	assert.Error(t, err)
}
