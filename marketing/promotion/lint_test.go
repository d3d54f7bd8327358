package promotion

import (
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

func TestLint(t *testing.T) {
	at := time.Date(2026, 11, 11, 0, 0, 0, 0, time.UTC)
	sample := func(cart string, floor string) []Line {
		f := scenario{cart: cart}.facts(t)
		if floor != "" {
			f.Lines[0].Floor = money.MustParseText(floor)
		}
		return f.Lines
	}
	tests := []struct {
		name  string
		rules []string
		o     LintOptions
		want  []string // rule problem field detail others
	}{
		{"clean", []string{`a item "then":[{"kind":"percent","off":"10"}]`}, LintOptions{At: at, Currencies: []string{"CNY", "USD"}}, nil},
		{"ended", []string{`a item "ends":"2026-01-01T00:00:00Z","then":[{"kind":"percent","off":"10"}]`}, LintOptions{At: at}, []string{"a unreachable ends  []"}},
		{"another seller's lines", []string{`a item "seller":"fern","items":{"kind":"seller","in":["moss"]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, []string{"a unreachable items  []"}},
		{"a step below the condition", []string{`a item "when":{"kind":"amount","min":["200 CNY"]},"then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["10 CNY"]},{"from":["200 CNY"],"off":["30 CNY"]}]}]`}, LintOptions{}, []string{"a unreachable then steps []"}},
		{"a step behind the cap", []string{`a item "cap":["10 CNY"],"then":[{"kind":"tiers","steps":[{"from":["100 CNY"],"off":["10 CNY"]},{"from":["200 CNY"],"off":["30 CNY"]}]}]`}, LintOptions{}, []string{"a unreachable cap steps []"}},
		{"amounts that contradict", []string{`a item "when":{"all":[{"kind":"amount","min":["100 CNY"]},{"kind":"amount","max":["50 CNY"]}]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, []string{"a unreachable when amount []"}},
		{"amounts of the cart that contradict", []string{`a item "when":{"all":[{"kind":"amount","min":["100 CNY"]},{"kind":"amount","over":"cart","max":["50 CNY"]}]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, []string{"a unreachable when amount []"}},
		{"original amounts that contradict", []string{`a item "when":{"all":[{"kind":"amount","min":["100 CNY"]},{"kind":"amount","base":"original","max":["50 CNY"]}]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, []string{"a unreachable when amount []"}},
		{"an amount of the cart", []string{`a item "when":{"all":[{"kind":"amount","over":"cart","min":["100 CNY"]},{"kind":"amount","max":["50 CNY"]}]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, nil},
		{"either amount", []string{`a item "when":{"any":[{"kind":"amount","min":["100 CNY"]},{"kind":"amount","max":["50 CNY"]}]},"then":[{"kind":"percent","off":"10"}]`}, LintOptions{}, nil},
		{"always beaten", []string{`a item "then":[{"kind":"percent","off":"10"}]`, `b item "then":[{"kind":"percent","off":"20"}]`}, LintOptions{Only: "a"}, []string{"a overlap items  [b]", "a unreachable then  [b]"}},
		{"overlap of other products", []string{`a item "items":{"kind":"product","in":["p"]},"then":[{"kind":"percent","off":"10"}]`, `b item "items":{"kind":"product","in":["q"]},"then":[{"kind":"percent","off":"20"}]`}, LintOptions{}, nil},
		{"no overlap in the catalogue", []string{`a item "items":{"kind":"category","in":["tea"]},"then":[{"kind":"percent","off":"10"}]`, `b item "items":{"kind":"category","in":["cup"]},"then":[{"kind":"percent","off":"20"}]`}, LintOptions{Sample: sample("x tea 1×10.00; y cup 1×10.00", "")}, nil},
		{"over 100 %", []string{`a item "base":"original","then":[{"kind":"percent","off":"60"}]`, `b shop "base":"original","then":[{"kind":"percent","off":"50"}]`}, LintOptions{Only: "a"}, []string{"a over_100 then  [b]"}},
		{"100 % in parts", []string{`a item "base":"original","then":[{"kind":"percent","off":"50"}]`, `b shop "base":"original","then":[{"kind":"percent","off":"50"}]`}, LintOptions{}, nil},
		{"below the floor", []string{`a item "then":[{"kind":"percent","off":"50"}]`}, LintOptions{Sample: sample("x tea 1×10.00", "6 CNY")}, []string{"a below_floor then x []"}},
		{"for nothing", []string{`a item "then":[{"kind":"off","amount":["15 CNY"]}]`}, LintOptions{Sample: sample("x tea 1×10.00; y tea 1×20.00", "")}, []string{"a below_floor then x []"}},
		{"nothing to act on", []string{`a item "items":{"kind":"category","in":["cup"]},"then":[{"kind":"percent","off":"5"}]`}, LintOptions{Sample: sample("x tea 1×10.00", "")}, []string{"a unreachable items  []"}},
		{"currencies", []string{`a item "cap":["5 CNY"],"when":{"kind":"amount","min":["1 CNY"]},"limits":{"budget":["9 CNY"]},"then":[{"kind":"off","amount":["1 CNY"]}]`}, LintOptions{Currencies: []string{"CNY", "USD"}}, []string{"a currency cap USD []", "a currency limits.budget USD []", "a currency then USD []", "a currency when USD []"}},
		{"names", []string{`a item "stack":{"without":["gone"]},"codes":["X"],"then":[{"kind":"percent","off":"5"}]`, `b shop "codes":["x"],"then":[{"kind":"percent","off":"5"}]`}, LintOptions{Only: "a"}, []string{"a name codes X [b]", "a name stack.without gone []"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			found, err := scenario{rules: tc.rules}.book(t).Lint(tc.o)
			require.NoError(t, err)
			var got []string
			for _, f := range found {
				got = append(got, strings.Join([]string{f.Rule, string(f.Problem), f.Field, f.Detail, "[" + strings.Join(f.Others, " ") + "]"}, " "))
			}
			assert.Equal(t, tc.want, got)
		})
	}
	_, err := scenario{rules: []string{`a item "then":[{"kind":"percent","off":"10"}]`}}.book(t).Lint(LintOptions{Sample: []Line{{Price: money.New(1, cny())}}})
	require.ErrorIs(t, err, ErrInput)
}

// TestTrial replays three past carts under a rule that is not saved yet.
func TestTrial(t *testing.T) {
	s := scenario{rules: []string{`a item "payers":[{"party":"platform"}],"then":[{"kind":"percent","off":"10"}]`}}
	before := s.book(t)
	r, err := ParseRule([]byte(head(`"then":[{"kind":"tiers","steps":[{"from":["200 CNY"],"off":["30 CNY"]}]}]`)), Standard())
	require.NoError(t, err)
	after, err := before.With(r)
	require.NoError(t, err)
	carts := []Facts{scenario{cart: "x tea 1×100.00"}.facts(t), scenario{cart: "x tea 1×300.00"}.facts(t), scenario{cart: "x tea 2×150.00; fee fern 9.00"}.facts(t)}
	trial := Trial{Before: before, After: after}
	totals, err := trial.Sum(slices.Values(carts))
	require.NoError(t, err)
	require.Len(t, totals, 1)
	got := totals[0]
	assert.Equal(t, 3, got.Carts)
	assert.Equal(t, 2, got.Cheaper)
	assert.Zero(t, got.Dearer)
	assert.Equal(t, "700.00 CNY 70.00 CNY 130.00 CNY", got.Goods.String()+" "+got.Before.String()+" "+got.After.String())
	require.Len(t, got.Bearers, 2)
	assert.Equal(t, Bearer{"platform", money.MustParseText("70 CNY"), money.MustParseText("70 CNY")}, got.Bearers[0])
	assert.Equal(t, Bearer{"seller", money.MustParseText("0 CNY"), money.MustParseText("60 CNY")}, got.Bearers[1])
	better, err := after.With(Rule{Version: 1, ID: "r", Layer: "shop", Then: r.Then[:1], Cap: Amounts{money.MustParseText("1 CNY")}})
	require.NoError(t, err)
	totals, err = Trial{Before: after, After: better}.Sum(slices.Values(carts))
	require.NoError(t, err)
	assert.Equal(t, 2, totals[0].Dearer)
	carts[1].Currency = "?"
	_, err = trial.Sum(slices.Values(carts))
	require.ErrorIs(t, err, ErrInput)
	require.ErrorContains(t, err, "cart 1")
	_, err = before.With(Rule{ID: "x"})
	require.ErrorIs(t, err, ErrRule)
	next, stop := iter.Pull2(trial.Replay(slices.Values(carts[:1])))
	defer stop()
	one, err, ok := next()
	require.NoError(t, err)
	require.True(t, ok)
	assert.True(t, one.Change.IsZero())
}

// TestShortfallIsExact adds what an explanation says is missing, as goods that no
// rule is about, and wants the rule to be able to act.
func TestShortfallIsExact(t *testing.T) {
	rules := []string{
		`p item "items":{"kind":"category","in":["tea"]},"then":[{"kind":"percent","off":"13"}]`,
		`m shop "then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]}]}]`,
		`c platform "when":{"kind":"amount","min":["411 CNY"]},"then":[{"kind":"off","amount":["20 CNY"]}]`,
	}
	for _, price := range []string{"1.00", "99.99", "258.01", "299.99", "320.00"} {
		for _, rule := range []string{"m", "c"} {
			s := scenario{rules: rules, cart: "a tea 1×" + price}
			f := s.facts(t)
			r, err := s.book(t).Evaluate(f, Options{Explain: true})
			require.NoError(t, err)
			i := slices.IndexFunc(r.Explained, func(x Explanation) bool { return x.Rule == rule })
			x := r.Explained[i]
			if x.Reason == ReasonApplied || !x.Short.HasCurrency() {
				continue
			}
			more := f.Lines[0]
			more.SKU, more.Category, more.Price = "filler", nil, x.Short
			f.Lines = append(f.Lines, more)
			again, err := s.book(t).Evaluate(f, Options{Explain: true})
			require.NoError(t, err)
			if len(again.Applied) > len(r.Applied) && again.Explained[i].Reason == ReasonAmount {
				continue // another rule acts now, too, and takes some of it
			}
			require.NotEqual(t, ReasonAmount, again.Explained[i].Reason, "%s with %s for %s", price, x.Short, rule)
		}
	}
}
