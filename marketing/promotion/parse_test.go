package promotion

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

func head(rest string) string { return `{"version":1,"id":"r","layer":"shop",` + rest + `}` }

const thing = `"then":[{"kind":"percent","off":"10"}]`

func TestBadRulesAreRefusedWithTheField(t *testing.T) {
	tests := []struct{ name, rule, field, reason string }{
		{"over 100 %", head(`"then":[{"kind":"percent","off":"100.01"}]`), "then[0].off", "at most 100"},
		{"negative percent", head(`"then":[{"kind":"percent","off":"-5"}]`), "then[0].off", "above 0"},
		{"percent as a number", head(`"then":[{"kind":"percent","off":10}]`), "then[0].off", "text"},
		{"five decimals", head(`"then":[{"kind":"percent","off":"1.00001"}]`), "then[0].off", "four decimals"},
		{"negative price", head(`"then":[{"kind":"price","amount":["-1.00 CNY"]}]`), "then[0].amount", "above zero"},
		{"threshold without currency", head(`"when":{"kind":"amount","min":["300.00"]},` + thing), "when.min", "no currency"},
		{"unknown currency", head(`"when":{"kind":"amount","min":["300.00 XXQ"]},` + thing), "when.min", "not an amount"},
		{"half a cent", head(`"then":[{"kind":"off","amount":["0.005 CNY"]}]`), "then[0].amount", "smallest units"},
		{"one currency twice", head(`"then":[{"kind":"off","amount":["1 CNY","2 CNY"]}]`), "then[0].amount", "two amounts"},
		{"gives more than it asks for", head(`"then":[{"kind":"tiers","steps":[{"from":["10 CNY"],"off":["11 CNY"]}]}]`), "then[0].steps[0].off", "100 %"},
		{"every gives more", head(`"then":[{"kind":"every","from":["10 CNY"],"off":["11 CNY"]}]`), "then[0].off", "100 %"},
		{"a step without a currency", head(`"then":[{"kind":"tiers","steps":[{"from":["10 CNY","2 USD"],"off":["1 CNY"]}]}]`), "then[0].steps[0].off", "USD"},
		{"falling steps", head(`"then":[{"kind":"tiers","steps":[{"from":["10 CNY"],"off":["1 CNY"]},{"from":["9 CNY"],"off":["2 CNY"]}]}]`), "then[0].steps[1]", "more than the step before"},
		{"ends before it starts", head(`"starts":"2026-11-11T00:00:00Z","ends":"2026-11-10T00:00:00Z",` + thing), "ends", "after starts"},
		{"unknown kind", head(`"then":[{"kind":"magic"}]`), "then[0].kind", "no kind"},
		{"no kind", head(`"then":[{"off":"10"}]`), "then[0].kind", "missing"},
		{"condition among actions", head(`"then":[{"kind":"group","in":["gold"]}]`), "then[0].kind", "belongs into when"},
		{"line condition in when", head(`"when":{"kind":"product","in":["p"]},` + thing), "when.kind", "belongs into items"},
		{"cart condition in items", head(`"items":{"kind":"channel","in":["web"]},` + thing), "items.kind", "belongs into when"},
		{"unknown version", `{"version":2,"id":"r","layer":"shop",` + thing + `}`, "version", "1 to 1"},
		{"no version", `{"id":"r","layer":"shop",` + thing + `}`, "version", "is missing"},
		{"no layer", `{"version":1,"id":"r",` + thing + `}`, "layer", "is missing"},
		{"empty layer", `{"version":1,"id":"r","layer":"",` + thing + `}`, "layer", "is missing"},
		{"no id", `{"version":1,"layer":"shop",` + thing + `}`, "id", "is missing"},
		{"empty id", `{"version":1,"id":"","layer":"shop",` + thing + `}`, "id", "1 to 64"},
		{"no then", head(`"when":{"kind":"signed_in"}`), "then", "is missing"},
		{"then of null", head(`"then":null`), "then", "is missing"},
		{"nothing to give", head(`"then":[]`), "then", "1 to 8"},
		{"unknown member", head(`"colour":"red",` + thing), "colour", "not known"},
		{"unknown member of a kind", head(`"then":[{"kind":"percent","off":"10","of":"x"}]`), "then[0].of", "not known"},
		{"member twice", head(thing + `,"id":"q"`), "id", "twice"},
		{"case of a member", head(`"Priority":1,` + thing), "Priority", "not known"},
		{"null", head(`"items":null,` + thing), "items", "null"},
		{"excludes itself", head(`"stack":{"without":["r"]},` + thing), "stack.without", "itself"},
		{"contradiction", head(`"stack":{"without":["x"],"only_with":["x"]},` + thing), "stack.without", "contradict"},
		{"payer twice", head(`"payers":[{"party":"a"},{"party":"a"}],` + thing), "payers[1].party", "twice"},
		{"payer of nothing", head(`"payers":[{"party":"a","parts":0}],` + thing), "payers[0].parts", "from 1"},
		{"limit below one", head(`"limits":{"total":0},` + thing), "limits.total", "from 1"},
		{"budget without currency", head(`"limits":{"budget":["100"]},` + thing), "limits.budget", "no currency"},
		{"max below min", head(`"when":{"kind":"amount","min":["2 CNY"],"max":["1 CNY"]},` + thing), "when.max", "below min"},
		{"currency of max", head(`"when":{"kind":"amount","min":["2 CNY"],"max":["9 USD"]},` + thing), "when.min", "USD"},
		{"country of three letters", head(`"when":{"kind":"country","in":["CHN"]},` + thing), "when.in", "ISO 3166-1"},
		{"country in small letters", head(`"when":{"kind":"country","in":["cn"]},` + thing), "when.in", "ISO 3166-1"},
		{"country that is none", head(`"when":{"any":[{"kind":"country","in":["CN","UK"]}]},` + thing), "when.any[0].in", `"UK" is no country`},
		{"currency that is none", head(`"when":{"kind":"currency","in":["RMB"]},` + thing), "when.in", "ISO 4217"},
		{"currency in small letters", head(`"when":{"kind":"currency","in":["cny"]},` + thing), "when.in", "ISO 4217"},
		{"no zone", head(`"when":{"kind":"schedule","from":"10:00","to":"12:00"},` + thing), "when.zone", "time zone"},
		{"bad hour", head(`"when":{"kind":"schedule","zone":"UTC","from":"25:00","to":"12:00"},` + thing), "when.from", "time of day"},
		{"bad day", head(`"when":{"kind":"schedule","zone":"UTC","days":["monday"]},` + thing), "when.days", "none of"},
		{"everything free", head(`"then":[{"kind":"cheapest","of":2,"units":2}]`), "then[0].of", "above units"},
		{"two shippings", head(`"then":[{"kind":"shipping","percent":"100","price":["1 CNY"]}]`), "then[0].percent", "only one"},
		{"flash without stock", head(`"then":[{"kind":"flash","price":["1 CNY"]}]`), "then[0].stock", "missing"},
		{"empty list", head(`"items":{"kind":"brand","in":[]},` + thing), "items.in", "at least one"},
		{"listed twice", head(`"items":{"kind":"brand","in":["b","b"]},` + thing), "items.in", "twice"},
		{"bad code", head(`"codes":["a/b"],` + thing), "codes", "not a code"},
		{"not an object", `[]`, "", "object"},
		{"not JSON", `{"version":`, "", "JSON"},
		{"trailing", head(thing) + `{}`, "", "one JSON object"},
		{"too deep", head(`"items":` + strings.Repeat(`{"not":`, 20) + `{"kind":"brand","in":["b"]}` + strings.Repeat(`}`, 20) + `,` + thing), "items.not", "nested"},
		{"too long", head(thing) + strings.Repeat(" ", maxRuleBytes), "rule", "longer"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ParseRule([]byte(tc.rule), Standard())
			require.ErrorIs(t, err, ErrRule)
			var rule *RuleError
			require.True(t, errors.As(err, &rule))
			assert.True(t, strings.HasPrefix(rule.Field, tc.field), "field %q, want %q", rule.Field, tc.field)
			assert.Contains(t, rule.Reason, tc.reason)
			assert.Contains(t, err.Error(), "promotion: ")
		})
	}
}

func TestBadBooksAreRefused(t *testing.T) {
	rule := func(id, layer, stack string) string {
		return `{"version":1,"id":"` + id + `","layer":"` + layer + `","stack":` + stack + `,` + thing + `}`
	}
	tests := []struct{ name, book, reason string }{
		{"id twice", `{"rules":[` + rule("a", "shop", "{}") + `,` + rule("a", "item", "{}") + `]}`, "occurs twice"},
		{"unknown layer", `{"rules":[` + rule("a", "moon", "{}") + `]}`, "none of the book's"},
		{"layer twice", `{"layers":[{"name":"a"},{"name":"a"}],"rules":[]}`, "twice"},
		{"unknown mode", `{"layers":[{"name":"a","mode":"worst"}],"rules":[]}`, "none of"},
		{"circular", `{"rules":[` + rule("a", "shop", `{"only_with":["b"]}`) + `,` + rule("b", "item", `{"only_with":["c"]}`) + `,` + rule("c", "item", `{"only_with":["a"]}`) + `]}`, "contradict"},
		{"excluded partner", `{"rules":[` + rule("a", "shop", `{"only_with":["b"]}`) + `,` + rule("b", "item", `{"without":["a"]}`) + `]}`, "contradict"},
		{"unknown member", `{"rule":[],"rules":[]}`, "not known"},
		{"no rules", `{"layers":[{"name":"a"}]}`, "rules: is missing"},
		{"rules of null", `{"rules":null}`, "rules: is missing"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ParseBook([]byte(tc.book), Standard())
			require.ErrorIs(t, err, ErrRule)
			assert.ErrorContains(t, err, tc.reason)
		})
	}
}

// TestErrorsOfABookSayWhichRule looks at the place of a rule without an ID, and at
// books that are none.
func TestErrorsOfABookSayWhichRule(t *testing.T) {
	good := head(thing)
	tests := []struct{ book, rule, field string }{
		{``, "", "book"},
		{`null`, "", "book"},
		{`[]`, "", "book"},
		{`{"rules":[]}{}`, "", "book"},
		{`{"layers":[{"mode":"best"}],"rules":[]}`, "", "layers[0].name"},
		{`{"rules":[` + good + `,null]}`, "", "rules[1]"},
		{`{"rules":[` + good + `,{"version":1,"layer":"shop",` + thing + `}]}`, "", "rules[1].id"},
		{`{"rules":[` + good + `,{"version":1,"id":7,"layer":"shop",` + thing + `}]}`, "", "rules[1].id"},
		{`{"rules":[` + good + `,{"version":1,"layer":"shop","then":[{"kind":"magic"}]}]}`, "", "rules[1].id"},
		{`{"rules":[{"version":1,"id":"q","layer":"shop","then":[{"kind":"magic"}]}]}`, "q", "then[0].kind"},
		{`{"rules":[{"id":"q","layer":"shop",` + thing + strings.Repeat(" ", maxRuleBytes) + `}]}`, "", "rules[0]"},
	}
	for _, tc := range tests {
		_, err := ParseBook([]byte(tc.book), Standard())
		var wrong *RuleError
		require.ErrorAs(t, err, &wrong, "%.60s", tc.book)
		assert.Equal(t, [2]string{tc.rule, tc.field}, [2]string{wrong.Rule, wrong.Field}, "%.60s", tc.book)
	}
	r, err := ParseRule([]byte(good), Standard())
	require.NoError(t, err)
	for field, spoil := range map[string]func(r *Rule){
		"rules[1].id":    func(r *Rule) { r.ID = "" },
		"rules[1].layer": func(r *Rule) { r.ID, r.Layer = "", "" },
		"rules[1]":       func(r *Rule) { r.ID, r.When = "", json.RawMessage("{") },
		"then[0].off":    func(r *Rule) { r.ID, r.Then = "q", []json.RawMessage{[]byte(`{"kind":"percent","off":"0"}`)} },
		"when.kind":      func(r *Rule) { r.ID, r.When = "q", []byte(`{}`) },
	} {
		bad := r
		spoil(&bad)
		_, err := Compile(Book{Rules: []Rule{r, bad}}, Standard())
		var wrong *RuleError
		require.ErrorAs(t, err, &wrong, field)
		assert.Equal(t, field, wrong.Field)
	}
	then := r
	then.Then = nil
	require.ErrorContains(t, then.Check(Standard()), "then: is missing")
	for _, none := range []string{``, `null`, `[]`} {
		_, err := ParseRule([]byte(none), Standard())
		var wrong *RuleError
		require.ErrorAs(t, err, &wrong)
		assert.Equal(t, "rule", wrong.Field)
	}
}

func TestBadFactsAreRefusedWithTheField(t *testing.T) {
	s, err := Compile(Book{}, Standard())
	require.NoError(t, err)
	good := func() Facts {
		return Facts{At: time.Unix(1, 0), Currency: "CNY", Lines: []Line{{SKU: "a", Seller: "s", Units: 1, Price: money.New(100, cny())}}}
	}
	usd := money.MustParseText("1 USD")
	tests := []struct {
		field string
		spoil func(f *Facts)
	}{
		{"at", func(f *Facts) { f.At = time.Time{} }},
		{"currency", func(f *Facts) { f.Currency = "???" }},
		{"lines[0].sku", func(f *Facts) { f.Lines[0].SKU = "" }},
		{"lines[0].units", func(f *Facts) { f.Lines[0].Units = 0 }},
		{"lines[0].units", func(f *Facts) { f.Lines[0].Units = maxUnits + 1 }},
		{"lines[0].price", func(f *Facts) { f.Lines[0].Price = usd }},
		{"lines[0].price", func(f *Facts) { f.Lines[0].Price = money.New(-1, cny()) }},
		{"lines[0].price", func(f *Facts) { f.Lines[0].Price, f.Lines[0].Units = money.New(1<<40, cny()), 1<<29 }},
		{"lines", func(f *Facts) { f.Lines[0].Price = money.MustParseText("0.0000001 CNY") }},
		{"lines[0].floor", func(f *Facts) { f.Lines[0].Floor = usd }},
		{"fees[0]", func(f *Facts) { f.Fees = []Fee{{"s", usd}} }},
		{"fees[1]", func(f *Facts) { f.Fees = []Fee{{"s", money.New(1, cny())}, {"s", money.New(1, cny())}} }},
		{"gifts[0].worth", func(f *Facts) { f.Gifts = []Stocked{{SKU: "g", Left: 1, Worth: usd}} }},
		{"lines", func(f *Facts) { f.Lines = make([]Line, maxLines+1) }},
		{"codes", func(f *Facts) { f.Codes = make([]Entered, maxNames+1) }},
	}
	for _, tc := range tests {
		f := good()
		tc.spoil(&f)
		_, err := s.Evaluate(f, Options{})
		var input *InputError
		require.True(t, errors.As(err, &input), "%s: %v", tc.field, err)
		require.ErrorIs(t, err, ErrInput)
		assert.Equal(t, tc.field, input.Field)
	}
	_, err = s.Evaluate(good(), Options{Objective: "luck"})
	require.ErrorIs(t, err, ErrInput)
}

// TestRulesReadBack writes random books and reads them again.
func TestRulesReadBack(t *testing.T) {
	for seed := range uint64(50) {
		b := newWorld(3_000_000 + seed).book()
		if _, err := Compile(b, Standard()); err != nil {
			continue
		}
		first, err := json.Marshal(b)
		require.NoError(t, err)
		again, err := ParseBook(first, Standard())
		require.NoError(t, err)
		second, err := json.Marshal(again)
		require.NoError(t, err)
		require.JSONEq(t, string(first), string(second))
		for _, r := range again.Rules {
			require.NoError(t, r.Check(Standard()))
		}
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add([]byte(head(thing)))
	w := newWorld(1)
	for i := range 40 {
		data, err := json.Marshal(w.rule(i))
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRule(data, Standard())
		if err != nil {
			require.ErrorIs(t, err, ErrRule)
			return
		}
		written, err := json.Marshal(r)
		require.NoError(t, err)
		again, err := ParseRule(written, Standard())
		require.NoError(t, err, "%s", written)
		require.Equal(t, text(t, r), text(t, again))
		s, err := Compile(Book{Layers: []Layer{{Name: r.Layer}}, Rules: []Rule{r}}, Standard())
		require.NoError(t, err)
		facts := newWorld(uint64(len(data))).facts()
		result, err := s.Evaluate(facts, Options{Explain: true})
		require.NoError(t, err)
		audit(t, facts, result)
	})
}

func FuzzReplay(f *testing.F) {
	w := newWorld(5)
	s, err := Compile(w.book(), Standard())
	require.NoError(f, err)
	_, proof, err := s.Prove(w.facts(), Options{})
	require.NoError(f, err)
	f.Add(proof)
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Replay(data, Standard()); err != nil {
			require.ErrorIs(t, err, ErrProof)
		}
	})
}

func FuzzFoldCode(f *testing.F) {
	f.Add("ｓａｖｅ－１０")
	f.Add("双11-abc")
	f.Fuzz(func(t *testing.T, typed string) {
		folded := FoldCode(typed)
		require.Equal(t, folded, FoldCode(folded))
		require.LessOrEqual(t, len([]rune(folded)), maxCode)
	})
}
