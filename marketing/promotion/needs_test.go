package promotion

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A host reads what rules ask for, and nothing else.
func TestNeedsNameWhatRulesAskFor(t *testing.T) {
	for name, c := range map[string]struct {
		more string
		want Needs
	}{
		"nothing":      {more: `"when":{"kind":"amount","min":["1 CNY"]},`},
		"first order":  {more: `"when":{"kind":"first_order"},`, want: Needs{Orders: true}},
		"third order":  {more: `"when":{"all":[{"kind":"signed_in"},{"kind":"orders","min":2}]},`, want: Needs{Orders: true}},
		"limited":      {more: `"limits":{"total":3},`, want: Needs{Counted: []Rule{{ID: "r"}}}},
		"another cart": {more: `"items":{"kind":"variant","in":["coffee"]},"limits":{"total":3},`},
	} {
		t.Run(name, func(t *testing.T) {
			cart := scenario{rules: []string{`r shop ` + c.more + `"then":[{"kind":"percent","off":"10"}]`}, cart: "oolong tea 1×100"}
			f := cart.facts(t)
			f.Buyer.ID = "b"
			got, err := cart.book(t).Needs(f)
			require.NoError(t, err)
			assert.Equal(t, c.want.Orders, got.Orders)
			assert.Equal(t, c.want.Gifts, got.Gifts)
			require.Len(t, got.Counted, len(c.want.Counted))
		})
	}
}
