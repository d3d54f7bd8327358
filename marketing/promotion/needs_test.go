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
		"escaped":      {more: `"when":{"not":{"kind":"\u006frders","min":2}},`, want: Needs{Orders: true}},
		"a brand":      {more: `"when":{"kind":"contains","items":{"kind":"brand","in":["orders"]}},`},
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

// What a condition is made of does not depend on how it was written.
func TestARuleSaysWhatItAsks(t *testing.T) {
	cart := scenario{rules: []string{
		`a shop "when":{"any":[{"kind":"signed_in"},{"kind":"p\u0061yment","in":["card"]}]},"then":[{"kind":"percent","off":"10"}]`,
		`b shop "when":{"kind":"channel","in":["payment"]},"then":[{"kind":"percent","off":"10"}]`,
		`c shop "then":[{"kind":"percent","off":"10"}]`,
	}, cart: "oolong tea 1×100"}
	book := cart.book(t)
	for rule, want := range map[string]bool{"a": true, "b": false, "c": false, "d": false} {
		assert.Equal(t, want, book.Asks(rule, "payment"), rule)
	}
}
