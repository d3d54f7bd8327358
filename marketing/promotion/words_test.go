package promotion

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestWords checks what buyers read, in both languages.
func TestWords(t *testing.T) {
	m := `m shop "name":{"zh":"满300减50","en":"50 off 300"},"then":[{"kind":"tiers","steps":[{"from":["300 CNY"],"off":["50 CNY"]},{"from":["500 CNY"],"off":["120 CNY"]}]}]`
	tests := []struct {
		name   string
		rules  []string
		cart   string
		set    func(*Facts)
		zh, en string
	}{
		{"short", []string{m}, "a tea 1×259.00", nil, "满300减50：还差 ¥41.00", "50 off 300: CN¥41.00 more needed"},
		{"applied, next step", []string{m}, "a tea 1×459.00", nil, "满300减50：已优惠 ¥50.00，再买 ¥41.00可享下一档", "50 off 300: CN¥50.00 off, CN¥41.00 more for the next step"},
		{"units", []string{`n item "then":[{"kind":"nth","n":2,"percent":"50"}]`}, "a tea 1×5.00", nil, "n：还差 1 件", "n: 1 more needed"},
		{"condition", []string{`c shop "when":{"kind":"amount","min":["88 CNY"]},"then":[{"kind":"percent","off":"10"}]`}, "a tea 1×47.00", nil, "c：还差 ¥41.00", "c: CN¥41.00 more needed"},
		{"lost", []string{`a item "then":[{"kind":"percent","off":"10"}]`, `b item "then":[{"kind":"percent","off":"20"}]`}, "a tea 1×100.00", nil, "a：可优惠 ¥10.00，已换成更优惠的 b", "a: would give CN¥10.00, replaced by the better b"},
		{"combination", []string{`a item "then":[{"kind":"percent","off":"10"}]`, m}, "a tea 1×310.00", nil, "a：不用它的组合更优惠", "a: the combination without it gives more"},
		{"sign in", []string{`a item "when":{"kind":"signed_in"},"then":[{"kind":"percent","off":"10"}]`}, "a tea 1×310.00", nil, "a：请先登录", "a: sign in first"},
		{"ended", []string{`a item "ends":"2026-01-01T00:00:00Z","then":[{"kind":"percent","off":"10"}]`}, "a tea 1×310.00", nil, "a：已经结束", "a: has ended"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			s := scenario{rules: tc.rules, cart: tc.cart, set: tc.set}
			r, err := s.book(t).Evaluate(s.facts(t), Options{Explain: true})
			require.NoError(t, err)
			require.NotEmpty(t, r.Explained)
			assert.Equal(t, tc.zh, r.Explained[0].Words("zh-CN"))
			assert.Equal(t, tc.en, r.Explained[0].Words("en"))
		})
	}
}

// TestEveryReasonHasWords makes sure that no reason falls through to the general words.
func TestEveryReasonHasWords(t *testing.T) {
	reasons := []Reason{
		ReasonNotStarted, ReasonEnded, ReasonCode, ReasonItems, ReasonTooMuch, ReasonBuyer, ReasonSignIn, ReasonOrders, ReasonChannel,
		ReasonCountry, ReasonCurrency, ReasonPayment, ReasonSchedule, ReasonLimit, ReasonUsed, ReasonBudget, ReasonGone, ReasonNothing,
	}
	for _, why := range reasons {
		assert.NotEqual(t, "条件未满足", chineseWords(why), why)
		assert.NotEqual(t, "its condition is not met", englishWords(why), why)
	}
}

// TestEveryConsideredRuleIsExplained wants one explanation for each rule of a
// book, whatever became of it.
func TestEveryConsideredRuleIsExplained(t *testing.T) {
	for seed := range uint64(100) {
		w := newWorld(4_000_000 + seed)
		b := w.book()
		s, err := Compile(b, Standard())
		if err != nil {
			continue
		}
		r, err := s.Evaluate(w.facts(), Options{Explain: true, All: true})
		require.NoError(t, err)
		require.Len(t, r.Explained, len(b.Rules))
		applied := map[string]bool{}
		for _, a := range r.Applied {
			applied[a.Rule] = true
		}
		for _, x := range r.Explained {
			require.Equal(t, applied[x.Rule], x.Reason == ReasonApplied)
			require.NotEmpty(t, x.Reason)
			require.NotEmpty(t, x.Words("zh"))
		}
	}
}

// TestCodesGetTheirAnswers walks through the answers that a code can get.
func TestCodesGetTheirAnswers(t *testing.T) {
	rules := []string{
		`ok shop "codes":["OK"],"then":[{"kind":"percent","off":"10"}]`,
		`less shop "codes":["LESS"],"then":[{"kind":"percent","off":"5"}]`,
		`old shop "codes":["OLD"],"ends":"2026-01-01T00:00:00Z","then":[{"kind":"percent","off":"10"}]`,
		`out shop "codes":["OUT"],"limits":{"total":1},"then":[{"kind":"percent","off":"10"}]`,
		`in shop "codes":["IN"],"when":{"kind":"signed_in"},"then":[{"kind":"percent","off":"10"}]`,
		`vip shop "codes":["VIP"],"when":{"kind":"group","in":["vip"]},"then":[{"kind":"percent","off":"10"}]`,
		`unique shop "by_code":true,"then":[{"kind":"percent","off":"90"}]`,
	}
	tests := []struct {
		codes []Entered
		want  []CodeAnswer
	}{
		{[]Entered{{Text: "ok"}}, []CodeAnswer{CodeApplied}},
		{[]Entered{{Text: "ok"}, {Text: "O K"}}, []CodeAnswer{CodeApplied, CodeRepeated}},
		{[]Entered{{Text: "ok"}, {Text: "less"}}, []CodeAnswer{CodeApplied, CodeCombination}},
		{[]Entered{{Text: "old"}}, []CodeAnswer{CodeExpired}},
		{[]Entered{{Text: "out"}}, []CodeAnswer{CodeExpired}},
		{[]Entered{{Text: "in"}}, []CodeAnswer{CodeNotSignedIn}},
		{[]Entered{{Text: "vip"}}, []CodeAnswer{CodeIneligible}},
		{[]Entered{{Text: "nope"}, {Text: "a/b"}}, []CodeAnswer{CodeInvalid, CodeInvalid}},
		{[]Entered{{Text: "X1", Rule: "unique"}}, []CodeAnswer{CodeApplied}},
		{[]Entered{{Text: "X1", Rule: "unique"}, {Text: "X2", Rule: "unique"}}, []CodeAnswer{CodeApplied, CodeRepeated}},
		{[]Entered{{Text: "X1", Rule: "unique", Refused: CodeExpired}}, []CodeAnswer{CodeExpired}},
	}
	for _, tc := range tests {
		s := scenario{rules: rules, cart: "a tea 1×100.00", set: func(f *Facts) {
			f.Codes, f.Usage = tc.codes, map[string]Usage{"out": {Total: 1}}
		}}
		r, err := s.book(t).Evaluate(s.facts(t), Options{})
		require.NoError(t, err)
		var got []CodeAnswer
		for _, c := range r.Codes {
			got = append(got, c.Answer)
		}
		assert.Equal(t, tc.want, got, "%v", tc.codes)
	}
}
