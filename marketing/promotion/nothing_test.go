package promotion

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNoSnapshotHasNoRules calls everything on nil and zero snapshots.
func TestNoSnapshotHasNoRules(t *testing.T) {
	f := scenario{cart: "a tea 2×10.00; fee fern 5.00"}.facts(t)
	f.Codes = []Entered{{Text: "SAVE"}, {Text: "x", Rule: "r"}}
	rule, err := ParseRule([]byte(head(thing)), Standard())
	require.NoError(t, err)
	for name, s := range map[string]*Snapshot{"nil": nil, "zero": new(Snapshot)} {
		t.Run(name, func(t *testing.T) {
			for _, objective := range []Objective{CustomerBest, MerchantBest, ByPriority} {
				r, proof, err := s.Prove(f, Options{Objective: objective, Explain: true, All: true})
				require.NoError(t, err)
				assert.Equal(t, "25.00 CNY", r.Total.String())
				assert.Equal(t, CodeInvalid, r.Codes[0].Answer)
				_, err = Replay(proof, Kinds{})
				require.NoError(t, err)
				again, err := s.Evaluate(f, Options{Objective: objective, Explain: true, All: true})
				require.NoError(t, err)
				assert.Equal(t, r, again)
			}
			counted, err := s.Counted(f)
			require.NoError(t, err)
			assert.Empty(t, counted)
			needs, err := s.Needs(f)
			require.NoError(t, err)
			assert.Empty(t, needs)
			found, err := s.Lint(LintOptions{Currencies: []string{"CNY"}, Sample: f.Lines, Only: "r"})
			require.NoError(t, err)
			assert.Empty(t, found)
			_, ok := s.Rule("r")
			assert.False(t, ok)
			assert.False(t, s.HasCode("SAVE"))
			_, err = s.With(rule)
			require.ErrorIs(t, err, ErrRule, "it knows no kinds")
		})
	}
	n := 0
	for r, err := range (Trial{}).Replay(slices.Values([]Facts{f, f})) {
		require.NoError(t, err)
		assert.True(t, r.Change.IsZero())
		n++
	}
	assert.Equal(t, 2, n)
	totals, err := Trial{}.Sum(slices.Values([]Facts{f}))
	require.NoError(t, err)
	assert.Equal(t, 1, totals[0].Carts)
	_, err = new(Snapshot).Evaluate(Facts{}, Options{})
	require.ErrorIs(t, err, ErrInput)
	require.ErrorIs(t, (Rule{}).Check(Kinds{}), ErrRule)
	assert.Equal(t, "", (&Rule{}).Words("en"))
	assert.NotEmpty(t, Explanation{}.Words("zh"))
}
