package promotion

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// TestFactsThatCannotBeAreRefused names the fact that is wrong.
func TestFactsThatCannotBeAreRefused(t *testing.T) {
	s := scenario{rules: []string{`a item "then":[{"kind":"percent","off":"10"}]`}}.book(t)
	tests := []struct {
		field string
		spoil func(f *Facts)
	}{
		{"lines[1].price", func(f *Facts) { f.Lines[1].Price = money.MustParseText("9.005 CNY") }},
		{"lines[1].price", func(f *Facts) { f.Lines[1].Price, f.Lines[1].Units = money.MustParseText("9.005 CNY"), 3 }},
		{"country", func(f *Facts) { f.Country = "China" }},
		{"country", func(f *Facts) { f.Country = "cn" }},
		{"country", func(f *Facts) { f.Country = "中" }},
		{"buyer.orders", func(f *Facts) { f.Buyer.Orders = -1 }},
		{"codes[1].refused", func(f *Facts) { f.Codes = []Entered{{Text: "A", Refused: CodeExpired}, {Text: "B", Refused: "no"}} }},
		{"codes[0].refused", func(f *Facts) { f.Codes = []Entered{{Text: "A", Refused: CodeApplied}} }},
		{"usage[a].total", func(f *Facts) { f.Usage = map[string]Usage{"b": {Total: -1}, "a": {Total: -1}, "c": {Units: -1}} }},
		{"usage[a].buyer", func(f *Facts) { f.Usage = map[string]Usage{"a": {Buyer: -1}} }},
		{"usage[a].today", func(f *Facts) { f.Usage = map[string]Usage{"a": {Today: -1}} }},
		{"usage[a].units", func(f *Facts) { f.Usage = map[string]Usage{"a": {Units: -1}} }},
		{"usage[a].buyer_units", func(f *Facts) { f.Usage = map[string]Usage{"a": {BuyerUnits: -1}} }},
		{"usage[a].spent", func(f *Facts) { f.Usage = map[string]Usage{"a": {Spent: money.New(-1, cny())}} }},
		{"fees[1]", func(f *Facts) { f.Fees = append(f.Fees, Fee{"moss", money.New(500, cny())}) }},
	}
	for _, tc := range tests {
		f := scenario{cart: "a tea 1×10.00; b tea 1×9.00; fee fern 5.00"}.facts(t)
		tc.spoil(&f)
		_, err := s.Evaluate(f, Options{})
		var input *InputError
		require.ErrorAs(t, err, &input, tc.field)
		assert.Equal(t, tc.field, input.Field)
		_, _, err = s.Prove(f, Options{})
		require.ErrorIs(t, err, ErrInput)
	}
}

// TestAPriceInFractionsOfACoin wants whole coins of each line, or a host that asks
// for fractions.
func TestAPriceInFractionsOfACoin(t *testing.T) {
	s := scenario{rules: []string{`a item "then":[{"kind":"off","amount":["1 CNY"]}]`}}.book(t)
	f := Facts{At: time.Unix(1, 0), Currency: "CNY", Lines: []Line{{SKU: "screw", Seller: "s", Units: 200, Price: money.MustParseText("0.025 CNY")}}}
	r, proof, err := s.Prove(f, Options{})
	require.NoError(t, err)
	audit(t, f, r)
	assert.Equal(t, "4.00 CNY", r.Total.Round(0).String())
	_, err = Replay(proof, Standard())
	require.NoError(t, err)
	f.Lines[0].Units = 201
	_, err = s.Evaluate(f, Options{})
	require.ErrorIs(t, err, ErrInput)
	_, err = s.Needs(f)
	require.NoError(t, err, "what is asked before the price is asked of any cart")
	_, proof, err = s.Prove(f, Options{Fractions: true})
	require.NoError(t, err)
	_, err = Replay(proof, Standard())
	require.NoError(t, err)
}

// TestAPriceBelowItsFloorStays: a clearance price below the floor is no mistake of
// the cart, and nothing comes off.
func TestAPriceBelowItsFloorStays(t *testing.T) {
	s := scenario{rules: []string{`a item "then":[{"kind":"percent","off":"10"}]`}}.book(t)
	f := scenario{cart: "a tea 1×10.00; b tea 1×9.00"}.facts(t)
	f.Lines[0].Floor = money.MustParseText("12 CNY")
	r, err := s.Evaluate(f, Options{Explain: true})
	require.NoError(t, err)
	audit(t, f, r)
	assert.Equal(t, "18.10 | 10.00 8.10 | a", summary(r))
}
