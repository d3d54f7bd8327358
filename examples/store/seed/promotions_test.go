package seed

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/marketing/promotion"
)

func TestBook(t *testing.T) {
	at := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	book, err := Book(at)
	require.NoError(t, err)
	rules, err := promotion.Compile(book, promotion.Standard())
	require.NoError(t, err)
	layers, named := map[string]int{}, map[string]bool{}
	for _, r := range book.Rules {
		layers[r.Layer]++
		named[r.ID] = true
		require.NotEmpty(t, r.Name["zh"], r.ID)
		require.NotEmpty(t, r.Name["en"], r.ID)
	}
	require.Len(t, layers, len(book.Layers), "every layer has a rule")
	for _, c := range Campaigns(at) {
		require.True(t, named[c.Rule], c.ID)
	}
	found, err := rules.Lint(promotion.LintOptions{At: at, Currencies: []string{"CNY", "USD"}})
	require.NoError(t, err)
	for _, f := range found {
		require.True(t, f.Problem == promotion.ProblemOverlap || f.Rule == "autumn", "%v", f)
	}
}
