package promotion

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/money"
)

// weather is a host's own condition, on a host's own fact.
type weather struct{ is string }

func (w weather) Test(v *View) Verdict {
	return Verdict{Met: v.Facts().Extra["weather"] == w.is && v.Amount().IsPositive(), Reason: ReasonOther}
}

// heavy is a host's own condition on lines.
type heavy struct{}

func (heavy) Match(f *Facts, line int) bool { return f.Lines[line].Extra["heavy"] == "yes" }

// tenth is a host's own action: a tenth off each line, and a word where there is none.
type tenth struct{}

func (tenth) Apply(d *Draft) {
	n := 0
	for line := range d.Lines() {
		shares, err := d.Amount(line).Allocate(nil, []int64{1, 9}, money.First)
		if err != nil {
			continue
		}
		d.Off(shares[0], line)
		d.Off(money.MustParseText("1 USD"), line) // another currency takes nothing
		d.Off(shares[0], line+1000)               // a line that is not the rule's neither
		n++
	}
	if n == 0 || d.Facts().Currency != "CNY" {
		d.Refuse(ReasonOther)
	}
}

func hostKinds() Kinds {
	return Standard().
		WithConditions(ConditionKind{Name: "weather", Fixed: true, Parse: func(p *Params) Condition { return weather{p.Text("is")} }}).
		WithLines(LineKind{Name: "heavy", Parse: func(*Params) LineCondition { return heavy{} }}).
		WithActions(ActionKind{Name: "tenth", Parse: func(*Params) Action { return tenth{} }})
}

// TestHostKinds mixes kinds of a host with those of this package.
func TestHostKinds(t *testing.T) {
	b, err := ParseBook([]byte(`{"rules":[
		{"version":1,"id":"t","layer":"item","items":{"kind":"heavy"},"when":{"kind":"weather","is":"rain"},"then":[{"kind":"tenth"}]},
		{"version":1,"id":"p","layer":"item","items":{"kind":"heavy"},"then":[{"kind":"percent","off":"5"}]},
		{"version":1,"id":"m","layer":"shop","then":[{"kind":"off","amount":["3 CNY"]}]}]}`), hostKinds())
	require.NoError(t, err)
	s, err := Compile(b, hostKinds())
	require.NoError(t, err)
	f := scenario{cart: "a tea 1×100.00; b tea 1×10.00"}.facts(t)
	f.Lines[0].Extra = map[string]string{"heavy": "yes"}
	for sky, want := range map[string]string{
		"rain": "97.00 | 87.30 9.70 | t m",  // 10.00 off; 3.00 over 90.00 and 10.00
		"sun":  "102.00 | 92.29 9.71 | p m", // 5.00 off; 3.00 over 95.00 and 10.00: 2.714 and 0.286
	} {
		f.Extra = map[string]string{"weather": sky}
		r, proof, err := s.Prove(f, Options{Explain: true})
		require.NoError(t, err)
		assert.Equal(t, want, summary(r))
		audit(t, f, r)
		require.True(t, r.Optimal)
		_, err = Replay(proof, hostKinds())
		require.NoError(t, err)
		_, err = Replay(proof, Standard())
		require.ErrorIs(t, err, ErrProof, "without its kinds a proof cannot be read")
	}
	f.Lines[0].Extra = nil
	r, err := s.Evaluate(f, Options{Explain: true, All: true})
	require.NoError(t, err)
	assert.Equal(t, ReasonItems, r.Explained[1].Reason)
}

// TestHostKindsThatReadNothing refuses rules of kinds that a host left unfinished.
func TestHostKindsThatReadNothing(t *testing.T) {
	kinds := Standard().
		WithConditions(ConditionKind{Name: "c0"}, ConditionKind{Name: "c1", Parse: func(*Params) Condition { return nil }}).
		WithLines(LineKind{Name: "l0"}, LineKind{Name: "l1", Parse: func(*Params) LineCondition { return nil }}).
		WithActions(ActionKind{Name: "a0"}, ActionKind{Name: "a1", Parse: func(*Params) Action { return nil }})
	for rule, field := range map[string]string{
		head(`"when":{"kind":"c%d"},` + thing):                                               "when.kind",
		head(`"when":{"any":[{"kind":"signed_in"},{"not":{"kind":"c%d"}}]},` + thing):        "when.any[1].not.kind",
		head(`"items":{"kind":"l%d"},` + thing):                                              "items.kind",
		head(`"when":{"kind":"contains","items":{"kind":"l%d"}},` + thing):                   "when.items.kind",
		head(`"then":[{"kind":"percent","off":"5"},{"kind":"a%d"}]`):                         "then[1].kind",
		head(`"then":[{"kind":"buy_get","buy":{"items":{"kind":"l%d"}},"get":{"units":1}}]`): "then[0].buy.items.kind",
	} {
		for i, reason := range []string{"has no Parse", "returns nil"} {
			text := strings.ReplaceAll(rule, "%d", strconv.Itoa(i))
			_, err := ParseBook([]byte(`{"rules":[`+text+`]}`), kinds)
			var wrong *RuleError
			require.ErrorAs(t, err, &wrong, "%s", text)
			assert.Equal(t, field, wrong.Field)
			assert.Contains(t, wrong.Reason, reason)
			_, err = ParseRule([]byte(text), kinds)
			require.ErrorIs(t, err, ErrRule)
		}
	}
}
