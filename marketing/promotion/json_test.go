package promotion

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// again writes a value as JSON, reads it into a new one and writes that.
func again(t *testing.T, v any) (first, second string) {
	t.Helper()
	data, err := json.Marshal(v)
	require.NoError(t, err)
	read := reflect.New(reflect.TypeOf(v))
	require.NoError(t, json.Unmarshal(data, read.Interface()), "%T: %s", v, data)
	written, err := json.Marshal(read.Elem().Interface())
	require.NoError(t, err)
	return string(data), string(written)
}

// TestWhatIsWrittenReadsBack sends every type that has JSON there and back: as
// encoding/json reads it, without the package's own parsers.
func TestWhatIsWrittenReadsBack(t *testing.T) {
	rule, err := ParseRule([]byte(`{"version":1,"id":"r","revision":3,"name":{"en":"Tea"},"layer":"item","priority":-2,"seller":"fern",
		"starts":"2026-11-01T00:00:00+08:00","ends":"2026-12-01T00:00:00Z","items":{"kind":"category","in":["tea"]},
		"when":{"kind":"amount","min":["1 CNY"]},"then":[{"kind":"off","amount":["30 CNY"]},{"kind":"gift","of":["cup"]},{"kind":"points","points":5}],
		"base":"original","cap":["20 CNY","3 USD"],"stack":{"groups":["g"],"without":["x"],"stop":true},
		"payers":[{"party":"seller","parts":3},{"party":"platform","parts":2}],"codes":["SAVE"],
		"limits":{"total":9,"per_buyer":8,"per_day":7,"budget":["500 CNY"]}}`), Standard())
	require.NoError(t, err)
	book := Book{Layers: []Layer{{"item", Best}, {"shop", All}}, Groups: []Group{{"g", 2}}, Rules: []Rule{rule}}
	s, err := Compile(book, Standard())
	require.NoError(t, err)
	cny := func(n int64) money.Money { return money.New(n, cny()) }
	f := scenario{cart: "a tea 2×100.00"}.facts(t)
	f.Buyer = Buyer{ID: "b", Groups: []string{"gold"}, Orders: 2}
	f.At = time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC)
	f.Country, f.Channel, f.Payment, f.Extra = "CN", "web", "card", map[string]string{"k": "v"}
	for i := range f.Lines {
		f.Lines[i].Seller, f.Lines[i].Floor, f.Lines[i].Lists = "fern", cny(1), map[string]money.Money{"member": cny(9900)}
	}
	f.Fees = []Fee{{"fern", cny(800)}}
	f.Codes = []Entered{{Text: "save"}, {Text: "old", Rule: "r", Refused: CodeExpired}}
	f.Usage = map[string]Usage{"r": {Total: 1, Buyer: 1, Today: 1, Units: 1, BuyerUnits: 1, Spent: cny(100)}}
	f.Gifts = []Stocked{{SKU: "cup", Left: 3, Worth: cny(1500)}}
	o := Options{Objective: MerchantBest, Explain: true, All: true, Work: 7}
	result, data, err := s.Prove(f, o)
	require.NoError(t, err)
	require.NotEmpty(t, result.Applied)
	require.NotEmpty(t, result.Explained)
	var proof Proof
	require.NoError(t, json.Unmarshal(data, &proof))
	found, err := s.Lint(LintOptions{Currencies: []string{"EUR"}})
	require.NoError(t, err)
	require.NotEmpty(t, found)

	values := []any{
		proof, result, f, o, rule, book, rule.Cap, rule.Limits, rule.Stack, rule.Payers[0], book.Layers[0], book.Groups[0],
		result.Lines[0], result.Lines[0].Rows[0], result.Lines[0].Rows[0].Shares[0], result.Fees[0], result.Applied[0], result.Gifts[0],
		result.Codes[0], result.Explained[0], f.Lines[0], f.Fees[0], f.Buyer, f.Codes[1], f.Usage["r"], f.Gifts[0], found[0],
	}
	values = append(values, Result{}, Facts{}, Rule{}, Book{}, Explanation{}, Usage{}, Amounts{}, Amounts(nil))
	for _, v := range values {
		first, second := again(t, v)
		assert.Equal(t, first, second, "%T", v)
	}
	written, err := json.Marshal(proof)
	require.NoError(t, err)
	assert.JSONEq(t, string(data), string(written))
}

func TestBadAmountsAreNotRead(t *testing.T) {
	for text, why := range map[string]string{
		`null`: "must be a list", `"1 CNY"`: "must be a list", `[1]`: "must be a list", `["1"]`: "no currency", `["1 XXQ"]`: "not an amount",
		`["0.005 CNY"]`: "smallest units", `["0 CNY"]`: "above zero", `["-1 CNY"]`: "above zero", `["1 CNY","2 CNY"]`: "two amounts",
		`["99999999999999999 CNY"]`: "too large",
	} {
		kept := Amounts{money.New(5, cny())}
		err := json.Unmarshal([]byte(text), &kept)
		require.ErrorIs(t, err, ErrInput, "%s", text)
		require.ErrorContains(t, err, why)
		assert.Len(t, kept, 1, "nothing is changed")
	}
	var list Amounts
	require.NoError(t, json.Unmarshal([]byte(`["3 USD","20 CNY"]`), &list))
	assert.Equal(t, Amounts{money.MustParseText("20 CNY"), money.MustParseText("3 USD")}, list)
}
